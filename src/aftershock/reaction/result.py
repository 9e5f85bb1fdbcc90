"""What does the reaction stage give? Curves, findings and artefacts; no account is named anywhere in them."""

from __future__ import annotations

from aftershock.records import FieldReceipt, Finding, Receipt, Record


class Curve(Record, frozen=True, kw_only=True):
    """Posts per step of time around an event; ``points`` are (hours since t0, posts in that step).

    ``rates`` are the same per 1,000 of the ``active`` accounts, corrected for what is missing; ``active_of``
    says which accounts these are. Empty where there are none.
    """

    name: str
    t0: str
    points: tuple[tuple[float, float], ...]
    main: bool = False
    step_hours: float = 1.0
    n: int = 0
    completeness: str = ""
    active: float | None = None
    active_of: str = ""
    rates: tuple[tuple[float, float], ...] = ()


class Step(Record, frozen=True, kw_only=True):
    """Where a thing appeared on its way: a channel by name only where it is listed."""

    where: str
    platform: str
    first_seen: str
    posts: int
    receipts: tuple[FieldReceipt, ...] = ()


class Lane(Record, frozen=True, kw_only=True):
    """How often a thing was posted on one platform: (hour since t0, posts) for the hours with posts.

    What is older than a day and a half before t0 stands in one step, at hour -37.
    """

    platform: str
    posts: int
    points: tuple[tuple[float, float], ...]


class Ready(Record, frozen=True, kw_only=True):
    """Was it there before the event, and how often is what goes around as old as that?

    ``hours`` before t0; ``as_old`` of ``compared`` things that went around on earlier days were at least as
    old when their day began; p and q where enough were compared.
    """

    hours: float
    as_old: int
    compared: int
    p: float | None = None
    q: float | None = None


class Artefact(Record, frozen=True, kw_only=True):
    """Something that was passed around: how often, by how many accounts, since when, on which way.

    ``before`` counts the posts that carried it before t0; the receipt is the post it was first seen in,
    ``by`` who posted that. ``half_life`` is the hours until half of its posts of the first day had come.
    ``of_kind`` counts all of its kind, of which the most shared are listed.
    """

    kind: str
    label: str
    posts: int
    accounts: int
    before: int = 0
    first_seen: str | None = None
    by: str | None = None
    note: str = ""
    channels: int = 0
    half_life: float | None = None
    path: tuple[Step, ...] = ()
    lanes: tuple[Lane, ...] = ()
    ready: Ready | None = None
    receipts: tuple[Receipt | FieldReceipt, ...] = ()
    id: str = ""
    of_kind: int = 0


class CallBack(Record, frozen=True, kw_only=True):
    """An old statement that is quoted again after the event; ``words`` are the ones in a row that came back.

    ``before`` are the posts with them in the day before t0: what would have come without the event. The
    ratio's interval has no upper end (None) where there were none.
    """

    statement: str
    said_at: str | None
    words: str
    posts: int
    accounts: int
    before: int
    ratio: float | None
    interval: tuple[float, float | None] | None
    first_seen: str
    receipts: tuple[FieldReceipt, ...] = ()


class ToneShare(Record, frozen=True, kw_only=True):
    """The share of one tone in the posts between two hours since an event's t0 (negative: before it).

    ``value`` is corrected for the head's errors, ``low`` and ``high`` are its 95 % interval, ``counted`` is
    what plain counting would say; ``not_told`` is the part of the posts that the head abstained from.
    ``texts`` distinct ones in ``languages`` stand behind it (texts of each; "" where it is not clear);
    ``left_out`` are the texts in languages that the head knows nothing of, which no share has.
    """

    event: str
    t0: str
    main: bool
    tone: str
    first: float
    last: float
    posts: int
    value: float
    low: float
    high: float
    counted: float | None = None
    not_told: float = 0.0
    texts: int = 0
    languages: tuple[tuple[str, int], ...] = ()
    left_out: tuple[tuple[str, int], ...] = ()


class Reaction(Record, frozen=True, kw_only=True):
    """How the posts reacted, beside past events; ``note`` says why where nothing can be told.

    ``compared`` are the past events (name, t0) whose posts are here and were collected alike enough, on
    ``platforms`` alone where they are named.
    """

    curves: tuple[Curve, ...] = ()
    findings: tuple[Finding, ...] = ()
    artefacts: tuple[Artefact, ...] = ()
    call_backs: tuple[CallBack, ...] = ()
    note: str = ""
    compared: tuple[tuple[str, str], ...] = ()
    platforms: tuple[str, ...] | None = None

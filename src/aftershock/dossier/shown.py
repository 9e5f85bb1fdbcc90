"""What of tone, artefacts and coordination does the dossier show, whichever stage worked it out?

These are records of the page, not of the stages: a stage's own records are turned into them where the dossier
is put together. No account stands in them: members are masks that mean nothing outside one picture, and
counts. What could not be told says so in ``cannot`` and is shown as plainly as a result.
"""

from __future__ import annotations

from aftershock.records import FieldReceipt, Finding, Receipt, Record

Receipts = tuple[Receipt | FieldReceipt, ...]


class Share(Record, frozen=True, kw_only=True):
    """A share of 1 with the interval that holds it."""

    value: float
    low: float
    high: float


class Example(Record, frozen=True, kw_only=True):
    """A post as an example: its words are those of the receipt, nothing else of it is shown."""

    receipt: Receipt | FieldReceipt
    chance: float | None = None  # how sure the head was, 0 to 1
    language: str | None = None


class ToneClass(Record, frozen=True, kw_only=True):
    """One tone over the whole time that is looked at: its corrected share, what is usual, three examples.

    ``counted`` is what plain counting would say; ``usual`` the share before the event, ``change`` whether it
    rose since, ``beside`` what past events let expect.
    """

    name: str
    share: Share | None
    counted: float | None = None
    usual: Share | None = None
    usual_of: str = ""
    change: str = ""
    beside: Finding | None = None
    harmful: bool = False
    posts: int = 0
    examples: tuple[Example, ...] = ()


class ToneStep(Record, frozen=True, kw_only=True):
    """A step of time: hours since the first report, its length, posts, and a share for each class.

    ``shares`` follow the classes of the `Tone`; None where too few posts were made to tell. ``untold`` is the
    part of the posts that the head abstained from.
    """

    hour: float
    hours: float
    posts: int
    shares: tuple[Share | None, ...]
    untold: float = 0.0


class Day(Record, frozen=True, kw_only=True):
    """A share on one day: 1 is the day after the first report, -1 the day before it."""

    number: int
    posts: int
    share: Share


class Tone(Record, frozen=True, kw_only=True):
    """How glad, how hostile: classes, their course, what could not be told, and the backlash of the week.

    ``languages`` and ``left_out`` count distinct texts; the head knows nothing of the languages left out.
    """

    classes: tuple[ToneClass, ...] = ()
    steps: tuple[ToneStep, ...] = ()
    posts: int = 0
    texts: int = 0  # distinct ones: each was looked at once
    untold: float = 0.0
    languages: tuple[tuple[str, int], ...] = ()
    left_out: tuple[tuple[str, int], ...] = ()
    completeness: str = ""
    method: str = ""
    cannot: str = ""
    blame: Finding | None = None
    blame_days: tuple[Day, ...] = ()


class Lane(Record, frozen=True, kw_only=True):
    """An artefact on one platform: (hours since the first report, posts) for steps with posts."""

    platform: str
    points: tuple[tuple[float, float], ...]
    posts: int


class Path(Record, frozen=True, kw_only=True):
    """The way of an artefact: first seen where and by what kind of account, then over which platforms.

    ``lanes`` hold the counts of steps of time, or (``by_channel``) of channels, each at its first hour.
    ``first_hour`` and ``half_life`` are hours. ``ready`` says why it is taken to have been ready before the
    event ("first seen 31 hours before, on two channels"), empty where it was not.
    """

    kind: str
    label: str
    posts: int
    accounts: int
    lanes: tuple[Lane, ...]
    first_hour: float
    first_at: str
    by: str = ""
    half_life: float | None = None
    half_life_within: tuple[float, float] | None = None
    ready: str = ""
    note: str = ""
    by_channel: bool = False
    step_hours: float = 1.0
    statement: str | None = None  # the statement that it quotes again
    harmful: bool = False
    channels: int = 0  # that it appeared in, where more than those whose receipts stand here
    receipts: Receipts = ()


class Together(Record, frozen=True, kw_only=True):
    """An object that a group shared: how many members, within what time.

    ``receipts`` are the first of its ``posts``.
    """

    trace: str
    label: str
    members: int
    within: str
    posts: int = 0
    receipts: Receipts = ()


class Group(Record, frozen=True, kw_only=True):
    """A group that acts together beyond what chance and the crowd give, tested where it was not formed.

    ``observed``: occasions on which members came together; ``expected`` under the null; ``q`` over groups.
    ``members`` counts those that are sure, ``joined`` those that were added under a rate of their own.
    ``followed`` sources explain it where it is above 0: it is then not told apart from their audience.
    ``left`` occasions, with what was expected and q, are without what was done with such sources.
    ``objects`` are those of the ``shared`` ones that most members shared, ``posts`` counts the posts on all.
    """

    name: str
    members: int
    joined: int
    observed: int
    expected: float
    q: float
    traces: tuple[str, ...]
    objects: tuple[Together, ...] = ()
    shared: int = 0
    posts: int = 0
    words: str = ""
    followed: int = 0
    left: int = 0
    left_expected: float = 0.0
    left_q: float = 1.0
    receipts: Receipts = ()


class Node(Record, frozen=True, kw_only=True):
    """A member in the picture: its mask, the place of its group, and whether it was added later."""

    mask: str
    group: int
    joined: bool = False


class Tie(Record, frozen=True, kw_only=True):
    """An edge between two nodes (their places), with its weight: occasions beyond what was expected."""

    one: int
    other: int
    weight: float


class Met(Record, frozen=True, kw_only=True):
    """A pair in one trace: on how many occasions it came together, the largest number that a null expects.

    ``one`` and ``other`` are places of nodes, None for who is in no group; ``receipts`` are the posts of the
    ``listed`` ones, the first of its ``meetings``.
    """

    one: int | None
    other: int | None
    trace: str
    within: str
    observed: int
    expected: float
    q: float
    meetings: int = 0
    listed: int = 0
    receipts: Receipts = ()


class Capped(Record, frozen=True, kw_only=True):
    """An object so hot that only a part of its pairs was looked at: within ``window``, narrower than others',
    and among a ``share`` of the accounts.

    ``pairs`` of actions lie within the widest window, of all accounts.
    """

    trace: str
    label: str
    actions: int
    share: float
    window: str = ""
    pairs: int = 0


class Scrambled(Record, frozen=True, kw_only=True):
    """What the same search finds on copies in which nothing can be coordinated.

    ``edges_most`` and ``groups_most``: false ones on a copy, on the mean, that so few found cannot rule out.
    """

    copies: int
    edges: int
    groups: int
    edges_most: float
    groups_most: float


class Coordination(Record, frozen=True, kw_only=True):
    """What was looked for, what was found, and what the same search finds where there is nothing to find.

    ``owned_accounts`` share a declared owner with another; ``owned_pairs`` of them met often enough to be
    looked at, and are left out. ``met`` are the least likely of the ``edges``.
    """

    groups: tuple[Group, ...] = ()
    nodes: tuple[Node, ...] = ()
    ties: tuple[Tie, ...] = ()
    met: tuple[Met, ...] = ()
    accounts: int = 0
    owned_accounts: int = 0
    owned_pairs: int = 0
    actions: int = 0
    traces: tuple[str, ...] = ()
    tested: int = 0
    windows: str = ""
    level: float = 0.01
    edges: int = 0
    scrambled: Scrambled | None = None
    caps: tuple[Capped, ...] = ()
    completeness: str = ""
    method: str = ""
    cannot: str = ""


class Shown(Record, frozen=True, kw_only=True):
    """All of it; what is None was not worked out in this case, and the page says so."""

    tone: Tone | None = None
    paths: tuple[Path, ...] = ()
    coordination: Coordination | None = None

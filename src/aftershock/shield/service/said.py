"""What do the routes besides the hot ones take and give? Their records, with the bounds that the OpenAPI
shows.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from aftershock.records import Record
from aftershock.shield.accounts.outcome import Deciders
from aftershock.shield.ledger.happenings import Link
from aftershock.shield.ledger.reinstating import Basis
from aftershock.shield.papers.statements_of_reasons import Statement
from aftershock.shield.papers.trips import Trip as Trip
from aftershock.shield.policy.table import Verdict
from aftershock.shield.service.wire import Hash, Id, Name

Kind = Literal["text", "link", "file", "picture", "film"]  # as in ``banks.items``; a client needs no bank
Words = Annotated[str, Meta(min_length=1, max_length=10_000)]
Line = Annotated[str, Meta(max_length=500, pattern=r"^[^\x00-\x1f]*$")]
Day = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\d$")]
Moment = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$")]
Scope = Literal["check", "read", "review", "admin", "notices"]
Rate = Annotated[float, Meta(ge=0, le=1_000_000)]


class RemovalOrder(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A removal order as a person enters it (Regulation (EU) 2021/784, Annex I)."""

    order: Id
    authority: Line
    member_state: Annotated[str, Meta(pattern=r"^[A-Z]{2}$")]
    contact: Line = ""
    issued_at: Moment
    received_at: Moment
    language: Line = ""
    authenticated_by: Line
    urls: Annotated[tuple[Line, ...], Meta(max_length=1_000)] = ()
    items: Annotated[tuple[Id, ...], Meta(max_length=1_000)] = ()
    grounds: Annotated[tuple[Line, ...], Meta(max_length=10)] = ()
    reasons: Annotated[str, Meta(max_length=10_000)] = ""
    confidential_until: Line = ""


class Reinstatement(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An authority or court decided that content is put back; ``order`` where a removal order has fallen.
    ``ours_stays``: only that falls, what the platform decided under its own terms goes on.
    """

    order: Annotated[str, Meta(max_length=500)] = ""
    items: Annotated[tuple[Id, ...], Meta(min_length=1, max_length=1_000)]
    authority: Annotated[str, Meta(max_length=500, pattern=r"^[^\x00-\x20][^\x00-\x1f]*$")]
    reference: Annotated[str, Meta(max_length=500, pattern=r"^[^\x00-\x20][^\x00-\x1f]*$")]
    basis: Basis
    reason: Annotated[str, Meta(max_length=10_000, pattern=r"^[^\x00-\x20]")]
    ours_stays: bool = False


class ReinstatementState(Record, frozen=True, kw_only=True):
    """What was put back, at which place of the log; ``words`` is what whoever posted it is to be told (a
    draft, empty while an order's confidentiality forbids it), ``told`` when they were.
    """

    seq: int
    at: str
    order: str
    items: tuple[str, ...]
    authority: str
    reference: str
    basis: Basis
    ours_stays: bool
    words: str = ""
    told: str = ""


class OrderState(Record, frozen=True, kw_only=True):
    """How an order stands; ``deadline`` is empty while no hour runs."""

    order: str
    status: str
    received_at: str
    deadline: str
    overdue: bool
    missing: tuple[str, ...]


class Drafted(Record, frozen=True, kw_only=True):
    """A paper as a draft: the fields of the database, what a person has to look at first, and the plain words
    for the user, which quote the post.
    """

    statement: Statement
    to_check: tuple[str, ...]
    words: str = ""


class InForce(Record, frozen=True, kw_only=True):
    """The policy in force. ``problem`` is what is wrong with the file beside which it stands its ground;
    ``incidents`` are those whose stricter overlay lies over it; ``warnings`` say what it does not do.
    """

    id: str
    version: str
    hash: str
    rules: int
    problem: str = ""
    incidents: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


class RuleState(Record, frozen=True, kw_only=True):
    """A rule, and how often what came of it since the service started; ``tripped``: it floods, back to
    review.
    """

    id: str
    clause: str
    mode: str
    action: str
    owner: str
    expires: str
    tripped: bool
    outcomes: dict[str, int]


class Sketch(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A policy that somebody thinks of: with the lists in force, nothing is activated."""

    source: Annotated[str, Meta(max_length=500_000)]


class Proved(Record, frozen=True, kw_only=True):
    """Whether it could be put in force, and what is wrong, as a compiler says it; ``warnings`` say what a
    sound one leaves open.
    """

    sound: bool
    problems: tuple[str, ...] = ()
    hash: str = ""
    warnings: tuple[str, ...] = ()


class Reason(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why somebody does something."""

    reason: Words


class Events(Record, frozen=True, kw_only=True):
    """Links of the log in order; ask again with ``after`` as ``upto``."""

    events: tuple[Link, ...]
    upto: int


class Appeal(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A complaint of a user, handed on by the platform: about an item, or, without one, about what was done
    to an account; of a ``notifier``, about the decision on their ``notice``.
    """

    item: Annotated[str, Meta(max_length=701)] = ""
    revision: Annotated[int, Meta(ge=0, le=2**53 - 1)] = 0
    account: Annotated[str, Meta(max_length=500)] = ""
    words: Words
    by: Literal["author", "notifier"] = "author"
    notice: Line = ""


class AppealState(Record, frozen=True, kw_only=True):
    """Where an appeal stands; ``verdict`` is what stands instead, once it was won."""

    appeal: str
    item: str
    revision: int
    state: Literal["open", "upheld", "overturned"]
    account: str = ""
    received_at: str
    reason: str = ""
    by: Literal["author", "notifier"] = "author"
    notice: str = ""
    verdict: str = ""


class Notice(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody says that content is illegal (DSA 16)."""

    item: Annotated[str, Meta(max_length=701)] = ""
    url: Annotated[str, Meta(max_length=4_000)] = ""
    explanation: Words
    ground: Line = ""
    name: Line = ""
    email: Line = ""
    good_faith: bool = False


class NoticeState(Record, frozen=True, kw_only=True):
    """Where a notice stands. ``complain`` is where whoever gave it can complain about the decision, ``told``
    when a person told them; ``lacks`` is what the notice should have said and did not.
    """

    notice: str
    state: Literal["open", "decided"]
    received_at: str
    verdict: str = ""
    reason: str = ""
    complain: str = ""
    told: str = ""
    lacks: tuple[str, ...] = ()


class NoticeWaiting(Record, frozen=True, kw_only=True):
    """An undecided notice, for a person; ``url`` is to be looked at on the platform."""

    notice: str
    received_at: str
    item: str
    url: str
    explanation: str
    ground: str
    trusted_flagger: bool
    lacks: tuple[str, ...]


class NoticeDecision(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person decides on a notice; ``item`` where the notice names only an address."""

    verdict: Verdict
    reason: Words
    clause: Line = ""
    item: Annotated[str, Meta(max_length=701)] = ""


class Threat(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A person suspects a threat to somebody's life or safety (DSA 18)."""

    item: Annotated[str, Meta(min_length=3, max_length=701)]
    words: Words


class ThreatState(Record, frozen=True, kw_only=True):
    """Where a suspicion stands; ``to`` and ``receipt`` once a person sent it."""

    threat: str
    item: str
    at: str
    state: Literal["open", "sent", "not-sent"]
    to: str = ""
    receipt: str = ""


class Opening(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An incident to be opened, or (same name) made longer: stricter rules in these categories for so many
    hours from now, at most 72.
    """

    incident: Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,39}$")]
    level: Literal["watch", "strict"]
    about: Annotated[str, Meta(min_length=1, max_length=500)]
    categories: Annotated[tuple[Line, ...], Meta(min_length=1, max_length=50)]
    hours: Annotated[float, Meta(gt=0, le=72)]


class IncidentState(Record, frozen=True, kw_only=True):
    """Where an incident stands; ``report_due`` is empty while it runs and once the report is there.
    ``extended`` says to when and by whom it was made longer.
    """

    incident: str
    level: str
    about: str
    categories: tuple[str, ...]
    opened_at: str
    opened_by: str
    until: str
    runs: bool
    report_due: str
    extended: tuple[tuple[str, str], ...] = ()
    closed_at: str = ""
    closed_by: str = ""
    report: str = ""


class IncidentReport(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The report with which an incident is closed."""

    report: Annotated[str, Meta(min_length=1, max_length=20_000)]


class SetAsideState(Record, frozen=True, kw_only=True):
    """A message of the broker that could not be checked; ``content`` names its sealed copy."""

    at: str
    content: str
    item: str
    why: str
    size: int
    again: bool


class Given(Record, frozen=True, kw_only=True):
    """A statement of reasons that the user was given."""

    puid: str
    at: str


class ItemState(Record, frozen=True, kw_only=True):
    """Which verdict stands on a revision of an item, by whom, since which place of the log and when;
    ``settled``: no look differs that a third has yet to decide.
    """

    item: str
    revision: int
    verdict: Verdict
    by: Deciders
    seq: int
    at: str
    clause: str = ""
    settled: bool = True


class Known(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A known item to be added; exactly one of what it is. ``adopt`` takes the person of the key."""

    id: Id
    bank: Name
    title: Line = ""
    source: Line = ""
    expires: Day | None = None
    text: Annotated[str, Meta(min_length=1, max_length=50_000)] | None = None
    link: Annotated[str, Meta(min_length=1, max_length=4_000)] | None = None
    file: Hash | None = None
    picture: Hash | None = None
    film: Annotated[tuple[Hash, ...], Meta(min_length=1, max_length=4_096)] | None = None
    adopt: bool = False


class KnownState(Record, frozen=True, kw_only=True):
    """A known item as it stands; hashes and texts are not given back."""

    id: str
    bank: str
    kind: Kind
    title: str = ""
    source: str = ""
    adopted_by: str | None = None
    expires: str | None = None


class NewKey(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A key to be made over the network: for machines only, with no more than the asking key has."""

    scopes: Annotated[tuple[Scope, ...], Meta(min_length=1, max_length=5)]
    each_second: Rate = 0.0
    burst: Rate = 0.0


class KeyState(Record, frozen=True, kw_only=True):
    """A key without its secret; ``secret`` is told once, when it is made."""

    id: str
    scopes: tuple[Scope, ...]
    made_at: str
    made_by: str
    person: str
    active: bool
    secret: str = ""

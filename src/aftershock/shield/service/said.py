"""What do the routes besides the hot ones take and give? Their records, with the bounds that the OpenAPI
shows.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from aftershock.records import Record
from aftershock.shield.ledger.happenings import Link
from aftershock.shield.papers.statements_of_reasons import Statement
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


class OrderState(Record, frozen=True, kw_only=True):
    """How an order stands; ``deadline`` is empty while no hour runs."""

    order: str
    status: str
    received_at: str
    deadline: str
    overdue: bool
    missing: tuple[str, ...]


class Drafted(Record, frozen=True, kw_only=True):
    """A paper as a draft: the fields of the database, and what a person has to look at first."""

    statement: Statement
    to_check: tuple[str, ...]


class InForce(Record, frozen=True, kw_only=True):
    """The policy in force. ``problem`` is what is wrong with the file beside which it stands its ground."""

    id: str
    version: str
    hash: str
    rules: int
    problem: str = ""


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
    """Whether it could be put in force, and what is wrong, as a compiler says it."""

    sound: bool
    problems: tuple[str, ...] = ()
    hash: str = ""


class Reason(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why somebody does something."""

    reason: Words


class Events(Record, frozen=True, kw_only=True):
    """Links of the log in order; ask again with ``after`` as ``upto``."""

    events: tuple[Link, ...]
    upto: int


class Appeal(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A complaint of a user, handed on by the platform."""

    item: Annotated[str, Meta(min_length=3, max_length=701)]
    revision: Annotated[int, Meta(ge=0, le=2**53 - 1)] = 0
    account: Annotated[str, Meta(max_length=500)] = ""
    words: Words


class AppealState(Record, frozen=True, kw_only=True):
    """Where an appeal stands."""

    appeal: str
    item: str
    revision: int
    state: Literal["open", "upheld", "overturned"]
    received_at: str
    reason: str = ""


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
    """Where a notice stands."""

    notice: str
    state: Literal["open", "decided"]
    received_at: str
    verdict: str = ""
    reason: str = ""


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

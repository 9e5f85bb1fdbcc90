"""What does the account of an event consist of? The records that the events stage gives.

Every line carries at least one receipt. Wording is sober: who says what, never who is guilty.
"""

from __future__ import annotations

from typing import Literal

from aftershock.events.decided import Decided
from aftershock.events.names_in_time import CalledThen
from aftershock.records import (
    Assessment,
    Entity,
    Event,
    FieldReceipt,
    Hypothesis,
    Interval,
    Name,
    Receipt,
    Record,
    Statement,
)

Receipts = tuple[Receipt | FieldReceipt, ...]


class EventMention(Record, frozen=True, kw_only=True):
    """A word for an act in a document, and the event that it is taken to mean.

    ``start`` and ``end`` are offsets in the story's reading; a person may merge or split events by it.
    """

    id: str
    event: str
    story: str
    kind: str
    word: str
    start: int
    end: int
    receipts: Receipts


class EventPlace(Record, frozen=True, kw_only=True):
    """Where an event was, as exactly as its place name tells; ``among`` listed places bear the name.

    ``chosen`` says by what the listed one was chosen: its name alone, what stands beside it, the country that
    the text speaks of, or rank. ``note`` says what is disputed about the place. Unlisted places have neither.
    """

    event: str
    name: str
    precision: Literal["venue", "city", "region", "country", "area", "unknown"]
    venue: str
    listed: str
    country: str
    note: str
    among: int
    chosen: str
    receipts: Receipts


OriginKind = Literal["wire", "source", "outlet", "unnamed"]


class Origin(Record, frozen=True, kw_only=True):
    """One independent origin of what several documents say, and which statements go back to it.

    A wire that others print or cite, a source that several cite ("the police"), an outlet's own word; unnamed
    where a document gives no source.
    """

    kind: OriginKind
    name: str
    statements: tuple[str, ...]
    documents: int


class FigureLine(Record, frozen=True, kw_only=True):
    """One number for one event, role and unit, with everybody who gives it.

    ``origins`` counts independent origins: copies of one story, documents that print or cite one wire, and
    one source cited in several stories count once; ``origin_list`` says which they are. ``documents`` counts
    every document that carries it, copies included.
    """

    id: str
    event: str
    role: str
    unit: str
    low: float
    high: float | None
    modifier: str
    status: Literal["standing", "withdrawn", "superseded"]
    said_by: tuple[str, ...]
    origins: int
    documents: int
    said_at: Interval | None
    statements: tuple[str, ...]
    figures: tuple[str, ...]
    disputed_by: tuple[str, ...] = ()
    receipts: Receipts
    origin_list: tuple[Origin, ...] = ()


class FigurePoint(Record, frozen=True, kw_only=True):
    """A figure at a time, as one source gave it; ``origins`` are those who have given it by then."""

    at: Interval | None
    low: float
    high: float | None
    said_by: str
    status: str
    receipts: Receipts
    modifier: str = ""
    origins: int = 1


class FigureHistory(Record, frozen=True, kw_only=True):
    """How a figure changed over time: one line for each event, role and unit."""

    event: str
    role: str
    unit: str
    text: str
    points: tuple[FigurePoint, ...]


class Side(Record, frozen=True, kw_only=True):
    """One side of a disputed point: who says it, what is said, where it stands, and how independently."""

    who: tuple[str, ...]
    says: str
    statements: tuple[str, ...]
    receipts: Receipts
    origins: int = 0


DisputeKind = Literal[
    "figures",
    "figures-explained",
    "claim-denied",
    "blame-denied",
    "suspect-denied",
    "rival-claims",
    "attributions-differ",
]


class Dispute(Record, frozen=True, kw_only=True):
    """A point on which what is said excludes each other. ``note`` says what may explain it.

    "figures-explained" is no conflict: two numbers of different days whose difference a text accounts for.
    """

    id: str
    kind: DisputeKind
    event: str
    text: str
    sides: tuple[Side, ...]
    note: str = ""


HarmKind = Literal[
    "suspect-named",
    "community-blamed",
    "community-threatened",
    "place-threatened",
    "data-passed-around",
    "call-to-attack",
    "threat",
]


class Harm(Record, frozen=True, kw_only=True):
    """Possible harm to others, shown before everything else; ``text`` says in plain words what it is."""

    id: str
    kind: HarmKind
    event: str | None
    text: str
    statements: tuple[str, ...]
    receipts: Receipts


class TimelineLine(Record, frozen=True, kw_only=True):
    """One line of the timeline; ``at`` is None for what bears no date and is listed apart."""

    id: str
    at: Interval | None
    kind: Literal["event", "statement", "figure", "publication"]
    text: str
    event: str | None
    statement: str | None
    receipts: Receipts


class PriorWarning(Record, frozen=True, kw_only=True):
    """A warning or threat from before the event; the lead is given in hours, as far as dates allow.

    ``why`` says what ties it to the event: that it names the place, who said it, or only that the case has no
    other event.
    """

    id: str
    statement: str
    event: str
    kind: Literal["warns", "threatens", "calls-to-attack"]
    speaker: str
    text: str
    said_at: Interval
    lead_hours: tuple[float, float]
    receipts: Receipts
    why: str = ""


class CallBack(Record, frozen=True, kw_only=True):
    """Words from before an event that are said or quoted again after it, linked to their first saying.

    ``first`` is the statement of the first saying where a document holds it, else None; then ``said_before``
    comes from the words of the one who quotes it ("in his speech of 12 March"). ``quoted`` are the words that
    both have, as the later one has them.
    """

    id: str
    event: str
    statement: str
    first: str | None
    quoted: str
    said_before: Interval | None
    said_again: Interval | None
    text: str
    receipts: Receipts
    first_receipts: Receipts = ()


class Person(Record, frozen=True, kw_only=True):
    """A person who speaks or is accused, under every name that is used: full name, title, surname.

    ``statements`` are those that the person makes, ``about`` those that accuse or clear the person; ``how``
    says why the names are taken for one person. ``merged_from`` are the persons that people joined to it.
    """

    id: str
    name: str
    names: tuple[Name, ...]
    titles: tuple[str, ...]
    statements: tuple[str, ...]
    how: str
    receipts: Receipts
    about: tuple[str, ...] = ()
    merged_from: tuple[str, ...] = ()


TieKind = Literal["wing", "branch", "outlet", "affiliate", "splinter", "link", "alias"]


class Affiliation(Record, frozen=True, kw_only=True):
    """What somebody says of how two bodies belong together: that the one is a wing, branch, outlet of the

    other, or has broken away from it. Claimed by one, denied by another, each with its time and receipt.
    """

    id: str
    kind: TieKind
    part: str
    part_id: str | None
    whole: str
    whole_id: str | None
    stance: Literal["claimed", "denied"]
    said_by: str
    since: Interval | None
    said_at: Interval | None
    statement: str | None
    receipts: Receipts


class GroupRow(Record, frozen=True, kw_only=True):
    """One event in the history of a group, so that groups can be compared: what it claimed, denied, was

    blamed for; how it was done and told. ``delay_hours`` are the least and most hours from the event to the
    claim, None where either bears no date; cells are empty where no document tells them. ``called`` is the
    group's name at the time of the event, where it was another than at present.
    """

    id: str
    group: str
    group_id: str | None
    event: str | None
    title: str
    when: Interval | None
    what: Literal["claimed", "denied", "blamed", "attributed"]
    target: str
    means: str
    flight: str
    delay_hours: tuple[float, float] | None
    killed: str
    said_by: tuple[str, ...]
    origins: int
    statements: tuple[str, ...]
    receipts: Receipts
    called: str = ""


class HistoryLine(Record, frozen=True, kw_only=True):
    """What an actor did, claimed or denied elsewhere or before, as the documents tell it."""

    id: str
    actor: str
    actor_id: str | None
    act: str
    event: str | None
    text: str
    at: Interval | None
    statement: str | None
    receipts: Receipts


class Rank(Record, frozen=True, kw_only=True):
    """How one hypothesis stands: sums of weights, silence, and the ranks it takes when the input is varied.

    ``net = consistent - inconsistent``; ``silence`` is the share of items that say nothing about it;
    ``rate = inconsistent / (inconsistent + consistent)``, None where both are 0. ``ranks`` are the lowest
    and highest place over leave-one-out and the weight sweep; ``stable`` where they are one.
    """

    hypothesis: str
    consistent: float
    inconsistent: float
    net: float
    silence: float
    rate: float | None
    ranks: tuple[int, int]
    stable: bool


class LeftOut(Record, frozen=True, kw_only=True):
    """Which hypothesis leads by net when one item is left out (several where they tie)."""

    item: str
    leaders: tuple[str, ...]


class Board(Record, frozen=True, kw_only=True):
    """Competing answers to one question, proposed from the ledger. Nothing here is a verdict."""

    id: str
    event: str
    question: str
    hypotheses: tuple[Hypothesis, ...]
    assessments: tuple[Assessment, ...]
    ranks: tuple[Rank, ...]
    leave_one_out: tuple[LeftOut, ...]
    weights: dict[str, float]
    cautions: tuple[str, ...]
    verdict: str


class Chronicle(Record, frozen=True, kw_only=True):
    """The account of a case: what the events stage gives to the dossier.

    ``statements`` is the whole ledger with ``event`` and ``history`` filled; those in ``rejected`` were
    rejected by a person, stay listed, and count nowhere else.
    """

    events: tuple[Event, ...]
    statements: tuple[Statement, ...]
    figures: tuple[FigureLine, ...]
    timeline: tuple[TimelineLine, ...]
    disputes: tuple[Dispute, ...]
    harms: tuple[Harm, ...]
    history: tuple[HistoryLine, ...]
    warnings: tuple[PriorWarning, ...]
    figure_history: tuple[FigureHistory, ...] = ()
    boards: tuple[Board, ...] = ()
    rejected: tuple[str, ...] = ()
    accepted: tuple[str, ...] = ()
    orphaned: tuple[str, ...] = ()
    mentions: tuple[EventMention, ...] = ()
    callbacks: tuple[CallBack, ...] = ()
    persons: tuple[Person, ...] = ()
    affiliations: tuple[Affiliation, ...] = ()
    groups: tuple[GroupRow, ...] = ()
    entities: tuple[Entity, ...] = ()
    places: tuple[EventPlace, ...] = ()
    decided: tuple[Decided, ...] = ()
    called: tuple[CalledThen, ...] = ()

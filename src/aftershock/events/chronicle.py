"""What does the account of an event consist of? The records that the events stage gives.

Every line carries at least one receipt. Wording is sober: who says what, never who is guilty.
"""

from __future__ import annotations

from typing import Literal

from aftershock.records import (
    Assessment,
    Event,
    FieldReceipt,
    Hypothesis,
    Interval,
    Receipt,
    Record,
    Statement,
)

Receipts = tuple[Receipt | FieldReceipt, ...]


class FigureLine(Record, frozen=True, kw_only=True):
    """One number for one event, role and unit, with everybody who gives it.

    ``origins`` counts independent origins: copies of one story, and one named source cited in several
    stories, count once. ``documents`` counts every document that carries it, copies included.
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


class FigurePoint(Record, frozen=True, kw_only=True):
    """A figure at a time, as one source gave it."""

    at: Interval | None
    low: float
    high: float | None
    said_by: str
    status: str
    receipts: Receipts


class FigureHistory(Record, frozen=True, kw_only=True):
    """How a figure changed over time: one line for each event, role and unit."""

    event: str
    role: str
    unit: str
    text: str
    points: tuple[FigurePoint, ...]


class Side(Record, frozen=True, kw_only=True):
    """One side of a disputed point: who says it, what is said, and where it stands."""

    who: tuple[str, ...]
    says: str
    statements: tuple[str, ...]
    receipts: Receipts


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
    """A warning or threat from before the event; the lead is given in hours, as far as dates allow."""

    id: str
    statement: str
    event: str
    kind: Literal["warns", "threatens", "calls-to-attack"]
    speaker: str
    text: str
    said_at: Interval
    lead_hours: tuple[float, float]
    receipts: Receipts


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

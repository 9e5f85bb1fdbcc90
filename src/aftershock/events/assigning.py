"""Which event is each statement, and each of its figures, about?

A statement that names another event, and not the main one, belongs to that. Reports and pleas that name no
event at all belong to none: an article tells other things too. A figure belongs to the act that its own
clause tells: "an airstrike killed ten, three days after shelling there killed six".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import msgspec

from aftershock.events import intervals
from aftershock.events.dating import times
from aftershock.events.linking import Linked
from aftershock.events.mentions import Mention, Reading, in_reading
from aftershock.events.topics import SLACK
from aftershock.records import Event, Figure, Statement
from aftershock.text import Span

# Acts that speak of an event whatever their words; the others must name it.
_ABOUT_EVENT = frozenset(
    {"claims-responsibility", "denies", "blames", "praises", "condemns", "threatens", "warns",
     "calls-to-attack", "speculates"}
)  # fmt: skip
# "We did this in answer to the raid on Osk": the raid is why, not what.
_ANSWERED = re.compile(
    r"\b(?:in (?:answer|response|reply|retaliation|revenge) (?:to|for)|to avenge|avenging"
    r"|(?:revenge|retaliation) for)"
    r" (?:(?:an?|the|this|that|these|those|last|recent|\w+[’']s?) )*(?:[\w-]+ ){0,2}\Z",
    re.IGNORECASE,
)
# What parts the clauses of a sentence that tells of two events.
_CLAUSE_END = re.compile(r"[;:]|,\s+(?:and|while|but|whereas)\b|\bwhile\b|\bafter\b|\bbefore\b|\bwhereas\b")


def assign(statement: Statement, reading: Reading, linked: Linked, events: Sequence[Event]) -> Statement:
    """The statement with its event and whether it is history, its figures each with theirs.

    ``events`` stand in the order of ``linked.clusters``.
    """
    span = evidence_span(statement, reading)
    index = linked.main_of.get(statement.story)
    main = events[index] if index is not None else None
    touched = [
        (mention, linked.of[statement.story, mention.at])
        for mention in linked.mentions.get(statement.story, ())
        if span is not None
        and span.start < mention.to
        and mention.at < span.end
        and (statement.story, mention.at) in linked.of
        and not _ANSWERED.search(reading.text, max(0, mention.at - 60), mention.at)
    ]
    others = [at for _, at in touched if at != index]
    mine = [mention for mention, at in touched if at == index]
    event = _event(statement, reading, span, main, [events[at] for at in others], mine)
    if not others and event is not None and main is not None and span is not None:
        event = _by_date(reading, span, main, events, linked, statement, named=bool(mine))
    figures = tuple(
        msgspec.structs.replace(figure, event=_of_figure(figure, touched, reading, events, event))
        for figure in statement.figures
    )
    history = (event is not None and not event.main) or (statement.history and event is None)
    return msgspec.structs.replace(
        statement, event=event.id if event else None, history=history, figures=figures
    )


def _event(
    statement: Statement,
    reading: Reading,
    span: Span | None,
    main: Event | None,
    others: Sequence[Event],
    mine: Sequence[Mention],
) -> Event | None:
    if others and not mine:
        return others[0]
    if statement.history and not (main is not None and any(_at(mention, main) for mention in mine)):
        return None
    if mine or others or statement.figures or statement.act in _ABOUT_EVENT:
        return main
    passage = reading.text[span.start : span.end] if span is not None else ""
    return main if main is not None and main.where and main.where in passage else None


def _at(mention: Mention, event: Event) -> bool:
    return event.where is not None and any(
        place.name in event.where or event.where in place.name for place in mention.places
    )


def _by_date(
    reading: Reading,
    span: Span,
    main: Event,
    events: Sequence[Event],
    linked: Linked,
    statement: Statement,
    *,
    named: bool,
) -> Event | None:
    """A number that its sentence dates before the main event belongs to an event of that time, or to none."""
    if named or not statement.figures or main.when is None:
        return main
    dated = [
        time.interval
        for time in times(reading.text, span, reading.published)
        if intervals.dated(time.interval)
    ]
    if not dated or not all(intervals.before(when, main.when) for when in dated):
        return main
    own = {at for (story, _), at in linked.of.items() if story == statement.story}
    fits = [
        events[at]
        for at in sorted(own)
        if (when := events[at].when) and any(intervals.overlap(when, told, SLACK) for told in dated)
    ]
    return fits[0] if len(fits) == 1 else None


def _of_figure(
    figure: Figure,
    touched: Sequence[tuple[Mention, int]],
    reading: Reading,
    events: Sequence[Event],
    event: Event | None,
) -> str | None:
    """The event of a figure: of several acts in its sentence the one of its clause, else the statement's."""
    otherwise = event.id if event else None
    if len({at for _, at in touched}) < 2:
        return otherwise
    span = in_reading(reading.story, figure.receipt)
    if span is None:
        return otherwise
    ranked = sorted(touched, key=lambda item: _distance(item[0], span, reading.text))
    return events[ranked[0][1]].id


def _distance(mention: Mention, number: Span, text: str) -> tuple[int, int]:
    """How far a number stands from a word for an act: clause ends between them first, then characters."""
    between = text[mention.to : number.start] if mention.to <= number.start else text[number.end : mention.at]
    return len(_CLAUSE_END.findall(between)), len(between)


def evidence_span(statement: Statement, reading: Reading) -> Span | None:
    """Where a statement stands in its story's reading, told by its first witness that stands there."""
    for witness in statement.witnesses:
        span = in_reading(reading.story, witness.evidence)
        if span is not None:
            return span
    return None


def place(
    ledger: Sequence[Statement], readings: Mapping[str, Reading], linked: Linked, events: Sequence[Event]
) -> tuple[Statement, ...]:
    """The whole ledger with its events filled; statements of stories that are not read stay as they are."""
    return tuple(
        assign(statement, readings[statement.story], linked, events)
        if statement.story in readings
        else statement
        for statement in ledger
    )

"""When was it said, where the text counts from an event: "two days after the attack", "a week later"?

The reading of statements leaves such a date open, since it knows no events. "After the attack" counts from
that attack; "a week later" from the day that the text has told right before, else from the event that the
statement is about. What was said was said no later than it was published.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

import msgspec

from aftershock.events import intervals
from aftershock.events.assigning import evidence_span
from aftershock.events.chronicle import EventMention
from aftershock.events.dating import COUNTED, times
from aftershock.events.mentions import Reading, in_reading
from aftershock.records import Event, Interval, Statement
from aftershock.statements import dates, said_when
from aftershock.statements.reckoning import DateExpression, is_open, resolve
from aftershock.text import Span

BACK = 3  # sentences: "a day later" after "two days later" after a date
LONGEST = timedelta(days=7)  # what took longer is nothing that days are counted from
_CLAUSE_END = re.compile(r"[,;:]")
_NOUN = re.compile(r"\s+(?:the|that|this|an?|its?|his|her|their|[A-Z\d]|\w+['’]s)\b")
_HARM = re.compile(r"\b(?:kill|wound|injur|shot|explo|died|dead|struck|attack)\w*", re.IGNORECASE)


class _Told(NamedTuple):
    """One document: its reading, its words for acts, and when each of their events was."""

    reading: Reading
    mentions: Sequence[EventMention]
    when: Mapping[str, Interval]


def settled(
    ledger: Iterable[Statement],
    readings: Iterable[Reading],
    mentions: Iterable[EventMention],
    events: Iterable[Event],
) -> tuple[Statement, ...]:
    """The ledger with the dates that were left open, as far as events and text tell them."""
    by_story = {reading.story.id: reading for reading in readings}
    words: dict[str, list[EventMention]] = {}
    for mention in mentions:
        words.setdefault(mention.story, []).append(mention)
    when = {event.id: event.when for event in events if event.when is not None}
    found = []
    for statement in ledger:
        reading = by_story.get(statement.story)
        if reading is not None and is_open(statement.said_at):
            told = _Told(reading, words.get(statement.story, ()), when)
            statement = msgspec.structs.replace(statement, said_at=_said_at(statement, told))
        found.append(statement)
    return tuple(found)


def _said_at(statement: Statement, told: _Told) -> Interval | None:
    """The date of a statement whose own counts from an event; still open where that tells none."""
    span = evidence_span(statement, told.reading)
    number = _sentence(told.reading, span.start) if span else None
    if span is None or number is None:
        return statement.said_at
    content = next((w.content for w in statement.witnesses if w.content), None)
    said = in_reading(told.reading.story, content) if content and statement.tier == "attributed" else None
    opening = told.reading.sentences[number].start
    found = said_when.find(told.reading.text, span, opening, said, statement.quote)
    for expression in (each for each in found if each.counts_from == "event"):
        own = told.when.get(statement.event or "")
        anchors = _anchors(expression, number, own, told)
        known = (_counted(expression, anchor, told.reading.published) for anchor in anchors)
        return next((interval for interval in known if interval), statement.said_at)
    return statement.said_at


def _sentence(reading: Reading, at: int) -> int | None:
    return next((n for n, span in enumerate(reading.sentences) if span.start <= at < span.end), None)


def _anchors(
    expression: DateExpression, number: int, own: Interval | None, told: _Told, back: int = BACK
) -> list[Interval]:
    """What an expression may count from, the likeliest first; ``own`` is the time of its event."""
    if _behind(expression, told.reading.text):
        return _named(expression, number, own, told)
    sentences = told.reading.sentences
    day = _day(Span(sentences[number].start, expression.start), number, own, told, back)
    if day is None and number:
        day = _day(sentences[number - 1], number - 1, own, told, back)
    if day == ():
        return []
    return [anchor for anchor in (*(day or ()), own) if anchor]


def _behind(expression: DateExpression, text: str) -> bool:
    """Whether what it counts from stands right behind it: "two days after the attack", "within days of"."""
    way = expression.parts.get("way") or expression.parts.get("which") or ""
    of = text[expression.end : expression.end + 3] == " of"
    return of or (way in ("after", "before") and _NOUN.match(text, expression.end) is not None)


def _named(expression: DateExpression, number: int, own: Interval | None, told: _Told) -> list[Interval]:
    """The act whose word stands behind the expression; "after nine were killed" is the event itself."""
    text = told.reading.text
    stop = _CLAUSE_END.search(text, expression.end, told.reading.sentences[number].end)
    clause = Span(expression.end, stop.start() if stop else told.reading.sentences[number].end)
    for mention in told.mentions:
        near = clause.start <= mention.start < clause.end and mention.start - clause.start <= 2 * COUNTED
        if near and mention.event in told.when:
            return [told.when[mention.event]]
    return [own] if own and _HARM.search(text, *clause) else []


def _day(
    here: Span, number: int, own: Interval | None, told: _Told, back: int
) -> tuple[Interval, ...] | None:
    """The last day that a stretch of a sentence tells, be it counted itself; none where that is not known.

    None where it tells no day at all.
    """
    reading = told.reading
    days = [t.interval for t in times(reading.text, here, reading.published) if _short(t.interval)]
    if days:
        return (days[-1],)
    opened = [e for e in dates.find(reading.text, *here) if e.counts_from == "event"]
    if not opened:
        return None
    anchors = _anchors(opened[-1], number, own, told, back - 1) if back else []
    counted = (_counted(opened[-1], anchor, reading.published) for anchor in anchors)
    return tuple(interval for interval in counted if interval and _short(interval))[:1]


def _short(interval: Interval) -> bool:
    """Whether days can be counted from a stretch of time."""
    if interval.start is None or interval.end is None:
        return False
    start, end = intervals.bounds(interval)
    return end - start <= LONGEST


def _counted(expression: DateExpression, anchor: Interval, published: Interval | None) -> Interval | None:
    """What an expression means, counted from the beginning and from the end of its anchor."""
    if not _short(anchor):
        return None
    first, last = intervals.bounds(anchor)
    if expression.rule != "within":  # calendar units hold their own beginning, a stretch ends where it ends
        last = max(first, last - timedelta(seconds=1))
    low, high = (resolve(expression, intervals.span(at, at, "instant", "anchor")) for at in (first, last))
    if not intervals.dated(low):
        return None
    same = low.start == high.start
    found = msgspec.structs.replace(low, end=high.end, granularity=low.granularity if same else "day")
    return _not_later(found, published) if published and not expression.future else found


def _not_later(interval: Interval, published: Interval) -> Interval | None:
    """What was said before it was published; None where all of it would be later."""
    latest = intervals.bounds(published)[1]
    start, end = intervals.bounds(interval)
    if start >= latest:
        return None
    if end <= latest:
        return interval
    how = f"{interval.how}, no later than the publication"
    return msgspec.structs.replace(interval, end=intervals.iso(latest), how=how)

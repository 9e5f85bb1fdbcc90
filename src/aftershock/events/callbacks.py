"""Which words from before an event are said or quoted again after it, and where were they said first?

A statement after the event that shares a run of words with one from before it calls back to it. Where no
document holds the first saying, the later sentence may date it itself ("the line from his speech of 2
February"). Copies of one story call nothing back: the one must be from before the event, the other after.
"""

# ruff: noqa: E501 - a pattern that is broken over lines cannot be read
from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec

from aftershock.events import intervals
from aftershock.events.actors import called
from aftershock.events.assigning import evidence_span
from aftershock.events.chronicle import CallBack, EventMention, Receipts
from aftershock.events.disputes import evidence
from aftershock.events.mentions import Reading, receipts
from aftershock.events.timeline import said_at
from aftershock.records import Event, Interval, Statement
from aftershock.stories.reading import Texts
from aftershock.text import content_id

# Fewer words in a row, or fewer of weight, are shared by chance: "in the name of the".
MIN_WORDS, MIN_WEIGHTY, WEIGHTY = 5, 3, 4
_WORD = re.compile(r"\w+(?:[-'’]\w+)*")
_QUOTED = re.compile(r"[\"“”„«»`‘]([^\"“”„«»`]{6,400}?)(?:[\"“”«»`’](?!\w)|\Z)")
# Words that say that something older is said again.
_AGAIN = re.compile(
    r"\b(?:again|repeat\w*|recall\w*|recirculat\w*|resurfac\w*|reviv\w*|re-?post\w*|re-?shar\w*|echo\w*|remind\w*"
    r"|quot(?:e|es|ed|ing|ation)|the (?:line|words|sentence|phrase)|taken from|old (?:speech|video|threat|message)"
    r"|earlier (?:speech|video|threat|message|warning))\b",
    re.IGNORECASE,
)


class _Said(NamedTuple):
    """A statement with its words (small letters) and when it was said."""

    statement: Statement
    words: tuple[str, ...]
    text: str
    at: Interval


def find(
    events: Iterable[Event],
    statements: Sequence[Statement],
    published: Mapping[str, Interval | None],
    readings: Sequence[Reading],
    texts: Texts,
    mentions: Sequence[EventMention],
) -> tuple[CallBack, ...]:
    """The call-backs of each dated main event, in the order in which they were said again."""
    made: dict[str, CallBack] = {}
    said = [one for statement in statements if (one := _said(statement, published)) is not None]
    stories: dict[str, set[str]] = defaultdict(set)
    for mention in mentions:
        stories[mention.event].add(mention.story)
    by_story = {reading.story.id: reading for reading in readings}
    for event in events:
        if not event.main or event.when is None or event.when.start is None:
            continue
        before = [one for one in said if intervals.before(one.at, event.when)]
        after = [
            one for one in said if _since(one.at, event.when) and one.statement.event in (event.id, None)
        ]
        for found in (
            *_of_statements(event, before, after),
            *_of_texts(event, after, readings, texts),
            *_of_dates(event, [s for s in statements if s.story in stories[event.id]], published, by_story),
        ):
            made.setdefault(f"{found.event} {found.statement}", found)
    return tuple(sorted(made.values(), key=lambda found: (_start(found.said_again), found.id)))


def _of_statements(event: Event, before: Sequence[_Said], after: Sequence[_Said]) -> Iterator[CallBack]:
    """Statements after the event whose words stand in one from before it: the earliest that has them."""
    index: dict[tuple[str, ...], list[_Said]] = defaultdict(list)
    for one in sorted(before, key=lambda one: (one.at.start or "", one.statement.id)):
        for run in _runs(one.words):
            index[run].append(one)
    for one in after:
        best: tuple[int, _Said, str] | None = None
        for run in _runs(one.words):
            for first in index.get(run, ())[:3]:
                words = shared(first.words, one.words)
                if _beside_names(words, first, one) and (best is None or len(words) > best[0]):
                    best = (len(words), first, " ".join(words))
        if best is not None:
            yield _made(event, one, best[1].statement, best[1].at, best[2], evidence([best[1].statement]))


def _beside_names(words: Sequence[str], *both: _Said) -> bool:
    """Whether shared words weigh without the speakers' names: "the bombing, the Column" is no saying."""
    names = {word for one in both for word in _WORD.findall((one.statement.speaker_name or "").casefold())}
    heavy = [word for word in words if len(word) >= WEIGHTY and word not in names]
    return len(words) >= MIN_WORDS and len(heavy) >= MIN_WEIGHTY


def _of_texts(
    event: Event, after: Sequence[_Said], readings: Sequence[Reading], texts: Texts
) -> Iterator[CallBack]:
    """Quoted words that stand in a document from before the event, though no statement was read there."""
    early = [
        reading
        for reading in readings
        if event.when and reading.published and intervals.before(reading.published, event.when)
    ]
    if not early:
        return
    for one in after:
        for quoted in _QUOTED.findall(one.text):
            words = _WORD.findall(quoted)
            if not weighty(tuple(word.casefold() for word in words)):
                continue
            pattern = re.compile(r"\W+".join(map(re.escape, words)), re.IGNORECASE)
            for reading in early:
                match = pattern.search(reading.text)
                if match:
                    first = receipts(reading, texts, match.start(), match.end())
                    yield _made(event, one, None, reading.published, match.group(), first)


def _of_dates(
    event: Event,
    statements: Iterable[Statement],
    published: Mapping[str, Interval | None],
    readings: Mapping[str, Reading],
) -> Iterator[CallBack]:
    """Words that the later document itself dates before the event, and says are quoted again."""
    for statement in statements:
        when, said = event.when, statement.said_at
        if statement.event not in (event.id, None) or when is None or said is None or not said.start:
            continue
        told = published.get(statement.story)
        if not intervals.before(said, when) or (told and not _since(told, when)):
            continue
        text = _sentence(statement, readings[statement.story])
        quoted = _QUOTED.search(text)
        if quoted is None or not _AGAIN.search(text.replace(quoted[1], " ")):
            continue
        # When it was said again is the document's time, where that is known.
        again = _Said(statement, (), text, told or Interval(start=None, end=None, how="no date of its own"))
        yield _made(event, again, None, said, quoted[1], ())


def _made(
    event: Event, again: _Said, first: Statement | None, before: Interval | None, words: str, cited: Receipts
) -> CallBack:
    when = intervals.written(before)
    who = f" by {called(first)}" if first is not None else ""
    return CallBack(
        id=content_id("callback", event.id, again.statement.id, first.id if first else when),
        event=event.id,
        statement=again.statement.id,
        first=first.id if first else None,
        quoted=words,
        said_before=before,
        said_again=again.at if intervals.dated(again.at) else None,
        text=f"{called(again.statement)}: words{who} from before the event ({when}) are said again.",
        receipts=evidence([again.statement]),
        first_receipts=cited,
    )


def shared(one: Sequence[str], other: Sequence[str]) -> tuple[str, ...]:
    """The longest run of words that both have, where it is `weighty`; the earliest of equals. O(n * m)."""
    best, best_end = 0, 0
    previous = [0] * (len(other) + 1)
    for word in one:
        row = [0] * (len(other) + 1)
        for at, theirs in enumerate(other, 1):
            if word == theirs:
                row[at] = previous[at - 1] + 1
                if row[at] > best:
                    best, best_end = row[at], at
        previous = row
    words = tuple(other[best_end - best : best_end])
    return words if weighty(words) else ()


def corrected(
    line: CallBack,
    first: str,
    statements: Mapping[str, Statement],
    published: Mapping[str, Interval | None],
) -> CallBack | None:
    """The call-back to the first saying that a person names; empty for none, None where it is not there."""
    if not first:
        return msgspec.structs.replace(line, first=None, said_before=None, first_receipts=())
    statement = statements.get(first)
    if statement is None:
        return None
    return msgspec.structs.replace(
        line,
        first=first,
        said_before=said_at(statement, published),
        first_receipts=evidence([statement]),
    )


def weighty(words: Sequence[str]) -> bool:
    """Whether a run of words is too long and too particular to be shared by chance."""
    return len(words) >= MIN_WORDS and sum(len(word) >= WEIGHTY for word in words) >= MIN_WEIGHTY


def _runs(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(words[at : at + MIN_WORDS]) for at in range(len(words) - MIN_WORDS + 1))


def _said(statement: Statement, published: Mapping[str, Interval | None]) -> _Said | None:
    at = said_at(statement, published)
    if at is None or at.start is None:
        return None
    text = max((w.evidence.quote for w in statement.witnesses), key=len, default="")
    return _Said(statement, tuple(word.casefold() for word in _WORD.findall(text)), text, at)


def _sentence(statement: Statement, reading: Reading) -> str:
    """The whole sentences that a statement's evidence stands in."""
    span = evidence_span(statement, reading)
    if span is None:
        return max((w.evidence.quote for w in statement.witnesses), key=len, default="")
    inside = [s for s in reading.sentences if s.start < span.end and span.start < s.end]
    return reading.text[inside[0].start : inside[-1].end] if inside else reading.text[span.start : span.end]


def _since(one: Interval, when: Interval) -> bool:
    """Whether something was said when the event had begun, or after it."""
    return intervals.bounds(one)[1] > intervals.bounds(when)[0]


def _start(at: Interval | None) -> str:
    return (at.start or "~") if at else "~"

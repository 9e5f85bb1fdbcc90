"""Where does a document name an act of violence, and with which place and time?

A mention is a word for an act (`data/lexicons/event_kinds.tsv`) with the place names (`placing`) and dates
(`dating`) of its sentence.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from aftershock.events import dating, placing
from aftershock.events.lexicon import kind_words, kinds
from aftershock.events.placing import Place
from aftershock.events.unreal import is_unreal
from aftershock.records import Boilerplate, Interval, Receipt, Record, Story
from aftershock.stories.reading import Texts, locate, text_of
from aftershock.text import Span

# "Shelling there": the place just named.
_THERE = re.compile(r"\A[ ](?:there|here|on the same|at the same|in the same)\b")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’'`)\]]*\s+(?=[\"“‘'`(\[]?[A-Z0-9])|\n+")
# Short forms after which a full stop ends no sentence.
_SHORT = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|St|Gen|Col|Lt|Sgt|Amb|Gov|Sen|Rep|No|Jr|Sr|vs|U)|\b[A-Z])\.\s*\Z")


class Mention(Record, frozen=True, kw_only=True):
    """One word for an act of violence in a story's reading, with what its sentence says about it.

    Offsets are those of the reading; ``start:end`` is the sentence, ``at:to`` the word itself; ``when`` holds
    the times that date the act itself, ``loose`` those of its sentence at large, ``names`` the other names of
    two words and more ("Edrin Moss").
    """

    story: str
    kind: str
    specific: int
    start: int
    end: int
    at: int
    to: int
    places: tuple[Place, ...]
    when: tuple[Interval, ...]
    loose: tuple[Interval, ...] = ()
    names: tuple[str, ...] = ()


class Reading(NamedTuple):
    """A story as this stage reads it: its text, its sentences, and what is frame and not text."""

    story: Story
    text: str
    sentences: tuple[Span, ...]
    frame: tuple[Span, ...]
    published: Interval | None


def reading_of(
    story: Story, texts: Texts, published: Interval | None, boilerplate: Iterable[Boilerplate] = ()
) -> Reading:
    """The reading of a story; ``published`` anchors its dates, ``boilerplate`` adds to the story's own."""
    text = text_of(story, texts)
    return Reading(story, text, tuple(sentences(text)), tuple(_frame(story, boilerplate)), published)


def sentences(text: str) -> Iterator[Span]:
    """The sentences of a text, by marks and line ends; short forms and initials end none."""
    start = 0
    for match in _SENTENCE_END.finditer(text):
        if "\n" not in match.group() and _SHORT.search(text[start : match.start()]):
            continue
        if text[start : match.start()].strip():
            yield Span(start, match.start())
        start = match.end()
    if text[start:].strip():
        yield Span(start, len(text))


def find(reading: Reading, not_places: Collection[str] = ()) -> list[Mention]:
    """The mentions of a reading in order, none from the page's frame.

    ``not_places`` are names known to be something else (groups, agencies, speakers).
    """
    lexicon = kinds()
    found = []
    last: tuple[Place, ...] = ()
    for sentence in reading.sentences:
        words = list(kind_words().finditer(reading.text, sentence.start, sentence.end))
        words = [word for word in words if _names_act(reading, word.start(), word.end())]
        if not words:
            continue
        spans = [Span(word.start(), word.end()) for word in words]
        placed = placing.nearest(
            tuple(placing.places(reading.text, sentence, not_places)), spans, reading.text
        )
        dated = dating.of_words(reading.text, sentence, spans, reading.published)
        for word, near, at in zip(words, placed, dated, strict=True):
            kind = lexicon[word.group().lower()]
            modifier = placing.modifier(
                reading.text, sentence, word.start(), not_places
            ) or placing.object_of(reading.text, sentence, word.end(), not_places)
            here = (modifier, *near) if modifier else tuple(near)
            if not here and last and _THERE.match(reading.text[word.end() : word.end() + 20]):
                here = last
            found.append(
                Mention(
                    story=reading.story.id, kind=kind.kind, specific=kind.specific,
                    start=sentence.start, end=sentence.end, at=word.start(), to=word.end(),
                    places=here, when=at.when, loose=at.loose,
                    names=tuple(placing.long_names(reading.text, sentence, here)),
                )
            )  # fmt: skip
            last = here or last
    return found


def _names_act(reading: Reading, at: int, to: int) -> bool:
    """Whether a word for an act stands in the text itself and tells of what happened."""
    if any(span.start <= at < span.end for span in reading.frame):
        return False
    return not is_unreal(reading.text, at, to)


def receipts(reading: Reading, texts: Texts, start: int, end: int) -> tuple[Receipt, ...]:
    """Where a passage of the reading stands in the story's documents, whole witnesses first."""
    return tuple(located.receipt for located in locate(reading.story, texts, start, end))


def positions(story: Story) -> Mapping[str, tuple[tuple[int, int, int], ...]]:
    """For each document of a story: stretches ``(at, length, reading)`` that stand in the reading."""
    return {
        member.text: tuple((match.at, match.length, match.reading) for match in member.matches)
        for member in story.members
    }


def in_reading(story: Story, receipt: Receipt) -> Span | None:
    """Where a receipt of one of the story's documents stands in the reading, or None where it does not."""
    starts, ends = [], []
    for at, length, reading in positions(story).get(receipt.text, ()):
        low, high = max(at, receipt.start), min(at + length, receipt.end)
        if low < high:
            starts.append(reading + low - at)
            ends.append(reading + high - at)
    return Span(min(starts), max(ends)) if starts else None


def _frame(story: Story, boilerplate: Iterable[Boilerplate]) -> Iterator[Span]:
    for item in (*story.boilerplate, *boilerplate):
        span = in_reading(story, item.receipt)
        if span is not None:
            yield span

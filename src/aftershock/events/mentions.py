"""Where does a document name an act of violence, and with which place and time?

A mention is a word for an act (`data/lexicons/event_kinds.tsv`) with the place names and date expressions of
its sentence. Place names are told by their use, not by a list: capitalised words after in, at, near, on,
outside, or right before the word for the act ("the Harbour Street bombing").
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from aftershock.events import intervals
from aftershock.events.lexicon import kind_words, kinds
from aftershock.records import Interval, Receipt, Record, Story
from aftershock.statements import dates
from aftershock.statements.reckoning import resolve
from aftershock.stories.reading import Texts, locate, text_of
from aftershock.text import Span

_NAME_WORD = r"(?:[A-Z][\w’']*\.?(?:-[\w’']+)*)"
_NAME = rf"{_NAME_WORD}(?:[ ](?:(?:of|de|la|le|al|el|upon|on)[ ])?{_NAME_WORD}){{0,3}}"
_PLACED = re.compile(
    rf"\b(?:in|at|near|outside|inside|on|upon)[ ](?:the[ ])?(?P<name>{_NAME})"
    rf"(?:(?:[ ][a-z]+){{0,2}},[ ](?P<within>{_NAME}))?"  # "at the Lantern Hall terminal, Port Hale"
)
_MODIFIER = re.compile(rf"(?P<name>{_NAME})[ ](?:[a-z-]+[ ]){{0,2}}\Z")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’'`)\]]*\s+(?=[\"“‘'`(\[]?[A-Z0-9])|\n+")
# Short forms after which a full stop ends no sentence.
_SHORT = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|St|Gen|Col|Lt|Sgt|Amb|Gov|Sen|Rep|No|Jr|Sr|vs|U)|\b[A-Z])\.\s*\Z")

# Capitalised words that are no places: days, months, and what stands first in a sentence.
_NOT_PLACES = frozenset(
    word
    for line in (
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July",
        "August September October November December Twitter Telegram Facebook Islam Police Earlier Later",
        "Today Yesterday Last Next Two Three Four Five The This That These Those A An It He She They We I",
        "Several Some Many After Before Photo Footage English French Arabic No Neither Nor Deadly",
    )
    for word in line.split()
)
# "the Orvanian attack", "a Kestish official": adjectives of people and countries are no places.
_PEOPLE = re.compile(r"(?:ian|ish|ese|ic)\Z")
_DIRECTIONS = frozenset({"East", "West", "North", "South", "Northern", "Southern", "Eastern", "Western"})


class Place(NamedTuple):
    """A place name in a reading; ``modifier`` where it stands right before the word for the act."""

    name: str
    start: int
    end: int
    modifier: bool


class Mention(Record, frozen=True, kw_only=True):
    """One word for an act of violence in a story's reading, with what its sentence says about it.

    Offsets are those of the reading; ``start:end`` is the sentence, ``at:to`` the word itself.
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


class Reading(NamedTuple):
    """A story as this stage reads it: its text, its sentences, and what is frame and not text."""

    story: Story
    text: str
    sentences: tuple[Span, ...]
    frame: tuple[Span, ...]
    published: Interval | None


def reading_of(story: Story, texts: Texts, published: Interval | None) -> Reading:
    """The reading of a story; ``published`` anchors its dates."""
    text = text_of(story, texts)
    return Reading(story, text, tuple(sentences(text)), tuple(_frame(story)), published)


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
    for sentence in reading.sentences:
        words = list(kind_words().finditer(reading.text, sentence.start, sentence.end))
        words = [word for word in words if not _in_frame(word.start(), reading.frame)]
        if not words:
            continue
        placed = tuple(places(reading.text, sentence, not_places))
        when = tuple(times(reading, sentence))
        for word in words:
            kind = lexicon[word.group().lower()]
            modifier = _modifier(reading.text, sentence, word.start(), not_places)
            found.append(
                Mention(
                    story=reading.story.id, kind=kind.kind, specific=kind.specific,
                    start=sentence.start, end=sentence.end, at=word.start(), to=word.end(),
                    places=(modifier, *placed) if modifier else placed, when=when,
                )
            )  # fmt: skip
    return found


def places(text: str, sentence: Span, not_places: Collection[str] = ()) -> Iterator[Place]:
    """The place names of a sentence that stand after a word of place."""
    for match in _PLACED.finditer(text, sentence.start, sentence.end):
        for group in ("name", "within"):
            name = _bare(match.group(group) or "")
            if name and _can_be_place(name, not_places):
                yield Place(name, match.start(group), match.start(group) + len(name), False)


def times(reading: Reading, sentence: Span) -> Iterator[Interval]:
    """What the date expressions of a sentence mean, as far as the publication date tells."""
    for expression in dates.find(reading.text, sentence.start, sentence.end):
        if expression.counts_from == "event":
            continue  # "two days earlier" counts from an event that is not known yet
        interval = resolve(expression, reading.published)
        if intervals.dated(interval):
            yield interval


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


def _frame(story: Story) -> Iterator[Span]:
    for boilerplate in story.boilerplate:
        span = in_reading(story, boilerplate.receipt)
        if span is not None:
            yield span


def _in_frame(at: int, frame: tuple[Span, ...]) -> bool:
    return any(span.start <= at < span.end for span in frame)


def _modifier(text: str, sentence: Span, at: int, not_places: Collection[str]) -> Place | None:
    """The capitalised name right before a word for an act, with at most two plain words between."""
    match = _MODIFIER.search(text, sentence.start, at)
    if match is None:
        return None
    name, start = match.group("name"), match.start("name")
    if start == sentence.start and " " in name and name.split()[0] in _NOT_PLACES:
        first = name.split()[0]
        name, start = name[len(first) + 1 :], start + len(first) + 1
    if not _can_be_place(name, not_places):
        return None
    return Place(name, start, start + len(name), True)


def _bare(name: str) -> str:
    """A name without a possessive and without the mark that ends a sentence."""
    return re.sub(r"(?:['’]s?|\.)+\Z", "", name)


def _can_be_place(name: str, not_places: Collection[str]) -> bool:
    words = name.split()
    if not words or words[0] in _NOT_PLACES or (len(words) == 1 and words[0] in _DIRECTIONS):
        return False
    if len(words) == 1 and (kind_words().fullmatch(name) or _PEOPLE.search(name)):
        return False
    return name.casefold() not in not_places

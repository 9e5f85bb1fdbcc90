"""Where does a document name an act of violence, and with which place and time?

A mention is a word for an act (`data/lexicons/event_kinds.tsv`) with the place names and date expressions of
its sentence. Place names are told by their use, not by a list: capitalised words after in, at, near, on,
outside, or right before the word for the act ("the Harbour Street bombing").
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from aftershock.events import intervals
from aftershock.events.lexicon import kind_words, kinds
from aftershock.records import Boilerplate, Interval, Receipt, Record, Story
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
_PREPOSITION = (
    r"(?:in|on|at|of|for|after|before|by|from|and|to|with|into|over|near|that|who|said|dead"
    r"|the|a|an|this|his|her|its|their)\b"
)
_MODIFIER = re.compile(rf"(?P<name>{_NAME})[ ](?:(?!{_PREPOSITION})[a-z-]+[ ]){{0,2}}\Z")
# "to attack ports", "would raid": the word is a verb there. "Counts of murder" are charges, not the act.
_VERB_BEFORE = re.compile(
    r"\b(?:to|will|would|could|can|may|might|must|shall|should|not)[ ]\Z", re.IGNORECASE
)
_CHARGE_BEFORE = re.compile(
    r"\b(?:counts?|charge[sd]?|trial|suspicion|convicted|guilty)[ ](?:of|with|for)[ ]\Z"
)
# A clause that begins between a date and the word for the act tears them apart.
_CLAUSE = re.compile(
    r"[,;:\"“”]|\b(?:said|says|had|has|was|were|is|claimed|before|after|since|until|when|that|who|which)\b"
)
_SINCE = re.compile(r"\b(?:since|until|till|before|after|from)[ ]\Z", re.IGNORECASE)
# How far a date stands from the word it dates: a day close by, a month or year at the end of the phrase.
NEAR, FAR, ADJACENT = 70, 120, 12
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’'`)\]]*\s+(?=[\"“‘'`(\[]?[A-Z0-9])|\n+")
# Short forms after which a full stop ends no sentence.
_SHORT = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|St|Gen|Col|Lt|Sgt|Amb|Gov|Sen|Rep|No|Jr|Sr|vs|U)|\b[A-Z])\.\s*\Z")

# Capitalised words that are no places: days, months, and what stands first in a sentence.
_NOT_PLACES = frozenset((
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "January", "February",
    "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    "Twitter", "Telegram", "Facebook", "Islam", "Police", "Earlier", "Later", "Today", "Yesterday",
    "Last", "Next", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten",
    "Eleven", "Twelve", "Dozens", "Hundreds", "At", "The", "This", "That", "These", "Those", "A", "An",
    "It", "He", "She", "They", "We", "I", "Several", "Some", "Many", "After", "Before", "Photo",
    "Footage", "English", "French", "Arabic", "No", "Neither", "Nor", "Deadly", "In", "On", "As", "If",
))  # fmt: skip
# "the Orvanian attack", "a Kestish official": adjectives of people and countries are no places.
_PEOPLE = re.compile(r"(?:ian|ish|ese|ic)\Z")
_DIRECTIONS = frozenset({"East", "West", "North", "South", "Northern", "Southern", "Eastern", "Western"})


class Place(NamedTuple):
    """A place name in a reading; ``modifier`` where it stands right before the word for the act."""

    name: str
    start: int
    end: int
    modifier: bool


class Time(NamedTuple):
    """A date expression of a sentence and what it means."""

    interval: Interval
    start: int
    end: int


class Mention(Record, frozen=True, kw_only=True):
    """One word for an act of violence in a story's reading, with what its sentence says about it.

    Offsets are those of the reading; ``start:end`` is the sentence, ``at:to`` the word itself; ``when`` holds
    the times that date the act itself.
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
    for sentence in reading.sentences:
        words = list(kind_words().finditer(reading.text, sentence.start, sentence.end))
        words = [word for word in words if _names_act(reading, word.start())]
        if not words:
            continue
        placed = tuple(places(reading.text, sentence, not_places))
        dated = list(times(reading, sentence))
        for word in words:
            kind = lexicon[word.group().lower()]
            modifier = _modifier(reading.text, sentence, word.start(), not_places)
            when = tuple(
                time.interval
                for time in dated
                if _attached(reading.text, sentence, time, word.start(), word.end())
            )
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


def times(reading: Reading, sentence: Span) -> Iterator[Time]:
    """What the date expressions of a sentence mean, as far as the publication date tells."""
    for expression in dates.find(reading.text, sentence.start, sentence.end):
        if expression.counts_from == "event":
            continue  # "two days earlier" counts from an event that is not known yet
        interval = resolve(expression, reading.published)
        if intervals.dated(interval):
            yield Time(interval, expression.start, expression.end)


def _names_act(reading: Reading, at: int) -> bool:
    """Whether a word for an act is a noun of the text itself, and no charge."""
    if any(span.start <= at < span.end for span in reading.frame):
        return False
    before = reading.text[max(0, at - 30) : at]
    return not (_VERB_BEFORE.search(before) or _CHARGE_BEFORE.search(before))


def _attached(text: str, sentence: Span, time: Time, at: int, to: int) -> bool:
    """Whether a date dates the act: right before it, behind it in one clause, or a month at its head."""
    if _SINCE.search(text[max(sentence.start, time.start - 8) : time.start]):
        return False
    coarse = time.interval.granularity in ("month", "year")
    if time.start >= to:
        gap = text[to : time.start]
        return len(gap) <= (FAR if coarse else NEAR) and not _CLAUSE.search(gap)
    if at - time.end <= ADJACENT:
        return not _CLAUSE.search(text[time.end : at])
    return coarse and time.start - sentence.start <= len("In the ")


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

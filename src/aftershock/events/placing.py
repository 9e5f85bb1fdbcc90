"""Which place names stand in a sentence, and which of them is the place of an act?

Told by their use, not by a list: capitalised words after in, at, near, on, outside, or right before the word
for the act ("the Harbour Street bombing"). A word that the same text also writes small is no name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from aftershock.events.lexicon import kind_words
from aftershock.text import Span

_NAME_WORD = r"(?:[A-Z][\w’']*\.?(?:-[\w’']+)*)"
_NAME = rf"{_NAME_WORD}(?:[ ](?:(?:of|de|la|le|al|el|upon)[ ])?{_NAME_WORD}){{0,3}}"
_PLACED = re.compile(
    rf"\b(?:in|at|near|outside|inside|on|upon|hit|hits|struck|damaged|destroyed|rocked|wrecked|targeted)[ ]"
    rf"(?:the[ ])?(?P<name>{_NAME})"
    rf"(?:(?:[ ][a-z]+){{0,2}},[ ](?P<within>{_NAME}))?"  # "at the Lantern Hall terminal, Port Hale"
)
_PREPOSITION = (
    r"(?:in|on|at|of|for|after|before|by|from|and|to|with|into|over|near|that|who|said|dead"
    r"|the|a|an|this|his|her|its|their)\b"
)
_MODIFIER = re.compile(rf"(?P<name>{_NAME})[ ](?:(?!{_PREPOSITION})[a-z-]+[ ]){{0,2}}\Z")
_LONG_NAME = re.compile(rf"{_NAME_WORD}(?:[ ]{_NAME_WORD}){{1,3}}")

_OBJECT = re.compile(rf"[ ]of[ ](?:the[ ])?(?P<name>{_NAME})")

# Capitalised words that are no places: days, months, and what stands first in a sentence.
_NOT_PLACES = frozenset((
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "January", "February",
    "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    "Twitter", "Telegram", "Facebook", "Islam", "Police", "Earlier", "Later", "Today", "Yesterday",
    "Last", "Next", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten",
    "Eleven", "Twelve", "Dozens", "Hundreds", "At", "The", "This", "That", "These", "Those", "A", "An",
    "It", "He", "She", "They", "We", "I", "Several", "Some", "Many", "After", "Before", "Photo",
    "Footage", "English", "French", "Arabic", "No", "Neither", "Nor", "Deadly", "In", "On", "As", "If",
    "Whoever", "Roadside",
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


def places(text: str, sentence: Span, not_places: Collection[str] = ()) -> Iterator[Place]:
    """The place names of a sentence that stand after a word of place."""
    for match in _PLACED.finditer(text, sentence.start, sentence.end):
        for group in ("name", "within"):
            name = _bare(match.group(group) or "")
            if name and can_be_place(name, text, not_places):
                yield Place(name, match.start(group), match.start(group) + len(name), False)


def long_names(text: str, sentence: Span, places: Collection[Place]) -> Iterator[str]:
    """The names of two words and more in a sentence that are no places, case-folded: persons, mostly."""
    for match in _LONG_NAME.finditer(text, sentence.start, sentence.end):
        name = _bare(match.group())
        if " " in name and not any(
            place.start < match.end() and match.start() < place.end for place in places
        ):
            yield name.casefold()


def modifier(text: str, sentence: Span, at: int, not_places: Collection[str]) -> Place | None:
    """The capitalised name right before a word for an act, with at most two plain words between."""
    match = _MODIFIER.search(text, sentence.start, at)
    if match is None:
        return None
    name, start = _bare(match.group("name")), match.start("name")
    if start == sentence.start and " " in name and name.split()[0] in _NOT_PLACES:
        first = name.split()[0]
        name, start = name[len(first) + 1 :], start + len(first) + 1
    if not can_be_place(name, text, not_places):
        return None
    return Place(name, start, start + len(name), True)


def _bare(name: str) -> str:
    """A name without a possessive and without the mark that ends a sentence."""
    return re.sub(r"(?:['’]s?|\.)+\Z", "", name)


def can_be_place(name: str, text: str, not_places: Collection[str]) -> bool:
    """Whether a capitalised name may be one of a place: no day, no people, nothing known otherwise."""
    words = name.split()
    if len(words) == 1 and re.search(rf"(?<![.!?:\n] )\b{re.escape(name.lower())}\b", text):
        return False  # "Ferry hijacking ends. The ferry ...": a word, capital only where a line begins
    if len(words) == 1 and _is_surname(name, text):
        return False
    if not words or words[0] in _NOT_PLACES or (len(words) == 1 and words[0] in _DIRECTIONS):
        return False
    if len(words) == 1 and (kind_words().fullmatch(name) or _PEOPLE.search(name)):
        return False
    return name.casefold() not in not_places


def _is_surname(name: str, text: str) -> bool:
    """Whether a single name is the last of a person's in the text ("Edrin Moss"), and never a place."""
    if re.search(rf"\b(?:in|at|near|outside|inside|from)[ ](?:the[ ])?{re.escape(name)}\b", text):
        return False
    return re.search(rf"\b[A-Z][a-z]+[ ]{re.escape(name)}\b", text) is not None


def object_of(text: str, sentence: Span, to: int, not_places: Collection[str] = ()) -> Place | None:
    """The name that the word for the act takes as its object: "the shelling of Tamsin"."""
    match = _OBJECT.match(text, to, sentence.end)
    name = _bare(match.group("name")) if match else ""
    if match is None or not can_be_place(name, text, not_places):
        return None
    return Place(name, match.start("name"), match.start("name") + len(name), True)


def nearest(places_: Sequence[Place], words: Sequence[Span], text: str) -> list[list[Place]]:
    """The places of a sentence for each of its words for acts: all for one word, else each for the nearest.

    "A shooting in Belmora and a ramming in Sorrel": each act keeps its own.
    """
    out: list[list[Place]] = [[] for _ in words]
    for place in places_:
        if len(words) == 1 or len({found.name for found in places_}) == 1:
            for own in out:
                own.append(place)
            continue
        gaps = [_gap(place, word, text) for word in words]
        out[gaps.index(min(gaps))].append(place)
    return out


def _gap(place: Place, word: Span, text: str) -> tuple[int, int]:
    first, last = (place.end, word.start) if place.end <= word.start else (word.end, place.start)
    between = text[first:last]
    return len(re.findall(r"[;:]|\b(?:and|while|but|after|before)\b", between)), len(between)

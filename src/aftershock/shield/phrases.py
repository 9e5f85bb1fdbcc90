"""Which phrases of the banks stand in a text, and exactly where?

One automaton over the folded phrases reads the folded text. Only where it finds something is the map to the
original made; there word edges are looked at in the original, and the hit is *exact* (the original says the
phrase, case and white space aside) or *folded* (only without its disguise).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import product
from typing import Literal, NamedTuple

import numpy as np

from aftershock.records import Record
from aftershock.shield.matchers import AhoCorasick
from aftershock.shield.normalise import Many, Unfolded, fold, letter_of, plain, unfold, unfold_each

# Shorter ones are found only as they stand: folded, four letters are in too many words.
FOLDED_FROM = 6
# From this length on, a phrase written as one word, or with words torn apart, is still the phrase.
TORN_FROM = 7
# Scripts that write words without blanks between them: their phrases have no edges to check.
_UNSPACED = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3040, 0x30FF), (0x3400, 0x9FFF))
# Arabic writes "and", "with", "for", "like", "the" onto the next word.
_ARABIC_PREFIXES = frozenset(["و", "ف", "ب", "ل", "ك", "ال", "وال", "بال", "لل", "فال", "كال", "ولل"])


class Phrase(Record, frozen=True, kw_only=True):
    """One phrase of a list. ``edges`` word: it begins and ends where words do; open: it may stand inside one.

    ``adopted_by`` is the person of the platform who took it over; without one it only asks for review.
    """

    id: str
    list: str
    text: str
    edges: Literal["word", "open"] = "word"
    adopted_by: str | None = None
    source: str = ""


class Hit(NamedTuple):
    """A phrase or pattern found at ``text[start:end]`` of the original."""

    list: str
    id: str
    start: int
    end: int
    exact: bool
    adopted: bool = True


class _Form(NamedTuple):
    phrase: Phrase
    plain: str
    gaps: frozenset[int]
    head: int  # repetitions of the first and the last folded letter in the phrase itself
    tail: int


@lru_cache(maxsize=1 << 17)
def _entry(phrase: Phrase) -> tuple[str, _Form]:
    """A phrase made ready, kept: where one of ten thousand is new, only that one is made."""
    form = unfold_each(phrase.text)  # quicker for something so short
    last = len(form.folded)
    head = len(_marks(phrase.text, form, 0)) if last else 0
    tail = len(_marks(phrase.text, form, last - 1)) if last else 0
    return form.folded, _Form(phrase, plain(phrase.text), _gaps(phrase.text, form, 0, last), head, tail)


class Phrases:
    """All phrases of all lists in one automaton."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._forms: list[list[_Form]] = []
        names: set[str] = set()
        by_key: dict[str, list[_Form]] = {}
        for phrase in phrases:
            folded, entry = _entry(phrase)
            if folded:
                by_key.setdefault(folded, []).append(entry)
                names.add(phrase.list)
        self.lists = frozenset(names)
        self._forms = list(by_key.values())
        self.count = sum(map(len, self._forms))
        self._automaton = AhoCorasick(list(by_key)) if by_key else None

    @property
    def listed(self) -> list[Phrase]:
        """The phrases that can be found, those that fold alike beside each other."""
        return [form.phrase for forms in self._forms for form in forms]

    def among(self, many: Many) -> list[int]:
        """The numbers of texts in which `find` may find something; in all others it finds nothing."""
        if self._automaton is None:
            return []
        found = self._automaton.find_matches_as_indexes(many.whole, overlapping=True)
        places = np.fromiter((first for _, first, _ in found), np.int64, len(found))
        numbers: list[int] = np.unique(np.searchsorted(many.ends, places)).tolist()
        return numbers

    def find(self, text: str, folded: str | None = None) -> tuple[Hit, ...]:
        """Every phrase in the text, in order of place; ``folded`` is `fold(text)` where it is known."""
        if self._automaton is None:
            return ()
        found = self._automaton.find_matches_as_indexes(
            fold(text) if folded is None else folded, overlapping=True
        )
        if not found:
            return ()
        form = unfold(text)
        hits = (
            _judged(text, form, first, last, entry)
            for key, first, last in found
            for entry in self._forms[key]
        )
        return tuple(
            sorted({hit for hit in hits if hit is not None}, key=lambda hit: (hit.start, hit.end, hit.id))
        )


def _judged(text: str, form: Unfolded, first: int, last: int, entry: _Form) -> Hit | None:
    """The hit at folded ``first:last``, or None where the original says something else there."""
    phrase = entry.phrase
    opened = phrase.edges == "open"
    # a letter repeated across a blank may belong to the next word: as many as the phrase has, then more, then
    # fewer
    before = [at - 1 if at and _silent(text[at - 1]) else at for at in reversed(_marks(text, form, first))]
    starts = [at for at in _preferred(before, entry.head) if opened or _begins(text, at)]
    after = [_whole(text, at + 1) for at in _marks(text, form, last - 1)]
    ends = [at for at in _preferred(after, entry.tail) if opened or _stops(text, at)]
    best: Hit | None = None
    for start, end in product(starts, ends):
        if start >= end:
            continue
        if plain(text[start:end]) == entry.plain:
            return Hit(phrase.list, phrase.id, start, end, True, phrase.adopted_by is not None)
        if best is None:
            best = Hit(phrase.list, phrase.id, start, end, False, phrase.adopted_by is not None)
    if best is None or last - first < FOLDED_FROM or not _same_words(text, form, first, last, entry.gaps):
        return None
    return best


def _preferred(places: list[int], count: int) -> list[int]:
    return [*places[count - 1 :], *reversed(places[: count - 1])]


def _marks(text: str, form: Unfolded, at: int) -> list[int]:
    """Where in the original the repetitions of one folded letter stand (at most 8 from each end)."""
    run = [
        place
        for place in range(form.starts[at], form.ends[at])
        if form.folded[at] in letter_of(text[place]) or place in (form.starts[at], form.ends[at] - 1)
    ]
    return run if len(run) <= 16 else run[:8] + run[-8:]


def _same_words(text: str, form: Unfolded, first: int, last: int, gaps: frozenset[int]) -> bool:
    """Whether the blanks of the original tear the phrase only as somebody does who disguises it."""
    if last - first >= TORN_FROM:
        return True
    here = _gaps(text, form, first, last)
    if here == gaps:
        return True
    return len(here) >= last - first - 1 - len(gaps)  # every letter by itself


def _gaps(text: str, form: Unfolded, first: int, last: int) -> frozenset[int]:
    """After which folded letters (counted from ``first``) white space stands."""
    return frozenset(
        at - first
        for at in range(first, last - 1)
        if any(mark.isspace() for mark in text[form.starts[at] : form.starts[at + 1]])
    )


def _begins(text: str, at: int) -> bool:
    if _unspaced(text[at]):
        return True
    before = at - 1
    while before >= 0 and _unseen(text[before]):
        before -= 1
    if before < 0 or not text[before].isalnum():
        return True
    if "\u0620" <= text[at] <= "\u06ff":
        first = before
        while first > 0 and (text[first - 1].isalnum() or _unseen(text[first - 1])):
            first -= 1
        prefix = "".join(mark for mark in text[first:at] if not _unseen(mark))
        return prefix in _ARABIC_PREFIXES
    return False


def _stops(text: str, at: int) -> bool:
    if _unspaced(text[at - 1]):
        return True
    while at < len(text) and _unseen(text[at]):
        at += 1
    return at >= len(text) or not text[at].isalnum()


def _whole(text: str, end: int) -> int:
    """The end of what is read there: with marks set on the letter, and letters that fold away (hamza)."""
    while end < len(text) and (unicodedata.category(text[end])[0] == "M" or _silent(text[end])):
        end += 1
    return end


def _silent(mark: str) -> bool:
    return mark.isalpha() and not letter_of(mark)


def _unseen(mark: str) -> bool:
    return unicodedata.category(mark) in ("Cf", "Mn", "Me") or mark == "ـ"


def _unspaced(mark: str) -> bool:
    return ord(mark) >= 0x0E00 and any(first <= ord(mark) <= last for first, last in _UNSPACED)

"""Which words and marks does a text have, and which of them look alike in another copy?

Copies differ in quotes, dashes and spaces without differing in words. Folding makes these alike for
comparison only: it never changes a length, so that every offset stays that of the text itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from aftershock.text import Span

# One character for one character: what typesetting, not writing, decides.
_ALIKE = {
    "'": "‘’‚‛′ʼʹ`´",
    '"': "“”„‟″«»＂",
    "-": "‐‑‒–—―−",
    " ": "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t",
}
_FOLD = str.maketrans({variant: plain for plain, variants in _ALIKE.items() for variant in variants})

# Scripts written without spaces: each sign is a token, or a whole clause would be one word.
_SIGNS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
# Characters that nobody sees; they are neither words nor marks.
_UNSEEN = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
SIGN, UNSEEN = re.compile(f"[{_SIGNS}]"), re.compile(f"[{_UNSEEN}]")


class Word(NamedTuple):
    """A word or mark: where it stands, its folded form, the white space before it, and whose it is.

    ``source`` is the number of the member that it was read from; ``start`` and ``end`` are offsets there.
    """

    source: int
    start: int
    end: int
    key: str
    before: str


def fold(text: str) -> str:
    """The text with typographic variants of quotes, dashes and spaces made alike; the length is kept."""
    return text.translate(_FOLD)


def tokens(text: str, source: int = 0, skip: Sequence[Span] = ()) -> list[Word]:
    """The words and marks of ``text`` in order, without those that touch a span of ``skip``.

    Marks are tokens of their own ("al-Qaeda," is four tokens), runs of dots or dashes are one. ``before``
    holds the white space (and unseen characters) directly before the token.
    """
    folded = fold(text)
    found = []
    end = 0
    spans = sorted(skip)
    at = 0
    for match in (_careful() if _SPECIAL.search(folded) else _PLAIN).finditer(folded):
        start, stop = match.span()
        before, end = text[end:start], stop
        while at < len(spans) and spans[at].end <= start:
            at += 1
        if at < len(spans) and spans[at].start < stop:
            continue
        key = match.group()
        if (key[0] in ".-" and len(key) > 1) or key == "…":
            key = "-" if key[0] == "-" else "…"
        found.append(Word(source, start, stop, key, before))
    return found


def comparable(words: Iterable[Word]) -> list[str]:
    """The words alone, in lower case: what fingerprints are made of."""
    return [word.key.lower() for word in words if word.key[0].isalnum()]


def is_word(key: str) -> bool:
    """Whether a token is a word or number, not a mark."""
    return key[0].isalnum() or key[0] == "_"


def is_mark(character: str) -> bool:
    """Whether a character is a combining mark: it belongs to the letter before it."""
    return unicodedata.category(character) in ("Mn", "Mc", "Me")


def split_joined(one: list[Word], two: list[Word]) -> tuple[list[Word], list[Word]]:
    """Both lists, with words cut where the other copy has a space that one lost ("attackon").

    Only a word that the other does not know is tried, and only where the pieces stand there side by side.
    """
    keys, others = {word.key for word in one}, {word.key for word in two}
    return _cut(one, two, keys, others), _cut(two, one, others, keys)


def cut_like(words: list[Word], other: list[Word]) -> list[Word]:
    """The first list of `split_joined` alone."""
    return _cut(words, other, {word.key for word in words}, {word.key for word in other})


def _cut(words: list[Word], other: list[Word], keys: set[str], known: set[str]) -> list[Word]:
    strange = [key for key in keys - known if len(key) > 2 and is_word(key)]
    starts = {key: begins for key in strange if (begins := _beginnings(key, known))}
    if not starts:
        return words
    wanted = {begin for begins in starts.values() for begin in begins}
    places: dict[str, list[int]] = {}
    for place, word in enumerate(other):
        if word.key in wanted:
            places.setdefault(word.key, []).append(place)
    cuts = {key: pieces for key, begins in starts.items() if (pieces := _pieces(key, begins, other, places))}
    if not cuts:
        return words
    result: list[Word] = []
    for word in words:
        if word.key not in cuts:
            result.append(word)
            continue
        start = word.start
        for number, piece in enumerate(cuts[word.key]):
            before = "" if number else word.before
            result.append(Word(word.source, start, start + len(piece), piece, before))
            start += len(piece)
    return result


def _beginnings(key: str, known: set[str]) -> list[str]:
    """The words with which ``key`` begins, where another word may follow in what is left of it."""
    size = len(key)
    begins = [begin for cut in range(1, size) if (begin := key[:cut]) in known]
    return [
        begin
        for begin in begins
        if any(key[len(begin) : end] in known for end in range(len(begin) + 1, size + 1))
    ]


def _pieces(key: str, begins: list[str], other: list[Word], places: dict[str, list[int]]) -> list[str]:
    """The neighbouring tokens of the other copy that give ``key`` when joined, or none."""
    for begin in begins:
        for place in places[begin]:
            joined, end = begin, place + 1
            while end < len(other) and len(joined) < len(key) and key.startswith(joined):
                joined += other[end].key
                end += 1
            if joined == key:
                return [word.key for word in other[place:end]]
    return []


_PLAIN = re.compile(rf"\w+|\.{{2,}}|-{{2,}}|[^\w\s{_UNSEEN}]")


# Blocks that hold combining marks or signs; Latin, Cyrillic, Greek and emoji texts have none of them.
_SPECIAL = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u1dff\u2cef-\ud7ff\uf900-\ufe2f\U00010000-\U0001efff]"
)


@cache
def _careful() -> re.Pattern[str]:
    """Tokens that keep a combining mark with its letter: no cut through a grapheme."""
    marks = "".join(f"{chr(low)}-{chr(high)}" for low, high in _mark_ranges())
    sign = f"[{_SIGNS}][{marks}]*"
    word = f"(?:(?![{_SIGNS}])[\\w{marks}])+"
    return re.compile(rf"{sign}|{word}|\.{{2,}}|-{{2,}}|[^\w\s{_UNSEEN}]")


def _mark_ranges() -> list[tuple[int, int]]:
    ranges: list[tuple[int, int]] = []
    for code in range(0x300, 0x1F000):
        if unicodedata.category(chr(code)) not in ("Mn", "Mc", "Me"):
            continue
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1] = (ranges[-1][0], code)
        else:
            ranges.append((code, code))
    return ranges

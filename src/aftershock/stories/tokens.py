"""Which words and marks does a text have, and which of them look alike in another copy?

Copies differ in quotes, dashes and spaces without differing in words. Folding makes these alike for
comparison only: it never changes a length, so that every offset stays that of the text itself.
A story's copies are compared as strings of which each character is a word (`Letters`), their offsets are
columns of numbers: a record for each word took four times as long.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from aftershock.stories.letters import Letters
from aftershock.text import Span

Numbers = NDArray[np.int64]

# One character for one character: what typesetting, not writing, decides.
_ALIKE = {
    "'": "‘’‚‛′ʼʹ`´",
    '"': "“”„‟″«»＂",
    "-": "‐‑‒–—―−",
    " ": "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t",
}
_FOLDED = tuple((variant, plain) for plain, variants in _ALIKE.items() for variant in variants)
_FOLDED_ASCII = tuple((variant, plain) for variant, plain in _FOLDED if variant.isascii())

# Scripts written without spaces: each sign is a token, or a whole clause would be one word.
_SIGNS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
# Characters that nobody sees; they are neither words nor marks.
_UNSEEN = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
SIGN, UNSEEN = re.compile(f"[{_SIGNS}]"), re.compile(f"[{_UNSEEN}]")


@dataclass(frozen=True, slots=True)
class Words:
    """The words and marks of a passage in columns, one entry a word.

    ``spelled`` has a letter for each. Word ``n`` stands at ``start[n]:end[n]`` of ``texts[source[n]]``, and
    the white space (and unseen characters) before it begins at ``gap[n]``.
    """

    texts: Sequence[str]
    letters: Letters
    spelled: str
    source: Numbers
    start: Numbers
    end: Numbers
    gap: Numbers

    def __len__(self) -> int:
        return len(self.spelled)

    def __getitem__(self, span: slice) -> Words:
        return Words(
            self.texts, self.letters, self.spelled[span],
            self.source[span], self.start[span], self.end[span], self.gap[span],
        )  # fmt: skip

    def key(self, n: int) -> str:
        """The folded form of word ``n``."""
        return self.letters.names[self.spelled[n]]

    def keys(self, low: int = 0, high: int | None = None) -> list[str]:
        """The folded forms of the words ``low:high``."""
        return self.letters.keys_of(self.spelled[low:high])

    def text(self, n: int) -> str:
        """The text in which word ``n`` stands."""
        return self.texts[self.source.item(n)]

    def before(self, n: int) -> str:
        """The white space before word ``n``."""
        return self.text(n)[self.gap.item(n) : self.start.item(n)]

    def bounds(self, low: int, high: int) -> tuple[int, int]:
        """Where the words ``low:high`` of one text begin and end in it."""
        return self.start.item(low), self.end.item(high - 1)

    def quote(self, low: int, high: int) -> str:
        """The passage from the first to the last of the words ``low:high`` of one text."""
        return self.text(low)[slice(*self.bounds(low, high))] if low < high else ""


def joined(pieces: Sequence[Words]) -> Words:
    """The words of some passages (at least one) in a row."""
    if len(pieces) == 1:
        return pieces[0]
    return Words(
        pieces[0].texts,
        pieces[0].letters,
        "".join([piece.spelled for piece in pieces]),
        np.concatenate([piece.source for piece in pieces]),
        np.concatenate([piece.start for piece in pieces]),
        np.concatenate([piece.end for piece in pieces]),
        np.concatenate([piece.gap for piece in pieces]),
    )


def fold(text: str) -> str:
    """The text with typographic variants of quotes, dashes and spaces made alike; the length is kept."""
    for variant, plain in _FOLDED_ASCII if text.isascii() else _FOLDED:
        if variant in text:
            text = text.replace(variant, plain)
    return text


def tokens(
    text: str,
    skip: Sequence[Span] = (),
    *,
    texts: Sequence[str] | None = None,
    source: int = 0,
    among: Letters | None = None,
) -> Words:
    """The words and marks of ``text`` in order, without those that touch a span of ``skip``.

    Marks are tokens of their own ("al-Qaeda," is four tokens), runs of dots or dashes are one. ``texts`` are
    those of all copies, of which this is number ``source``; copies that are compared have their letters from
    ``among``.
    """
    folded = fold(text)
    among = Letters() if among is None else among
    careful = not folded.isascii() and bool(_SPECIAL.search(folded))
    # what stands between tokens, a token, what stands between, ...
    pieces = (_careful() if careful else _PLAIN).split(folded)
    bounds = np.cumsum(np.fromiter(map(len, pieces), np.int64, len(pieces)))
    keys = pieces[1::2]
    if ".." in folded or "--" in folded:
        keys = [_run_of(key) if len(key) > 1 and key[0] in ".-" else key for key in keys]
    start, end = bounds[:-1:2], bounds[1::2]
    words = Words(
        (text,) if texts is None else texts,
        among,
        "".join(map(among.__getitem__, keys)),
        np.full(len(keys), source, np.int64),
        start,
        end,
        np.concatenate((np.zeros(min(1, len(keys)), np.int64), end[:-1])),
    )
    return _without(words, skip) if skip else words


def _run_of(key: str) -> str:
    return "-" if key[0] == "-" else "…"


def _without(words: Words, skip: Sequence[Span]) -> Words:
    """The words but those that touch one of some spans."""
    start, end = words.start.tolist(), words.end.tolist()
    kept, at = [], 0
    for span in sorted(skip):
        low = max(at, bisect_right(end, span.start))
        kept.append(words[at:low])
        at = max(low, bisect_left(start, span.end))
    return joined([*kept, words[at:]])


def is_mark(character: str) -> bool:
    """Whether a character is a combining mark: it belongs to the letter before it."""
    return unicodedata.category(character) in ("Mn", "Mc", "Me")


def split_joined(one: Words, two: Words) -> tuple[Words, Words]:
    """Both, with words cut where the other copy has a space that one lost ("attackon").

    Only a word that the other does not know is tried, and only where the pieces stand there side by side.
    """
    return cut_like(one, two), cut_like(two, one)


def cut_like(words: Words, other: Words) -> Words:
    """The first of `split_joined` alone; ``words`` itself where nothing is cut."""
    cuts = cuts_of(words, other)
    return cut_at(words, cuts) if cuts else words


def cuts_of(words: Words, other: Words) -> dict[str, list[str]]:
    """For each letter of ``words`` that is to be cut the pieces of its word."""
    asked = words.spelled, other.spelled
    known = words.letters.cuts.get(asked)
    if known is None:
        known = words.letters.cuts[asked] = _cuts(words, other)
    return known


def _cuts(words: Words, other: Words) -> dict[str, list[str]]:
    letters = words.letters
    strange = letters.used_in(words.spelled) - letters.used_in(other.spelled)
    likely = [(letter, letters.names[letter]) for letter in strange if letters.is_made(letter)]
    if not likely:
        return {}
    keys = other.keys()
    solid, seams = "".join(keys), {0, *accumulate(map(len, keys))}
    likely = [(letter, name) for letter, name in likely if _is_made(name, solid, seams)]
    if not likely:
        return {}
    own = set(keys)
    places: dict[str, list[int]] = {}
    for place, key in enumerate(keys):
        places.setdefault(key, []).append(place)
    found = ((letter, _pieces(name, _beginnings(name, own), keys, places)) for letter, name in likely)
    return {letter: pieces for letter, pieces in found if pieces}


def _is_made(name: str, solid: str, seams: set[int]) -> bool:
    """Whether whole words give a name: ``solid`` holds them without spaces, they meet at ``seams``."""
    at = solid.find(name)
    while at >= 0:
        if at in seams and at + len(name) in seams:
            return True
        at = solid.find(name, at + 1)
    return False


def cut_at(words: Words, cuts: dict[str, list[str]]) -> Words:
    """The words with those in ``cuts`` in pieces."""
    result: list[Words] = []
    done = 0
    for match in re.finditer(f"[{''.join(cuts)}]", words.spelled):
        at, pieces = match.start(), cuts[match.group()]
        ends = words.start[at] + np.cumsum(np.fromiter(map(len, pieces), np.int64, len(pieces)))
        starts = np.concatenate((words.start[at : at + 1], ends[:-1]))
        result.append(words[done:at])
        result.append(
            Words(
                words.texts,
                words.letters,
                "".join(map(words.letters.__getitem__, pieces)),
                np.repeat(words.source[at : at + 1], len(pieces)),
                starts,
                ends,
                np.concatenate((words.gap[at : at + 1], starts[1:])),
            )
        )
        done = at + 1
    return joined([*result, words[done:]])


def _beginnings(key: str, known: set[str]) -> list[str]:
    """The words with which ``key`` begins, where another word may follow in what is left of it."""
    size = len(key)
    begins = [begin for cut in range(1, size) if (begin := key[:cut]) in known]
    return [
        begin
        for begin in begins
        if any(key[len(begin) : end] in known for end in range(len(begin) + 1, size + 1))
    ]


def _pieces(key: str, begins: Iterable[str], other: Sequence[str], places: dict[str, list[int]]) -> list[str]:
    """The neighbouring tokens of the other copy that give ``key`` when joined, or none."""
    for begin in begins:
        for place in places[begin]:
            so_far, end = begin, place + 1
            while end < len(other) and len(so_far) < len(key) and key.startswith(so_far):
                so_far += other[end]
                end += 1
            if so_far == key:
                return list(other[place:end])
    return []


_PLAIN = re.compile(rf"(\w+|\.{{2,}}|-{{2,}}|[^\w\s{_UNSEEN}])")


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
    return re.compile(rf"({sign}|{word}|\.{{2,}}|-{{2,}}|[^\w\s{_UNSEEN}])")


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

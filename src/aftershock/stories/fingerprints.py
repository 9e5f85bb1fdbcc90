"""What is a text's fingerprint: which words and runs of words does it have, as numbers?

Many texts are hashed at once, character by character in arrays: a word is a weighted sum of its letters
(multilinear hashing with fixed weights, Dietzfelbinger 1996), a run of words is mixed from its words. Hashes
depend on content alone, never on the order of input or the process. What counts as a word is what counts as
one in `tokens`: folded, in small letters, without marks.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from aftershock.stories.tokens import SIGN, UNSEEN, fold, is_mark
from aftershock.text import Span

Words = NDArray[np.uint32]
Keys = NDArray[np.uint64]
Numbers = NDArray[np.int64]

_MIX = np.uint64(0x9E3779B97F4A7C15)
_SHIFT, _HALF = np.uint64(29), np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)
_BITS = np.uint64(0xFFFF)
# A word is its first letters in their order; behind this many they still count, in any order.
_PLACES = 64
_UNKNOWN, _NONE, _DROPPED, _SIGN = -1, 0, -2, 1 << 30
# Needles looked up at once by `shared`: bounds memory.
_AT_ONCE = 500_000


class Hashed(NamedTuple):
    """The words of some texts in order, each as 32 bits; text ``n`` has ``words[ends[n]:ends[n + 1]]``."""

    words: Words
    ends: Numbers

    def lengths(self) -> Numbers:
        """How many words each text has."""
        return np.diff(self.ends)


class Sets(NamedTuple):
    """Sorted distinct keys ``text << 32 | hash``; text ``n`` has ``keys[starts[n]:starts[n + 1]]``."""

    keys: Keys
    starts: Numbers

    def sizes(self) -> Numbers:
        """How many distinct runs each text has."""
        return np.diff(self.starts)

    def of(self, number: int) -> Words:
        """The hashes of one text, sorted."""
        return (self.keys[self.starts[number] : self.starts[number + 1]] & _LOW).astype(np.uint32)


def hashed(texts: Sequence[str], skips: Sequence[Sequence[Span]] = ()) -> Hashed:
    """The words of each text; ``skips`` are passages of each (the page's frame) that are left out."""
    lengths = np.fromiter(map(len, texts), np.int64, len(texts)) + 1  # a line end behind each parts them
    starts = np.concatenate(([0], np.cumsum(lengths)))
    codes = np.frombuffer(("\n".join(texts) + "\n").encode("utf-32-le", "surrogatepass"), np.uint32)
    values = _letters(codes)
    for start, spans in zip(starts.tolist(), skips, strict=False):
        for span in spans:
            values[start + span.start : start + span.end] = _NONE
    if (gone := values == _DROPPED).any():
        starts = np.concatenate(([0], np.cumsum(~gone)))[starts]
        values = values[~gone]
    word = values > _NONE
    sign = values >= _SIGN
    begins = word.copy()
    begins[1:] &= ~word[:-1] | sign[1:] | sign[:-1]
    ends = np.concatenate(([0], np.cumsum(begins)))[starts]
    letters, begins = values[word].astype(np.uint64), begins[word]
    first = np.flatnonzero(begins)
    if not len(first):
        return Hashed(np.empty(0, np.uint32), ends)
    sizes = np.diff(np.append(first, len(letters)))
    place = np.minimum(np.arange(len(letters)) - np.repeat(first, sizes), _PLACES - 1)
    sums = np.add.reduceat(letters * _weights()[place], first)
    return Hashed((_mixed(sums) >> _HALF).astype(np.uint32), ends)


def grams(of: Hashed, size: int) -> Sets:
    """The distinct runs of ``size`` words of each text; none for a shorter text."""
    total = np.zeros(max(len(of.words) - size + 1, 0), dtype=np.uint64)
    for step in range(size):
        total = _mixed(total ^ of.words[step : step + len(total)])
    owner = np.repeat(np.arange(len(of.ends) - 1, dtype=np.uint64), of.lengths())
    inside = owner[: len(total)] == owner[size - 1 :] if len(total) else np.empty(0, bool)
    keys = (owner[: len(total)][inside] << _HALF) | (total[inside] >> _HALF)
    return sets(keys, len(of.ends) - 1)


def last_shared(of: Hashed, sizes: Sequence[int]) -> Numbers:
    """How many distinct runs of some sizes each text has in common with the last, shape (sizes, texts - 1).

    As `shared` of `grams`; the last text's runs are looked for in the others' as they stand, unsorted, all
    sizes at once: few steps, each over all words.
    """
    count, start = len(of.ends) - 2, int(of.ends[-2])
    runs, where = _runs(of.words, sizes)
    last = where >= start
    mine = np.sort(runs[last])
    if not len(mine) or not count:
        return np.zeros((len(sizes), count), np.int64)
    mine = mine[np.concatenate(([True], mine[1:] != mine[:-1]))]
    likely = np.zeros(1 << 16, bool)  # most runs are ruled out by their last bits
    likely[mine & _BITS] = True
    at = np.flatnonzero(likely[runs & _BITS] & ~last)
    here = runs[at]
    places = np.minimum(mine.searchsorted(here), len(mine) - 1)
    size = (here >> _HALF).astype(np.int64)
    text = of.ends.searchsorted(where[at], "right") - 1
    hit = (mine[places] == here) & (where[at] + size <= of.ends[text + 1])
    found = np.zeros((count, len(mine)), bool)
    found[text[hit], places[hit]] = True
    text, places = np.nonzero(found)
    codes = (mine[places] >> _HALF).astype(np.int64) * count + text
    return np.bincount(codes, minlength=(max(sizes) + 1) * count).reshape(-1, count)[list(sizes)]


def _runs(words: Words, sizes: Sequence[int]) -> tuple[Keys, Numbers]:
    """The runs of some sizes, ``size << 32 | hash``, and at which word each begins.

    A run of the longest size is mixed from shorter ones. One near a text's end goes on into the next text.
    """
    wide = words.astype(np.uint64)
    total, found, where = np.zeros_like(wide), [], []
    for size in range(1, max(sizes) + 1):
        total = _mixed(total[: max(len(wide) - size + 1, 0)] ^ wide[size - 1 :])
        if size in sizes:
            found.append((total >> _HALF) | (np.uint64(size) << _HALF))
            where.append(np.arange(len(total)))
    return np.concatenate(found), np.concatenate(where)


def sets(keys: Keys, count: int) -> Sets:
    """Keys of ``count`` texts, sorted and each once."""
    keys = np.sort(keys)
    if len(keys):
        keys = keys[np.concatenate(([True], keys[1:] != keys[:-1]))]
    return Sets(keys, np.searchsorted(keys, np.arange(count + 1, dtype=np.uint64) << _HALF))


def shared(of: Sets, left: Numbers, right: Numbers) -> Numbers:
    """How many runs the texts of each pair ``left[n], right[n]`` have in common."""
    found = np.zeros(len(left), np.int64)
    sizes = of.sizes()
    swap = sizes[left] > sizes[right]
    short, long = np.where(swap, right, left), np.where(swap, left, right)
    order = np.argsort(long, kind="stable")  # neighbours in the table are looked up one after another
    needles = sizes[short[order]]
    upto = np.cumsum(needles)
    at = 0
    while at < len(order):
        to = max(at + 1, int(np.searchsorted(upto, (upto[at - 1] if at else 0) + _AT_ONCE, "right")))
        some = order[at:to]
        found[some] = _shared(of, short[some], long[some], needles[at:to])
        at = to
    return found


def _shared(of: Sets, short: Numbers, long: Numbers, needles: Numbers) -> Numbers:
    if not needles.sum():
        return np.zeros(len(short), np.int64)
    pair = np.repeat(np.arange(len(short)), needles)
    flat = np.arange(len(pair)) - np.repeat(np.cumsum(needles) - needles, needles) + of.starts[short[pair]]
    wanted = (of.keys[flat] & _LOW) | (long.astype(np.uint64)[pair] << _HALF)
    places = np.minimum(np.searchsorted(of.keys, wanted), len(of.keys) - 1)
    return np.bincount(pair[of.keys[places] == wanted], minlength=len(short))


def picked(of: Hashed, numbers: Numbers) -> Hashed:
    """The words of some of the texts, in the order asked."""
    return ranges(of.words, of.ends[numbers], of.ends[numbers + 1])


def ranges(words: Words, starts: Numbers, stops: Numbers) -> Hashed:
    """Stretches of a long array of words, as texts."""
    sizes = stops - starts
    ends = np.concatenate(([0], np.cumsum(sizes)))
    return Hashed(words[np.arange(ends[-1]) + np.repeat(starts - ends[:-1], sizes)], ends)


def joined(parts: Sequence[Hashed]) -> Hashed:
    """Several lists of texts as one."""
    if len(parts) == 1:
        return parts[0]
    before = np.cumsum([0, *(len(part.words) for part in parts)])
    ends = [part.ends[1:] + start for part, start in zip(parts, before, strict=False)]
    return Hashed(
        np.concatenate([part.words for part in parts]), np.concatenate([[0], *ends]).astype(np.int64)
    )


def _mixed(numbers: Keys) -> Keys:
    numbers = numbers * _MIX  # wraps around on purpose
    return np.asarray(numbers ^ (numbers >> _SHIFT))


@cache
def _weights() -> Keys:
    """A fixed odd multiplier for each place in a word (the SplitMix64 sequence, Steele et al. 2014)."""
    z = np.arange(1, _PLACES + 1, dtype=np.uint64) * _MIX
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray((z ^ (z >> np.uint64(31))) | np.uint64(1))


@cache
def _table() -> NDArray[np.int32]:
    """What each code point is in a word; filled as code points are met."""
    return np.full(0x110000, _UNKNOWN, np.int32)


def _letters(codes: NDArray[np.uint32]) -> NDArray[np.int32]:
    table = _table()
    values = table[codes]
    new = values == _UNKNOWN
    if new.any():
        for code in np.unique(codes[new]).tolist():
            table[code] = _letter(chr(code))
        values = table[codes]
    return values


def _letter(character: str) -> int:
    """The small letter's code, with a bit for a sign that is a word by itself; see `_NONE`, `_DROPPED`."""
    plain = fold(character)
    if UNSEEN.match(plain):
        return _DROPPED
    if not (plain.isalnum() or plain == "_" or is_mark(plain)):
        return _NONE
    small = plain.lower()
    return ord(small if len(small) == 1 else plain) | (_SIGN if SIGN.match(plain) else 0)

"""Of which short runs of letters is a text made, as numbers? (near copies and the linear score)

Grams of 5 letters measure how alike two texts are (Jaccard); the least 32 of their hashes are the text's
sketch (bottom-k, Broder 1997). Grams of 8 letters, rarer, lead from a text to candidates: a bank keeps the
least 12 of an item, a post asks with the least 28 of its own. Chosen by measurement: evals/shield/LOG.md.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Number = TypeVar("Number", np.uint32, np.uint64)
ALIKE, ANCHOR = 5, 8
SKETCH, KEPT, ASKED = 32, 12, 28
LEAST = 20  # folded letters below which only whole texts are compared
MOST = 4000  # folded letters of a text that are read
_MIX = np.uint64(0x9E3779B97F4A7C15)
_ROOT = np.uint64(0xBF58476D1CE4E5B9)
_FOUR = np.uint64(0x94D049BB133111EB)
_HALF = np.uint64(32)
_BEND = np.uint64(29)


class Print:
    """The distinct hashes of a text's grams, rising: of 8 letters, and of 5, made when first asked for.

    Most posts share no anchor with anything known, and then nobody asks how alike they are.
    """

    __slots__ = ("_alike", "_four", "_letters", "anchors")

    def __init__(self, letters: NDArray[np.uint64]) -> None:
        self._letters, self._four = letters, _fours(letters)
        self._alike: NDArray[np.uint32] | None = None
        self.anchors = _distinct(_mixed(self._four[:-4] * _FOUR + self._four[4:] + _MIX))

    @property
    def alike(self) -> NDArray[np.uint32]:
        """The hashes of the grams of 5 letters."""
        if self._alike is None:
            self._alike = _distinct(_mixed(self._four[:-1] * _ROOT + self._letters[4:]))
        return self._alike


class Prints:
    """What ``Print`` is for one text, for many in one array: number of the text << 32 | hash, rising.

    ``anchors`` are the first `ASKED` of each text, ``counts`` how many that are; a text of fewer than `LEAST`
    letters has none.
    """

    def __init__(self, letters: NDArray[np.uint32], ends: NDArray[np.int64]) -> None:
        """From code points with a 0 behind each text, at ``ends``; no text has more than `MOST` letters."""
        count = len(ends)
        self._letters = letters.astype(np.uint64)
        self._numbers = np.arange(count + 1, dtype=np.uint64) << _HALF
        self.sizes = ends.copy()
        self.sizes[1:] -= ends[:-1] + 1
        self._owners = self._numbers[:-1].repeat(self.sizes + 1)
        self._owners[ends] = self._numbers[-1]  # what stands between texts is nobody's
        self._four = _fours(self._letters)
        self._alike: NDArray[np.uint64] | None = None
        whole = self._keyed(self._four[:-4] * _FOUR + self._four[4:] + _MIX, ANCHOR)
        starts = whole.searchsorted(self._numbers)
        self.counts = np.minimum(starts[1:] - starts[:-1], ASKED)
        self.counts[self.sizes < LEAST] = 0
        self.anchors = whole[stretches(starts[:-1], self.counts)]

    @property
    def alike(self) -> NDArray[np.uint64]:
        """The hashes of the grams of 5 letters."""
        if self._alike is None:
            self._alike = self._keyed(self._four[:-1] * _ROOT + self._letters[4:], ALIKE)
        return self._alike

    def ends_of_alike(self) -> NDArray[np.int64]:
        """Where in ``alike`` the hashes of each text end."""
        return self.alike.searchsorted(self._numbers[1:])

    def _keyed(self, values: NDArray[np.uint64], width: int) -> NDArray[np.uint64]:
        """Numbers of grams as hashes with their text; those that reach into the next text are left out."""
        owners, last = self._owners[: len(values)], self._owners[width - 1 :]
        keyed = (_scrambled(values) >> _HALF) | owners
        return _distinct(keyed[owners == last])


def print_of(folded: str) -> Print | None:
    """The grams of a folded text; None where it is too short to be compared."""
    return None if len(folded) < LEAST else Print(codes(folded))


def alike(folded: str) -> NDArray[np.uint32]:
    """The hashes of all grams of 5 letters of a text of any length, distinct, rising."""
    if len(folded) < ALIKE:
        return np.empty(0, np.uint32)
    letters = codes(folded)
    return _distinct(_mixed(_fours(letters)[:-1] * _ROOT + letters[4:]))


def sketch(text: Print) -> NDArray[np.uint32]:
    """The least hashes of a text's grams, filled up with the largest number where there are fewer."""
    short = text.alike[:SKETCH]
    return np.pad(short, (0, SKETCH - len(short)), constant_values=np.uint32(0xFFFFFFFF))


def anchors(text: Print, count: int) -> NDArray[np.uint32]:
    """The least ``count`` hashes of the grams of 8 letters."""
    return text.anchors[:count]


def codes(folded: str) -> NDArray[np.uint64]:
    """The code points of the first `MOST` letters."""
    if folded.isascii():
        return np.frombuffer(folded[:MOST].encode(), np.uint8).astype(np.uint64)
    return np.frombuffer(folded[:MOST].encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)


def stretches(first: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """The places ``first[k]``, ``first[k] + 1`` ... of ``sizes[k]`` each, one stretch after the other."""
    ends = sizes.cumsum()
    return np.repeat(first - ends + sizes, sizes) + np.arange(int(ends[-1]) if len(ends) else 0)


def _fours(letters: NDArray[np.uint64]) -> NDArray[np.uint64]:
    two = letters[:-1] * _MIX + letters[1:]
    return two[:-2] * _ROOT + two[2:]


def _mixed(value: NDArray[np.uint64]) -> NDArray[np.uint32]:
    return (_scrambled(value) >> _HALF).astype(np.uint32)


def _scrambled(value: NDArray[np.uint64]) -> NDArray[np.uint64]:
    scrambled: NDArray[np.uint64] = (value ^ (value >> _BEND)) * _MIX
    return scrambled


def _distinct(values: NDArray[Number]) -> NDArray[Number]:
    values.sort()
    keep = np.empty(len(values), np.bool_)
    keep[:1] = True
    np.not_equal(values[1:], values[:-1], out=keep[1:])
    return values[keep]

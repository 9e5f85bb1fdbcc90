"""Of which short runs of letters is a text made, as numbers? (near copies and the linear score)

Grams of 5 letters measure how alike two texts are (Jaccard); the least 32 of their hashes are the text's
sketch (bottom-k, Broder 1997). Grams of 8 letters, rarer, lead from a text to candidates: a bank keeps the
least 12 of an item, a post asks with the least 28 of its own. Chosen by measurement: evals/shield/LOG.md.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

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


def _fours(letters: NDArray[np.uint64]) -> NDArray[np.uint64]:
    two = letters[:-1] * _MIX + letters[1:]
    return two[:-2] * _ROOT + two[2:]


def _mixed(value: NDArray[np.uint64]) -> NDArray[np.uint32]:
    value = (value ^ (value >> _BEND)) * _MIX
    return (value >> _HALF).astype(np.uint32)


def _distinct(values: NDArray[np.uint32]) -> NDArray[np.uint32]:
    values.sort()
    keep = np.empty(len(values), np.bool_)
    keep[:1] = True
    np.not_equal(values[1:], values[:-1], out=keep[1:])
    return values[keep]

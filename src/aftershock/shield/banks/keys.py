"""Is this whole value known? 128-bit keys in order, on disk or in memory."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from aftershock.shield.banks.items import halves


class Keys:
    """Keys and the rows of their items. Arrays may be memory-mapped: nothing is built when they are
    opened.
    """

    def __init__(self, high: NDArray[np.uint64], low: NDArray[np.uint64], row: NDArray[np.uint32]) -> None:
        self.high, self.low, self.row = high, low, row
        self._high, self._low, self._row = high.data, low.data, row.data
        # keys are hashes, so one stands about where its share of all numbers is: six standard deviations
        self._around = 3 * math.isqrt(len(high)) + 8

    @classmethod
    def of(cls, pairs: Iterable[tuple[bytes, int]]) -> Keys:
        """From keys and their rows, in any order."""
        found = [(*halves(digest), row) for digest, row in pairs]
        columns = list(zip(*found, strict=True)) if found else [(), (), ()]
        return cls.sorted(
            np.array(columns[0], np.uint64), np.array(columns[1], np.uint64), np.array(columns[2], np.uint32)
        )

    @classmethod
    def sorted(cls, high: NDArray[np.uint64], low: NDArray[np.uint64], row: NDArray[np.uint32]) -> Keys:
        """From columns in any order."""
        order = np.lexsort((row, low, high))
        return cls(high[order], low[order], row[order])

    def perhaps(self, digests: bytes) -> NDArray[np.bool_]:
        """Of keys one after the other, whether each may be here; False is for sure."""
        asked = np.frombuffer(digests, np.uint64)[::2]
        if not len(self.high):
            return np.zeros(len(asked), np.bool_)
        place = np.minimum(np.searchsorted(self.high, asked), len(self.high) - 1)
        found: NDArray[np.bool_] = self.high[place] == asked
        return found

    def rows(self, digest: bytes) -> list[int]:
        """The rows of all items with this key."""
        high, low = halves(digest)
        keys, end = self._high, len(self._high)
        guess = high * end >> 64
        first, last = max(0, guess - self._around), min(end, guess + self._around)
        if (first and keys[first] >= high) or (last < end and keys[last] < high):
            first, last = 0, end
        at = bisect_left(keys, high, first, last)
        found = []
        while at < end and keys[at] == high:
            if self._low[at] == low:
                found.append(int(self._row[at]))
            at += 1
        return found

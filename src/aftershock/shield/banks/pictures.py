"""Which known pictures look like this one? PDQ hashes within a radius, all of them, none missed.

Two 256-bit hashes that differ in at most 31 bits differ in at most one bit in one of their 16 parts of 16
bits (were it two in each, it would be 32). So each part is looked up as it is and with each bit turned: 17
x 16 buckets, and every hash in them is compared (multi-index hashing, Norouzi et al. 2012). Half of each hash
stands in the bucket's order beside it, so that a bucket is one stretch of memory; only what differs in at
most 31 bits there, about one in 10^8 of others, is fetched whole.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# The distance below which its authors call two pictures the same (hashing.pdf of the ThreatExchange project).
RADIUS = 31
PARTS, BUCKETS = 16, 1 << 16
# A picture of one colour has no hash worth the name: nearly all bits alike.
FEWEST_BITS = 24
_TURNS = np.array([0, *(1 << bit for bit in range(16))], np.int64)
_OFFSETS = (np.arange(PARTS, dtype=np.int64) * (BUCKETS + 1))[:, None]
_BASE = np.repeat(np.arange(PARTS, dtype=np.int64), len(_TURNS))
# Which two of the four numbers stand beside part p: those that do not hold it.
_BESIDE = np.array([[(part // 4 + 1) % 4, (part // 4 + 2) % 4] for part in range(PARTS)])


class Pictures:
    """Hashes as four numbers each, their rows; for each part its bucket starts, order, and halves in
    order.
    """

    def __init__(
        self,
        hashes: NDArray[np.uint64],
        row: NDArray[np.uint32],
        starts: NDArray[np.uint32],
        order: NDArray[np.uint32],
        halves: NDArray[np.uint64],
    ) -> None:
        self.hashes, self.row, self.starts, self.order, self.halves = hashes, row, starts, order, halves
        self._starts = np.asarray(starts).reshape(-1)
        self._order = np.asarray(order).reshape(-1)
        # 16 bytes at a time; complex numbers only because numpy copies them as such
        self._halves = np.asarray(halves).reshape(-1).view(np.complex128)

    @classmethod
    def of(cls, hashes: NDArray[np.uint64], row: NDArray[np.uint32]) -> Pictures:
        """From hashes (n x 4) and the row of each one's item."""
        parts = np.ascontiguousarray(hashes).view(np.uint16).reshape(len(hashes), PARTS)
        starts = np.zeros((PARTS, BUCKETS + 1), np.uint32)
        order = np.empty((PARTS, len(hashes)), np.uint32)
        halves = np.empty((PARTS, len(hashes), 2), np.uint64)
        for part in range(PARTS):
            order[part] = np.argsort(parts[:, part], kind="stable")
            starts[part, 1:] = np.cumsum(np.bincount(parts[:, part], minlength=BUCKETS))
            halves[part] = hashes[order[part]][:, _BESIDE[part]]
        return cls(hashes, row, starts, order, halves)

    def find(self, pdq: bytes, radius: int = RADIUS) -> list[tuple[int, int]]:
        """Places of hashes within ``radius`` (at most 31) with their distance, nearest first.

        A place leads to its item by ``row[place]``.
        """
        if not 0 <= radius <= RADIUS:
            raise ValueError(f"the index answers radii up to {RADIUS}")
        count = len(self.hashes)
        if not count:
            return []
        asked = np.frombuffer(pdq, np.uint64)
        at = ((asked.view(np.uint16).astype(np.int64)[:, None] ^ _TURNS) + _OFFSETS).ravel()
        first = self._starts.take(at).astype(np.int64)
        sizes = self._starts.take(at + 1) - first
        ends = sizes.cumsum()
        total = int(ends[-1])
        places = np.arange(total) + (first + _BASE * count - ends + sizes).repeat(sizes)
        beside = asked[_BESIDE].repeat(sizes.reshape(PARTS, -1).sum(axis=1), axis=0)
        halves = self._halves.take(places).view(np.uint64).reshape(total, 2)
        bits = np.bitwise_count(halves ^ beside)
        near = places[(bits[:, 0] + bits[:, 1]) <= radius]
        if not len(near):
            return []
        candidates = self._order[near]
        distance = np.bitwise_count(self.hashes[candidates] ^ asked).sum(axis=1, dtype=np.int64)
        close = distance <= radius
        found = dict(zip(candidates[close].tolist(), distance[close].tolist(), strict=True))
        return sorted(found.items(), key=lambda pair: (pair[1], pair[0]))


def blank(pdq: bytes) -> bool:
    """Whether a hash is that of a picture without contrast."""
    bits = int.from_bytes(pdq, "little").bit_count()
    return bits < FEWEST_BITS or bits > 256 - FEWEST_BITS

"""Which known texts is this nearly a copy of?

The post's least anchors are looked up in one sorted array of (anchor, row); rows that share enough of them
are compared by sketch. An anchor that leads to very many rows is a phrase of everybody's and is passed over.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from aftershock.shield.banks import grams

# Grams in common over grams in either (Jaccard). One word of eight changed leaves .55; two texts by different
# people on one thing hardly .2: evals/shield/LOG.md.
ALIKE = 0.42
# Rows that one anchor may lead to, and rows that are compared.
CROWD, COMPARED = 256, 64
# Anchors that must be shared where the post has enough of them: one is often a name or a turn of phrase.
SHARED = 2
_ROW = np.uint64(0xFFFFFFFF)
_SHIFT = np.uint64(32)
_FULL = np.uint32(0xFFFFFFFF)


class Near:
    """Anchors in order, each number ``anchor << 32 | row``, and the sketch of every row (zeros: none)."""

    def __init__(self, anchors: NDArray[np.uint64], sketches: NDArray[np.uint32]) -> None:
        self.anchors, self.sketches = anchors, sketches

    @classmethod
    def of(cls, parts: Iterable[tuple[NDArray[np.uint32], NDArray[np.uint32] | None]]) -> Near:
        """From the anchors and the sketch of each row, in order of rows."""
        placed, sketches = [], []
        for row, (anchors, sketch) in enumerate(parts):
            placed.append((anchors.astype(np.uint64) << _SHIFT) | np.uint64(row))
            sketches.append(np.zeros(grams.SKETCH, np.uint32) if sketch is None else sketch)
        whole = np.concatenate(placed) if placed else np.empty(0, np.uint64)
        whole.sort()
        made = np.stack(sketches) if sketches else np.empty((0, grams.SKETCH), np.uint32)
        return cls(whole, made)

    def find(self, text: grams.Print) -> list[tuple[int, float]]:
        """Rows that are nearly this text, with the estimated share of grams in common, best first."""
        if not len(self.anchors):
            return []
        asked = grams.anchors(text, grams.ASKED).astype(np.uint64) << _SHIFT
        ends = np.searchsorted(self.anchors, np.concatenate([asked, asked + _ROW])).tolist()
        half = len(asked)
        found = [
            self.anchors[a:b] for a, b in zip(ends[:half], ends[half:], strict=True) if a < b <= a + CROWD
        ]
        least = SHARED if half >= SHARED * 4 else 1
        if len(found) < least:
            return []
        rows = _at_least(np.concatenate(found) & _ROW, least)
        if not len(rows):
            return []
        shares = overlap(self.sketches[rows.astype(np.int64)], text.alike)
        pairs = [
            (int(row), float(share))
            for row, share in zip(rows.tolist(), shares.tolist(), strict=True)
            if share >= ALIKE
        ]
        return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))


def _at_least(rows: NDArray[np.uint64], least: int) -> NDArray[np.uint64]:
    """The distinct rows that stand there ``least`` times or more; of very many those that stand most
    often.
    """
    rows.sort()
    if least > 1:
        rows = rows[least - 1 :][rows[least - 1 :] == rows[: len(rows) - least + 1]]
    if not len(rows):
        return rows
    first = np.flatnonzero(np.concatenate([[True], rows[1:] != rows[:-1]]))
    distinct = rows[first]
    if len(distinct) > COMPARED:
        counts = np.diff(np.append(first, len(rows)))
        distinct = distinct[np.argsort(-counts, kind="stable")[:COMPARED]]
    return distinct


def overlap(sketches: NDArray[np.uint32], whole: NDArray[np.uint32]) -> NDArray[np.float64]:
    """Estimated Jaccard of each sketched text with a text whose grams are all known.

    Below the sketch's last hash both texts' grams are known in full, and a hash is a fair sample.
    """
    real = sketches < _FULL
    held = real.sum(axis=1)
    full = held == sketches.shape[1]
    top = np.where(full, sketches[:, -1], _FULL)
    place = np.minimum(np.searchsorted(whole, sketches), len(whole) - 1)
    common = ((whole[place] == sketches) & real).sum(axis=1)
    mine = np.searchsorted(whole, top, side="right")
    result: NDArray[np.float64] = common / np.maximum(mine + held - common, 1)
    return result

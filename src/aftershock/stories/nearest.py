"""Which texts in other languages lie nearest to each of very many?

All pairs are compared by one vector a text, block by block, so that memory grows with the texts and not with
their pairs. What lies nearest is then looked at sentence by sentence (`translated`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

# So many of the nearest are looked at for each text; a translation's whole text has a cosine of .55 and more
# with the original's (evals/stories/LOG.md), so that below this nothing is looked at.
NEAREST, FLOOR = 8, 0.45
# Texts compared with all others at once: with 20,000 a table of 20 MB.
BLOCK = 256
# For texts without a date, so that they are near to every day.
UNDATED = np.iinfo(np.int32).min

Vectors = NDArray[Any]


def pooled(vectors: Vectors) -> NDArray[np.float16]:
    """One vector of unit length for a text whose sentences have these, shape (width,)."""
    mean = vectors.mean(axis=0)
    return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9)).astype(np.float16)


def foreign(
    vectors: Vectors, languages: Sequence[str | None], days: NDArray[np.int32], apart: int
) -> list[tuple[int, int]]:
    """The pairs (i < j, ascending) of texts in two languages of which one is among the other's nearest.

    ``vectors`` are of unit length, shape (texts, width); ``days`` are numbers of days (`UNDATED` where none
    is known), and pairs more than ``apart`` days apart do not count.
    """
    names = sorted({language for language in languages if language})
    spoken = np.array([names.index(language) if language else -1 for language in languages], np.int32)
    every = vectors.astype(np.float32)
    found: set[tuple[int, int]] = set()
    for at in range(0, len(every), BLOCK):
        some = slice(at, at + BLOCK)
        table = every[some] @ every.T
        table[_ruled_out(spoken[some], spoken, days[some], days, apart)] = 0
        most = min(NEAREST, table.shape[1] - 1)
        places = np.argpartition(-table, most, axis=1)[:, :most]
        rows, columns = np.nonzero(np.take_along_axis(table, places, axis=1) >= FLOOR)
        for one, other in zip((rows + at).tolist(), places[rows, columns].tolist(), strict=True):
            found.add((min(one, other), max(one, other)))
    return sorted(found)


def _ruled_out(
    mine: NDArray[np.int32],
    spoken: NDArray[np.int32],
    my_days: NDArray[np.int32],
    days: NDArray[np.int32],
    apart: int,
) -> NDArray[np.bool_]:
    out = (mine[:, None] == spoken[None]) | (mine[:, None] < 0) | (spoken[None] < 0)
    dated = (my_days[:, None] != UNDATED) & (days[None] != UNDATED)
    far = np.abs(my_days[:, None].astype(np.int64) - days[None]) > apart
    return np.asarray(out | (dated & far))

"""The posts of a made stream while it grows: one row a post, numbers only.

References between posts are row numbers; what a number stands for is decided when the stream is written
(`words`, `objects`). Rows come in any order and are sorted by time at the end.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
NONE = -1
# Column by column: what stands there where nothing is said.
COLUMNS: dict[str, type[np.generic]] = {
    "at": np.int64,  # milliseconds since 1970
    "account": np.int32,
    "words": np.int64,  # the key of the text; NONE: no words
    "tag": np.int32,
    "tag2": np.int32,
    "link": np.int32,
    "media": np.int32,
    "repost": np.int32,
    "reply": np.int32,
    "quote": np.int32,
    "mention": np.int32,
    "tone": np.int8,
    "cause": np.int32,  # what made it: an index into the causes of the truth
}


class Sheet:
    """Rows of posts, added in blocks."""

    def __init__(self) -> None:
        self._blocks: dict[str, list[NDArray[Any]]] = {name: [] for name in COLUMNS}
        self.rows = 0

    def add(self, **columns: object) -> Ints:
        """Adds one block; scalars are repeated. Returns the numbers of the new rows.

        Raises TypeError for an unknown column, ValueError where ``at`` and the others differ in length.
        """
        if unknown := columns.keys() - COLUMNS.keys():
            raise TypeError(f"no such column: {', '.join(sorted(unknown))}")
        count = len(np.atleast_1d(np.asarray(columns["at"])))
        for name, kind in COLUMNS.items():
            value = np.asarray(columns.get(name, NONE)).astype(kind)
            self._blocks[name].append(np.broadcast_to(value, (count,)).copy())
        first, self.rows = self.rows, self.rows + count
        return np.arange(first, self.rows)

    def column(self, name: str) -> NDArray[Any]:
        """All rows of a column so far."""
        blocks = self._blocks[name]
        if len(blocks) != 1:
            joined = np.concatenate(blocks) if blocks else np.empty(0, COLUMNS[name])
            self._blocks[name] = blocks = [joined]
        return blocks[0]

    def ordered(self) -> dict[str, NDArray[Any]]:
        """All columns in order of time (then of row), with references that follow the new order."""
        at = self.column("at")
        order = np.argsort(at, kind="stable")
        place = np.empty(len(order), np.int32)
        place[order] = np.arange(len(order), dtype=np.int32)
        out = {}
        for name in COLUMNS:
            values = self.column(name)[order]
            self._blocks[name] = []
            if name in ("repost", "reply", "quote"):
                known = values.astype(np.int64)
                values = np.where(known >= 0, place[known], NONE).astype(np.int32)
            out[name] = values
        return out

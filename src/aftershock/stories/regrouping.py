"""How were the documents of a register grouped when it was left, so that a few new ones need not group all?

Kept beside the index: of each document the first of those that it was linked with, and whether it was set
apart as a round-up. What new documents cannot have changed is taken over (`grouping.grouped`); the groups are
those that all documents together give, whatever their number.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from aftershock.store import arrays, layout

# Raised when the same documents are grouped otherwise: all are then grouped anew, once.
GROUPING = 1
ROW = np.dtype([("first", "u4"), ("apart", "?")])
_NOTE = "grouped.json"


class Former(NamedTuple):
    """The documents known then, one row of `ROW` each, and how many compared pairs were known."""

    rows: NDArray[Any]
    edges: int


class Noted(msgspec.Struct, frozen=True):
    """Which file counts, and of how many documents and pairs it was made."""

    grouping: int
    file: str
    documents: int
    edges: int


def load(folder: Path | None, documents: int, edges: int) -> Former | None:
    """What was kept in a folder whose register has so many documents and pairs; None where nothing fits."""
    noted = arrays.noted(folder / _NOTE, Noted) if folder else None
    if folder is None or noted is None or noted.grouping != GROUPING:
        return None
    if noted.documents > documents or noted.edges > edges:
        return None
    try:
        return Former(arrays.mapped(folder / noted.file, ROW, noted.documents), noted.edges)
    except (OSError, ValueError):
        return None


def save(folder: Path | None, rows: NDArray[Any], edges: int) -> None:
    """Keep how documents are grouped now."""
    if folder is None:
        return
    before = arrays.noted(folder / _NOTE, Noted)
    number = int(before.file.split("-")[1]) + 1 if before else 0
    path = folder / f"grouped-{number}"
    out = arrays.Written(path, ROW)
    out.add(rows)
    out.whole()
    layout.sync(path)
    arrays.note(folder / _NOTE, Noted(GROUPING, path.name, len(rows), edges))
    if before:
        (folder / before.file).unlink(missing_ok=True)

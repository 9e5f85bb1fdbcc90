"""Which texts, and which pictures, of a case are nearly the same?

Worked out over all parts together, once after posts changed, and kept beside them: texts by `near_texts`,
pictures by PDQ within `PDQ_DISTANCE` bits. What is near to something near is one family (connected
components); its id is the least.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from aftershock.store import derived, ids, layout, near_texts, posts, tables

if TYPE_CHECKING:
    import duckdb

# The distance below which its authors call two pictures the same (hashing.pdf of the ThreatExchange project).
PDQ_DISTANCE = 31
PDQ_BITS, PARTS = 256, 16
_ONES = np.array([number.bit_count() for number in range(256)], np.int64)
VERSION = "1"
_OF, _BY = b"aftershock.parts", b"aftershock.by"

Ids = NDArray[np.int64]
Cursor = Callable[[], AbstractContextManager["duckdb.DuckDBPyConnection"]]


def refresh(root: Path, cursor: Cursor, *, announce: Callable[[Iterable[str]], None]) -> list[Path]:
    """Write the files anew where the parts are not those that they were made of; returns what is new."""
    found = posts.parts(root)
    names = [layout.NEAR_TEXTS, layout.NEAR_MEDIA, layout.NEAR_PAIRS]
    places = [root / name for name in names]
    mark = _mark(found)
    if all(path.is_file() and _made_of(path) == mark for path in places) or not (
        found or any(path.is_file() for path in places)
    ):
        return []
    with cursor() as asked:
        near = near_texts.near(found, asked, near_texts.kept(places[2], _made_by(), _BY))
        pictures = near_pictures(
            [row[0] for row in asked.execute(tables.query("picture_hashes.sql")).fetchall()]
        )
    texts = families(near.text, near.one, near.other)
    announce(names)
    waiting = []
    for path, table in zip(
        places,
        (
            pa.table({"text_id": texts[0], "near_id": texts[1]}),
            pa.table({"media_id": pictures[0], "near_id": pictures[1]}),
            near_texts.as_table(near.verdicts),
        ),
        strict=True,
    ):
        marked = table.replace_schema_metadata({_OF: mark, _BY: _made_by()})
        partial = root / layout.PARTIAL / secrets.token_hex(8)
        sink = pa.BufferOutputStream()
        pq.write_table(marked, sink, compression="zstd")
        layout.write_synced(partial, sink.getvalue().to_pybytes(), layout.WRITABLE)
        waiting.append((partial, path))
    layout.finish(waiting)
    return places


def _mark(parts: Iterable[Path]) -> bytes:
    sized = [f"{path.name} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in parts]
    return ";".join([VERSION, derived.VERSION, *sized]).encode()


def _made_by() -> bytes:
    """What a comparison of two texts hangs on beside the texts."""
    return f"{VERSION};{derived.VERSION};{near_texts.OVERLAP}".encode()


def _made_of(path: Path) -> bytes | None:
    made: bytes | None = (pq.read_schema(path).metadata or {}).get(_OF)
    return made


def families(names: Ids, one: Ids, other: Ids) -> tuple[Ids, Ids]:
    """Each name (by place in a pair) that is connected to another, and the least name of those it is with."""
    members, ends = np.unique(np.concatenate((one, other)), return_inverse=True)
    root = connected(len(members), ends[: len(one)], ends[len(one) :])
    least = names[members]
    np.minimum.at(least, root, names[members])
    return names[members], least[root]


def connected(count: int, one: Ids, other: Ids) -> Ids:
    """The least place that each of ``count`` is connected with, by the pairs (one[i], other[i])."""
    root = np.arange(count)
    while True:
        ends = root[one], root[other]
        low, high = np.minimum(*ends), np.maximum(*ends)
        if not (low < high).any():
            return root
        np.minimum.at(root, high, low)
        while (root[root] != root).any():
            root = root[root]


# --- pictures ----------------------------------------------------------------------------------


def near_pictures(hashes: list[str]) -> tuple[Ids, Ids]:
    """The ids of pictures (by PDQ, 64 hexadecimal digits) that have near ones, and their families.

    Two hashes within 31 bits agree in one of 16 parts of 16 bits but for one bit at most; each part is looked
    up with each of its bits turned.
    """
    known = [each for each in hashes if _is_hex(each)]
    names = ids.together(derived.KINDS["media"], ids.of([f"pdq:{each}" for each in known]))
    if len(known) < 2:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    data = np.frombuffer(bytes.fromhex("".join(known)), np.uint8).reshape(len(known), PDQ_BITS // 8)
    words = data.view(">u2").astype(np.int64)
    turned = np.concatenate(([0], 1 << np.arange(16)))
    ones, others = [], []
    for part in range(PARTS):
        order = np.argsort(words[:, part], kind="stable")
        value = words[order, part]
        for mask in turned:
            wanted = words[:, part] ^ mask
            low, high = np.searchsorted(value, wanted, "left"), np.searchsorted(value, wanted, "right")
            length = high - low
            here = np.repeat(np.arange(len(known)), length)
            at = (
                np.arange(length.sum())
                - np.repeat(np.cumsum(length) - length, length)
                + np.repeat(low, length)
            )
            there = order[at]
            keep = here < there
            here, there = here[keep], there[keep]
            near = _ONES[data[here] ^ data[there]].sum(1) <= PDQ_DISTANCE
            ones.append(here[near])
            others.append(there[near])
    return families(names, np.concatenate(ones), np.concatenate(others))


def _is_hex(word: str) -> bool:
    return len(word) == PDQ_BITS // 4 and all(letter in "0123456789abcdef" for letter in word)

"""Which texts, and which pictures, of a case are nearly the same?

Worked out over all parts together, once after posts changed, and kept beside them. Texts that share a band
(`store.fingerprints`) are compared in full: pairs of words, Jaccard >= `OVERLAP`. Pictures: PDQ within
`PDQ_DISTANCE` bits. What is near to something near is one family (connected components); its id is the least.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from aftershock.store import derived, fingerprints, ids, layout, posts, tables

if TYPE_CHECKING:
    import duckdb

# One word of fifteen replaced leaves an overlap of .75; two texts on one event by different people hardly .2.
OVERLAP = 0.6
# The distance below which its authors call two pictures the same (hashing.pdf of the ThreatExchange project).
PDQ_DISTANCE = 31
PDQ_BITS, PARTS = 256, 16
_ONES = np.array([number.bit_count() for number in range(256)], np.int64)
VERSION = "1"
_OF = b"aftershock.parts"
# Texts compared at a time: their pairs of words are held together.
AT_ONCE = 20_000

Ids = NDArray[np.int64]
Cursor = Callable[[], AbstractContextManager["duckdb.DuckDBPyConnection"]]


def refresh(root: Path, cursor: Cursor, *, announce: Callable[[Iterable[str]], None]) -> list[Path]:
    """Write both files anew where the parts are not those that they were made of; returns what is new."""
    found = posts.parts(root)
    places = [root / layout.NEAR_TEXTS, root / layout.NEAR_MEDIA]
    mark = _mark(found)
    if all(path.is_file() and _made_of(path) == mark for path in places) or not (
        found or any(path.is_file() for path in places)
    ):
        return []
    with cursor() as asked:
        texts = near_texts(asked)
        pictures = near_pictures(
            [row[0] for row in asked.execute(tables.query("picture_hashes.sql")).fetchall()]
        )
    announce([layout.NEAR_TEXTS, layout.NEAR_MEDIA])
    waiting = []
    for path, (name, (members, families)) in zip(
        places, (("text_id", texts), ("media_id", pictures)), strict=True
    ):
        table = pa.table({name: members, "near_id": families}).replace_schema_metadata({_OF: mark})
        partial = root / layout.PARTIAL / secrets.token_hex(8)
        sink = pa.BufferOutputStream()
        pq.write_table(table, sink, compression="zstd")
        layout.write_synced(partial, sink.getvalue().to_pybytes(), layout.WRITABLE)
        waiting.append((partial, path))
    layout.finish(root, waiting)
    return places


def _mark(parts: Iterable[Path]) -> bytes:
    sized = [f"{path.name} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in parts]
    return ";".join([VERSION, derived.VERSION, *sized]).encode()


def _made_of(path: Path) -> bytes | None:
    made: bytes | None = (pq.read_schema(path).metadata or {}).get(_OF)
    return made


# --- texts -------------------------------------------------------------------------------------


def near_texts(cursor: duckdb.DuckDBPyConnection) -> tuple[Ids, Ids]:
    """Each text that has near ones, and its family."""
    table = cursor.sql(tables.query("distinct_texts.sql")).to_arrow_table().combine_chunks()
    if not table.num_rows:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    text = table.column("text_id").to_numpy()
    rows = table.column("row_id").to_numpy()
    bands = table.column("near_bands").combine_chunks().flatten().to_numpy().reshape(-1, fingerprints.BANDS)
    one, other = candidates(text, bands)
    if not len(one):
        return one, other
    alike = _compared(cursor, rows, one, other)
    return families(text, one[alike], other[alike])


def candidates(text: Ids, bands: NDArray[np.int32]) -> tuple[Ids, Ids]:
    """Places of texts that share a band: each with the least text of its bucket, each pair once."""
    by_text = np.argsort(text, kind="stable")
    pairs = []
    for band in range(bands.shape[1]):
        value = bands[by_text, band]
        order = by_text[np.argsort(value, kind="stable")]
        same = np.concatenate(([False], bands[order[1:], band] == bands[order[:-1], band]))
        leader = order[np.maximum.accumulate(np.where(same, 0, np.arange(len(order))))]
        pairs.append(leader[same] * len(text) + order[same])
    unique = np.unique(np.concatenate(pairs))
    return unique // len(text), unique % len(text)


def _compared(cursor: duckdb.DuckDBPyConnection, rows: Ids, one: Ids, other: Ids) -> NDArray[np.bool_]:
    """Which pairs of texts overlap by `OVERLAP` or more in their pairs of words."""
    alike = np.zeros(len(one), np.bool_)
    for first in range(0, len(one), AT_ONCE):
        some = slice(first, first + AT_ONCE)
        needed, places = np.unique(np.concatenate((one[some], other[some])), return_inverse=True)
        texts = _texts(cursor, rows[needed])
        pair, begins = fingerprints.pairs(fingerprints.words(texts), np.arange(len(needed)))
        half = len(places) // 2
        alike[some] = jaccard(pair, begins, places[:half], places[half:]) >= OVERLAP
    return alike


def _texts(cursor: duckdb.DuckDBPyConnection, rows: Ids) -> Any:
    """The texts of some rows, in the order of the rows."""
    asked = tables.query("texts_of_rows.sql")
    found = cursor.sql(asked, params={"rows": rows.tolist()}).to_arrow_table().column("text").combine_chunks()
    return found.take(pa.array(np.argsort(np.argsort(rows))))


def jaccard(pair: NDArray[np.uint64], begins: Ids, one: Ids, other: Ids) -> NDArray[np.float64]:
    """The overlap of the sets of pairs of texts ``one[i]`` and ``other[i]``."""
    count = np.diff(begins)
    sets = _members(pair, begins, count, one), _members(pair, begins, count, other)
    which = np.concatenate([np.repeat(np.arange(len(one)), count[side]) for side in (one, other)])
    value = np.concatenate(sets)
    order = np.lexsort((value, which))
    which, value = which[order], value[order]
    side = np.concatenate((np.zeros(len(sets[0]), np.bool_), np.ones(len(sets[1]), np.bool_)))[order]
    fresh = np.concatenate(([True], (which[1:] != which[:-1]) | (value[1:] != value[:-1])))
    group = np.cumsum(fresh) - 1
    in_one = np.bincount(group, ~side) > 0
    in_other = np.bincount(group, side) > 0
    of = which[fresh]
    both = np.bincount(of, in_one & in_other, len(one))
    return both / np.maximum(np.bincount(of, minlength=len(one)), 1)


def _members(pair: NDArray[np.uint64], begins: Ids, count: Ids, which: Ids) -> NDArray[np.uint64]:
    lengths = count[which]
    starts = np.cumsum(lengths) - lengths
    members: NDArray[np.uint64] = pair[
        np.arange(lengths.sum()) - np.repeat(starts, lengths) + np.repeat(begins[which], lengths)
    ]
    return members


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

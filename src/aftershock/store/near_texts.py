"""Which texts of a case say nearly the same, and which pairs of them were compared before?

Texts that share a band (`store.fingerprints`) are compared in full: pairs of words, Jaccard >= `OVERLAP`.
What a comparison gave hangs on the two texts alone, so it is kept: where posts came in, only pairs with a new
text are compared. The same posts give the same families, however they came.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from aftershock.store import fingerprints, ids, tables

if TYPE_CHECKING:
    import duckdb

# One word of fifteen replaced leaves an overlap of .75; two texts on one event by different people hardly .2.
OVERLAP = 0.6
# Pairs whose texts are fetched by one pass over the posts, and pairs whose words are held together.
FETCHED, AT_ONCE = 200_000, 20_000
COLUMNS = ("row_id", "text_id", "near_bands")

Ids = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Distinct(NamedTuple):
    """Each text once, in the order of its id: a row that says it, and its bands."""

    text: Ids
    row: Ids
    bands: NDArray[np.int32]


class Verdicts(NamedTuple):
    """Pairs of texts that were compared (a number for both texts, rising), and whether they are near."""

    pair: NDArray[np.uint64]
    alike: Flags


NONE = Verdicts(np.zeros(0, np.uint64), np.zeros(0, np.bool_))


class Near(NamedTuple):
    """The texts, and the places in them of each two that are near."""

    text: Ids
    one: Ids
    other: Ids
    verdicts: Verdicts


def near(parts: Iterable[Path], cursor: duckdb.DuckDBPyConnection, known: Verdicts) -> Near:
    """Which texts of the parts are near each other; ``cursor`` sees the same parts."""
    texts = distinct(parts)
    one, other = candidates(texts.bands)
    pair = together(texts.text[one], texts.text[other])
    at = np.minimum(np.searchsorted(known.pair, pair), max(len(known.pair) - 1, 0))
    told = known.pair[at] == pair if len(known.pair) else np.zeros(len(pair), np.bool_)
    alike = np.zeros(len(pair), np.bool_)
    alike[told] = known.alike[at[told]]
    fresh = np.flatnonzero(~told)
    alike[fresh] = compared(cursor, texts.row, one[fresh], other[fresh])
    order = np.argsort(pair)
    return Near(texts.text, one[alike], other[alike], Verdicts(pair[order], alike[order]))


def distinct(parts: Iterable[Path]) -> Distinct:
    """The texts that are long enough to be compared; parts without marks have none."""
    found = [_of_part(part) for part in parts if "near_bands" in pq.read_schema(part).names]
    if not found:
        return Distinct(
            np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros((0, fingerprints.BANDS), np.int32)
        )
    text, row, bands = (np.concatenate(each) for each in zip(*found, strict=True))
    order = np.argsort(text, kind="stable")
    first = order[np.concatenate(([True], text[order[1:]] != text[order[:-1]]))] if len(order) else order
    return Distinct(text[first], row[first], bands[first])


def _of_part(part: Path) -> Distinct:
    table = pq.read_table(part, columns=list(COLUMNS)).combine_chunks()
    text, bands = table.column("text_id"), table.column("near_bands")
    table = table.filter(pc.and_(text.is_valid(), bands.is_valid())).combine_chunks()
    flat = table.column("near_bands").combine_chunks().flatten().to_numpy()
    return Distinct(
        table.column("text_id").to_numpy(), table.column("row_id").to_numpy(),
        flat.reshape(-1, fingerprints.BANDS),
    )  # fmt: skip


def candidates(bands: NDArray[np.int32]) -> tuple[Ids, Ids]:
    """Places of texts that share a band: each with the first text of its bucket, each pair once."""
    place = np.arange(len(bands), dtype=np.uint64)
    pairs = [np.zeros(0, np.int64)]
    for band in range(bands.shape[1]):
        # one number for value and place: sorted as it is, which is many times as fast as sorting places
        key = bands[:, band].view(np.uint32).astype(np.uint64) << np.uint64(32) | place
        key.sort()
        value, order = key >> np.uint64(32), (key & np.uint64(0xFFFFFFFF)).astype(np.int64)
        same = np.flatnonzero(value[1:] == value[:-1]) + 1
        begins = np.ones(len(key), np.bool_)
        begins[same] = False
        leader = np.repeat(order[begins], np.diff(np.append(np.flatnonzero(begins), len(key))))
        pairs.append(leader[same] * len(bands) + order[same])
    every = np.concatenate(pairs)
    every.sort()
    every = every[np.concatenate(([True], every[1:] != every[:-1]))] if len(every) else every
    return every // max(len(bands), 1), every % max(len(bands), 1)


def together(one: Ids, other: Ids) -> NDArray[np.uint64]:
    """A number for two texts, the one with the lesser id first."""
    return ids.together(one, other).view(np.uint64) if len(one) else np.zeros(0, np.uint64)


def compared(cursor: duckdb.DuckDBPyConnection, rows: Ids, one: Ids, other: Ids) -> Flags:
    """Which pairs of texts overlap by `OVERLAP` or more in their pairs of words."""
    alike = np.zeros(len(one), np.bool_)
    for first in range(0, len(one), FETCHED):
        some = slice(first, first + FETCHED)
        needed, places = np.unique(np.concatenate((one[some], other[some])), return_inverse=True)
        pair, begins = fingerprints.pairs(
            fingerprints.words(_texts(cursor, rows[needed])), np.arange(len(needed))
        )
        half = len(places) // 2
        for low in range(0, half, AT_ONCE):
            part = slice(low, min(low + AT_ONCE, half))
            ends = places[:half][part], places[half:][part]
            alike[first + low : first + part.stop] = jaccard(pair, begins, *ends) >= OVERLAP
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


def kept(path: Path, made_by: bytes, name: bytes) -> Verdicts:
    """The verdicts of an earlier run; none where there is no file, or where it was made otherwise."""
    if not path.is_file() or (pq.read_schema(path).metadata or {}).get(name) != made_by:
        return NONE
    table = pq.read_table(path)
    return Verdicts(
        table.column("pair").to_numpy().view(np.uint64),
        table.column("alike").combine_chunks().to_numpy(zero_copy_only=False),
    )


def as_table(verdicts: Verdicts) -> pa.Table:
    """The verdicts as they are kept."""
    return pa.table({"pair": verdicts.pair.view(np.int64), "alike": verdicts.alike})

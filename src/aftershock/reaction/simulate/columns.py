"""How do the numbers of a made stream read as posts? Names of accounts, tags, links, media; Arrow columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from aftershock.reaction.simulate import words
from aftershock.reaction.simulate.plan import World
from aftershock.reaction.simulate.sheet import Ints
from aftershock.store.posts import SCHEMA

_SITES = ("courier", "gazette", "ops", "weekly", "notice-board", "radio", "bulletin", "review")
_SUBJECTS = (
    "Harbour", "Garden", "Tram", "Choir", "Market", "Library", "River", "Bridge", "Bakery", "Chess",
    "Lantern", "Orchard", "Ferry", "Clock", "Meadow", "Kiosk",
)  # fmt: skip
Columns = dict[str, Any]


def batch(columns: Columns, rows: Ints, world: World) -> pa.RecordBatch:
    """The posts of these rows, with the columns of `store.posts.SCHEMA`."""
    platforms = pa.array(world.platforms).take(pa.array(columns["platform"][rows]))
    author, post = _padded("u", columns["account"][rows], 7), post_ids(rows)
    tags = np.stack([columns["tag"][rows], columns["tag2"][rows]], axis=1)
    said = columns["words"][rows]
    known: dict[str, pa.Array] = {
        "platform": platforms,
        "channel_id": author,
        "post_id": post,
        "url": _glued("https://", platforms, ".example/", author, "/", post),
        "author_id": author,
        "author_handle": _padded("reader_", columns["account"][rows], 7),
        "created_at": _times(columns["at"][rows]),
        "tz_source": pa.array(["exact"] * len(rows)),
        "deleted_at": _times(columns["deleted"][rows]),
        "observed_at": _times(columns["observed"][rows]),
        "text": words.texts(said),
        "lang": words.languages(said),
        "hashtags": _lists(tags, _tag_names),
        "links": _lists(columns["link"][rows][:, None], _link_names),
        "mentions": _lists(columns["mention"][rows][:, None], lambda ids: _padded("reader_", ids, 7)),
        "media": _media(columns["media"][rows]),
        "metrics": _empty(SCHEMA.field("metrics").type, len(rows)),
        "capture": pa.array(["simulated"] * len(rows)),
        "locator": _glued("row=", pc.cast(pa.array(rows), pa.string())),
    }
    for name, column in (("reply_to", "reply"), ("repost_of", "repost"), ("quote_of", "quote")):
        target = columns[column][rows].astype(np.int64)
        known[name] = pc.if_else(
            pa.array(target >= 0), post_ids(np.maximum(target, 0)), pa.scalar(None, pa.string())
        )
    return pa.RecordBatch.from_arrays(
        [
            known[field.name].cast(field.type) if field.name in known else pa.nulls(len(rows), field.type)
            for field in SCHEMA
        ],
        schema=SCHEMA,
    )


def post_ids(rows: Ints) -> pa.Array:
    """Ids as platforms count them up: long ones, because short ones are taken to be counted in a channel."""
    return _padded("1", rows + 1, 15)


def _times(milliseconds: Ints) -> pa.Array:
    """Moments; null for negative ones."""
    return pa.array(milliseconds, pa.timestamp("ms"), mask=milliseconds < 0)


def _padded(before: str, numbers: Any, width: int) -> pa.Array:
    digits = pc.cast(pa.array(np.asarray(numbers, np.int64)), pa.string())
    return _glued(before, pc.utf8_lpad(digits, width, "0"))


def _glued(*parts: str | pa.Array) -> pa.Array:
    return pc.binary_join_element_wise(*parts, "")


def _lists(ids: Any, name: Callable[[Ints], pa.Array]) -> pa.Array:
    """One list a row of the names of its ids; negative ids are none."""
    there = ids >= 0
    offsets = np.concatenate([[0], np.cumsum(there.sum(axis=1))]).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), name(ids[there].astype(np.int64)))


def _tag_names(ids: Ints) -> pa.Array:
    return _glued(_chosen(_SUBJECTS, ids), pc.cast(pa.array(ids), pa.string()))


def _link_names(ids: Ints) -> pa.Array:
    return _glued("https://", _chosen(_SITES, ids), ".example/", pc.cast(pa.array(ids), pa.string()))


def _chosen(names: Sequence[str], ids: Ints) -> pa.Array:
    return pa.array(names).take(pa.array(words.scattered(ids) % len(names)))


def _media(ids: Any) -> pa.Array:
    """One picture a row, or none: its SHA-256 and PDQ stand in for a file that does not exist."""
    there = ids >= 0
    offsets = np.concatenate([[0], np.cumsum(there)]).astype(np.int32)
    known = ids[there].astype(np.int64)
    hashes = [_hashes(known, salt) for salt in (0, 4)]
    kind = SCHEMA.field("media").type.value_type
    values = {"type": pa.array(["photo"] * len(known)), "sha256": hashes[0], "pdq": hashes[1]}
    fields = [values.get(field.name, pa.nulls(len(known))).cast(field.type) for field in kind]
    return pa.ListArray.from_arrays(pa.array(offsets), pa.StructArray.from_arrays(fields, fields=list(kind)))


def _hashes(ids: Ints, salt: int) -> pa.Array:
    """64 hexadecimal digits for each number."""
    parts = np.stack([words.scattered(ids, salt + part) for part in range(4)], axis=1)
    return pa.array(["".join(f"{part:016x}" for part in row) for row in parts.tolist()], pa.string())


def _empty(kind: Any, count: int) -> pa.Array:
    return pa.array([[]] * count, kind)

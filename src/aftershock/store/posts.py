"""How are posts in bulk kept on disk and found again?

One Parquet file per capture (more parts only where a stream comes back to a capture), with the field names
of `Post`. Times are UTC without a zone. A revision of a post seen later does not replace the earlier one on
disk: the view `posts` shows each post once, as last observed, and `post_revisions` shows all.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from aftershock.records import Media, Post
from aftershock.store import layout, tables

if TYPE_CHECKING:
    import duckdb

_TIME = pa.timestamp("us")
_WORDS = pa.list_(pa.string())
_MEDIA = pa.struct([(name, pa.string()) for name in Media.__struct_fields__])
_TYPES: dict[str, Any] = {
    "created_at": _TIME,
    "edited_at": _TIME,
    "deleted_at": _TIME,
    "observed_at": _TIME,
    "links": _WORDS,
    "hashtags": _WORDS,
    "mentions": _WORDS,
    "media": pa.list_(_MEDIA),
    "metrics": pa.map_(pa.string(), pa.int64()),
}
SCHEMA: pa.Schema = pa.schema([(name, _TYPES.get(name, pa.string())) for name in Post.__struct_fields__])
TIMES = tuple(name for name, type_ in _TYPES.items() if type_ is _TIME)

# Rows held in memory at a time while writing: some 20 MB of ordinary posts, and a row group that scans well.
ROWS = 20_000
READ_ROWS = 5_000  # posts turned into records at a time while reading


def write(
    root: Path, posts: Iterable[Post], *, announce: Callable[[list[str]], None] = lambda names: None
) -> dict[str, int]:
    """Write a stream of posts, replacing what the captures in it had before; returns posts per capture.

    All posts of a capture come in one call. Memory is bounded by `ROWS`; nothing is in its place before the
    whole stream was read and flushed, so an error in the stream changes nothing. The same posts give the
    same bytes. ``announce`` is told the files' names before any of them changes. Raises ValueError on a
    time that is not ISO 8601, CaseError where the disk refuses.
    """
    parts: dict[str, int] = {}
    counts: dict[str, int] = {}
    waiting: list[tuple[Path, Path]] = []
    try:
        for capture, rows in _runs(posts):
            part = parts[capture] = parts.get(capture, -1) + 1
            partial = root / layout.PARTIAL / secrets.token_hex(8)
            waiting.append((partial, root / layout.POSTS / f"{capture}.{part}.parquet"))
            counts[capture] = counts.get(capture, 0) + _write_part(partial, rows)
        stale = _stale(root, parts)
        announce([path.relative_to(root).as_posix() for path in [*stale, *(place for _, place in waiting)]])
        layout.finish(root, waiting)
    except OSError as error:
        raise layout.disk_refused(root / layout.POSTS, error) from error
    finally:
        for partial, _ in waiting:
            partial.unlink(missing_ok=True)
    for path in stale:
        layout.remove(path)
    return counts


def _stale(root: Path, last_part: dict[str, int]) -> list[Path]:
    """Parts of an earlier write that the new one has no more."""
    return [
        path
        for capture, last in last_part.items()
        for path in (root / layout.POSTS).glob(f"{capture}.*.parquet")
        if int(path.suffixes[0][1:]) > last
    ]


def _runs(posts: Iterable[Post]) -> Iterator[tuple[str, Iterator[list[Post]]]]:
    """Consecutive posts of one capture, in lists of at most `ROWS`."""
    for capture, group in groupby(posts, key=lambda post: post.capture):
        yield capture, _lists(group)


def _lists(group: Iterable[Post]) -> Iterator[list[Post]]:
    rows: list[Post] = []
    for post in group:
        rows.append(post)
        if len(rows) == ROWS:
            yield rows
            rows = []
    if rows:
        yield rows


def _write_part(path: Path, lists: Iterator[list[Post]]) -> int:
    """Write one file and flush it to the disk; returns its posts."""
    count = 0
    with pq.ParquetWriter(path, SCHEMA, compression="zstd") as writer:
        for rows in lists:
            writer.write_table(to_arrow(rows), row_group_size=ROWS)
            count += len(rows)
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    return count


def to_arrow(posts: Sequence[Post]) -> pa.Table:
    """Posts as an Arrow table of `SCHEMA`; raises ValueError on a time that is not ISO 8601."""
    columns = []
    for field in SCHEMA:
        values: list[Any] = [getattr(post, field.name) for post in posts]
        if field.name in TIMES:
            values = [_to_time(value) for value in values]
        elif field.name == "media":
            values = [[msgspec.structs.asdict(media) for media in value] for value in values]
        elif field.name == "metrics":
            values = [sorted(value.items()) for value in values]
        columns.append(pa.array(values, type=field.type))
    return pa.Table.from_arrays(columns, schema=SCHEMA)


def from_arrow(rows: Any) -> Iterator[Post]:
    """Posts from an Arrow table or batch with the columns of `SCHEMA`."""
    columns: list[Iterable[Any]] = []
    for name in SCHEMA.names:
        values = rows.column(name).to_pylist()
        if name in TIMES:
            values = [_from_time(value) for value in values]
        elif name == "media":
            values = [tuple(Media(**media) for media in value or ()) for value in values]
        elif name == "metrics":
            values = [dict(value) if value else {} for value in values]
        elif name in ("links", "hashtags", "mentions"):
            values = [tuple(value or ()) for value in values]
        columns.append(values)
    for row in zip(*columns, strict=True):
        yield Post(**dict(zip(SCHEMA.names, row, strict=True)))


def _to_time(value: str | None) -> datetime | None:
    if value is None:
        return None
    moment = datetime.fromisoformat(value)
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _from_time(value: datetime | None) -> str | None:
    return None if value is None else value.isoformat() + "Z"


def parts(root: Path) -> list[Path]:
    """The Parquet files of a case, in a fixed order."""
    return sorted((root / layout.POSTS).glob("*.parquet"))


def captures(root: Path) -> frozenset[str]:
    """The captures whose posts are on disk."""
    return frozenset(path.name.split(".")[0] for path in parts(root))


def attach(connection: duckdb.DuckDBPyConnection, root: Path) -> None:
    """Let the views `posts` and `post_revisions` show what is on disk now."""
    found = parts(root)
    source = "memory.main.no_posts"
    if found:
        paths = ", ".join(tables.literal(str(path)) for path in found)
        source = f"read_parquet([{paths}])"
    connection.execute(f"create or replace view memory.main.post_revisions as select * from {source}")


def read(connection: duckdb.DuckDBPyConnection) -> Iterator[Post]:
    """Every post once, as last observed, in the order of platform, channel, time and id."""
    reader: Any = connection.sql(tables.query("all_posts.sql")).to_arrow_reader(READ_ROWS)
    for batch in reader:
        yield from from_arrow(batch)

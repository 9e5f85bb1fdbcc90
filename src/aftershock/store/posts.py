"""How are posts in bulk kept on disk and found again?

One Parquet file per capture (more parts only where a stream comes back to a capture), with the field names
of `Post` and, behind them, the marks of `store.derived` (docs/posts.md). Times are UTC without a zone. A
revision of a post seen later does not replace the earlier one on disk: the view `posts` shows each post once,
as last observed, and `post_revisions` shows all.
"""

from __future__ import annotations

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
from aftershock.store import derived, layout, tables
from aftershock.store.batch import PostBatch

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
STORED: pa.Schema = pa.schema([*SCHEMA, *(pa.field(name, type_) for name, type_ in derived.FIELDS)])
TIMES = tuple(name for name, type_ in _TYPES.items() if type_ is _TIME)

# Rows held in memory at a time while writing: some 20 MB of ordinary posts, and a row group that scans well.
ROWS = 20_000
READ_ROWS = 5_000  # posts turned into records at a time while reading


def write(
    root: Path,
    posts: Iterable[Post | PostBatch],
    *,
    announce: Callable[[list[str]], None] = lambda names: None,
    tell: Callable[[int], None] = lambda count: None,
) -> dict[str, int]:
    """Write a stream of posts, replacing what the captures in it had before; returns posts per capture.

    All posts of a capture come in one call. Memory is bounded by `ROWS`; nothing is in its place before the
    whole stream was read and flushed, so an error in the stream changes nothing. The same posts give the
    same bytes. ``announce`` is told the files' names before any of them changes, ``tell`` how many posts were
    written so far. Raises ValueError on a time that is not ISO 8601, CaseError where the disk refuses.
    """
    parts: dict[str, int] = {}
    counts: dict[str, int] = {}
    waiting: list[tuple[Path, Path]] = []
    try:
        for capture, tables_ in _runs(posts):
            part = parts[capture] = parts.get(capture, -1) + 1
            partial = root / layout.PARTIAL / secrets.token_hex(8)
            waiting.append((partial, root / layout.POSTS / f"{capture}.{part}.parquet"))
            before = sum(counts.values()) - counts.get(capture, 0)
            for count in _write_part(partial, tables_, capture, counts.get(capture, 0)):
                counts[capture] = count
                tell(before + count)
        stale = _stale(root, parts)
        announce([path.relative_to(root).as_posix() for path in [*stale, *(place for _, place in waiting)]])
        layout.finish(waiting)
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


def _runs(posts: Iterable[Post | PostBatch]) -> Iterator[tuple[str, Iterator[pa.Table]]]:
    """Consecutive posts of one capture, in tables of at most `ROWS`."""
    for capture, group in groupby(posts, key=lambda each: each.capture):
        yield capture, _tables(group)


def _tables(group: Iterable[Post | PostBatch]) -> Iterator[pa.Table]:
    """Single posts and whole tables, in tables of `ROWS` and a rest."""
    waiting: list[pa.Table] = []
    held = 0
    for table in _lists(group):
        waiting.append(table)
        held += table.num_rows
        if held >= ROWS:
            whole = pa.concat_tables(waiting)
            full = held - held % ROWS
            for first in range(0, full, ROWS):
                yield whole.slice(first, ROWS)
            waiting, held = [whole.slice(full)], held % ROWS
    if held:
        yield pa.concat_tables(waiting)


def _lists(group: Iterable[Post | PostBatch]) -> Iterator[pa.Table]:
    rows: list[Post] = []
    for each in group:
        if isinstance(each, Post):
            rows.append(each)
        if rows and (len(rows) == ROWS or isinstance(each, PostBatch)):
            yield to_arrow(rows)
            rows = []
        if isinstance(each, PostBatch):
            yield each.table
    if rows:
        yield to_arrow(rows)


def _write_part(path: Path, tables_: Iterator[pa.Table], capture: str, first_row: int) -> Iterator[int]:
    """Write one file and flush it to the disk; tells how many posts the capture has so far."""
    count = first_row
    # what is all different is not looked up in a dictionary first
    coded = [name for name in _REPEATED if name in STORED.names]
    with pq.ParquetWriter(path, STORED, compression="zstd", use_dictionary=coded) as writer:
        for table in tables_:
            writer.write_table(derived.marked(table, capture, count), row_group_size=ROWS)
            count += table.num_rows
            yield count
    layout.sync(path)


_REPEATED = (
    "platform", "channel_id", "author_id", "author_handle", "author_name", "tz_source", "text", "lang",
    "links", "hashtags", "mentions", "reply_to", "repost_of", "quote_of", "forwarded_from", "capture",
    "thread_id", "account", "author_key", "urls", "domains", "tags", "handles", "text_id",
)  # fmt: skip


def to_arrow(posts: Sequence[Post]) -> pa.Table:
    """Posts as an Arrow table of `SCHEMA`; raises ValueError on a time that is not ISO 8601."""
    columns = []
    for field in SCHEMA:
        values: list[Any] = [getattr(post, field.name) for post in posts]
        if field.name in TIMES:
            values = [to_time(value) for value in values]
        elif field.name == "media":
            values = to_media(values)
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


def to_media(values: Iterable[Iterable[Media]]) -> list[list[dict[str, str | None]]]:
    """The media of some posts as Arrow takes them."""
    return [[msgspec.structs.asdict(media) for media in value] for value in values]


def to_time(value: str | None) -> datetime | None:
    """A time as it is kept: UTC without a zone."""
    if value is None:
        return None
    moment = datetime.fromisoformat(value)
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _from_time(value: datetime | None) -> str | None:
    return None if value is None else value.isoformat() + "Z"


def parts(root: Path) -> list[Path]:
    """The Parquet files of a case, in a fixed order."""
    return sorted((root / layout.POSTS).glob("*.parquet"))


def attach(connection: duckdb.DuckDBPyConnection, root: Path) -> None:
    """Let the views `posts` and `post_revisions`, and those with marks, show what is on disk now."""
    found = parts(root)
    unmarked = any("row_id" not in pq.read_schema(part).names for part in found)
    source = "memory.main.no_posts"
    if found:
        paths = ", ".join(tables.literal(str(path)) for path in found)
        source = f"read_parquet([{paths}])"
    if unmarked:  # written by an earlier release: without marks until the case is read again
        nothing = ", ".join(f"null as {name}" for name in derived.NAMES)
        source = f"(select {', '.join(SCHEMA.names)}, {nothing} from {source})"
    connection.execute(f"create or replace view memory.main.marked_revisions as select * from {source}")
    once = "select null::bigint as row_id where false" if unmarked else tables.query("superseded.sql")
    connection.execute(f"create or replace table memory.main.superseded as {once}")
    if unmarked:
        connection.execute("create or replace view memory.main.posts as " + tables.query("latest_posts.sql"))
    for name in (layout.NEAR_TEXTS, layout.NEAR_MEDIA):
        path, empty = root / name, f"memory.main.no_{Path(name).stem}"
        shown = f"read_parquet({tables.literal(str(path))})" if path.is_file() else empty
        connection.execute(f"create or replace view memory.main.{Path(name).stem} as select * from {shown}")


def read(connection: duckdb.DuckDBPyConnection) -> Iterator[Post]:
    """Every post once, as last observed, in the order of platform, channel, time and id."""
    reader: Any = connection.sql(tables.query("all_posts.sql")).to_arrow_reader(READ_ROWS)
    for batch in reader:
        yield from from_arrow(batch)

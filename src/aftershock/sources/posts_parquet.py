"""What does a Parquet file of posts hold? The same column names as a table written in CSV."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aftershock.errors import InputError, Unrecognised, brief
from aftershock.records import Capture
from aftershock.sources.columns import are_posts, understand
from aftershock.sources.head import Head
from aftershock.sources.posts import post_of
from aftershock.sources.posts_json import AUTHORS, CHANNELS, COUNTS, Object, Reader
from aftershock.sources.raw import Found
from aftershock.sources.source import Source, never_silent

if TYPE_CHECKING:  # loads Arrow, which a folder without posts does not need
    import pyarrow as pa

MAGIC = b"PAR1"
# Columns that are themselves objects, which make columns of the post as in JSON.
NESTED = (*AUTHORS, *CHANNELS, *COUNTS, "entities")
_STEP = "Look at this row of the file; the rest was read"


def matches(head: Head) -> bool:
    """Whether a file says that it is Parquet; `check` says whether of posts."""
    return head.data.startswith(MAGIC)


def check(path: Path, name: str) -> None:
    """Raise Unrecognised where a Parquet file cannot be read, or holds no posts."""
    schema = _opened(path, name).schema_arrow
    if not are_posts(understand(_names(schema)).fields):
        raise Unrecognised(
            f"it is a Parquet file, but not of posts (its columns: {', '.join(schema.names)[:200]})",
            where=name,
            next_step="Posts need a text and two of author, created_at, id, url; rename its columns",
        )


def _opened(path: Path, name: str) -> Any:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.ParquetFile(path)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise Unrecognised(
            f"it begins as a Parquet file but cannot be read as one ({brief(error)})",
            where=name,
            next_step="Check that it was saved whole, or export it as CSV",
        ) from error


def _names(schema: pa.Schema) -> list[str]:
    """The columns that a post could have, with the members of nested ones under the names that they get."""
    names = [name for name in schema.names if name not in NESTED]
    if any(name in AUTHORS for name in schema.names):
        names += ["author_id", "author_handle"]
    return names


def read(original: Path, capture: Capture) -> Iterator[Found]:
    """Each row as a post, with locator ``row=N`` (from 1); raises InputError where a part cannot be read."""
    import pyarrow as pa

    from aftershock.sources import bulk

    file = _opened(original, capture.source)
    nested = [f.name for f in file.schema_arrow if f.name in NESTED and pa.types.is_nested(f.type)]
    # columns that are bytes say nothing
    plain = [
        f.name
        for f in file.schema_arrow
        if not (pa.types.is_binary(f.type) or pa.types.is_large_binary(f.type))
    ]
    reader, first = Reader(capture, place="row"), 1
    batches = file.iter_batches(batch_size=bulk.ROWS, columns=plain)
    while True:
        try:
            batch = next(batches, None)
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            raise InputError(
                f"rows from {first} on cannot be read ({brief(error)})",
                where=capture.source,
                line=first,
                next_step="What stands before them was not kept either: export the file again",
            ) from error
        if batch is None:
            break
        if nested:
            yield from reader.several(
                list(zip(_objects(batch), range(first, first + len(batch)), strict=True))
            )
        else:
            yield from _flat(batch, first, reader)
        first += len(batch)
    yield from reader.rejects()


def _flat(batch: pa.RecordBatch, first: int, reader: Reader) -> Iterator[Found]:
    """Rows without nested columns: only those columns become Python's that a post has a field for."""
    from aftershock.sources import bulk

    names, count = tuple(batch.schema.names), batch.num_rows
    plan = reader.plan(names)
    taken: dict[str, bulk.Column] = {}

    def column(key: Any) -> bulk.Column:
        if key not in names:
            return [None] * count
        if key not in taken:
            taken[key] = _values(batch.column(key))
        return taken[key]

    locators, lines = [f"row={first + at}" for at in range(count)], range(first, first + count)
    if bulk.possible(plan):
        whole = bulk.Rows(column=column, locators=locators, lines=lines, plan=plan)
        yield from bulk.batches([(whole, range(count))], (), reader.capture, reader.tally, _STEP)
        return
    rows = zip(*(column(name) for name in names), strict=True)
    for locator, line, row in zip(locators, lines, rows, strict=True):
        get = dict(zip(names, row, strict=True)).get
        post = post_of(get, plan, reader.capture, locator, line, reader.tally)
        yield reader.reject(line, post, _STEP) if isinstance(post, str) else post


def _objects(batch: pa.RecordBatch) -> list[Object]:
    """The rows as JSON would have them."""
    columns = [_values(column) for column in batch.columns]
    return [dict(zip(batch.schema.names, row, strict=True)) for row in zip(*columns, strict=True)]


def _values(column: Any) -> list[Any]:
    """A column's values as JSON would have them: moments as text, maps as objects."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = column.type
    if pa.types.is_timestamp(kind):
        zone = "Z" if kind.tz else ""
        whole = pc.all(pc.equal(column, pc.floor_temporal(column, unit="second"))).as_py() is not False
        column = column.cast(pa.timestamp("s" if whole else "us", kind.tz and "UTC"), safe=False)
        return list(pc.strftime(column, format=f"%Y-%m-%dT%H:%M:%S{zone}", locale="C").to_pylist())
    values: list[Any] = column.to_pylist()
    if pa.types.is_map(kind):
        return [value and dict(value) for value in values]
    if pa.types.is_temporal(kind) or pa.types.is_decimal(kind):
        return [None if value is None else str(value) for value in values]
    return values


source = Source(
    name="posts-parquet",
    media_type="application/vnd.apache.parquet",
    version="3",
    matches=matches,
    read=never_silent(read),
)

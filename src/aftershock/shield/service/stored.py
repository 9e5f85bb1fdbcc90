"""Where are the posts that a replay goes over? Lines of JSON, a Parquet file of posts, or the shield's log.

They are handed to processes in parts, as bytes or columns: making records of them is the larger part of
reading, and so the processes' own work. Of the log come the posts that were restricted, as they were decided
upon, for as long as their sealed copies stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from aftershock.errors import InputError, UsageError
from aftershock.shield.ledger.happenings import Decided
from aftershock.shield.ledger.log import POSTGRES, Log, open_log
from aftershock.shield.ledger.sealed import item_again
from aftershock.shield.ledger.sqlite import FILE
from aftershock.shield.service import given
from aftershock.shield.verdict import Item

if TYPE_CHECKING:
    import pyarrow as pa

CHUNK = 2_000  # posts that one process takes at a time
PARQUET = b"PAR1"  # what such a file begins with
COLUMNS = ("platform", "post_id", "channel_id", "text", "links", "media")


class Part(NamedTuple):
    """Some posts: lines (``first``: the number of the first one), or columns."""

    first: int
    lines: tuple[bytes, ...] = ()
    columns: pa.RecordBatch | None = None


def items(part: Part) -> Iterator[Item]:
    """The posts of a part; raises InputError with the line that is none."""
    if part.columns is None:
        return given.items(part.lines, first=part.first)
    return _of_columns(part.columns)


def parts_of_lines(lines: Iterable[bytes]) -> Iterator[Part]:
    """Lines in parts, in their order."""
    left, first = iter(lines), 1
    while some := tuple(islice(left, CHUNK)):
        yield Part(first, some)
        first += len(some)


def parts_of(where: str | Path) -> Iterator[Part]:
    """The posts of a file, by what it begins with, or of a log: its folder, or ``postgresql://...``."""
    place = Path(where)
    if str(where).startswith(POSTGRES) or (place / FILE).is_file():
        yield from parts_of_lines(_decided(open_log(where)))
        return
    if not place.is_file():
        raise UsageError(
            "no posts there", where=str(where), next_step="Name a file, a log's folder or postgresql://..."
        )
    with place.open("rb") as lines:
        if lines.read(len(PARQUET)) != PARQUET:
            lines.seek(0)
            yield from parts_of_lines(lines)
            return
    yield from _of_parquet(place)


def _of_parquet(place: Path) -> Iterator[Part]:
    import pyarrow as pa
    from pyarrow import parquet

    try:
        file = parquet.ParquetFile(place)
        columns = [name for name in COLUMNS if name in file.schema_arrow.names]
        for number, batch in enumerate(file.iter_batches(CHUNK, columns=columns)):
            yield Part(number * CHUNK + 1, columns=batch)
    except pa.ArrowException as error:
        said = f"not a Parquet file of posts: {error}"
        raise InputError(said, where=str(place), next_step="Name lines of JSON, or a case's posts") from error


def _of_columns(batch: pa.RecordBatch) -> Iterator[Item]:
    listed = {name: batch.column(name).to_pylist() for name in batch.schema.names}
    none = [None] * batch.num_rows
    for platform, name, channel, text, links, media in zip(
        *(listed.get(column, none) for column in COLUMNS), strict=True
    ):
        kept = media or ()
        yield Item(
            platform=platform or "",
            id=name or "",
            text=text or "",
            channel=channel or "",
            links=tuple(links or ()),
            files=tuple(each["sha256"] for each in kept if each.get("sha256")),
            pictures=tuple(each["pdq"] for each in kept if each.get("pdq")),
        )


def _decided(log: Log) -> Iterator[bytes]:
    """The posts that the log decided upon, whose sealed copies stand, as lines."""
    try:
        for link in log.read(kinds=("decided",)):
            what = link.entry.what
            if isinstance(what, Decided) and what.content and (copy := log.copy(what.content)) is not None:
                yield msgspec.json.encode(item_again(what, copy))
    finally:
        log.close()

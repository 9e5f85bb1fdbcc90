"""Where does a made stream go? Posts as NDJSON, CSV or Parquet, and beside them what is true of them.

``posts.*`` has the names of `Post`, ``case.toml`` and ``channels.toml`` say what an analyst would know
(`described`): the folder is one to report on. ``truth.json`` holds the plan, the seed and every cause with
its accounts, ``truth.parquet`` the cause and tone of each post; they lie in ``OUT.truth`` beside the folder,
so that no report reads them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from aftershock.progress import Progress, silent
from aftershock.reaction.simulate import described
from aftershock.reaction.simulate.stream import Stream
from aftershock.store.posts import SCHEMA

FORMATS = ("ndjson", "csv", "parquet")
# What a collector's export would not hold, and what is empty here.
_OURS = ("tz_source", "capture", "locator", "metrics")
_SHOWN = [name for name in SCHEMA.names if name not in _OURS]


def write(stream: Stream, out: Path, form: str, progress: Progress = silent) -> list[Path]:
    """Writes posts and descriptions into ``out`` and the truth beside it; returns the files, posts first.

    Raises KeyError for an unknown form.
    """
    writer = {"ndjson": _ndjson, "csv": _csv, "parquet": _parquet}[form]
    out = out.resolve()  # "." has no name to put the truth beside
    posts, truth = out / f"posts.{form}", out.with_name(f"{out.name}.truth")
    out.mkdir(parents=True, exist_ok=True)
    truth.mkdir(exist_ok=True)

    def counted() -> Iterator[pa.RecordBatch]:
        done = 0
        for batch in stream.batches():
            yield batch
            done += len(batch)
            progress("writing posts", done, stream.truth.posts)

    with posts.open("wb") as file:
        writer(file, counted())
    (truth / "truth.json").write_bytes(
        msgspec.json.format(msgspec.json.encode(stream.truth), indent=1) + b"\n"
    )
    labels = pa.Table.from_batches(stream.labels())
    pq.write_table(labels, truth / "truth.parquet", compression="zstd")
    (out / "case.toml").write_bytes(described.case_file(stream))
    (out / "channels.toml").write_bytes(described.channels_file(stream))
    return [
        posts, out / "case.toml", out / "channels.toml", truth / "truth.json", truth / "truth.parquet",
    ]  # fmt: skip


def _parquet(file: BinaryIO, batches: Iterator[pa.RecordBatch]) -> None:
    schema = pa.schema([SCHEMA.field(name) for name in _SHOWN])
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for batch in batches:
            writer.write_batch(batch.select(_SHOWN))


def _ndjson(file: BinaryIO, batches: Iterator[pa.RecordBatch]) -> None:
    """One object a line, without what is empty. Column by column: far faster than row by row."""
    for batch in batches:
        members = [_members(name, _plain(batch.column(name))) for name in _SHOWN]
        joined = pc.binary_join_element_wise(*[each for each in members if each is not None], "")
        # every member ends in a comma: the last one's is not wanted
        lines = pc.binary_join_element_wise("{", pc.utf8_slice_codeunits(joined, 0, -1), "}\n", "")
        file.write("".join(lines.to_pylist()).encode())


def _members(name: str, column: Any) -> Any:
    """``"name":value,`` for each row, and nothing where the value is empty; None where all are."""
    if column.null_count == len(column):
        return None
    if pa.types.is_list(column.type):
        lengths = pc.list_value_length(column)
        values = _quoted(column.values)
        # a list's values between commas, as JSON has them
        joined = pc.binary_join(pa.ListArray.from_arrays(column.offsets, values), ",")
        written = pc.binary_join_element_wise(f'"{name}":[', joined, "],", "")
        return pc.if_else(pc.greater(lengths, 0), written, "")
    written = pc.binary_join_element_wise(f'"{name}":', _quoted(column), ",", "")
    return pc.if_else(pc.greater(pc.utf8_length(pc.fill_null(column, "")), 0), pc.fill_null(written, ""), "")


def _quoted(values: Any) -> Any:
    """Strings as JSON has them; a medium as an object of its type and hashes."""
    if pa.types.is_struct(values.type):
        parts = [
            pc.binary_join_element_wise(f'"{name}":', _quoted(values.field(name)), "")
            for name in ("type", "sha256", "pdq")
        ]
        return pc.binary_join_element_wise("{", pc.binary_join_element_wise(*parts, ","), "}", "")
    if pc.any(pc.match_substring_regex(values, r'["\\\x00-\x1f]')).as_py():
        return pa.array(
            [None if each is None else json.dumps(each) for each in values.to_pylist()], pa.string()
        )
    return pc.binary_join_element_wise('"', values, '"', "")


def _csv(file: BinaryIO, batches: Iterator[pa.RecordBatch]) -> None:
    """A header and one line a post; several tags or links are parted by a space, media are their hashes."""
    first = True
    for batch in batches:
        columns = {name: _flat(_plain(batch.column(name))) for name in _SHOWN}
        table = pa.table(columns)
        options = pyarrow.csv.WriteOptions(include_header=first)
        pyarrow.csv.write_csv(table, file, options)
        first = False


def _plain(column: Any) -> Any:
    """Times as the contract writes them; everything else as it is."""
    if pa.types.is_timestamp(column.type):
        return pc.strftime(column.cast(pa.timestamp("s")), format="%Y-%m-%dT%H:%M:%SZ")
    return column


def _flat(column: Any) -> Any:
    """Lists as text."""
    if not pa.types.is_list(column.type):
        return column
    if pa.types.is_struct(column.type.value_type):
        column = pa.ListArray.from_arrays(column.offsets, column.values.field("sha256"))
    return pc.binary_join(column, " ")

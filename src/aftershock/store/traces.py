"""What did accounts do with which object when? The input of coordination (docs/posts.md has its shape)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from aftershock.errors import UsageError
from aftershock.store import tables

if TYPE_CHECKING:
    import duckdb

TRACES = (
    "repost", "quote", "reply", "link", "domain", "hashtag", "hashtags", "mention", "text", "near", "media",
    "forward", "handle", "deletion",
)  # fmt: skip


def trace_events(
    cursor: duckdb.DuckDBPyConnection, traces: Sequence[str] = TRACES
) -> duckdb.DuckDBPyRelation:
    """The events of some traces: trace, object, account, post, t, source_account; in no order.

    Raises UsageError on a trace that there is none of.
    """
    return cursor.sql(f"select * from trace_events where trace in ({_named(traces)})")


def write(cursor: duckdb.DuckDBPyConnection, path: Path, traces: Sequence[str] = TRACES) -> int:
    """Write the events of some traces to a Parquet file, by trace, object, t, post; returns how many."""
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        cursor.execute(
            f"copy (select * from trace_events where trace in ({_named(traces)}) "
            "order by trace, object, t, post) "
            f"to {tables.literal(str(partial))} (format parquet, compression zstd)"
        )
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    ((count,),) = cursor.execute(f"select count(*) from read_parquet({tables.literal(str(path))})").fetchall()
    return int(count)


def _named(traces: Sequence[str]) -> str:
    if unknown := [each for each in traces if each not in TRACES]:
        raise UsageError(f"there is no trace '{unknown[0]}'", next_step=f"Use {', '.join(TRACES)}")
    return ", ".join(map(tables.literal, traces)) or "''"


def labels(cursor: duckdb.DuckDBPyConnection, trace: str, objects: Iterable[int]) -> Mapping[int, str]:
    """What a person calls some objects of a trace: an address, a tag, a text, what a post points at."""
    _named([trace])
    asked = tables.query(f"labels_{_LABELLED.get(trace, trace)}.sql")
    rows = cursor.execute(asked, {"objects": list(objects)}).fetchall()
    return {int(number): str(label) for number, label in rows}


# Traces whose objects are called alike.
_LABELLED = {"near": "text"}


def accounts(cursor: duckdb.DuckDBPyConnection, ids: Iterable[int]) -> Mapping[int, tuple[str, str]]:
    """Platform and name of some accounts: handle, else name, else id, else channel."""
    rows = cursor.execute(tables.query("accounts_named.sql"), {"ids": list(ids)}).fetchall()
    return {int(number): (str(platform), str(name)) for number, platform, name in rows}


def receipts(cursor: duckdb.DuckDBPyConnection, ids: Iterable[int]) -> Mapping[int, tuple[str, str]]:
    """Capture and locator of some posts, as last observed."""
    rows = cursor.execute(tables.query("receipts_of_posts.sql"), {"ids": list(ids)}).fetchall()
    return {int(number): (str(capture), str(locator)) for number, capture, locator in rows}

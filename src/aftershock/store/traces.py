"""What did accounts do with which object when? The input of coordination (docs/posts.md has its shape)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from aftershock.errors import UsageError
from aftershock.store import tables

if TYPE_CHECKING:
    import duckdb

TRACES = (
    "repost", "quote", "reply", "link", "domain", "hashtag", "hashtags", "mention", "text", "near", "media",
    "forward", "handle", "deletion",
)  # fmt: skip


class Asks(Protocol):
    """An engine (`aftershock.engine`) that answers in DuckDB's place."""

    def rows(self, sql: str, values: Mapping[str, object], *, where: str) -> list[dict[str, Any]]: ...


def events(traces: Sequence[str] = TRACES) -> str:
    """The question for the events of some traces.

    It gives trace, object, account, post, t, source_account, in no order. Raises UsageError on a trace that
    there is none of.
    """
    return f"select * from trace_events where trace in ({_named(traces)})"


def trace_events(
    cursor: duckdb.DuckDBPyConnection, traces: Sequence[str] = TRACES
) -> duckdb.DuckDBPyRelation:
    """What `events` asks, of DuckDB."""
    return cursor.sql(events(traces))


def write(cursor: duckdb.DuckDBPyConnection, path: Path, traces: Sequence[str] = TRACES) -> int:
    """Write the events of some traces to a Parquet file, by trace, object, t, post; returns how many."""
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        cursor.execute(
            f"copy ({events(traces)} order by trace, object, t, post) "
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


def labels(asked: duckdb.DuckDBPyConnection | Asks, trace: str, objects: Iterable[int]) -> Mapping[int, str]:
    """What a person calls some objects of a trace: an address, a tag, a text, what a post points at."""
    _named([trace])
    rows = _rows(asked, f"labels_{_LABELLED.get(trace, trace)}.sql", objects=list(objects))
    return {int(number): str(label) for number, label in rows}


# Traces whose objects are called alike.
_LABELLED = {"near": "text"}


def accounts(asked: duckdb.DuckDBPyConnection | Asks, ids: Iterable[int]) -> Mapping[int, tuple[str, str]]:
    """Platform and name of some accounts: handle, else name, else id, else channel."""
    rows = _rows(asked, "accounts_named.sql", ids=list(ids))
    return {int(number): (str(platform), str(name)) for number, platform, name in rows}


def receipts(asked: duckdb.DuckDBPyConnection | Asks, ids: Iterable[int]) -> Mapping[int, tuple[str, str]]:
    """Capture and locator of some posts, as last observed."""
    rows = _rows(asked, "receipts_of_posts.sql", ids=list(ids))
    return {int(number): (str(capture), str(locator)) for number, capture, locator in rows}


def _rows(asked: Any, name: str, **values: object) -> Iterable[tuple[Any, ...]]:
    """The rows of a question, as an engine or a cursor of DuckDB answers it."""
    if hasattr(asked, "rows"):
        return [tuple(row.values()) for row in asked.rows(tables.query(name), values, where=f"store/{name}")]
    found: list[tuple[Any, ...]] = asked.execute(tables.query(name), values).fetchall()
    return found

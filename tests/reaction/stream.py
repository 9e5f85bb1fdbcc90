"""Small tables of posts on a connection in memory, for the tests of this stage."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import duckdb

COLUMNS = """
    platform varchar, channel_id varchar, post_id varchar, thread_id varchar, url varchar, author_id varchar,
    author_handle varchar, author_name varchar, created_at timestamp, tz_source varchar, edited_at timestamp,
    deleted_at timestamp, observed_at timestamp, text varchar, lang varchar, links varchar[],
    hashtags varchar[], mentions varchar[],
    media struct(type varchar, url varchar, sha256 varchar, pdq varchar)[], reply_to varchar,
    repost_of varchar, quote_of varchar, forwarded_from varchar, metrics map(varchar, bigint),
    capture varchar, locator varchar
"""


def empty() -> duckdb.DuckDBPyConnection:
    """A connection with an empty table ``posts``."""
    connection = duckdb.connect(":memory:")
    connection.execute(f"create table posts ({COLUMNS})")
    return connection


def fill(connection: duckdb.DuckDBPyConnection, rows: Iterable[dict[str, object]]) -> None:
    """Adds posts; each row needs ``account`` and ``created_at``, and may have text, hashtags, links."""
    import pyarrow as pa

    listed = list(rows)
    ((start,),) = connection.execute("select count(*) from posts").fetchall()
    words = pa.list_(pa.string())
    table = pa.table(
        {
            "platform": pa.array([row.get("platform", "chirp") for row in listed], pa.string()),
            "author_id": pa.array([row["account"] for row in listed], pa.string()),
            "created_at": pa.array([_naive(row["created_at"]) for row in listed], pa.timestamp("us")),
            "text": pa.array([row.get("text", "") for row in listed], pa.string()),
            "hashtags": pa.array([row.get("hashtags", []) for row in listed], words),
            "links": pa.array([row.get("links", []) for row in listed], words),
            "repost_of": pa.array([row.get("repost_of") for row in listed], pa.string()),
            "locator": pa.array([f"/{start + number}" for number in range(len(listed))], pa.string()),
        }
    )
    connection.register("added", table)
    connection.execute(
        "insert into posts by name "
        "select *, 'c' as channel_id, '' as post_id, 'capture-1' as capture from added"
    )
    connection.unregister("added")


def _naive(at: object) -> datetime:
    if isinstance(at, datetime):
        return at.replace(tzinfo=None)
    return datetime.fromisoformat(str(at).rstrip("Z"))

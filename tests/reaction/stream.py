"""Small tables of posts on a connection in memory, for the tests of this stage."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import duckdb

from aftershock.store import derived, tables
from aftershock.store.posts import SCHEMA

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
    """A connection with an empty table ``posts``, and what a case shows beside it."""
    connection = duckdb.connect(":memory:")
    connection.execute(f"create table posts ({COLUMNS})")
    kinds = tables.query("posts.sql").partition("create table superseded")[0]
    connection.execute(kinds.replace("no_posts", "marked_posts"))
    connection.execute("create table near_texts (text_id bigint, near_id bigint)")
    connection.execute("create table near_media (media_id bigint, near_id bigint)")
    connection.execute("create view trace_events as " + tables.query("trace_events.sql"))
    return connection


def mark(connection: duckdb.DuckDBPyConnection) -> None:
    """Works the marks of all posts out anew, as the store does when a part is written."""
    rows = connection.sql("select * from posts").to_arrow_table().cast(SCHEMA)
    connection.execute("delete from marked_posts")
    if rows.num_rows:
        connection.register("marked", derived.marked(rows, "capture-1", 0))
        connection.execute("insert into marked_posts by name select * from marked")
        connection.unregister("marked")


def fill(connection: duckdb.DuckDBPyConnection, rows: Iterable[dict[str, object]]) -> None:
    """Adds posts; each row needs ``account`` and ``created_at``, and may have text, hashtags, links."""
    import pyarrow as pa

    listed = list(rows)
    ((start,),) = connection.execute("select count(*) from posts").fetchall()
    words = pa.list_(pa.string())
    table = pa.table(
        {
            "platform": pa.array([row.get("platform", "chirp") for row in listed], pa.string()),
            "channel_id": pa.array([row.get("channel", "c") for row in listed], pa.string()),
            "post_id": pa.array([row.get("id", f"{start + n}") for n, row in enumerate(listed)], pa.string()),
            "quote_of": pa.array([row.get("quote_of") for row in listed], pa.string()),
            "media": pa.array([_media(row) for row in listed], SCHEMA.field("media").type),
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
    connection.execute("insert into posts by name select *, 'capture-1' as capture from added")
    connection.unregister("added")
    mark(connection)


def _media(row: dict[str, object]) -> list[dict[str, object]]:
    sha256 = row.get("sha256")
    return [{"type": "photo", "url": None, "sha256": sha256, "pdq": None}] if sha256 else []


def _naive(at: object) -> datetime:
    if isinstance(at, datetime):
        return at.replace(tzinfo=None)
    return datetime.fromisoformat(str(at).rstrip("Z"))

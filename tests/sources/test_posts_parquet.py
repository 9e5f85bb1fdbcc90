"""Are Parquet files of posts read as the same rows in CSV or NDJSON would be, and others refused?"""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from aftershock.errors import Unrecognised
from aftershock.records import Post, Reject
from tests.sources.conftest import ReadBytes

ROWS: list[dict[str, Any]] = [
    {"id": "9007199254740993", "user": "ana", "created_at": "2024-03-01T12:00:00Z", "text": "in port #closed",
     "likes": 3},
    {"id": "2", "user": "@bo", "created_at": "2024-03-01T12:00:01Z", "text": "see https://a.example/1 @ana",
     "likes": None},
    {"id": "3", "user": None, "created_at": "soon", "text": "a third", "likes": 0},
    {"id": "4", "user": "cy", "created_at": "2024-03-01T12:00:02Z", "text": " ", "likes": 0},
]  # fmt: skip


def parquet(rows: list[dict[str, Any]], schema: pa.Schema | None = None) -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), sink)
    return sink.getvalue()


def posts(found: list[Any]) -> list[Post]:
    return [msgspec.structs.replace(each, locator="") for each in found if isinstance(each, Post)]


def test_the_same_rows_give_the_same_posts_as_ndjson(read: ReadBytes) -> None:
    name, here = read(parquet(ROWS * 20))
    assert name == "posts-parquet"
    _, there = read("\n".join(map(json.dumps, ROWS * 20)))
    assert posts(here) == posts(there)
    assert len(posts(here)) == 60
    causes = [[each.cause for each in found if isinstance(each, Reject)] for found in (here, there)]
    assert causes[0] == causes[1]
    assert [each.locator for each in here if isinstance(each, Post)][:2] == ["row=1", "row=2"]
    assert [each.line for each in here if isinstance(each, Reject)][:2] == [4, 8]


def test_moments_keep_what_is_known_of_their_zone(read: ReadBytes) -> None:
    at = datetime(2024, 3, 1, 12, 0, 0, 250_000)
    for kind, value, source in (
        (pa.timestamp("us"), at, "assumed"),
        (pa.timestamp("ms", "UTC"), at.replace(tzinfo=UTC), "declared"),
        (pa.timestamp("ns", "America/New_York"), at.replace(tzinfo=UTC), "declared"),
    ):
        schema = pa.schema([("id", pa.string()), ("text", pa.string()), ("date", kind)])
        _, found = read(parquet([{"id": "1", "text": "a", "date": value}], schema))
        (post,) = posts(found)
        assert (post.created_at, post.tz_source) == ("2024-03-01T12:00:00.250000Z", source)


def test_nested_columns_are_read_as_in_json(read: ReadBytes) -> None:
    rows = [
        {
            "id": str(n), "text": "x", "author": {"id": f"u{n}", "username": "ana"},
            "metrics": {"likes": n}, "entities": {"hashtags": ["a"], "urls": None, "mentions": None},
        }
        for n in range(20)
    ]  # fmt: skip
    _, found = read(parquet(rows))
    post = posts(found)[7]
    assert (post.author_id, post.author_handle, post.hashtags, post.metrics) == (
        "u7",
        "ana",
        ("a",),
        {"likes": 7},
    )


def test_objects_of_coortweet_go_row_by_row(read: ReadBytes) -> None:
    rows = [
        {
            "object_id": "https://a.example/1", "account_id": f"u{n}", "content_id": str(n),
            "timestamp_share": 1709294400 + n,
        }
        for n in range(20)
    ]  # fmt: skip
    _, found = read(parquet(rows))
    assert [post.links for post in posts(found)] == [("https://a.example/1",)] * 20
    assert posts(found)[0].tz_source == "exact"


def test_other_parquet_and_damaged_ones_are_refused_with_what_they_are(read: ReadBytes) -> None:
    with pytest.raises(Unrecognised, match=r"not of posts \(its columns: a, b"):
        read(parquet([{"a": 1, "b": 2}]))
    with pytest.raises(Unrecognised, match="cannot be read as one"):
        read(parquet(ROWS)[:-20])

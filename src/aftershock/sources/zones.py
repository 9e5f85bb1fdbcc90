"""In which zone did a source write its times, where they state none? As a person says who knows it.

Times that state no zone are taken for UTC. Where ``case.toml`` names the zone of a source, those of its posts
are moved, and count as declared. Days without an hour stay as they are: no zone gives them one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec.structs import replace

from aftershock.records import Post
from aftershock.sources.times import written
from aftershock.store.batch import PostBatch

if TYPE_CHECKING:
    import pyarrow as pa

_OFFSET = re.compile(r"([+-])(\d\d):?([0-5]\d)")
ASSUMED, DECLARED = "assumed", "declared"


def zone(name: str) -> tzinfo:
    """``Europe/Rome`` or ``+01:00``; raises ValueError where it is neither."""
    if found := _OFFSET.fullmatch(name):
        away = timedelta(hours=int(found[2]), minutes=int(found[3]))
        return timezone(-away if found[1] == "-" else away)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError) as error:
        raise ValueError(f"{name!r} is no zone that is known here") from error


def moved(posts: Iterable[Post | PostBatch], local: tzinfo | None) -> Iterator[Post | PostBatch]:
    """The posts with times of that zone in UTC, where they stated none; an hour that a clock shows twice is
    the first of both."""
    for each in posts:
        if local is None:
            yield each
        elif isinstance(each, PostBatch):
            yield replace(each, table=_table(each.table, local))
        else:
            yield _post(each, local)


def _post(post: Post, local: tzinfo) -> Post:
    if post.tz_source != ASSUMED or post.created_at is None:
        return post
    said = datetime.fromisoformat(post.created_at).replace(tzinfo=None)
    if said.time() == time():
        return post
    return replace(post, created_at=written(_utc(said, local).replace(tzinfo=UTC)), tz_source=DECLARED)


def _utc(said: datetime, local: tzinfo) -> datetime:
    return said.replace(tzinfo=local).astimezone(UTC).replace(tzinfo=None)


def _table(table: pa.Table, local: tzinfo) -> pa.Table:
    import pyarrow as pa

    at, how = table.column("created_at").to_pylist(), table.column("tz_source").to_pylist()
    for place, (said, known) in enumerate(zip(at, how, strict=True)):
        if known == ASSUMED and said is not None and said.time() != time():
            at[place], how[place] = _utc(said, local), DECLARED
    columns: dict[str, Any] = {"created_at": at, "tz_source": how}
    for name, values in columns.items():
        field = table.schema.field(name)
        table = table.set_column(table.column_names.index(name), field, pa.array(values, field.type))
    return table

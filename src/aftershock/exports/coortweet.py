"""Tables as CooRTweet takes and gives them: object_id, account_id, content_id, timestamp_share (seconds).

Out: what accounts did with which object when, of one trace. In: the same table as events for the search here,
so that a team that has prepared its data for CooRTweet need not prepare it again.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from aftershock.errors import InputError
from aftershock.exports.network import Release

COLUMNS = ("object_id", "account_id", "content_id", "timestamp_share")
_FIX = f"The columns are {', '.join(COLUMNS)}"


def rows(
    events: Any,
    named: Callable[[int], str],
    by: Release,
    labels: Mapping[tuple[str, int], str] | None = None,
) -> list[dict[str, Any]]:
    """One row an action; ``events`` has the columns of ``trace_events``, ``named`` says an account's name.

    ``labels`` are names of objects by trace and number; the others are called by these. The person who takes
    them out stands in each row, behind the four columns that CooRTweet reads.

    Each further action of a post has a content id of its own: rows of one id would be read as revisions of
    one post, of which only the last stands.
    """
    seen: Counter[int] = Counter()

    def content(post: int) -> str:
        seen[post] += 1
        return str(post) if seen[post] == 1 else f"{post}.{seen[post]}"

    return [
        {
            "object_id": (labels or {}).get((row["trace"], row["object"]), f"{row['trace']}:{row['object']}"),
            "account_id": named(row["account"]),
            "content_id": content(row["post"]),
            "timestamp_share": int(row["t"].replace(tzinfo=UTC).timestamp()),
            "released_by": by.person,
        }
        for row in events.to_pylist()
    ]


def read(data: bytes, file: str, *, trace: str = "link") -> Any:
    """A CooRTweet table as events (trace, object, account, post, t); raises InputError with the line.

    Rows without an object are refused: an empty one would join everybody.
    """
    import pyarrow as pa

    lines = csv.DictReader(io.StringIO(data.decode("utf-8-sig", errors="replace"), newline=""))
    if missing := [name for name in COLUMNS if name not in (lines.fieldnames or ())]:
        raise InputError(f"no column {', '.join(missing)}", where=file, line=1, next_step=_FIX)
    found = list(_events(lines, file, trace))
    kinds = {"trace": pa.string(), "object": pa.string(), "account": pa.string(), "post": pa.string(),
             "t": pa.timestamp("us")}  # fmt: skip
    return pa.Table.from_pylist(found, schema=pa.schema(list(kinds.items())))


def _events(lines: Iterable[Mapping[str, str]], file: str, trace: str) -> Iterable[dict[str, Any]]:
    for number, row in enumerate(lines, 2):
        values = {name: (row[name] or "").strip() for name in COLUMNS}
        if not all(values.values()):
            lacking = next(name for name, value in values.items() if not value)
            raise InputError(
                f"no {lacking}", where=file, line=number, next_step="Fill it in or leave the row out"
            )
        yield {
            "trace": trace,
            "object": values["object_id"],
            "account": values["account_id"],
            "post": values["content_id"],
            "t": _moment(values["timestamp_share"], file, number),
        }


def _moment(said: str, file: str, line: int) -> datetime:
    try:
        return datetime.fromtimestamp(float(said), UTC).replace(tzinfo=None)
    except (ValueError, OverflowError, OSError) as error:
        raise InputError(
            f"'{said[:30]}' is no time in seconds since 1970", where=file, line=line, next_step=_FIX
        ) from error

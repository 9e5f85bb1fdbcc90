"""How do edges, groups, artefacts leave as tables? CSV that no spreadsheet runs, and Parquet.

The person who took them out, the moment and the marking stand in every row about an account.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from aftershock.exports.behind import GroupPost, PairPost
from aftershock.exports.columns import Columns, schema
from aftershock.exports.network import Network, Release
from aftershock.reaction.result import Artefact, CallBack, Curve, ToneShare

Row = dict[str, Any]
# What spreadsheets take for a formula, also behind white space; a quotation mark before it keeps it text.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def edges(network: Network) -> list[Row]:
    """One row an edge."""
    return [{**msgspec.structs.asdict(edge), **network.release.stamp} for edge in network.edges]


def members(network: Network) -> list[Row]:
    """One row an account, with its group."""
    return [{**msgspec.structs.asdict(node), **network.release.stamp} for node in network.nodes]


def posts(behind: Iterable[GroupPost | PairPost], by: Release) -> list[Row]:
    """One row a post of a group, or a meeting of a pair."""
    return [{**msgspec.structs.asdict(each), **by.stamp} for each in behind]


def artefacts(found: Iterable[Artefact]) -> list[Row]:
    """One row an artefact: counts and channels, no account."""
    out = []
    for each in found:
        ready = each.ready
        out.append(
            {
                "kind": each.kind, "label": each.label, "posts": each.posts, "accounts": each.accounts,
                "before": each.before, "first_seen": each.first_seen, "by": each.by,
                "channels": each.channels,
                "half_life_hours": each.half_life,
                "hours_before": ready.hours if ready else None, "q": ready.q if ready else None,
                "path": " > ".join(f"{step.where} ({step.platform})" for step in each.path),
                "note": each.note,
            }
        )  # fmt: skip
    return out


def tone(found: Iterable[ToneShare]) -> list[Row]:
    """One row a tone and stretch of time: an aggregate of posts."""
    return [
        {
            **msgspec.structs.asdict(each),
            "languages": _spoken(each.languages),
            "left_out": _spoken(each.left_out),
        }
        for each in found
    ]


def _spoken(languages: Iterable[tuple[str, int]]) -> str:
    """``en 20, tr 3``; a question mark where a language is not clear."""
    return ", ".join(f"{name or '?'} {texts}" for name, texts in languages)


def curves(found: Iterable[Curve]) -> list[Row]:
    """One row an event and step of time."""
    return [
        {
            "event": each.name, "t0": each.t0, "main": each.main, "hour": hour,
            "step_hours": each.step_hours, "posts": posts, "per_1000_active": rates.get(hour),
            "active": each.active, "active_of": each.active_of, "completeness": each.completeness,
        }
        for each in found
        for rates in [dict(each.rates)]
        for hour, posts in each.points
    ]  # fmt: skip


def callbacks(found: Iterable[CallBack]) -> list[Row]:
    """One row an old statement that posts quote again: counts, no account."""
    return [
        {
            "statement": each.statement, "said_at": each.said_at, "words": each.words, "posts": each.posts,
            "accounts": each.accounts, "before": each.before, "ratio": each.ratio,
            "ratio_low": each.interval[0] if each.interval else None,
            "ratio_high": each.interval[1] if each.interval else None,
            "first_seen": each.first_seen,
        }
        for each in found
    ]  # fmt: skip


def to_csv(rows: Sequence[Mapping[str, Any]], columns: Iterable[str] = ()) -> bytes:
    """UTF-8 with a header; numbers stay numbers, text that could be run is made plain text.

    ``columns`` are those of a table that may have no row.
    """
    out = io.StringIO(newline="")
    names = list(columns) or list(rows[0] if rows else ())
    if names:
        writer = csv.DictWriter(out, fieldnames=names, lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: _safe(value) for name, value in row.items()} for row in rows)
    return out.getvalue().encode()


def _safe(value: Any) -> Any:
    if isinstance(value, str) and value.lstrip(" ").startswith(_FORMULA):
        return "'" + value
    return value


def to_parquet(rows: Sequence[Mapping[str, Any]], columns: Columns | None = None) -> bytes:
    """The same columns, typed."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = io.BytesIO()
    typed = schema(columns) if columns else None
    pq.write_table(pa.Table.from_pylist([dict(row) for row in rows], schema=typed), out, compression="zstd")
    return out.getvalue()

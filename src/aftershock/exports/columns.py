"""Which columns has each table that leaves a case, also where it has no row?"""

from __future__ import annotations

from collections.abc import Mapping
from types import NoneType
from typing import Any, get_args, get_type_hints

from aftershock.exports.behind import GroupPost, PairPost
from aftershock.exports.network import Edge, Node
from aftershock.reaction.result import ToneShare

Columns = Mapping[str, type]


def _of(record: type) -> dict[str, type]:
    """The fields of a record; what is no number, text or truth value leaves as text."""
    found = {}
    for name, hint in get_type_hints(record).items():
        kinds = [each for each in get_args(hint) or (hint,) if each is not NoneType]
        found[name] = kinds[0] if kinds[0] in (str, int, float, bool) and len(kinds) == 1 else str
    return found


_RELEASED: Columns = {"released_by": str, "released_at": str, "tlp": str, "pseudonymised": bool}
COLUMNS: Mapping[str, Columns] = {
    "artefacts": {
        "kind": str, "label": str, "posts": int, "accounts": int, "before": int, "first_seen": str, "by": str,
        "channels": int, "half_life_hours": float, "hours_before": float, "q": float, "path": str,
        "note": str,
    },
    "tone": _of(ToneShare),
    "curves": {
        "event": str, "t0": str, "main": bool, "hour": float, "step_hours": float, "posts": float,
        "per_1000_active": float, "active": float, "active_of": str, "completeness": str,
    },
    "callbacks": {
        "statement": str, "said_at": str, "words": str, "posts": int, "accounts": int, "before": int,
        "ratio": float, "ratio_low": float, "ratio_high": float, "first_seen": str,
    },
    "network": {**_of(Edge), **_RELEASED},
    "members": {**_of(Node), **_RELEASED},
    "group-posts": {**_of(GroupPost), **_RELEASED},
    "pair-posts": {**_of(PairPost), **_RELEASED},
}  # fmt: skip


def schema(columns: Columns) -> Any:
    """The columns as Parquet has them."""
    import pyarrow as pa

    kinds = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}
    return pa.schema([(name, kinds[kind]) for name, kind in columns.items()])

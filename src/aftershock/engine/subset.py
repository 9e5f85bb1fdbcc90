"""Which ways of asking do both engines understand alike?

Some of DuckDB's constructs do not carry over; worse are those that carry over and mean something else. A
question that uses one is refused by `dialect` and by a test; the list says what to write instead.
"""

from __future__ import annotations

from functools import cache

import sqlglot
from sqlglot import exp

# Functions by DuckDB's names (in capitals), and what to do instead.
BANNED: dict[str, str] = {
    "HASH": "differs silently; ids are made when posts are written (store.ids)",
    "MD5_NUMBER": "is DuckDB's alone; ids are made when posts are written (store.ids)",
    "MD5_NUMBER_LOWER": "is DuckDB's alone; ids are made when posts are written (store.ids)",
    "MD5_NUMBER_UPPER": "is DuckDB's alone; ids are made when posts are written (store.ids)",
    "TIME_BUCKET": "does not carry; divide date_diff('second', ...) by the step",
    "QUANTILE_CONT": "does not carry; rank with row_number() and interpolate, or do it on the answer",
    "QUANTILE_DISC": "does not carry; take the row by row_number()",
    "QUANTILE": "differs; take the row by row_number()",
    "MEDIAN": "differs for even counts in older Spark; rank with row_number()",
    "APPROX_QUANTILE": "is approximated differently",
    "APPROX_COUNT_DISTINCT": "is approximated differently; count(distinct ...)",
    "ARG_MIN": "takes any of several rows that tie; rank with row_number() over a full order",
    "ARG_MAX": "takes any of several rows that tie; rank with row_number() over a full order",
    "FIRST": "takes any row; rank with row_number() over a full order",
    "LAST": "takes any row; rank with row_number() over a full order",
    "ANY_VALUE": "takes any row; min(...) or max(...)",
    "MODE": "takes any of several that tie; count and rank",
    "RANDOM": "is not the same twice",
    "NFC_NORMALIZE": "does not carry; words are folded when posts are written (store.derived)",
    "STRIP_ACCENTS": "does not carry; words are folded when posts are written (store.derived)",
    "LEN": "of a list does not carry; unnest (an empty list gives no row), or length(...) of a string",
    "LIST_AGGREGATE": "does not carry; unnest and group",
    "REGEXP_EXTRACT_ALL": "does not carry",
    "JARO_WINKLER_SIMILARITY": "does not carry",
    "GENERATE_SUBSCRIPTS": "does not carry",
}
# How SQLGlot calls some of them once they are read.
_READ_AS = {
    exp.DateBin: "TIME_BUCKET",
    exp.PercentileCont: "QUANTILE_CONT",
    exp.PercentileDisc: "QUANTILE_DISC",
    exp.Quantile: "QUANTILE",
    exp.Median: "MEDIAN",
    exp.ApproxQuantile: "APPROX_QUANTILE",
    exp.ApproxDistinct: "APPROX_COUNT_DISTINCT",
    exp.ArgMin: "ARG_MIN",
    exp.ArgMax: "ARG_MAX",
    exp.First: "FIRST",
    exp.Last: "LAST",
    exp.AnyValue: "ANY_VALUE",
    exp.Mode: "MODE",
    exp.Rand: "RANDOM",
}


@cache
def offences(sql: str) -> tuple[str, ...]:
    """What in a query does not carry over, each with what to write instead; empty where all does."""
    found = []
    for tree in sqlglot.parse(sql, read="duckdb"):
        for node in tree.walk() if tree is not None else ():
            if (said := _offence(node)) is not None and said not in found:
                found.append(said)
    return tuple(found)


def _offence(node: exp.Expr) -> str | None:
    if isinstance(node, exp.Func):
        name = _READ_AS.get(type(node)) or (node.name.upper() if isinstance(node, exp.Anonymous) else "")
        if name in BANNED:
            return f"{name.lower()}: {BANNED[name]}"
    if isinstance(node, exp.Join) and node.args.get("method") in ("ASOF", "POSITIONAL"):
        return "asof and positional joins: do not carry; join on equality, then rank"
    if isinstance(node, exp.GroupConcat) and distinct_joined(node) is None:
        return "string_agg: other than string_agg(distinct x, ... order by x) does not carry"
    if isinstance(node, exp.Slice):
        return "slices: count from elsewhere; unnest, or substring(...)"
    if isinstance(node, exp.Bracket):
        return "places in a list: count from 1 here and from 0 there; unnest"
    if isinstance(node, exp.SetOperation) and node.args.get("by_name"):
        return "union by name: does not carry; write the columns"
    if isinstance(node, exp.IntDiv):
        return "//: rounds down here and towards zero there; floor(a / b)"
    if isinstance(node, exp.Lambda):
        return "functions of one's own: do not carry; unnest and group"
    return None


def distinct_joined(node: exp.GroupConcat) -> exp.Expr | None:
    """What is joined in ``string_agg(distinct x, ', ' order by x)``; None for any other way of joining."""
    order = node.this
    if not isinstance(order, exp.Order) or not isinstance(order.this, exp.Distinct):
        return None
    values, by = order.this.expressions, order.expressions
    if len(values) != 1 or len(by) != 1 or by[0].args.get("desc") or by[0].this != values[0]:
        return None
    joined: exp.Expr = values[0]
    return joined

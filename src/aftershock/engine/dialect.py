"""How is a question written for DuckDB said to Spark? Its tree is read by SQLGlot, its values put in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import sqlglot
from sqlglot import exp

from aftershock.engine import patterns, subset
from aftershock.errors import CaseError


def to_spark(sql: str, values: Mapping[str, object] | None = None, *, where: str = "") -> str:
    """The query in Spark's SQL with its values in place.

    Raises CaseError where it uses what does not carry over, or lacks a value.
    """
    if found := subset.offences(sql):
        raise CaseError(
            f"the query does not carry over: {'; '.join(found)}", where=where, next_step="Write it otherwise"
        )
    tree = sqlglot.parse_one(sql, read="duckdb")
    for node in list(tree.find_all(exp.Placeholder, exp.Parameter)):
        name = node.name
        if values is None or name not in values:
            raise CaseError(
                f"no value for ${name}", where=where, next_step="Name it where the query is asked"
            )
        node.replace(literal(values[name], list_=isinstance(node.parent, exp.ArrayContains)))
    return tree.transform(_carried).sql(dialect="spark", comments=False)


def literal(value: object, *, list_: bool = False) -> exp.Expr:
    """A value as SQL; ``list_`` where a missing one must still be a list."""
    if value is None:
        return exp.cast(exp.null(), "ARRAY<VARCHAR>") if list_ else exp.null()
    if isinstance(value, bool):
        return exp.true() if value else exp.false()
    if isinstance(value, datetime):
        return exp.cast(exp.Literal.string(value.isoformat(sep=" ")), "TIMESTAMP_NTZ")
    if isinstance(value, date):
        return exp.cast(exp.Literal.string(value.isoformat()), "DATE")
    if isinstance(value, list | tuple):
        kind = "BIGINT" if value and all(isinstance(each, int) for each in value) else "VARCHAR"
        return exp.cast(exp.Array(expressions=[literal(each) for each in value]), f"ARRAY<{kind}>")
    if isinstance(value, int | float):
        return exp.Paren(this=exp.convert(value)) if value < 0 else exp.convert(value)
    return exp.Literal.string(str(value))


def _carried(node: exp.Expr) -> exp.Expr:
    """What SQLGlot leaves as it is though Spark means something else by it."""
    # every DuckDB timestamp here is UTC without a zone; Spark's TIMESTAMP has the session's
    if isinstance(node, exp.DataType) and node.this in (exp.DType.TIMESTAMP, exp.DType.TIMESTAMPNTZ):
        return exp.DataType.build("TIMESTAMP_NTZ", dialect="spark")
    if isinstance(node, exp.Select):
        return _side_by_side(node)
    if isinstance(node, exp.RegexpLike) and isinstance(node.expression, exp.Literal):
        node.set("expression", exp.Literal.string(patterns.to_java(node.expression.name)))
        return node
    if isinstance(node, exp.GroupConcat) and (joined := subset.distinct_joined(node)) is not None:
        # LISTAGG fails beside another distinct count (Spark 4.3: a cast of its own planner)
        between = node.args.get("separator") or exp.Literal.string(",")
        found = exp.func(
            "SORT_ARRAY", exp.func("COLLECT_SET", joined.copy(), dialect="spark"), dialect="spark"
        )
        return exp.func("ARRAY_JOIN", found, between.copy(), dialect="spark")
    return node


def _side_by_side(select: exp.Select) -> exp.Select:
    """Lists unnested in one select go side by side here, each with each there: said as one list of both."""
    made = select.expressions
    lists = [each for each in made if isinstance(each, exp.Alias) and isinstance(each.this, exp.Explode)]
    if len(lists) > 1:
        zipped = exp.func("ARRAYS_ZIP", *(each.this.this.copy() for each in lists))
        names = [exp.to_identifier(each.alias) for each in lists]
        rows = exp.Aliases(this=exp.func("INLINE", zipped), expressions=names)
        select.set("expressions", [rows, *(each for each in made if each not in lists)])
    return select

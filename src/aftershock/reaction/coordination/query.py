"""The same counts on an engine that speaks SQL: the questions beside this file, for data that outgrow one
machine.

Kept to what DuckDB and Spark both say alike; `tests/reaction/coordination/test_sql.py` holds `join` against
them.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

NAMES = ("activity", "pairs")


@cache
def sql(name: str) -> str:
    """The text of a question by its name; ``acts`` is a table of trace, object, account, post, t
    (seconds)."""
    return (
        resources.files("aftershock.reaction.coordination").joinpath("sql", f"{name}.sql").read_text("utf-8")
    )

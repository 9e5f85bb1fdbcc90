"""What do the posts answer to a question? Asks a named ``.sql`` of this stage of an engine it is given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aftershock.engine import question
from aftershock.engine.duck import Duck

if TYPE_CHECKING:
    import duckdb

NAMES = (
    "ages", "bins", "ends", "gaps", "holding", "lanes", "objects", "path", "phrased", "pointed", "posting_in",
    "said", "since", "untimed", "verbatim", "window",
)  # fmt: skip


STAGE = "aftershock.reaction"


def sql(name: str) -> str:
    """The text of a question by its name."""
    return question.text(STAGE, f"sql/{name}")


def ask(
    asked: duckdb.DuckDBPyConnection | question.Engine, name: str, **parameters: object
) -> list[dict[str, Any]]:
    """The rows of a question, by column name; ``posts`` is a table or view with the columns of `Post`.

    ``asked`` is an engine, or a connection of DuckDB. Raises CaseError with the query where it is refused.
    """
    engine: Any = asked if hasattr(asked, "rows") else Duck(asked)
    return question.ask(engine, STAGE, f"sql/{name}", **parameters)

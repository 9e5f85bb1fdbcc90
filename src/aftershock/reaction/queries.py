"""What do the posts answer to a question? Asks a named ``.sql`` of this stage of an engine it is given."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from aftershock.engine import question
from aftershock.engine.duck import Duck
from aftershock.engine.question import Row

if TYPE_CHECKING:
    import duckdb

    Asked: TypeAlias = duckdb.DuckDBPyConnection | question.Engine

NAMES = (
    "ages", "bins", "ends", "gaps", "holding", "lanes", "monitored", "objects", "path", "phrased", "pointed",
    "posting_in", "said", "since", "untimed", "verbatim", "window",
)  # fmt: skip


STAGE = "aftershock.reaction"


def sql(name: str) -> str:
    """The text of a question by its name."""
    return question.text(STAGE, f"sql/{name}")


def ask(asked: Asked, name: str, **parameters: object) -> list[Row]:
    """The rows of a question, by column name; ``posts`` is a table or view with the columns of `Post`.

    ``asked`` is an engine, or a connection of DuckDB. Raises CaseError with the query where it is refused.
    """
    return question.ask(engine_of(asked), STAGE, f"sql/{name}", **parameters)


def engine_of(asked: Asked) -> question.Engine:
    """What was given, where it is an engine; else DuckDB on the connection that was given."""
    return asked if isinstance(asked, question.Engine) else Duck(asked)

"""What do the posts answer to a question? Runs a named ``.sql`` of this stage on a connection it is given."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from aftershock.errors import CaseError

if TYPE_CHECKING:
    import duckdb

NAMES = ("bins", "ends", "hashtags", "links", "texts", "window")


@cache
def sql(name: str) -> str:
    """The text of a question by its name."""
    return resources.files("aftershock.reaction").joinpath("sql", f"{name}.sql").read_text("utf-8")


def ask(connection: duckdb.DuckDBPyConnection, name: str, **parameters: object) -> list[dict[str, Any]]:
    """The rows of a question, by column name; ``posts`` is a table or view with the columns of `Post`.

    Raises CaseError with the query where the engine refuses it.
    """
    import duckdb

    try:
        answer = connection.execute(sql(name), parameters)
        columns = [column[0] for column in answer.description or ()]
        return [dict(zip(columns, row, strict=True)) for row in answer.fetchall()]
    except duckdb.Error as error:
        raise CaseError(
            f"the query failed: {error}\n{sql(name)}",
            where=f"reaction/sql/{name}.sql",
            next_step="Check that 'posts' has the columns of a post",
        ) from error

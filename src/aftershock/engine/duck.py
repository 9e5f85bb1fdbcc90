"""How does DuckDB answer a question? As it is written, on a connection that is given."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NoReturn

from aftershock.engine.question import Row, Values
from aftershock.errors import CaseError

if TYPE_CHECKING:
    import duckdb


class Duck:
    """DuckDB on a cursor of a case, or on any connection that has the names a question asks for."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection

    @property
    def name(self) -> str:
        """``duckdb`` and its version."""
        import duckdb

        return f"duckdb {duckdb.__version__}"

    def table(self, sql: str, values: Values, *, where: str) -> Any:
        """The answer as a ``pyarrow.Table``."""
        import duckdb

        try:
            return self.connection.sql(sql, params=dict(values) or None).to_arrow_table()
        except duckdb.Error as error:
            refused(error, sql, where)

    def rows(self, sql: str, values: Values, *, where: str) -> list[Row]:
        """The answer row by row."""
        import duckdb

        try:
            answer = self.connection.execute(sql, dict(values) or None)
            columns = [column[0] for column in answer.description or ()]
            return [dict(zip(columns, row, strict=True)) for row in answer.fetchall()]
        except duckdb.Error as error:
            refused(error, sql, where)

    def mapped(
        self, sql: str, values: Values, function: Callable[[Any], Any], *, rows: int = 20_000
    ) -> Iterator[Any]:
        """A function over the answer's Arrow batches of at most ``rows``; gives what it returns."""
        reader: Any = self.connection.sql(sql, params=dict(values) or None).to_arrow_reader(rows)
        for batch in reader:
            yield function(batch)


def refused(error: Exception, sql: str, where: str) -> NoReturn:
    """Raise CaseError with the query that an engine refused."""
    raise CaseError(
        f"the query failed: {str(error).strip().partition(chr(10) + chr(10))[0]}\n{sql}",
        where=where,
        next_step="Check that 'posts' has the columns of a post",
    ) from error

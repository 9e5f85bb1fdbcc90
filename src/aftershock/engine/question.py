"""What is asked? A ``.sql`` file of a stage, by its name, and its values."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, Protocol, runtime_checkable

Values = Mapping[str, object]
Row = dict[str, Any]


@runtime_checkable
class Engine(Protocol):
    """Something that answers questions over a case's posts."""

    @property
    def name(self) -> str:
        """The engine and its version, as findings and custody keep it: ``duckdb 1.4.1``."""
        ...

    def table(self, sql: str, values: Values, *, where: str) -> Any:
        """The answer as a ``pyarrow.Table``; raises CaseError, with the query, where it is refused.

        ``where`` is what errors call the query.
        """
        ...

    def rows(self, sql: str, values: Values, *, where: str) -> list[Row]:
        """The answer row by row, by column name; errors as for `table`."""
        ...


@cache
def text(stage: str, name: str) -> str:
    """The text of a question: ``text("aftershock.reaction", "sql/window")``."""
    return resources.files(stage).joinpath(f"{name}.sql").read_text("utf-8")


def ask(engine: Engine, stage: str, name: str, **values: object) -> list[Row]:
    """The rows of a stage's question."""
    return engine.rows(text(stage, name), values, where=place(stage, name))


def ask_table(engine: Engine, stage: str, name: str, **values: object) -> Any:
    """The answer to a stage's question as a ``pyarrow.Table``."""
    return engine.table(text(stage, name), values, where=place(stage, name))


def place(stage: str, name: str) -> str:
    """How errors call a question's file."""
    return f"{stage.removeprefix('aftershock.').replace('.', '/')}/{name}.sql"

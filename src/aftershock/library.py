"""How does a Python program read a case? The door of the library."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from aftershock import ask
from aftershock.errors import UsageError
from aftershock.rows import Row
from aftershock.store import case as store


class Case:
    """A case opened for reading from Python; tables come as Arrow, and so as pandas or polars.

    ``with aftershock.open_case("x.case") as case: case.posts().to_pandas()``
    """

    def __init__(self, path: str | Path) -> None:
        self._folder = store.open_case(Path(path), readonly=True)

    def __enter__(self) -> Case:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the case back."""
        self._folder.close()

    def posts(self) -> Any:
        """All posts as a ``pyarrow.Table`` with the fields of `records.Post`."""
        return self.sql("select * from posts order by created_at, platform, channel_id, post_id")

    def sql(self, question: str, **values: object) -> Any:
        """Ask the case's tables in DuckDB's SQL, ``$named`` values; the answer is a ``pyarrow.Table``."""
        with self._folder.cursor() as cursor:
            return cursor.sql(question, params=values or None).to_arrow_table()

    def rows(self, verb: str) -> list[Row]:
        """What a verb that answers with records prints with ``--json``: ``ledger``, ``stories``, ..."""
        if verb not in ask.ANSWERS:
            raise UsageError(f"'{verb}' does not answer with records", next_step=", ".join(ask.ANSWERS))
        return list(ask.ANSWERS[verb](self._folder))

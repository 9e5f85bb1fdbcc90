"""Which rows does a verb give? For tests that ask as the command line does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from aftershock import app


class Keep:
    """Keeps the rows of a verb."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []

    def row(self, row: dict[str, Any]) -> None:
        self.rows.append(row)

    def progress(self, stage: str, done: int, total: int | None) -> None:
        """Nobody watches."""

    def notice(self, said: str) -> None:
        """Nobody watches."""


def told(verb: str, case: Path, **args: Any) -> list[dict[str, Any]]:
    """The rows of a verb."""
    keep = Keep()
    app.perform(verb, case, args, keep)
    return keep.rows

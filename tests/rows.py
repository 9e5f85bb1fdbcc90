"""What does a verb say? For tests that ask as the command line does."""

from __future__ import annotations

from pathlib import Path

from aftershock import app
from aftershock.rows import Row


class Keep:
    """Keeps what a verb says; Ctrl-C comes when something of the stage ``stop_at`` is done."""

    def __init__(self, *, stop_at: str | None = None) -> None:
        self.rows: list[Row] = []
        self.stages: list[str] = []
        self.notices: list[str] = []
        self.stop_at = stop_at

    def row(self, row: Row) -> None:
        self.rows.append(row)

    def progress(self, stage: str, done: int, total: int | None) -> None:
        self.stages.append(stage)
        if stage == self.stop_at and done:
            raise KeyboardInterrupt

    def notice(self, said: str) -> None:
        self.notices.append(said)


def do(verb: str, case: Path, **args: object) -> list[Row]:
    """Do a verb as the command line does; gives its rows."""
    keep = Keep()
    assert app.perform(verb, case, args, keep) in (0, 1)
    return keep.rows

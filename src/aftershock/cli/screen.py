"""What does a person see while a verb works? Rows on stdout, progress and notes on stderr."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import Any

import msgspec

from aftershock import config


class Screen:
    """Prints rows on stdout and progress on stderr; rich where there is a terminal, plain lines elsewhere."""

    def __init__(self, verb: str, *, as_json: bool) -> None:
        self.verb, self.as_json = verb, as_json
        self.stage = ""
        self.bar: Any = None
        self.tasks: dict[str, Any] = {}

    def row(self, row: dict[str, Any]) -> None:
        if self.as_json:
            sys.stdout.write(msgspec.json.encode(row).decode() + "\n")
        else:
            from aftershock.lines import line

            sys.stdout.write(line(self.verb, row) + "\n")

    def progress(self, stage: str, done: int, total: int | None) -> None:
        if sys.stderr.isatty():
            self._bar(stage, done, total)
        elif stage != self.stage or (total and done == total):
            # a log, not a terminal: a line when a stage begins and one when it ends
            say(f"{stage}: {done}{f' of {total}' if total is not None else ''}")
        self.stage = stage

    def notice(self, said: str) -> None:
        if self.bar is not None:
            self.bar.console.print(f"note: {said}", markup=False, highlight=False)
        else:
            say(f"note: {said}")

    def close(self, *, done: bool = False) -> None:
        if self.bar is not None and done:
            self._finish()
        if self.bar is not None:
            self.bar.stop()
            self.bar = None
        sys.stdout.flush()

    def _finish(self) -> None:
        """A stage whose length nobody knew is done when the next begins: its bar stops to move."""
        task = self.tasks.get(self.stage)
        if task is not None and self.bar.tasks[task].total is None:
            done = max(1, int(self.bar.tasks[task].completed))
            self.bar.update(task, completed=done, total=done)

    def _bar(self, stage: str, done: int, total: int | None) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        if self.bar is None:
            console = Console(stderr=True, no_color=config.no_color())
            columns = (
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
            )
            self.bar = Progress(*columns, console=console)
            self.bar.start()
        if stage != self.stage:
            self._finish()
        if stage not in self.tasks:
            self.tasks[stage] = self.bar.add_task(stage, total=total)
        self.bar.update(self.tasks[stage], completed=done, total=total)


def say(line: str) -> None:
    """A line on stderr; where nobody listens any more, the work goes on without."""
    with suppress(OSError, ValueError):
        sys.stderr.write(line + "\n")


def nobody_listens() -> None:
    """Let what is still to be flushed to stdout at the end go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

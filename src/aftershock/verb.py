"""What is a verb? It gets an open case, its arguments and somebody to tell; it gives an exit code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from aftershock.rows import Row
from aftershock.store.folder import CaseFolder

Args = Mapping[str, Any]


class Listener(Protocol):
    """Who is told: a row of the answer, how far the work is, or what a person should know of it."""

    def row(self, row: Row) -> None: ...

    def progress(self, stage: str, done: int, total: int | None) -> None: ...

    def notice(self, said: str) -> None: ...


Verb = Callable[[CaseFolder, Args, Listener], int]

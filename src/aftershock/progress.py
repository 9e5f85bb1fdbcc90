"""How far is the work? Told to whoever asked, printed by nobody but the command line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sized
from typing import Protocol, TypeVar

T = TypeVar("T")


class Progress(Protocol):
    """Told of each step: what is being done, how much of it, and of how much (None where unknown)."""

    def __call__(self, stage: str, done: int, total: int | None) -> None: ...


def silent(stage: str, done: int, total: int | None) -> None:
    """Progress for nobody."""


def over(items: Iterable[T], stage: str, progress: Progress) -> Iterator[T]:
    """The items one by one, each told to ``progress`` when it is done with."""
    total = len(items) if isinstance(items, Sized) else None
    progress(stage, 0, total)
    for done, item in enumerate(items, start=1):
        yield item
        progress(stage, done, total)

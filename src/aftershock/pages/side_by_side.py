"""How are many documents read on several cores, in the order in which they come, with bounded memory?

Reading a page is a pure function, so that other processes do it: what comes back is the same. A few
documents are read here, because other processes take longer to start than they save.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import connection
from types import TracebackType
from typing import Self, TypeVar

from aftershock.errors import InputError
from aftershock.pages.read import Reading, read
from aftershock.records import Post, Reject
from aftershock.sources.raw import RawPage
from aftershock.store.batch import PostBatch

T = TypeVar("T")
_Answer = Future[Reading | Reject]

# So many documents are read before other processes are asked.
WORTH_A_PROCESS = 200
# What waits at a time: so much for each process, and characters of all pages that wait.
AHEAD, MAX_WAITING = 40, 16_000_000


class Readers:
    """Processes that read pages; as many as said, started when there is enough to read."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._seen = 0
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def over(self, found: Iterable[tuple[T, object]]) -> Iterator[tuple[T, object]]:
        """What was found, with its keys, in its order: each `RawPage` as its `Reading` or `Reject`.

        Posts never wait behind a page: a batch of them may be large.
        """
        waiting: deque[tuple[T, object, _Answer | None]] = deque()
        size = 0

        def told() -> tuple[T, object]:
            nonlocal size
            key, item, answer = waiting.popleft()
            if not isinstance(item, RawPage):
                return key, item
            size -= _size(item)
            return key, self._told(item, answer)

        for key, item in found:
            waiting.append((key, item, self._ask(item) if isinstance(item, RawPage) else None))
            size += _size(item)
            least = 0 if self._pool is None or isinstance(item, Post | PostBatch) else AHEAD * self._count
            while len(waiting) > least or size > MAX_WAITING:
                yield told()
        while waiting:
            yield told()

    def _ask(self, raw: RawPage) -> _Answer | None:
        """Have a page read by another process; None where it is to be read here."""
        self._seen += 1
        if self._pool is None and self._count > 1 and self._seen > WORTH_A_PROCESS:
            # fresh processes: forking one with threads at work is not safe
            fresh = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self._count, mp_context=fresh, initializer=_begin)
        try:
            return self._pool.submit(read_one, raw) if self._pool else None
        except BrokenProcessPool:
            return None

    def _told(self, raw: RawPage, answer: _Answer | None) -> Reading | Reject:
        try:
            if answer is not None:
                return answer.result()
        except BrokenProcessPool:  # somebody ended a process: the rest is read here
            self._count, self._pool = 1, None
        return read_one(raw)


def read_one(raw: RawPage) -> Reading | Reject:
    """One document, or why it has nothing to read; one of many in an archive is told from the others."""
    try:
        return read(raw)
    except InputError as error:
        part = "" if raw.locator.startswith("bytes=0-") else f" in {raw.url or raw.locator}"
        return Reject(file=raw.file, line=error.line, cause=error.cause + part, next_step=error.next_step)


def _size(item: object) -> int:
    """The characters of a page."""
    return len(item.html or item.text or "") if isinstance(item, RawPage) else 0


def _begin() -> None:
    """A reading process leaves Ctrl-C to the one that started it, and ends when that one is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)

"""How do many callers share one flush of the disk? One thread commits what all of them handed in meanwhile.

While one batch is flushed the next one gathers; a lone caller waits for nobody. Every caller is answered
after its own batch is durable, with an error where the log refused it: then every caller of that batch has
the error, and the next batch is tried anew.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from typing import NamedTuple

from aftershock.errors import AftershockError
from aftershock.shield.ledger import chain
from aftershock.shield.ledger.chain import Written
from aftershock.shield.ledger.faults import LedgerError
from aftershock.shield.ledger.happenings import Entry, Link
from aftershock.shield.ledger.log import Log
from aftershock.shield.ledger.sealed import Copy

LARGEST = 512  # entries in one transaction: larger ones are no faster for an entry, and all wait longer
WAITING = 20_000  # entries that may wait; beyond that a caller is refused at once instead of much later

_Answer = Future[list[Link]] | asyncio.Future[list[Link]]


class _Handed(NamedTuple):
    """What one caller handed in, and where it waits for its answer."""

    ready: list[Written]
    copies: Sequence[Copy]
    answer: _Answer
    loop: asyncio.AbstractEventLoop | None


class Committer:
    """Group commit into one log.

    ``window``: seconds (<= 0.005) to gather before a flush when there are several callers; ``largest``:
    entries in one transaction.
    """

    def __init__(self, log: Log, *, window: float = 0.0, largest: int = LARGEST) -> None:
        if not 0 <= window <= 0.005:
            raise ValueError("a window of more than 5 ms keeps callers waiting")
        self._log, self._window, self._largest = log, window, largest
        self._queue: SimpleQueue[_Handed | None] = SimpleQueue()  # None: the end
        self._over: _Handed | None = None  # taken out and too large for the batch before
        self._entries = 0
        self._guard = threading.Lock()
        self._closing = False
        log.expect_many()
        self._thread = threading.Thread(target=self._run, name="ledger", daemon=True)
        self._thread.start()

    async def commit(self, entries: Sequence[Entry], copies: Sequence[Copy] = ()) -> list[Link]:
        """Write entries and copies; answers when they are durable. Raises LedgerError."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[list[Link]] = loop.create_future()
        self._hand_in(_Handed([chain.written(entry) for entry in entries], copies, answer, loop))
        return await answer

    def commit_now(
        self, entries: Sequence[Entry], copies: Sequence[Copy] = (), *, timeout: float | None = None
    ) -> list[Link]:
        """``commit`` for a thread; raises TimeoutError where ``timeout`` seconds were not enough."""
        return self.submit(entries, copies).result(timeout)

    def submit(self, entries: Sequence[Entry], copies: Sequence[Copy] = ()) -> Future[list[Link]]:
        """Hand in without waiting."""
        answer: Future[list[Link]] = Future()
        answer.set_running_or_notify_cancel()
        self._hand_in(_Handed([chain.written(entry) for entry in entries], copies, answer, None))
        return answer

    @property
    def waiting(self) -> int:
        """Entries that are handed in and not yet durable."""
        return self._entries

    def close(self, timeout: float | None = None) -> bool:
        """Commit what waits and stop, taking nothing new. False where ``timeout`` seconds were too few."""
        with self._guard:
            self._closing = True
            self._queue.put(None)
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _hand_in(self, handed: _Handed) -> None:
        with self._guard:
            if self._closing:
                raise LedgerError(
                    "the log takes nothing more: it is closing", next_step="Hand it in elsewhere"
                )
            if self._entries + len(handed.ready) > WAITING:
                raise LedgerError(
                    f"{self._entries} entries wait already", next_step="The disk is too slow; try again later"
                )
            self._entries += len(handed.ready)
            self._queue.put(handed)

    def _run(self) -> None:
        batch: list[_Handed] = []
        try:
            while batch := self._gather():
                self._write(batch)
        except BaseException as fault:  # a fault of ours: nobody may wait for ever because of it
            with self._guard:
                self._closing = True
            while (each := self._next(wait=False)) is not None:
                batch.append(each)
            self._answer(batch, [], fault)
            raise

    def _gather(self) -> list[_Handed]:
        """What waits, up to the largest batch; waits for the first. Empty when all is done and closing."""
        first = self._next(wait=True)
        if first is None:
            return []
        if self._window and not self._queue.empty() and not self._closing:
            time.sleep(self._window)
        batch, size = [first], len(first.ready)
        while (each := self._next(wait=False)) is not None:
            if size + len(each.ready) > self._largest:
                self._over = each
                break
            batch.append(each)
            size += len(each.ready)
        return batch

    def _next(self, *, wait: bool) -> _Handed | None:
        """The next in the row; None where there is none, or none will come."""
        if self._over is not None:
            over, self._over = self._over, None
            return over
        try:
            found = self._queue.get(wait)
        except Empty:
            return None
        if found is None:
            self._queue.put(None)  # once it has ended it stays so
        return found

    def _write(self, batch: Sequence[_Handed]) -> None:
        """One transaction for all; then everybody is answered, each event loop woken once."""
        error: AftershockError | None = None
        links: list[Link] = []
        try:
            links = self._log.append_ready(
                [entry for each in batch for entry in each.ready],
                [copy for each in batch for copy in each.copies],
            )
        except AftershockError as refused:
            error = refused
        with self._guard:
            self._entries -= sum(len(each.ready) for each in batch)
        self._answer(batch, links, error)

    def _answer(self, batch: Sequence[_Handed], links: list[Link], error: BaseException | None) -> None:
        place = 0
        loops: dict[asyncio.AbstractEventLoop, list[tuple[_Answer, list[Link]]]] = {}
        for each in batch:
            own = links[place : place + len(each.ready)]
            place += len(each.ready)
            if each.loop is not None:
                loops.setdefault(each.loop, []).append((each.answer, own))
            else:
                _settle([(each.answer, own)], error)
        for loop, answers in loops.items():
            if not loop.is_closed():
                loop.call_soon_threadsafe(_settle, answers, error)


def _settle(answers: Sequence[tuple[_Answer, list[Link]]], error: BaseException | None) -> None:
    """Give each waiting caller its links, or the error."""
    for answer, links in answers:
        if answer.done():  # the caller went away
            continue
        if error is None:
            answer.set_result(links)
        else:
            answer.set_exception(error)

"""When does what stands in the write-ahead log move into the file itself? Beside the path of decisions.

A commit flushes the write-ahead log only. Moving it into the file takes two flushes more and a few thousand
pages; SQLite lets the one do it whose commit comes at the thousandth page, so that about one decision in two
hundred would wait for it. Here a thread of its own does it while others go on writing. Where the log grows
all the same, as somebody always writes, the last part is moved in turn: then it begins again at its start.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

from aftershock.shield.ledger.faults import LedgerError

EVERY = 200  # entries that this process writes between two moves: about a thousand pages one by one
LARGE = 2_000  # pages from which on the last part is moved in turn: a file that grows is slower to flush
ROOM = LARGE * 4_200  # bytes of the write-ahead log that stand ready where many decisions are expected
PATIENCE = 10.0  # seconds that a move waits for another


class Mover:
    """Moves the write-ahead log of one file. ``settle`` moves it in turn; raises LedgerError."""

    def __init__(self, path: Path, settle: Callable[[], None]) -> None:
        self._path, self._settle = path, settle
        self._count = 0
        self._room = False
        self._due = threading.Event()
        self._closing = False
        self._thread: threading.Thread | None = None

    def note(self, count: int) -> None:
        """So many entries were written; by one thread at a time or not: about how many is enough."""
        self._count += count
        if self._count >= EVERY:
            self._count = 0
            self._wake()

    def expect_many(self) -> None:
        """Make room in the write-ahead log now, and again whenever it was cut."""
        self._room = True
        self._wake()

    def close(self) -> None:
        """Stop; who closes the file last moves the rest."""
        self._closing = True
        self._due.set()
        if self._thread is not None:
            self._thread.join(PATIENCE)

    def _wake(self) -> None:
        if self._closing:
            return
        if self._thread is None:  # a log that is written to now and then has no such thread
            self._thread = threading.Thread(target=self._run, name="ledger-move", daemon=True)
            self._thread.start()
        self._due.set()

    def _run(self) -> None:
        connection = sqlite3.connect(self._path, timeout=PATIENCE, isolation_level=None)
        try:
            while self._due.wait() and not self._closing:
                self._due.clear()
                try:
                    move(connection, self._settle)
                    if self._room:
                        make_room(self._path.with_name(f"{self._path.name}-wal"))
                except (sqlite3.Error, LedgerError, OSError):
                    continue  # nothing is lost by it: whoever writes next is told what is wrong
        finally:
            connection.close()


def move(connection: sqlite3.Connection, settle: Callable[[], None]) -> None:
    """Move what can be moved while others write; in turn where that was not enough."""
    _, pages, _ = connection.execute("pragma wal_checkpoint(passive)").fetchone()
    if pages >= LARGE:
        settle()


def make_room(wal: Path) -> None:
    """Lengthen the write-ahead log by zeros, which are no frames to SQLite, nor a header.

    To flush what overwrites blocks of a file takes half the time of what makes it longer (evals/shield/
    SPEED.md). Zeros go to the end, wherever somebody who writes has put it meanwhile: nothing is overwritten.
    """
    handle = os.open(wal, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)
    try:
        missing = ROOM - os.fstat(handle).st_size
        if missing > 0:
            os.write(handle, bytes(missing))
            os.fsync(handle)
    finally:
        os.close(handle)

"""How does the log stand on SQLite? A folder with ``log.sqlite``; write-ahead log, flushed at every commit.

Who appends takes turns: a lock file each for the one who writes and the one who is next, so that a busy
process does not keep the others out. A process that dies gives its turn back.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from aftershock.shield.ledger import chain
from aftershock.shield.ledger.chain import GENESIS, Head, Row, Verified, Written
from aftershock.shield.ledger.faults import LedgerDamaged, LedgerError
from aftershock.shield.ledger.happenings import Entry, Link
from aftershock.shield.ledger.log import query
from aftershock.shield.ledger.moving import Mover
from aftershock.shield.ledger.sealed import Copy, packed, unpacked

FILE = "log.sqlite"
PAGE = 2_000  # links read at once: no reader holds the write-ahead log back for long
PATIENCE = 10.0  # seconds to wait for one's turn
WAIT = 0.0003  # seconds between two looks whether it is our turn
GRACE = 0.005  # seconds after its own turn in which a process waits in the row like everybody
AT_LAST = "wal_autocheckpoint = 16000"  # pages: who writes moves them itself only where nobody else could


class SqliteLog:
    """A log in a folder. Thread-safe; many processes may have it open."""

    def __init__(self, folder: Path) -> None:
        self.address, self.folder, self.path = str(folder), folder, folder / FILE
        self._process = os.getpid()
        self._guard = threading.Lock()
        self._writer: sqlite3.Connection | None = None
        self._readers = threading.local()
        self._mover = Mover(self.path, self._settled)
        self._opened: list[sqlite3.Connection] = []
        self._turns: list[int] = []
        self._ended = 0.0  # when this process gave its last turn back
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name in ("next", "turn"):
                self._turns.append(
                    os.open(folder / f"{name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
                )
            with self._guard, self._turn():
                self._write_connection()
        except (OSError, sqlite3.Error) as error:
            self.close()
            raise _refused(self.path, error) from error

    def append(self, entries: Sequence[Entry], copies: Sequence[Copy] = ()) -> list[Link]:
        """See ``Log.append``."""
        return self.append_ready([chain.written(entry) for entry in entries], copies)

    def append_ready(self, ready: Sequence[Written], copies: Sequence[Copy] = ()) -> list[Link]:
        """See ``Log.append_ready``."""
        if not ready and not copies:
            return []
        sealed = [(copy.content, packed(copy.looked), copy.until) for copy in copies]  # before others wait
        known: dict[str, Link] = {}
        new = ready
        with self._writing() as connection:
            try:
                rows = _added(connection, ready)
            except sqlite3.IntegrityError:  # a key that stands there already, or twice among these: seldom
                connection.execute("rollback")
                connection.execute("begin immediate")
                keys = msgspec.json.encode([each.entry.key for each in ready]).decode()
                found = connection.execute(query("sqlite", "known"), {"keys": keys}).fetchall()
                known = {row[1]: chain.link_of(Row(*row), again=True) for row in found}
                new = chain.fresh(ready, known)
                rows = _added(connection, new)
            if sealed:
                connection.executemany(query("sqlite", "seal"), sealed)
        self._mover.note(len(ready))
        if new is ready:
            return chain.answered(ready, rows)
        return chain.answered_again(ready, known, new, rows)

    def read(self, after: int = 0, kinds: Sequence[str] = (), limit: int | None = None) -> Iterator[Link]:
        """See ``Log.read``."""
        return (chain.link_of(row) for row in self._rows(after, kinds, limit))

    def get(self, key: str) -> Link | None:
        """See ``Log.get``."""
        found = self._ask("known", {"keys": msgspec.json.encode([key]).decode()})
        return chain.link_of(Row(*found[0])) if found else None

    def find(self, keys: Sequence[str]) -> dict[str, Link]:
        """See ``Log.find``."""
        found = self._ask("known", {"keys": msgspec.json.encode(keys).decode()})
        return {row[1]: chain.link_of(Row(*row)) for row in found}

    def decided(self, after: int = 0) -> Iterator[tuple[int, str]]:
        """Place and key of the decisions after a place, in any order; all of them from the index alone."""
        if after:
            return ((link.seq, link.entry.key) for link in self.read(after=after, kinds=("decided",)))
        return iter(self._ask("decided", {}))

    def head(self) -> Head:
        """See ``Log.head``."""
        found = self._ask("head", {})
        return Head(seq=found[0][0], hash=found[0][1].hex()) if found else Head()

    def verify(self, *, against: Sequence[Head] = ()) -> Verified:
        """See ``Log.verify``; also whether the file itself is sound (a broken index lets a key in twice)."""
        found = chain.checked(self._rows(0, (), None), against=against)
        sound = self._ask("sound", {}) if found.broken is None else []
        if sound and sound[0][0] != "ok":
            return Verified(head=found.head, broken=0, cause=f"the file is damaged: {sound[0][0]}")
        return found

    def copy(self, content: str) -> Copy | None:
        """See ``Log.copy``."""
        found = self._ask("copy", {"content": content})
        return unpacked(content, *found[0]) if found else None

    def extend(self, content: str, until: str) -> bool:
        """See ``Log.extend``."""
        with self._writing() as connection:
            connection.execute(query("sqlite", "extend"), {"content": content, "until": until})
            return bool(connection.execute(query("sqlite", "copy"), {"content": content}).fetchall())

    def purge(self, now: str) -> int:
        """See ``Log.purge``. What is taken away is overwritten, and leaves the write-ahead log too."""
        with self._writing() as connection:
            gone = connection.execute(query("sqlite", "purge"), {"now": now}).rowcount
        self._settled("truncate")
        return gone

    @contextmanager
    def alone(self, name: str) -> Iterator[bool]:
        """See ``Log.alone``."""
        handle = os.open(self.folder / f"{name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            yield _taken(handle)
        finally:
            os.close(handle)

    def expect_many(self) -> None:
        """See ``Log.expect_many``."""
        self._mover.expect_many()

    def close(self) -> None:
        """See ``Log.close``."""
        self._mover.close()
        with self._guard:
            for connection in [*self._opened, *([self._writer] if self._writer else [])]:
                connection.close()
            for handle in self._turns:
                os.close(handle)
            self._opened, self._turns, self._writer = [], [], None

    def _open(self) -> None:
        if self._process != os.getpid():
            raise LedgerError(
                "the log was opened before a fork", where=self.address, next_step="Open it after"
            )
        if not self._turns:
            raise LedgerError("the log is closed", where=self.address, next_step="Open it again")

    # --- the one who writes --------------------------------------------------------------------

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction, in turn; whatever goes wrong takes all of it back."""
        with self._guard, self._turn():
            try:
                connection = self._write_connection()
                connection.execute("begin immediate")
                yield connection
                connection.execute("commit")
            except BaseException as error:
                self._give_up()
                if isinstance(error, sqlite3.Error):
                    raise _refused(self.path, error) from error
                raise

    def _settled(self, how: str = "passive") -> None:
        """Move the write-ahead log into the file, nobody else writing: it begins again at its start.

        SQLite refuses at once while another process moves something; that is short, and is waited for.
        """
        until = time.monotonic() + PATIENCE
        try:
            with self._guard, self._turn():
                asked = f"pragma wal_checkpoint({how})"
                while self._write_connection().execute(asked).fetchone()[0] and time.monotonic() < until:
                    time.sleep(WAIT)
        except sqlite3.Error as error:
            raise _refused(self.path, error) from error

    def _write_connection(self) -> sqlite3.Connection:
        if self._writer is None:
            connection = sqlite3.connect(
                self.path, timeout=PATIENCE, isolation_level=None, check_same_thread=False
            )
            self._writer = connection
            for setting in ("journal_mode = wal", "synchronous = full", "secure_delete = on", AT_LAST):
                connection.execute(f"pragma {setting}").fetchall()
            connection.executescript(query("sqlite", "schema"))
        return self._writer

    def _give_up(self) -> None:
        """Take the transaction back, and the connection: after a failed flush it is not to be trusted."""
        connection, self._writer = self._writer, None
        if connection is not None:
            connection.close()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Wait until it is this process's turn; first in the row of those who wait, then at the log.

        Who had no turn for a while takes a free one at once: somebody who waits has looked since.
        """
        self._open()
        following, turn = self._turns
        now = time.monotonic()
        if now - self._ended < GRACE or not _taken(turn):
            until = now + PATIENCE
            self._wait(following, until)
            try:
                self._wait(turn, until)
            finally:
                fcntl.flock(following, fcntl.LOCK_UN)
        try:
            yield
        finally:
            fcntl.flock(turn, fcntl.LOCK_UN)
            self._ended = time.monotonic()

    def _wait(self, handle: int, until: float) -> None:
        while not _taken(handle):
            if time.monotonic() > until:
                raise LedgerError(
                    f"another process holds the log for more than {PATIENCE:.0f} s",
                    where=self.address,
                    next_step="Nothing was written; look for a process that hangs, then hand it in again",
                )
            time.sleep(WAIT)

    # --- those who read ------------------------------------------------------------------------

    def _reader(self) -> sqlite3.Connection:
        self._open()
        connection: sqlite3.Connection | None = getattr(self._readers, "connection", None)
        if connection is None:
            connection = sqlite3.connect(
                self.path, timeout=PATIENCE, isolation_level=None, check_same_thread=False
            )
            connection.execute("pragma query_only = on").fetchall()
            self._readers.connection = connection
            with self._guard:
                self._opened.append(connection)
        return connection

    def _ask(self, name: str, given: dict[str, str | int]) -> list[tuple[Any, ...]]:
        try:
            return self._reader().execute(query("sqlite", name), given).fetchall()
        except sqlite3.Error as error:
            raise _refused(self.path, error) from error

    def _rows(self, after: int, kinds: Sequence[str], limit: int | None) -> Iterator[Row]:
        """Rows in pages, each a question of its own."""
        name = chain.page_for(kinds)
        given: dict[str, str | int] = {"kinds": msgspec.json.encode(list(kinds)).decode()} if kinds else {}
        left = limit
        while left is None or left > 0:
            count = PAGE if left is None else min(PAGE, left)
            page = self._ask(name, {**given, "after": after, "count": count})
            for row in page:
                yield Row(*row)
            if len(page) < count:
                return
            after = page[-1][0]
            left = None if left is None else left - len(page)


def _head(connection: sqlite3.Connection) -> Head:
    found = connection.execute(query("sqlite", "head")).fetchone()
    return Head(seq=found[0], hash=found[1].hex()) if found else Head(hash=GENESIS)


def _added(connection: sqlite3.Connection, ready: Sequence[Written]) -> list[Row]:
    """Write new entries after the last; raises IntegrityError where a key stands there already."""
    rows = chain.linked(ready, _head(connection))
    connection.executemany(query("sqlite", "add"), rows)
    return rows


def _taken(handle: int) -> bool:
    """Whether a lock could be had at once."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _refused(path: Path, error: Exception) -> LedgerError:
    """What SQLite or the disk said, as an error of the log."""
    if type(error) is sqlite3.DatabaseError:  # its subclasses are a full disk, a lock, a closed connection
        return LedgerDamaged(
            f"not a log that can be read: {error}",
            where=str(path),
            next_step="Put back a copy and compare its head with the one deposited (shield verify --against)",
        )
    return LedgerError(
        f"the log refused: {error}",
        where=str(path),
        next_step="What was acknowledged stands; free some space or check the rights, then hand it in again",
    )

"""How does the log stand on PostgreSQL? The same tables as on SQLite; an advisory lock gives each its turn.

A server that went away is asked once more with a new connection: the keys make it safe to hand in again what
may have been written before the line was cut.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from aftershock.errors import ExtraMissing
from aftershock.shield.ledger import chain
from aftershock.shield.ledger.chain import Head, Row, Verified, Written
from aftershock.shield.ledger.faults import LedgerError
from aftershock.shield.ledger.happenings import Entry, Link
from aftershock.shield.ledger.log import query
from aftershock.shield.ledger.sealed import Copy, packed, unpacked

if TYPE_CHECKING:
    from psycopg import Connection

PAGE = 2_000  # links read at once
PATIENCE = 10  # seconds for a connection, a lock, a question
SETTINGS = f"-c synchronous_commit=on -c lock_timeout={PATIENCE}s -c statement_timeout={3 * PATIENCE}s"


class PostgresLog:
    """A log in a database. Thread-safe; many processes on many machines may have it open."""

    def __init__(self, address: str) -> None:
        try:
            import psycopg
        except ImportError as error:
            raise ExtraMissing("postgres", what_for="a log in PostgreSQL") from error
        self._psycopg = psycopg
        self._conninfo = address
        self.address = re.sub(r"//[^@/]*@", "//", address)  # no password in an error
        self._process = os.getpid()
        self._guards = {"write": threading.RLock(), "read": threading.RLock()}
        self._connections: dict[str, Connection[Any]] = {}
        self._places = {name: _place(name) for name in ("log", "schema")}
        with self._transaction("write") as connection:
            # one at a time: two that make the same table at once would refuse each other
            connection.execute(asked("turn"), {"place": self._places["schema"]})
            connection.execute(query("postgres", "schema").encode())

    def append(self, entries: Sequence[Entry], copies: Sequence[Copy] = ()) -> list[Link]:
        """See ``Log.append``."""
        return self.append_ready([chain.written(entry) for entry in entries], copies)

    def append_ready(self, ready: Sequence[Written], copies: Sequence[Copy] = ()) -> list[Link]:
        """See ``Log.append_ready``."""
        if not ready and not copies:
            return []
        try:
            return self._append(ready, copies)
        except _Gone:  # a fresh connection that breaks again raises a plain LedgerError
            return self._append(ready, copies)

    def _append(self, ready: Sequence[Written], copies: Sequence[Copy]) -> list[Link]:
        with self._transaction("write") as connection:
            connection.execute(asked("turn"), {"place": self._places["log"]})
            keys = [each.entry.key for each in ready]
            found = connection.execute(asked("known"), {"keys": keys}).fetchall()
            known = {row[1]: chain.link_of(Row(*row), again=True) for row in found}
            new = chain.fresh(ready, known)
            rows = chain.linked(new, _head(connection.execute(asked("head")).fetchall()))
            if rows:
                names = ("seqs", "keys", "kinds", "bodies", "prevs", "hashes")
                columns = [list(column) for column in zip(*rows, strict=True)]
                connection.execute(asked("add"), dict(zip(names, columns, strict=True)))
            if copies:
                once = {copy.content: copy for copy in sorted(copies, key=lambda each: each.until)}
                given = {
                    "contents": list(once),
                    "bodies": [packed(copy.looked) for copy in once.values()],
                    "untils": [copy.until for copy in once.values()],
                }
                connection.execute(asked("seal"), given)
        return chain.answered_again(ready, known, new, rows)

    def read(self, after: int = 0, kinds: Sequence[str] = (), limit: int | None = None) -> Iterator[Link]:
        """See ``Log.read``."""
        return (chain.link_of(row) for row in self._rows(after, kinds, limit))

    def get(self, key: str) -> Link | None:
        """See ``Log.get``."""
        found = self._ask("known", {"keys": [key]})
        return chain.link_of(Row(*found[0])) if found else None

    def find(self, keys: Sequence[str]) -> dict[str, Link]:
        """See ``Log.find``."""
        return {row[1]: chain.link_of(Row(*row)) for row in self._ask("known", {"keys": list(keys)})}

    def head(self) -> Head:
        """See ``Log.head``."""
        return _head(self._ask("head", {}))

    def verify(self, *, against: Sequence[Head] = ()) -> Verified:
        """See ``Log.verify``."""
        return chain.checked(self._rows(0, (), None), against=against)

    def copy(self, content: str) -> Copy | None:
        """See ``Log.copy``."""
        found = self._ask("copy", {"content": content})
        return unpacked(content, *found[0]) if found else None

    def extend(self, content: str, until: str) -> bool:
        """See ``Log.extend``."""
        with self._transaction("write") as connection:
            connection.execute(asked("extend"), {"content": content, "until": until})
            return bool(connection.execute(asked("copy"), {"content": content}).fetchall())

    def purge(self, now: str) -> int:
        """See ``Log.purge``. The server's own vacuum takes the bytes away afterwards."""
        with self._transaction("write") as connection:
            return connection.execute(asked("purge"), {"now": now}).rowcount

    @contextmanager
    def alone(self, name: str) -> Iterator[bool]:
        """See ``Log.alone``; held by a connection of its own."""
        with self._connect() as connection:
            connection.autocommit = True
            place = _place(f"job {name}")
            yield bool(connection.execute(asked("alone"), {"place": place}).fetchone()[0])  # type: ignore[index]

    def expect_many(self) -> None:
        """See ``Log.expect_many``: the server keeps files of its own ready."""

    def close(self) -> None:
        """See ``Log.close``."""
        for connection in self._connections.values():
            connection.close()
        self._connections = {}

    # --- connections ---------------------------------------------------------------------------

    def _connect(self) -> Connection[Any]:
        if self._process != os.getpid():
            raise LedgerError(
                "the log was opened before a fork", where=self.address, next_step="Open it after"
            )
        try:
            return self._psycopg.connect(self._conninfo, connect_timeout=PATIENCE, options=SETTINGS)
        except self._psycopg.Error as error:
            raise self._refused(error) from error

    @contextmanager
    def _transaction(self, use: str) -> Iterator[Connection[Any]]:
        """One transaction on the connection for a use; raises _Gone where the server cut the line."""
        with self._guards[use]:
            connection = self._connections.get(use)
            fresh = connection is None or connection.closed
            if connection is None or fresh:
                connection = self._connections[use] = self._connect()
            try:
                with connection.transaction():
                    yield connection
            except self._psycopg.Error as error:
                if connection.broken or connection.closed:
                    connection.close()
                    if not fresh:
                        raise _Gone(str(error), where=self.address) from error
                raise self._refused(error) from error

    def _ask(self, name: str, given: Mapping[str, object]) -> list[Any]:
        for again in (False, True):
            try:
                with self._transaction("read") as connection:
                    return connection.execute(asked(name), given).fetchall()
            except _Gone:
                if again:
                    raise
        raise AssertionError("unreachable")

    def _rows(self, after: int, kinds: Sequence[str], limit: int | None) -> Iterator[Row]:
        """Rows in pages, each a question of its own."""
        left = limit
        while left is None or left > 0:
            count = PAGE if left is None else min(PAGE, left)
            page = self._ask(chain.page_for(kinds), {"kinds": list(kinds), "after": after, "count": count})
            for row in page:
                yield Row(*row)
            if len(page) < count:
                return
            after = page[-1][0]
            left = None if left is None else left - len(page)

    def _refused(self, error: Exception) -> LedgerError:
        said = str(error).strip().splitlines() or [type(error).__name__]
        return LedgerError(
            f"the log refused: {said[0]}",
            where=self.address,
            next_step="What was acknowledged stands; look at the server, then hand it in again",
        )


class _Gone(LedgerError):
    """The server cut a line that had worked: worth one more try."""


@cache
def asked(name: str) -> bytes:
    """A question with its parameters as psycopg wants them."""
    text = query("postgres", name).replace("%", "%%")
    return re.sub(r"\$(\w+)", r"%(\1)s", text).encode()


def _head(found: Sequence[tuple[int, bytes]]) -> Head:
    return Head(seq=found[0][0], hash=bytes(found[0][1]).hex()) if found else Head()


def _place(name: str) -> int:
    """The number of an advisory lock; locks are each database's own."""
    return int.from_bytes(sha256(f"aftershock {name}".encode()).digest()[:8], "big", signed=True)

"""What happened in the service, in which order, so that nobody can change it afterwards? The one log.

``open_log`` gives a log on SQLite for a folder and on PostgreSQL for an address. When ``append`` returns,
what it returned is on the disk. Many processes may hold the same log: they append one after the other, and
the chain never forks. A log is opened by the process that uses it, after a fork and not before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Protocol

from aftershock.errors import UsageError
from aftershock.shield.ledger.chain import Head, Verified, Written
from aftershock.shield.ledger.happenings import Entry, Link
from aftershock.shield.ledger.sealed import Copy

POSTGRES = ("postgresql://", "postgres://")


class Log(Protocol):
    """What every place of the log can do; thread-safe."""

    address: str

    def append(self, entries: Sequence[Entry], copies: Sequence[Copy] = ()) -> list[Link]:
        """Write entries and sealed copies in one transaction; durable when it returns, all or nothing.

        A key that stands there already changes nothing: its stored link comes back with ``again``. Raises
        LedgerError; then nothing of the call may be taken as written, and handing it in again is safe.
        """
        ...

    def append_ready(self, ready: Sequence[Written], copies: Sequence[Copy] = ()) -> list[Link]:
        """``append`` of entries that ``chain.written`` made ready."""
        ...

    def read(self, after: int = 0, kinds: Sequence[str] = (), limit: int | None = None) -> Iterator[Link]:
        """Links in order from the one after ``after``, of some kinds only (their tags) or of all."""
        ...

    def get(self, key: str) -> Link | None:
        """The link under an idempotency key."""
        ...

    def find(self, keys: Sequence[str]) -> dict[str, Link]:
        """The links under those of the keys that stand there."""
        ...

    def head(self) -> Head:
        """How far the log reaches."""
        ...

    def verify(self, *, against: Sequence[Head] = ()) -> Verified:
        """Whether the chain is whole, and passes through heads that were deposited elsewhere."""
        ...

    def copy(self, content: str) -> Copy | None:
        """The sealed copy of a content, if it still stands. The caller logs that it was looked at."""
        ...

    def extend(self, content: str, until: str) -> bool:
        """Keep a sealed copy longer (never shorter); False where there is none."""
        ...

    def purge(self, now: str) -> int:
        """Take away the sealed copies whose time is over; returns how many."""
        ...

    def alone(self, name: str) -> AbstractContextManager[bool]:
        """True for the one process that does a job, such as an outbox; False while another does it."""
        ...

    def expect_many(self) -> None:
        """Get ready for many entries one by one, each of which somebody waits for."""
        ...

    def close(self) -> None:
        """Let go of what is open; what was acknowledged stands."""
        ...


def open_log(address: str | Path) -> Log:
    """The log at an address: a folder (made where there is none) or ``postgresql://...``.

    Raises ExtraMissing without psycopg, LedgerError where the place cannot be used.
    """
    if str(address).startswith(POSTGRES):
        from aftershock.shield.ledger.postgres import PostgresLog

        return PostgresLog(str(address))
    if "://" in str(address):
        raise UsageError(
            "no place for a log", where=str(address), next_step="Name a folder or postgresql://..."
        )
    from aftershock.shield.ledger.sqlite import SqliteLog

    return SqliteLog(Path(address))


@cache
def query(place: str, name: str) -> str:
    """The text of ``sql/PLACE/NAME.sql``; ``place`` is ``sqlite`` or ``postgres``."""
    text = files("aftershock.shield.ledger").joinpath("sql", place, f"{name}.sql").read_text("utf-8")
    return re.sub(r"(?m)^--.*\n", "", text).strip()

"""How is something that is counted from the log kept up to it, and quickly there again after a restart?

A projection is a fold over links. Links may be handed in twice or in the wrong order: what was seen is passed
over, what comes too early waits until the log has filled the gap. A snapshot says how far it reached and with
which hash; where the log does not have that hash at that place, it is thrown away and all is counted anew.
"""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Generic, Protocol, TypeVar

import msgspec

from aftershock.records import Record
from aftershock.shield.ledger.chain import GENESIS, Head
from aftershock.shield.ledger.faults import LedgerDamaged
from aftershock.shield.ledger.happenings import Link
from aftershock.shield.ledger.log import Log
from aftershock.text import sha256

# Links that are counted in one go, a millisecond or two: for as long whoever only looks has to wait.
PORTION = 256
SAVED_EVERY = 5_000  # links between two snapshots
SNAPSHOT = "accounts.snapshot"  # of what is known of accounts: one file for all who count it


class Fold(Protocol):
    """Something that is counted from links. ``version`` changes when it counts otherwise than before."""

    version: str

    def apply(self, link: Link) -> None:
        """Take the next link."""
        ...

    def saved(self) -> bytes:
        """All of it as bytes."""
        ...

    def restored(self, data: bytes) -> bool:
        """Take what ``saved`` gave; False where it does not fit."""
        ...


F = TypeVar("F", bound=Fold)


class Snapshot(Record, frozen=True, kw_only=True):
    """A projection as it was when the log reached ``head``."""

    version: str
    head: Head
    digest: str
    data: bytes


class Followed(Generic[F]):
    """A projection that follows a log. Thread-safe; ``make`` gives an empty one.

    Whoever makes it follow has the ``turn``; what is counted changes only under the ``guard`` as well, a
    portion at a time, so that ``as_it_is`` never waits until a long log is counted or a snapshot written.
    """

    def __init__(self, log: Log, make: Callable[[], F], *, snapshot: Path | None = None) -> None:
        self._log, self._make, self._path = log, make, snapshot
        self._turn, self._guard = threading.RLock(), threading.RLock()
        self._fold = make()
        self._head = Head()
        self._reached = False
        self._kept, self._written = 0, 0
        if snapshot is not None:
            self._load(snapshot)

    @property
    def head(self) -> Head:
        """How far it has come."""
        return self._head

    @property
    def reached(self) -> bool:
        """Whether it ever came to the log's end; before that it lacks what the log has."""
        return self._reached

    @contextmanager
    def now(self) -> Iterator[F]:
        """The projection up to the log's end; nobody else changes it meanwhile."""
        with self._turn:
            self.catch_up()
            yield self._fold

    @contextmanager
    def as_it_is(self) -> Iterator[F]:
        """The projection as far as it has come, without asking the log."""
        with self._guard:
            yield self._fold

    def catch_up(self) -> int:
        """Take what the log has since; returns how many links."""
        with self._turn, _undisturbed(self._head.seq == 0):
            taken = self._take(self._log.read(after=self._head.seq))
            self._reached = True
            return taken

    def deliver(self, links: Iterable[Link]) -> int:
        """Take links that came another way, in any order and any number of times; gaps are read from the
        log.
        """
        with self._turn:
            taken = 0
            for link in sorted(links, key=lambda each: each.seq):
                if link.seq > self._head.seq + 1:
                    gap = link.seq - self._head.seq - 1
                    taken += self._take(self._log.read(after=self._head.seq, limit=gap))
                if link.seq == self._head.seq + 1:
                    taken += self._take([link])
            return taken

    def save(self) -> bool:
        """Write a snapshot; False where none is kept."""
        if self._path is None:
            return False
        with self._turn:
            data = self._fold.saved()
            kept = Snapshot(version=self._fold.version, head=self._head, digest=sha256(data), data=data)
            self._kept = self._head.seq
        self._path.parent.mkdir(parents=True, exist_ok=True)
        partial = self._path.with_name(f"{self._path.name}.{os.getpid()}-{threading.get_ident()}.partial")
        partial.write_bytes(msgspec.msgpack.encode(kept))
        os.replace(partial, self._path)
        self._written = _changed(self._path)
        return True

    def keep(self, every: int = SAVED_EVERY) -> bool:
        """``save`` where more than ``every`` links came since; not where another process has just done it."""
        if self._path is None or self._head.seq - self._kept <= every:
            return False
        written = _changed(self._path)
        if written != self._written:
            self._kept, self._written = self._head.seq, written
            return False
        return self.save()

    def _take(self, links: Iterable[Link]) -> int:
        left, taken = iter(links), 0
        while portion := list(islice(left, PORTION)):
            with self._guard:
                for link in portion:
                    if link.prev != self._head.hash:
                        raise LedgerDamaged(
                            "the link does not follow from the one before it",
                            where="log",
                            line=link.seq,
                            next_step="Run shield verify; what was counted so far is not used any further",
                        )
                    self._fold.apply(link)
                    self._head = Head(seq=link.seq, hash=link.hash)
            taken += len(portion)
        return taken

    def _load(self, path: Path) -> None:
        """Begin from a snapshot, if there is one that this log and this fold made."""
        try:
            with _undisturbed(True):
                kept = msgspec.msgpack.decode(path.read_bytes(), type=Snapshot)
        except (FileNotFoundError, msgspec.DecodeError, UnicodeDecodeError):
            return  # it only saves time: without it all is counted anew
        if kept.version != self._fold.version or sha256(kept.data) != kept.digest:
            return
        place = next(iter(self._log.read(after=kept.head.seq - 1, limit=1)), None) if kept.head.seq else None
        stored = place.hash if place is not None and place.seq == kept.head.seq else GENESIS
        with _undisturbed(True):
            if stored == kept.head.hash and self._fold.restored(kept.data):
                self._head = kept.head
                self._kept, self._written = kept.head.seq, _changed(path)


def _changed(path: Path) -> int:
    """When a file was replaced last; 0 where there is none."""
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return 0


@contextmanager
def _undisturbed(much: bool) -> Iterator[None]:
    """While much is made at once and nothing thrown away, looking for rubbish takes half of the time."""
    stopped = much and gc.isenabled()
    if stopped:
        gc.disable()
    try:
        yield
    finally:
        if stopped:
            gc.enable()

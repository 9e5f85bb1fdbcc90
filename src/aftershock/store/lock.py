"""Who owns the case now?

The kernel's lock on ``lock`` is the truth: it goes with its process, so that a killed owner leaves nothing
behind. What is written in the file (process, host, since when, socket) only says whom to ask.
"""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path

import msgspec

from aftershock.errors import CaseLocked
from aftershock.records import Record
from aftershock.store import layout

POLL = 0.05  # seconds between two tries; an owner's shortest verb takes longer


class Owner(Record, frozen=True, kw_only=True):
    """Who holds the case; ``socket`` is where it can be asked, empty where it does not listen."""

    pid: int
    host: str
    since: str
    socket: str = ""


class Lock:
    """A held lock; `release` gives it back, and so does the end of the process."""

    def __init__(self, handle: int, *, owner: bool) -> None:
        self._handle: int | None = handle
        self._owner = owner

    def say(self, owner: Owner) -> None:
        """Write down who the owner is."""
        assert self._handle is not None, "the lock was given back"
        data = msgspec.json.encode(owner) + b"\n"
        os.ftruncate(self._handle, 0)
        os.pwrite(self._handle, data, 0)

    def release(self) -> None:
        """Give the lock back; an owner's name is taken out of the file first."""
        if self._handle is None:
            return
        if self._owner:
            os.ftruncate(self._handle, 0)
        os.close(self._handle)
        self._handle = None


def take(root: Path, *, shared: bool = False, wait: float = 0.0) -> Lock:
    """Become the owner of a case, or with ``shared`` one of its readers, within ``wait`` seconds.

    Raises CaseLocked, naming the owner, where the case stays taken.
    """
    path = root / layout.LOCK
    if shared and not os.access(path, os.W_OK):
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    else:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, layout.WRITABLE)
    until = time.monotonic() + wait
    while True:
        try:
            fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
            return Lock(handle, owner=not shared)
        except BlockingIOError:
            if time.monotonic() >= until:
                os.close(handle)
                raise _taken(root) from None
            time.sleep(POLL)


def left_behind(root: Path) -> bool:
    """Whether the last owner ended without giving the case back: a kill, or a power cut."""
    path = root / layout.LOCK
    return path.is_file() and path.stat().st_size > 0 and owner_of(root) is None


def owner_of(root: Path) -> Owner | None:
    """Who owns the case at this moment, or None where nobody does."""
    path = root / layout.LOCK
    if not path.exists():
        return None
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _said(path)
    finally:
        os.close(handle)
    return None


def myself(since: str, socket_path: str = "") -> Owner:
    """This process as an owner."""
    return Owner(pid=os.getpid(), host=os.uname().nodename, since=since, socket=socket_path)


def _said(path: Path) -> Owner:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Owner)
    except msgspec.DecodeError:  # between taking the lock and writing the name
        return Owner(pid=0, host="", since="")


def _taken(root: Path) -> CaseLocked:
    owner = _said(root / layout.LOCK)
    who = f"process {owner.pid} on {owner.host} since {owner.since}" if owner.pid else "another process"
    return CaseLocked(
        f"the case is in use by {who}",
        where=str(root),
        next_step="Wait for it to end, or let it do the work: a second verb asks the owner by itself",
    )

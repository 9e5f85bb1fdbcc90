"""How does a second verb get its work done while another process owns the case?

Through a local socket that the owner listens at (its path stands in ``lock``): one request, then frames
with what the verb says, then its end. Each frame is JSON behind its length in four bytes. The socket is the
user's alone: mode 0600 in a folder of mode 0700, and the other side must be the same user. A verb that
changes the case waits for its turn (`CaseFolder.turn`); verbs that only read go on meanwhile.
"""

from __future__ import annotations

import os
import socket
import struct
import threading
import time
from collections.abc import Callable, Container, Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from aftershock import config
from aftershock.errors import (
    AftershockError,
    CaseDamaged,
    CaseError,
    CaseLocked,
    FetchError,
    InputError,
    ModelMissing,
    UsageError,
)
from aftershock.records import Record
from aftershock.store import lock
from aftershock.text import sha256

if TYPE_CHECKING:
    from aftershock.store.folder import CaseFolder

MAX_FRAME = 64 << 20  # bytes; a longer one is a mistake, and must not fill the memory
_LENGTH = struct.Struct(">I")
GREETING = 10.0  # seconds in which a caller must have said what it wants
PATIENCE = 5.0  # seconds in which an owner that just began, or is just ending, is asked again
POLL = 0.05


class Tell(Protocol):
    """Who is told what a verb has to say: a row of its answer, or how far it is."""

    def row(self, row: dict[str, Any]) -> None: ...

    def progress(self, stage: str, done: int, total: int | None) -> None: ...


class Request(Record, frozen=True, kw_only=True):
    """A verb and its arguments, as plain JSON values."""

    verb: str
    args: dict[str, Any] = msgspec.field(default_factory=dict)


class Row(Record, frozen=True, kw_only=True, tag="row", tag_field="frame"):
    """A row of the answer."""

    row: dict[str, Any]


class Progress(Record, frozen=True, kw_only=True, tag="progress", tag_field="frame"):
    """How far the verb is."""

    stage: str
    done: int
    total: int | None


class Failed(Record, frozen=True, kw_only=True, tag="failed", tag_field="frame"):
    """The verb ended with an error of ours; ``error`` is its class in the tree of errors."""

    error: str
    cause: str
    where: str
    line: int
    next_step: str


class Done(Record, frozen=True, kw_only=True, tag="done", tag_field="frame"):
    """The verb's end and its exit code."""

    exit: int


Frame = Row | Progress | Failed | Done
Handler = Callable[["CaseFolder", Request, Tell], int]
_frames: msgspec.json.Decoder[Row | Progress | Failed | Done] = msgspec.json.Decoder(
    Row | Progress | Failed | Done
)
_requests: msgspec.json.Decoder[Request] = msgspec.json.Decoder(Request)


def socket_path(root: Path) -> Path:
    """Where the owner of this case listens; makes the folder for it.

    Raises CaseError where somebody else made that folder: in a shared place it could be a trap.
    """
    folder = config.runtime_dir() / f"aftershock-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if found.st_uid != os.getuid() or found.st_mode & 0o077 or folder.is_symlink():
        raise CaseError(
            "the folder for local sockets is not this user's alone",
            where=str(folder),
            next_step="Remove it, or set XDG_RUNTIME_DIR to a folder of your own",
        )
    return folder / f"{sha256(str(root))[:16]}.sock"


class _Remote:
    """Tells a caller on the other side of the socket. One that went away does not stop its verb."""

    def __init__(self, caller: socket.socket) -> None:
        self._caller = caller
        self._lock = threading.Lock()

    def send(self, frame: Frame) -> None:
        with self._lock, suppress(OSError):
            _send(self._caller, msgspec.json.encode(frame))

    def row(self, row: dict[str, Any]) -> None:
        self.send(Row(row=row))

    def progress(self, stage: str, done: int, total: int | None) -> None:
        self.send(Progress(stage=stage, done=done, total=total))


class Ear:
    """Where an owner listens: answers each request in a thread of its own until it is closed."""

    def __init__(self, case: CaseFolder, handler: Handler, reads: Container[str]) -> None:
        self.path = socket_path(case.root)
        self._case, self._handler, self._reads = case, handler, reads
        self._threads: list[threading.Thread] = []
        self.path.unlink(missing_ok=True)  # we hold the lock: what lies there is a dead owner's
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        mask = os.umask(0o177)
        try:
            self._socket.bind(str(self.path))
        finally:
            os.umask(mask)
        self._socket.listen()
        case.listening_at(str(self.path))
        self._accepting = threading.Thread(target=self._accept, name="aftershock owner", daemon=True)
        self._accepting.start()

    def close(self) -> None:
        """Take no more requests, and wait for those that run."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self.path.unlink(missing_ok=True)
        self._accepting.join()
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        while True:
            try:
                caller, _ = self._socket.accept()
            except OSError:  # closed
                return
            thread = threading.Thread(target=self._answer, args=(caller,), daemon=True)
            self._threads = [running for running in self._threads if running.is_alive()]
            self._threads.append(thread)
            thread.start()

    def _answer(self, caller: socket.socket) -> None:
        """One request, from reading it to its end."""
        with caller:
            if not _same_user(caller):
                return
            tell = _Remote(caller)
            try:
                caller.settimeout(GREETING)
                request = _requests.decode(_receive(caller) or b"")
                caller.settimeout(None)
                turn = nullcontext() if request.verb in self._reads else self._case.turn
                with turn:
                    tell.send(Done(exit=self._handler(self._case, request, tell)))
            except AftershockError as error:
                tell.send(_failed(error))
            except (OSError, msgspec.DecodeError) as error:
                tell.send(_failed(CaseError(f"the request could not be done: {error}")))


@contextmanager
def serving(case: CaseFolder, handler: Handler, *, reads: Container[str] = ()) -> Iterator[Ear]:
    """Let other processes of this user have their verbs done by this owner, as long as the block lasts.

    Verbs in ``reads`` go on while another verb changes the case; all others wait for `CaseFolder.turn`,
    which the block's own verb should hold too where it changes the case.
    """
    with case.cursor():
        pass  # opened now, so that no reader has to wait for the turn to do it
    ear = Ear(case, handler, reads)
    try:
        yield ear
    finally:
        ear.close()


def send(root: Path, request: Request, tell: Tell) -> int | None:
    """Have the owner of a case do a verb; returns its exit code, or None where nobody owns the case.

    Raises what the verb raised there, CaseLocked where the owner does not answer, and CaseError where it
    ends before the verb does.
    """
    until = time.monotonic() + PATIENCE
    while (owner := lock.owner_of(root.absolute())) is not None:
        if owner.socket:
            with suppress(ConnectionError, FileNotFoundError), _connected(owner.socket) as caller:
                _send(caller, msgspec.json.encode(request))
                return _listen(caller, owner.socket, tell)
        if time.monotonic() > until:
            raise CaseLocked(
                f"process {owner.pid} on {owner.host} owns the case and does not answer",
                where=str(root),
                next_step="Wait for it to end, and run the verb again",
            )
        time.sleep(POLL)
    return None


@contextmanager
def _connected(path: str) -> Iterator[socket.socket]:
    caller = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    with caller:
        caller.connect(path)
        yield caller


def _listen(caller: socket.socket, path: str, tell: Tell) -> int:
    """Pass on what the verb says, until its end."""
    while True:
        try:
            data = _receive(caller)
        except ConnectionError:
            data = None
        if data is None:
            raise CaseError(
                "the owner of the case ended before the verb was done",
                where=path,
                next_step="Run it again: what was recorded is kept, the rest is done anew",
            )
        match _frames.decode(data):
            case Row(row=row):
                tell.row(row)
            case Progress(stage=stage, done=done, total=total):
                tell.progress(stage, done, total)
            case Failed() as failed:
                raise _raised(failed)
            case Done(exit=code):
                return code


def _failed(error: AftershockError) -> Failed:
    return Failed(
        error=type(error).__name__,
        cause=error.cause,
        where=error.where,
        line=error.line,
        next_step=error.next_step,
    )


def _raised(failed: Failed) -> AftershockError:
    """The error that the verb raised at the owner's; one with words of its own comes as its parent."""
    kind = _ERRORS.get(failed.error, CaseError)
    return kind(failed.cause, where=failed.where, line=failed.line, next_step=failed.next_step)


_ERRORS: dict[str, type[AftershockError]] = {
    kind.__name__: kind
    for kind in (UsageError, CaseError, CaseLocked, CaseDamaged, InputError, FetchError, ModelMissing)
}


def _same_user(caller: socket.socket) -> bool:
    """Whether the other side runs as this user, where the system can tell (the folder's mode says it too)."""
    option = getattr(socket, "SO_PEERCRED", None)
    if option is None:
        return True
    _, uid, _ = struct.unpack("3i", caller.getsockopt(socket.SOL_SOCKET, option, struct.calcsize("3i")))
    return bool(uid == os.getuid())


def _send(to: socket.socket, data: bytes) -> None:
    to.sendall(_LENGTH.pack(len(data)) + data)


def _receive(caller: socket.socket) -> bytes | None:
    """The next frame's bytes; None where the other side ended."""
    head = _exactly(caller, _LENGTH.size)
    if head is None:
        return None
    (length,) = _LENGTH.unpack(head)
    if length > MAX_FRAME:
        raise CaseError(f"a frame of {length} bytes is too long", next_step="Ask for less at once")
    return _exactly(caller, length)


def _exactly(caller: socket.socket, length: int) -> bytes | None:
    found = bytearray()
    while len(found) < length:
        piece = caller.recv(min(1 << 20, length - len(found)))
        if not piece:
            return None
        found += piece
    return bytes(found)

"""How does a second verb get its work done while another process owns the case?

Through a local socket that the owner listens at (its path stands in ``lock``): one request, then frames
with what the verb says, then its exit code. Each frame is JSON behind its length in four bytes. The socket
is the user's alone: mode 0600 in a folder of mode 0700, and the other side must be the same user. A verb
that writes waits for its turn (`CaseFolder.turn`); verbs that read go on meanwhile, on cursors of their own.
"""

from __future__ import annotations

import os
import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from aftershock import config
from aftershock.errors import AftershockError, CaseError, CaseLocked
from aftershock.records import Record
from aftershock.text import sha256

if TYPE_CHECKING:
    from aftershock.store.folder import CaseFolder

Stream = Literal["stdout", "stderr", "progress", "notice"]
Emit = Callable[[Stream, str], None]

MAX_FRAME = 64 << 20  # bytes; a longer one is a mistake, and must not fill the memory
_LENGTH = struct.Struct(">I")
GREETING = 10.0  # seconds in which a caller must have said what it wants


class Request(Record, frozen=True, kw_only=True):
    """A verb and its arguments, as plain JSON values; ``cwd`` is what relative paths in them start from."""

    verb: str
    args: dict[str, Any] = msgspec.field(default_factory=dict)
    cwd: str = ""


class Said(Record, frozen=True, kw_only=True, tag="said", tag_field="frame"):
    """Something that the verb puts on one of its streams."""

    stream: Stream
    data: str


class Begun(Record, frozen=True, kw_only=True, tag="begun", tag_field="frame"):
    """The owner has the request: from here on it may have changed something."""


class Done(Record, frozen=True, kw_only=True, tag="done", tag_field="frame"):
    """The verb's end and its exit code."""

    exit: int


Handler = Callable[[Request, Emit], int]
_frames: msgspec.json.Decoder[Begun | Said | Done] = msgspec.json.Decoder(Begun | Said | Done)
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


class Listener:
    """An owner's ear: answers requests in threads of their own until it is closed."""

    def __init__(self, case: CaseFolder, handler: Handler) -> None:
        self.path = socket_path(case.root)
        self._handler = handler
        self._threads: list[threading.Thread] = []
        self._ended = threading.Event()
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
        self._ended.set()
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self.path.unlink(missing_ok=True)
        self._accepting.join()
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        while not self._ended.is_set():
            try:
                caller, _ = self._socket.accept()
            except OSError:  # closed
                return
            thread = threading.Thread(target=self._answer, args=(caller,), daemon=True)
            self._threads = [running for running in self._threads if running.is_alive()]
            self._threads.append(thread)
            thread.start()

    def _answer(self, caller: socket.socket) -> None:
        """One request, from reading it to its exit code. A caller that went away does not stop its verb."""
        lock = threading.Lock()

        def send(frame: Begun | Said | Done) -> None:
            with lock, suppress(OSError):
                _send(caller, msgspec.json.encode(frame))

        with caller:
            if not _same_user(caller):
                return
            try:
                caller.settimeout(GREETING)
                data = _receive(caller)
                request = _requests.decode(data or b"")
                caller.settimeout(None)
            except (OSError, msgspec.DecodeError, CaseError):
                send(Said(stream="stderr", data="the request could not be read"))
                send(Done(exit=2))
                return
            send(Begun())
            try:
                code = self._handler(request, lambda stream, data: send(Said(stream=stream, data=data)))
            except AftershockError as error:
                send(Said(stream="stderr", data=str(error)))
                code = error.exit_code
            send(Done(exit=code))


def serve(case: CaseFolder, handler: Handler) -> Listener:
    """Let other processes of this user have their verbs done by this owner; `Listener.close` ends it."""
    return Listener(case, handler)


def ask(path: str, request: Request, emit: Emit) -> int:
    """Have the owner that listens at ``path`` do a verb; returns its exit code.

    Raises CaseLocked where nobody answers there (nothing was done then), CaseError where the owner ends
    before the verb does.
    """
    begun = False
    caller = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    with caller:
        try:
            caller.connect(path)
            _send(caller, msgspec.json.encode(request))
        except OSError as error:
            raise CaseLocked(
                f"the owner of the case does not answer: {error.strerror or error}",
                where=path,
                next_step="Wait for it to end and run the verb again",
            ) from error
        while True:
            try:
                data = _receive(caller)
            except OSError:
                data = None
            if data is None and not begun:
                raise CaseLocked(
                    "the owner of the case ends", where=path, next_step="Run the verb again in a moment"
                )
            if data is None:
                raise CaseError(
                    "the owner of the case ended before the verb was done",
                    where=path,
                    next_step="Run it again: what was recorded is kept, the rest is done anew",
                )
            frame = _frames.decode(data)
            begun = True
            if isinstance(frame, Begun):
                continue
            if isinstance(frame, Done):
                return frame.exit
            emit(frame.stream, frame.data)


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

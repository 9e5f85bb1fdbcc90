"""How do posts get from the workers to the head behind the path? Through a pair of local sockets, whole or
not at all.

One message is one post; the kernel keeps them apart, so a worker that dies half way leaves nothing half.
Nothing leaves the machine, nothing is written to disk.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import suppress

import msgspec

from aftershock.shield.service.wire import Asked

LARGEST = 1 << 18
_decode = msgspec.msgpack.Decoder(Asked).decode
_encode = msgspec.msgpack.Encoder().encode


def pair() -> tuple[Outlet, Inlet]:
    """The end of the workers and the end of the head."""
    out, into = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    for each, option in ((out, socket.SO_SNDBUF), (into, socket.SO_RCVBUF)):
        each.setsockopt(socket.SOL_SOCKET, option, 1 << 20)
    out.setblocking(False)
    return Outlet(out), Inlet(into)


def packed(asked: Asked) -> bytes | None:
    """A post as one message; None where it is longer than one may be."""
    data = _encode(asked)
    return data if len(data) <= LARGEST else None


class Outlet:
    """Where workers hand posts in; inherited by all of them."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end

    def put(self, post: bytes) -> bool:
        """Hand on a post that was ``packed``; False where the head is busy or gone."""
        try:
            self._end.send(post)
        except (BlockingIOError, BrokenPipeError, ConnectionError, OSError):
            return False
        return True

    def close(self) -> None:
        """The head gets what was handed in and then ends."""
        self._end.close()


class Inlet:
    """Where the head takes posts out; can be handed to a new process."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end

    def take(self, most: int, seconds: float) -> list[Asked] | None:
        """What is there, up to ``most``, after waiting for the first; None where all other ends are
        closed.
        """
        self._end.settimeout(seconds)
        try:
            first = self._end.recv(LARGEST)
        except TimeoutError:
            return []
        if not first:
            return None
        self._end.setblocking(False)
        return [_decode(each) for each in (first, *self._more(most - 1))]

    def _more(self, most: int) -> Iterator[bytes]:
        with suppress(BlockingIOError):
            for _ in range(most):
                data = self._end.recv(LARGEST)
                if not data:
                    return
                yield data

    def close(self) -> None:
        """Give the end up."""
        self._end.close()

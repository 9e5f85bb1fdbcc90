"""How are bytes taken from a connection and given to it, with nothing done that a short one has no need of?

asyncio makes a task and a place in the poll for each connection, and looks four times, before it reads. Who
opens one for each post has mostly sent it by the time it is taken: so it is read then, and the loop watches
a line only while more is waited for. What the protocol hears, and when, is as with asyncio's own.
"""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Callable
from contextlib import suppress

BACKLOG = 1_024
AT_ONCE = 32  # connections that are taken and read before others have their turn
PIECE = 1 << 16  # bytes that are read at once
HIGH, LOW = 1 << 16, 1 << 14  # bytes not yet sent with which the protocol is to stop writing, and may go on
SHORT = frozenset([errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM])
PAUSE = 1.0  # seconds in which nothing is taken where the system is short of what a connection needs


class Line:
    """One connection, as its protocol writes to it. Not read until ``read`` or ``resume_reading``."""

    def __init__(self, taken: socket.socket, peer: str, protocol: asyncio.Protocol) -> None:
        taken.setblocking(False)
        self.peer = peer
        self._socket, self._protocol = taken, protocol
        self._loop = asyncio.get_running_loop()
        self._unsent = bytearray()
        self._watched = False  # whether the loop says when something comes
        self._heard = False  # nothing more comes
        self._full = False  # the protocol was told to stop writing
        self._ending = False  # what is unsent is the last
        self._closing = False
        self._gone = False

    def read(self) -> None:
        """Take what is there; the protocol hears it at once."""
        try:
            data = self._socket.recv(PIECE)
        except (BlockingIOError, InterruptedError):
            self.resume_reading()
        except OSError as error:
            self._lose(error)
        else:
            if data:
                self._protocol.data_received(data)
                return
            self._heard = True
            self.pause_reading()
            if not self._protocol.eof_received():
                self.close()

    def pause_reading(self) -> None:
        """Leave what comes to the system, which lets whoever sends wait."""
        if self._watched:
            self._watched = False
            self._loop.remove_reader(self._socket)

    def resume_reading(self) -> None:
        """Read whatever comes as soon as it does."""
        if not (self._watched or self._heard or self._closing):
            self._watched = True
            self._loop.add_reader(self._socket, self.read)

    def write(self, data: bytes) -> None:
        """Send at once what the system takes, the rest by and by; nothing to who has gone."""
        if self._gone:
            return
        if not self._unsent:
            try:
                sent = self._socket.send(data)
            except (BlockingIOError, InterruptedError):
                sent = 0
            except OSError as error:
                self._lose(error)
                return
            if sent == len(data):
                return
            data = data[sent:]
            self._loop.add_writer(self._socket, self._send_on)
        self._unsent += data
        if len(self._unsent) > HIGH and not self._full:
            self._full = True
            self._protocol.pause_writing()

    def write_eof(self) -> None:
        """Nothing more is written."""
        self._ending = True
        if not self._unsent and not self._gone:
            self._end()

    def close(self) -> None:
        """Read nothing more, send what is unsent, and end."""
        if not self._closing:
            self.pause_reading()
            self._closing = True
            if not self._unsent:
                self._lose(None)

    def is_closing(self) -> bool:
        """Whether it ends or has ended."""
        return self._closing

    def unsent(self) -> int:
        """Bytes that were written and that the system has not taken yet."""
        return len(self._unsent)

    def unread(self) -> bool:
        """Whether something had come that nobody read; it is gone then."""
        try:
            return bool(self._socket.recv(PIECE))
        except OSError:
            return False

    def _send_on(self) -> None:
        try:
            sent = self._socket.send(self._unsent)
        except (BlockingIOError, InterruptedError):
            return
        except OSError as error:
            self._lose(error)
            return
        del self._unsent[:sent]
        if not self._unsent:
            self._loop.remove_writer(self._socket)
        if self._full and len(self._unsent) <= LOW:
            self._full = False
            self._protocol.resume_writing()  # which may write, or close
        if not self._unsent and not self._gone:
            if self._closing:
                self._lose(None)
            elif self._ending:
                self._end()

    def _end(self) -> None:
        with suppress(OSError):  # who asked may have gone
            self._socket.shutdown(socket.SHUT_WR)

    def _lose(self, error: OSError | None) -> None:
        if self._gone:
            return
        self.pause_reading()
        if self._unsent:
            self._unsent.clear()
            self._loop.remove_writer(self._socket)
        self._closing = self._gone = True
        self._socket.close()
        self._protocol.connection_lost(error)


class Taker:
    """Takes connections from a socket that listens. ``begun`` is given each, with the address of who asks."""

    def __init__(self, listener: socket.socket, begun: Callable[[socket.socket, str], None]) -> None:
        self._listener, self._begun = listener, begun
        self._loop = asyncio.get_running_loop()
        self._open = True
        listener.setblocking(False)
        listener.listen(BACKLOG)
        self._watch()

    def close(self) -> None:
        """Take none any more."""
        if self._open:
            self._take(BACKLOG)  # who asked before is answered
            self._open = False
            self._loop.remove_reader(self._listener)
            self._listener.close()

    def _watch(self) -> None:
        if self._open:
            self._loop.add_reader(self._listener, self._take)

    def _take(self, most: int = AT_ONCE) -> None:
        for _ in range(most):
            try:
                taken, address = self._listener.accept()
            except OSError as error:
                if error.errno in SHORT:  # the system would say so again and again
                    self._loop.remove_reader(self._listener)
                    self._loop.call_later(PAUSE, self._watch)
                return  # nobody waits, or who waited has gone
            self._begun(taken, str(address[0]) if address else "")


def listener(host: str, port: int) -> socket.socket:
    """A socket of this process at an address that others of the service share; raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # what is taken from it has it too
        made.bind((host, port))
    except OSError:
        made.close()
        raise
    return made

"""Who reads what comes over a connection? Plain requests for the hot routes are read and answered here, in
the worker's own loop; with the first that is any other, the connection is handed on to the server.

Between the server's threads and the loop each request and each answer is handed over, and the interpreter's
lock with it: that costs more than a check. What is handed on goes as it came, over a socket that only this
service can open, with the address of whoever asks; the server ends the connection with its answer.
"""

from __future__ import annotations

import asyncio
import os
import re
import socket
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from email.utils import formatdate

from aftershock.shield.service import plain
from aftershock.shield.service.line_transport import Line, Taker
from aftershock.shield.service.plain import Headers, Plain

AHEAD = 1 << 18  # bytes that are read ahead of an answer that is still being worked out
IDLE = 75.0  # seconds that a connection may wait without asking
SLOW = 2.0  # seconds after which a request that is not yet whole is the server's to wait for
LAST = 2.0  # seconds in which whoever asks can still read the last answer while it sends what nobody reads
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,18})[ \t]*(?=\r\n|$)", re.IGNORECASE)

Answered = Callable[[Plain, bytes], Awaitable[tuple[int, Headers, bytes]]]


class Listening:
    """A worker's own door. ``largest``: bytes of a body; ``inner``: the path of the server's socket;
    ``mark``: the header in which it is told who asks.
    """

    def __init__(self, answered: Answered, *, largest: int, inner: str, mark: bytes) -> None:
        self.answered, self.largest, self.inner, self.mark = answered, largest, inner, mark
        self.closing = False
        self.open: set[Connection] = set()
        self.tasks: set[asyncio.Task[None]] = set()
        self._date, self._second = b"", 0
        self._taker: Taker | None = None

    async def begin(self, listener: socket.socket) -> None:
        """Take connections."""
        self._taker = Taker(listener, self._begun)

    async def end(self, seconds: float) -> None:
        """Take none any more; what is under way is answered, for so many seconds at most."""
        self.closing = True
        if self._taker is not None:
            self._taker.close()
        for each in tuple(self.open):
            each.ended()
        until = time.monotonic() + seconds
        while any(each.under_way for each in self.open) and time.monotonic() < until:
            await asyncio.sleep(0.01)

    def look(self) -> None:
        """End connections that ask nothing, hand on those that are slow; now and then."""
        now = time.monotonic()
        for each in tuple(self.open):
            each.look(now)

    def _begun(self, taken: socket.socket, peer: str) -> None:
        """A connection was taken; what came with it is read now."""
        connection = Connection(self)
        connection.begin(Line(taken, peer, connection))

    def date(self) -> bytes:
        """The date of answers, made once a second."""
        second = int(time.time())
        if second != self._second:
            self._date, self._second = formatdate(second, usegmt=True).encode(), second
        return self._date


class Connection(asyncio.Protocol):
    """One connection: one request at a time, in their order."""

    def __init__(self, door: Listening) -> None:
        self._door = door
        self._line: Line
        self._buffer = b""
        self._plain: Plain | None = None  # whose body is still coming
        self._busy = False
        self._full = False  # whoever asks does not read what was answered
        self._last = False  # nothing more is asked
        self._over = False  # all is answered; what still comes is not looked at
        self._since = time.monotonic()  # the last answer, or the beginning of what is not yet whole
        self._onward: Onward | None = None

    @property
    def under_way(self) -> bool:
        """Whether something is still to be answered, or not yet sent."""
        waiting = self._busy or (self._onward is not None and not self._over)
        return waiting or self._line.unsent() > 0

    def begin(self, line: Line) -> None:
        """It begins, with what came already."""
        self._line = line
        self._door.open.add(self)
        line.read()
        if not self._busy:
            self._read_on()

    def data_received(self, data: bytes) -> None:
        """Something came."""
        if self._over:
            return
        if self._onward is not None:
            self._onward.write(data)
            return
        if self._buffer:
            self._buffer += data
        else:
            self._buffer, self._since = data, time.monotonic()
        if not self._busy:
            self._next()
        if (self._busy or self._full) and len(self._buffer) > AHEAD:
            self._line.pause_reading()

    def eof_received(self) -> bool:
        """Nothing more comes; what is under way is answered."""
        if self._onward is not None:
            self._onward.ended()
            return not self._over
        self._last = True
        return self._busy

    def pause_writing(self) -> None:
        """Whoever asks does not read."""
        self._full = True
        if self._onward is not None:
            self._onward.pause()

    def resume_writing(self) -> None:
        """And reads again."""
        self._full = False
        if self._onward is not None:
            self._onward.resume()
        elif not self._busy:
            self._next()
            self._read_on()

    def connection_lost(self, exc: Exception | None) -> None:
        """It is over."""
        self._door.open.discard(self)
        if self._onward is not None:
            self._onward.close()

    def look(self, now: float) -> None:
        """How long has nothing happened?"""
        if self._busy or self._over or self._onward is not None:
            return
        if self._buffer and now - self._since > SLOW:
            self._hand_on()
        elif now - self._since > IDLE:
            self._line.close()

    def over(self) -> None:
        """All is answered; who still sends has a moment to read it, as an end with something unread in it
        would take the answer back.
        """
        self._over = True
        if not self._line.is_closing():
            self._line.write_eof()
            self._line.resume_reading()
            asyncio.get_running_loop().call_later(LAST, self._line.close)

    def ended(self) -> None:
        """No further request is taken."""
        if not (self._busy or self._over) and self._onward is None:
            self._line.close()

    def _next(self) -> None:
        """Begin with what stands in the buffer, if it is a whole request."""
        buffer = self._buffer
        if not buffer or self._full:
            return
        if self._plain is None:
            end = buffer.find(plain.END)
            if end < 0:
                if len(buffer) > plain.LARGEST or not _may_be_hot(buffer):
                    self._hand_on()
                return
            found = plain.read(buffer[:end])
            if found is None or found.length > self._door.largest:
                self._hand_on(end)
                return
            self._plain, self._head = found, end + len(plain.END)
        whole = self._head + self._plain.length
        if len(buffer) < whole:
            return
        asked, self._plain, self._busy = self._plain, None, True
        body, self._buffer = buffer[self._head : whole], buffer[whole:]
        task = asyncio.get_running_loop().create_task(self._answer(asked, body))
        self._door.tasks.add(task)
        task.add_done_callback(self._door.tasks.discard)

    async def _answer(self, asked: Plain, body: bytes) -> None:
        status, headers, said = await self._door.answered(asked, body)
        self._busy, self._since = False, time.monotonic()
        if self._line.is_closing():  # who asked has gone
            return
        close = asked.close or self._door.closing
        self._line.write(plain.answer(status, headers, said, date=self._door.date(), close=close))
        if not close:
            self._next()
        if not close and (self._busy or not self._last or self._onward is not None):
            self._read_on()
        elif self._line.unread():
            self.over()
        else:
            self._line.close()

    def _read_on(self) -> None:
        if self._onward is None:  # which reads as fast as the server does
            self._line.resume_reading()

    def _hand_on(self, head: int = -1) -> None:
        """Everything from here on is for the server. ``head``: where the head ends, if known. Of what is
        too large it gets the head alone: it says so at once and reads nothing.
        """
        buffer, self._buffer, self._plain = self._buffer, b"", None
        large = False
        if head >= 0:
            told = b"\r\nconnection: close\r\n%s: %s" % (self._door.mark, self._line.peer.encode())
            length = _LENGTH.search(buffer, 0, head)
            large = length is not None and int(length[1]) > self._door.largest
            buffer = buffer[:head] + told + (plain.END if large else buffer[head:])
        self._onward = Onward(self, self._line, buffer, deaf=large)
        if self._last:
            self._onward.ended()
        task = asyncio.get_running_loop().create_task(self._onward.begin(self._door.inner))
        self._door.tasks.add(task)
        task.add_done_callback(self._door.tasks.discard)


class Onward(asyncio.Protocol):
    """The way of a connection on to the server and back; neither side is read faster than the other reads.
    ``deaf``: the server has all that it needs.
    """

    def __init__(self, whose: Connection, asker: Line, first: bytes, *, deaf: bool) -> None:
        self._whose, self._asker, self._first, self._deaf = whose, asker, first, deaf
        self._server: asyncio.Transport | None = None
        self._ended = False
        asker.pause_reading()  # until the server is there

    async def begin(self, inner: str) -> None:
        """Open the way."""
        try:
            await asyncio.get_running_loop().create_unix_connection(lambda: self, inner)
        except OSError:
            self._asker.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The server is there."""
        assert isinstance(transport, asyncio.Transport)
        self._server = transport
        transport.write(self._first)
        if self._asker.is_closing():
            transport.close()
        elif self._ended and not self._deaf:
            transport.write_eof()
        else:
            self._asker.resume_reading()

    def data_received(self, data: bytes) -> None:
        """The server answers."""
        self._asker.write(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """The server has answered all."""
        if exc is not None and self._server is not None:
            self._unread(self._server)
        self._server = None
        self._whose.over()

    def _unread(self, server: asyncio.Transport) -> None:
        """What the server said before it closed without reading on: what was still sent to it came back as a
        fault, before its answer was read.
        """
        handle = server.get_extra_info("socket").fileno()
        with suppress(OSError):
            while data := os.read(handle, AHEAD):
                self._asker.write(data)

    def pause_writing(self) -> None:
        """The server does not read."""
        self._asker.pause_reading()

    def resume_writing(self) -> None:
        """And reads again."""
        self._asker.resume_reading()

    def write(self, data: bytes) -> None:
        """More of what is asked."""
        if self._server is not None and not self._deaf:
            self._server.write(data)

    def ended(self) -> None:
        """Nothing more is asked."""
        self._ended = True
        if self._server is not None and not self._deaf:
            self._server.write_eof()

    def pause(self) -> None:
        """Whoever asked does not read."""
        if self._server is not None:
            self._server.pause_reading()

    def resume(self) -> None:
        """And reads again."""
        if self._server is not None:
            self._server.resume_reading()

    def close(self) -> None:
        """Whoever asked has gone."""
        if self._server is not None:
            self._server.close()


def _may_be_hot(begun: bytes) -> bool:
    """Whether what came of a request may still become a plain one for a hot route."""
    first, line, _ = begun.partition(b"\r\n")
    return first in plain.HOT if line else any(each.startswith(first.rstrip(b"\r")) for each in plain.HOT)

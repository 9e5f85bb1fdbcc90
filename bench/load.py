"""A load generator over keep-alive connections of the loopback: closed (as fast as answered) or open (on a
clock).

One thread over one epoll, no framework: it shares the machine with what is measured, so it has to be lean
(``Measured.spent`` says what it took). Requests are made ready before. In open mode a request's time counts
from when it was due, so that a server that stalls is not excused.
"""

from __future__ import annotations

import select
import socket
import time
from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

PIECE = 1 << 18  # bytes that are read at once
STEP = 0.001  # seconds that the clock of the open mode looks away at most


class Measured(NamedTuple):
    """What came of a run; ``seconds`` of each answered request in order of arrival."""

    took: float
    seconds: list[float]
    statuses: dict[int, int]
    bodies: bytes = b""  # of the last answers, one after the other, where there were few
    spent: float = 0.0  # processor seconds of the generator itself

    def rate(self) -> float:
        """Requests a second."""
        return len(self.seconds) / self.took

    def at(self, share: float) -> float:
        """A quantile of the times, in milliseconds."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000 if ordered else float("nan")


class _One:
    """One connection, one request at a time."""

    __slots__ = ("buffer", "due", "last", "socket", "wanted")

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer, self.wanted, self.due, self.last = b"", 0, 0.0, b""

    def send(self, request: bytes, due: float) -> None:
        self.due = due
        self.socket.sendall(request)

    def status(self) -> int:
        """Read what is there; the status of the answer where it is whole, else 0."""
        data = self.socket.recv(PIECE)
        if not data:
            raise ConnectionError("the server hung up")
        buffer = self.buffer + data if self.buffer else data
        if not self.wanted:
            end = buffer.find(b"\r\n\r\n")
            if end < 0:
                self.buffer = buffer
                return 0
            head = buffer[:end].lower()
            at = head.find(b"content-length:")
            self.wanted = end + 4 + (int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0)
        if len(buffer) < self.wanted:
            self.buffer = buffer
            return 0
        self.last, self.buffer, self.wanted = buffer, b"", 0
        return int(buffer[9:12])


def request(path: str, body: bytes, *, host: str = "bench", **headers: str) -> bytes:
    """A POST as it goes over the wire; underscores in header names become hyphens."""
    lines = [f"POST {path} HTTP/1.1", f"Host: {host}", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def closed(port: int, requests: Sequence[bytes], connections: int) -> Measured:
    """Each connection sends its next request when the one before is answered."""
    return _run(port, requests, connections, 0.0)


def opened(port: int, requests: Sequence[bytes], connections: int, each_second: float) -> Measured:
    """Requests are due on a clock, whether the one before was answered or not."""
    return _run(port, requests, connections, each_second)


def answered(port: int, asked: bytes, patience: float = 30.0) -> bytes:
    """The whole answer of a server that ends the connection after it; raises TimeoutError."""
    with socket.create_connection(("127.0.0.1", port), patience) as one:
        one.sendall(asked)
        parts = []
        while part := one.recv(PIECE):
            parts.append(part)
        return b"".join(parts)


def closing(port: int, requests: Sequence[bytes], connections: int) -> Measured:
    """As ``closed``, but each request on a connection of its own, which the server ends after its answer."""
    seconds: list[float] = []
    statuses: dict[int, int] = {}
    under: dict[int, tuple[socket.socket, float, list[bytes]]] = {}
    ready, left = select.epoll(), deque(requests)
    clock, spent = time.perf_counter, time.process_time()

    def begin() -> None:
        began, one = clock(), socket.socket()
        one.connect(("127.0.0.1", port))  # no name is looked up, which cost more than to connect
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        one.sendall(left.popleft())
        under[one.fileno()] = one, began, []
        ready.register(one.fileno(), select.EPOLLIN)

    start = clock()
    while left and len(under) < connections:
        begin()
    while under:
        for handle, _ in ready.poll(10.0):
            one, began, parts = under[handle]
            part = one.recv(PIECE)
            if part:
                parts.append(part)
                continue
            one.close()  # and by that out of the epoll
            del under[handle]
            seconds.append(clock() - began)
            status = int(b"".join(parts)[9:12])
            statuses[status] = statuses.get(status, 0) + 1
            if left:
                begin()
    took, spent = clock() - start, time.process_time() - spent
    ready.close()
    return Measured(took, seconds, statuses, spent=spent)


def _run(port: int, requests: Sequence[bytes], connections: int, each_second: float) -> Measured:
    seconds: list[float] = []
    statuses: dict[int, int] = {}
    made = [_One(port) for _ in range(connections)]
    by_handle = {each.socket.fileno(): each for each in made}
    ready = select.epoll()
    for handle in by_handle:
        ready.register(handle, select.EPOLLIN)
    left = deque(requests)
    free: list[_One] = list(made)
    late: deque[float] = deque()  # times at which requests were due for which no connection was free
    clock, spent = time.perf_counter, time.process_time()
    start, sent = clock(), 0
    while not each_second and left and free:
        free.pop().send(left.popleft(), clock())
    while len(seconds) < len(requests):
        while each_second and sent < len(requests) and start + sent / each_second <= clock():
            at = start + sent / each_second
            sent += 1
            if free:
                free.pop().send(left.popleft(), at)
            else:
                late.append(at)
        for handle, _ in ready.poll(STEP if sent < len(requests) and each_second else 10.0):
            one = by_handle[handle]
            status = one.status()
            if not status:
                continue
            now = clock()
            seconds.append(now - one.due)
            statuses[status] = statuses.get(status, 0) + 1
            if each_second and not late:
                free.append(one)
            elif left:
                one.send(left.popleft(), late.popleft() if each_second else now)
    took, spent = clock() - start, time.process_time() - spent
    for one in made:
        one.socket.close()
    ready.close()
    return Measured(took, seconds, statuses, b"".join(one.last for one in made), spent)

"""A load generator over keep-alive connections of the loopback: closed (as fast as answered) or open (on a
clock).

One process, raw asyncio protocols, requests made ready before; about 15 microseconds a request of its own.
In open mode a request's time counts from when it was due, so that a server that stalls is not excused.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple


class Measured(NamedTuple):
    """What came of a run; ``seconds`` of each answered request in order of arrival."""

    took: float
    seconds: list[float]
    statuses: dict[int, int]
    bodies: bytes = b""  # of the last answers, one after the other, where there were few

    def rate(self) -> float:
        """Requests a second."""
        return len(self.seconds) / self.took

    def at(self, share: float) -> float:
        """A quantile of the times, in milliseconds."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000 if ordered else float("nan")


class _One(asyncio.Protocol):
    """One connection, one request at a time."""

    def __init__(self, done: Callable[[_One, int, float], None]) -> None:
        self.done, self.buffer, self.wanted, self.due, self.last = done, b"", 0, 0.0, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def send(self, request: bytes, due: float) -> None:
        self.due = due
        self.transport.write(request)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        self.buffer = data if not self.buffer else self.buffer + data
        if not self.wanted:
            end = self.buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            head = self.buffer[:end].lower()
            at = head.find(b"content-length:")
            length = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
            self.wanted = end + 4 + length
        if len(self.buffer) >= self.wanted:
            status = int(self.buffer[9:12])
            self.last = self.buffer[: self.wanted]
            self.buffer, self.wanted = self.buffer[self.wanted :], 0
            self.done(self, status, time.perf_counter() - self.due)


def request(path: str, body: bytes, *, host: str = "bench", **headers: str) -> bytes:
    """A POST as it goes over the wire; underscores in header names become hyphens."""
    lines = [f"POST {path} HTTP/1.1", f"Host: {host}", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def closed(port: int, requests: Sequence[bytes], connections: int) -> Measured:
    """Each connection sends its next request when the one before is answered."""
    return asyncio.run(_run(port, requests, connections, 0.0))


def opened(port: int, requests: Sequence[bytes], connections: int, each_second: float) -> Measured:
    """Requests are due on a clock, whether the one before was answered or not."""
    return asyncio.run(_run(port, requests, connections, each_second))


def closing(port: int, requests: Sequence[bytes], connections: int) -> Measured:
    """As ``closed``, for a server that ends each connection after its answer."""
    return asyncio.run(_each_anew(port, requests, connections))


async def _each_anew(port: int, requests: Sequence[bytes], connections: int) -> Measured:
    left, seconds, statuses = iter(requests), list[float](), dict[int, int]()

    async def one_after_the_other() -> None:
        for asked in left:
            start = time.perf_counter()
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(asked)
            answer = await reader.read(-1)
            writer.close()
            seconds.append(time.perf_counter() - start)
            statuses[int(answer[9:12])] = statuses.get(int(answer[9:12]), 0) + 1

    start = time.perf_counter()
    await asyncio.gather(*(one_after_the_other() for _ in range(connections)))
    return Measured(time.perf_counter() - start, seconds, statuses)


async def _run(port: int, requests: Sequence[bytes], connections: int, each_second: float) -> Measured:
    loop = asyncio.get_running_loop()
    over: asyncio.Future[None] = loop.create_future()
    seconds: list[float] = []
    statuses: dict[int, int] = {}
    left: Iterator[bytes] = iter(requests)
    free: list[_One] = []
    due: list[float] = []  # times at which requests were due for which no connection was free

    def done(connection: _One, status: int, took: float) -> None:
        seconds.append(took)
        statuses[status] = statuses.get(status, 0) + 1
        if len(seconds) == len(requests):
            over.set_result(None)
        elif not each_second:
            following = next(left, None)
            if following is not None:
                connection.send(following, time.perf_counter())
        elif due:
            connection.send(next(left), due.pop(0))
        else:
            free.append(connection)

    made = [await loop.create_connection(lambda: _One(done), "127.0.0.1", port) for _ in range(connections)]
    start = time.perf_counter()
    if each_second:
        free += [each for _, each in made]
        await _clock(start, len(requests), each_second, free, due, left)
    else:
        for _, each in made:
            following = next(left, None)
            if following is not None:
                each.send(following, time.perf_counter())
    await over
    took = time.perf_counter() - start
    for transport, _ in made:
        transport.close()
    return Measured(took, seconds, statuses, b"".join(each.last for _, each in made))


async def _clock(
    start: float, count: int, each_second: float, free: list[_One], due: list[float], left: Iterator[bytes]
) -> None:
    sent = 0
    while sent < count:
        now = time.perf_counter()
        while sent < count and start + sent / each_second <= now:
            at = start + sent / each_second
            if free:
                free.pop().send(next(left), at)
            else:
                due.append(at)
            sent += 1
        await asyncio.sleep(0.0005)

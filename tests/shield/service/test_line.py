"""Is a short connection read at once and watched only where it has to be, and does no answer get lost by
that?
"""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Callable
from contextlib import closing

import pytest

from aftershock.shield.service import line_transport
from aftershock.shield.service.line_transport import Taker, listener
from aftershock.shield.service.listening_transport import Listening
from tests.shield.service.running import free_port
from tests.shield.service.test_listening import echo, in_front_of, one_answer, request

CLOSE = b"Connection: close"


def connected(port: int, first: bytes = b"") -> socket.socket:
    """A connection that stands, with what was sent, before the loop of the door has its next turn."""
    made = socket.create_connection(("127.0.0.1", port), 20)
    made.sendall(first)
    return made


def watching(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The sockets that the running loop is asked to watch from now on."""
    asked: list[object] = []
    loop = asyncio.get_running_loop()
    whole = loop.add_reader

    def add_reader(handle: socket.socket, *rest: Callable[[], None]) -> None:
        asked.append(handle)
        whole(handle, *rest)

    monkeypatch.setattr(loop, "add_reader", add_reader)
    return asked


def test_who_asks_once_is_never_watched_and_who_stays_is(monkeypatch: pytest.MonkeyPatch) -> None:
    async def ask(door: Listening, port: int) -> None:
        asked = watching(monkeypatch)
        with closing(connected(port, request("/v1/check", b"body", CLOSE))) as once:
            told = await asyncio.to_thread(lambda: once.makefile("rb").read())
            assert told.endswith(b"\r\n\r\nbody")
        assert asked == []
        reader, writer = await asyncio.open_connection(
            sock=connected(port, request("/v1/check", b"one")),
        )
        assert (await one_answer(reader))[1] == b"one"
        writer.write(request("/v1/check", b"two"))
        assert (await one_answer(reader))[1] == b"two"
        assert len(asked) == 1, "its answer given, it may ask again"
        writer.close()

    in_front_of(echo, ask)


@pytest.mark.parametrize("odd", [b"\r\n", request("/v1/check", b"nobody answers this")])
def test_what_comes_after_the_last_request_does_not_take_its_answer_back(odd: bytes) -> None:
    async def ask(door: Listening, port: int) -> None:
        with closing(connected(port, request("/v1/check", b"12", CLOSE))) as line:
            await asyncio.sleep(0.005)
            line.sendall(odd)  # while the answer is being worked out
            await asyncio.sleep(0.1)
            line.sendall(odd)  # and after it was given
            await asyncio.sleep(0.1)
            told = await asyncio.to_thread(lambda: line.makefile("rb").read())
            assert told.count(b"HTTP/1.1 200") == 1
            assert told.endswith(b"\r\n\r\n12")

    in_front_of(echo, ask)


def test_a_long_last_answer_reaches_who_reads_slowly() -> None:
    body = bytes(range(256)) * 40_000

    async def ask(door: Listening, port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1_000)
        writer.write(request("/v1/check", body, CLOSE))
        await writer.drain()
        while not any(each.under_way for each in door.open):
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.1)
        await reader.readuntil(b"\r\n\r\n")
        assert await reader.read() == body
        assert not door.open

    in_front_of(echo, ask, largest=len(body))


def test_who_asked_before_the_end_is_answered_though_nobody_had_looked() -> None:
    async def ask(door: Listening, port: int) -> None:
        with (
            closing(connected(port, request("/v1/check", b"early"))) as early,
            closing(connected(port)) as idle,
        ):
            await door.end(5)
            told = await asyncio.to_thread(lambda: early.makefile("rb").read())
            assert told.startswith(b"HTTP/1.1 200")
            assert told.endswith(b"\r\n\r\nearly")
            assert await asyncio.to_thread(idle.recv, 1) == b""

    in_front_of(echo, ask)


def test_where_handles_are_short_nobody_is_taken_for_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_transport, "PAUSE", 0.05)
    tries = 0

    class Short(socket.socket):
        def accept(self) -> tuple[socket.socket, object]:
            nonlocal tries
            tries += 1
            if tries < 3:
                raise OSError(errno.EMFILE, "too many open files")
            return super().accept()

    async def run() -> None:
        port, begun = free_port(), asyncio.get_running_loop().create_future()

        def begin(taken: socket.socket, peer: str) -> None:
            begun.set_result(peer)
            taken.close()

        with closing(listener("127.0.0.1", port)) as made:
            short = Short(made.family, made.type, made.proto, fileno=made.detach())
        taker = Taker(short, begin)
        with closing(connected(port)):
            await asyncio.sleep(0.02)
            assert tries == 1, "not again and again"
            assert await asyncio.wait_for(begun, 10) == "127.0.0.1"
        taker.close()

    asyncio.run(run())


def test_who_goes_away_leaves_nothing_behind() -> None:
    async def ask(door: Listening, port: int) -> None:
        for first in (b"", request("/v1/check", b"half")[:-2], request("/v1/check", b"12")):
            connected(port, first).close()
            with closing(connected(port, first)) as cut:  # and with a reset
                cut.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        await asyncio.sleep(0.05)
        while door.open:
            await asyncio.sleep(0.01)

    in_front_of(echo, ask)


def test_a_line_sends_each_answer_at_once() -> None:
    """Without waiting for more to fill a packet, which the listening socket is asked for once for all."""
    with closing(listener("127.0.0.1", free_port())) as made:
        made.listen()
        with closing(connected(made.getsockname()[1])):
            taken, _ = made.accept()
            with closing(taken):
                assert taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)

"""Does a worker's own door answer what it reads, in order, and hand on everything else whole?"""

from __future__ import annotations

import asyncio
import json
import socket
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from aftershock.errors import UsageError
from aftershock.shield.service import listening_transport as listening
from aftershock.shield.service import plain
from aftershock.shield.service.front import Front
from aftershock.shield.service.line_transport import listener
from aftershock.shield.service.listening_transport import Listening, Onward
from aftershock.shield.service.plain import Headers, Plain
from aftershock.shield.service.serving import NAMED, _inner, _listened
from tests.shield.service.running import CALL, Running, free_port

MARK = b"x-from-test"


def request(path: str, body: bytes, *more: bytes, line: bytes = b"") -> bytes:
    first = line or f"POST {path} HTTP/1.1".encode()
    return b"\r\n".join([first, b"Host: forum", b"Content-Length: %d" % len(body), *more, b"", body])


def in_front_of(
    inner: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]],
    ask: Callable[[Listening, int], Awaitable[None]],
    *,
    largest: int = 1_000_000,
) -> None:
    """Run ``ask`` against a door that answers a body with itself, later the larger it is, and the server."""

    async def answered(asked: Plain, body: bytes) -> tuple[int, Headers, bytes]:
        await asyncio.sleep(0.02 if len(body) < 3 else 0)
        return 200, [(b"x-path", asked.path.encode())], body

    async def run() -> None:
        with tempfile.TemporaryDirectory(prefix="door-") as folder:
            path = f"{folder}/inner"
            server = await asyncio.start_unix_server(inner, path)
            door, port = Listening(answered, largest=largest, inner=path, mark=MARK), free_port()
            await door.begin(listener("127.0.0.1", port))
            try:
                await asyncio.wait_for(ask(door, port), 30)
            finally:
                await door.end(2)
                server.close()

    asyncio.run(run())


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A server that sends back what it gets until nothing more comes."""
    while data := await reader.read(1 << 16):
        writer.write(data)
        await writer.drain()
    writer.close()


async def one_answer(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    top = await reader.readuntil(plain.END)
    length = int(top.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    return top, await reader.readexactly(length)


def test_requests_sent_ahead_are_answered_in_their_order() -> None:
    async def ask(door: Listening, port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        bodies = [b"a", b"long enough to be quick", b"", b"b", b"x" * 300_000]
        writer.write(b"".join(request("/v1/check", body) for body in bodies))
        for body in bodies:
            assert (await one_answer(reader))[1] == body
        for at in range(40):  # a byte at a time
            writer.write(request("/v1/check", b"12")[at : at + 1])
            await asyncio.sleep(0)
        writer.write(request("/v1/check", b"12", b"Connection: close")[40:])
        assert (await one_answer(reader))[1] == b"12"
        assert await reader.read() == b"", "it was the last"

    in_front_of(echo, ask)


def test_who_sends_nothing_more_is_still_answered() -> None:
    async def ask(door: Listening, port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request("/v1/check", b"a") + request("/v1/check", b"b"))
        writer.write_eof()
        assert (await one_answer(reader))[1] == b"a"
        assert (await one_answer(reader))[1] == b"b"
        assert await reader.read() == b""

    in_front_of(echo, ask)


class _Asker:
    """What a connection of whoever asks is to the way onward: words come to it, and it is over."""

    def __init__(self) -> None:
        self.told, self.done = b"", False

    def write(self, data: bytes) -> None:
        assert not self.done
        self.told += data

    def over(self) -> None:
        self.done = True

    def is_closing(self) -> bool:
        return False

    def pause_reading(self) -> None: ...

    resume_reading = close = pause_reading


def test_an_answer_given_before_the_body_was_read_is_not_lost(tmp_path: Path) -> None:
    """A server says no to a head and closes; the body that comes then cannot be sent any more."""
    asker, go, answer = _Asker(), threading.Event(), b"HTTP/1.1 401 Unauthorized\r\n\r\n"
    with closing(socket.socket(socket.AF_UNIX)) as server:
        server.bind(str(tmp_path / "inner"))
        server.listen()

        def refuse() -> None:
            connection, _ = server.accept()
            with closing(connection):
                connection.recv(1)  # the rest of the head is never read
                go.wait(10)
                connection.sendall(answer)

        async def ask() -> None:
            onward = Onward(asker, asker, b"POST /v1/appeals HTTP/1.1\r\n\r\n", deaf=False)  # type: ignore[arg-type]
            await onward.begin(str(tmp_path / "inner"))
            go.set()
            thread.join(10)  # the loop hears of the answer only after this
            onward.write(b"body")
            await asyncio.sleep(0.1)

        thread = threading.Thread(target=refuse)
        thread.start()
        asyncio.run(ask())
    assert (asker.told, asker.done) == (answer, True)


def test_what_is_not_plain_goes_on_whole_with_who_asks() -> None:
    large = bytes(range(256)) * 20_000

    async def ask(door: Listening, port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request("/v1/check", b"first"))
        assert (await one_answer(reader))[1] == b"first"
        writer.write(request("/v1/appeals", b"") + large)
        top = await reader.readuntil(plain.END)
        told = b"\r\nconnection: close\r\nx-from-test: 127.0.0.1"
        assert top == request("/v1/appeals", b"")[:-4] + told + plain.END
        writer.write(request("/v1/check", b"it is the server's now"))
        writer.write_eof()
        assert await reader.read() == large + request("/v1/check", b"it is the server's now")

    in_front_of(echo, ask)


@pytest.mark.parametrize(
    "begun",
    [
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01",
        b"\r\n\r\n",
        b"POST /v1/check HTTP/1.1\r\nX-Long: " + b"x" * plain.LARGEST,
        request("/v1/check", b"", line=b"POST /v1/check HTTP/1.0"),
        request("/v1/check", b"", b"Content-Length: 99"),
    ],
    ids=["two", "sealed", "blank", "long", "old", "twice"],
)
def test_nothing_is_refused_here(begun: bytes) -> None:
    async def ask(door: Listening, port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(begun)
        writer.write_eof()
        back = await reader.read()
        told = b"\r\nconnection: close\r\nx-from-test: 127.0.0.1"
        assert back.replace(told, b"") == begun

    in_front_of(echo, ask)


def test_of_what_is_too_large_the_server_gets_the_head_and_its_answer_arrives() -> None:
    async def refuses(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        top = await reader.readuntil(plain.END)
        writer.write(b"no: " + top)
        await writer.drain()
        writer.close()

    async def ask(door: Listening, port: int) -> None:
        for path in ("/v1/check", "/v1/appeals"):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(request(path, b"y" * 5_000_000))
            back = await reader.read()
            assert back.startswith(b"no: POST %s HTTP/1.1\r\n" % path.encode())
            assert b"Content-Length: 5000000\r\n" in back
            writer.close()

    in_front_of(refuses, ask, largest=1_000)


def test_what_is_slow_is_handed_on_and_who_asks_nothing_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "SLOW", 0.05)
    monkeypatch.setattr(listening, "IDLE", 0.2)

    async def ask(door: Listening, port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        idle, _ = await asyncio.open_connection("127.0.0.1", port)
        half = request("/v1/check", b"12345")[:-2]
        writer.write(half)
        await asyncio.sleep(0.1)
        door.look()
        assert await reader.readexactly(len(half)) == half
        await asyncio.sleep(0.15)
        door.look()
        assert await idle.read() == b""
        writer.close()

    in_front_of(echo, ask)


def test_who_does_not_read_is_not_written_to_for_ever() -> None:
    sent = 0

    async def pours(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        await reader.read(1)
        for _ in range(400):
            writer.write(b"z" * 100_000)
            await writer.drain()
            sent += 1
        writer.close()

    async def ask(door: Listening, port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1_000)
        writer.write(request("/elsewhere", b""))
        before = -1
        while sent != before:
            before = sent
            await asyncio.sleep(0.2)
        assert sent < 300
        whole = 0
        while data := await reader.read(1 << 16):
            whole += len(data)
        assert whole == 40_000_000

    in_front_of(pours, ask)


def test_where_the_server_is_away_the_connection_ends() -> None:
    async def ask(door: Listening, port: int) -> None:
        door.inner += "-gone"
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request("/elsewhere", b""))
        assert await reader.read() == b""

    in_front_of(echo, ask)


def test_at_the_end_what_is_under_way_is_answered_and_nobody_let_in() -> None:
    async def ask(door: Listening, port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        idle, _ = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request("/v1/check", b"a"))
        await asyncio.sleep(0.005)
        await door.end(5)
        top, body = await one_answer(reader)
        assert (body, b"connection: close" in top) == (b"a", True)
        assert await idle.read() == b""
        with pytest.raises(ConnectionError):
            await asyncio.open_connection("127.0.0.1", port)

    in_front_of(echo, ask)


# --- the whole service ---------------------------------------------------------------------------


@pytest.fixture
def line(service: Running) -> Iterator[socket.socket]:
    with closing(socket.create_connection(("127.0.0.1", service.port), 20)) as made:
        yield made


def said(line: socket.socket, count: int = 1) -> list[tuple[int, dict[str, object]]]:
    """Status and body of so many answers."""
    reader, found = line.makefile("rb"), []
    for _ in range(count):
        status, length = int(reader.readline().split()[1]), 0
        while (field := reader.readline().strip()) != b"":
            if field.lower().startswith(b"content-length:"):
                length = int(field.split(b":")[1])
        found.append((status, json.loads(reader.read(length) or b"{}")))
    return found


def post(service: Running, id_: str, text: str, *more: bytes) -> bytes:
    body = json.dumps({"platform": "forum", "id": id_, "text": text}).encode()
    return request("/v1/check", body, b"Authorization: Bearer " + service.key.encode(), *more)


def test_one_connection_asks_plainly_then_otherwise(service: Running, line: socket.socket) -> None:
    line.sendall(post(service, "l1", CALL) + post(service, "l2", "fine") + post(service, "l1", CALL))
    (_, one), (_, two), (_, again) = said(line, 3)
    assert [each["item"] for each in (one, two, again)] == ["forum:l1", "forum:l2", "forum:l1"]
    assert (one["verdict"], two["verdict"], again["again"]) == ("hold", "allow", True)
    body = json.dumps({"platform": "forum", "id": "l3", "text": CALL}).encode()
    pieces = b"".join(b"%x\r\n%s\r\n" % (len(each), each) for each in (body[:9], body[9:])) + b"0\r\n\r\n"
    line.sendall(
        b"POST /v1/check HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
        + f"Authorization: Bearer {service.key}\r\n\r\n".encode()
        + pieces
    )
    ((status, answer),) = said(line)
    assert (status, answer["item"], answer["verdict"]) == (200, "forum:l3", "hold")


def test_the_refusals_of_both_ways_are_the_same(service: Running) -> None:
    large = b'{"platform":"f","id":"1","text":"' + b"x" * 200_001 + b'"}'
    for body, key in ((b"{", service.key), (large, service.key), (b"{}", "as_no_key"), (b"{}", "")):
        found = []
        for more in ((), (b"X-A: 1", b"X-A: 2")):  # the second is the server's: a name that stands twice
            with closing(socket.create_connection(("127.0.0.1", service.port), 20)) as line:
                line.sendall(request("/v1/check", body, b"Authorization: Bearer " + key.encode(), *more))
                found += said(line)
        assert found[0] == found[1]
        assert found[0][0] in (400, 401, 413)


def test_a_body_that_comes_slowly_is_waited_for(service: Running, line: socket.socket) -> None:
    whole = post(service, "slow", CALL)
    line.sendall(whole[:-20])
    time.sleep(listening.SLOW + 0.7)
    line.sendall(whole[-20:])
    ((status, answer),) = said(line)
    assert (status, answer["verdict"]) == (200, "hold")


def test_who_asks_is_told_and_nobody_can_say_it_for_another() -> None:
    front = Front.__new__(Front)
    front.mark = MARK
    scope = {
        "client": None,
        "headers": [(b"host", b"a"), (b"x-from-other", b"1.1.1.1"), (MARK, b"9.9.9.9"), (MARK, b"2.2.2.2")],
    }
    front._from_whom(scope)
    assert scope["client"] == ("2.2.2.2", 0), "the last is the one that was put there"
    assert scope["headers"] == [(b"host", b"a"), (b"x-from-other", b"1.1.1.1")]


def test_an_address_that_somebody_else_has_is_said_before_anything_starts() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        port = other.getsockname()[1]
        with pytest.raises(UsageError, match="cannot listen"), _listened("127.0.0.1", port):
            pass
    with _listened("127.0.0.1", free_port()) as (host, kept), closing(listener(host, kept)) as mine:
        assert mine.getsockname()[1] == kept, "each worker has a socket of its own there"


def test_the_inner_socket_lies_in_the_folder_where_its_name_is_short_enough(tmp_path: Path) -> None:
    with _inner(tmp_path / "run") as place:
        assert place.parent.is_dir()
        assert len(str(place)) <= NAMED
    with _inner(tmp_path / ("long" * 30)) as place:
        assert place.parent.is_dir()
        assert place.parent.stat().st_mode & 0o77 == 0
        assert len(str(place)) <= NAMED
    assert not place.parent.exists()

"""Are only plain requests read as such? Whatever may be read in two ways is left to the server."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftershock.shield.service import plain

LINE = b"POST /v1/check HTTP/1.1"
HOST, LENGTH = b"Host: forum", b"Content-Length: 7"


def head(*lines: bytes) -> bytes:
    return b"\r\n".join(lines)


def test_a_plain_request_is_read() -> None:
    found = plain.read(
        head(LINE, HOST, b"authorization:  Bearer as_1_2 ", b"CONTENT-length: 12", b"X-A: b: c")
    )
    assert found is not None
    assert (found.method, found.path, found.length, found.close) == ("POST", "/v1/check", 12, False)
    assert (b"authorization", b"Bearer as_1_2") in found.headers
    assert (b"x-a", b"b: c") in found.headers
    last = plain.read(head(b"GET /readyz HTTP/1.1", HOST, b"Connection: Close"))
    assert last is not None
    assert (last.method, last.length, last.close) == ("GET", 0, True)


ODD = {
    "another route": (b"POST /v1/appeals HTTP/1.1", HOST, LENGTH),
    "a query": (b"POST /v1/check?a=1 HTTP/1.1", HOST, LENGTH),
    "a whole address": (b"POST http://forum/v1/check HTTP/1.1", HOST, LENGTH),
    "another method": (b"PUT /v1/check HTTP/1.1", HOST, LENGTH),
    "an old version": (b"POST /v1/check HTTP/1.0", HOST, LENGTH),
    "two blanks": (b"POST  /v1/check HTTP/1.1", HOST, LENGTH),
    "no host": (LINE, LENGTH),
    "no length": (LINE, HOST),
    "two lengths": (LINE, HOST, LENGTH, b"content-length: 8"),
    "twice the same length": (LINE, HOST, LENGTH, LENGTH),
    "a length with a sign": (LINE, HOST, b"Content-Length: +7"),
    "a list of lengths": (LINE, HOST, b"Content-Length: 7, 7"),
    "a length of letters": (LINE, HOST, b"Content-Length: \xb2"),
    "no number": (LINE, HOST, b"Content-Length:"),
    "in pieces": (LINE, HOST, b"Transfer-Encoding: chunked"),
    "in pieces and with a length": (LINE, HOST, LENGTH, b"transfer-encoding: chunked"),
    "a blank before the colon": (LINE, HOST, LENGTH, b"Transfer-Encoding : chunked"),
    "a blank before the length's colon": (LINE, HOST, b"Content-Length : 7"),
    "a folded line": (LINE, HOST, LENGTH, b"X-A: b", b" c"),
    "a folded line with a tab": (LINE, HOST, LENGTH, b"\tContent-Length: 8"),
    "a bare line feed": (LINE, HOST, LENGTH, b"X-A: b\nTransfer-Encoding: chunked"),
    "a bare return": (LINE, HOST, LENGTH, b"X-A: b\rX-B: c"),
    "nothing in a line": (LINE, HOST, LENGTH, b"", b"X-A: b"),
    "no colon": (LINE, HOST, LENGTH, b"X-A"),
    "no name": (LINE, HOST, LENGTH, b": b"),
    "nul": (LINE, HOST, LENGTH, b"X-A: \0"),
    "to be asked first": (LINE, HOST, LENGTH, b"Expect: 100-continue"),
    "another protocol": (LINE, HOST, LENGTH, b"Upgrade: h2c"),
    "another connection": (LINE, HOST, LENGTH, b"Connection: keep-alive, upgrade"),
    "packed": (LINE, HOST, LENGTH, b"Content-Encoding: gzip"),
    "two keys": (LINE, HOST, LENGTH, b"Authorization: Bearer a", b"authorization: Bearer b"),
    "a body that a GET brings": (b"GET /healthz HTTP/1.1", HOST, LENGTH),
    "a blank in front": (b" " + LINE, HOST, LENGTH),
    "a return in front": (b"", LINE, HOST, LENGTH),
}


@pytest.mark.parametrize("lines", ODD.values(), ids=ODD)
def test_what_is_not_plain_is_left_to_the_server(lines: tuple[bytes, ...]) -> None:
    assert plain.read(head(*lines)) is None


@given(st.binary(max_size=60), st.integers(0, 3))
def test_whatever_comes_is_read_or_left(line: bytes, place: int) -> None:
    lines = [LINE, HOST, LENGTH]
    lines.insert(place, line)
    found = plain.read(head(*lines))
    if found is not None:
        assert found.length == 7
        names = [name for name, _ in found.headers]
        assert len(set(names)) == len(names) == len(lines) - 1
        assert not any(set(value) & set(b"\r\n\0") for _, value in found.headers)


def test_an_answer_tells_its_length_and_whether_it_is_the_last() -> None:
    date = b"Mon, 23 Nov 2026 03:00:00 GMT"
    said = plain.answer(429, [(b"retry-after", b"2")], b"{}", date=date, close=True)
    top, body = said.split(plain.END)
    assert body == b"{}"
    assert top.split(b"\r\n") == [
        b"HTTP/1.1 429 Too Many Requests", b"retry-after: 2", b"content-length: 2", b"date: " + date,
        b"connection: close",
    ]  # fmt: skip
    assert b"connection" not in plain.answer(200, [], b"", date=date, close=False)

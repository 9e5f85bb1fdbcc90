"""Which requests can be read without a server in between? The plain ones that ask for a hot route.

Plain is a head of one piece with the request line of a hot route, one length, at most one key, and nothing
that changes how the rest is to be read. Whatever is otherwise, by right or not, is for the real server to
judge: nothing is refused here.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import NamedTuple

HOT = {
    f"{method} {path} HTTP/1.1".encode(): (method, path)
    for method, path in (
        ("POST", "/v1/check"),
        ("POST", "/v1/check/batch"),
        ("GET", "/healthz"),
        ("GET", "/readyz"),
        ("GET", "/metrics"),
    )
}
LARGEST = 16_384  # bytes of a head
END = b"\r\n\r\n"
# What changes how a body or a connection is to be read; each is the real server's business.
_ODD = frozenset([b"transfer-encoding", b"expect", b"upgrade", b"te", b"trailer", b"content-encoding"])
_TOKEN = frozenset(b"!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz")
_LINES = {
    each.value: f"HTTP/1.1 {each.value} {each.phrase}\r\n".encode() for each in HTTPStatus if each >= 200
}

Headers = list[tuple[bytes, bytes]]


class Plain(NamedTuple):
    """A head that was read. ``length`` bytes of body follow; ``close``: the connection ends with the
    answer.
    """

    method: str
    path: str
    headers: Headers
    length: int
    close: bool


def read(head: bytes) -> Plain | None:
    """The head of a plain request (without its end), None for any other."""
    first, *lines = head.split(b"\r\n")
    hot = HOT.get(first)
    if hot is None:
        return None
    headers: Headers = []
    length, close = -1, False
    seen: set[bytes] = set()
    for line in lines:
        name, colon, value = line.partition(b":")
        name, value = name.lower(), value.strip(b" \t")
        if not colon or not name or not _TOKEN.issuperset(name) or name in _ODD or name in seen:
            return None
        if b"\n" in value or b"\r" in value or b"\0" in value:
            return None
        seen.add(name)
        if name == b"content-length":
            if not value.isdigit() or len(value) > 12:
                return None
            length = int(value)
        elif name == b"connection":
            if value.lower() not in (b"close", b"keep-alive"):
                return None
            close = value.lower() == b"close"
        headers.append((name, value))
    if b"host" not in seen or (length < 0 and hot[0] == "POST") or (length > 0 and hot[0] == "GET"):
        return None
    return Plain(*hot, headers, max(length, 0), close)


def answer(status: int, headers: Headers, body: bytes, *, date: bytes, close: bool) -> bytes:
    """An answer as it goes over the wire."""
    said = b"".join(b"%s: %s\r\n" % each for each in headers)
    end = b"connection: close\r\n\r\n" if close else b"\r\n"
    return b"%s%scontent-length: %d\r\ndate: %s\r\n%s%s" % (
        _LINES[status], said, len(body), date, end, body,
    )  # fmt: skip

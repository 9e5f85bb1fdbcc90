"""What does a host answer? The one place that opens connections to the addresses a user names."""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping
from typing import Protocol

from aftershock.errors import FetchError
from aftershock.records import Record

CHUNK = 65536


class Request(Record, frozen=True, kw_only=True):
    """A GET: the address, and which IP address its host was found to have (so that it cannot change)."""

    url: str
    scheme: str
    host: str
    port: int
    target: str
    ip: str
    headers: dict[str, str]
    timeout: float
    max_bytes: int


class Answer(Record, frozen=True, kw_only=True):
    """Status, headers (names in lower case) and body; ``cut`` where the body was longer than allowed."""

    status: int
    headers: Mapping[str, str]
    data: bytes
    cut: bool = False


class Transport(Protocol):
    """Whatever answers a request; tests hand in their own."""

    def __call__(self, request: Request, *, clock: Callable[[], float]) -> Answer: ...


def addresses(host: str, port: int) -> tuple[str, ...]:
    """The IP addresses of a host; raises FetchError where it has none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchError(
            f"the host cannot be found ({error})",
            where=host,
            next_step="Check the address and the connection",
        ) from error
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


def send(request: Request, *, clock: Callable[[], float]) -> Answer:
    """Sends one request over HTTP; follows nothing. Raises FetchError for what goes wrong on the way."""
    import urllib3

    timeout = urllib3.Timeout(connect=request.timeout, read=request.timeout)
    pool: urllib3.HTTPConnectionPool
    if request.scheme == "https":
        # The certificate must be the host's, though the connection is made to the address that was checked.
        pool = urllib3.HTTPSConnectionPool(
            request.ip,
            request.port,
            timeout=timeout,
            retries=False,
            server_hostname=request.host,
            assert_hostname=request.host,
        )
    else:
        pool = urllib3.HTTPConnectionPool(request.ip, request.port, timeout=timeout, retries=False)
    deadline = clock() + request.timeout
    try:
        response = pool.urlopen(
            "GET", request.target, headers=request.headers, redirect=False, preload_content=False
        )
        data = _body(response.read1, request, clock, deadline)
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(status=response.status, headers=headers, data=data, cut=len(data) > request.max_bytes)
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise FetchError(
            f"the connection failed ({type(error).__name__}: {error})",
            where=request.url,
            next_step="Try again later, or save the page in a browser and add the file",
        ) from error
    finally:
        pool.close()


def _body(
    read: Callable[[int], bytes], request: Request, clock: Callable[[], float], deadline: float
) -> bytes:
    """The body as it arrives, until it ends or is too long; who drips bytes is left at the deadline."""
    pieces, size = [], 0
    while size <= request.max_bytes and (piece := read(CHUNK)):
        pieces.append(piece)
        size += len(piece)
        if clock() > deadline:
            raise FetchError(
                f"no whole answer within {request.timeout:g} s",
                where=request.url,
                next_step="Try again later, or save the page in a browser and add the file",
            )
    return b"".join(pieces)

"""What does a language model answer? The one place that opens a connection to the address the user names.

Any address with the chat interface that many servers share (``POST .../chat/completions``) will do, one on
the same machine too. Nothing is sent anywhere unless a person names an address for this case.
"""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit

import msgspec

from aftershock.errors import FetchError
from aftershock.text import sha256

TIMEOUT = 120.0  # seconds: a small model on a laptop takes a minute for a page
LARGEST = 2_000_000  # bytes of an answer


class Server(NamedTuple):
    """Where a language model is asked, and by which name it is known there; ``key`` stays out of the case."""

    address: str
    model: str
    key: str | None = None


class _Message(msgspec.Struct):
    content: str | None = None


class _Choice(msgspec.Struct):
    message: _Message


class _Reply(msgspec.Struct):
    choices: list[_Choice] = []


class Reply(NamedTuple):
    """The SHA-256 of what was sent, and the body that came back, as it came."""

    request: str
    body: str


def ask(server: Server, instruction: str, passage: str) -> Reply:
    """What the model answers; deterministic as far as the server can be (temperature 0).

    Raises FetchError where the address cannot be reached, refuses, or gives no answer of the expected form.
    """
    import urllib3

    messages = [{"role": "system", "content": instruction}, {"role": "user", "content": passage}]
    body = msgspec.json.encode({"model": server.model, "temperature": 0, "seed": 1, "messages": messages})
    headers = {"Content-Type": "application/json"}
    if server.key:
        headers["Authorization"] = f"Bearer {server.key}"
    where = server.address.rstrip("/") + "/chat/completions"
    try:
        with urllib3.PoolManager(retries=False, timeout=TIMEOUT) as pool:
            answer = pool.request(
                "POST", where, body=body, headers=headers, redirect=False, preload_content=False
            )
            data = answer.read(LARGEST)
            answer.release_conn()
    except urllib3.exceptions.HTTPError as error:
        raise FetchError(
            f"the language model cannot be asked ({type(error).__name__})",
            where=where,
            next_step="Check the address; it ends before /chat/completions",
        ) from error
    if answer.status != 200:
        raise FetchError(
            f"the language model's server says {answer.status}", where=where, next_step="See its log"
        )
    try:
        said = data.decode()
        words(said)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise FetchError(
            "no answer of a chat interface", where=where, next_step="Name another address"
        ) from error
    return Reply(sha256(body), said)


def words(body: str) -> str:
    """The model's own words in a body that came back; raises msgspec.DecodeError where it is none."""
    reply = msgspec.json.decode(body, type=_Reply)
    return (reply.choices[0].message.content or "") if reply.choices else ""


def named(address: str) -> str:
    """An address as it may be kept: without a name, a password or a key that stands in it."""
    parts = urlsplit(address)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path, "", ""))

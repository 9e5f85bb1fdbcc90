"""What does a language model answer? The one place that opens a connection to the address the user names.

Any address with the chat interface that many servers share (``POST .../chat/completions``) will do, one on
the same machine too. Nothing is sent anywhere unless a person names an address for this case.
"""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from aftershock.errors import FetchError

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


def ask(server: Server, instruction: str, passage: str) -> str:
    """The model's answer in words; deterministic as far as the server can be (temperature 0).

    Raises FetchError where the address cannot be reached, refuses, or gives no answer of the expected form.
    """
    import urllib3

    messages = [{"role": "system", "content": instruction}, {"role": "user", "content": passage}]
    body = {"model": server.model, "temperature": 0, "seed": 1, "messages": messages}
    headers = {"Content-Type": "application/json"}
    if server.key:
        headers["Authorization"] = f"Bearer {server.key}"
    where = server.address.rstrip("/") + "/chat/completions"
    try:
        with urllib3.PoolManager(retries=False, timeout=TIMEOUT) as pool:
            answer = pool.request(
                "POST",
                where,
                body=msgspec.json.encode(body),
                headers=headers,
                redirect=False,
                preload_content=False,
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
        reply = msgspec.json.decode(data, type=_Reply)
    except msgspec.DecodeError as error:
        raise FetchError(
            "no answer of a chat interface", where=where, next_step="Name another address"
        ) from error
    return (reply.choices[0].message.content or "") if reply.choices else ""

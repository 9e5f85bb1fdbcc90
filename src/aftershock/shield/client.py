"""How does a platform ask the shield from Python? A typed client, for threads and for asyncio.

    from aftershock.shield.client import Client
    with Client("http://127.0.0.1:8480", key) as shield:
        answer = shield.check(platform="forum", id="1", text=text, surface="comments")
        if answer.verdict in ("hold", "block"): ...

Where the service cannot be reached the platform's own choice stands in, as `when_down` names it: "open"
allows, "closed" holds, "raise" raises Unreachable. Such an answer has ``decided`` false. All calls may be
tried again: a revision of a post is decided upon once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Concatenate, Literal, ParamSpec, TypeVar

import msgspec

from aftershock.errors import InputError
from aftershock.shield.client_calls import Calls, read
from aftershock.shield.client_transport import Http, Received, Transport
from aftershock.shield.faults import Unreachable
from aftershock.shield.hashing import hashed
from aftershock.shield.service import batches
from aftershock.shield.service.said import AppealState, Events
from aftershock.shield.service.wire import Answers, Asked, Batch, Checked, Fault, encode, instead
from aftershock.store.clock import now

WhenDown = Literal["open", "closed", "raise"]
BATCH = 200  # posts of one request
_T = TypeVar("_T")
_P = ParamSpec("_P")


class Client(Calls):
    """A connection to a service, for threads; may be shared by them."""

    def __init__(
        self,
        address: str,
        key: str,
        *,
        seconds: float = 2.0,
        tries: int = 3,
        when_down: WhenDown | Mapping[str, WhenDown] = "open",
        transport: Transport | None = None,
    ) -> None:
        """``when_down`` is one choice, or one for each surface (``default`` for the others)."""
        self._transport = transport or Http(address, key, seconds=seconds, tries=tries)
        self._when_down = when_down

    def __enter__(self) -> Client:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let connections go."""
        self._transport.close()

    def check(self, **post: Any) -> Checked:
        """The answer on one post; the fields are those of ``wire.Asked``.

        Raises Rejected where the service will not take it (no key, a rate, an edited post without a new
        revision).
        """
        asked = msgspec.convert(post, Asked)
        try:
            found = self._transport.send("POST", "/v1/check", encode(asked))
        except Unreachable as error:
            return self._instead(asked, error)
        if found.status in (429, 500, 502, 504):
            return self._instead(asked, Unreachable(f"the service answers {found.status}"))
        if found.status == 503:
            return _closed(found) or self._instead(asked, Unreachable("the service is away"))
        return read(found, Checked)

    def media(
        self, *paths: str | Path, missed: Callable[[str], object] | None = None
    ) -> dict[str, tuple[str, ...]]:
        """What ``check`` takes of files attached to a post: ``check(..., **shield.media("a.jpg", "b.mp4"))``.

        Hashes are made here, nothing is sent; a folder holds stills of one film. Look-alikes of pictures want
        the extra ``media``, those of films ffmpeg too. What a file looks like and cannot be hashed is said to
        ``missed``; where that is left out, it raises InputError.
        """
        fields: dict[str, tuple[str, ...]] = {}
        for path in paths:
            found = hashed(Path(path))
            if found.missing and missed is None:
                raise InputError(found.missing, next_step="Name `missed` to go on with the hash of the file")
            if found.missing and missed is not None:
                missed(found.missing)
            for name, value in found.media().items():
                fields[name] = fields.get(name, ()) + value
        return fields

    def check_many(self, posts: Iterable[Mapping[str, Any]]) -> list[Checked | Fault]:
        """The answers in the order of the posts, asked in portions; a post that cannot be sent has a fault in
        its place.
        """
        answers: list[Checked | Fault] = []
        taken = [batches.taken(post) for post in posts]
        asked = [each for each in taken if isinstance(each, Asked)]
        for start in range(0, len(asked), BATCH):
            answers += self._portion(asked[start : start + BATCH])
        return batches.in_place(taken, answers)

    def _portion(self, asked: Sequence[Asked]) -> list[Checked | Fault]:
        try:
            found = self._transport.send("POST", "/v1/check/batch", encode(Batch(posts=tuple(asked))))
        except Unreachable as error:
            return [self._instead(each, error) for each in asked]
        if found.status in (429, 500, 502, 503, 504):
            away = Unreachable(f"the service answers {found.status}")
            return [self._instead(each, away) for each in asked]
        return list(read(found, Answers).answers)

    def _instead(self, asked: Asked, error: Unreachable) -> Checked:
        choice = self._when_down
        if not isinstance(choice, str):
            choice = choice.get(asked.surface) or choice.get("default", "open")
        if choice == "raise":
            raise error
        return instead(asked, choice, policy="", at=now(), why=error.cause)


class AsyncClient:
    """The same for asyncio: each call in a thread, at most ``at_once`` of them. What has no method here is
    asked by ``ask``.
    """

    def __init__(self, client: Client, *, at_once: int = 16) -> None:
        self._client, self._turn = client, asyncio.Semaphore(at_once)

    async def ask(
        self, call: Callable[Concatenate[Client, _P], _T], *said: _P.args, **named: _P.kwargs
    ) -> _T:
        """Any call of ``Client``: ``await shield.ask(Client.item, "forum", "1")``."""
        async with self._turn:
            return await asyncio.to_thread(call, self._client, *said, **named)

    async def check(self, **post: Any) -> Checked:
        """See ``Client.check``."""
        async with self._turn:
            return await asyncio.to_thread(self._client.check, **post)

    async def check_many(self, posts: Sequence[Mapping[str, Any]]) -> list[Checked | Fault]:
        """See ``Client.check_many``."""
        async with self._turn:
            return await asyncio.to_thread(self._client.check_many, posts)

    async def events(self, after: int = 0, *, kinds: Sequence[str] = (), limit: int = 100) -> Events:
        """See ``Client.events``."""
        async with self._turn:
            return await asyncio.to_thread(self._client.events, after, kinds=kinds, limit=limit)

    async def appeal(self, item: str, words: str, *, revision: int = 0, account: str = "") -> AppealState:
        """See ``Client.appeal``."""
        async with self._turn:
            return await asyncio.to_thread(
                self._client.appeal, item, words, revision=revision, account=account
            )


def _closed(found: Received) -> Checked | None:
    """The answer of a surface that is closed; None where 503 says that nobody is there."""
    try:
        return msgspec.json.decode(found.body, type=Checked)
    except msgspec.DecodeError:
        return None

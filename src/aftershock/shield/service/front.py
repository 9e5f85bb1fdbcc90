"""Which request goes where? The two hot routes and the probes are answered here, everything else by the
framework.

A hot request is authorised, measured against its key's rate and read within its limits before a post is
decoded. No framework is between the socket and the shield.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from functools import partial
from typing import Any

import msgspec

from aftershock.errors import AftershockError
from aftershock.shield.policy.warned import ending
from aftershock.shield.service import batches, keys, logs, metrics, said, wire
from aftershock.shield.service.desk import OTHER_CONTENT, Desk
from aftershock.shield.service.keys import Key, Refused
from aftershock.shield.service.plain import Headers, Plain
from aftershock.shield.service.rates import Buckets
from aftershock.shield.service.wire import Answers, Asked, Fault
from aftershock.store.clock import now

Scope = MutableMapping[str, Any]  # what ASGI hands over; read here and nowhere else
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]
Read = Callable[[], Awaitable[bytes]]  # gives the body of a request; raises Turned
Route = Callable[[Headers, Read], Awaitable[tuple[int, bytes]]]
Said = tuple[int, Headers, bytes]

JSON: Headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
TEXT: Headers = [(b"content-type", metrics.TYPE.encode())]
AUTHORIZATION = b"authorization"


class Turned(AftershockError):
    """A request that is turned away before it is read whole; ``status`` says how."""

    def __init__(self, cause: str, status: int, next_step: str = "", retry: float = 0.0) -> None:
        super().__init__(cause, next_step=next_step)
        self.status, self.retry = status, retry


class Door:
    """Authorisation and rates; one for each worker, shared by the hot routes and the framework's."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.buckets = Buckets(desk.tally)

    def key(self, headers: Iterable[tuple[bytes, bytes]], scope: said.Scope) -> Key:
        """The key of a request; raises Refused."""
        told = next((value for name, value in headers if name.lower() == AUTHORIZATION), b"")
        key = self.desk.live.keys.of(told.decode("latin-1"))
        keys.asked(key, scope)
        return key

    def spend(self, key: Key, cost: float) -> None:
        """Take from the key's bucket; raises Turned (429) where it is empty."""
        rate = self.desk.settings.rate
        wait = self.buckets.wait(
            key.id, cost, time.monotonic(), key.each_second or rate.each_second, key.burst or rate.burst
        )
        if wait:
            self.desk.tally.add("limited")
            raise Turned("more than the key may ask for", 429, "Wait as long as Retry-After says", wait)


class Front:
    """The application of a worker. ``mark`` is the header in which a connection that was handed on to the
    server says who asks.
    """

    def __init__(self, desk: Desk, door: Door, rest: Application, *, mark: bytes = b"") -> None:
        self.desk, self.door, self.rest, self.mark = desk, door, rest, mark
        self.closing = False
        self._hot = {
            ("POST", "/v1/check"): ("check", self._check),
            ("POST", "/v1/check/batch"): ("batch", self._batch),
            ("GET", "/healthz"): ("healthz", self._health),
            ("GET", "/readyz"): ("readyz", self._ready),
            ("GET", "/metrics"): ("metrics", self._metrics),
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request that came by the server."""
        if scope["type"] == "http":
            self._from_whom(scope)
            if (hot := self._hot.get((scope["method"], scope["path"]))) is not None:
                limits = self.desk.settings.limits
                read = partial(read_body, scope, receive, limits.body, limits.seconds)
                status, headers, body = await self._answered(*hot, scope["headers"], read)
                await send({"type": "http.response.start", "status": status, "headers": headers})
                await send({"type": "http.response.body", "body": body})
                return
        await self.rest(scope, receive, send)

    async def plain(self, asked: Plain, body: bytes) -> tuple[int, Headers, bytes]:
        """The answer to a request for a hot route that was read already."""

        async def read() -> bytes:
            return body

        return await self._answered(*self._hot[asked.method, asked.path], asked.headers, read)

    def _from_whom(self, scope: Scope) -> None:
        """Who asks, where a connection was handed on to the server."""
        told = [value for name, value in scope["headers"] if name == self.mark]
        if told:
            scope["client"] = (told[-1].decode("latin-1"), 0)
            scope["headers"] = [each for each in scope["headers"] if each[0] != self.mark]

    async def _answered(self, route: str, answer: Route, asked: Headers, read: Read) -> Said:
        """Status, headers and body; never raises."""
        start = time.perf_counter()
        headers = JSON
        try:
            status, body = await answer(asked, read)
            if route == "metrics":
                headers = TEXT
        except Refused as error:
            status, body = error.status, _fault(error)
            headers = [*JSON, (b"www-authenticate", b"Bearer")] if status == 401 else JSON
        except Turned as error:
            status, body = error.status, _fault(error)
            if error.retry:
                headers = [*JSON, (b"retry-after", str(math.ceil(error.retry)).encode())]
        except Exception as error:  # noqa: BLE001  the last place where a fault of ours can be answered for
            logs.fault(error, route=route)
            status, body = (
                500,
                wire.encode(Fault(error="a fault of the service", next_step="Ask again later")),
            )
        for name, by in metrics.observe(route, status, time.perf_counter() - start):
            self.desk.tally.add(name, by)
        return status, headers, body

    async def _check(self, headers: Headers, read: Read) -> tuple[int, bytes]:
        key = self.door.key(headers, "check")
        self.door.spend(key, 1)
        desk = self.desk
        desk.arriving += 1  # others wait for it a moment, so as to be looked at together
        try:
            body = await read()
        finally:
            desk.arriving -= 1
        try:
            asked = wire.one(body)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise Turned(f"the post cannot be read: {error}", 400, "See /v1/schema") from error
        answer = await desk.one(asked)
        return status_of(answer), wire.encode(answer)

    async def _batch(self, headers: Headers, read: Read) -> tuple[int, bytes]:
        key = self.door.key(headers, "check")
        limits = self.desk.settings.limits
        body = await read()
        try:
            posts = batches.read(body, limits.batch)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise Turned(f"the batch cannot be read: {error}", 400, "See /v1/schema") from error
        if len(posts) > limits.batch:
            raise Turned(
                f"{len(posts)} posts in one batch; at most {limits.batch}", 413, "Send them in parts"
            )
        self.door.spend(key, max(1, len(posts)))
        answers = await self.desk.check([each for each in posts if isinstance(each, Asked)])
        return 200, wire.encode(Answers(answers=tuple(batches.in_place(posts, answers))))

    async def _health(self, headers: Headers, read: Read) -> tuple[int, bytes]:
        return 200, b'{"alive":true}'

    async def _ready(self, headers: Headers, read: Read) -> tuple[int, bytes]:
        live = self.desk.live
        ready = not self.closing and self.desk.committer.waiting <= self.desk.settings.limits.waiting
        told = {"ready": ready, "policy": live.bundle.hash, "policy_sound": not live.problem}
        return 200 if ready else 503, wire.encode(told)

    async def _metrics(self, headers: Headers, read: Read) -> tuple[int, bytes]:
        self.door.key(headers, "read")
        desk, live = self.desk, self.desk.live
        head = live.bundle.parsed.policy.head
        log = desk.log.head() if "://" not in desk.log.address else await asyncio.to_thread(desk.log.head)
        ends = ending(live.bundle.parsed.policy.rules, now()[:10])
        gauges = {
            "log_seq": float(log.seq),
            "waiting_for_log": float(desk.committer.waiting),
            "unchecked_waiting": float(len(desk.unchecked)),
            "rules_tripped": float(len(live.tripped)),
            "rules_expiring": float(len(ends.soon)),
            "rules_expired": float(len(ends.expired)),
            "policy_sound": float(not live.problem),
        }
        policy = {"id": head.id, "version": head.version, "hash": live.bundle.hash}
        return 200, metrics.exposition(desk.tally.totals(), gauges, policy).encode()


def status_of(answer: wire.Checked | Fault) -> int:
    """200 for an answer; 503 where no check could be had and the surface is closed; 409 and 413 for
    faults.
    """
    if isinstance(answer, Fault):
        return 409 if answer.error == OTHER_CONTENT else 413
    return 503 if not answer.decided and answer.verdict != "allow" else 200


async def read_body(scope: Scope, receive: Receive, largest: int, seconds: float) -> bytes:
    """The body of a request; raises Turned where it is too large (413) or too slow (408)."""
    length = -1
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            length = int(value)
            if length > largest:
                raise Turned(f"{length} bytes; at most {largest}", 413, "Send less at once")
    message = await receive()
    parts = [message.get("body", b"")]
    size = len(parts[0])
    # the server says that more may come until it has looked again, which costs as much as the request; the
    # length says that nothing will
    if not message.get("more_body") or size == length:
        return _within(parts[0], largest)
    try:
        async with asyncio.timeout(seconds):
            while message.get("more_body") and size != length:
                message = await receive()
                parts.append(message.get("body", b""))
                size += len(parts[-1])
                if size > largest:
                    raise Turned(f"more than {largest} bytes", 413, "Send less at once")
    except TimeoutError:
        raise Turned(f"the body did not come within {seconds:g} s", 408) from None
    return b"".join(parts)


def _within(body: bytes, largest: int) -> bytes:
    if len(body) > largest:
        raise Turned(f"more than {largest} bytes", 413, "Send less at once")
    return body


def _fault(error: AftershockError) -> bytes:
    return wire.encode(Fault(error=error.cause, next_step=error.next_step))

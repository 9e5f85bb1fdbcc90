"""Is what comes over a broker checked once, and does what cannot be checked hold up nobody? Items coming in.

Every worker takes its part of one durable consumer. A message is acknowledged when its decision is durable,
so what a killed worker had taken comes again, and the decision's key (platform, item, revision) makes it one.
A message that is none, that the desk refuses, or that failed too often, is sealed, named in the log and taken
out of the stream; a person can have it checked again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from aftershock.errors import AftershockError, InputError
from aftershock.shield.ledger.faults import LedgerError
from aftershock.shield.ledger.happenings import Entry, Poisoned
from aftershock.shield.ledger.sealed import Copy, Looked, content_of
from aftershock.shield.ledger.times import moved
from aftershock.shield.ledger.transport_broker import Streams, consume, library
from aftershock.shield.service import logs, wire
from aftershock.shield.service.batches import about
from aftershock.shield.service.desk import Desk
from aftershock.shield.service.settings import Take
from aftershock.shield.service.wire import Asked, Fault
from aftershock.store.clock import now

LONGEST = 30.0  # seconds between two tries to reach a broker
WHY = 500  # characters of a cause in the log
TAKEN, POISONED = "taken", "poisoned"


def ready(take_: Take) -> None:
    """Raises what is wrong with the setup before anything starts: the address, or the library."""
    if not take_.broker:
        return
    if not take_.broker.startswith(("nats://", "tls://")):
        raise InputError("take.broker: nats://HOST:PORT", where="service.toml", next_step="Mend it")
    library()


async def take(desk: Desk, setup: Take) -> None:
    """Take items until the worker ends; a broker that is away is tried again and again."""
    streams = Streams(
        items=setup.stream, subject=setup.subject, consumer=setup.consumer, wait=setup.wait,
        tries=setup.tries, batch=setup.batch,
    )  # fmt: skip
    never, pause = asyncio.Event(), 0.5

    async def handle(posts: Sequence[Asked]) -> None:
        await checked(desk, posts, setup.broker)

    async def poison(data: bytes, why: str) -> None:
        await set_aside(desk, data, why, setup.broker)

    while True:
        try:
            await consume(setup.broker, handle, poison, never, streams, wire.one)
        except (AftershockError, OSError) as error:
            logs.warn("items could not be taken from the broker", cause=str(error))
        await asyncio.sleep(pause)
        pause = min(LONGEST, pause * 2)


async def checked(desk: Desk, posts: Sequence[Asked], source: str) -> None:
    """Decide on items; returns when all are durable. Raises LedgerError where one could not be: then the
    broker is to bring them again. What the desk will never take is set aside.
    """
    answers = await desk.check(posts)
    undone = ""
    for asked, answer in zip(posts, answers, strict=True):
        if isinstance(answer, Fault):
            await set_aside(desk, wire.encode(asked), answer.error, source)
        elif not answer.decided:
            undone = answer.why
        else:
            desk.tally.add(TAKEN)
    if undone:
        raise LedgerError(undone)


async def set_aside(desk: Desk, data: bytes, why: str, source: str) -> None:
    """Seal a message and name it in the log; the same message twice is one."""
    at = now()
    looked = Looked(text=data.decode("utf-8", "replace"))
    copy = Copy(
        content=content_of(looked), looked=looked, until=moved(at, timedelta(days=desk.settings.kept_days))
    )
    what = Poisoned(source=source, content=copy.content, why=why[:WHY], size=len(data), item=about(data))
    entry = Entry(key=f"poisoned {copy.content}", at=at, by="broker", what=what)
    await desk.committer.commit([entry], [copy])
    desk.tally.add(POISONED)
    logs.warn("a message was set aside", cause=why[:WHY], content=copy.content, item=what.item)

"""How do happenings go out over a broker, and posts come in? NATS JetStream; another broker is another such
file.

Out: each link under ``PREFIX.KIND`` with its hash as message id, acknowledged by the broker before it
counts as delivered; the broker itself drops what it got twice. In: items of a durable consumer,
acknowledged only after ``handle`` returned, so that what a killed process had taken comes again. What
cannot be read, or was tried too often, is given to ``poison`` and taken out of the stream.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from aftershock.errors import ExtraMissing
from aftershock.records import Record
from aftershock.shield.ledger.happenings import Link, kind_of
from aftershock.shield.ledger.outbox import Undelivered
from aftershock.shield.verdict import Item
from aftershock.text import canonical_json

if TYPE_CHECKING:
    from nats.aio.client import Client
    from nats.aio.msg import Msg
    from nats.js import JetStreamContext

_T = TypeVar("_T")
Handle = Callable[[Sequence[_T]], Awaitable[None]]
Poison = Callable[[bytes, str], Awaitable[None]]
WAIT = 5.0  # seconds for the broker to answer


class Streams(Record, frozen=True, kw_only=True):
    """Names at the broker. ``wait``: seconds until what was taken and not acknowledged comes again."""

    out: str = "AFTERSHOCK"
    prefix: str = "aftershock.happened"
    items: str = "ITEMS"
    subject: str = "items.check"
    consumer: str = "shield"
    wait: float = 30.0
    tries: int = 5
    batch: int = 256


class Broker:
    """A sender to JetStream; keeps a thread with its own event loop while it is open."""

    def __init__(self, address: str, streams: Streams = Streams()) -> None:  # noqa: B008
        library()
        self._address, self._streams = address, streams
        self._client: Client | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="broker", daemon=True)
        self._thread.start()

    def send(self, links: Sequence[Link]) -> None:
        """See ``outbox.Sender``."""
        self._wait_for(self._send(links))

    def close(self) -> None:
        """Let go of the broker."""
        if self._client is not None:
            self._wait_for(self._client.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(WAIT)

    def _wait_for(self, work: Coroutine[Any, Any, _T]) -> _T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _send(self, links: Sequence[Link]) -> None:
        from nats.errors import Error, MaxPayloadError

        try:
            if self._client is None or not self._client.is_connected:
                self._client = await self._connected()
            stream = self._client.jetstream(timeout=WAIT)
            await asyncio.gather(*(self._publish(stream, link) for link in links))
        except MaxPayloadError as error:
            raise Undelivered("larger than the broker takes", refused=True, where=self._address) from error
        except (Error, OSError, TimeoutError) as error:
            if self._client is not None:
                client, self._client = self._client, None
                await _closed(client)
            raise Undelivered(f"the broker: {error or type(error).__name__}", where=self._address) from error

    async def _connected(self) -> Client:
        client = await _connect(self._address, again=False)
        await _stream(client, self._streams.out, f"{self._streams.prefix}.>")
        return client

    async def _publish(self, stream: JetStreamContext, link: Link) -> None:
        subject = f"{self._streams.prefix}.{kind_of(link.entry.what)}"
        await stream.publish(subject, canonical_json(link), headers={"Nats-Msg-Id": link.hash})


def item_of(data: bytes) -> Item:
    """An item as a message holds it; raises msgspec.DecodeError or UnicodeDecodeError for what is none."""
    return msgspec.json.decode(data, type=Item)


async def consume(
    address: str,
    handle: Handle[_T],
    poison: Poison,
    stop: asyncio.Event,
    streams: Streams = Streams(),  # noqa: B008
    read: Callable[[bytes], _T] = item_of,  # type: ignore[assignment]
) -> None:
    """Take items from the broker until ``stop``; survives the broker's going away and coming back.

    ``read`` makes a message one; ``handle`` gets them in batches and returns when they are decided and
    durable; when it raises, they come again. Raises Undelivered where the broker is not there at the
    beginning.
    """
    from nats.errors import Error

    library()
    try:
        client = await _connect(address, again=True)
    except (Error, OSError, TimeoutError) as error:
        raise Undelivered(f"the broker: {error or type(error).__name__}", where=address) from error
    try:
        while not stop.is_set():
            try:
                await _take(client, handle, poison, stop, streams, read)
            except (Error, OSError, TimeoutError):
                await _either(stop, 0.2)  # the client connects again by itself
    finally:
        await _closed(client)


async def _take(
    client: Client,
    handle: Handle[_T],
    poison: Poison,
    stop: asyncio.Event,
    streams: Streams,
    read: Callable[[bytes], _T],
) -> None:
    from nats.errors import TimeoutError as Nothing
    from nats.js.api import ConsumerConfig

    await _stream(client, streams.items, streams.subject)
    taking = await client.jetstream(timeout=WAIT).pull_subscribe(
        streams.subject,
        durable=streams.consumer,
        stream=streams.items,
        config=ConsumerConfig(ack_wait=streams.wait, max_ack_pending=4 * streams.batch),
    )
    while not stop.is_set():
        try:
            messages = await taking.fetch(streams.batch, timeout=0.5)
        except Nothing:
            if not client.is_connected:
                raise
            continue
        await _handled(messages, handle, poison, streams, read)


async def _handled(
    messages: Sequence[Msg],
    handle: Handle[_T],
    poison: Poison,
    streams: Streams,
    read: Callable[[bytes], _T],
) -> None:
    """Decide on a batch and acknowledge it; what cannot be read, or failed too often, goes to ``poison``."""
    good: list[tuple[Msg, _T]] = []
    for message in messages:
        try:
            good.append((message, read(message.data)))
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            await _out(message, poison, f"not an item: {error}")
    if not good:
        return
    try:
        await handle([item for _, item in good])
    except Exception:  # noqa: BLE001  whatever it was, the broker must hear of it
        for message, item in good:
            await _again(message, item, handle, poison, streams)
        return
    for message, _ in good:
        await message.ack()


async def _again(message: Msg, item: _T, handle: Handle[_T], poison: Poison, streams: Streams) -> None:
    """One item of a batch that failed: by itself now, later, or, after too many times, never again."""
    try:
        await handle([item])
    except Exception as own:  # noqa: BLE001  see above
        if message.metadata.num_delivered >= streams.tries:
            await _out(message, poison, f"failed {streams.tries} times: {own}")
        else:
            await message.nak(delay=min(30.0, 0.1 * 4.0**message.metadata.num_delivered))
    else:
        await message.ack()


async def _out(message: Msg, poison: Poison, why: str) -> None:
    """Only when ``poison`` has it (in the log) is it taken out of the stream."""
    await poison(message.data, why)
    await message.term()


async def _connect(address: str, *, again: bool) -> Client:
    import nats

    async def quiet(_: Exception) -> None:
        """What goes wrong is raised where it matters."""

    return await nats.connect(
        address,
        connect_timeout=2,
        allow_reconnect=again,
        max_reconnect_attempts=-1 if again else 1,
        reconnect_time_wait=0.2,
        error_cb=quiet,
    )


async def _stream(client: Client, name: str, subject: str) -> None:
    """The stream, on the broker's disk; made where there is none."""
    from nats.js.api import StorageType, StreamConfig
    from nats.js.errors import NotFoundError

    manager = client.jetstream(timeout=WAIT)
    try:
        await manager.stream_info(name)
    except NotFoundError:
        config = StreamConfig(name=name, subjects=[subject], storage=StorageType.FILE, duplicate_window=600)
        await manager.add_stream(config)


async def _closed(client: Client) -> None:
    from nats.errors import Error

    try:
        await client.close()
    except (Error, OSError, TimeoutError):
        return  # it is gone anyway


async def _either(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return


def library() -> None:
    """Raises ExtraMissing where nats-py is not installed."""
    try:
        import nats  # noqa: F401
    except ImportError as error:
        raise ExtraMissing("broker", what_for="events over NATS") from error

"""Do happenings get out and posts get in over a real broker, also when it is killed?"""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

from aftershock.errors import ExtraMissing
from aftershock.shield.ledger.happenings import Link
from aftershock.shield.ledger.log import open_log
from aftershock.shield.ledger.outbox import Outbox, Patience, Undelivered
from aftershock.shield.ledger.transport_broker import Broker, Streams, consume
from aftershock.shield.verdict import Item
from tests.shield.ledger.made import entry
from tests.shield.ledger.servers import Server


def fresh() -> Streams:
    """Names that no other test uses."""
    name = os.urandom(4).hex()
    return Streams(
        out=f"OUT{name}", prefix=f"happened.{name}", items=f"IN{name}", subject=f"items.{name}",
        consumer="shield", wait=1.0, tries=2,
    )  # fmt: skip


def address(nats: Server) -> str:
    return f"nats://127.0.0.1:{nats.port}"


async def published(nats: Server, subject: str, payloads: Sequence[bytes], stream: str = "") -> None:
    import nats as library

    client = await library.connect(address(nats))
    if stream:
        await client.jetstream().add_stream(name=stream, subjects=[subject])
    for payload in payloads:
        await client.jetstream().publish(subject, payload)
    await client.close()


async def everything(nats: Server, streams: Streams) -> list[Link]:
    """All that stands in the stream of happenings."""
    import nats as library

    client = await library.connect(address(nats))
    stream = client.jetstream()
    count = (await stream.stream_info(streams.out)).state.messages
    taking = await stream.pull_subscribe(f"{streams.prefix}.>", durable=os.urandom(4).hex())
    found: list[Link] = []
    while len(found) < count:
        for message in await taking.fetch(500, timeout=2):
            found.append(msgspec.json.decode(message.data, type=Link))
            await message.ack()
    await client.close()
    return found


def test_links_go_out_in_order_and_twice_is_once(nats: Server, tmp_path: Path) -> None:
    streams, log = fresh(), open_log(tmp_path)
    links = log.append([entry(n) for n in range(50)])
    broker = Broker(address(nats), streams)
    broker.send(links)
    broker.send(links[10:20])  # at least once from us, once there
    found = asyncio.run(everything(nats, streams))
    broker.close()
    assert sorted(found, key=lambda each: each.seq) == links


def test_a_broker_that_is_killed_gets_everything_once_it_is_back(nats: Server, tmp_path: Path) -> None:
    streams, log = fresh(), open_log(tmp_path)
    broker = Broker(address(nats), streams)
    box = Outbox(log, broker, to="broker", patience=Patience(first=0.02, longest=0.2, batch=20))
    stop = threading.Event()
    thread = threading.Thread(target=box.run, args=(stop,), daemon=True)
    thread.start()
    for turn in range(3):
        log.append([entry(f"{turn}-{n}") for n in range(100)])
        time.sleep(0.05)
        nats.kill()
        log.append([entry(f"{turn}-{n}") for n in range(100, 150)])
        nats.start()
    last = log.append([entry("last")])[0].seq
    until = time.monotonic() + 20
    while box.reached < last and time.monotonic() < until:
        time.sleep(0.02)
    stop.set()
    thread.join(10)
    broker.close()
    found = {link.entry.key for link in asyncio.run(everything(nats, streams))}
    assert {f"{turn}-{n}" for turn in range(3) for n in range(150)} | {"last"} <= found


def test_nobody_there_is_no_refusal() -> None:
    broker = Broker("nats://127.0.0.1:1")
    with pytest.raises(Undelivered) as said:
        broker.send([])
    broker.close()
    assert not said.value.refused


class Desk:
    """Where items arrive; fails as it is told."""

    def __init__(self, expected: int) -> None:
        self.got: list[str] = []
        self.poisoned: list[tuple[bytes, str]] = []
        self.expected, self.stop = expected, asyncio.Event()
        self.fails: set[str] = set()
        self.first_fails = False

    async def handle(self, items: Sequence[Item]) -> None:
        if self.first_fails:
            self.first_fails = False
            raise RuntimeError("the log was away")
        if any(item.id in self.fails for item in items):
            raise ValueError("cannot be decided")
        self.got += [item.id for item in items]
        self._enough()

    async def poison(self, data: bytes, why: str) -> None:
        self.poisoned.append((data, why))
        self._enough()

    def _enough(self) -> None:
        if len(set(self.got)) + len(self.poisoned) >= self.expected:
            self.stop.set()


def posts(names: Sequence[str]) -> list[bytes]:
    return [msgspec.json.encode(Item(platform="harbour", id=name, text="red doors")) for name in names]


def test_items_come_in_and_poison_goes_aside(nats: Server) -> None:
    streams = fresh()

    async def run() -> Desk:
        desk = Desk(expected=23)
        desk.first_fails, desk.fails = True, {"p7"}
        await published(nats, streams.subject, [*posts([f"p{n}" for n in range(22)]), b"{"], streams.items)
        await asyncio.wait_for(consume(address(nats), desk.handle, desk.poison, desk.stop, streams), 20)
        return desk

    desk = asyncio.run(run())
    assert sorted(set(desk.got)) == sorted(f"p{n}" for n in range(22) if n != 7)
    whys = sorted(why for _, why in desk.poisoned)
    assert whys[0].startswith("failed 2 times: cannot be decided")
    assert whys[1].startswith("not an item")


def test_what_was_taken_and_not_acknowledged_comes_again_after_a_kill(nats: Server) -> None:
    streams = fresh()

    async def run() -> Desk:
        desk = Desk(expected=60)
        await published(nats, streams.subject, posts([f"p{n}" for n in range(30)]), streams.items)
        taking = asyncio.create_task(consume(address(nats), desk.handle, desk.poison, desk.stop, streams))
        while len(desk.got) < 30:
            await asyncio.sleep(0.02)
        await asyncio.to_thread(nats.kill)
        await asyncio.sleep(0.3)
        await asyncio.to_thread(nats.start)
        await published(nats, streams.subject, posts([f"p{n}" for n in range(30, 60)]))
        await asyncio.wait_for(taking, 20)
        return desk

    assert set(asyncio.run(run()).got) == {f"p{n}" for n in range(60)}


def test_the_extra_is_named_where_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "nats", None)
    with pytest.raises(ExtraMissing, match="broker"):
        Broker("nats://127.0.0.1:1")

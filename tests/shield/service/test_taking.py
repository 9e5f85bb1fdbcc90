"""Is what comes over a broker checked once, also when service and broker are killed, and poison set aside?"""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from aftershock.errors import InputError
from aftershock.shield.ledger.happenings import Decided, Poisoned
from aftershock.shield.ledger.log import open_log
from aftershock.shield.service.settings import Take
from aftershock.shield.service.taking import ready
from tests.shield.ledger.servers import Server, nats_server
from tests.shield.service.running import CALL, Running, running, start

SETTINGS = """
[take]
broker = "nats://127.0.0.1:{port}"
wait = 1.0
tries = 2
batch = 20
[breaker]
least = 1000000
"""
ITEMS = 200


@pytest.fixture(scope="module")
def broker() -> Iterator[Server]:
    server = nats_server()
    yield server
    server.kill()


def publish(broker: Server, payloads: list[bytes]) -> None:
    """Hand messages to the stream; each is acknowledged by the broker before the next."""
    import nats
    from nats.js.errors import NotFoundError

    async def all_of_them() -> None:
        client = await nats.connect(f"nats://127.0.0.1:{broker.port}")
        stream = client.jetstream()
        try:
            await stream.stream_info("ITEMS")
        except NotFoundError:
            await stream.add_stream(name="ITEMS", subjects=["items.check"])
        for payload in payloads:
            await stream.publish("items.check", payload)
        await client.close()

    asyncio.run(all_of_them())


def post(number: int, **more: object) -> bytes:
    text = f"{CALL} number {number}" if number % 2 else "the ferry is late"
    return json.dumps({"platform": "hub", "id": f"b{number}", "text": text, "account": "a1", **more}).encode()


def decided(service: Running) -> Counter[str]:
    log = open_log(service.place / "shield-log")
    try:
        assert log.verify().broken is None
        found = [link.entry for link in log.read(kinds=("decided",))]
    finally:
        log.close()
    return Counter(
        e.what.answer.item for e in found if isinstance(e.what, Decided) and "sampled" not in e.key
    )


def within(wanted: Callable[[], bool], seconds: float = 40.0) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if wanted():
            return
        time.sleep(0.2)
    raise AssertionError("it did not come")


@pytest.mark.slow
def test_items_are_checked_once_through_kills_of_both(broker: Server, tmp_path: Path) -> None:
    payloads = [post(number) for number in range(ITEMS)]
    wanted = Counter({f"hub:b{number}": 1 for number in range(1, ITEMS, 2)})
    poison = [b"not json", b'{"platform": "hub", "id": "b1", "text": "x", "colour": "red"}', b"\xff\xfe"]
    with running(tmp_path, workers=2, service=SETTINGS.format(port=broker.port)) as service:
        publish(broker, payloads[:60])
        within(lambda: len(decided(service)) > 3)
        service.kill()  # with messages in hand: they come again
        publish(broker, [*payloads[60:120], *poison, *payloads[:20]])  # and some are sent twice
        again = start(tmp_path, workers=2, key=service.key)
        try:
            within(lambda: len(decided(again)) > 30)
            broker.kill()
            time.sleep(0.5)
            broker.start()
            publish(broker, payloads[120:])
            within(lambda: decided(again) == wanted, 60)
            listed = lambda: again.ask("GET", "/v1/set-aside").body  # noqa: E731
            within(lambda: len(listed()) == len(poison))  # which came among the last posts, in any order
            assert {each["item"] for each in listed()} == {"", "hub:b1"}
            within(lambda: "_taken_total" in again.ask("GET", "/metrics").raw.decode())
            assert "red doors" not in again.said(), "no text of a post is said"
        finally:
            again.stop()


def test_poison_is_listed_kept_sealed_and_can_be_asked_for_again(broker: Server, tmp_path: Path) -> None:
    with running(tmp_path, service=SETTINGS.format(port=broker.port)) as service:
        first = service.check("p1", CALL)
        assert first.body["verdict"] == "hold"
        other = {
            "platform": "forum",
            "id": "p1",
            "text": f"{CALL} and more",
        }  # the same revision, other words
        publish(broker, [b"[]", json.dumps(other).encode()])
        within(lambda: len(service.ask("GET", "/v1/set-aside").body) == 2)
        listed = {each["item"]: each for each in service.ask("GET", "/v1/set-aside").body}
        assert "another content" in listed["forum:p1"]["why"]
        log = open_log(service.place / "shield-log")
        entries = [link.entry.what for link in log.read(kinds=("poisoned",))]
        assert all(isinstance(each, Poisoned) and "red doors" not in str(each) for each in entries)
        copy = log.copy(listed["forum:p1"]["content"])
        log.close()
        assert copy is not None
        assert "and more" in copy.looked.text
        broken = listed[""]["content"]
        assert service.ask("POST", f"/v1/set-aside/{broken}/again").status == 400
        assert service.ask("POST", f"/v1/set-aside/{listed['forum:p1']['content']}/again").status == 409
        assert service.ask("POST", "/v1/set-aside/none/again").status == 404


def test_a_setup_that_makes_no_sense_is_said_before_anything_starts() -> None:
    ready(Take())
    with pytest.raises(InputError, match="nats://"):
        ready(Take(broker="http://127.0.0.1:4222"))

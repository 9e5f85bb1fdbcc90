"""Is every post that is handed to the tone head read, or counted as lost, however it ends?"""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from aftershock.shield.service import behind
from aftershock.shield.service.behind import LOST, OFFERED, READ, RUN, Behind, Head
from aftershock.shield.service.behind_transport import LARGEST
from aftershock.shield.service.settings import Settings
from aftershock.shield.service.tally import Tally
from aftershock.shield.service.wire import Asked
from tests.shield.service.running import folder, settings_of

TOLD = "AFTERSHOCK_TEST_TOLD"
EACH = 0.001  # seconds that the stand-in takes for a post


def telling(texts: Sequence[str]) -> list[dict[str, float]]:
    """Stands in for the head: slow, and writes down which posts it has read."""
    time.sleep(EACH * len(texts))
    with Path(os.environ[TOLD]).open("a", encoding="utf-8") as out:
        out.write("".join(f"{text}\n" for text in texts if text.startswith("post")))
    return [{"tone.calls": 0.0} for _ in texts]


@pytest.fixture
def setup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Path, Settings, Tally]]:
    policy = folder(tmp_path)
    monkeypatch.setenv(TOLD, str(tmp_path / "told"))
    (tmp_path / "told").touch()
    settings = settings_of(tmp_path)
    tally = Tally(settings.folder / RUN)
    yield policy, settings, tally
    tally.close()


def post(number: int, text: str = "") -> Asked:
    return Asked(
        platform="f", id=str(number), text=text or f"post number {number} about the ferry" + " x" * 300
    )


def read(place: Path) -> list[str]:
    return (place / "told").read_text("utf-8").splitlines()


def until(true: object) -> None:
    limit = time.monotonic() + 30
    while not true():  # type: ignore[operator]
        assert time.monotonic() < limit
        time.sleep(0.02)


def test_what_waits_at_a_stop_is_read(setup: tuple[Path, Settings, Tally]) -> None:
    policy, settings, tally = setup
    head = Head(policy, settings, telling=telling)
    side = Behind(head.outlet, tally, 20_000)
    for number in range(3_000):
        side.offer(post(number))
    asyncio.run(side.drain(20))
    head.close(20)
    assert tally.total(OFFERED) == 3_000
    assert (tally.total(READ), tally.total(LOST)) == (3_000, 0)
    assert len(set(read(policy.parent))) == 3_000


def test_what_there_is_no_time_for_is_counted(setup: tuple[Path, Settings, Tally]) -> None:
    policy, settings, tally = setup
    head = Head(policy, settings, telling=telling)
    side = Behind(head.outlet, tally, 1_000)
    for number in range(4_000):
        side.offer(post(number))
    until(lambda: tally.total(READ) > 0)
    asyncio.run(side.drain(0.1))
    side.offer(post(4_000))
    head.close(0.2)
    offered, done, lost = (int(tally.total(name)) for name in (OFFERED, READ, LOST))
    assert offered == 4_001
    assert offered == done + lost
    assert 0 < done < 4_000
    assert done <= len(read(policy.parent)) <= done + behind.PORTION, "what it had in hand was not finished"


def test_what_a_head_had_in_hand_when_it_died_is_counted_at_once(setup: tuple[Path, Settings, Tally]) -> None:
    policy, settings, tally = setup
    head = Head(policy, settings, telling=telling)
    side = Behind(head.outlet, tally, 20_000)
    for number in range(3_000):
        side.offer(post(number))
    until(lambda: tally.total(READ) > 100)
    assert head._process.pid is not None
    os.kill(head._process.pid, signal.SIGTERM)  # told to a whole group at a stop: it reads on
    until(lambda: tally.total(READ) > 400)
    assert tally.total(LOST) == 0
    os.kill(head._process.pid, signal.SIGKILL)
    asyncio.run(side.drain(20))
    until(lambda: tally.total(READ) + tally.total(LOST) > 2_900)
    head.close(20)
    done, lost = int(tally.total(READ)), int(tally.total(LOST))
    assert done + lost == 3_000
    assert lost <= behind.PORTION
    assert done <= len(set(read(policy.parent))) <= 3_000


def test_a_post_that_is_too_long_for_one_message_holds_up_nobody(setup: tuple[Path, Settings, Tally]) -> None:
    policy, settings, tally = setup
    head = Head(policy, settings, telling=telling)
    side = Behind(head.outlet, tally, 10)
    side.offer(post(1, "x" * (LARGEST + 1)))
    side.offer(post(2))
    asyncio.run(side.drain(20))
    head.close(20)
    assert (tally.total(OFFERED), tally.total(READ), tally.total(LOST)) == (2, 1, 1)

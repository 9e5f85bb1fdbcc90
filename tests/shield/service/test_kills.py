"""Is nothing lost that was acknowledged, however the service dies, and is it soon back?"""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from aftershock.shield.ledger.happenings import Decided
from aftershock.shield.ledger.log import open_log
from tests.shield.service.running import CALL, Running, folder, free_port, key_of, ready, start

KILLS = 8
SETTINGS = "[breaker]\nleast = 100000000\n[rate]\neach_second = 100000\nburst = 100000\n"


class Load:
    """Threads that ask until told to stop; what was acknowledged, with its place in the log."""

    def __init__(self, port: int, key: str, place: Path) -> None:
        self.service = Running(place, port, None, key)  # type: ignore[arg-type]
        self.acknowledged: dict[str, int] = {}
        self.ended = threading.Event()
        self.threads = [threading.Thread(target=self.ask, args=(n,)) for n in range(3)]
        for each in self.threads:
            each.start()

    def ask(self, number: int) -> None:
        count = 0
        while not self.ended.is_set():
            count += 1
            posts = [{"platform": "f", "id": f"{number}-{count}-{n}", "text": CALL} for n in range(3)]
            try:
                said = self.service.ask("POST", "/v1/check/batch", {"posts": posts})
            except OSError:
                time.sleep(0.02)
                continue
            for post, answer in zip(posts, said.body["answers"], strict=True):
                if answer["decided"]:
                    self.acknowledged[f"decided f:{post['id']}#0"] = answer["seq"]

    def stop(self) -> None:
        self.ended.set()
        for each in self.threads:
            each.join()


@pytest.mark.slow
def test_kills_under_load_lose_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    folder(tmp_path, service=SETTINGS)
    key, port = key_of(tmp_path, "check"), free_port()
    service = start(tmp_path, workers=2, key=key, port=port)
    load = Load(port, key, tmp_path)
    back = []
    try:
        for number in range(KILLS):
            time.sleep(0.5)
            began = time.monotonic()
            if number % 4 == 3:  # only the parent: its workers must not go on without it
                os.kill(service.process.pid, signal.SIGKILL)
                service.process.wait(10)
            else:
                service.kill()
            service = start(tmp_path, workers=2, key=key, port=port)
            back.append(time.monotonic() - began)
        time.sleep(0.5)
    finally:
        load.stop()
        service.stop()
        service.kill()
    log = open_log(tmp_path / "shield-log")
    assert log.verify().broken is None
    stood: dict[str, int] = {}
    for link in log.read(kinds=("decided",)):
        assert link.entry.key not in stood
        assert isinstance(link.entry.what, Decided)
        stood[link.entry.key] = link.seq
    log.close()
    assert len(load.acknowledged) > 30
    assert {key_: stood.get(key_) for key_ in load.acknowledged} == load.acknowledged
    assert sorted(back)[len(back) // 2] < 30, "two seconds are the aim on a machine of its own"


@pytest.mark.slow
def test_a_worker_that_dies_is_replaced(tmp_path: Path) -> None:
    folder(tmp_path, service=SETTINGS)
    service = start(tmp_path, workers=2, key=key_of(tmp_path, "check"))
    try:
        children = (
            Path(f"/proc/{service.process.pid}/task/{service.process.pid}/children").read_text().split()
        )
        time.sleep(6)  # a worker that dies at once would be taken for one that cannot start
        os.kill(int(children[0]), signal.SIGKILL)
        time.sleep(3)
        ready(service)
        for number in range(30):
            assert service.check(f"w{number}", CALL).body["decided"]
        now = Path(f"/proc/{service.process.pid}/task/{service.process.pid}/children").read_text().split()
        assert len(now) == 2
        assert children[0] not in now
    finally:
        service.stop()
        service.kill()

"""Is nothing lost that was acknowledged, however the service dies, and does it come back?

How soon is a bench's question: `bench/bench_shield_http.py` kills and waits."""

from __future__ import annotations

import os
import signal
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest

from aftershock.shield.ledger.happenings import AccountBlocked, Decided
from aftershock.shield.ledger.log import open_log
from aftershock.shield.ledger.times import moved
from aftershock.store.clock import now
from tests.shield.ledger import made
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
    try:
        for number in range(KILLS):
            time.sleep(0.5)
            if number % 4 == 3:  # only the parent: its workers must not go on without it
                os.kill(service.process.pid, signal.SIGKILL)
                service.process.wait(10)
            else:
                service.kill()
            service = start(tmp_path, workers=2, key=key, port=port)
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


ACCOUNTS = """
[signal."account.blocked"]
type = "truth"

[[rule]]
id = "blocked-account"
clause = "6.1"
category = "account"
when = "account.blocked"
missing = "no"
action = "hold"
mode = "enforce"
owner = "desk"
expires = "2027-12-31"
fires = [{ text = "a text", signals = { "account.blocked" = true } }]
"""
MANY = 50_000
TERMS = "[accounts]\nsecond_share = 0.0\n"


def a_long_log(place: Path) -> None:
    """Fifty thousand decisions about a thousand accounts, of which a person blocked one."""
    log = open_log(place / "shield-log")
    at = now()
    for first in range(0, MANY, 5_000):
        ns = range(first, first + 5_000)
        log.append([made.decided(str(n), account=f"a-{n % 1000}", at=at) for n in ns])
    items = [f"known-{n}" for n in range(3)]
    log.append([made.decided(n, "block", account="a-7", content=n, at=at) for n in items])
    named = tuple(f"harbour:{n}" for n in items)
    until = moved(at, timedelta(days=30))
    what = AccountBlocked(account="a-7", items=named, reason="three known items", until=until)
    log.append([made.entry("blocked a-7", what, by="person ana", at=at)])
    log.close()


@pytest.mark.slow
def test_a_blocked_account_is_held_from_the_first_post_on_after_a_restart(tmp_path: Path) -> None:
    policy = folder(tmp_path, service=SETTINGS + TERMS)
    policy.write_text(policy.read_text("utf-8") + ACCOUNTS, "utf-8")
    a_long_log(tmp_path)
    key, port = key_of(tmp_path, "check"), free_port()
    snapshot = tmp_path / "shield-log" / "accounts.snapshot"
    for number in range(3):
        service = start(tmp_path, workers=2, key=key, port=port)
        try:
            for connection in range(6):  # whichever worker it comes to
                said = service.check(f"{number}-{connection}", "the ferry is late", account="a-7").body
                assert (said["verdict"], said["grounds"][0]["rule"]) == ("hold", "blocked-account")
            assert service.check(f"{number}", "the ferry is late", account="a-8").body["verdict"] == "allow"
            until = time.monotonic() + 20
            while not snapshot.is_file():
                assert time.monotonic() < until
                time.sleep(0.1)
        finally:
            service.kill()


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

"""Is what was added to a bank soon a generation that nobody indexes again, while posts are checked?"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from aftershock.shield.banks import bank as banks
from aftershock.shield.banks import changes, items
from aftershock.shield.banks.items import KnownItem
from aftershock.shield.ledger.happenings import BankChanged
from aftershock.shield.ledger.log import open_log
from tests.shield.service.running import Running, folder, key_of, start

MANY = 20_000
WORDS = [
    "lantern",
    "harbour",
    "gate",
    "ferry",
    "night",
    "bridge",
    "bells",
    "hall",
    "monday",
    "crew",
    "green",
    "paint",
    "clock",
    "customs",
    "feast",
]


def known(number: int) -> dict[str, object]:
    words = [WORDS[(number // len(WORDS) ** place) % len(WORDS)] for place in range(4)]
    return {"id": f"k{number}", "bank": "removed", "text": f"{' '.join(words)} {number}", "adopt": True}


def link(number: int) -> KnownItem:
    return KnownItem(id=f"l{number}", bank="removed", kind="link", adopted_by="Ana")


def verb(place: Path, *args: str, stdin: bytes = b"") -> str:
    whole = [sys.executable, "-m", "aftershock", "shield", *args, "--policy", str(place / "policy.toml")]
    done = subprocess.run(whole, input=stdin, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.decode()


def waiting(place: Path) -> int:
    return len(changes.read(place / "bank" / changes.current(place / "bank")["added"])[0])


def test_items_are_added_settled_and_removed_on_the_command_line(tmp_path: Path) -> None:
    folder(tmp_path)
    lines = b"".join(json.dumps(known(n)).encode() + b"\n" for n in range(3))
    assert verb(tmp_path, "bank", "add", stdin=lines) == "3 items added\n"
    assert waiting(tmp_path) == 3
    assert "one generation" in verb(tmp_path, "bank", "settle")
    assert waiting(tmp_path) == 0
    assert "nothing" in verb(tmp_path, "bank", "settle")
    assert verb(tmp_path, "bank", "remove", "k1") == "1 items removed\n"
    assert [line.split()[0] for line in verb(tmp_path, "bank", "list").splitlines()] == ["k0", "k2"]
    log = open_log(tmp_path / "shield-log")
    told = [link.entry.what for link in log.read(kinds=("bank-changed",))]
    log.close()
    assert isinstance(told[-1], BankChanged)
    assert (told[-1].item, told[-1].change) == ("k1", "removed")


def until(true: object, seconds: float = 30.0) -> None:
    limit = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        assert time.monotonic() < limit
        time.sleep(0.05)


def ask_on(service: Running, ended: threading.Event, said: list[tuple[int, bool]]) -> None:
    number = 0
    while not ended.is_set():
        number += 1
        answer = service.check(f"load-{number}", "the ferry is late")
        said.append((answer.status, answer.body["decided"]))


@pytest.mark.slow
def test_twenty_thousand_items_are_a_generation_and_one_more_is_found_under_load(tmp_path: Path) -> None:
    folder(tmp_path, service="[rate]\neach_second = 100000\nburst = 100000\n")
    lines = b"".join(json.dumps(known(n)).encode() + b"\n" for n in range(MANY))
    verb(tmp_path, "bank", "add", stdin=lines)
    assert waiting(tmp_path) == 0
    stands = changes.current(tmp_path / "bank")["generation"]
    service = start(tmp_path, workers=2, key=key_of(tmp_path, "check", "admin", "read", person="Ana"))
    ended, said = threading.Event(), list[tuple[int, bool]]()
    load = threading.Thread(target=ask_on, args=(service, ended, said))
    load.start()
    try:
        assert service.check("known", str(known(777)["text"])).body["verdict"] == "block"
        more = known(MANY + 1)
        assert service.ask("POST", "/v1/bank", more).status == 201
        assert service.ask("GET", f"/v1/bank/{more['id']}").body["adopted_by"] == "Ana"
        asked = iter(range(10_000))
        until(
            lambda: service.check(f"more-{next(asked)}", str(more["text"])).body["verdict"] == "block", 10.0
        )
        assert changes.current(tmp_path / "bank")["generation"] == stands
        banks.add(  # as many as a service does not keep in memory, by another way
            tmp_path / "bank",
            [items.of_link(link(n), f"example.org/{n}") for n in range(banks.SETTLE_AT + 1)],
            by="person ana", at="2026-11-22T12:00:00Z",
        )  # fmt: skip
        until(lambda: waiting(tmp_path) == 0)
        assert changes.current(tmp_path / "bank")["generation"] != stands
        assert service.check("still", str(more["text"])).body["verdict"] == "block"
    finally:
        ended.set()
        load.join()
        service.stop()
        service.kill()
    assert len(said) > 20
    assert set(said) == {(200, True)}

"""Does everything arrive at least once, in order, whatever the other side does?"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import msgspec
import pytest

from aftershock.errors import UsageError
from aftershock.shield.ledger.faults import LedgerError
from aftershock.shield.ledger.happenings import Link, SetAside
from aftershock.shield.ledger.log import open_log
from aftershock.shield.ledger.outbox import KINDS, Outbox, Patience, Undelivered
from aftershock.shield.ledger.signing import HEADER, genuine, signature
from aftershock.shield.ledger.transport_webhook import Webhook
from tests.shield.ledger.made import AT, decided, entry

QUICK = Patience(first=0.01, longest=1.0, tries=3, batch=10)


class Other:
    """The other side: remembers what it got, fails as it is told."""

    def __init__(self) -> None:
        self.got: list[int] = []
        self.calls = 0
        self.away = 0
        self.poison: set[int] = set()

    def send(self, links: Sequence[Link]) -> None:
        self.calls += 1
        if self.away:
            self.away -= 1
            raise Undelivered("nobody there")
        bad = [link.seq for link in links if link.seq in self.poison]
        if bad:
            raise Undelivered(f"not {bad[0]}", refused=True)
        self.got += [link.seq for link in links]


def outbox(folder: Path, other: Other, **more: object) -> Outbox:
    return Outbox(open_log(folder), other, to="desk", patience=QUICK, now=lambda: AT, **more)  # type: ignore[arg-type]


def drained(box: Outbox) -> list[float]:
    """Step until nothing is left; the waits on the way."""
    waits = []
    while True:
        wait = box.step()
        if wait == QUICK.first and not box.failures:
            return waits
        waits.append(wait)


def test_everything_goes_once_in_order_and_its_own_notes_never(tmp_path: Path) -> None:
    log, other = open_log(tmp_path), Other()
    log.append([entry(n) for n in range(25)])
    box = outbox(tmp_path, other)
    drained(box)
    assert other.got == list(range(1, 26))
    assert other.calls == 3
    log.append([entry("later")])
    drained(box)
    assert other.got == [*range(1, 26), 29]  # three notes of what was delivered stand between
    assert "delivered" not in KINDS
    assert len(KINDS) > 25


def test_only_the_kinds_that_are_wanted(tmp_path: Path) -> None:
    log, other = open_log(tmp_path), Other()
    log.append([entry(1), decided("p1"), entry(2), decided("p2")])
    drained(outbox(tmp_path, other, kinds=("decided",)))
    assert other.got == [2, 4]


def test_a_new_process_goes_on_where_the_log_says(tmp_path: Path) -> None:
    log, other = open_log(tmp_path), Other()
    log.append([entry(n) for n in range(12)])
    outbox(tmp_path, other).step()
    again = outbox(tmp_path, other)
    assert again.reached == 10
    drained(again)
    assert other.got == list(range(1, 13))


def test_what_was_sent_but_not_noted_goes_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log, other = open_log(tmp_path), Other()
    log.append([entry(1)])
    box = outbox(tmp_path, other)

    def full(*_: object) -> None:
        raise LedgerError("the disk is full")

    monkeypatch.setattr(box, "_write", full)
    assert box.step() > 0
    assert (other.got, box.reached) == ([1], 0)
    monkeypatch.undo()
    drained(box)
    assert other.got == [1, 1]


def test_while_nobody_answers_it_waits_longer_and_longer_and_sets_nothing_aside(tmp_path: Path) -> None:
    log, other = open_log(tmp_path), Other()
    log.append([entry(1)])
    other.away = 20
    waits = drained(outbox(tmp_path, other, chance=lambda: 1.0))
    assert waits[:8] == pytest.approx([0.01 * 2**n for n in range(7)] + [1.0])
    assert max(waits) == 1.0
    assert other.got == [1]
    assert list(log.read(kinds=("set-aside",))) == []


def test_waits_differ_by_chance(tmp_path: Path) -> None:
    log, other = open_log(tmp_path), Other()
    log.append([entry(1)])
    other.away = 5
    waits = drained(outbox(tmp_path, other, chance=random.Random(1).random))
    whole = [0.01 * 2**n for n in range(5)]
    assert all(full / 2 <= wait <= full for wait, full in zip(waits, whole, strict=False))
    assert waits[:5] != whole


def test_a_poisoned_message_is_set_aside_and_the_others_arrive(tmp_path: Path) -> None:
    log, other = open_log(tmp_path), Other()
    log.append([entry(n) for n in range(25)])
    other.poison = {7, 13}
    box = outbox(tmp_path, other)
    drained(box)
    assert sorted(set(other.got)) == [n for n in range(1, 26) if n not in (7, 13)]
    assert other.got == sorted(other.got)
    aside = [link.entry.what for link in log.read(kinds=("set-aside",))]
    assert aside == [SetAside(to="desk", seq=7, why="not 7"), SetAside(to="desk", seq=13, why="not 13")]
    other.poison.clear()
    box.again(7)
    assert other.got[-1] == 7
    assert outbox(tmp_path, other).reached == 25


def test_an_outage_does_not_count_towards_setting_aside(tmp_path: Path) -> None:
    log, other = open_log(tmp_path), Other()
    log.append([entry(1)])
    box = outbox(tmp_path, other)
    other.poison = {1}
    box.step()
    box.step()
    other.away = 10
    for _ in range(10):
        box.step()
    other.poison.clear()
    drained(box)
    assert other.got == [1]


def test_of_two_that_run_one_sends(tmp_path: Path) -> None:
    log, other, stop = open_log(tmp_path), Other(), threading.Event()
    log.append([entry(n) for n in range(50)])
    boxes = [outbox(tmp_path, other) for _ in range(2)]
    threads = [threading.Thread(target=box.run, args=(stop,)) for box in boxes]
    for thread in threads:
        thread.start()
    until = time.monotonic() + 5
    while len(other.got) < 50 and time.monotonic() < until:
        time.sleep(0.01)
    stop.set()
    for thread in threads:
        thread.join(5)
    assert other.got == list(range(1, 51))


class Door(BaseHTTPRequestHandler):
    """A web address on loopback that answers as it is told."""

    def do_POST(self) -> None:
        server = self.server
        body = self.rfile.read(int(self.headers["Content-Length"]))
        server.got.append((body, self.headers[HEADER]))  # type: ignore[attr-defined]
        self.send_response(server.status)  # type: ignore[attr-defined]
        self.send_header("Location", "http://127.0.0.1:1/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def door() -> ThreadingHTTPServer:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    server.got, server.status = [], 204  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server  # type: ignore[misc]
    server.shutdown()
    server.server_close()


SECRET = b"sixteen bytes or more"


def test_a_webhook_gets_links_signed(tmp_path: Path, door: ThreadingHTTPServer) -> None:
    log = open_log(tmp_path)
    links = log.append([decided("p1"), entry(2)])
    hook = Webhook(f"http://127.0.0.1:{door.server_port}/in", SECRET, clock=lambda: 1000.0)
    hook.send(links)
    ((body, header),) = door.got  # type: ignore[attr-defined]
    assert msgspec.json.decode(body, type=dict[str, list[Link]]) == {"links": links}
    assert genuine(SECRET, body, header, now=1200)
    assert not genuine(SECRET, body + b" ", header, now=1200)
    assert not genuine(b"another secret of ours", body, header, now=1200)
    assert not genuine(SECRET, body, header, now=1400)
    assert not genuine(SECRET, body, header.replace("t=1000", "t=1200"), now=1200)
    assert not genuine(SECRET, body, "nonsense", now=1200)


def test_the_signature_is_the_published_rule() -> None:
    import hashlib
    import hmac

    expected = hmac.new(SECRET, b"1000.{}", hashlib.sha256).hexdigest()
    assert signature(SECRET, b"{}", at=1000.9) == f"t=1000,v1={expected}"


@pytest.mark.parametrize(
    ("status", "refused"), [(400, True), (422, True), (500, True), (503, False), (404, False), (302, False)]
)
def test_what_an_answer_means(tmp_path: Path, door: ThreadingHTTPServer, status: int, refused: bool) -> None:
    door.status = status  # type: ignore[attr-defined]
    with pytest.raises(Undelivered, match=str(status)) as said:
        Webhook(f"http://127.0.0.1:{door.server_port}/in", SECRET).send([])
    assert said.value.refused is refused


def test_nobody_listens(tmp_path: Path) -> None:
    with pytest.raises(Undelivered) as said:
        Webhook("http://127.0.0.1:1/in", SECRET).send([])
    assert not said.value.refused


@pytest.mark.parametrize("address", ["http://example.org/in", "ftp://127.0.0.1/in", "file:///etc/passwd"])
def test_a_webhook_goes_encrypted_or_stays_on_this_machine(address: str) -> None:
    with pytest.raises(UsageError, match="https"):
        Webhook(address, SECRET)
    with pytest.raises(UsageError, match="16"):
        Webhook("https://example.org/in", b"short")

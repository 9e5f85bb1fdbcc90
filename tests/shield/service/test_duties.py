"""Does what has to happen by itself happen: alarms, receivers, heads, and signals about accounts?"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from aftershock.errors import InputError
from aftershock.shield.accounts.terms import Terms
from aftershock.shield.ledger import heads
from aftershock.shield.ledger.happenings import Entry, OrderReceived, Reviewed
from aftershock.shield.ledger.log import open_log
from aftershock.shield.ledger.signing import HEADER
from aftershock.shield.papers.rota import read
from aftershock.shield.service.duties import Clock, receivers, rung
from aftershock.shield.service.settings import Alarms, Heads, Send, Settings
from aftershock.shield.service.standings import Standings
from aftershock.shield.service.wire import Asked
from tests.shield.service.running import CALL, folder, running

ROTA = """
[[person]]
name = "ines"
webhook = "{bell}"
[[shift]]
days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
from = "00:00"
to = "00:00"
people = ["ines"]
[last]
people = ["ines"]
"""
ORDER = {
    "order": "A-17",
    "authority": "Bureau of the Coast",
    "member_state": "DE",
    "issued_at": "2026-11-22T09:00:00Z",
    "received_at": "2026-11-22T09:05:00Z",
    "authenticated_by": "call back",
}
AT = "2026-11-22T12:00:00Z"


class Sink:
    """Takes everything that is posted to it."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        sink = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                sink.got.append((dict(self.headers), body))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/in"

    def wait(self, wanted: Callable[[bytes], bool], seconds: float = 20.0) -> tuple[dict[str, str], bytes]:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for each in list(self.got):
                if wanted(each[1]):
                    return each
            time.sleep(0.05)
        raise AssertionError(f"it did not come: {self.got}")


@pytest.fixture
def sink() -> Iterator[Sink]:
    made = Sink()
    yield made
    made.server.shutdown()


class Bell:
    def __init__(self) -> None:
        self.rung: list[str] = []

    def reaches(self, person: object) -> bool:
        return True

    def ring(self, call: object, person: object) -> None:
        self.rung.append(person.name)  # type: ignore[attr-defined]


def test_the_clock_calls_and_signs(tmp_path: Path) -> None:
    log = open_log(tmp_path / "log")
    public = heads.make_key(tmp_path / "head.key")
    bell = Bell()
    rota = read(ROTA.format(bell="https://bell.harbour.example/ines"))
    place = tmp_path / "heads.ndjson"
    clock = Clock(rota, (bell,), Heads(key=str(tmp_path / "head.key"), deposit=str(place)))
    clock.once(log, "2026-11-22T09:04:00Z")
    assert bell.rung == []
    what = OrderReceived(contact="", language="en", urls=(), **ORDER)
    log.append([Entry(key="order A-17", at="2026-11-22T09:05:00Z", by="person ana", what=what)])
    clock.once(log, "2026-11-22T09:05:01Z")
    assert bell.rung == ["ines"]
    clock.once(log, "2026-11-22T09:05:02Z")
    assert bell.rung == ["ines"], "nothing new, nothing due"
    clock.once(log, "2026-11-22T09:40:00Z")
    assert len(bell.rung) > 1, "nobody acknowledged"
    (first,) = heads.deposited(place)
    assert heads.genuine(first, key=public)
    assert not heads.genuine(first, key="00" * 32)
    log.close()


def test_a_wrong_set_up_is_said_before_anything_starts(tmp_path: Path) -> None:
    (tmp_path / "s").write_text("x" * 20)
    for send in (
        Send(webhook="https://a.example", broker="nats://b", secret=str(tmp_path / "s")),
        Send(webhook="https://a.example", secret=str(tmp_path / "absent")),
        Send(broker="nats://b", kinds=("no-such",)),
    ):
        with pytest.raises(InputError):
            receivers(Settings(send={"hub": send}))
    mailed = ROTA.replace("webhook", "mail").format(bell="ines@harbour.example")
    (tmp_path / "rota.toml").write_text(mailed)
    with pytest.raises(InputError, match="nobody can call ines"):
        rung(Alarms(rota=str(tmp_path / "rota.toml")))


def test_a_receiver_hears_of_decisions_and_the_rota_of_an_order(tmp_path: Path, sink: Sink) -> None:
    (tmp_path / "rota.toml").write_text(ROTA.format(bell=sink.address))
    (tmp_path / "hub.secret").write_text("a secret of the hub that is long")
    service = f"""
[send.hub]
webhook = "{sink.address}"
secret = "hub.secret"
kinds = ["decided", "order-received"]
[alarms]
rota = "rota.toml"
secret = "hub.secret"
"""
    with running(tmp_path, workers=2, service=service) as found:
        assert found.check("1", CALL).body["verdict"] == "hold"
        headers, _ = sink.wait(lambda body: b'"decided"' in body)
        assert HEADER.lower() in {name.lower() for name in headers}
        assert found.ask("POST", "/v1/orders", ORDER).status == 201
        _, body = sink.wait(lambda body: b'"alarm"' in body and b"A-17" in body)
        alarm = json.loads(body)["alarm"]["alarm"]
        until = time.monotonic() + 20  # a call stands in the log once it went out, a moment after it came
        while (said := found.ask("POST", f"/v1/alarms/{alarm}/acknowledge", {})).status == 404:
            assert time.monotonic() < until
            time.sleep(0.1)
        assert said.body["by"] == "person Ana"
        assert found.ask("POST", "/v1/alarms/none/acknowledge", {}).status == 404
        (order,) = found.ask("GET", "/v1/orders").body
        assert (order["order"], order["status"]) == ("A-17", "open")
        drafted = found.ask("GET", "/v1/statements/forum/1/0").body
        assert drafted["statement"]["decision_visibility"]
        assert found.ask("GET", "/v1/statements/forum/2/0").status == 404
        report = found.ask("GET", "/v1/transparency").body
        assert sum(each["count"] for each in report["measures"]) == 1


def test_a_raid_with_a_known_item_never_stands_and_the_rota_hears_of_it(tmp_path: Path, sink: Sink) -> None:
    folder(tmp_path)
    (tmp_path / "rota.toml").write_text(ROTA.format(bell=sink.address))
    (tmp_path / "hub.secret").write_text("a secret of the hub that is long")
    service = (
        '[alarms]\nrota = "rota.toml"\nsecret = "hub.secret"\n[rate]\neach_second = 10000\nburst = 10000\n'
    )
    text = "the lantern at the harbour gate was painted green again"
    copy = {"platform": "forum", "text": text}
    with running(tmp_path, workers=2, service=service) as found:
        known = {"id": "k", "bank": "removed", "text": text, "adopt": True}
        assert found.ask("POST", "/v1/bank", known).status == 201
        time.sleep(1.0)

        def raid(wave: str, account: str, count: int = 20) -> set[str]:
            posts = [{**copy, "id": f"{wave}-{n}", "account": account.format(n)} for n in range(count)]
            said = found.ask("POST", "/v1/check/batch", {"posts": posts}).body
            return {each["verdict"] for each in said["answers"]}

        for wave in range(8):  # one account, a hundred copies and more: the block stays
            assert raid(f"one-{wave}", "a-1") == {"block"}
            time.sleep(0.3)
        assert found.ask("GET", "/v1/rules").body[0]["tripped"] is False
        seen: set[str] = set()
        for wave in range(12):  # many accounts: a person is called, and not one copy stands meanwhile
            seen |= raid(f"many-{wave}", f"b-{wave}-{{}}")
            time.sleep(0.3)
        assert seen == {"block", "hold"}
        _, body = sink.wait(lambda body: b'"alarm"' in body and b"rule known-item" in body)
        assert b"of posts" in body
        assert found.ask("POST", "/v1/rules/known-item/free", {"reason": "a raid"}).status == 200
        time.sleep(1.0)
        assert raid("after", "c-1", 3) == {"block"}


def test_the_policy_hears_where_an_account_stands(tmp_path: Path) -> None:
    with running(tmp_path / "service") as found:
        for number in (1, 2):
            found.check(str(number), f"{CALL} {number}", account="a-1")
        entries = [link.entry for link in open_log(found.place / "shield-log").read(kinds=("decided",))]
    log = open_log(tmp_path / "log")
    log.append(entries)
    standings = Standings(log, Terms(strikes_from="hold", second_share=0.0))
    asked = Asked(platform="forum", id="9", account="a-1", signals={"account.held": None})
    declared = frozenset({"account.strikes", "account.held"})
    assert standings.with_account(asked, declared, at=AT) == asked, "nothing was counted: nobody is clean yet"
    standings.follow()
    assert standings.with_account(asked, declared, at=AT).signals == {
        "account.strikes": 0.0,
        "account.held": None,
    }, "what no person confirmed is no strike"
    for number in (1, 2):
        what = Reviewed(item=f"forum:{number}", revision=0, verdict="hold", clause="4.2", reason="a call")
        log.append([Entry(key=f"r{number}", at=AT, by="person ana", what=what)])
    standings.follow()
    found_ = standings.with_account(asked, declared, at=AT).signals
    assert found_["account.strikes"] == 2.0
    assert found_["account.held"] is None, "what the platform says itself is not overruled"
    log.close()

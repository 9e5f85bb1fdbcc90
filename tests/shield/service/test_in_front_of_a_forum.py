"""Does the example of the guide work: statuses and what is attached, what people decide, a service that was
away?
"""

from __future__ import annotations

import hashlib
import importlib.util
import io
import json
import sys
import time
import urllib.error
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np
import pytest

from aftershock.shield.banks import bank as banks
from aftershock.shield.banks import items
from aftershock.shield.banks.items import KnownItem
from aftershock.shield.client import Client
from aftershock.shield.faults import Rejected
from aftershock.shield.hashing import hashed
from aftershock.shield.ledger.happenings import (
    AccountBlocked,
    AccountRestored,
    AppealDecided,
    Entry,
    Happening,
    NoticeDecided,
    OrderExecuted,
    Reviewed,
    Undone,
)
from aftershock.shield.ledger.log import open_log
from aftershock.store.clock import now
from tests.shield.papers.told import order
from tests.shield.service.running import CALL, EXAMPLE, Running, free_port, key_of, ready, running, start

SETTINGS = """
[accounts]
second_share = 0.0
second_always = []
second_for_blocks = false
[breaker]
least = 1000000
"""
FILE = b"a file that the platform removed before"


def example(name: str) -> ModuleType:
    """A module of the example's folder."""
    spec = importlib.util.spec_from_file_location(f"example_{name}", EXAMPLE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


class Side(NamedTuple):
    """A forum, its bridge and the shield behind it."""

    mock: Any
    bridge: Any
    service: Running

    def state(self, id_: str) -> str:
        return str(self.mock.statuses[id_].state)

    def held(self, id_: str, account: str = "a1") -> None:
        self.mock.post(id_, account, f"{CALL} ({id_})")
        assert self.state(id_) == "held"

    def person(self, name: str, what: Happening) -> int:
        """What the review pages write when somebody decides."""
        log = open_log(self.service.place / "shield-log")
        try:
            key = f"{type(what).__name__} {log.head().seq}"
            (link,) = log.append([Entry(key=key, at=now(), by=f"person {name}", what=what)])
            return link.seq
        finally:
            log.close()

    def reviewed(self, id_: str, verdict: str, *, by: str = "Ana", look: int = 1) -> int:
        what = Reviewed(item=f"forum:{id_}", revision=0, verdict=verdict, clause="4.2",  # type: ignore[arg-type]
                        reason="as it says", look=look)  # fmt: skip
        return self.person(by, what)

    def follows(self, id_: str) -> str:
        self.bridge.step()
        return self.state(id_)


def picture(*, small: bool = False) -> bytes:
    """A picture with enough detail to have a hash, the same again in another size."""
    from PIL import Image, ImageFilter

    dots = np.random.default_rng(7).integers(0, 255, (12, 12, 3), dtype=np.uint8)
    whole = Image.fromarray(dots).resize((480, 480), Image.Resampling.BICUBIC)
    whole = whole.filter(ImageFilter.GaussianBlur(2))
    out = io.BytesIO()
    (whole.resize((300, 300)) if small else whole).save(out, "JPEG", quality=80 if small else 92)
    return out.getvalue()


@pytest.fixture(scope="module")
def forum(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Side]:
    place = tmp_path_factory.mktemp("forum")
    mock = example("mastodon_mock").Mock(token="admin-token", secret="hook-secret")
    bridge_ = example("bridge")

    def known(id_: str, kind: items.Kind) -> KnownItem:
        return KnownItem(id=id_, bank="removed", kind=kind, adopted_by="Ana")

    seen = place / "seen.jpg"
    seen.write_bytes(picture())
    known_items = [
        items.of_file(known("f", "file"), hashlib.sha256(FILE).hexdigest()),
        items.of_picture(known("p", "picture"), hashed(seen).pictures[0]),
        items.of_link(known("l", "link"), "harbour.example/film"),
    ]
    banks.add(place / "bank", known_items, by="Ana", at=now())
    with running(place, service=SETTINGS) as service:
        client = Client(f"http://127.0.0.1:{service.port}", service.key, when_down="open", tries=2)
        bridge = bridge_.Bridge(
            bridge_.Forum(mock.address, "admin-token"), "hook-secret", client, place / "bridge.json"
        )
        server = bridge.serve("127.0.0.1", 0)
        mock.hook = f"http://127.0.0.1:{server.server_address[1]}/"
        try:
            yield Side(mock, bridge, service)
        finally:
            server.shutdown()
            server.server_close()
            client.close()
            mock.close()


def test_a_status_is_held_appealed_and_restored(forum: Side) -> None:
    assert forum.mock.post("1", "a1", "the ferry is late again").state == "visible"
    assert forum.mock.post("2", "a1", CALL).state == "held"
    assert forum.mock.reports[-1]["status_ids"] == ["2"]
    assert "calls (4.2)" in forum.mock.reports[-1]["comment"]
    forum.mock.appeal("2", "They are my own doors.")
    assert forum.follows("2") == "held"
    log = open_log(forum.service.place / "shield-log")
    (appeal,) = [link.entry.what.appeal for link in log.read(kinds=("appealed",))]  # type: ignore[union-attr]
    log.close()
    forum.person("Ben", AppealDecided(appeal=appeal, overturned=True, reason="about their own doors"))
    assert forum.follows("2") == "visible"
    assert forum.bridge.follow() == 0
    # the forum sends its webhook once more: what was restored stays
    forum.mock.tell("status.created", forum.mock.shown(forum.mock.statuses["2"]))
    assert forum.follows("2") == "visible"
    forum.mock.appeal("1", "why me")  # nothing was decided on it: said, and not sent for ever


def test_an_edit_is_a_new_revision(forum: Side) -> None:
    assert forum.mock.post("3", "a2", "paint the blue fence").state == "visible"
    assert forum.mock.post("3", "a2", CALL).state == "held"
    assert forum.mock.post("3", "a2", "nothing any more").state == "visible"
    what = Reviewed(item="forum:3", revision=1, verdict="block", clause="4.2", reason="seen")
    forum.person("Ana", what)
    assert forum.follows("3") == "visible", "decided was what the post said before its last edit"


def test_a_report_of_a_call_stays_and_a_person_looks(forum: Side) -> None:
    before = len(forum.mock.reports)
    text = "The court heard that he had said: paint the red doors."
    assert forum.mock.post("4", "a3", text).state == "visible"
    assert len(forum.mock.reports) == before + 1
    forum.mock.tell("status.created", forum.mock.shown(forum.mock.statuses["4"]))
    assert len(forum.mock.reports) == before + 1, "a repeat brings no second report"


def test_a_person_decides_and_takes_it_back(forum: Side) -> None:
    forum.held("r1")
    seq = forum.reviewed("r1", "block")
    assert forum.follows("r1") == "removed"
    forum.person("Ana", Undone(seq=seq, reason="a slip"))
    assert forum.follows("r1") == "held", "what the rules said stands again"
    forum.reviewed("r1", "allow")
    assert forum.follows("r1") == "visible"


def test_a_second_look_that_differs_changes_nothing_until_a_third(forum: Side) -> None:
    forum.held("s1")
    forum.reviewed("s1", "block")
    forum.reviewed("s1", "allow", by="Ben", look=2)
    assert forum.follows("s1") == "removed"
    forum.reviewed("s1", "allow", by="Cem", look=3)
    assert forum.follows("s1") == "visible"


def test_a_decision_on_a_notice_is_carried_out(forum: Side) -> None:
    assert forum.mock.post("n1", "a4", "the ferry is late").state == "visible"
    what = NoticeDecided(notice="n", verdict="block", reason="it names a neighbour", item="forum:n1")
    forum.person("Ana", what)
    assert forum.follows("n1") == "removed"
    forum.mock.tell("status.created", forum.mock.shown(forum.mock.statuses["n1"]))
    assert forum.state("n1") == "removed", "a repeat of the webhook does not put it up again"


def test_a_removal_order_is_carried_out(forum: Side) -> None:
    assert forum.mock.post("t1", "a4", "the ferry is late").state == "visible"
    forum.person("Ana", order("XA 1", items=("forum:t1",)))
    forum.person("Ana", OrderExecuted(order="XA 1", action="removed", items=("forum:t1",)))
    assert forum.follows("t1") == "removed"
    time.sleep(1.0)  # each worker looks a few times a second what people did
    assert forum.mock.post("t1", "a4", "the ferry is on time").state == "removed", "an edit is no way out"


def test_what_a_court_puts_back_is_back(forum: Side) -> None:
    forum.held("t2", "a9")
    forum.reviewed("t2", "hold")
    forum.person("Ana", order("XA 2", items=("forum:t2",)))
    forum.person("Ana", OrderExecuted(order="XA 2", action="removed", items=("forum:t2",)))
    assert forum.follows("t2") == "removed"
    assert forum.service.ask("GET", "/v1/accounts/a9").body["strikes"] == []
    what = {"order": "XA 2", "items": ["forum:t2"], "authority": "a court", "reference": "7 K 1",
            "basis": "court", "reason": "it is a play"}  # fmt: skip
    shield = forum.bridge.shield
    said = shield.reinstate(**what)
    assert "It was put back" in said.words
    assert shield.reinstate(**what).seq == said.seq, "the same twice is one"
    assert [each.seq for each in shield.reinstatements()] == [said.seq]
    assert forum.follows("t2") == "visible"
    assert forum.service.ask("GET", "/v1/items/forum/t2/0").body["by"] == "authority"
    assert [each.status for each in shield.orders() if each.order == "XA 2"] == ["annulled"]
    forum.mock.tell("status.created", forum.mock.shown(forum.mock.statuses["t2"]))
    assert forum.state("t2") == "visible", "a repeat of the webhook does not take it down again"
    with pytest.raises(Rejected, match="does not know that order"):
        shield.reinstate(**{**what, "order": "XA 9"})
    with pytest.raises(Rejected, match="not an item of that order"):
        shield.reinstate(**{**what, "items": ["forum:t1"]})


def test_what_the_shield_decides_later_is_carried_out(forum: Side) -> None:
    """By its own look at what it let through, by the tone head, by a broker: no webhook's answer says it."""
    status = forum.mock.statuses["u1"] = example("mastodon_mock").Status("u1", "a1", f"{CALL} once more")
    assert forum.service.check("u1", status.text, account="a1", surface="comments").body["verdict"] == "hold"
    assert forum.follows("u1") == "held"


def test_an_account_is_blocked_restored_and_free_when_it_ends(forum: Side) -> None:
    for id_ in ("b1", "b2"):
        forum.held(id_, "bad")
        forum.reviewed(id_, "hold")
    forum.bridge.step()
    block = AccountBlocked(
        account="bad", items=("forum:b1", "forum:b2"), reason="again", until="2099-01-01T00:00:00Z"
    )
    forum.person("Ben", block)
    forum.bridge.step()
    assert forum.mock.suspended == {"bad"}
    forum.person("Cem", AccountRestored(account="bad", reason="they were misread"))
    forum.bridge.step()
    assert forum.mock.suspended == set()

    forum.person("Ben", block)
    forum.bridge.step()
    assert forum.mock.suspended == {"bad"}
    forum.reviewed("b1", "allow", by="Cem", look=2)
    forum.reviewed("b1", "allow", by="Dov", look=3)  # a block rests on two items
    forum.bridge.step()
    assert forum.mock.suspended == set()

    # a block that is over ends by itself: no event says so
    forum.mock.suspended.add("bad")
    forum.bridge.kept.blocked["bad"] = "2026-01-01T00:00:00Z"
    forum.bridge.step()
    assert forum.mock.suspended == set()
    # what the forum's own people did is not undone
    forum.mock.suspended.add("other")
    forum.person("Cem", AccountRestored(account="bad", reason="once more"))
    forum.bridge.step()
    assert forum.mock.suspended == {"other"}


def test_attachments_and_links_reach_the_banks(forum: Side) -> None:
    assert forum.mock.post("f1", "a5", "look", media={"x.zip": FILE}).state == "removed"
    assert forum.mock.post("f2", "a5", "look", media={"copy.jpg": picture(small=True)}).state == "held"
    assert forum.mock.post("f3", "a5", "look", link="https://harbour.example/film").state == "removed"
    assert forum.mock.post("f4", "a5", "look", media={"y.zip": b"another file"}).state == "visible"
    elsewhere = {**forum.mock.shown(forum.mock.statuses["f4"]), "id": "f5"}
    elsewhere["media_attachments"] = [{"type": "image", "url": "http://127.0.0.1:9/x"}]
    assert "files" not in forum.bridge.post(elsewhere), "nothing is fetched from anywhere but the forum"


def test_a_webhook_that_nobody_signed_is_not_heard(forum: Side) -> None:
    assert forum.bridge.heard(b'{"event":"status.created","object":{}}', "sha256=00") == 401
    right = forum.mock.secret
    forum.mock.secret = "other"
    with pytest.raises(urllib.error.HTTPError):
        forum.mock.post("5", "a1", CALL)
    forum.mock.secret = right


def test_posts_of_a_time_without_the_shield_are_asked_about_again(tmp_path: Path) -> None:
    """Down, a restart of the bridge, up: nothing that was let through is forgotten."""
    port, key = free_port(), key_of(tmp_path, "check", "read", "notices")
    mock = example("mastodon_mock").Mock(token="t", secret="s")
    module = example("bridge")

    def bridge() -> Any:
        client = Client(f"http://127.0.0.1:{port}", key, seconds=5, tries=1, when_down={"comments": "open"})
        return module.Bridge(module.Forum(mock.address, "t"), "s", client, tmp_path / "bridge.json")

    first = bridge()
    server = first.serve("127.0.0.1", 0)
    mock.hook = f"http://127.0.0.1:{server.server_address[1]}/"
    try:
        assert mock.post("1", "a1", CALL).state == "visible"
        assert mock.post("2", "a1", "the ferry is late").state == "visible"
        assert mock.post("3", "a1", CALL).state == "visible"
        mock.post("3", "a1", "mended before anybody looked")
        assert first.again() == 0
    finally:
        server.shutdown()
        server.server_close()
    told = json.loads((tmp_path / "bridge.json").read_text("utf-8"))
    assert {id_: post["revision"] for id_, post in told["ask"].items()} == {"1": 0, "2": 0, "3": 1}
    assert (tmp_path / "bridge.json").stat().st_mode & 0o077 == 0, "it holds texts of posts"
    with running(tmp_path, service=SETTINGS, key=key) as other:
        other.stop()
        service = start(tmp_path, port=port, key=key)
        try:
            ready(service)
            second = bridge()
            second.step()
            assert {id_: each.state for id_, each in mock.statuses.items()} == {
                "1": "held",
                "2": "visible",
                "3": "visible",
            }
            assert second.kept.ask == {}
            assert mock.reports[-1]["status_ids"] == ["1"]
        finally:
            service.stop()
            mock.close()

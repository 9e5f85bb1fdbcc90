"""Can a person review fifty items in a real browser with the keyboard alone, and what do they see?"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from aftershock.shield.accounts.terms import Terms
from aftershock.shield.ledger.happenings import (
    Alarmed,
    Appealed,
    Entry,
    Happening,
    IncidentOpened,
    NoticeDecided,
    NoticeReceived,
    OrderExecuted,
    OrderReceived,
    Poisoned,
    Reviewed,
    RuleTripped,
    ThreatDrafted,
    ThreatSent,
)
from aftershock.shield.ledger.log import open_log
from aftershock.shield.ledger.reinstating import Reinstated
from aftershock.shield.ledger.times import moved
from aftershock.shield.review import people
from aftershock.shield.review.office import Office
from aftershock.shield.review.setup import Setup
from aftershock.store.clock import now
from tests.shield.review.visiting import WORD
from tests.shield.service.running import Running, running

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]  # fifty items and some thirty pages three times
PARTS = Path(__file__).parents[2] / "dossier" / "browser"
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
ITEMS = 50
SETTINGS = """
[accounts]
second_share = 0.0
second_always = []
[breaker]
least = 1000000
"""
TEXTS = (
    "Tonight: paint the red doors, all of them, and bring whoever you know. Meet at https://harbour.example/map",
    "مرحبا بالجميع now paint the red doors في الميناء",
    "now p4int the r3d d00rs\u202e before the tide turns",
    "paint the red doors",
)


def filled(service: Running) -> None:
    """Posts that are held, an appeal, an order; somebody with every role that one person can have."""
    for number in range(ITEMS + 8):
        said = service.check(
            f"p{number}", f"{TEXTS[number % 4]} ({number})", account=f"a{number % 9}", language="en"
        )
        assert said.status == 200, said
        assert said.body["verdict"] == "hold", said.body
    folder = service.place / "shield-log"
    log = open_log(folder)
    office = Office(log, log.append, folder, setup=Setup(), terms=Terms(), clauses=tuple, cheap=True)
    people.make(office, "Ana", ("reviewer", "senior", "admin"), by="machine tester")
    office.passwords.choose("Ana", WORD)
    people.make(office, "Ben", ("reviewer",), by="machine tester")
    log.append(
        [
            Entry(key=f"browser {n}", at=at, by=by, what=what)
            for n, (at, by, what) in enumerate(happened(now()))
        ]
    )
    log.close()


def happened(at: str) -> Iterator[tuple[str, str, Happening]]:
    """What people and others did before: orders, notices, a threat, an incident, a complaint, poison."""
    order = OrderReceived(
        order="FR-2026-17", authority="Bureau of the Coast", member_state="FR", contact="desk@coast.example",
        issued_at=at, received_at=moved(at, timedelta(minutes=-40)), language="en", authenticated_by="seal",
        urls=("https://forum.example/post/17",), items=("forum:p17",), grounds=("incites",), reasons="a call",
    )  # fmt: skip
    yield at, "key 1", order
    earlier = moved(at, timedelta(hours=-5))
    done = msgspec.structs.replace(
        order, order="FR-2026-12", received_at=earlier, items=("forum:p12", "forum:gone"), reasons=""
    )
    yield earlier, "person Cem", done
    executed = OrderExecuted(order=done.order, action="removed", items=done.items)
    yield moved(at, timedelta(hours=-4, minutes=-30)), "person Cem", executed
    yield at, "person Cem", Reinstated(
        order=done.order, items=("forum:p12",), authority="Court of the Coast", reference="7 K 1/26",
        basis="court", reason="It is a play.",
    )  # fmt: skip
    yield earlier, "clock", RuleTripped(rule="calls", why="fires on 900 of 1,000 posts")
    call = Alarmed(alarm="b-1", about=f"order {order.order}", words="an order", to="ines", step=0)
    yield at, "clock", call
    words = "It is a line of our play, and the doors are on the stage."
    yield at, "key 1", Appealed(appeal="a-1", item="forum:p57", revision=0, account="a3", words=words)
    notice = NoticeReceived(
        notice="n-1", item="forum:p40", url="https://forum.example/post/40", ground="threat", good_faith=True,
        explanation="They say where my shop is and what is to happen to it.", name="Noa",
        email="noa@harbour.example",
    )  # fmt: skip
    yield at, "key 1", notice
    yield at, "key 1", msgspec.structs.replace(notice, notice="n-2", item="", url="", email="", name="")
    decided = msgspec.structs.replace(notice, notice="n-3", item="forum:p41", trusted_flagger=True)
    yield at, "key 1", decided
    reason = "It names a shop and says what is to happen."
    what = NoticeDecided(
        notice="n-3", verdict="hold", reason=reason, item="forum:p41", revision=0, clause="4.2"
    )
    yield at, "person Ben", what
    yield (
        at,
        "person Ben",
        ThreatDrafted(threat="t-1", item="forum:p40", words="It names a place."),
    )
    yield at, "person Ben", ThreatDrafted(threat="t-2", item="forum:p41", words="It names a street.")
    sent = ThreatSent(threat="t-2", to="authority of FR", sent=True, receipt="R-17", draft="0" * 64)
    yield at, "person Cem", sent
    incident = IncidentOpened(
        incident="storm-1", level="watch", about="An attack in the port", policy="", categories=("call",),
        until=moved(at, timedelta(hours=6)),
    )  # fmt: skip
    yield at, "person Cem", incident
    poison = Poisoned(source="nats", content="c" * 64, why="not an item: truncated", size=17)
    yield at, "broker", poison


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the browser reports, with the log's reviews."""
    if not CHROMIUM or not shutil.which("npm"):
        pytest.skip("needs Chromium and npm")
    if not (PARTS / "node_modules" / "axe-core").is_dir():
        quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        subprocess.run(["npm", "ci", *quiet], cwd=PARTS, check=True, timeout=180)
    pictures = Path(os.environ.get("AFTERSHOCK_PICTURES") or tmp_path_factory.mktemp("pictures"))
    with running(tmp_path_factory.mktemp("review"), service=SETTINGS) as service:
        filled(service)
        script = Path(__file__).parent / "look.cjs"
        told = subprocess.run(
            ["node", str(script), f"http://127.0.0.1:{service.port}", "Ana", WORD, str(ITEMS), str(pictures)],
            capture_output=True, text=True, timeout=900,
            env={**os.environ, "CHROMIUM": CHROMIUM, "NODE_PATH": str(PARTS / "node_modules")},
        )  # fmt: skip
        assert told.returncode == 0, told.stderr + service.said()
        log = open_log(service.place / "shield-log")
        reviews = [link.entry for link in log.read(kinds=("reviewed",))]
        log.close()
        return {**json.loads(told.stdout), "reviews": reviews}


def test_fifty_items_by_keyboard_alone(seen: dict[str, Any]) -> None:
    keys = seen["keys"]
    assert keys["items"] == ITEMS
    assert {each: keys[each] for each in ("held", "back", "next", "skipped", "veiled")} == {
        "held": True, "back": True, "next": True, "skipped": True, "veiled": 1,
    }  # fmt: skip
    reviews = [entry.what for entry in seen["reviews"]]
    assert all(isinstance(what, Reviewed) for what in reviews)
    assert len(reviews) == ITEMS + 2  # one was taken back and decided anew, one came without script
    assert {entry.by for entry in seen["reviews"]} == {"person Ana"}
    assert {what.verdict for what in reviews} == {"allow", "label", "limit", "hold", "block"}
    assert sum(what.hard for what in reviews) == ITEMS // 10
    assert "Time for a break" in keys["pause"]
    assert seen["begin"].startswith("Begin")


def test_the_text_is_not_in_the_page_before_it_is_asked_for(seen: dict[str, Any]) -> None:
    hidden = seen["keys"]["hidden"].casefold()
    assert "paint the red" not in hidden
    assert "calls" in hidden
    assert seen["keys"]["mark"].startswith("paint the red doors")


def test_it_works_without_script(seen: dict[str, Any]) -> None:
    assert seen["plain"]["next"]


@pytest.mark.parametrize("way", ["desktop", "dark", "phone"])
def test_axe_finds_nothing_serious_and_no_page_is_too_wide(seen: dict[str, Any], way: str) -> None:
    assert seen[way]["axe"] == []
    assert seen[way]["wide"] == []
    assert seen["door"] == []


@pytest.mark.parametrize("way", ["keys", "desktop", "dark", "phone"])
def test_nothing_is_asked_for_elsewhere_and_nothing_fails(seen: dict[str, Any], way: str) -> None:
    assert seen[way]["elsewhere"] == []
    assert [each for each in seen[way]["errors"] if "404" not in each and "403" not in each] == []


def test_cookies_are_out_of_reach_for_scripts(seen: dict[str, Any]) -> None:
    assert seen["cookies"] == [["review-session", True, "Strict"]]

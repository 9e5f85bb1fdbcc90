"""Can a person review fifty items in a real browser with the keyboard alone, and what do they see?"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from aftershock.shield.accounts.terms import Terms
from aftershock.shield.ledger.happenings import Appealed, Entry, OrderReceived, Reviewed
from aftershock.shield.ledger.log import open_log
from aftershock.shield.review import people
from aftershock.shield.review.office import Office
from aftershock.shield.review.setup import Setup
from aftershock.store.clock import now
from tests.shield.review.visiting import WORD
from tests.shield.service.running import Running, running

pytestmark = pytest.mark.browser
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
    at = now()
    order = OrderReceived(
        order="XA-2026-17", authority="Authority of the Isles", member_state="XA",
        contact="desk@isles.example",
        issued_at=at, received_at=at, language="en", authenticated_by="seal",
        urls=("https://forum.example/post/17",), items=("forum:p17",),
    )  # fmt: skip
    words = "It is a line of our play, and the doors are on the stage."
    appeal = Appealed(appeal="a-1", item="forum:p57", revision=0, account="a3", words=words)
    log.append(
        [Entry(key=f"browser {n}", at=at, by="key 1", what=what) for n, what in enumerate((order, appeal))]
    )
    log.close()


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
            capture_output=True, text=True, timeout=280,
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

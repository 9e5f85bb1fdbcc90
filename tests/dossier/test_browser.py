"""What does a real browser make of the dossier: on a desk, on a phone, without script, on paper?"""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from aftershock.dossier.build import build
from aftershock.dossier.independent import Independent
from tests.dossier.fixture import STATEMENTS, case

pytestmark = pytest.mark.browser
FOLDER = Path(__file__).parent / "browser"
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the browser reports, and the text of the PDF."""
    if not CHROMIUM or not shutil.which("npm") or not shutil.which("pdftotext"):
        pytest.skip("needs Chromium, npm and pdftotext")
    if not (FOLDER / "node_modules" / "axe-core").is_dir():
        quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        subprocess.run(["npm", "ci", *quiet], cwd=FOLDER, check=True, timeout=180)
    folder = tmp_path_factory.mktemp("browser")
    page, pdf = folder / "dossier.html", folder / "dossier.pdf"
    page.write_text(build(case()), encoding="utf-8")
    told = subprocess.run(
        ["node", "look.cjs", str(page), str(pdf)],
        cwd=FOLDER, capture_output=True, text=True, timeout=600, env={**os.environ, "CHROMIUM": CHROMIUM},
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True)
    return {**json.loads(told.stdout), "pdf": text.stdout}


@pytest.mark.parametrize("way", ["desktop", "dark", "phone", "plain", "used"])
def test_nothing_is_asked_for_and_nothing_fails(seen: dict[str, Any], way: str) -> None:
    assert seen[way]["requests"] == []
    assert seen[way]["errors"] == []


@pytest.mark.parametrize("way", ["desktop", "dark", "phone"])
def test_axe_finds_nothing_serious(seen: dict[str, Any], way: str) -> None:
    assert seen[way]["axe"] == []


def test_a_phone_never_scrolls_sideways(seen: dict[str, Any]) -> None:
    assert seen["phone"]["scrollWidth"] <= 390


def test_the_page_is_complete_without_script(seen: dict[str, Any]) -> None:
    for what in ("rows", "pictures", "receipts"):
        assert seen["plain"][what] == seen["desktop"][what] == seen["phone"][what] > 0
    assert seen["plain"]["rows"] == len(STATEMENTS)


def test_filter_order_and_drawer_work(seen: dict[str, Any]) -> None:
    used = seen["used"]
    assert used["none"] == 0
    assert used["history"] == sum(bool(s.get("history")) for s in STATEMENTS)
    assert len(used["sorted"]) == len(STATEMENTS)
    latin = [name.casefold() for name in used["sorted"] if name.isascii() and name[0].isalpha()]
    assert latin == sorted(latin)
    assert used["drawer"]
    assert used["closed"]


def test_the_ledger_narrows_by_how_lines_were_read_and_by_origins(seen: dict[str, Any]) -> None:
    chronicle = case().chronicle
    behind = Independent(case()).behind(case())
    narrowed = seen["used"]["narrowed"]
    assert narrowed["read shallow"] == sum(s.rule.startswith("shallow") for s in chronicle.statements) > 0
    assert narrowed["read proposed"] == 1
    assert narrowed["origins 2"] == sum(behind[s.id].origins > 1 for s in chronicle.statements) > 0
    assert narrowed["tier narrated"] == sum(s.tier == "narrative" for s in chronicle.statements) > 0
    assert seen["used"]["reset"] == len(STATEMENTS)


def test_paper_holds_the_pictures_in_words_too(seen: dict[str, Any]) -> None:
    for words in ("Group A", "Self-check", "What was passed around", "How it changed", "contested"):
        assert words in re.sub(r"\s+", " ", seen["pdf"])


def test_paper_holds_every_row(seen: dict[str, Any]) -> None:
    for number in range(1, len(STATEMENTS) + 1):
        assert re.search(rf"^\s*L{number}\s+\S", seen["pdf"], re.MULTILINE), f"L{number}"
    assert "Receipts" in seen["pdf"]


def test_a_reader_moves_weights_and_marks_and_takes_the_board_away(seen: dict[str, Any]) -> None:
    """On H1 the first mark goes from + to −, and the first weight (of a self-claim, .7) to .2."""
    before, after = ({row[0]: row[1:] for row in seen["used"][each]} for each in ("sums", "moved"))
    keys = list(before)
    assert before[keys[0]] == ["1.20", "0.50", "0.00"]
    assert after[keys[0]] == ["0.50", "0.50", "0.00"]
    assert before[keys[1]] == ["0.20", "1.20", "0.00"]  # a reliability that was set for one answer alone
    assert after[keys[1]] == ["0.40", "0.70", "0.00"]
    assert before[keys[2]] == ["25%", "25%", "100%"]
    taken = seen["used"]["taken"]
    assert taken["id"] == "board-1"
    assert taken["weights"] == {"self-claim": 0.2}
    assert [(each["hypothesis"], each["mark"]) for each in taken["assessments"]] == [
        ("h-column", "inconsistent")
    ]

"""Does the main job survive being killed at any moment, and do two commands at once get along?"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.rows import do
from tests.test_app import CONTRACT

pytestmark = pytest.mark.slow
KILLS = 15


def command(*args: str) -> list[str]:
    return [sys.executable, "-m", "aftershock", *args]


def rows(case: Path, verb: str) -> list[str]:
    """What a verb prints, line by line; receipts carry the same ids wherever the case stands."""
    done = subprocess.run(
        command(verb, str(case), "--json"), capture_output=True, text=True, check=True, timeout=120
    )
    return done.stdout.splitlines()


def taken_in(case: Path) -> list[str]:
    """The originals that the chain says were taken in, by their SHA-256."""
    links = (json.loads(line)["body"] for line in (case / "custody.jsonl").read_text("utf-8").splitlines())
    return sorted(link["sha256"] for link in links if link["action"] == "add-original")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case that was made without disturbance, and how long that takes."""
    place = tmp_path_factory.mktemp("whole") / "a.case"
    do("report", place, folder=str(CONTRACT / "input"))
    return place


@pytest.mark.timeout(900)
def test_a_report_that_is_killed_again_and_again_ends_as_one_that_was_not(
    whole: Path, tmp_path: Path
) -> None:
    chance = random.Random(7)
    place = tmp_path / "killed.case"
    started = command("report", str(CONTRACT / "input"), "--out", str(place))
    began = time.monotonic()
    subprocess.run(command("report", str(CONTRACT / "input"), "--out", str(tmp_path / "t.case")), check=True)
    takes = time.monotonic() - began
    killed = 0
    for _ in range(KILLS):
        running = subprocess.Popen(started, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.05, 1.0) * takes)
        running.send_signal(signal.SIGKILL)
        killed += running.wait() == -signal.SIGKILL
    assert killed >= KILLS // 2, "most were to be hit while they worked"
    done = subprocess.run(started, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    verified = subprocess.run(command("verify", str(place)), capture_output=True, text=True)
    assert verified.returncode == 0, verified.stdout
    for verb in ("ledger", "stories", "timeline", "figures", "posts"):
        assert rows(place, verb) == rows(whole, verb)
    captures = taken_in(place)
    originals = [path for path in (place / "originals").rglob("*") if path.is_file()]
    assert captures == taken_in(whole), "nothing twice, nothing lost"
    assert len(originals) <= len(captures)


def test_two_reports_at_once_make_one_case(whole: Path, tmp_path: Path) -> None:
    place = tmp_path / "both.case"
    started = command("report", str(CONTRACT / "input"), "--out", str(place), "--json")
    both = [subprocess.Popen(started, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(2)]
    ends = [each.communicate(timeout=240) for each in both]
    assert [each.returncode for each in both] == [0, 0], ends
    assert json.loads(ends[0][0])["statements"] == json.loads(ends[1][0])["statements"] > 0
    assert rows(place, "ledger") == rows(whole, "ledger")
    assert subprocess.run(command("verify", str(place)), capture_output=True).returncode == 0


def test_a_question_is_answered_while_a_report_runs(whole: Path, tmp_path: Path) -> None:
    """The owner answers; nobody waits for the end of a long job to look at a case."""
    place = tmp_path / "asked.case"
    do("report", place, folder=str(CONTRACT / "input"))
    running = subprocess.Popen(
        command("run", str(place)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**os.environ, "AFTERSHOCK_THREADS": "1"},
    )  # fmt: skip
    answers = []
    while running.poll() is None:
        answers.append(rows(place, "ledger"))
    assert running.returncode == 0
    assert answers
    assert all(each == rows(whole, "ledger") for each in answers)

"""Is wrong use told at once, with what to do instead, and without a trace left behind?"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from aftershock import app, rehearse
from aftershock.ask import answering
from aftershock.cli.entry import cli
from aftershock.errors import UsageError
from tests.rows import Keep


def test_an_empty_folder_is_no_report(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="the folder is empty") as told:
        app.case_for(tmp_path, None)
    assert str(tmp_path) in str(told.value)
    assert "Put into it" in str(told.value)


def test_a_rehearsal_overwrites_nothing(tmp_path: Path) -> None:
    mine = tmp_path / "case.toml"
    mine.write_text("[event]\n", encoding="utf-8")
    with pytest.raises(UsageError, match="would be overwritten"):
        rehearse.simulate(
            tmp_path, preset="quiet", posts=10, accounts=None, seed=1, form="csv", plan=None,
            progress=lambda *_: None,
        )  # fmt: skip
    assert mine.read_text(encoding="utf-8") == "[event]\n"
    assert list(tmp_path.iterdir()) == [mine]


def test_what_was_set_aside_is_said_when_it_happens(tmp_path: Path) -> None:
    tell = Keep()
    missing = [str(tmp_path / f"missing-{number}.txt") for number in range(app.NAMED + 2)]
    assert app.perform("add", tmp_path / "a.case", {"what": missing}, tell) == 0
    first, *_, last = tell.notices
    assert first == f"set aside: {missing[0]}: no such file or folder. Look at how its name is written"
    assert len(tell.notices) == app.NAMED + 1
    assert last.startswith("2 more were set aside; list them: aftershock rejects ")


def test_an_answer_without_rows_says_so(tmp_path: Path) -> None:
    tell = Keep()
    assert answering(lambda _: iter(()))(None, {}, tell) == 0  # type: ignore[arg-type]
    assert (tell.rows, tell.notices) == ([], ["none was found in what was read so far"])


def test_two_cases_here_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "b.case").mkdir()
    (tmp_path / "a.case").mkdir()
    with pytest.raises(UsageError, match=r"2 cases here. Name the one you mean, as a\.case"):
        app.find_case(None)


def test_every_verb_has_a_heading_in_the_help() -> None:
    assert all(each.rich_help_panel for each in cli.registered_commands)
    names = [each.name for each in cli.registered_commands]
    assert names[0] == "report"
    assert len(set(names)) == len(names)


def test_saying_the_version_loads_nothing_heavy() -> None:
    heavy = ("duckdb", "spacy", "numpy")
    code = (
        "import sys; sys.argv = ['aftershock', '--version']\n"
        "from aftershock.cli import main\n"
        f"try:\n main()\nfinally:\n print([each for each in {heavy} if each in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.splitlines()[-1] == "[]"

"""Does a board go out as JSON, come back edited, and say who changed what?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace
from typer.testing import CliRunner

from aftershock import response
from aftershock.cli import cli
from aftershock.dossier import shown
from aftershock.dossier.shown import Coordination
from aftershock.errors import UsageError
from tests.rows import do

TEXT = """Market bombing in Port Sorrel

PORT SORREL, 14 March 2026. A bomb exploded at the market in Port Sorrel on Saturday, killing nine people.

The Northern Column claimed responsibility for the bombing. The ministry blamed the Harbour Front for it.
The Harbour Front denied any part in the bombing.
"""
WHO = {"reason": "seen together with the desk", "person": "Ines"}


@pytest.fixture
def case(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "one.txt").write_text(TEXT, "utf-8")
    place = tmp_path / "boards.case"
    do("report", place, folder=str(folder))
    return place


def group(name: str) -> shown.Group:
    """A group that acted together, of five accounts."""
    return shown.Group(name=name, members=4, joined=1, observed=9, expected=2.0, q=0.001, traces=("link",))


def board(case: Path) -> dict[str, Any]:
    (found,) = do("hypotheses", case)
    return found


def put(file: Path, *boards: dict[str, Any]) -> str:
    file.write_bytes(b"".join(msgspec.json.encode(each) + b"\n" for each in boards))
    return str(file)


def test_what_went_out_comes_back_and_changes_nothing(case: Path, tmp_path: Path) -> None:
    before = board(case)
    assert do("assess", case, take=put(tmp_path / "b.json", before), **WHO) == []
    assert board(case) == before


def test_each_edit_is_a_judgement_and_the_board_says_who(case: Path, tmp_path: Path) -> None:
    edited = board(case)
    cell = next(each for each in edited["assessments"] if each["mark"] == "consistent")
    cell["mark"], cell["reliability"] = "neutral", 0.5
    edited["weights"]["accuser"] = 0.25
    edited["hypotheses"].append({"id": "new", "text": "A gas leak, nobody did it."})
    edited["assessments"].append({"hypothesis": "new", "item": cell["item"], "mark": "consistent"})
    made = do("assess", case, take=put(tmp_path / "b.json", edited), **WHO)
    assert [each["kind"] for each in made] == ["assess"] * 4
    now = board(case)
    there = {(each["hypothesis"], each["item"]): each for each in now["assessments"]}
    changed = there[cell["hypothesis"], cell["item"]]
    assert (changed["mark"], changed["reliability"], changed["person"]) == ("neutral", 0.5, "Ines")
    assert now["weights"]["accuser"] == 0.25
    leak = next(each["id"] for each in now["hypotheses"] if each["text"].startswith("A gas leak"))
    assert there[leak, cell["item"]]["mark"] == "consistent"
    do("undo", case, judgement=made[0]["id"], **WHO)
    assert len(do("judgements", case)) == 5


def test_a_correction_by_ids(case: Path) -> None:
    found = board(case)
    answer, item = found["hypotheses"][0]["id"], found["assessments"][0]["item"]
    do("assess", case, targets=[answer, item], value={"mark": "inconsistent"}, **WHO)
    marks = {(each["hypothesis"], each["item"]): each["mark"] for each in board(case)["assessments"]}
    assert marks[answer, item] == "inconsistent"


@pytest.mark.parametrize(
    ("targets", "value", "said"),
    [
        (["nothing"], {"hypothesis": "x"}, "no such board"),
        (["ANSWER", "nothing"], {"mark": "neutral"}, "no such item"),
        (["ANSWER", "ITEM"], {"mark": "maybe"}, "no mark"),
        (["ANSWER", "ITEM"], {"reliability": "7"}, "from 0 to 1"),
        (["ANSWER", "ITEM"], {"reliability": "nan"}, "from 0 to 1"),
        (["ANSWER", "ITEM"], {}, "nothing is assessed"),
        (["BOARD"], {"weight luck": "0.5"}, "no interest"),
        (["BOARD"], {"hypothesis": "x", "exclusive": "maybe"}, "neither yes nor no"),
        (["ANSWER", "OTHER LINE"], {"mark": "neutral"}, "no such item"),
    ],
)
def test_what_cannot_be_is_refused(case: Path, targets: list[str], value: dict[str, str], said: str) -> None:
    found = board(case)
    stand_for = {
        "ANSWER": found["hypotheses"][0]["id"],
        "ITEM": found["assessments"][0]["item"],
        "BOARD": found["id"],
        "OTHER LINE": next(
            row["id"] for row in do("ledger", case) if row["id"] not in str(found["assessments"])
        ),
    }
    with pytest.raises(UsageError, match=said):
        do("assess", case, targets=[stand_for.get(each, each) for each in targets], value=value, **WHO)


@pytest.mark.parametrize(
    ("words", "said"),
    [("no json", "no board"), ('{"id": "elsewhere"}', "no such board"), ('{"hypotheses": []}', "no board")],
)
def test_a_file_that_is_no_board_is_refused_by_line(
    case: Path, tmp_path: Path, words: str, said: str
) -> None:
    file = tmp_path / "b.json"
    file.write_text(words, "utf-8")
    with pytest.raises(UsageError, match=said) as refused:
        do("assess", case, take=str(file), **WHO)
    assert f"{file}:1" in str(refused.value)


def test_an_answer_beside_others_and_a_weight_by_the_command_line(case: Path) -> None:
    who = ["--reason", "test", "--person", "Ines", "--case", str(case)]
    before = board(case)

    def assess(*words: str) -> int:
        return CliRunner().invoke(cli, ["assess", before["id"], *words, *who]).exit_code

    assert assess("--answer", "A third party paid for it.", "--beside") == 0
    assert assess("--weight", "accuser=0.25", "--weight", "accused=0") == 0
    assert assess("--weight", "accuser") != 0
    now = board(case)
    added = next(each for each in now["hypotheses"] if each["text"].startswith("A third"))
    assert added["excludes"] == []
    assert all(added["id"] not in each["excludes"] for each in now["hypotheses"])
    assert (now["weights"]["accuser"], now["weights"]["accused"]) == (0.25, 0.0)


def test_a_file_may_add_an_answer_beside_others(case: Path, tmp_path: Path) -> None:
    edited = board(case)
    edited["hypotheses"].append({"id": "new", "text": "Somebody paid for it.", "exclusive": False})
    (made,) = do("assess", case, take=put(tmp_path / "b.json", edited), **WHO)
    assert made["value"] == {"hypothesis": "Somebody paid for it.", "exclusive": "no"}


def test_a_finding_that_is_gone_leaves_the_board_and_is_listed(
    case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = board(case)
    answer = found["hypotheses"][1]["id"]
    there = Coordination(groups=(group("group-1"),), accounts=40, method="pairs")
    real = response.of_case
    monkeypatch.setattr(response, "of_case", lambda *args: replace(real(*args), coordination=there))
    do("run", case)
    item = "finding:coordination: group-1"
    do("assess", case, targets=[answer, item], value={"mark": "consistent"}, **WHO)
    (rank,) = [each for each in board(case)["ranks"] if each["hypothesis"] == answer]
    (was,) = [each for each in found["ranks"] if each["hypothesis"] == answer]
    assert rank["net"] == pytest.approx(was["net"] + 1.0)
    page = (case / "dossier.html").read_text("utf-8")
    assert "coordination: group-1: 9 (2 expected)" in page
    monkeypatch.setattr(response, "of_case", real)
    do("run", case)
    assert board(case) == found
    assert [each["orphaned"] for each in do("judgements", case)] == [True]

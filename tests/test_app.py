"""Does the main job hold what it promises, from the folder to the dossier?"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

import aftershock
from aftershock import app, reading
from aftershock.errors import CaseError, UsageError
from aftershock.records import Statement
from aftershock.store import case as store
from aftershock.text import sha256
from tests.rows import Keep, do

CONTRACT = Path(__file__).parent.parent / "docs" / "contract"


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("cases") / "contract.case"
    do("report", place, folder=str(CONTRACT / "input"))
    return place


def receipts(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        own = [value] if {"text", "start", "end", "quote", "file"} <= value.keys() else []
        return own + [each for inner in value.values() for each in receipts(inner)]
    if isinstance(value, list):
        return [each for inner in value for each in receipts(inner)]
    return []


@pytest.mark.parametrize("verb", ["ledger", "figures", "timeline", "stories", "events", "disputes", "harms"])
def test_every_receipt_slices_back_and_leads_to_its_original(case: Path, verb: str) -> None:
    rows = do(verb, case)
    if verb not in ("disputes", "harms"):
        assert rows
    with store.open_case(case, readonly=True) as folder:
        captures = {capture.source: capture for capture in folder.captures()}
        entries = {(entry.id, entry.capture) for entry in folder.text_entries()}
        for each in (found for row in rows for found in receipts(row)):
            if "reading" in each:  # a variant: its quote may be empty
                continue
            assert folder.text(each["text"])[each["start"] : each["end"]] == each["quote"]
            capture = captures[each["file"]]
            assert (each["text"], capture.id) in entries
            assert sha256(folder.original(capture).read_bytes()) == capture.sha256


def test_plain_text_offsets_are_the_files_own(case: Path) -> None:
    for row in do("ledger", case):
        for each in receipts(row):
            text = (CONTRACT / "input" / each["file"]).read_text("utf-8")
            if each["file"].endswith(".txt"):
                assert text[each["start"] : each["end"]] == each["quote"]


def test_copies_are_one_story_and_the_claimant_is_read_from_the_whole_one(case: Path) -> None:
    stories = [row for row in do("stories", case) if len(row["members"]) > 1]
    assert [sorted(m["file"] for m in row["members"]) for row in stories] == [["reprint.txt", "wire.txt"]]
    claims = [row for row in do("ledger", case) if row["act"] == "claims-responsibility"]
    assert [row["speaker_name"] for row in claims] == ["Salt Road Brigade"]
    assert {each["file"] for each in claims[0]["witnesses"]} == {"wire.txt", "reprint.txt"}
    assert claims[0]["witnesses"][0]["file"] == "wire.txt"


def test_figures_that_exclude_each_other_are_disputed_with_both_sides(case: Path) -> None:
    rows = [row for row in do("figures", case) if row["role"] == "killed"]
    assert {row["low"]: row["modifier"] for row in rows}[2] == "part"  # two of the injured, no toll
    killed = {row["low"]: row for row in rows if row["modifier"] != "part"}
    assert set(killed) == {5, 7, 9}
    # "at least five" agrees with both: the dispute is between the hospital and the ministry
    (dispute,) = [row for row in do("disputes", case) if row["kind"] == "figures"]
    assert sorted(side["receipts"][0]["file"] for side in dispute["sides"]) == [
        "hospital.txt",
        "ministry.txt",
    ]


def test_a_second_report_changes_nothing_and_reads_nothing(case: Path) -> None:
    before = {verb: do(verb, case) for verb in ("ledger", "stories", "figures", "timeline", "posts")}
    chain = (case / "custody.jsonl").read_text()
    dossier = (case / "dossier.html").read_text()
    tell = Keep()
    app.perform("report", case, {"folder": str(CONTRACT / "input")}, tell)
    assert {verb: do(verb, case) for verb in before} == before
    assert (case / "custody.jsonl").read_text().startswith(chain)
    assert not {
        json.loads(line)["action"]
        for line in (case / "custody.jsonl").read_text().splitlines()[len(chain.splitlines()) :]
    } & {"capture", "text"}
    assert _without_chain(dossier) == _without_chain((case / "dossier.html").read_text())
    assert do("verify", case)[-1]["ok"]


def test_ids_do_not_depend_on_the_place_or_the_run(case: Path, tmp_path: Path) -> None:
    do("report", tmp_path / "again.case", folder=str(CONTRACT / "input"))
    for verb in ("ledger", "stories", "figures"):
        assert do(verb, case) == do(verb, tmp_path / "again.case")


def test_judgements_stand_beside_what_they_judge_and_can_be_taken_back(tmp_path: Path) -> None:
    case = tmp_path / "judged.case"
    do("report", case, folder=str(CONTRACT / "input"))
    line = next(row for row in do("ledger", case) if row["act"] == "blames")
    who = {"person": "A. Editor", "reason": "read twice"}
    made = do("judge", case, kind="reject", targets=[line["id"]], **who)[-1]
    status = {row["id"]: row["status"] for row in do("ledger", case)}
    assert status[line["id"]] == "rejected"
    do("undo", case, judgement=made["id"], **who)
    assert {row["status"] for row in do("ledger", case)} == {"proposed"}
    do("judge", case, kind="alias", targets=["Salt Road Brigade"], to="salt-road", **who)
    claim = next(row for row in do("ledger", case) if row["act"] == "claims-responsibility")
    assert claim["speaker_id"] == "salt-road"
    assert [row["standing"] for row in do("judgements", case)] == [False, True, True]
    assert do("verify", case)[-1]["ok"]
    with pytest.raises(UsageError, match="no such statement"):
        do("judge", case, kind="accept", targets=["st-nothing"], **who)


def test_a_judgement_finds_its_statement_again_after_a_re_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = tmp_path / "reread.case"
    do("report", case, folder=str(CONTRACT / "input"))
    line = next(row for row in do("ledger", case) if row["act"] == "denies")
    do("judge", case, kind="reject", targets=[line["id"]], person="A. Editor", reason="read twice")
    read = reading.statements.each

    def renamed(*args: Any, **kwargs: Any) -> Iterator[tuple[Statement, ...]]:
        """A later release that gives every statement another id."""
        for lines in read(*args, **kwargs):
            yield tuple(msgspec.structs.replace(each, id=f"{each.id}-new") for each in lines)

    monkeypatch.setattr(reading.statements, "each", renamed)
    monkeypatch.setattr(reading, "READING", reading.READING + 1)
    do("run", case)
    status = {row["id"]: row["status"] for row in do("ledger", case)}
    assert status[f"{line['id']}-new"] == "rejected"
    assert [row["orphaned"] for row in do("judgements", case)] == [False]


def test_ctrl_c_leaves_a_case_that_goes_on(tmp_path: Path) -> None:
    for stage in ("taking in files", "reading originals", "reading statements"):
        case = tmp_path / f"{stage.replace(' ', '-')}.case"
        with pytest.raises(KeyboardInterrupt):
            app.perform("report", case, {"folder": str(CONTRACT / "input")}, Keep(stop_at=stage))
        assert do("verify", case)[-1]["ok"]
        do("report", case, folder=str(CONTRACT / "input"))
        assert len(do("pages", case)) == 5  # four files and the post of a listed channel
        assert do("verify", case)[-1]["ok"]


def test_what_cannot_be_read_is_listed_and_the_rest_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "mixed"
    folder.mkdir()
    (folder / "good.txt").write_text("Police said the road is closed.\n")
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    (folder / "empty.txt").touch()
    case = tmp_path / "mixed.case"
    do("report", case, folder=str(folder))
    rejects = {row["file"]: row for row in do("rejects", case)}
    assert set(rejects) == {"picture.png", "empty.txt"}
    assert all(row["cause"] and row["next_step"] for row in rejects.values())
    assert [row["file"] for row in do("pages", case)] == ["good.txt"]


def test_the_case_never_stands_inside_its_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "input"
    folder.mkdir()
    (folder / "page.txt").write_text("One line.", encoding="utf-8")
    monkeypatch.chdir(folder)
    assert app.case_for(folder, None) == tmp_path / "input.case"
    with pytest.raises(UsageError, match="inside the folder"):
        app.case_for(folder, folder / "x.case")
    monkeypatch.chdir(tmp_path)
    assert app.case_for(folder, None) == tmp_path / "input.case"


def test_the_library_gives_arrow(case: Path) -> None:
    with aftershock.open_case(case) as opened:
        assert opened.posts().column("post_id").to_pylist() == ["1001", "1002"]
        acts = opened.sql("select act, count(*) as n from statements group by act order by act")
        assert "claims-responsibility" in acts.column("act").to_pylist()
        assert {row["act"] for row in opened.rows("ledger")} == set(acts.column("act").to_pylist())


def test_the_command_line_speaks_json_on_stdout_and_progress_on_stderr(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "aftershock", "report", str(CONTRACT / "input"), "--json"]
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr
    assert "reading statements" in said.stderr
    assert [json.loads(line)["stories"] for line in said.stdout.splitlines()] == [4]
    asked = [sys.executable, "-m", "aftershock", "ledger", "--json"]
    lines = subprocess.run(
        asked, cwd=tmp_path, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert all("witnesses" in json.loads(line) for line in lines)
    wrong = [sys.executable, "-m", "aftershock", "ledger", "nowhere.case"]
    refused = subprocess.run(wrong, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    usage = subprocess.run([*wrong[:3], "judge"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert usage.returncode == 2


def test_a_case_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(CaseError):
        do("ledger", tmp_path / "none.case")


def _without_chain(dossier: str) -> list[str]:
    """A dossier's lines but for those on the chain, which grows with every session."""
    return [line for line in dossier.splitlines() if "custody" not in line]

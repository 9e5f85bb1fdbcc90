"""Do people's merges and aliases reach persons and groups, by the verbs, and is what cannot be refused?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from aftershock import app
from aftershock.errors import UsageError
from aftershock.lines import line
from tests.rows import Keep, do

TEXT = """Bombing in Port Sorrel

PORT SORREL, 14 March 2026. A bomb exploded at the market in Port Sorrel on Saturday, killing nine people.

Governor Pella Stane said the market would stay shut. Mayor Pela Stayne said the market would stay shut until
Monday. Police blamed the Northern Column for the bombing. The ministry blamed Oren Vale for the bombing.
"""
WHO = {"reason": "one woman, two spellings", "person": "Ines"}


@pytest.fixture
def case(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "one.txt").write_text(TEXT, "utf-8")
    (tmp_path / "in" / "case.toml").write_text(
        '[[actor]]\nid = "northern-column"\nkind = "group"\nnames = ["Northern Column"]\nsource = "hand"\n'
        '[[actor]]\nid = "column-north"\nkind = "group"\nnames = ["Column of the North"]\nsource = "hand"\n',
        "utf-8",
    )
    place = tmp_path / "joined.case"
    do("report", place, folder=str(tmp_path / "in"))
    return place


def persons(case: Path) -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in do("persons", case)}


def speakers(case: Path) -> dict[str, str]:
    return {row["speaker_name"]: row["speaker_id"] for row in do("ledger", case)}


def ids(case: Path) -> tuple[str, str]:
    known = persons(case)
    return known["Pella Stane"]["id"], known["Pela Stayne"]["id"]


def test_merged_persons_are_one_under_the_first_id_until_it_is_undone(case: Path) -> None:
    before = persons(case)
    one, other = ids(case)
    made = do("judge", case, kind="merge", targets=[one, other], **WHO)[-1]
    now = persons(case)
    assert set(now) == set(before) - {"Pela Stayne"}
    stane = now["Pella Stane"]
    assert (stane["id"], stane["merged_from"]) == (one, [other])
    assert {name["name"] for name in stane["names"]} == {"Pella Stane", "Pela Stayne"}
    assert len(stane["statements"]) == 2
    assert speakers(case)["Pela Stayne"] == one
    assert [row["orphaned"] for row in do("judgements", case)] == [False]
    do("undo", case, judgement=made["id"], **WHO)
    assert persons(case) == before


def test_a_merge_of_which_one_side_is_gone_is_listed(case: Path) -> None:
    one, other = ids(case)
    do("judge", case, kind="merge", targets=[one, other], **WHO)
    do("judge", case, kind="alias", targets=["Pela Stayne"], to="northern-column", **WHO)
    assert [row["orphaned"] for row in do("judgements", case)] == [True, False]


def test_an_alias_to_a_person_gives_the_name_to_that_person(case: Path) -> None:
    one, _ = ids(case)
    do("judge", case, kind="alias", targets=["Pela Stayne"], to=one, **WHO)
    stane = persons(case)["Pella Stane"]
    assert (stane["id"], len(stane["statements"])) == (one, 2)
    assert set(persons(case)) == {"Pella Stane", "Oren Vale"}
    assert speakers(case)["Pela Stayne"] == one


def test_who_is_only_accused_is_a_person_and_joins_another(case: Path) -> None:
    vale = persons(case)["Oren Vale"]
    assert (vale["statements"], len(vale["about"])) == ([], 1)
    (blamed,) = [row for row in do("ledger", case) if row["target"] == "Oren Vale"]
    assert blamed["target_id"] == vale["id"]
    one, _ = ids(case)
    do("judge", case, kind="merge", targets=[one, vale["id"]], **WHO)
    (blamed,) = [row for row in do("ledger", case) if row["target"] == "Oren Vale"]
    assert blamed["target_id"] == one
    assert "Oren Vale" in line("persons", persons(case)["Pella Stane"])


def test_a_group_that_is_only_blamed_is_merged(case: Path) -> None:
    listed = {row["id"]: row for row in do("entities", case)}
    assert "northern-column" in listed
    assert line("entities", listed["northern-column"]).startswith("northern-column  group: Northern Column")
    do("judge", case, kind="alias", targets=["police"], to="column-north", **WHO)
    do("judge", case, kind="merge", targets=["column-north", "northern-column"], **WHO)
    assert "northern-column" not in {row["id"] for row in do("entities", case)}
    (blamed,) = [row for row in do("ledger", case) if row["target"] == "Northern Column"]
    assert blamed["target_id"] == "column-north"
    assert not any(row["orphaned"] for row in do("judgements", case))


def test_what_merge_cannot_join_is_refused(case: Path) -> None:
    one, other = ids(case)
    event = do("events", case)[0]["id"]
    first = do("ledger", case)[0]["id"]
    story = do("stories", case)[0]["id"]
    for targets, said in (
        ([one], "two ids or more"),
        ([one, one], "two ids or more"),
        ([one, first], "no such event, person or actor"),
        ([event, story], "no such event, person or actor"),
        ([one, event], "not merged with one another"),
        ([one, "northern-column"], "not merged with one another"),
    ):
        with pytest.raises(UsageError, match=said):
            do("judge", case, kind="merge", targets=targets, **WHO)
    assert do("judgements", case) == []
    assert other in {row["id"] for row in do("entities", case)}


def test_a_name_for_an_id_that_nobody_has_is_taken_and_said(case: Path) -> None:
    def heard(to: str) -> list[str]:
        tell = Keep()
        app.perform("judge", case, {"kind": "alias", "targets": ["police"], "to": to, **WHO}, tell)
        return [said for said in tell.notices if "no actor has" in said]

    (said,) = heard("northern-colum")
    assert "did you mean northern-column?" in said
    assert heard("northern-column") == []

"""Do the verbs that compare groups, persons and events answer, and does a split hold over runs?"""

from __future__ import annotations

from pathlib import Path

import pytest

from aftershock.errors import UsageError
from aftershock.lines import line
from tests.rows import do

VERBS = (
    "events",
    "mentions",
    "courses",
    "groups",
    "history",
    "affiliations",
    "persons",
    "warnings",
    "callbacks",
)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("events")
    (folder / "in").mkdir()
    (folder / "in" / "one.txt").write_text(
        "Nine dead after bombing in Port Sorrel\n\nPORT SORREL, 15 March 2031 (North Wire) - Nine people "
        "were killed in a bombing of the ferry terminal in Port Sorrel on Friday, police said. The Grey Tide "
        "claimed responsibility for the bombing on Saturday. A shooting at Mill Lane hurt two people.\n",
        "utf-8",
    )
    place = folder / "events.case"
    do("report", place, folder=str(folder / "in"))
    return place


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_answers_with_rows_that_read_as_lines(case: Path, verb: str) -> None:
    rows = do(verb, case)
    assert all(line(verb, row) for row in rows)
    if verb in ("events", "mentions"):
        assert rows


def test_an_event_says_where_and_how_exactly(case: Path) -> None:
    event = do("events", case)[0]
    assert (event["where"], event["place"]["precision"]) == ("Port Sorrel", "unknown")
    assert event["mentions"] >= 2


def test_a_split_stands_and_can_be_taken_back(case: Path) -> None:
    before = do("events", case)
    word = do("mentions", case)[-1]
    do("judge", case, kind="split", targets=[word["event"], word["id"]], reason="test", person="tester")
    after = do("events", case)
    assert len(after) == len(before) + 1
    assert {event["id"] for event in before} <= {event["id"] for event in after}
    (made,) = [row for row in do("judgements", case) if row["kind"] == "split"]
    assert not made["orphaned"]
    do("undo", case, judgement=made["id"], reason="test", person="tester")
    assert do("events", case) == before


def test_a_split_names_an_event_and_its_parts(case: Path) -> None:
    event = do("events", case)[0]["id"]
    with pytest.raises(UsageError, match="split takes"):
        do("judge", case, kind="split", targets=[event], reason="test", person="tester")
    with pytest.raises(UsageError, match="no date"):
        do("judge", case, kind="split", targets=[event, event], when="soon", reason="test", person="tester")

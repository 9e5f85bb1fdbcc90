"""Does the ledger give a script what the dossier counts behind each line: origins, and outlets?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.rows import do

WIRE = """Bombing in Port Sorrel

PORT SORREL, 15 March 2026 (North Wire) - {lead} The Grey Tide claimed responsibility for the bombing of the
ferry terminal on Saturday. {tail}
"""
OWN = """A claim in Port Sorrel

PORT SORREL, 16 March 2026. In a message to this paper the Grey Tide claimed responsibility for the bombing of
the ferry terminal in Port Sorrel on 14 March 2026.

The mayor blamed the Hill Union for the bombing.

The harbour authority blamed the Hill Union for the bombing.
"""


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("origins")
    (folder / "in").mkdir()
    lead = (
        "Nine people were killed in a bombing of the ferry terminal in Port Sorrel on 14 March, police said."
    )
    (folder / "in" / "one.txt").write_text(WIRE.format(lead=lead, tail="Ferries stopped."), "utf-8")
    other = (
        "A bomb of unknown make went off at the ferry terminal. Nine were killed on 14 March, police said."
    )
    (folder / "in" / "two.txt").write_text(WIRE.format(lead=other, tail="The mayor asked for calm."), "utf-8")
    (folder / "in" / "own.txt").write_text(OWN, "utf-8")
    do("report", folder / "origins.case", folder=str(folder / "in"))
    return folder / "origins.case"


def test_each_line_names_its_independent_origins(case: Path) -> None:
    rows = do("ledger", case)
    known = {row["id"] for row in rows}
    for row in rows:
        assert row["origins"] == len(row["origin_list"]) >= 1
        assert row["carriers"] >= 1
        assert all(set(each["statements"]) <= known for each in row["origin_list"])
    claims = [row for row in rows if row["act"] == "claims-responsibility"]
    assert {each["name"] for row in claims for each in row["origin_list"]} == {"Grey Tide"}
    blames = [row for row in rows if row["act"] == "blames"]
    assert len(blames) == 2  # of one body by two: each line has both
    for row in blames:
        assert sorted(each["name"] for each in row["origin_list"]) == ["harbour authority", "mayor"]
    number = next(row for row in rows if row["figures"])
    assert number["origin_list"][0]["name"] == "police"
    assert number["origin_list"][0]["documents"] == 2


def test_the_dossier_counts_the_same(case: Path) -> None:
    page = (case / "dossier.html").read_text("utf-8")
    shown = re.findall(r'<tr id="L\d+"[^>]*?(?: data-origins="(\d+)")?(?: data-scope[^>]*)?>', page)
    counted = sorted(int(each or 1) for each in shown if each is not None)
    assert counted == sorted(row["origins"] for row in do("ledger", case))

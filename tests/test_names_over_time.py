"""Do names with dates in a case's own file decide who is meant, and does the dossier say it?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from aftershock import description
from aftershock.errors import CaseError
from tests.rows import do

ACTORS = """[[actor]]
id = "grey-column"
kind = "group"
names = ["Grey Column", { name = "Tide Front", valid_from = "2010", valid_to = "2020" }]
source = "hand"

[[actor]]
id = "marsh-league"
kind = "group"
names = ["Marsh League", { name = "Tide Front", valid_from = "2022" }]
source = "hand"
"""
NEWS = """Bombing in Port Sorrel

PORT SORREL, 16 March {year}. A bombing in Port Sorrel on 14 March {year} killed nine people, police said.
The Tide Front claimed responsibility for the bombing on Sunday.
"""


@pytest.mark.parametrize(
    ("year", "who", "called"),
    [
        (2015, "grey-column", {"then": "Tide Front", "now": "Grey Column"}),
        (2024, "marsh-league", None),
    ],
)
def test_the_case_file_says_who_bore_a_name_when(
    tmp_path: Path, year: int, who: str, called: dict[str, str] | None
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "one.txt").write_text(NEWS.format(year=year), "utf-8")
    (folder / "case.toml").write_text(ACTORS, "utf-8")
    do("report", tmp_path / "x.case", folder=str(folder))
    (claim,) = [row for row in do("ledger", tmp_path / "x.case") if row["act"] == "claims-responsibility"]
    assert (claim["speaker_id"], claim["resolved_by"]) == (who, "name at the time")
    assert claim["speaker_called"] == called
    page = re.sub(r"<[^>]*>", "", (tmp_path / "x.case" / "dossier.html").read_text("utf-8"))
    assert ("at the time Tide Front, now Grey Column" in page) == (called is not None)
    assert do("verify", tmp_path / "x.case")[-1]["ok"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ('{ name = "X", valid_from = "soon" }', "no date"),
        ('{ name = "X", valid_from = "2020", valid_to = "2019" }', "until before"),
        ('{ name = "X", since = "2020" }', "since"),
    ],
)
def test_a_date_that_is_none_is_said_with_the_line(name: str, said: str) -> None:
    data = f'[[actor]]\nid = "x"\nkind = "group"\nnames = [{name}]\nsource = "hand"\n'
    with pytest.raises(CaseError, match=said) as error:
        description.read(data.encode(), file=Path("case.toml"))
    assert error.value.line == 1

"""Does a list that is cut say how many there are, and does the export hold them all?"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from aftershock import app, cli
from tests.rows import Keep

AT = "2031-03-11T19:{:02}:00Z"
ABOUT = """
[case]
title = "Lanterns at the quay"
[event]
first_report = 2031-03-11T18:42:00Z
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case whose posts pass twenty tags around, each by three accounts, and one link."""
    folder = tmp_path_factory.mktemp("cut") / "folder"
    folder.mkdir()
    (folder / "case.toml").write_text(ABOUT)
    posts = [
        {
            "platform": "chirp", "channel_id": f"c{who}", "author_id": f"a{who}",
            "post_id": f"{1000 * who + number}", "created_at": AT.format(number),
            "text": f"word {number} of {who}",
            "hashtags": [f"tag{number}"],
            "links": ["https://lamps.example/1"] if number == 0 else [],
        }
        for number in range(20)
        for who in (1, 2, 3)
    ]  # fmt: skip
    (folder / "posts.ndjson").write_text("".join(json.dumps(post) + "\n" for post in posts))
    app.perform("report", folder.parent / "a.case", {"folder": str(folder)}, Keep())
    return folder.parent / "a.case"


def told(*said: str) -> tuple[str, str]:
    """What a verb writes on stdout and stderr."""
    done = CliRunner().invoke(cli.cli, list(said), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout, done.stderr


def test_the_verb_lists_some_and_says_of_how_many(made: Path) -> None:
    rows, notes = told("artefacts", str(made))
    assert rows.count("hashtag ") == 15
    assert "15 of 20 hashtags. All of them: aftershock export artefacts --out FILE" in notes
    assert "links" not in notes
    first = json.loads(told("artefacts", str(made), "--json")[0].splitlines()[0])
    assert first["of_kind"] == 20


def test_the_dossier_says_it_too(made: Path) -> None:
    page = (made / "dossier.html").read_text("utf-8")
    assert "15 of 20 hashtags. All of them: aftershock export artefacts" in page
    assert "21 artefacts passed on, of which the 16 most shared are listed" in page


def test_the_export_holds_them_all(made: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.csv"
    told("export", "artefacts", "--out", str(out), "--case", str(made), "--person", "R. Analyst")
    rows = list(csv.DictReader(out.read_text("utf-8").splitlines()))
    tags = [row["label"] for row in rows if row["kind"] == "hashtag"]
    assert sorted(tags) == sorted(f"tag{n}" for n in range(20))
    assert {row["accounts"] for row in rows} == {"3"}
    assert all(row["path"].count("unattributed account") == 3 for row in rows)

"""Does a whole report with the posts counted on Spark say what DuckDB's says?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from aftershock import app
from aftershock.reaction.simulate import files, plan, stream
from tests.rows import Keep, do

pytest.importorskip("pyspark", reason="the extra 'spark' is not installed: make spark installs it")

pytestmark = [pytest.mark.spark, pytest.mark.timeout(3600)]
TABLES = ("artefacts", "tone", "curves", "callbacks")
VERBS = ("reaction", "curves", "artefacts", "tone", "callbacks", "stories", "ledger")
SECTION = re.compile(r'<section id="reaction">.*?</section>', re.DOTALL)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One folder of posts with a past event and a planted group, reported on each engine."""
    place = tmp_path_factory.mktemp("engines")
    world = plan.preset("case", posts=1_000, accounts=200, seed=5)
    world = replace(world, incidents=plan.incidents(1, seed=5))  # each past event is dozens of questions
    files.write(stream.make(world, seed=5), place / "folder", "ndjson")
    cases = {}
    for engine in ("duckdb", "spark"):
        case = cases[engine] = place / engine / "a.case"
        case.parent.mkdir()
        app.perform("report", case, {"folder": str(place / "folder"), "engine": engine}, Keep())
    return cases


def test_the_reaction_reads_the_same(both: dict[str, Path]) -> None:
    pages = [(case / "dossier.html").read_text("utf-8") for case in both.values()]
    here, there = (SECTION.findall(page) for page in pages)
    assert len(here[0]) > 10_000
    assert here == there


def test_every_verb_gives_the_same_rows(both: dict[str, Path]) -> None:
    for verb in VERBS:
        here, there = (do(verb, case) for case in both.values())
        assert here == there, verb


def test_every_table_leaves_with_the_same_rows(both: dict[str, Path], tmp_path: Path) -> None:
    for what in TABLES:
        tables = [_written(case, tmp_path, what) for case in both.values()]
        if what in ("artefacts", "curves"):
            assert len(tables[0]) > 1, what
        assert tables[0] == tables[1], what


def test_joint_action_is_the_same(both: dict[str, Path]) -> None:
    here, there = (do("coordination", case) for case in both.values())
    assert here == there
    assert here[0]["actions"] > 500


def test_which_engine_answered_stands_in_the_chain(both: dict[str, Path]) -> None:
    chains = {name: (case / "custody.jsonl").read_text("utf-8") for name, case in both.items()}
    assert "answered by spark" in chains["spark"]
    assert "answered by" not in chains["duckdb"]


def _written(case: Path, place: Path, what: str) -> list[str]:
    out = place / f"{what}.csv"
    app.perform("export", case, {"what": what, "form": "csv", "out": str(out), "person": "T"}, Keep())
    return out.read_text("utf-8").splitlines()

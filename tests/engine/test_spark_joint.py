"""Is a search for joint action that asks otherwise (`--trace`, `--window`, `--level`) the same on Spark?"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from aftershock import gather, intake
from aftershock.errors import UsageError
from aftershock.progress import silent
from aftershock.reaction.simulate import files, plan, stream
from aftershock.store import case as store
from tests.rows import do

pytest.importorskip("pyspark", reason="the extra 'spark' is not installed: make spark installs it")

pytestmark = [pytest.mark.spark, pytest.mark.timeout(1800)]
WORLD = plan.World(
    posts=4_000,
    accounts=500,
    days=5.0,
    plants=tuple(
        plan.Plant(name=trace, members=(12, 12), objects=(24, 24), trace=trace)
        for trace in ("repost", "link")
    ),
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case whose posts hold two planted groups, in which nothing was searched yet."""
    place = tmp_path_factory.mktemp("joint")
    files.write(stream.make(WORLD, seed=3), place / "folder", "ndjson")
    with store.open_case(place / "a.case", create=True) as case:
        gather.describe(case, place / "folder")
        gather.gather(case, [str(place / "folder")], silent)
        intake.read_new(case, silent)
    return place / "a.case"


def asked(made: Path, place: Path, engine: str, **args: Any) -> list[dict[str, Any]]:
    """The rows on a copy: what one engine found is kept, and would be the other's answer."""
    shutil.copytree(made, place / engine)
    rows = do("coordination", place / engine, engine=engine, **args)
    return [{name: value for name, value in row.items() if name != "released_at"} for row in rows]


@pytest.mark.parametrize(
    ("args", "groups"),
    [
        ({"traces": ["repost"], "windows": [300.0, 30.0]}, 1),
        ({"traces": ["link", "repost"], "windows": [60.0], "level": 0.05, "person": "R. Analyst"}, 1),
        ({"traces": ["media", "deletion"]}, 0),
    ],
)
def test_what_is_asked_otherwise_is_found_alike(
    made: Path, tmp_path: Path, args: dict[str, Any], groups: int
) -> None:
    here, there = (asked(made, tmp_path, engine, **args) for engine in ("duckdb", "spark"))
    assert here == there
    assert sum(row["kind"] == "group" for row in here) >= groups
    assert ("person" in args) == any(row["kind"] == "pair" for row in here)


def test_what_cannot_be_asked_is_refused_alike(made: Path, tmp_path: Path) -> None:
    for engine in ("duckdb", "spark"):
        with pytest.raises(UsageError, match="there is no trace 'nope'"):
            asked(made, tmp_path, engine, traces=["nope"])

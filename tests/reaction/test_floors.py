"""Do coordination and baseline hold the floors that were measured? Small runs; the full ones are in evals."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from evals.baseline import gate as baseline
from evals.coordination import gate as coordination

FLOORS: dict[str, Any] = json.loads((Path(__file__).parents[2] / "evals" / "floors.json").read_text("utf-8"))
GATES = {"coordination": coordination, "baseline": baseline}


@pytest.mark.parametrize("name", GATES)
def test_the_streams_are_those_that_the_floors_were_measured_on(name: str) -> None:
    assert GATES[name].digest() == FLOORS[name]["digest"]


@pytest.mark.slow
@pytest.mark.parametrize("name", GATES)
def test_floors_hold(name: str) -> None:
    figures, floors = GATES[name].measure(), FLOORS[name]
    for part, numbers in floors["at_least"].items():
        assert not {n: figures[part][n] for n, floor in numbers.items() if figures[part][n] < floor}, part
    for part, numbers in floors["at_most"].items():
        assert not {n: figures[part][n] for n, top in numbers.items() if figures[part][n] > top}, part

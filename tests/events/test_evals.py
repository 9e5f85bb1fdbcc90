"""Do the figures of linking, and of what is told of events, hold their floors? No conflict may be false."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import Any

import pytest

EVALS = Path(__file__).parents[2] / "evals"
FLOORS: dict[str, Any] = json.loads((EVALS / "floors.json").read_text("utf-8"))["events"]


@pytest.fixture(scope="module")
def measured() -> dict[str, Any]:
    return runpy.run_path(str(EVALS / "events" / "measure.py"))


def test_the_set_is_the_one_that_the_floors_were_measured_on(measured: dict[str, Any]) -> None:
    assert measured["digest"]() == FLOORS["digest"]


def test_floors_hold(measured: dict[str, Any]) -> None:
    figures = measured["measure"]()
    for part, numbers in FLOORS["at_least"].items():
        below = {
            name: figures[part].get(name)
            for name, floor in numbers.items()
            if figures[part].get(name, 0) < floor
        }
        assert not below, part
    for part, numbers in FLOORS["at_most"].items():
        above = {
            name: figures[part][name] for name, top in numbers.items() if figures[part].get(name, 0) > top
        }
        assert not above, part

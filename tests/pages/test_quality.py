"""Frames and embedded posts of plain text, on the project's own labelled texts, against their floors."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MEASURE = runpy.run_path(str(ROOT / "evals/pages/measure.py"))
FLOORS = json.loads((ROOT / "evals/floors.json").read_text("utf-8"))["pages"]


def test_the_labelled_set_is_the_one_the_floors_belong_to() -> None:
    assert MEASURE["digest"]() == FLOORS["digest"]
    assert len(MEASURE["cases"]("tuned")) >= 25


@pytest.mark.parametrize("part", ["tuned", "held_back"])
def test_floors(part: str) -> None:
    scores = MEASURE["scores"](part)
    for name, floor in FLOORS["at_least"][part].items():
        assert scores[name] >= floor, name
    for name, ceiling in FLOORS["at_most"][part].items():
        assert scores[name] <= ceiling, name

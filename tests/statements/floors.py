"""Are the figures of an extractor still above its floors? Recomputed from the labelled lines."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import Any

EVALS = Path(__file__).parents[2] / "evals"


def check(name: str) -> None:
    """Recompute the measures of ``evals/NAME``, compare each with its floor; the digest must agree."""
    floors: dict[str, Any] = json.loads((EVALS / "floors.json").read_text("utf-8"))[name]
    measured = runpy.run_path(str(EVALS / name / "measure.py"))
    assert measured["digest"]() == floors["digest"], f"evals/{name} changed: measure anew and set its floors"
    figures = measured["measure"]()
    for part, numbers in floors["at_least"].items():
        for key, floor in numbers.items():
            assert figures[part][key] >= floor, f"{name}, {part}: {key} {figures[part][key]:.3f} < {floor}"
    for part, numbers in floors["at_most"].items():
        for key, ceiling in numbers.items():
            assert figures[part][key] <= ceiling, (
                f"{name}, {part}: {key} {figures[part][key]:.3f} > {ceiling}"
            )

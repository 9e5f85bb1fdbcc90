"""Tone and the shallow reading keep their marks of `evals/floors.json` on the test sets by other hands."""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import numpy
import pytest

from aftershock.models import encoder, mixed
from aftershock.tone import head

ROOT = Path(__file__).parents[2]
FLOORS: dict[str, Any] = json.loads((ROOT / "evals" / "floors.json").read_text("utf-8"))
sys.path[:0] = [str(ROOT / "training" / place) for place in ("shallow", "tone", "heads")]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not encoder.present(), reason="the multilingual encoder is not installed"),
]


def digest(*files: Path) -> str:
    """One SHA-256 of the files of a set."""
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


@pytest.mark.parametrize("part", ["third", "fourth"])
def test_tone(part: str) -> None:
    import fit
    import labelled

    place, floors = ROOT / "evals" / "tone" / "lines" / f"{part}.txt", FLOORS["tone"][part]
    assert digest(place) == floors["digest"], "the set is another one: measure anew, then set the floors"
    lines = labelled.read(place)
    told = head.read([line.text for line in lines])
    best = numpy.array([numpy.argmax(told[line.text].probabilities) for line in lines])
    truth = numpy.array([labelled.CLASSES.index(line.label) for line in lines])
    assert fit.macro_f1(truth, best, len(labelled.CLASSES))[0] >= floors["macro_f1"]
    reports = truth == labelled.CLASSES.index("reports")
    glad = best[reports] == labelled.CLASSES.index("celebrates")
    assert glad.mean() <= floors["reports_told_as_celebration"]


@pytest.mark.parametrize("part", ["third", "fourth", "fifth"])
def test_shallow_reading(part: str) -> None:
    import fit
    import train

    place, floors = ROOT / "evals" / "shallow" / part, FLOORS["shallow"][part]
    assert digest(*sorted(place.glob("*.txt"))) == floors["digest"]
    lines = train.read(place)
    best = mixed.probabilities("shallow", encoder.encoder(), [line[3] for line in lines]).argmax(1)
    truth = numpy.array([train.ACTS.index(line[0]) for line in lines])
    langs = numpy.array([line[1] for line in lines])
    assert fit.macro_f1(truth, best, len(train.ACTS))[0] >= floors["macro_f1"]
    for lang, least in floors["languages"].items():
        here = langs == lang
        assert fit.macro_f1(truth[here], best[here], len(train.ACTS))[0] >= least, lang

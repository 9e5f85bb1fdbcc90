"""The labelled set: figures hold their floors, distractors stay silent, mutated texts never crash."""

from __future__ import annotations

import importlib.util
import json
import random
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
FLOORS = json.loads((ROOT / "evals" / "floors.json").read_text("utf-8"))["statements"]


def _load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        f"statements_{name}", ROOT / "evals" / "statements" / f"{name}.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


score = _load("score")
damage = _load("damage")


def test_the_set_is_the_one_that_the_floors_were_measured_on() -> None:
    assert score.digest() == FLOORS["digest"]


def test_the_set_is_what_its_labels_compile_to() -> None:
    compiler = _load("compile")
    texts = [
        compiler.compile_file(path) for path in sorted((ROOT / "evals/statements/labelled").glob("*.txt"))
    ]
    assert texts == json.loads((ROOT / "evals/statements/set.json").read_text("utf-8"))


@pytest.mark.parametrize("part", ["tuned", "held", "fresh"])
def test_floors(part: str) -> None:
    found = score.score(part)
    below = {name: (found[name], floor) for name, floor in FLOORS[part].items() if found[name] < floor}
    assert not below


def test_distractors_give_nothing() -> None:
    assert [score.line(hit) for hit in score.distractors_hit()] == []


def test_statements_are_found_again_in_damaged_copies() -> None:
    assert damage.share(damage.measure()) >= FLOORS["damage"]["found_again"]


def _survive(count: int, seed: int) -> None:
    dice = random.Random(seed)
    texts = score.texts("all")
    for _ in range(count):
        text = dict(dice.choice(texts))
        start = dice.randrange(max(len(text["text"]) - 400, 1))
        text["text"] = damage.wound(text["text"][start : start + 400], dice).text
        for statement in score.predict(text):
            for witness in statement.witnesses:
                assert text["text"][witness.evidence.start : witness.evidence.end] == witness.evidence.quote


def test_damaged_texts_never_crash() -> None:
    _survive(40, seed=7)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_thousand_damaged_texts_never_crash() -> None:
    _survive(1000, seed=11)

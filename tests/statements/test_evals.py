"""The labelled set: figures hold their floors, distractors stay silent, mutated texts never crash."""

from __future__ import annotations

import importlib.util
import json
import random
import re
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


def mutate(text: str, dice: random.Random) -> str:
    """A text with names deleted, quotation marks lost, or letters cut."""
    for _ in range(dice.randint(1, 6)):
        kind = dice.randrange(4)
        if kind == 0:
            names = list(re.finditer(r"\b[A-Z][a-z]+\b", text))
            if names:
                name = dice.choice(names)
                text = text[: name.start()] + text[name.end() :]
        elif kind == 1:
            marks = [at for at, char in enumerate(text) if char in '“”"‘’`„«»']
            if marks:
                at = dice.choice(marks)
                text = text[:at] + text[at + 1 :]
        elif kind == 2 and text:
            at = dice.randrange(len(text))
            text = text[:at] + dice.choice(["“", '"', "`", "( )", "   ", "\n\n", ":", "— X (@x)"]) + text[at:]
        elif text:
            at = dice.randrange(len(text))
            text = text[:at] + text[at + dice.randint(1, 30) :]
    return text


def _survive(count: int, seed: int) -> None:
    dice = random.Random(seed)
    texts = score.texts("all")
    for _ in range(count):
        text = dict(dice.choice(texts))
        start = dice.randrange(max(len(text["text"]) - 400, 1))
        text["text"] = mutate(text["text"][start : start + 400], dice)
        for statement in score.predict(text):
            for witness in statement.witnesses:
                assert text["text"][witness.evidence.start : witness.evidence.end] == witness.evidence.quote


def test_damaged_texts_never_crash() -> None:
    _survive(40, seed=7)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_thousand_damaged_texts_never_crash() -> None:
    _survive(1000, seed=11)

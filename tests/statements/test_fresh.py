"""The fresh set: labels stand in their texts, a perfect reader scores 1, hedges are counted as by hand."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

ROOT = Path(__file__).parents[2] / "evals" / "statements"


def _load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"fresh_{name}", ROOT / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


score = _load("score")


def test_the_set_is_what_its_labels_compile_to() -> None:
    compiler = _load("compile")
    texts = [compiler.compile_fresh(path) for path in sorted((ROOT / "fresh/texts").glob("*.txt"))]
    assert texts == json.loads((ROOT / "fresh/first/set.json").read_text("utf-8"))


def test_the_set_holds_enough_of_what_it_measures() -> None:
    labels = [label for text in score.texts("fresh") for label in text["statements"]]
    attributed = [label for label in labels if label["tier"] == "attributed"]
    assert len(attributed) >= 420
    assert sum(label["acts"][0] == "claims-responsibility" for label in attributed) >= 35
    assert sum(label["acts"][0] == "denies" for label in attributed) >= 25
    assert sum(bool(label["via"]) for label in attributed) >= 40
    assert not [label for text in score.texts("fresh distractors") for label in text["statements"]]


def _found(label: dict[str, Any], hedges: list[list[int]]) -> SimpleNamespace:
    """A prediction that is right in everything but perhaps its hedges."""

    def span(ends: list[int]) -> SimpleNamespace:
        return SimpleNamespace(text="t", start=ends[0], end=ends[1])

    witness = SimpleNamespace(
        text="t", evidence=span(label["evidence"]), cue=span(label["cue"][0]) if label["cue"] else None
    )
    return SimpleNamespace(
        act=label["acts"][0],
        polarity=label["polarity"],
        tier=label["tier"],
        speaker_name=label["speaker"],
        quote=label["quote"][0],
        target=label["target"],
        via=(label["via"],) if label["via"] else (),
        hedges=tuple(span(hedge) for hedge in hedges),
        witnesses=(witness,),
    )


def test_a_perfect_reader_scores_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def perfect(text: dict[str, Any]) -> tuple[SimpleNamespace, ...]:
        return tuple(
            _found(label, [hedge["span"] for hedge in label["hedges"]]) for label in text["statements"]
        )

    monkeypatch.setattr(score, "predict", perfect)
    total = score.summed(score.counted("fresh"))
    got = score.figures(total) | score.hedge_figures(total)
    for name in ("span_precision", "span_recall", "hedge_recall_of_all", "own_recall", "hedge_f1"):
        assert got[name] == 1.0, name
    for name in ("precision", "recall", "claims_precision", "claims_recall", "claims_polarity"):
        assert got[name] >= 0.98, name  # labels without a cue in one turn can change places


def test_hedges_are_counted_as_by_hand() -> None:
    label = {
        "hedges": [
            {"span": [0, 3], "must": True},
            {"span": [10, 15], "must": True},
            {"span": [20, 25], "must": False},
        ]
    }
    plain: dict[str, Any] = {"hedges": []}
    count = dict.fromkeys(score.COUNTED, 0)

    def read(of: dict[str, Any], *spans: tuple[int, int]) -> None:
        given = tuple(SimpleNamespace(text="t", start=start, end=end) for start, end in spans)
        score._count_hedges(of, SimpleNamespace(witnesses=[SimpleNamespace(text="t")], hedges=given), count)

    read(label, (0, 8), (20, 25), (40, 44))  # one right word, one allowed, one wrong, one missing
    read(plain, (5, 9))  # a hedge where there is none
    read(plain)
    read(label)  # missed
    assert (count["hedged_gold"], count["hedged_found"], count["hedged_right"]) == (2, 2, 1)
    assert (count["words_gold"], count["words_found"], count["words_right"]) == (4, 3, 1)
    assert score.hedge_figures(count)["hedge_f1"] == 0.5
    assert score.hedge_figures(count)["hedge_word_f1"] == pytest.approx(2 / 7, abs=0.001)

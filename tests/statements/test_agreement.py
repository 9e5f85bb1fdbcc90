"""Is agreement of two annotators computed as the guideline has it, and is the second labelling readable?"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

import pytest

EVALS = Path(__file__).parents[2] / "evals" / "statements"


@pytest.fixture
def agreement(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(EVALS))
    yield importlib.import_module("agreement")
    for name in ("agreement", "compile"):  # both have plain names: leave none to other tests
        sys.modules.pop(name, None)


def label(act: str, speaker: str, evidence: tuple[int, int], cue: tuple[int, int] | None) -> dict[str, Any]:
    return {
        "acts": [act],
        "polarity": "positive",
        "tier": "attributed",
        "speaker": speaker,
        "evidence": list(evidence),
        "cue": [list(cue)] if cue else None,
    }


def test_kappa_of_the_textbook_table(agreement: Any) -> None:
    pairs = [("a", "a")] * 20 + [("a", "b")] * 5 + [("b", "a")] * 10 + [("b", "b")] * 15
    assert agreement.kappa(pairs) == pytest.approx((0.4, 0.7, 0.5))


def test_labels_pair_one_to_one_within_reach_of_their_cues(agreement: Any) -> None:
    first = [label("denies", "Ada", (0, 80), (4, 10)), label("urges", "Ada", (0, 80), (60, 66))]
    second = [label("urges", "Ada", (0, 80), (35, 36)), label("denies", "Ada", (90, 99), None)]
    assert agreement.pair(first, second) == [
        (1, 0)
    ]  # 24 characters from the cue; the other evidence is apart
    assert agreement.pair(first[:1], second[:1]) == [(0, 0)]
    assert agreement.pair(first[:1], [label("denies", "Ada", (0, 80), (36, 40))]) == []


def test_the_pairing_does_not_look_at_the_act(agreement: Any) -> None:
    first = [label("denies", "Ada", (0, 50), (4, 10)), label("urges", "Bo", (0, 50), (4, 10))]
    second = [label("urges", "Ada", (0, 50), (4, 10)), label("denies", "Bo", (0, 50), (4, 10))]
    assert agreement.pair(first, second) == [(0, 0), (1, 1)]


def test_a_text_with_itself_agrees_fully(agreement: Any) -> None:
    texts = agreement.compare(EVALS / "second", EVALS / "second")
    figures = agreement.pooled([agreement.sized(text) for text in texts])
    chance = figures.pop("act_by_chance")
    assert set(figures.values()) == {1.0}
    assert 0 < chance < 0.3


def test_the_annotators_had_the_same_texts_and_find_nothing_in_distractors(agreement: Any) -> None:
    texts = agreement.compare(EVALS / "labelled", EVALS / "second")
    assert len(texts) == len(list((EVALS / "second").glob("*.txt")))
    assert [text.name for text in texts if text.name.startswith("d") and (text.first or text.second)] == []


def test_hedges_of_pairs_by_hand(agreement: Any) -> None:
    pairs = [
        agreement.Hedged(True, True, True, True, 3, 2),  # "may" and "reportedly" against "may well"
        agreement.Hedged(True, False, True, True, 1, 0),  # the second lets it be given or not
        agreement.Hedged(False, True, False, True, 1, 0),
        agreement.Hedged(False, False, False, False, 0, 0),
    ]
    figures = agreement.hedge_figures(pairs)
    assert figures == pytest.approx(
        {"hedge_same": 0.5, "hedge_kappa": 0, "hedge_f1": 0.5, "hedge_f1_may": 0.75, "hedge_word_f1": 0.4}
    )


def test_both_labellings_of_the_fresh_texts_are_readable(agreement: Any) -> None:
    texts = agreement.compare_fresh()
    assert len(texts) == len(list((EVALS / "fresh/texts").glob("*.txt")))
    assert all(text.first and text.second for text in texts if "distractor" not in text.name)
    assert not any(text.first or text.second for text in texts if "distractor" in text.name)

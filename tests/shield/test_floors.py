"""The shield's marks of `evals/floors.json` hold on small sets: legitimate speech, disguises, near copies."""

from __future__ import annotations

import hashlib
import json
import random
from pathlib import Path

import pytest
from evals.shield import calls as measured
from evals.shield import evasion, everyday, legitimate, made, near

from aftershock.models import encoder
from aftershock.shield.phrases import Phrases
from aftershock.shield.replay import named
from aftershock.shield.verdict import Item
from aftershock.tone import calls

EVALS = Path(__file__).parents[2] / "evals"
FLOORS = json.loads((EVALS / "floors.json").read_text("utf-8"))["shield"]
SET = ("legitimate.tsv", "direct.tsv", "phrases.tsv", "violent.tsv")


def test_the_sets_are_those_that_were_measured() -> None:
    data = b"".join((EVALS / "shield" / name).read_bytes() for name in SET)
    assert hashlib.sha256(data).hexdigest() == FLOORS["digest"]


def test_the_own_suite_has_500_cases_in_eight_languages() -> None:
    cases = list(legitimate.cases("legitimate.tsv"))
    assert len(cases) >= 500
    assert {language for language, _, _ in cases} == set(made.LANGUAGES)
    genres = {"journalist", "witness", "court", "satire", "condemnation", "song", "football"}
    for language in made.LANGUAGES:
        assert genres <= {genre for spoken, genre, _ in cases if spoken == language}


def test_a_phrase_that_is_spoken_of_is_neither_blocked_nor_held() -> None:
    made_ = legitimate.shield()
    for name, share in (("legitimate.tsv", 0.0), ("direct.tsv", FLOORS["direct_held"])):
        verdicts = [
            named(made_.check(Item(platform="e", id=text, text=text), at=legitimate.AT))
            for _, _, text in legitimate.cases(name)
        ]
        assert "block" not in verdicts
        if name == "legitimate.tsv":
            assert verdicts.count("hold") <= FLOORS["legitimate_held"] * len(verdicts)
        else:
            assert verdicts.count("hold") >= share * len(verdicts)


@pytest.mark.slow
def test_a_call_that_is_spoken_of_is_not_taken_for_one() -> None:
    if not encoder.present():
        pytest.skip("the multilingual encoder is not installed")
    cases = measured.own()
    for row in measured.table(cases, calls.read([case.text for case in cases]), measured.shield()):
        assert row.block == 0
        if row.group.startswith("own legitimate"):
            assert row.hold <= FLOORS["legitimate_held"] * row.of
            assert row.label <= FLOORS["legitimate_labelled"] * row.of
        else:
            assert row.hold + row.label >= FLOORS["direct_calls"] * row.of


@pytest.mark.slow
def test_everyday_posts_are_left_alone() -> None:
    if not encoder.present():
        pytest.skip("the multilingual encoder is not installed")
    found, _ = everyday.counted(everyday.shield(1_000), 2_000, 77)
    assert found == {"allow": 2_000}


def test_disguised_phrases_are_found() -> None:
    listed = evasion.phrases(600)
    bank = Phrases([phrase for _, phrase in listed])
    rng = random.Random(5)
    found = []
    for disguise in evasion.DISGUISES.values():
        for script, phrase in rng.sample(listed, 8):
            text = f"{made.invented(rng, script, 4)} {disguise(rng, phrase.text, script)}"
            found.append(any(hit.id == phrase.id for hit in bank.find(text)))
    assert sum(found) >= FLOORS["evasion"] * len(found)


@pytest.mark.slow
def test_near_copies_are_found_and_nothing_else() -> None:
    index, texts = near.built(1_500)
    rows = list(range(len(texts)))
    for name, mark in (("one word", "one_word"), ("a fifth cut", "fifth_cut")):
        assert near.recall(index, rows, texts, near.CHANGES[name], 300, []) >= FLOORS[mark]
    assert near.false(index, 1_000, []) == 0

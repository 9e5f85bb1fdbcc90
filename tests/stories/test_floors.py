"""The marks of `evals/floors.json` hold on small fresh sets."""

from __future__ import annotations

import hashlib
import json
from itertools import combinations
from pathlib import Path

import pytest
from evals.stories import clusters, collation, generate, large, train, translated

from aftershock.models import encoder
from aftershock.stories import build, grouping
from aftershock.stories.translated import ALIKE, likeness, sentences

EVALS = Path(__file__).parents[2] / "evals"
FLOORS = json.loads((EVALS / "floors.json").read_text("utf-8"))["stories"]
SET = ("generate.py", "words.toml", "translated.txt")


def test_the_sets_are_those_that_were_measured() -> None:
    data = b"".join((EVALS / "stories" / name).read_bytes() for name in SET)
    assert hashlib.sha256(data).hexdigest() == FLOORS["digest"]


@pytest.mark.slow
def test_copies_are_brought_together() -> None:
    documents = generate.corpus(901, 120, generate.DAMAGES + generate.HELD_BACK)
    texts = [d.text for d in documents]
    truth = [d.story for d in documents]
    assert clusters.ari(build.cluster(texts), truth) >= FLOORS["ari"]
    copies = [(i, j) for i, j in combinations(range(len(truth)), 2) if truth[i] == truth[j]]
    met = clusters.recalled(set(train.candidates_of(texts)), copies, texts)
    assert met >= FLOORS["candidates"] * len(copies)


@pytest.mark.slow
def test_of_many_documents_few_pairs_are_compared_and_no_copies_missed() -> None:
    count, _, _ = large.measured(large.stories(900, 903))
    assert count.recall() >= FLOORS["candidates"]
    assert count.share() <= FLOORS["candidates_share"]


@pytest.mark.slow
def test_crowds_of_copies_are_one_story_each() -> None:
    count, register, known = large.measured(large.pages(4_000, 911))
    assert count.met >= FLOORS["candidates"] * count.copies
    assert count.crowd_copies  # or the set says nothing of crowds
    groups = grouping.groups(register)
    assert clusters.ari(groups, [each.story for each in known]) >= FLOORS["ari_pages"]
    merged = sum(known[n].roundup for group in groups if len(group) > 1 for n in group)
    assert merged <= 0.02 * sum(each.roundup for each in known)


@pytest.mark.slow
def test_planted_losses_are_found() -> None:
    count = collation.measure(902, 15, generate.DAMAGES + generate.HELD_BACK, each=False)
    assert count["lost found"] >= FLOORS["losses_recall"] * count["lost planted"]
    assert count["lost right"] >= FLOORS["losses_precision"] * count["lost reported"]


@pytest.mark.slow
def test_translations_are_found() -> None:
    if not encoder.present():
        pytest.skip("the multilingual encoder is not installed")
    some = translated.pieces()
    vectors = encoder.encoder().embed_groups([sentences(each.text) for each in some])
    pairs = list(combinations(range(len(some)), 2))
    told = {(i, j) for i, j in pairs if likeness(vectors[i], vectors[j]) >= ALIKE}
    _, _, f1 = translated.report("all", told, some, list(range(len(some))))
    assert f1 >= FLOORS["translated_f1"]

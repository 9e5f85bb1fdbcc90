"""One document meets those whom it would have met among many."""

from __future__ import annotations

import random

import numpy as np
from evals.stories import generate

from aftershock.stories import candidates, fingerprints
from aftershock.stories.fingerprints import Sets
from aftershock.stories.postings import Postings


def sampled(texts: list[str]) -> Sets:
    of = fingerprints.hashed(texts)
    return candidates.sampled(fingerprints.grams(of, 3), of.lengths())


def test_one_document_meets_whom_it_meets_among_many() -> None:
    texts = [d.text for d in generate.corpus(12, 30, generate.DAMAGES)] + ["", "one", "one two three"]
    random.Random(1).shuffle(texts)
    texts += [texts[3]] * 40 + [texts[5]]  # what very many have is looked up again
    half = len(texts) // 3
    index = Postings()
    candidates.meet(index, sampled(texts[:half]), 0)
    plain = 0
    for number, text in enumerate(texts[half:], start=half):
        some = sampled([text])
        own = np.sort((some.keys << np.uint64(32)) | np.uint64(number))
        among_many = candidates._meetings(index.runs(), own, some.sizes(), number)
        alone = candidates.meet(index, some, number)
        plain += not among_many.kin.any()
        for one, other in zip(alone, among_many, strict=True):
            assert one.tolist() == other.tolist()
    assert plain > 20
    assert among_many.kin.sum() < plain

"""How likely is it that two texts tell the same story in the same words?

A logistic regression over what the two have in common: containment both ways and Jaccard of word pairs and
triples, words, lengths. Nothing depends on what else is in the folder (no TF-IDF: it would change all scores
with every new document), so that a score once worked out holds. Weights, their recipe and digest stand in
`data/story_weights.toml` (made by `evals/stories/train.py`); nothing is trained at run time.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from aftershock.stories.fingerprints import Hashed, Numbers, grams, last_shared, picked, shared

Floats = NDArray[np.float64]

FEATURES = (
    "containment3_high", "containment3_low", "containment2_high", "containment2_low", "jaccard2", "jaccard3",
    "length_ratio", "log_shorter", "log_shared3", "shared_words", "lift32",
)  # fmt: skip
# Two offices' bulletins on one event share a sentence and are no copies, though that sentence may be a third
# of each: texts this short are copies only where half of one's word triples stand in the other.
FORMULA_WORDS, MIN_CONTAINED = 100, 0.5
# Such a pair joins nothing by itself; among copies that are sure, a badly damaged one may look like it.
FORMULA_SCORE = 0.3
# An excerpt: nine tenths of its triples stand in a text of which it is two fifths. What holds two such parts
# is a round-up, for they cover most of it. Below sixty words a quotation would do.
EXCERPT_INSIDE, EXCERPT_SHARE, EXCERPT_WORDS = 0.75, 0.4, 60

# Below this share of triples no pair scored more than .007 (1,467 pairs, damage held back included).
FAINT = 0.2
# Fewer shared triples hold no run of eight words that could count (`roundups.MIN_RUNS` runs hold 13).
LEAST_SHARED = 13


class Compared(NamedTuple):
    """What was found of some pairs: features (n, 11), and shared runs of eight words."""

    rows: Floats
    eights: Numbers


def compare(of: Hashed, left: Numbers, right: Numbers, *, faint: float = FAINT) -> Compared:
    """The features of pairs of texts, by their numbers in ``of``, in the order of `FEATURES`; symmetric.

    Where less than ``faint`` of the shorter one's triples stands in the other, what is dear is not asked.
    """
    lengths = of.lengths()
    triples = _overlap(of, 3, left, right)
    near = np.flatnonzero(triples.high >= faint)
    one, two = left[near], right[near]
    rows = _features(
        lengths[left], lengths[right], triples, near, _overlap(of, 2, one, two), _overlap(of, 1, one, two)
    )
    # most pairs share no run of eight: those that hardly share triples are not asked
    eights = np.zeros(len(left), np.int64)
    asked = np.flatnonzero(triples.both >= LEAST_SHARED)
    eights[asked] = _overlap(of, 8, left[asked], right[asked]).both
    return Compared(rows, eights)


def compare_last(of: Hashed, known: Numbers) -> Compared:
    """What `compare` finds of each text with the last, in fewer steps.

    ``known`` says how many distinct words, pairs and triples of words each text has, shape (3, texts).

    The last one's runs are looked for in the others' as they stand: those are not sorted.
    """
    shared_runs = last_shared(of, (1, 2, 3, 8))
    every = _ratios(shared_runs[:3], known[:, :-1], known[:, -1:])
    near = np.flatnonzero(every.high[2] >= FAINT)
    lengths = of.lengths()
    rows = _features(
        lengths[:-1], lengths[-1:], every.only(2), near, every.only(1).only(near), every.only(0).only(near)
    )
    return Compared(rows, np.where(shared_runs[2] >= LEAST_SHARED, shared_runs[3], 0))


class Overlap(NamedTuple):
    """Of runs of some size: how many are shared, containment in the shorter and the longer text, Jaccard."""

    both: Numbers
    high: Floats
    low: Floats
    jaccard: Floats

    def only(self, places: int | Numbers) -> Overlap:
        """Those of some places."""
        return Overlap(self.both[places], self.high[places], self.low[places], self.jaccard[places])


def _features(
    left: Numbers, right: Numbers, triples: Overlap, near: Numbers, pairs: Overlap, words: Overlap
) -> Floats:
    """The rows of `FEATURES`; ``left``, ``right`` are lengths, pairs and words those of pairs ``near``."""
    rows = np.zeros((len(left), len(FEATURES)))
    shorter, longer = np.minimum(left, right), np.maximum(left, right)
    rows[:, 0], rows[:, 1], rows[:, 5] = triples.high, triples.low, triples.jaccard
    rows[:, 6], rows[:, 7] = shorter / np.maximum(longer, 1), np.log1p(shorter)
    rows[:, 8] = np.log1p(triples.both)
    rows[near, 2], rows[near, 3], rows[near, 4] = pairs.high, pairs.low, pairs.jaccard
    rows[near, 9] = words.high
    rows[near, 10] = triples.high[near] / np.maximum(pairs.high, 1e-9)
    return rows


def _overlap(of: Hashed, size: int, left: Numbers, right: Numbers) -> Overlap:
    if not len(left):
        return Overlap(np.empty(0, np.int64), np.empty(0), np.empty(0), np.empty(0))
    used = np.zeros(len(of.ends) - 1, bool)
    used[left] = used[right] = True
    if not used.all():
        of, place = picked(of, np.flatnonzero(used)), np.cumsum(used) - 1
        left, right = place[left], place[right]
    runs = grams(of, size)
    return _ratios(shared(runs, left, right), runs.sizes()[left], runs.sizes()[right])


def _ratios(both: Numbers, one: Numbers, two: Numbers) -> Overlap:
    union = np.maximum(one + two - both, 1)
    short, long = np.maximum(np.minimum(one, two), 1), np.maximum(np.maximum(one, two), 1)
    return Overlap(both, both / short, both / long, both / union)


def likelihood(rows: Floats) -> Floats:
    """The score of each pair between 0 and 1: that of the table, but for short texts with one formula."""
    found = probability(rows)
    shorter = np.expm1(rows[:, FEATURES.index("log_shorter")])
    contained = rows[:, FEATURES.index("containment3_high")]
    formulaic = (shorter < FORMULA_WORDS) & (contained < MIN_CONTAINED)
    return np.asarray(np.where(formulaic, np.minimum(found, FORMULA_SCORE), found))


def excerpts(rows: Floats) -> NDArray[np.bool_]:
    """The pairs of which one text is a good part of the other, nearly word for word.

    A likeness measured both ways is low for half of a long text; nothing but copying puts it there.
    """
    high, low = (rows[:, FEATURES.index(f"containment3_{side}")] for side in ("high", "low"))
    long = rows[:, FEATURES.index("log_shorter")] >= np.log1p(EXCERPT_WORDS)
    return np.asarray(long & (high >= EXCERPT_INSIDE) & (low >= EXCERPT_SHARE))


@cache
def _table() -> tuple[Floats, Floats, Floats, float, float]:
    raw = resources.files("aftershock.data").joinpath("story_weights.toml").read_text(encoding="utf-8")
    table = tomllib.loads(raw)
    rows = [table["feature"][name] for name in FEATURES]
    means, scales, weights = (np.array([row[key] for row in rows]) for key in ("mean", "scale", "weight"))
    return means, scales, weights, float(table["intercept"]), float(table["threshold"])


def threshold() -> float:
    """The mean score from which two groups are one story, as chosen on the training half."""
    return _table()[4]


def probability(rows: Floats) -> Floats:
    """What the table says of feature rows of shape (n, 11): 0..1."""
    means, scales, weights, intercept, _ = _table()
    logit = (rows - means) / scales @ weights + intercept
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(logit, -40, 40))))

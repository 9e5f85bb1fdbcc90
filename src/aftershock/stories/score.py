"""How likely is it that two texts tell the same story in the same words?

A logistic regression over a dozen features of reference practice: containment both ways, Jaccard of word
pairs and triples, TF-IDF cosine, lengths. Weights, their recipe and digest stand in `data/story_weights.toml`
(made by `evals/stories/train.py`); nothing is trained at run time.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from aftershock.stories.fingerprints import Fingerprint, Hashes, shared

Floats = NDArray[np.float64]

FEATURES = (
    "containment3_high", "containment3_low", "containment2_high", "containment2_low", "jaccard2", "jaccard3",
    "cosine", "length_ratio", "log_shorter", "log_shared3", "shared_words", "lift32",
)  # fmt: skip


class Weighing:
    """TF-IDF over the texts of one build: weights of words and the norm of each text."""

    def __init__(self, prints: Sequence[Fingerprint]) -> None:
        vocabulary = np.concatenate([p.words for p in prints]) if prints else np.empty(0, dtype=np.uint64)
        self.words, frequency = np.unique(vocabulary, return_counts=True)
        self.idf = np.log((1.0 + len(prints)) / (1.0 + frequency)) + 1.0
        self.weights = [self._of(p) for p in prints]
        self.norms = [float(np.sqrt(np.square(w).sum())) for w in self.weights]

    def _of(self, print_: Fingerprint) -> Floats:
        idf = self.idf[np.searchsorted(self.words, print_.words)]
        return np.asarray((1.0 + np.log(print_.counts)) * idf)

    def cosine(self, i: int, j: int, prints: Sequence[Fingerprint]) -> float:
        """The cosine of texts ``i`` and ``j``, 0 for an empty one."""
        mine, theirs = _places(prints[i].words, prints[j].words)
        norm = self.norms[i] * self.norms[j]
        return float(self.weights[i][mine] @ self.weights[j][theirs]) / norm if norm else 0.0


def _places(one: Hashes, two: Hashes) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    if not len(two):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    places = np.searchsorted(two, one)
    places[places == len(two)] = 0
    mine = np.flatnonzero(two[places] == one)
    return mine, places[mine]


def features(i: int, j: int, prints: Sequence[Fingerprint], weighing: Weighing) -> Floats:
    """The features of a pair in the order of `FEATURES`; symmetric in ``i`` and ``j``."""
    one, two = prints[i], prints[j]
    both3, both2 = shared(one.triples, two.triples), shared(one.pairs, two.pairs)
    short3, long3 = sorted((len(one.triples), len(two.triples)))
    short2, long2 = sorted((len(one.pairs), len(two.pairs)))
    high3, low3 = both3 / max(short3, 1), both3 / max(long3, 1)
    high2, low2 = both2 / max(short2, 1), both2 / max(long2, 1)
    shorter, longer = sorted((one.length, two.length))
    return np.array(
        [
            high3, low3, high2, low2,
            both2 / max(short2 + long2 - both2, 1), both3 / max(short3 + long3 - both3, 1),
            weighing.cosine(i, j, prints), shorter / max(longer, 1),
            np.log1p(shorter), np.log1p(both3),
            shared(one.words, two.words) / max(min(len(one.words), len(two.words)), 1),
            high3 / max(high2, 1e-9),
        ]
    )  # fmt: skip


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
    """Scores in 0..1 of feature rows of shape (n, 12)."""
    means, scales, weights, intercept, _ = _table()
    logit = (rows - means) / scales @ weights + intercept
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(logit, -40, 40))))

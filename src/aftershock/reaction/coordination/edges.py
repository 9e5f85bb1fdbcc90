"""Which pairs are co-timed beyond the crowd, over all traces?

A pair is rejected by its co-timing (the larger of null B's expectation and the crowd's), windows and traces
combined by Cauchy, Benjamini and Hochberg over all pairs that could be rejected at all (`opportunity`). Null
A is reported beside it: it alone is too generous to people who share an interest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from aftershock.reaction.coordination.crowd import even_share
from aftershock.reaction.coordination.layers import Layer, Weighed
from aftershock.reaction.coordination.opportunity import MOST, opportunities, testable
from aftershock.reaction.coordination.settings import Settings
from aftershock.reaction.coordination.significance import at_least, cauchy, q_values
from aftershock.reaction.coordination.stream import Floats, Ints


@dataclass(frozen=True, eq=False)
class Judged:
    """Pairs over all traces (rising), their combined p and q; ``hypotheses`` that could have been rejected.

    ``q_all`` corrects for all n (n - 1) / 2 pairs, the hopeless too: the strictest reading.

    ``common[t]``: objects in common that a pair needs in trace t for its p to count there.
    """

    pair: Ints
    p: Floats
    q: Floats
    q_all: Floats
    hypotheses: float
    common: tuple[int, ...]


def judge(layers: Sequence[Layer], weighed: Sequence[Weighed], accounts: int, settings: Settings) -> Judged:
    """The combined p and q of every pair that any trace looked at."""
    pair = (
        np.unique(np.concatenate([each.pair for each in layers])) if layers else np.zeros(0, dtype=np.int64)
    )
    columns = len(settings.windows) * len(layers)
    p = np.ones((len(pair), columns))
    needed, hypotheses = [], 0.0
    for place, (each, weight) in enumerate(zip(layers, weighed, strict=True)):
        counts = opportunities(each.stream, accounts, settings.seed)
        least, many = testable(counts, _smallest(each, settings, columns), settings.level)
        needed.append(least)
        hypotheses += many
        at = np.searchsorted(pair, each.pair)
        p[at, place * len(settings.windows) : (place + 1) * len(settings.windows)] = np.where(
            (weight.common >= least)[:, None], np.maximum(weight.p_even, weight.p_crowd), 1.0
        )
    combined = cauchy(p) if columns and len(pair) else np.ones(len(pair))
    some = (p < 1.0).any(axis=1)
    q, strict = np.ones(len(pair)), np.ones(len(pair))
    q[some] = q_values(combined[some], hypotheses)
    strict[some] = q_values(combined[some], accounts * (accounts - 1) / 2)
    return Judged(pair, np.where(some, combined, 1.0), q, strict, hypotheses, tuple(needed))


def _smallest(layer: Layer, settings: Settings, columns: int) -> Floats:
    """The smallest combined p that n objects in common can give."""
    n = np.arange(MOST + 1)
    best = np.ones(MOST + 1)
    for window, least in zip(settings.windows, settings.least, strict=True):
        tail = at_least(n, n * even_share(window, layer.stream.grid))
        best = np.minimum(best, np.where(n >= least, tail, 1.0))
    return np.minimum(best * columns, 1.0)

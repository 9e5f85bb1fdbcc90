"""How unlikely is a count, and how many such counts among all pairs would be chance?

Tails are Poisson: a sum of independent rare chances lies at most as far out as a Poisson variable of the same
mean (Hoeffding 1956, above mean + 1), so a tail is never too small. q-values after Benjamini and Hochberg
(1995) over all hypotheses, those that were never listed included; weights after Genovese, Roeder and
Wasserman (2006); e-values after Wang and Ramdas (2022), valid under any dependence; several traces by Cauchy
(Liu and Xie 2020).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import special

from aftershock.reaction.coordination.stream import Floats, Ints

SMALLEST = 1e-300


def at_least(count: Ints | Floats, expected: npt.NDArray[np.floating[Any]]) -> Floats:
    """P(Poisson(expected) >= count); 1 where nothing was counted."""
    tail = np.ones(np.broadcast(count, expected).shape)
    some = np.broadcast_to(count, tail.shape) > 0
    mean = np.maximum(np.broadcast_to(expected, tail.shape)[some], SMALLEST)
    tail[some] = special.gammainc(np.broadcast_to(count, tail.shape)[some], mean)
    return np.clip(tail, SMALLEST, 1.0)


def more_than(count: Ints | int, trials: Ints, chance: Floats) -> Floats:
    """P(Binomial(trials, chance) > count), by the incomplete beta function; 1 below 0, 0 from trials on."""
    counted = np.asarray(count)
    inside = (counted >= 0) & (counted < trials)
    tail = special.betainc(np.where(inside, counted + 1, 1), np.where(inside, trials - counted, 1), chance)
    found: Floats = np.where(inside, tail, np.where(counted < 0, 1.0, 0.0))
    return found


def q_values(p: Floats, hypotheses: float, weights: Floats | None = None) -> Floats:
    """The q-value of each p among ``hypotheses`` of which those not given have p = 1.

    ``weights`` must be 1 on average over all hypotheses and known without the p-values.
    """
    if not len(p):
        return np.zeros(0)
    weighted = p if weights is None else p / np.maximum(weights, SMALLEST)
    order = np.argsort(weighted, kind="stable")
    ranked = weighted[order] * hypotheses / np.arange(1, len(p) + 1)
    q = np.empty(len(p))
    q[order] = np.minimum.accumulate(ranked[::-1])[::-1]
    return np.clip(q, 0.0, 1.0)


def e_values(count: Ints, expected: Floats, theta: float = 10.0) -> Floats:
    """theta^X exp(-lambda (theta - 1)): a mean of at most 1 where the mean of X is at most lambda."""
    value: Floats = np.exp(np.minimum(count * np.log(theta) - expected * (theta - 1.0), 690.0))
    return value


def e_rejected(e: Floats, hypotheses: float, level: float) -> Ints:
    """The places that e-BH rejects at a level, whatever hangs on what."""
    order = np.argsort(-e, kind="stable")
    passes = np.flatnonzero(e[order] * np.arange(1, len(e) + 1) >= hypotheses / level)
    return order[: passes[-1] + 1] if len(passes) else order[:0]


# A p of 1 would cancel any evidence beside it (its tangent is minus infinity): truncated as in Fang et al.
# 2023.
_MOST = 0.99


def cauchy(p: Floats) -> Floats:
    """One p from several of the same hypothesis (rows), whatever hangs on what: the Cauchy combination."""
    clipped = np.clip(p, SMALLEST, _MOST)
    # near 0 the tangent is 1 / (pi p); the plain form loses all digits there
    tangent = np.where(clipped < 1e-8, 1.0 / (np.pi * clipped), np.tan(np.pi * (0.5 - clipped)))
    mean = tangent.mean(axis=1)
    far = mean > 1e8
    return np.where(far, 1.0 / (np.pi * np.where(far, mean, 1.0)), 0.5 - np.arctan(mean) / np.pi)

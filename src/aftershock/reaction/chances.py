"""How likely is a count, and between which bounds does what is behind it lie?

Plain formulas for the few distributions that this stage needs. The incomplete beta function is computed by
its continued fraction (DLMF 8.17.22, evaluated after Lentz), quantiles by bisection; `tests/reaction`
compares both with published tables.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import cache

_TINY = 1e-300
_STEPS = 500
_CLOSE = 1e-14


def beta_below(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b), for a, b > 0 and 0 <= x <= 1."""
    if x <= 0.0:
        return 0.0
    if x >= 1.0:
        return 1.0
    if x > (a + 1.0) / (a + b + 2.0):  # the fraction converges fast on the other side
        return 1.0 - beta_below(1.0 - x, b, a)
    front = math.exp(
        a * math.log(x) + b * math.log1p(-x) + math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    )
    return front / (a * _fraction(x, a, b))


def _fraction(x: float, a: float, b: float) -> float:
    """The continued fraction 1 + d1/(1 + d2/(1 + ...)) of I_x(a, b), by the modified Lentz method."""
    value = upper = 1.0
    lower = 0.0
    for step in range(1, _STEPS):
        half, odd = divmod(step, 2)
        if odd:
            term = -(a + half) * (a + b + half) * x / ((a + 2 * half) * (a + 2 * half + 1))
        else:
            term = half * (b - half) * x / ((a + 2 * half - 1) * (a + 2 * half))
        lower = 1.0 / (1.0 + term * lower or _TINY)
        upper = 1.0 + term / upper or _TINY
        value *= upper * lower
        if abs(upper * lower - 1.0) < _CLOSE:
            break
    return value


def t_below(t: float, freedom: float) -> float:
    """The chance of a value of Student's t below ``t``."""
    tail = 0.5 * beta_below(freedom / (freedom + t * t), freedom / 2.0, 0.5)
    return 1.0 - tail if t > 0 else tail


@cache
def t_quantile(chance: float, freedom: float) -> float:
    """The value below which Student's t lies with a chance between 0 and 1 (both excluded)."""
    reach = 1.0
    while t_below(reach, freedom) < max(chance, 1.0 - chance):
        reach *= 2.0
    return _root(lambda t: t_below(t, freedom) - chance, -reach, reach)


def clopper_pearson(hits: int, of: int, chance: float = 0.95) -> tuple[float, float]:
    """The exact interval of a proportion (Clopper and Pearson 1934); raises ValueError outside 0..of."""
    if not 0 <= hits <= of or of == 0:
        raise ValueError(f"{hits} of {of} is no proportion")
    out = (1.0 - chance) / 2.0
    low = 0.0 if hits == 0 else _root(lambda p: beta_below(p, hits, of - hits + 1) - out, 0.0, 1.0)
    high = 1.0 if hits == of else _root(lambda p: beta_below(p, hits + 1, of - hits) - (1.0 - out), 0.0, 1.0)
    return low, high


def rate_ratio(
    now: int, exposure_now: float, past: int, exposure_past: float, chance: float = 0.95
) -> tuple[float, float]:
    """The interval of the ratio of two Poisson rates, given their sum (Przyborowski and Wilenski 1940).

    Given n = now + past, ``now`` is binomial with p = r e1 / (r e1 + e2); bounds of p give bounds of r. The
    upper bound is infinite where the past has none. Raises ValueError where nothing was counted at all.
    """
    low, high = clopper_pearson(now, now + past, chance)
    scale = exposure_past / exposure_now
    return low / (1.0 - low) * scale, math.inf if high >= 1.0 else high / (1.0 - high) * scale


def _root(of: Callable[[float], float], low: float, high: float) -> float:
    """Where a rising function crosses 0, by bisection to the last bits that matter."""
    for _ in range(200):
        middle = (low + high) / 2.0
        if of(middle) < 0:
            low = middle
        else:
            high = middle
        if high - low < 1e-13 * max(1.0, abs(high)):
            break
    return (low + high) / 2.0


def discoveries(ps: Mapping[int, float]) -> dict[int, float]:
    """q of each p (Benjamini and Hochberg 1995)."""
    out, least = {}, 1.0
    ordered = sorted(ps, key=lambda place: ps[place])
    for rank, place in reversed(list(enumerate(ordered, 1))):
        least = min(least, ps[place] * len(ps) / rank)
        out[place] = least
    return out

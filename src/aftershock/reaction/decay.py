"""How fast does a reaction fade? The minutes in which half of the first day's reaction has come.

The reaction of a minute is its posts less those of the same time of the day before (an hour's mean, so that
the daily rhythm goes out). It counts from the first report. The interval is a parametric bootstrap: each
minute's posts, of both days, drawn again as Poisson counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from aftershock.records import Record

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DAY, HOUR = 24 * 60, 60
DRAWS, SEED = 200, 21
# A reaction smaller than this many standard errors of its own count has no shape to speak of.
CLEAR = 3.0


class HalfLife(Record, frozen=True, kw_only=True):
    """Minutes from the first report until half of the first day's reaction has come; None: no reaction."""

    minutes: float | None = None
    interval: tuple[float, float] | None = None


def find(counts: Mapping[int, int], *, interval: bool = True) -> HalfLife:
    """The half-life; ``counts`` maps minutes since t0 to posts, missing ones are 0."""
    import numpy as np

    before, after = _series(counts, -DAY), _series(counts, 0)
    total = after.sum() - before.sum()
    if total <= CLEAR * np.sqrt(after.sum() + before.sum() + 1):
        return HalfLife()
    (found,) = _halves(before[None], after[None])
    if not interval:
        return HalfLife(minutes=float(found))
    dice = np.random.default_rng(SEED)
    drawn = _halves(dice.poisson(before, (DRAWS, DAY)), dice.poisson(after, (DRAWS, DAY)))
    drawn = drawn[np.isfinite(drawn)]
    low, high = np.quantile(drawn, [0.025, 0.975]) if len(drawn) else (found, found)
    return HalfLife(minutes=float(found), interval=(float(min(low, found)), float(max(high, found))))


def _series(counts: Mapping[int, int], first: int) -> NDArray[np.float64]:
    import numpy as np

    return np.array([counts.get(minute, 0) for minute in range(first, first + DAY)], np.float64)


def _halves(before: NDArray[Any], after: NDArray[Any]) -> NDArray[np.float64]:
    """For each row: the first minute by which half of the excess has come; NaN where there is none."""
    import numpy as np

    usual = before.reshape(len(before), -1, HOUR).mean(axis=2).repeat(HOUR, axis=1)
    sums = np.cumsum(after - usual, axis=1)
    half = sums[:, -1:] / 2.0
    return np.where(half[:, 0] > 0, (sums >= half).argmax(axis=1) + 1.0, np.nan)

"""How many minutes after the first report does the reaction begin?

A CUSUM over posts per minute (Page 1954) in units of the log-likelihood ratio: S = max(0, S + (x ln(r1/r0) -
(r1 - r0)) / phi); the alarm is raised at S > h. The mean time to a false alarm is at least e^h (Lorden 1971):
h = ln(minutes / .05) keeps the chance of one within the window near .05. r0 is what the same time of the day
before had, so that an evening is no onset; phi is how much more than Poisson the posts before scatter: people
post in sittings and in answer to each other (without it the error of one onset in ten is an hour, see
evals/baseline). The onset is the most likely minute of the rise (Hinkley 1970). The interval is a parametric
bootstrap: counts drawn again with the fitted rates and scatter.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from aftershock.records import Record

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Rates = NDArray[np.float64]

DAY = 24 * 60
# A reaction may begin before the first credible report: somebody was there. An hour leaves room for that.
LOOK_BACK = 60
LOOK_AHEAD = DAY
FALSE_ALARMS = 0.05  # measured: .03 to .06 where posts are independent, .10 where they come four at a time
# The smallest reaction worth the name: twice the rate before, and six posts an hour.
DOUBLING, SMALLEST = 2.0, 0.1
# The usual rate of a minute is the mean over so many minutes on each side of it, a day before, ...
AROUND = 120
# ... and the mean of the whole day before, which counts for so many minutes more: with few posts, nearly all.
SHRUNK = 60.0
SCATTER = 30  # minutes in one bin of the scatter: a sitting, or the first answers to a post, lie in one
DRAWS = 200
SEED = 20  # the same posts give the same interval
# Rates after the onset are fitted over this many minutes: the rise matters, not the long decay.
RISE = 30


class Onset(Record, frozen=True, kw_only=True):
    """The minute after t0 in which the reaction begins, and its bootstrap interval; None where none does."""

    minute: float | None
    interval: tuple[float, float] | None
    rate_before: float
    threshold: float


def find(counts: Mapping[int, int], *, interval: bool = True) -> Onset:
    """The onset in posts per minute; ``counts`` maps minutes since t0 to posts, missing ones are 0.

    Minutes from a day before t0 to a day after count. ``interval`` False leaves the bootstrap out.
    """
    import numpy as np

    quiet = np.array([counts.get(minute, 0) for minute in range(-DAY, -LOOK_BACK)], np.float64)
    series = np.array([counts.get(minute, 0) for minute in range(-LOOK_BACK, LOOK_AHEAD)], np.float64)
    mean = float(quiet.sum() + 0.5) / len(quiet)
    usual = _usual(quiet, mean)
    scatter = _scatter(quiet, mean)
    threshold = math.log(len(series) / FALSE_ALARMS) * scatter
    begins = change(series, usual, threshold)
    if begins is None:
        return Onset(minute=None, interval=None, rate_before=mean, threshold=threshold)
    return Onset(
        minute=float(begins - LOOK_BACK),
        interval=_interval(series, begins, usual, scatter, threshold) if interval else None,
        rate_before=mean,
        threshold=threshold,
    )


def _usual(quiet: Rates, mean: float) -> Rates:
    """The rate that the day before lets expect for each minute from `LOOK_BACK` before t0."""
    import numpy as np

    sums = np.concatenate([[0.0], np.cumsum(quiet)])
    minutes = np.arange(-LOOK_BACK, LOOK_AHEAD) % DAY  # the same time of day, as an index into the day before
    low = np.clip(minutes - AROUND, 0, len(quiet))
    high = np.clip(minutes + AROUND, 0, len(quiet))
    rates: Rates = (sums[high] - sums[low] + mean * SHRUNK) / (high - low + SHRUNK)
    return rates


def _scatter(quiet: Rates, mean: float) -> float:
    """How many times the variance of Poisson counts the day before has; at least 1."""
    import numpy as np

    whole = len(quiet) // SCATTER * SCATTER
    bins = quiet[:whole].reshape(-1, SCATTER).sum(axis=1)
    around = AROUND // SCATTER
    padded = np.pad(bins, around, mode="edge")
    smooth = np.convolve(padded, np.ones(2 * around + 1) / (2 * around + 1), "valid")
    expected = np.maximum(smooth, mean * SCATTER / 10)
    return max(1.0, float(np.mean((bins - smooth) ** 2 / expected)))


def change(series: Sequence[float] | Rates, usual: Rates, threshold: float) -> int | None:
    """The index at which the rate rises, or None where the CUSUM never passes the threshold.

    The alarm says that the rate rose; where it did is the most likely index up to the alarm, with the rate
    that follows the alarm (Hinkley 1970). A stray post shortly before does not pull it forward.
    """
    import numpy as np

    values = np.asarray(series, np.float64)
    alarm = int(alarms(values[None], usual, threshold)[0])
    return None if alarm < 0 else _back(values, usual, alarm)


def _back(values: Rates, usual: Rates, alarm: int) -> int:
    """The most likely index of the rise that raised the alarm."""
    import numpy as np

    after = _raised(usual[: alarm + 1])
    level = max(float(np.mean(values[alarm : alarm + RISE])), float(after[-1]))
    gain = values[: alarm + 1] * np.log(level / usual[: alarm + 1]) - (level - usual[: alarm + 1])
    # the likelihood of a rise at each index is the sum of the gains from it to the alarm
    sums = np.cumsum(gain[::-1])[::-1]
    best = np.flatnonzero(sums == sums.max())
    return int(best[-1]) if sums.max() > 0 else alarm


def _raised(usual: Rates) -> Rates:
    import numpy as np

    return np.maximum(DOUBLING * usual, SMALLEST)


def alarms(series: Rates, usual: Rates, threshold: float) -> NDArray[np.int64]:
    """For each row of counts the index of the first alarm; -1 where there is none."""
    import numpy as np

    after = _raised(usual)
    gains = series * np.log(after / usual) - (after - usual)
    total = np.zeros(len(series))
    found = np.full(len(series), -1, np.int64)
    for index in range(series.shape[1]):
        total = np.maximum(0.0, total + gains[:, index])
        found[(found < 0) & (total > threshold)] = index
    return found


def _interval(
    series: Rates, begins: int, usual: Rates, scatter: float, threshold: float
) -> tuple[float, float] | None:
    """The middle 95 % of the onsets found in counts drawn again, or None where too few draws find one."""
    import numpy as np

    dice = np.random.default_rng(SEED)
    # Enough minutes after the change for the alarm; the rest of the day changes nothing.
    length = min(len(series), begins + 6 * RISE)
    rates = usual[:length].copy()
    rates[begins:] = np.maximum(float(np.mean(series[begins : begins + RISE])), rates[begins:])
    if scatter > 1.01:  # negative binomial counts with the variance scatter * mean
        drawn = dice.poisson(dice.gamma(rates / (scatter - 1), scatter - 1, (DRAWS, length)))
    else:
        drawn = dice.poisson(rates, (DRAWS, length))
    raised = alarms(drawn.astype(np.float64), usual[:length], threshold)
    at = [
        _back(row, usual[:length], alarm) - LOOK_BACK
        for row, alarm in zip(drawn.astype(np.float64), raised.tolist(), strict=True)
        if alarm >= 0
    ]
    if len(at) < DRAWS / 2:
        return None
    low, high = np.quantile(at, [0.025, 0.975])
    return float(min(low, begins - LOOK_BACK)), float(max(high, begins - LOOK_BACK))

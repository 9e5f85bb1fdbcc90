"""How many minutes after the first report does the reaction begin?

A CUSUM over posts per minute (Page 1954) in units of the log-likelihood ratio: S = max(0, S + x ln(r1/r0) -
(r1 - r0)); the alarm is raised at S > h. The mean time to a false alarm is at least e^h (Lorden 1971), so
h = ln(minutes / .05) keeps the chance of one within the window near .05. The onset is the most likely minute
of the rise (Hinkley 1970). The interval is a parametric bootstrap: counts drawn again with the fitted rates.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from aftershock.reaction.queries import ask
from aftershock.reaction.windows import BEFORE, Platforms, listed, naive
from aftershock.records import Record

if TYPE_CHECKING:
    import duckdb

# A reaction may begin before the first credible report: somebody was there. An hour leaves room for that.
LOOK_BACK = 60
LOOK_AHEAD = 24 * 60
FALSE_ALARMS = 0.05
# The smallest reaction worth the name: twice the rate before, and six posts an hour.
DOUBLING, SMALLEST = 2.0, 0.1
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


def of(connection: duckdb.DuckDBPyConnection, t0: str, platforms: Platforms = None) -> Onset:
    """The onset around ``t0`` from the posts of the connection."""
    at = naive(t0)
    last = at + timedelta(minutes=LOOK_AHEAD)
    rows = ask(connection, "bins", t0=at, step=60, first=at - BEFORE, last=last, platforms=listed(platforms))
    return find({row["bin"]: row["posts"] for row in rows})


def find(counts: Mapping[int, int]) -> Onset:
    """The onset in posts per minute; ``counts`` maps minutes since t0 to posts, missing ones are 0."""
    quiet = BEFORE // timedelta(minutes=1) - LOOK_BACK
    before = (sum(n for minute, n in counts.items() if minute < -LOOK_BACK) + 0.5) / quiet
    series = [counts.get(minute, 0) for minute in range(-LOOK_BACK, LOOK_AHEAD)]
    threshold = math.log(len(series) / FALSE_ALARMS)
    begins = change(series, before, threshold)
    if begins is None:
        return Onset(minute=None, interval=None, rate_before=before, threshold=threshold)
    return Onset(
        minute=float(begins - LOOK_BACK),
        interval=_interval(series, begins, before, threshold),
        rate_before=before,
        threshold=threshold,
    )


def change(series: Sequence[int], before: float, threshold: float) -> int | None:
    """The index at which the rate rises, or None where the CUSUM never passes the threshold.

    The alarm says that the rate rose; where it did is the most likely index up to the alarm, with the rate
    that follows the alarm (Hinkley 1970). A stray post shortly before does not pull it forward.
    """
    after = max(DOUBLING * before, SMALLEST)
    alarm = _alarm(series, before, after, threshold)
    if alarm is None:
        return None
    following = series[alarm : alarm + RISE]
    level = max(sum(following) / len(following), after)
    gain, loss = math.log(level / before), level - before
    total = best = 0.0
    begins = alarm
    for index in range(alarm, -1, -1):
        total += series[index] * gain - loss
        if total > best:
            best, begins = total, index
    return begins


def _alarm(series: Sequence[int], before: float, after: float, threshold: float) -> int | None:
    gain, loss = math.log(after / before), after - before
    total = 0.0
    for index, count in enumerate(series):
        total = max(0.0, total + count * gain - loss)
        if total > threshold:
            return index
    return None


def _interval(
    series: Sequence[int], begins: int, before: float, threshold: float
) -> tuple[float, float] | None:
    """The middle 95 % of the onsets found in counts drawn again, or None where too few draws find one."""
    import numpy as np

    dice = np.random.default_rng(SEED)
    rise = series[begins : begins + RISE]
    after = max(sum(rise) / len(rise), before)
    # Enough minutes after the change for the alarm; the rest of the day changes nothing.
    rates = np.concatenate([np.full(begins, before), np.full(len(series) - begins, after)])[
        : begins + 6 * RISE
    ]
    found = []
    for _ in range(DRAWS):
        at = change(dice.poisson(rates).tolist(), before, threshold)
        if at is not None:
            found.append(at - LOOK_BACK)
    if len(found) < DRAWS / 2:
        return None
    low, high = np.quantile(found, [0.025, 0.975])
    return float(min(low, begins - LOOK_BACK)), float(max(high, begins - LOOK_BACK))

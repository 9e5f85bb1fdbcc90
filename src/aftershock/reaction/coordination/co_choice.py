"""How often would two accounts meet if each hour's actions were dealt out at random? (null A)

Within an hour, any two actions meet (same object, within the window) with the chance K_T at which actions of
that hour meet on average; accounts meet in proportion to what they do: lambda = sum_T K_T A_aT A_bT. Repairs
of the plain form, each measured: hours are cut twice, the second time shifted by half, and the larger lambda
counts (a meeting across the cut looked certain); repeats of one account on one object within the window count
once in A and in K; K is normed by the pairs of different accounts, so that the lambdas of all pairs sum to
what was seen.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from aftershock.reaction.coordination.join import spans
from aftershock.reaction.coordination.stream import MILLI, Floats, Ints, Stream

HOUR = 3600 * MILLI
# Hours, and pairs, that are multiplied at once: the table of accounts by hours stays dense and small (for
# 50,000 accounts 50 MB), and gathering its rows beats sparse products up to some ten thousand hours.
_HOURS = 256
_ROWS = 20_000


def expected(stream: Stream, windows: tuple[float, ...], pairs: Ints, *, accounts: int) -> Floats:
    """lambda of each pair (a * accounts + b) for each window (seconds)."""
    most = np.zeros((len(pairs), len(windows)))
    if not len(pairs) or not len(stream):
        return most
    a, b = np.divmod(pairs, accounts)
    known, place = np.unique(np.concatenate([a, b]), return_inverse=True)
    a, b = place[: len(pairs)], place[len(pairs) :]
    meetings = [(unrepeated(stream, window), window) for window in windows]
    once = meetings[0][0]
    for shift in (0, HOUR // 2):
        hour = _hours(once, shift, stream)
        rate = np.stack([_rate(each, window, shift, stream, once) for each, window in meetings], axis=1)
        kept = np.searchsorted(known, once.account).clip(0, len(known) - 1)
        mine = known[kept] == once.account
        most = np.maximum(most, _products(kept[mine], hour[mine], rate, a, b, len(known)))
    return most


def _products(account: Ints, hour: Ints, rate: Floats, a: Ints, b: Ints, accounts: int) -> Floats:
    """sum_T rate_T A_aT A_bT, a block of hours after the other; accounts that are idle in a block are
    skipped."""
    total = np.zeros((len(a), rate.shape[1]))
    for low in range(0, len(rate), _HOURS):
        inside = (hour >= low) & (hour < low + _HOURS)
        width = min(_HOURS, len(rate) - low)
        busy, row = np.unique(account[inside], return_inverse=True)
        cells = np.bincount(row * width + hour[inside] - low, minlength=len(busy) * width)
        table: npt.NDArray[np.float32] = cells.astype(np.float32).reshape(len(busy), width)
        at = np.full(accounts, -1, dtype=np.int64)
        at[busy] = np.arange(len(busy))
        both = np.flatnonzero((at[a] >= 0) & (at[b] >= 0))
        weight = rate[low : low + width].astype(np.float32)
        for start in range(0, len(both), _ROWS):
            some = both[start : start + _ROWS]
            total[some] += (table[at[a[some]]] * table[at[b[some]]]) @ weight
    return total


def unrepeated(stream: Stream, window: float) -> Stream:
    """Without actions that the same account did on the same object less than a window before."""
    number = stream.object * (int(stream.account.max()) + 1) + stream.account
    order = np.argsort(number, kind="stable")  # the stream is in order of time within an object
    same = np.diff(number[order]) == 0
    again = np.append(False, same & (np.diff(stream.t[order]) <= window * MILLI))
    keep = np.ones(len(stream), dtype=bool)
    keep[order[again]] = False
    return stream.where(keep)


def _hours(stream: Stream, shift: int, whole: Stream) -> Ints:
    hours: Ints = (stream.t - whole.t.min() + shift) // HOUR
    return hours


def _rate(stream: Stream, window: float, shift: int, whole: Stream, once: Stream) -> Floats:
    """K_T: of the pairs of actions of different accounts in an hour, the share that meets."""
    hours = int(_hours(once, shift, whole).max()) + 1
    met = np.bincount(_hours(stream, shift, whole), weights=spans(stream, window), minlength=hours)
    hour = _hours(once, shift, whole)
    total = np.bincount(hour, minlength=hours).astype(np.float64)
    cell, count = np.unique(once.account * hours + hour, return_counts=True)
    own = np.bincount(cell % hours, weights=count.astype(np.float64) ** 2, minlength=hours)
    rate: Floats = met[:hours] / np.maximum((total * total - own) / 2.0, 1.0)
    return rate

"""Is the reaction larger than what past events let expect?

A measure of this event stands beside the same measure of the past ones. Over-dispersion is the rule with
crowds: how past events differ among themselves decides, not the counting error within one.

* Predictive interval: the logarithms of the past measures are taken as normal; a new one then lies within
  m +- t(N-1) s sqrt(1 + 1/N) (the usual prediction interval for a new normal observation, e.g. Hahn and
  Meeker 1991, chapter 4). p is two-sided, from the same t.
* Ratio: against the pooled past, with the exact conditional interval of two Poisson rates
  (`chances.rate_ratio`). It holds the counting error only, and says so.
* Rank: p = (1 + #{past >= now}) / (1 + N). With N past events p cannot fall below 1 / (N + 1).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from aftershock.reaction.chances import rate_ratio, t_below, t_quantile
from aftershock.reaction.windows import Window
from aftershock.records import Finding

# Below three past events their spread is hardly known: t(1) makes every interval endless.
MIN_PAST = 3
# Below this many posts the logarithm of a count is no measure of anything.
MIN_POSTS = 20
CHANCE = 0.95
CANNOT = "cannot be told from these"
# Keeps the logarithm of a rate finite where nothing was counted (Haldane and Anscombe's half).
HALF = 0.5


def size(now: Window, past: Sequence[Window]) -> Finding:
    """Posts in the first day for each account active before, against what past events let expect."""
    return predicted(
        "posts per account active before", rate(now), [rate(window) for window in past], now, len(past)
    )


def participants(now: Window, past: Sequence[Window]) -> Finding:
    """Accounts that posted in the first day for each account active before."""
    values = [(window.accounts + HALF) / window.panel for window in past]
    measured = (now.accounts + HALF) / now.panel if now.panel else None
    return predicted("accounts taking part per account active before", measured, values, now, len(past))


def rate(window: Window) -> float | None:
    """Posts in the first day for each account active in the day before; None where none was active."""
    return (window.posts + HALF) / window.panel if window.panel else None


def predicted(name: str, value: float | None, past: Sequence[float | None], now: Window, n: int) -> Finding:
    """A measure against the predictive interval that past ones give; says "cannot be told" where they do not.

    ``value`` and ``past`` are positive rates; ``n`` the number of comparable past events.
    """
    known = [each for each in past if each is not None and each > 0]
    interval, expected, p, verdict = None, None, None, CANNOT
    if known:
        logs = [math.log(each) for each in known]
        expected = math.exp(sum(logs) / len(logs))
    if value is not None and len(known) >= MIN_PAST and now.posts >= MIN_POSTS:
        interval, p = predictive(known, value, least=1.0 / math.sqrt(now.posts))
        place = "more" if value > interval[1] else "less" if value < interval[0] else None
        verdict = f"{place} than past events let expect" if place else "within what past events let expect"
    return Finding(
        name=name,
        value=value,
        expected=expected,
        interval=interval,
        p=p,
        n=n,
        completeness=now.completeness,
        method="log-normal prediction interval@1",
        verdict=verdict,
        receipts=now.receipts,
    )


def predictive(
    past: Sequence[float], value: float, *, least: float = 0.0
) -> tuple[tuple[float, float], float]:
    """The interval in which a new measure of the same process lies with `CHANCE`, and p of ``value``.

    ``least`` is the counting error of a logarithm, 1 / sqrt(count): a few past events that happen to be alike
    must not make the interval narrower than counting allows.
    """
    logs = [math.log(each) for each in past]
    n = len(logs)
    mean = sum(logs) / n
    spread = max(least, math.sqrt(sum((each - mean) ** 2 for each in logs) / (n - 1)))
    wide = spread * math.sqrt(1.0 + 1.0 / n)
    reach = t_quantile(1.0 - (1.0 - CHANCE) / 2.0, n - 1) * wide
    p = 2.0 * t_below(-abs(math.log(value) - mean) / wide, n - 1) if wide else float(math.log(value) == mean)
    return (math.exp(mean - reach), math.exp(mean + reach)), min(1.0, p)


def ratio(now: Window, past: Sequence[Window]) -> Finding:
    """The event's rate by the pooled rate of the past events, with its counting error."""
    counted, exposed = sum(w.posts for w in past), sum(w.panel for w in past)
    value = interval = None
    if now.panel and exposed and now.posts + counted:
        interval = rate_ratio(now.posts, now.panel, counted, exposed)
        value = now.posts / now.panel / (counted / exposed) if counted else None
    return Finding(
        name="ratio to past events, pooled",
        value=value,
        expected=1.0,
        interval=interval,
        n=len(past),
        completeness=now.completeness,
        method="conditional binomial (Przyborowski and Wilenski)@1",
        verdict="counting error only; past events differ among themselves by more" if value else CANNOT,
        receipts=now.receipts,
    )


def rank(
    name: str, value: float | None, past: Sequence[float], now: Window, *, low_first: bool = False
) -> Finding:
    """The event's place among the past ones, 1 for the largest (or, with ``low_first``, the smallest)."""
    n = len(past)
    if value is None or n == 0:
        place, p = None, None
    else:
        above = sum(each <= value if low_first else each >= value for each in past)
        place, p = float(1 + above), (1 + above) / (1 + n)
    verdict = CANNOT
    if place is not None and n >= MIN_PAST and now.posts >= MIN_POSTS:
        verdict = f"place {place:.0f} of {n + 1}; with {n} past events p cannot fall below {1 / (n + 1):.2g}"
    return Finding(
        name=name,
        value=place,
        expected=(n + 2) / 2 if n else None,
        interval=None,
        p=p,
        n=n,
        completeness=now.completeness,
        method="rank in the reference class@1",
        verdict=verdict,
        receipts=now.receipts,
    )

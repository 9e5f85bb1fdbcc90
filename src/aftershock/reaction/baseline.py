"""Is the reaction larger, or earlier, than what past events let expect?

A measure of this event stands beside the same measure of the past ones. How past events differ among
themselves decides, not the counting error within one.

* Predictive interval: measures are taken on a scale on which past events are about normal (the logarithm for
  sizes). The spread s of N past ones holds their counting errors c_i; a new one with counting error c lies
  within m +- t(N-1) sqrt(b + c^2 + s^2/N), b = s^2 - mean c_i^2 being what events differ by (the prediction
  interval for a new normal observation, Hahn and Meeker 1991, chapter 4, with the counting error of the new
  one in the place of theirs). p is two-sided, from the same t. Coverage is measured in evals/baseline.
* What could have been told: exp(t sqrt(...)), the smallest ratio that leaves the interval.
* Ratio: against the typical past event, with the interval of that comparison: counting error of this event
  and the error of the mean. It says how many times as large, not whether such a thing happens.
* Rank: p = (1 + #{past >= now}) / (1 + N). With N past events p cannot fall below 1 / (N + 1); below 19 past
  events no significance is claimed from it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from aftershock.reaction.chances import t_below, t_quantile
from aftershock.reaction.windows import Window
from aftershock.records import Finding, Record

# Below three past events their spread is hardly known: t(1) makes every interval endless.
MIN_PAST = 3
# With fewer past events even the first place has p above .05.
RANKED = 19
# Below this many posts the logarithm of a count is no measure of anything.
MIN_POSTS = 20
CHANCE = 0.95
CANNOT = "cannot be told from these"
# Keeps the logarithm of a rate finite where nothing was counted (Haldane and Anscombe's half).
HALF = 0.5


class Measure(Record, frozen=True, kw_only=True):
    """A value with its counting error on the scale on which events are compared."""

    value: float
    error: float = 0.0


class Prediction(Record, frozen=True, kw_only=True):
    """What past events let expect of a new one, on the scale of the measures."""

    middle: float
    wide: float  # the standard error of a new measure
    mean_error: float  # of the middle itself
    freedom: int

    @property
    def reach(self) -> float:
        """Half of the interval that holds a new measure with `CHANCE`."""
        return t_quantile(1.0 - (1.0 - CHANCE) / 2.0, self.freedom) * self.wide

    def below(self, value: float) -> float:
        """The chance of a new measure below ``value``."""
        if not self.wide:
            return 0.5 if value == self.middle else float(value > self.middle)
        return t_below((value - self.middle) / self.wide, self.freedom)


def predict(past: Sequence[Measure], error: float) -> Prediction:
    """What at least two past measures let expect of one whose own counting error is ``error``."""
    n = len(past)
    middle = sum(each.value for each in past) / n
    counting = sum(each.error**2 for each in past) / n
    # a few past events that happen to be alike must not make the interval narrower than counting allows
    spread = max(counting, sum((each.value - middle) ** 2 for each in past) / (n - 1))
    between = spread - counting
    return Prediction(
        middle=middle,
        wide=math.sqrt(between + max(error**2, counting) + spread / n),
        mean_error=math.sqrt(spread / n),
        freedom=n - 1,
    )


# --- measures ----------------------------------------------------------------------------------


def size(window: Window) -> Measure | None:
    """The logarithm of the reaction's posts per account active before: what exceeds the day before.

    Where hardly anything exceeds it, its standard error stands in its place: an upper bound, with an error
    to match. None where no account was active before.
    """
    if not window.before.accounts:
        return None
    noise = math.sqrt(window.after.made + window.before.made / window.days**2 + HALF)
    posts = max(window.excess, noise)
    return Measure(value=math.log(posts / window.panel), error=noise / posts)


def activity(window: Window) -> Measure | None:
    """The logarithm of the day's posts by those of a usual day: what accounts do, beside what they did."""
    if not window.before.posts:
        return None
    after, before = window.after.made + HALF, window.before.made + HALF
    return Measure(value=math.log(after / before * window.days), error=math.sqrt(1 / after + 1 / before))


def participants(window: Window) -> Measure | None:
    """The logarithm of the accounts that posted in the first day for each account active before."""
    if not window.before.accounts:
        return None
    value = (window.after.present + HALF) / window.panel
    return Measure(value=math.log(value), error=1 / math.sqrt(window.after.accounts + HALF))


# --- findings ----------------------------------------------------------------------------------


def predicted(
    name: str,
    measure: Callable[[Window], Measure | None],
    now: Window,
    past: Sequence[Window],
) -> Finding:
    """A measure against the predictive interval that past ones give; says "cannot be told" where they do not.

    ``measure`` gives logarithms; value, expected and interval of the finding are plain numbers.
    """
    here = measure(now)
    known = [each for window in past if (each := measure(window)) is not None]
    expected = interval = p = None
    verdict = CANNOT
    if known:
        expected = math.exp(sum(each.value for each in known) / len(known))
    if here is not None and len(known) >= MIN_PAST and now.after.posts >= MIN_POSTS:
        made = predict(known, here.error)
        interval = (math.exp(made.middle - made.reach), math.exp(made.middle + made.reach))
        p = two_sided(made.below(here.value))
        verdict = _verdict(here.value, made, len(known))
    return Finding(
        name=name,
        value=None if here is None else math.exp(here.value),
        expected=expected,
        interval=interval,
        p=p,
        n=len(known),
        completeness=now.completeness,
        method="log-normal prediction interval@2",
        verdict=verdict,
        receipts=now.receipts,
    )


def two_sided(below: float) -> float:
    """The two-sided p of a chance to lie below."""
    return min(1.0, 2.0 * min(below, 1.0 - below))


def _verdict(value: float, made: Prediction, n: int) -> str:
    if value > made.middle + made.reach:
        return "more than past events let expect"
    if value < made.middle - made.reach:
        return "less than past events let expect"
    least = math.exp(made.reach)
    return (
        f"within what past events let expect; less than {least:.1f} times the usual cannot be told from {n} "
        "past events"
    )


def ratio(now: Window, past: Sequence[Window]) -> Finding:
    """How many times as large as the typical past event (their geometric mean), per account active before."""
    here = size(now)
    known = [each for window in past if (each := size(window)) is not None]
    value = interval = None
    verdict = CANNOT
    if here is not None and len(known) >= MIN_PAST and now.after.posts >= MIN_POSTS:
        made = predict(known, here.error)
        error = math.hypot(made.mean_error, here.error)
        reach = t_quantile(1.0 - (1.0 - CHANCE) / 2.0, made.freedom) * error
        apart = here.value - made.middle
        value, interval = math.exp(apart), (math.exp(apart - reach), math.exp(apart + reach))
        verdict = "beside the typical past event; single ones differ by more, see the predictive interval"
    return Finding(
        name="ratio to the typical past event",
        value=value,
        expected=1.0,
        interval=interval,
        n=len(known),
        completeness=now.completeness,
        method="difference of mean logarithms@1",
        verdict=verdict,
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
    if place is not None and n >= MIN_PAST and now.after.posts >= MIN_POSTS:
        least = f"with {n} past events p cannot fall below {1 / (n + 1):.2g}"
        claimed = "" if n >= RANKED else f"; no significance is claimed from fewer than {RANKED}"
        verdict = f"place {place:.0f} of {n + 1}; {least}{claimed}"
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

"""When does the reaction begin, how fast does it fade, beside past events? Is it larger and earlier at once?

Onsets and half-lives of past events give predictive intervals as sizes do. An onset may lie before the first
report; it is taken as log(minutes + `SHIFT`), on which onsets of a few minutes and of hours are about evenly
spread (evals/baseline has the coverage).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from aftershock.reaction import baseline
from aftershock.reaction.baseline import CANNOT, MIN_PAST, MIN_POSTS, Measure, predict, rank
from aftershock.reaction.measured import Measured, windows
from aftershock.reaction.onset import LOOK_BACK
from aftershock.records import Finding

SHIFT = LOOK_BACK + 1  # no onset is looked for before that
_Of = Callable[[Measured], float | None]


def findings(now: Measured, past: Sequence[Measured]) -> tuple[Finding, ...]:
    """The onset, its prediction and rank; the half-life and its prediction; larger and earlier in one."""
    earlier = [each.onset.minute for each in past if each.onset.minute is not None]
    return (
        _onset(now, earlier),
        _predicted("onset beside past events, minutes", now, past, _minute, SHIFT, "earlier", "later"),
        rank("rank by onset, earliest first", now.onset.minute, earlier, now.window, low_first=True),
        _half_life(now, past),
        _predicted("half-life beside past events, minutes", now, past, _fading, 0.0, "shorter", "longer"),
        both(now, past),
    )


def _minute(event: Measured) -> float | None:
    return event.onset.minute


def _fading(event: Measured) -> float | None:
    return event.half_life.minutes


def _onset(now: Measured, earlier: Sequence[float]) -> Finding:
    here = now.onset
    return Finding(
        name="onset, minutes after the first report",
        value=here.minute,
        expected=sorted(earlier)[len(earlier) // 2] if earlier else None,
        interval=here.interval,
        n=now.window.after.posts,
        completeness=now.window.completeness,
        method="Poisson CUSUM with parametric bootstrap@1",
        verdict=_cannot(now) or ("the posts rise here" if here.minute is not None else "no rise found"),
        receipts=now.window.receipts,
    )


def _cannot(now: Measured) -> str:
    return f"{CANNOT}: {now.window.unsure}" if now.window.unsure else ""


def _half_life(now: Measured, past: Sequence[Measured]) -> Finding:
    here = now.half_life
    known = sorted(each.half_life.minutes for each in past if each.half_life.minutes is not None)
    return Finding(
        name="half-life, minutes after the first report",
        value=here.minutes,
        expected=known[len(known) // 2] if known else None,
        interval=here.interval,
        n=now.window.after.posts,
        completeness=now.window.completeness,
        method="half of the first day's excess, parametric bootstrap@1",
        verdict=_cannot(now)
        or ("half of the first day's reaction has come by then" if here.minutes else CANNOT),
        receipts=now.window.receipts,
    )


def _predicted(
    name: str, now: Measured, past: Sequence[Measured], of: _Of, shift: float, low: str, high: str
) -> Finding:
    """A moment against the interval that past ones give."""
    value = of(now)
    known = [each for event in past if (each := of(event)) is not None]
    expected = interval = p = None
    verdict = _cannot(now) or CANNOT
    if known:
        expected = math.exp(sum(math.log(each + shift) for each in known) / len(known)) - shift
    if value is not None and len(known) >= MIN_PAST and now.window.after.posts >= MIN_POSTS:
        made = predict([Measure(value=math.log(each + shift)) for each in known], 0.0)
        low_end, high_end = made.middle - made.reach, made.middle + made.reach
        interval = (math.exp(low_end) - shift, math.exp(high_end) - shift)
        here = math.log(value + shift)
        p = baseline.two_sided(made.below(here))
        word = low if here < low_end else high if here > high_end else None
        verdict = f"{word} than past events let expect" if word else "within what past events let expect"
    return Finding(
        name=name,
        value=value,
        expected=expected,
        interval=interval,
        p=p,
        n=len(known),
        completeness=now.window.completeness,
        method="log-normal prediction interval@2",
        verdict=verdict,
        receipts=now.window.receipts,
    )


def both(now: Measured, past: Sequence[Measured]) -> Finding:
    """Larger and earlier than past events, as one question: both must hold (intersection-union, Berger 1982).

    The value is the ratio of the size to the typical past one; p the larger of the two one-sided ones.
    """
    here, there = windows(now, past)
    large = one_sided(baseline.size(here), [baseline.size(each) for each in there], upper=True, now=now)
    early = one_sided(_when(now), [_when(each) for each in past], upper=False, now=now)
    p = None if large is None or early is None else max(large, early)
    if p is None or large is None or early is None:
        verdict = CANNOT
    elif p < (1 - baseline.CHANCE) / 2:
        verdict = "larger and earlier than past events let expect"
    else:
        parts = [
            f"{word}: {'yes' if each < (1 - baseline.CHANCE) / 2 else CANNOT} (p {each:.2g})"
            for word, each in (("larger", large), ("earlier", early))
        ]
        verdict = "; ".join(parts)
    told = baseline.ratio(here, there)
    return Finding(
        name="larger and earlier than past events",
        value=told.value,
        expected=1.0,
        interval=told.interval,
        p=p,
        n=len(past),
        completeness=now.window.completeness,
        method="intersection-union of two predictions@1",
        verdict=verdict,
        receipts=now.window.receipts,
    )


def _when(event: Measured) -> Measure | None:
    at = event.onset.minute
    return None if at is None else Measure(value=math.log(at + SHIFT))


def one_sided(
    here: Measure | None, past: Sequence[Measure | None], *, upper: bool, now: Measured
) -> float | None:
    """The chance that a new event is as large (or as small) as this one; None where that cannot be told."""
    known = [each for each in past if each is not None]
    if here is None or len(known) < MIN_PAST or now.window.after.posts < MIN_POSTS:
        return None
    below = predict(known, here.error).below(here.value)
    return 1.0 - below if upper else below

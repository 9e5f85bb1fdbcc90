"""Is the tone another than after past events: gladder, or more hostile?

The share of a tone on the first day stands beside the same share after past events, on the scale of the
logarithm of its odds. How past events differ among themselves decides (`baseline.predict`); the head's own
error and that of the sample are the counting error of each. All tones are asked at once, so a tone is called
unusual where its q (Benjamini and Hochberg over the tones) is small enough, not its p.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from msgspec.structs import replace

from aftershock.reaction import baseline
from aftershock.reaction.baseline import CANNOT, MIN_PAST, RANKED, Measure
from aftershock.reaction.chances import discoveries
from aftershock.records import Finding
from aftershock.tone.shares import Mix, Share, ToneOf

LEVEL = 0.05
NAME = "tone beside past events: "
METHOD = "logit-normal prediction interval@1"
_WIDE = 2 * 1.96  # standard errors in a 95 % interval


def beside(now: ToneOf, past: Sequence[Mix]) -> tuple[Finding, ...]:
    """One finding a tone: its share beside those of ``past`` events' first days; says where too few are.

    The rank stands in the verdict; expected is the middle of the past shares, the interval what they let
    expect of another event.
    """
    if now.mix is None:
        return ()
    made = [_finding(now.mix, place, past, now.findings[place]) for place in range(len(now.mix.shares))]
    q = discoveries({place: each.p for place, each in enumerate(made) if each.p is not None})
    return tuple(_judged(each, q.get(place)) for place, each in enumerate(made))


def _finding(now: Mix, place: int, past: Sequence[Mix], told: Finding) -> Finding:
    share = now.shares[place]
    known = [each.shares[place] for each in past]
    found = Finding(
        name=f"{NAME}{share.tone}",
        value=share.value,
        expected=None,
        interval=None,
        n=len(past),
        completeness=told.completeness,
        method=f"{METHOD}; {told.method}",
        verdict=CANNOT,
        receipts=told.receipts,
    )
    if not past:
        return found
    measures = [_measure(each, mix.posts) for each, mix in zip(known, past, strict=True)]
    middle = _share(sum(each.value for each in measures) / len(measures))
    if len(past) < MIN_PAST:
        return replace(found, expected=middle)
    here = _measure(share, now.posts)
    made = baseline.predict(measures, here.error)
    return replace(
        found,
        expected=middle,
        interval=(_share(made.middle - made.reach), _share(made.middle + made.reach)),
        p=baseline.two_sided(made.below(here.value)),
        verdict=_place(share, known),
    )


def _judged(found: Finding, q: float | None) -> Finding:
    """The finding with its q, and what can be told by it before its place."""
    if q is None or found.value is None or found.expected is None:
        return found
    way = "more" if found.value > found.expected else "less"
    said = f"{way} than" if q <= LEVEL else "within what"
    return replace(found, q=q, verdict=f"{said} past events let expect; {found.verdict}")


def _place(share: Share, past: Sequence[Share]) -> str:
    """Its place among all, the largest share first, and what that is worth."""
    n = len(past)
    above = sum(each.value >= share.value for each in past)
    claimed = "" if n >= RANKED else f"; no significance is claimed from the place among fewer than {RANKED}"
    return f"place {1 + above} of {n + 1}, the largest share first{claimed}"


def _measure(share: Share, posts: int) -> Measure:
    low, middle, high = (_logit(each, posts) for each in (share.low, share.value, share.high))
    return Measure(value=middle, error=(high - low) / _WIDE)


def _logit(share: float, posts: int) -> float:
    """The logarithm of the odds, with half a post on either side (Haldane and Anscombe)."""
    return math.log((share * posts + baseline.HALF) / ((1.0 - share) * posts + baseline.HALF))


def _share(logit: float) -> float:
    return 1.0 / (1.0 + math.exp(-logit))

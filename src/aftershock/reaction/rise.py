"""Did a tone rise: since the day before, and against past events?

The difference of two shares has an interval that takes in the head's error, drawn alike for both sides, and
which posts there happened to be. Where it holds zero, or the two sides were collected otherwise, whether the
tone rose cannot be told. All tones are asked at once, so a rise is said by q (Benjamini and Hochberg over the
tones), not by p.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from aftershock.reaction.baseline import CANNOT
from aftershock.reaction.chances import discoveries
from aftershock.reaction.comparable import HOURS, LATE, LOST, SMALL_LOSS
from aftershock.reaction.gladness import LEVEL, NAME
from aftershock.reaction.windows import Counted, Window
from aftershock.records import Finding
from aftershock.tone.shares import Change, ToneOf

SINCE = "tone change since the day before: "
AGAINST = "tone change against past events: "
METHOD = "difference of shares under one error table@1"


def since_the_day_before(now: ToneOf, window: Window) -> tuple[Finding, ...]:
    """One finding a tone: how far its share of the first day's posts lies from that of the day before.

    ``window`` says how both days were collected. Nothing where either has too few posts.
    """
    if now.mix is None or now.before is None:
        return ()
    why = unlike(window)
    q = discoveries({place: each.p for place, each in enumerate(now.changes)})
    return tuple(
        changed(
            replace(told, name=f"{SINCE}{each.tone}", n=now.mix.posts + now.before.posts),
            each,
            None if why else q[place],
            why,
        )
        for place, (each, told) in enumerate(zip(now.changes, now.findings, strict=True))
    )


def changed(told: Finding, change: Change, q: float | None, why: str = "") -> Finding:
    """A finding on a difference; ``told`` lends it what it stands on, ``why`` says what forbids a verdict."""
    return replace(
        told,
        value=change.value,
        expected=0.0,
        interval=(change.low, change.high),
        p=None if why else change.p,
        q=q,
        method=f"{METHOD}; {told.method}",
        verdict=said(change.value, (change.low, change.high), q, why),
    )


def against_past(beside: Sequence[Finding]) -> tuple[Finding, ...]:
    """The same beside past events: a share (`gladness.beside`) less what they let expect."""
    found = []
    for each in beside:
        if each.value is None or each.expected is None or each.interval is None:
            continue
        apart, (low, high) = each.value - each.expected, each.interval
        ends = (each.value - high, each.value - low)
        found.append(
            replace(
                each,
                name=f"{AGAINST}{each.name.removeprefix(NAME)}",
                value=apart,
                expected=0.0,
                interval=ends,
                verdict=said(apart, ends, each.q, ""),
            )
        )
    return tuple(found)


def said(value: float, interval: tuple[float, float], q: float | None, why: str) -> str:
    """Rose, fell, or cannot be told."""
    if why:
        return f"{CANNOT}: {why}"
    if interval[0] <= 0 <= interval[1]:
        return f"{CANNOT}: the interval holds zero"
    if q is None or q > LEVEL:
        return f"{CANNOT}: so far apart are some of all tones by chance"
    near, far = sorted(map(abs, interval))
    return f"{'rose' if value > 0 else 'fell'} by {_points(value)} ({_points(near)} to {_points(far)})"


def _points(value: float) -> str:
    """``12 points`` of a hundred."""
    return f"{abs(100 * value):.1f}".removesuffix(".0") + " points"


def unlike(window: Window) -> str:
    """Why the shares before and after t0 cannot be compared; empty where they can."""
    before, after = window.before, window.after
    if before.platforms != after.platforms:
        names = [each.platforms or "nothing" for each in (before, after)]
        return f"collected from {names[0]} before, from {names[1]} after"
    if before.hours < HOURS:
        return f"{before.hours} of the {24 * window.days} hours before have posts"
    if window.unsure:
        return window.unsure
    if max(before.gone, after.gone) > LOST or abs(before.gone - after.gone) > SMALL_LOSS:
        return f"by their ids {before.gone:.0%} of the posts before are missing, {after.gone:.0%} after"
    late = [_late(each) for each in (before, after)]
    if abs(late[0] - late[1]) > LATE:
        return f"{late[0]:.0%} of the posts before were collected a day late or more, {late[1]:.0%} after"
    return ""


def _late(side: Counted) -> float:
    return side.late / side.dated if side.dated else 0.0

"""Does a rule flood? Then it goes back to review (a known item to a hold) until a person looks at it.

A rule that suddenly fires far more often than it used to is more often wrong than the world has changed.
Pure: what was counted and the time go in, the new state comes out; whoever serves keeps the state and logs
a trip.
"""

from __future__ import annotations

import math

import msgspec

from aftershock.records import Record

GROWN = 2.0
ENOUGH = 1_000.0  # posts from which the share of a rule that is not in force can be told


class Limits(Record, frozen=True, kw_only=True):
    """When a rule floods. Times in seconds, shares of all posts.

    Within ``window`` it must fire at least ``least`` times, more than ``times`` its baseline, and so often
    that chance (Poisson) would do it less than once in ``1 / chance`` windows.
    """

    window: float = 8.0
    least: int = 25
    times: float = 8.0
    floor: float = 1e-4
    chance: float = 1e-9
    half_life: float = 3600.0


class Flood(Record, frozen=True, kw_only=True):
    """The state of one rule. ``baseline`` is the share of posts on which it fires in ordinary hours.

    ``anchor`` is what it was when a person could last see it: said in the rule, learnt before it was in
    force, or at its freeing (0: not yet known). While it is in force the baseline grows to ``GROWN`` times of
    that at most, so that no flood is learnt as ordinary. ``recent`` holds (second, posts seen, posts fired
    on) within the window, ``posts`` and ``hits`` what was learnt from while it was not in force.
    """

    rule: str
    baseline: float
    anchor: float = 0.0
    posts: float = 0.0
    hits: float = 0.0
    recent: tuple[tuple[float, int, int], ...] = ()
    learnt: float = 0.0
    tripped_at: float | None = None


def counted(state: Flood, *, seen: int, fired: int, now: float, limits: Limits = Limits()) -> Flood:  # noqa: B008
    """The state after ``seen`` more posts, on ``fired`` of which the rule fired, at ``now`` (any clock's
    seconds).

    A clock that was set back does not trip and does not free: what lies ahead of ``now`` counts as just seen.
    """
    kept = [(min(at, now), posts, hits) for at, posts, hits in state.recent if now - at < limits.window]
    recent = (*kept, (now, seen, fired))
    state = msgspec.structs.replace(state, recent=recent)
    if state.tripped_at is not None:
        return state
    posts, hits = sum(each[1] for each in recent), sum(each[2] for each in recent)
    expected = max(state.baseline, limits.floor) * posts
    if hits >= limits.least and hits > limits.times * expected and _tail(hits, expected) < limits.chance:
        return msgspec.structs.replace(state, tripped_at=now)
    if seen > 0:
        since = max(0.0, now - state.learnt) if state.learnt else 1.0
        weight = 1 - 0.5 ** (min(since, 60.0) / limits.half_life)
        baseline = state.baseline + weight * (fired / seen - state.baseline)
        baseline = min(baseline, GROWN * max(state.anchor, limits.floor)) if state.anchor else baseline
        state = msgspec.structs.replace(state, baseline=baseline, learnt=now)
    return state


def learnt(state: Flood, *, seen: int, fired: int, now: float, limits: Limits = Limits()) -> Flood:  # noqa: B008
    """The state of a rule that is not in force (shadow, review): what it would do is what it is known by."""
    since = max(0.0, now - state.learnt) if state.learnt else 0.0
    stays = 0.5 ** (since / limits.half_life)
    posts, hits = state.posts * stays + seen, state.hits * stays + fired
    state = msgspec.structs.replace(state, posts=posts, hits=hits, learnt=now, recent=(), tripped_at=None)
    return anchored(state, hits / posts) if posts >= ENOUGH else state


def anchored(state: Flood, share: float) -> Flood:
    """The state with a share that a person answers for, or could see."""
    return msgspec.structs.replace(state, baseline=share, anchor=share)


def freed(state: Flood, *, baseline: float | None = None) -> Flood:
    """The rule in force again, as a person decided; with a new baseline where the world has changed."""
    state = msgspec.structs.replace(state, tripped_at=None, recent=())
    return state if baseline is None else anchored(state, baseline)


def _tail(hits: int, expected: float) -> float:
    """An upper bound (Chernoff) of the chance that a Poisson count of this mean reaches ``hits``."""
    if hits <= expected:
        return 1.0
    return math.exp(hits - expected - hits * math.log(hits / expected))

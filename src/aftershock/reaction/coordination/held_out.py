"""Does a group act together where it was not formed, beyond what chance and the crowd give?

Pairs waste what a group shows: ten accounts within a minute on one object are far rarer than 45 pairs taken
one by one. Around each action of a member, its fellows within the window are counted, and how likely that
many would be: with each other action of the crowd there a member's by the group's share of the hour (null A,
names dealt out at random), and with each fellow who acts on the object in that hour landing within the window
by the crowd's own timing (shared stimulus). The crowd decides: in a small stream a group is much of its own
hour, and null A, which is reported beside it, hides the group behind itself. An occasion is a trigger on
which k or more came together; its expected number is the sum of those chances, over all actions of members,
so that it is counted too high rather than too low.

The test is honest only on actions that were not used to form the group.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from aftershock.reaction.coordination.co_choice import HOUR
from aftershock.reaction.coordination.co_timing import distinct
from aftershock.reaction.coordination.crowd import Crowd, own
from aftershock.reaction.coordination.significance import at_least, cauchy, more_than
from aftershock.reaction.coordination.stream import Flags, Floats, Ints, Stream

TOGETHER = (2, 3, 4, 5, 6)  # members within the window that make an occasion


@dataclass(frozen=True, eq=False)
class GroupTest:
    """For each group: occasions with k or more members, their expected number under both nulls, one p
    each."""

    occasions: Ints
    by_choice: Floats
    by_crowd: Floats
    p_choice: Floats
    p_crowd: Floats


@dataclass(frozen=True, eq=False)
class Fellows:
    """Actions of members among those held out (places in the stream), and what is around each.

    ``near`` and ``far`` count fellows within window and horizon, ``crowd`` all others within the window;
    ``share`` is the chance that one of those is a fellow, ``timing`` that a fellow in the hour is near.
    """

    place: Ints
    group: Ints
    account: Ints
    near: Ints
    far: Ints
    crowd: Ints
    share: Floats
    timing: Floats

    def where(self, keep: Flags) -> Fellows:
        """The same, of these actions alone."""
        return Fellows(*(getattr(self, each.name)[keep] for each in fields(self)))


def fellows(stream: Stream, label: Ints, chosen: Flags, window: float, others: Crowd) -> Fellows:
    """Around each action of a member (``label`` of the account >= 0) among the actions ``chosen``.

    The stream is without repeats within the window, and ``others`` was made of it.
    """
    of = label[stream.account]
    place = np.flatnonzero((of >= 0) & chosen)
    if not len(place):
        none = np.zeros(0, dtype=np.int64)
        return Fellows(none, none, none, none, none, none, np.zeros(0), np.zeros(0))
    part = stream.where(chosen)
    around = own(part, label, window)
    kept = np.flatnonzero(of[chosen] >= 0)
    near, far = around.near[kept], around.far[kept]
    return Fellows(
        place,
        of[place],
        stream.account[place],
        near,
        far,
        others.near[place],
        _share(stream, of, place),
        others.chance(place, near, far),
    )


def _share(stream: Stream, of: Ints, place: Ints) -> Floats:
    """Of the other actions in the hour of each, the share that fellows did."""
    hour = (stream.t - stream.t.min()) // HOUR
    hours = int(hour.max()) + 1
    member = of >= 0
    done, count = np.unique(of[member] * hours + hour[member], return_counts=True)
    mine = count[np.searchsorted(done, of[place] * hours + hour[place])] - 1
    total = np.bincount(hour, minlength=hours)[hour[place]] - 1
    share: Floats = mine / np.maximum(total, 1)
    return share


def group_tests(stream: Stream, seen: Fellows, groups: int) -> GroupTest:
    """Each group against both nulls; ``stream`` is the one that ``seen`` was made of."""
    occasions = np.zeros((groups, len(TOGETHER)), dtype=np.int64)
    choice, crowd = np.zeros((groups, len(TOGETHER))), np.zeros((groups, len(TOGETHER)))
    trigger = stream.trigger[seen.place]
    for column, k in enumerate(TOGETHER):
        met = seen.near >= k - 1
        occasions[:, column] = distinct(seen.group[met], trigger[met], groups)
        by_choice = more_than(k - 2, seen.crowd, seen.share)
        by_crowd = more_than(k - 2, seen.far, seen.timing)
        choice[:, column] = np.bincount(seen.group, weights=by_choice, minlength=groups)
        crowd[:, column] = np.bincount(seen.group, weights=by_crowd, minlength=groups)
        if k == 2:  # of two that meet, either stands in the middle of the other's window
            choice[:, column] /= 2
            crowd[:, column] /= 2
    return GroupTest(
        occasions,
        choice,
        crowd,
        cauchy(at_least(occasions, choice)),
        cauchy(at_least(occasions, crowd)),
    )


def member_p(stream: Stream, seen: Fellows, accounts: int) -> tuple[Ints, Floats, Floats]:
    """For each account: occasions with a fellow, their expected number by the crowd's timing, and p."""
    met = seen.near >= 1
    occasions = distinct(seen.account[met], stream.trigger[seen.place][met], accounts)
    by_crowd = 1 - (1 - seen.timing) ** seen.far
    expected = np.bincount(seen.account, weights=by_crowd, minlength=accounts).astype(np.float64)
    return occasions, expected, at_least(occasions, expected)

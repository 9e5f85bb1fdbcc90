"""Which actions of two accounts lie near each other on the same object? For pairs that are worth a look.

Each pair is looked up directly: the objects of the less busy account among those of the other, then times by
binary search. The cost hangs on the pairs asked for, not on how hot an object is, so that pairs found
elsewhere are counted exactly on capped objects too. The rows are the receipts of an edge: recounting them
gives its X.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from aftershock.reaction.coordination.join import on_one_line
from aftershock.reaction.coordination.stream import MILLI, Ints, Stream

# Slots (account, object) that are looked up at once.
_AT_ONCE = 2_000_000


@dataclass(frozen=True, eq=False)
class Matches:
    """Rows: pair (its place in the list asked for), object, the two actions (places in the stream), |dt| in
    ms.

    ``first`` is the action of a, ``second`` of b; sorted by pair, object.
    """

    pair: Ints
    object: Ints
    first: Ints
    second: Ints
    dt: Ints

    def __len__(self) -> int:
        return len(self.pair)


def matches(stream: Stream, pairs: Ints, within: float, *, accounts: int) -> Matches:
    """All pairs of actions of each pair of accounts on one object, at most ``within`` seconds apart."""
    if not len(pairs) or not len(stream):
        none = np.zeros(0, dtype=np.int64)
        return Matches(none, none, none, none, none)
    index = _Index(stream, int(within * MILLI), accounts)
    a, b = np.divmod(pairs, accounts)
    swap = index.width[a] > index.width[b]
    less, more = np.where(swap, b, a), np.where(swap, a, b)
    found = []
    cost = index.width[less].cumsum()
    low = 0
    while low < len(pairs):
        done = cost[low - 1] if low else 0
        high = max(low + 1, int(np.searchsorted(cost, done + _AT_ONCE, side="right")))
        found.append(index.meet(np.arange(low, high), less[low:high], more[low:high]))
        low = high
    rows = np.concatenate(found, axis=1)
    pair, left, right = rows
    left, right = np.where(swap[pair], right, left), np.where(swap[pair], left, right)
    dt = np.abs(stream.t[left] - stream.t[right])
    order = np.lexsort((dt, stream.object[left], pair))
    return Matches(pair[order], stream.object[left][order], left[order], right[order], dt[order])


class _Index:
    """A stream by (account, object, t): slots of actions, found by binary search."""

    def __init__(self, stream: Stream, reach: int, accounts: int) -> None:
        self.place = np.lexsort((stream.t, stream.object, stream.account))
        account, obj = stream.account[self.place], stream.object[self.place]
        self.objects = int(obj.max()) + 1
        slot = account * self.objects + obj
        self.start = np.flatnonzero(np.diff(slot, prepend=-1))
        self.size = np.diff(np.append(self.start, len(slot)))
        self.slot = slot[self.start]
        bounds = np.searchsorted(self.slot, np.arange(accounts + 1) * self.objects)
        self.first, self.width = bounds[:-1], np.diff(bounds)
        number = np.repeat(np.arange(len(self.start)), self.size)
        self.line = on_one_line(number, stream.t[self.place], reach)
        self.span = int(stream.t.max()) - int(stream.t.min()) + reach + 1
        self.reach = reach

    def meet(self, pair: Ints, less: Ints, more: Ints) -> Ints:
        """(pair, action of less, action of more) within the reach."""
        of, mine = expanded(self.first[less], self.width[less])
        wanted = self.slot[mine] % self.objects + more[of] * self.objects
        other = np.searchsorted(self.slot, wanted)
        hit = np.flatnonzero(self.slot[np.minimum(other, len(self.slot) - 1)] == wanted)
        of, mine, other = of[hit], mine[hit], other[hit]
        which, action = expanded(self.start[mine], self.size[mine])
        of, other, mine = of[which], other[which], mine[which]
        there = self.line[action] + (other - mine) * self.span
        low = np.searchsorted(self.line, there - self.reach, side="left")
        high = np.searchsorted(self.line, there + self.reach, side="right")
        row, second = expanded(low, high - low)
        return np.stack([pair[of[row]], self.place[action[row]], self.place[second]])


def expanded(start: Ints, size: Ints) -> tuple[Ints, Ints]:
    """(which range, each number in it) for ranges given by start and size."""
    which = np.repeat(np.arange(len(start)), size)
    step = np.arange(len(which)) - np.repeat(np.concatenate(([0], size.cumsum()[:-1])), size)
    return which, np.asarray(start)[which] + step

"""Which texts are one story, given how alike they are in pairs?

Average linkage: a text joins a group that it resembles on the whole, so that one misleading pair does not
chain two stories together.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]
# A quarter of so many copies and more says as much as half of a few; so many times smaller is a remnant.
MANY, FEW_OF = 24, 8
Links = dict[int, dict[int, tuple[float, int]]]  # group -> group -> sum of scores, pairs compared in a crowd


class Table(NamedTuple):
    """What is known of all pairs of some texts, shape (n, n), symmetric: scores, and which count (1.0).

    Two of a crowd that were never compared do not count; a text with itself does not.
    """

    scores: Floats
    counts: Floats


def table(
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    scores: NDArray[np.floating],
    crowded: NDArray[np.bool_],
) -> Table:
    """The pairs ``left[n], right[n]`` as a table over ``len(crowded)`` texts; others scored 0."""
    count = len(crowded)
    known, counts = np.zeros((count, count)), np.ones((count, count))
    counts[np.ix_(crowded, crowded)] = 0.0
    counts[left, right] = counts[right, left] = 1.0
    known[left, right] = known[right, left] = scores
    np.fill_diagonal(counts, 0.0)
    return Table(known, counts)


def linked(of: Table, threshold: float) -> list[tuple[int, ...]]:
    """`average_linkage` over a table: the same groups where no two means are equal, in O(n^2).

    By chains of nearest neighbours (Benzecri 1982, Juan 1982): a mean over two groups made one never exceeds
    the greater of the means before, so whatever are each other's nearest may be joined at once.
    """
    total, counts = of.scores.copy(), of.counts.copy()
    mean = total / np.maximum(counts, 1.0)
    members: dict[int, list[int]] = {n: [n] for n in range(len(total))}
    open_, chain = list(reversed(range(len(total)))), list[int]()
    done = np.zeros(len(total), bool)
    while chain or open_:
        if not chain:
            if not done[start := open_.pop()]:
                chain = [start]
            continue
        last = chain[-1]
        row = mean[last]
        nearest = int(row.argmax())
        if row[nearest] < threshold:  # nor has any before it in the chain a nearer one
            done[chain] = True
            chain = []
        elif len(chain) > 1 and row[chain[-2]] >= row[nearest]:
            chain.pop()
            i, j = sorted((last, chain.pop()))
            members[i] += members.pop(j)
            _add(total, i, j)
            _add(counts, i, j)
            mean[i] = mean[:, i] = total[i] / np.maximum(counts[i], 1.0)
            mean[j] = mean[:, j] = 0.0
            done[j] = True
            if not chain:
                chain = [i]
        else:
            chain.append(nearest)
    return sorted(tuple(sorted(group)) for group in members.values())


def _add(sums: Floats, i: int, j: int) -> None:
    """Make ``j`` part of ``i`` in a symmetric table of sums."""
    sums[i] += sums[j]
    sums[i, i] = sums[i, j] = 0.0
    sums[:, i] = sums[i]
    sums[j] = sums[:, j] = 0.0


def half_alike(groups: Sequence[tuple[int, ...]], of: Table, threshold: float) -> list[tuple[int, ...]]:
    """`taken_in` over a table."""

    def likeness(some: Sequence[int], group: Sequence[int]) -> list[float]:
        among = np.ix_(np.array(some, np.int64), np.array(group, np.int64))
        sums = np.cumsum(-np.sort(-of.scores[among], axis=1), axis=1)
        sizes = of.counts[among].sum(axis=1).astype(np.int64)
        half = np.maximum(2, np.minimum((sizes + 1) // 2, np.maximum(MANY // 2, (sizes + 3) // 4)))
        return [float(each) for each in sums[np.arange(len(some)), half - 1] / half]

    return _taken_in(groups, likeness, threshold)


def average_linkage(
    count: int,
    scores: Mapping[tuple[int, int], float],
    threshold: float,
    crowded: Sequence[bool] = (),
) -> list[tuple[int, ...]]:
    """Groups of the numbers ``0..count-1``; pairs (i < j) without a score count as 0.

    Two groups are joined, best first, while the mean score over all pairs between them is at least
    ``threshold``. Two numbers that are both ``crowded`` and have no score were never compared: they do not
    count in the mean. Groups and their members come in ascending order; ties go to the lower numbers.
    """
    members: dict[int, list[int]] = {n: [n] for n in range(count)}
    crowd = [int(n < len(crowded) and crowded[n]) for n in range(count)]
    links: Links = {n: {} for n in range(count)}

    def mean(i: int, j: int) -> float:
        total, known = links[i].get(j, (0.0, 0))
        compared = len(members[i]) * len(members[j]) - (crowd[i] * crowd[j] - known)
        return total / compared if compared else 0.0

    heap: list[tuple[float, int, int]] = []
    for (i, j), score in scores.items():
        links[i][j] = links[j][i] = (score, crowd[i] * crowd[j])
        if score >= threshold:
            heap.append((-score, min(i, j), max(i, j)))
    heapq.heapify(heap)
    while heap:
        negative, i, j = heapq.heappop(heap)
        if i not in members or j not in members or -negative != mean(i, j):
            continue  # one is gone, or it is an older mean of the two
        _join(i, j, members, links)
        crowd[i] += crowd[j]
        for k in links[i]:
            if (found := mean(i, k)) >= threshold:
                heapq.heappush(heap, (-found, min(i, k), max(i, k)))
    return sorted(tuple(sorted(group)) for group in members.values())


def taken_in(
    groups: Sequence[tuple[int, ...]],
    scores: Mapping[tuple[int, int], float],
    threshold: float,
    crowded: Sequence[bool] = (),
) -> list[tuple[int, ...]]:
    """The groups with those alone joined to the group of which a good half resembles them.

    A copy damaged in one way is unlike its sisters that are damaged in another, and may be unlike most of
    them on the whole. It belongs to them still where the mean score with that half of a group that it
    resembles most, of two at least, is ``threshold`` or more; of a group of `MANY` a dozen is enough, of a
    greater one a quarter. So does a group `FEW_OF` times smaller, where its members' means have that mean.
    Who joined speaks for nobody, so that no chain is made and the order does not matter. Two ``crowded``
    numbers without a score were never compared.
    """
    near: dict[int, dict[int, float]] = {}
    for (i, j), score in scores.items():
        near.setdefault(i, {})[j] = near.setdefault(j, {})[i] = score

    def like(one: int, group: Sequence[int]) -> float:
        met = near.get(one, {})
        known = sorted(met[n] for n in group if n in met)
        size = len(group)
        if crowded and crowded[one]:
            size -= sum(crowded[n] and n not in met for n in group)
        half = asked_of(size)
        return sum(known[-half:]) / half

    return _taken_in(groups, lambda some, group: [like(one, group) for one in some], threshold)


def asked_of(size: int) -> int:
    """Of how many of a group it is asked whether they resemble one: see `taken_in`."""
    return max(2, min((size + 1) // 2, max(MANY // 2, (size + 3) // 4)))


def _taken_in(
    groups: Sequence[tuple[int, ...]],
    likeness: Callable[[Sequence[int], Sequence[int]], list[float]],
    threshold: float,
) -> list[tuple[int, ...]]:
    """`taken_in`; ``likeness`` says how alike some are to a group.

    Those alone are asked first; with a small group that joins a greater one go those who joined it.
    """
    grown = {at: list(group) for at, group in enumerate(groups)}
    few = max(map(len, groups), default=0) / FEW_OF
    for alone in (True, False):
        small = [at for at in grown if (len(groups[at]) == 1 if alone else 1 < len(groups[at]) <= few)]
        best = dict.fromkeys(small, (threshold, -len(groups)))
        for home in set(grown).difference(small) if small else ():
            asked = [at for at in small if alone or len(groups[at]) * FEW_OF <= len(groups[home])]
            values = iter(likeness([n for at in asked for n in groups[at]], groups[home]) if asked else ())
            for at in asked:
                mean = sum(islice(values, len(groups[at]))) / len(groups[at])
                best[at] = max(best[at], (mean, -home))
        for at, (_, home) in best.items():
            if home > -len(groups):
                grown[-home] += grown.pop(at)
    return sorted(tuple(sorted(group)) for group in grown.values())


def _join(i: int, j: int, members: dict[int, list[int]], links: Links) -> None:
    members[i] += members.pop(j)
    links[i].pop(j, None)
    for k, (total, known) in links.pop(j).items():
        if k == i:
            continue
        links[k].pop(j)
        mine, here = links[i].get(k, (0.0, 0))
        links[i][k] = links[k][i] = (mine + total, here + known)


def components(count: int, pairs: Iterable[tuple[int, int]]) -> list[tuple[int, ...]]:
    """The connected groups of the numbers ``0..count-1`` under ``pairs``, in ascending order."""
    parent = list(range(count))

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    for i, j in pairs:
        low, high = sorted((root(i), root(j)))
        parent[high] = low
    groups: dict[int, list[int]] = {}
    for n in range(count):
        groups.setdefault(root(n), []).append(n)
    return sorted(tuple(group) for group in groups.values())


def joined(groups: Iterable[Sequence[int]], links: Iterable[tuple[int, int]]) -> list[tuple[int, ...]]:
    """The groups with those made one that a link joins: a link is enough by itself."""
    known = [tuple(group) for group in groups]
    home = {number: at for at, group in enumerate(known) for number in group}
    apart = {(home[i], home[j]) for i, j in links if home[i] != home[j]}  # most link what is one already
    merged = components(len(known), apart)
    return sorted(tuple(sorted(n for at in group for n in known[at])) for group in merged)

"""Which texts are one story, given how alike they are in pairs?

Average linkage: a text joins a group that it resembles on the whole, so that one misleading pair does not
chain two stories together.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence

Links = dict[int, dict[int, tuple[float, int]]]  # group -> group -> sum of scores, pairs compared in a crowd


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
    resembles most, of two at least, is ``threshold`` or more. Nobody joins who has joined, so that no chain
    is made and the order does not matter. Two ``crowded`` numbers without a score were never compared.
    """
    home = {n: at for at, group in enumerate(groups) if len(group) > 1 for n in group}
    alone = {group[0]: at for at, group in enumerate(groups) if len(group) == 1}
    met: dict[int, dict[int, list[float]]] = {}
    compared: dict[int, dict[int, int]] = {}
    for (i, j), likeness in scores.items():
        for one, other in ((i, j), (j, i)):
            if one in alone and other in home:
                met.setdefault(one, {}).setdefault(home[other], []).append(likeness)
                if crowded and crowded[one] and crowded[other]:
                    known = compared.setdefault(one, {})
                    known[home[other]] = known.get(home[other], 0) + 1
    grown = [list(group) for group in groups]
    for one, by_group in sorted(met.items()):
        best = (0.0, 0)
        for at, likenesses in by_group.items():
            size = len(groups[at])
            if crowded and crowded[one]:
                size -= sum(crowded[n] for n in groups[at]) - compared.get(one, {}).get(at, 0)
            half = max(2, (size + 1) // 2)
            best = max(best, (sum(sorted(likenesses)[-half:]) / half, -at))
        if best[0] >= threshold:
            grown[-best[1]].append(one)
            grown[alone[one]] = []
    return sorted(tuple(sorted(group)) for group in grown if group)


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
    merged = components(len(known), ((home[i], home[j]) for i, j in links))
    return sorted(tuple(sorted(n for at in group for n in known[at])) for group in merged)

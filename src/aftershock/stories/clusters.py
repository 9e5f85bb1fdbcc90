"""Which texts are one story, given how alike they are in pairs?

Average linkage: a text joins a group that it resembles on the whole, so that one misleading pair does not
chain two stories together.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence


def average_linkage(
    count: int, scores: Mapping[tuple[int, int], float], threshold: float
) -> list[tuple[int, ...]]:
    """Groups of the numbers ``0..count-1``; pairs (i < j) without a score count as 0.

    Two groups are joined, best first, while the mean score over all pairs between them is at least
    ``threshold``. Groups and their members come in ascending order; ties go to the lower numbers.
    """
    members: dict[int, list[int]] = {n: [n] for n in range(count)}
    links: dict[int, dict[int, float]] = {n: {} for n in range(count)}  # sums of scores between groups
    heap: list[tuple[float, int, int]] = []
    for (i, j), score in scores.items():
        links[i][j] = links[j][i] = score
        if score >= threshold:
            heap.append((-score, min(i, j), max(i, j)))
    heapq.heapify(heap)
    while heap:
        negative, i, j = heapq.heappop(heap)
        if i not in members or j not in members:
            continue
        if -negative != links[i].get(j, 0.0) / (len(members[i]) * len(members[j])):
            continue  # an older mean of the two
        _join(i, j, members, links)
        for k, total in links[i].items():
            mean = total / (len(members[i]) * len(members[k]))
            if mean >= threshold:
                heapq.heappush(heap, (-mean, min(i, k), max(i, k)))
    return sorted(tuple(sorted(group)) for group in members.values())


def _join(i: int, j: int, members: dict[int, list[int]], links: dict[int, dict[int, float]]) -> None:
    members[i] += members.pop(j)
    links[i].pop(j, None)
    for k, total in links.pop(j).items():
        if k == i:
            continue
        links[k].pop(j)
        links[i][k] = links[k][i] = links[i].get(k, 0.0) + total


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

"""Which accounts hang together? Leiden communities of a weighted graph, with how stable they are.

The constant Potts model (CPM: edges inside a community weigh more than ``resolution`` a pair) has no
resolution limit: a group of five is found beside one of five hundred. Edges weigh -log10 of their p or q. The
sweep runs several resolutions; a community's stability is the mean, over the sweep, of the best overlap
(Jaccard) that it has with a community of that run.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from aftershock.reaction.coordination.stream import Floats, Ints

SWEEP = (0.5, 1.0, 2.0)
RESOLUTION = 1.0
LEAST = 3  # members: two are an edge


@dataclass(frozen=True, eq=False)
class Communities:
    """``label`` of each account, -1 outside; ``stability`` of each community."""

    label: Ints
    stability: Floats

    def __len__(self) -> int:
        return len(self.stability)


def communities(
    a: Ints, b: Ints, weight: Floats, accounts: int, *, seed: int = 0, least: int = LEAST, sweep: bool = True
) -> Communities:
    """The communities of the edges (a, b) with at least ``least`` members, numbered by their smallest
    account."""
    label = _leiden(a, b, weight, accounts, RESOLUTION, seed, least)
    count = int(label.max(initial=-1)) + 1
    if not count or not sweep:
        return Communities(label, np.ones(count))
    overlap = [
        _best_overlap(label, _leiden(a, b, weight, accounts, each, seed + 1, 1), count) for each in SWEEP
    ]
    return Communities(label, np.mean(overlap, axis=0))


def _leiden(
    a: Ints, b: Ints, weight: Floats, accounts: int, resolution: float, seed: int, least: int
) -> Ints:
    label = np.full(accounts, -1, dtype=np.int64)
    if not len(a):
        return label
    import graspologic_native

    edges = [(str(x), str(y), w) for x, y, w in zip(a.tolist(), b.tolist(), weight.tolist(), strict=True)]
    _, found = graspologic_native.leiden(
        edges, resolution=resolution, use_modularity=False, seed=seed, iterations=2
    )
    account = np.asarray([int(name) for name in found], dtype=np.int64)
    part = np.asarray(list(found.values()), dtype=np.int64)
    size = np.bincount(part)
    big = size[part] >= least
    account, part = account[big], part[big]
    order = np.argsort(account)
    account, part = account[order], part[order]
    _, first, inverse = np.unique(part, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    label[account] = rank[inverse]
    return label


def _best_overlap(label: Ints, other: Ints, count: int) -> Floats:
    """For each community the largest Jaccard overlap with one of another partition."""
    both = (label >= 0) & (other >= 0)
    size, their = np.bincount(label[label >= 0], minlength=count), np.bincount(other[other >= 0])
    if not both.any():
        return np.zeros(count)
    width = len(their)
    cell, shared = np.unique(label[both] * width + other[both], return_counts=True)
    mine, theirs = np.divmod(cell, width)
    best = np.zeros(count)
    np.maximum.at(best, mine, shared / (size[mine] + their[theirs] - shared))
    return best

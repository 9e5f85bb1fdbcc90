"""Which of the documents of a register are one story?

First what is a round-up is set aside, then average linkage runs in each part of the graph that is connected
by sure pairs, then excerpts join what they are cut from, and exact twins their first. What is asked of the
documents about a new one gives the same groups as asking all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from aftershock.stories import score
from aftershock.stories.clusters import (
    average_linkage,
    components,
    half_alike,
    joined,
    linked,
    table,
    taken_in,
)
from aftershock.stories.fingerprints import Numbers
from aftershock.stories.register import Register
from aftershock.stories.roundups import MIN_RUNS, roundups

Groups = list[tuple[int, ...]]


class Grouped(NamedTuple):
    """The documents of a register in groups, ascending.

    ``printed`` says of each round-up which documents it has passages of, those first of which it has most.
    """

    groups: Groups
    printed: Mapping[int, tuple[int, ...]]


# A graph this small is walked faster than it is made ready for SciPy.
FEW = 300
# Fewer pairs than this are linked one by one, more as a table; a larger part has no room for a table.
PAIRS, TABLE = 60, 2_000


def groups(register: Register) -> Groups:
    """All documents of a register in groups, ascending."""
    return grouped(register).groups


def grouped(register: Register) -> Grouped:
    """All documents of a register in groups, and what the round-ups among them print."""
    edges, numbers = register.edges(), np.arange(len(register))
    set_apart = apart(register, edges, numbers)
    return Grouped(among(register, edges, numbers, set_apart), _printed(edges, set_apart))


def _printed(edges: NDArray[Any], apart: Collection[int]) -> dict[int, tuple[int, ...]]:
    some = list(apart)
    near = edges[
        (edges["eights"] >= MIN_RUNS) & (np.isin(edges["left"], some) | np.isin(edges["right"], some))
    ]
    near = near[np.lexsort((near["right"], near["left"], -near["eights"].astype(np.int64)))]
    found: dict[int, list[int]] = {number: [] for number in sorted(apart)}
    for left, right in zip(near["left"].tolist(), near["right"].tolist(), strict=True):
        for one, other in ((left, right), (right, left)):
            if one in found:
                found[one].append(other)
    return {number: tuple(others) for number, others in found.items()}


def apart(
    register: Register,
    edges: NDArray[Any],
    numbers: Numbers,
    only: Collection[int] | None = None,
    beside: Callable[[Numbers], NDArray[Any]] | None = None,
) -> frozenset[int]:
    """Which of some documents (ascending numbers) are round-ups, given all edges that they have.

    Only documents ``only`` are asked, where it is given; ``beside`` gives all edges of some.
    """
    edges = _placed(edges, numbers)
    triples = register.documents(numbers)["triples"].astype(np.int64)
    asked = None if only is None else np.isin(numbers, list(only))

    def near(places: Numbers) -> NDArray[Any]:
        some = beside(numbers[places]) if beside else edges
        return _placed(some[np.isin(some["left"], numbers) & np.isin(some["right"], numbers)], numbers)

    found = roundups(
        edges, triples, lambda places: register.words(numbers[places]), asked, near if beside else None
    )
    return frozenset(numbers[list(found)].tolist())


def among(register: Register, edges: NDArray[Any], numbers: Numbers, apart: Collection[int]) -> Groups:
    """Groups of some documents (ascending numbers), given all edges between them and no others.

    Documents ``apart`` are round-ups and stay alone.
    """
    documents = register.documents(numbers)
    if apart:
        edges = edges[~(np.isin(edges["left"], list(apart)) | np.isin(edges["right"], list(apart)))]
    edges = _placed(edges, numbers)
    left, right = edges["left"].astype(np.int64), edges["right"].astype(np.int64)
    sure = edges["score"] >= score.threshold()
    home = _connected(len(numbers), left[sure], right[sure])
    found: Groups = []
    inner = (home[left] == home[right]).nonzero()[0]
    order = inner[np.argsort(home[left[inner]], kind="stable")]
    for place in np.split(order, np.flatnonzero(np.diff(home[left[order]])) + 1) if len(order) else ():
        found += _linked(left[place], right[place], edges["score"][place], documents["crowded"])
    alone = np.ones(len(numbers), bool)
    for group in found:
        alone[list(group)] = False
    found += [(n,) for n in np.flatnonzero(alone).tolist()]
    links = list(zip(left[edges["excerpt"]].tolist(), right[edges["excerpt"]].tolist(), strict=True))
    links += _twins(documents["twin"], numbers)
    return [tuple(numbers[list(group)].tolist()) for group in joined(found, links)]


def _placed(edges: NDArray[Any], numbers: Numbers) -> NDArray[Any]:
    """The edges with places in ``numbers`` instead of numbers."""
    edges = edges.copy()
    for side in ("left", "right"):
        edges[side] = np.searchsorted(numbers, edges[side])
    return edges


def _connected(count: int, left: Numbers, right: Numbers) -> Numbers:
    """For each place the part of the graph that it is in."""
    if count < FEW and len(left) < FEW:
        home = np.arange(count)
        for part in components(count, zip(left.tolist(), right.tolist(), strict=True)):
            home[list(part)] = part[0]
        return home
    graph = coo_array((np.ones(len(left), np.int8), (left, right)), shape=(count, count))
    return np.asarray(connected_components(graph, directed=False)[1]).astype(np.int64)


def _linked(
    left: Numbers, right: Numbers, scores: NDArray[Any], crowded: NDArray[np.bool_]
) -> Iterable[tuple[int, ...]]:
    """The groups of one connected part; pairs are places, and so are the groups."""
    if len(left) == 1:
        return [(int(left[0]), int(right[0]))]
    places = np.unique(np.concatenate((left, right)))
    one, two = np.searchsorted(places, left), np.searchsorted(places, right)
    crowd = crowded[places]
    if len(left) < PAIRS or len(places) > TABLE:
        pairs = dict(zip(zip(one.tolist(), two.tolist(), strict=True), scores.tolist(), strict=True))
        found = average_linkage(len(places), pairs, score.threshold(), crowd.tolist())
        found = taken_in(found, pairs, score.threshold(), crowd.tolist())
    else:
        known = table(one, two, scores, crowd)
        found = half_alike(linked(known, score.threshold()), known, score.threshold())
    return [tuple(places[list(group)].tolist()) for group in found]


def _twins(twin: NDArray[Any], numbers: Numbers) -> list[tuple[int, int]]:
    first = twin.astype(np.int64)
    later = np.flatnonzero((first != numbers) & np.isin(first, numbers))
    return list(zip(np.searchsorted(numbers, first[later]).tolist(), later.tolist(), strict=True))

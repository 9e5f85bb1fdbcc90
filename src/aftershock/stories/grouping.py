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

from aftershock.stories import regrouping, score
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
    """All documents of a register in groups, and what the round-ups among them print.

    Where the register lies in a folder, what stands in `regrouping` of an earlier time is taken over.
    """
    edges, numbers = register.edges(), np.arange(len(register))
    former = regrouping.load(register.folder, len(numbers), len(edges))
    asked = _asked(former, edges, len(numbers)) if former else None
    set_apart = apart(register, edges, numbers, asked)
    if former and asked is not None:
        set_apart |= frozenset(np.flatnonzero(former.rows["apart"]).tolist()) - asked
    linked_now = _all_linked(register, edges, set_apart, former)
    rows = np.zeros(len(numbers), regrouping.ROW)
    rows["first"] = numbers
    for group in linked_now:
        rows["first"][list(group)] = group[0]
    rows["apart"][list(set_apart)] = True
    if former is None or len(former.rows) < len(rows):
        regrouping.save(register.folder, rows, len(edges))
    found = _joined(linked_now, register.documents(), _without(edges, set_apart), numbers)
    return Grouped(found, _printed(edges, set_apart))


def _asked(former: regrouping.Former, edges: NDArray[Any], count: int) -> frozenset[int]:
    """Of which documents new ones may tell whether they are round-ups: of themselves and of their neighbours.

    Whether a document is one depends on those with whom it shares runs of words, and on what they share.
    """
    new = edges[former.edges :]
    new = new[new["eights"] >= MIN_RUNS]
    beside = set(new["left"].tolist()) | set(new["right"].tolist())
    return frozenset(beside | set(range(len(former.rows), count)))


def _all_linked(
    register: Register, edges: NDArray[Any], apart: frozenset[int], former: regrouping.Former | None
) -> Groups:
    """The linked groups of several documents; parts of the graph that are as they were are taken over."""
    numbers = np.arange(len(register))
    edges = _without(edges, apart)
    crowded = register.documents()["crowded"]
    if former is None:
        return _linked_parts(edges, numbers, crowded)
    known = len(former.rows)
    was = frozenset(np.flatnonzero(former.rows["apart"]).tolist())
    changed = np.array(sorted((was ^ apart) | set(range(known, len(numbers)))), np.int64)
    every = register.edges()
    sure = every[every["score"] >= score.threshold()]
    beside = [sure[one][np.isin(sure[two], changed)] for one, two in (("left", "right"), ("right", "left"))]
    touched = np.concatenate((changed, *(each.astype(np.int64) for each in beside)))
    still = edges[edges["score"] >= score.threshold()]
    home = _connected(len(numbers), still["left"].astype(np.int64), still["right"].astype(np.int64))
    anew = np.isin(home, home[touched])
    found = _linked_parts(edges[anew[edges["left"]] & anew[edges["right"]]], numbers, crowded)
    first = former.rows["first"].astype(np.int64)
    kept = np.flatnonzero(~anew[:known])
    order = kept[np.argsort(first[kept], kind="stable")]
    for group in np.split(order, np.flatnonzero(np.diff(first[order])) + 1) if len(order) else ():
        if len(group) > 1:
            found.append(tuple(group.tolist()))
    return found


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
    edges = _placed(_without(edges, apart), numbers)
    found = _linked_parts(edges, np.arange(len(numbers)), documents["crowded"])
    return [tuple(numbers[list(group)].tolist()) for group in _joined(found, documents, edges, numbers)]


def _without(edges: NDArray[Any], apart: Collection[int]) -> NDArray[Any]:
    if not apart:
        return edges
    some = list(apart)
    return edges[~(np.isin(edges["left"], some) | np.isin(edges["right"], some))]


def _linked_parts(edges: NDArray[Any], places: Numbers, crowded: NDArray[np.bool_]) -> Groups:
    """The linked groups of more than one of some places, given the edges between them by place."""
    left, right = edges["left"].astype(np.int64), edges["right"].astype(np.int64)
    sure = edges["score"] >= score.threshold()
    home = _connected(len(places), left[sure], right[sure])
    found: Groups = []
    inner = (home[left] == home[right]).nonzero()[0]
    order = inner[np.argsort(home[left[inner]], kind="stable")]
    for place in np.split(order, np.flatnonzero(np.diff(home[left[order]])) + 1) if len(order) else ():
        found += _linked(left[place], right[place], edges["score"][place], crowded)
    return [group for group in found if len(group) > 1]


def _joined(found: Groups, documents: NDArray[Any], edges: NDArray[Any], numbers: Numbers) -> Groups:
    """All places in groups: linked, alone, and joined by what is cut from another or has the same words."""
    alone = np.ones(len(documents), bool)
    for group in found:
        alone[list(group)] = False
    every = [*found, *((n,) for n in np.flatnonzero(alone).tolist())]
    cut = edges[edges["excerpt"]]
    links = list(zip(cut["left"].tolist(), cut["right"].tolist(), strict=True))
    links += _twins(documents["twin"], numbers)
    return joined(every, links)


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

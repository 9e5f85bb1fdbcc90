"""Which story does a new document belong to, and what becomes of the others, while a case is being watched?

Only what the new one can change is grouped again: the parts of the graph that it resembles, and those whose
pages it may show to be round-ups. The groups are those that all documents together would give, but in
crowds of more than `MOST` that are all connected, where a page joins the group that it resembles. A story is
named after its first document, which stays the first whatever joins it (`identity`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from aftershock.records import Page
from aftershock.stories import grouping, identity, score
from aftershock.stories.clusters import asked_of
from aftershock.stories.register import Entry, Register
from aftershock.stories.roundups import MAX_SHARE, MIN_RUNS, may_be_part

# From so many pages on a story that a new one is plainly a copy of is not grouped anew: the mean score of all
# pairs with it lies this much above what is needed.
LARGE, MARGIN = 24, 0.2
# A connected part of more documents is not linked anew for one: this one joins what it resembles, the others
# stay as they are until all is grouped again (docs/decisions/0009-crowds-one-by-one.md).
MOST = 500


class Placed(NamedTuple):
    """Where a new page is: its story's id, the pages of it, and the ids of stories that are no more."""

    story: str
    members: tuple[str, ...]
    ended: tuple[str, ...]


class Growing:
    """Stories that get one page after another. ``pages`` are those of the register, in its order."""

    def __init__(self, register: Register, pages: Sequence[Page] = ()) -> None:
        self._register = register
        self._pages = list(pages)
        self._near: dict[int, list[int]] = {}  # document -> the edges that it has
        self._story: dict[int, str] = {}
        self._members: dict[str, tuple[int, ...]] = {}
        self._twins: dict[int, list[int]] = {}  # document -> later ones with the same words
        for number, twin in enumerate(register.documents()["twin"].tolist()):
            if twin != number:
                self._twins.setdefault(twin, []).append(number)
        self._seen = 0
        self._take(register.edges())
        numbers = np.arange(len(register))
        self._apart = set(grouping.apart(register, register.edges(), numbers))
        found = grouping.among(register, register.edges(), numbers, self._apart)
        self._name(found)

    def stories(self) -> Mapping[str, tuple[int, ...]]:
        """All stories with their documents, by id."""
        return self._members

    def insert(self, entry: Entry, page: Page) -> Placed:
        """Take in a page, and say which story it is in now."""
        number = self._register.add(entry)
        self._pages.append(page)
        new = self._register.edges(self._seen)
        self._take(new)
        twin = int(self._register.documents(np.array([number]))["twin"][0])
        if twin != number:
            self._twins.setdefault(twin, []).append(number)
            story = self._story[number] = self._story[twin]
            self._members[story] = (*self._members[story], number)
            return self._placed(number, ())
        home = self._plainly_in(number, new)
        if home:
            self._story[number] = home
            self._members[home] = (*self._members[home], number)
            return self._placed(number, ())
        told = {number, *self._told_by(number, new[new["eights"] >= MIN_RUNS])}
        changed = self._judged_apart(told, number, new)
        reached, edges = self._reached({number} | changed, len(self._pages) if changed else MOST)
        groups = (
            self._grouped(reached, edges) if len(reached) <= MOST or changed else self._beside(number, new)
        )
        before = {self._story[n] for group in groups for n in group if n in self._story}
        for story in before:
            del self._members[story]
        self._name(groups)
        return self._placed(number, tuple(sorted(story for story in before if story not in self._members)))

    def _plainly_in(self, number: int, new: NDArray[Any]) -> str:
        """The large story that a new document, whose edges are all with it, plainly belongs to, if any.

        Nothing that is asked of all its pages again would come out otherwise, and it would take long.
        """
        others = _other(new, number)
        homes = {self._story[other] for other in others}
        if len(homes) != 1 or len(members := self._members[next(iter(homes))]) < LARGE:
            return ""
        alike = new["score"].mean() >= score.threshold() + MARGIN and len(new) >= min(len(members), LARGE)
        return homes.pop() if alike else ""

    def _told_by(self, number: int, near: NDArray[Any]) -> list[int]:
        """Of which documents a new one may tell whether they are round-ups.

        A document of which it is a copy can only cease to be one, any other only become one.
        """
        others = np.array(_other(near, number), np.int64)
        triples = self._register.documents(others)["triples"].astype(np.int64)
        may = may_be_part(near["triples"], near["eights"], triples)
        return [
            n for n, is_part in zip(others.tolist(), may.tolist(), strict=True) if is_part or n in self._apart
        ]

    def _judged_apart(self, asked: set[int], number: int, new: NDArray[Any]) -> set[int]:
        """Judge anew whether some documents are round-ups; of which it is told otherwise than before.

        ``new`` are the edges of the new document ``number``.
        """
        edges = self._edges_of(asked)
        edges = edges[edges["eights"] >= MIN_RUNS]
        spared = self._spared(edges, _other(new[new["score"] >= score.threshold()], number))
        if spared := (asked & spared) - self._apart - {number}:
            asked = asked - spared
            within = np.array(sorted(asked))
            edges = edges[np.isin(edges["left"], within) | np.isin(edges["right"], within)]
        before = self._apart & asked
        if len(edges) < 2:  # a round-up has two parts
            self._apart -= before
            return before
        numbers = np.unique(np.concatenate((edges["left"], edges["right"]))).astype(np.int64)
        after = grouping.apart(
            self._register, edges, numbers, asked, lambda some: self._edges_of(some.tolist())
        )
        self._apart = (self._apart - before) | after
        return before ^ after

    def _spared(self, edges: NDArray[Any], copies: list[int]) -> set[int]:
        """Those of whom a new document, of which ``copies`` are sure copies, can be no part.

        One of these is a copy of theirs: then it is one of their sisters.
        """
        if not copies:
            return set()
        others = np.array(copies)
        found: set[int] = set()
        for whole, sister in (("left", "right"), ("right", "left")):
            some = edges[np.isin(edges[sister], others)]
            triples = self._register.documents(some[whole].astype(np.int64))["triples"]
            found |= set(some[whole][some["triples"] > MAX_SHARE * triples].tolist())
        return found

    def _edges_of(self, numbers: Iterable[int]) -> NDArray[Any]:
        return self._register.edges_at(sorted({place for n in numbers for place in self._near.get(n, ())}))

    def _placed(self, number: int, ended: tuple[str, ...]) -> Placed:
        story = self._story[number]
        return Placed(story, tuple(self._pages[n].id for n in self._members[story]), ended)

    def _take(self, edges: NDArray[Any]) -> None:
        for place, (left, right) in enumerate(
            zip(edges["left"].tolist(), edges["right"].tolist(), strict=True)
        ):
            self._near.setdefault(left, []).append(self._seen + place)
            self._near.setdefault(right, []).append(self._seen + place)
        self._seen += len(edges)

    def _reached(self, start: set[int], most: int) -> tuple[set[int], NDArray[Any]]:
        """The documents that sure pairs connect with some, and the edges between them; all up to ``most``.

        No way leads through a round-up: it is joined to nothing.
        """
        reached, last = set(start), start
        edges = self._edges_of(last)
        while True:
            sure = edges[(edges["score"] >= score.threshold()) | edges["excerpt"]]
            ends = set(sure["left"].tolist()) | set(sure["right"].tolist())
            last = ends - reached - self._apart
            if not last:
                break
            reached |= last
            if len(reached) > most:
                break
            edges = self._edges_of(reached)
        within = np.array(sorted(reached))
        return reached, edges[np.isin(edges["left"], within) & np.isin(edges["right"], within)]

    def _grouped(self, reached: set[int], edges: NDArray[Any]) -> list[tuple[int, ...]]:
        """The groups of some connected parts."""
        found = [tuple(reached)]
        if len(reached) > 1:
            found = grouping.among(self._register, edges, np.array(sorted(reached)), self._apart & reached)
        return [tuple(sorted(m for n in group for m in (n, *self._twins.get(n, ())))) for group in found]

    def _beside(self, number: int, new: NDArray[Any]) -> list[tuple[int, ...]]:
        """The group of a new document in a part that is too large to be linked anew: all others stay."""
        likeness: dict[str, list[float]] = {}
        cut: set[str] = set()
        pairs = zip(_other(new, number), new["score"].tolist(), new["excerpt"].tolist(), strict=True)
        for other, score_of, excerpt in pairs if number not in self._apart else ():
            if other not in self._apart:
                likeness.setdefault(self._story[other], []).append(score_of)
                cut |= {self._story[other]} if excerpt else set()
        means = {story: self._mean(story, known) for story, known in likeness.items()}
        home = max(means, key=lambda story: (means[story], story), default="")
        if not home or (means[home] < score.threshold() and not cut):
            return [(number,)]
        home = home if means[home] >= score.threshold() else min(cut)
        return [(*self._members[home], number)]

    def _mean(self, story: str, known: list[float]) -> float:
        """How alike a document is to a story, of which it resembles some pages so much."""
        pages = self._members[story]
        count = len(pages) - sum(len(self._twins.get(n, ())) for n in pages)
        asked = min(count, asked_of(count))
        return sum(sorted(known)[-asked:]) / asked

    def _name(self, groups: Sequence[tuple[int, ...]]) -> None:
        for group in groups:
            story = identity.name(self._pages[min(group)])
            self._members[story] = group
            for number in group:
                self._story[number] = story


def _other(edges: NDArray[Any], number: int) -> list[int]:
    return [int(other) for other in edges["left"].astype(np.int64) + edges["right"] - number]

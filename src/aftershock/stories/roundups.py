"""Which texts are round-ups: pages that carry several other stories?

A round-up resembles each of its parts and would glue them together; it is kept apart. It is put together of
others' passages: a story that shares a paragraph of background with this text and another with that one is
none, nor is a copy whose sister copies are worse damaged than itself. What stands in three sure copies of a
text is its own: two remnants of one story, each with half of it, make no round-up of all whole copies.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aftershock.stories import score
from aftershock.stories.fingerprints import Hashed, Numbers, Sets, Words, grams

# A part is a fair share of the round-up; less is a quotation or a paragraph of background.
MIN_SHARE = 0.08
MAX_SHARE = 0.5
# Two parts are different stories where next to nothing of what the round-up has of one is in the other.
MAX_COMMON = 0.2
# Most of a round-up is its parts' words; of a story with borrowed background a fifth at most.
MIN_COVERED = 0.5
# Stories of one event share an eighth of their triples, the worst of copies a third.
MAX_KINSHIP = 0.25
# Runs of eight words do not occur twice by chance; fewer than this many are one shared sentence.
MIN_RUNS = 8
# Of a page that resembles very many others so many are looked at, those of which it has most.
MAX_PARTS, MAX_KIN = 30, 8


# A passage that stands in so many texts which are strangers to each other is none of a story.
FRAME = 3
# A passage that stands in so many sure copies of a text is the text's own.
CARRIED = 3
# How many runs of eight there are at least, to a triple.
NEARLY = 0.8
# Suspects looked at together: bounds memory.
AT_ONCE = 500

_HALF = np.uint64(32)

Of = Callable[[Numbers], Hashed]


def roundups(
    edges: NDArray[Any],
    triples: Numbers,
    of: Of,
    asked: NDArray[np.bool_] | None = None,
    beside: Callable[[Numbers], NDArray[Any]] | None = None,
) -> frozenset[int]:
    """The numbers of texts that carry passages of at least two others which are strangers to each other.

    ``edges`` are compared pairs (`register.EDGE`), ``triples`` the number of each text's triples, ``of``
    gives the words of texts; it is needed only for those that may be round-ups and their parts. ``asked``
    says which texts are asked about (all); where ``edges`` are those of them only, ``beside`` gives those of
    what may be their parts, and is not asked either while nothing may be a round-up.
    """
    near = edges[edges["eights"] >= MIN_RUNS]
    wholes = np.concatenate((near["left"], near["right"])).astype(np.int64)
    parts = np.concatenate((near["right"], near["left"])).astype(np.int64)
    same, both = np.tile(near["triples"], 2), np.tile(near["eights"], 2)
    copies = same > MAX_SHARE * triples[wholes]
    whole_copies = copies & (np.tile(near["score"], 2) >= score.threshold())
    # Parts of a text of which two cover half of it are few; these are asked precisely.
    may = may_be_part(same, both, triples[wholes])
    parted = np.bincount(wholes[may], minlength=len(triples))
    covered = np.bincount(wholes[may], both[may], minlength=len(triples))
    suspected = (parted > 1) & (covered >= NEARLY * MIN_COVERED * triples)
    suspects = np.flatnonzero(suspected if asked is None else suspected & asked)
    if not len(suspects):
        return frozenset()
    by_whole = np.lexsort((parts, -both.astype(np.int64), wholes))
    begins = np.searchsorted(wholes[by_whole], np.arange(len(triples) + 1))
    if beside:
        edges = beside(np.unique(parts[may & np.isin(wholes, suspects)]))
    sure = _sure(edges)
    found: list[int] = []
    for at in range(0, len(suspects), AT_ONCE):
        some = suspects[at : at + AT_ONCE]
        order = np.concatenate([by_whole[begins[n] : begins[n + 1]] for n in some.tolist()])
        runs = _Runs(np.unique(np.concatenate((wholes[order], parts[order]))), of)
        for whole in some.tolist():
            mine = by_whole[begins[whole] : begins[whole + 1]]
            kin = parts[mine[copies[mine]]]
            strange = parts[mine[may[mine]]]
            strange = strange[~_alike(strange, kin, sure)]
            carriers = parts[mine[whole_copies[mine]]]
            if len(strange) > 1 and _is_made_of(whole, strange, kin, carriers, runs):
                found.append(whole)
    return frozenset(found)


def may_be_part(same: Numbers, eights: Numbers, triples: Numbers) -> NDArray[np.bool_]:
    """Whether texts that share some triples and runs of eight with others may be parts of these.

    ``triples``: how many those others have. A text has about as many runs of eight as triples.
    """
    return np.asarray((same <= MAX_SHARE * triples) & (eights >= NEARLY * MIN_SHARE * triples))


def _sure(edges: NDArray[Any]) -> NDArray[np.uint64]:
    """The pairs that are surely copies, ``left << 32 | right``, sorted."""
    some = edges[edges["score"] >= score.threshold()]
    return np.sort((some["left"].astype(np.uint64) << _HALF) | some["right"])


def _alike(parts: Numbers, kin: Numbers, sure: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Which parts are surely copies of a copy of the whole: worse copies of one story, no parts of it."""
    if not len(kin) or not len(sure):
        return np.zeros(len(parts), bool)
    one, two = parts[:, None], kin[None]
    codes = (np.minimum(one, two).astype(np.uint64) << _HALF) | np.maximum(one, two).astype(np.uint64)
    places = np.minimum(np.searchsorted(sure, codes), len(sure) - 1)
    return np.asarray((sure[places] == codes).any(axis=1))


class _Runs:
    """The distinct triples and runs of eight words of some texts, sorted."""

    def __init__(self, numbers: Numbers, of: Of) -> None:
        self._words = of(numbers)
        self._place = {number: place for place, number in enumerate(numbers.tolist())}
        self._triples: Sets | None = None  # often nobody asks
        self._eights = grams(self._words, 8)

    def triples(self, number: int) -> Words:
        if self._triples is None:
            self._triples = grams(self._words, 3)
        return self._triples.of(self._place[number])

    def eights(self, number: int) -> Words:
        return self._eights.of(self._place[number])


def _is_made_of(whole: int, parts: Numbers, kin: Numbers, carriers: Numbers, runs: _Runs) -> bool:
    """Whether the parts cover most of the whole, and two of them are strangers to each other.

    Parts, kin and ``carriers``, its sure copies, come with those first that have most of it.
    """
    mine = runs.eights(whole)
    others = np.ones(len(mine), bool)
    if len(carriers) >= CARRIED:
        carried = [within(mine, runs.eights(each)) for each in carriers[:MAX_KIN].tolist()]
        others = np.sum(carried, axis=0) < CARRIED
    if others.sum() < MIN_COVERED * len(mine):
        return False
    parted = [(part, within(mine, runs.eights(part)) & others) for part in parts[:MAX_PARTS].tolist()]
    parted = [(part, here) for part, here in parted if here.sum() >= MIN_SHARE * len(mine)]
    if len(parted) < 2 or np.any([here for _, here in parted], axis=0).sum() < MIN_COVERED * len(mine):
        return False
    copies = [runs.triples(other) for other in kin[:MAX_KIN].tolist()]
    stories: list[tuple[Words, NDArray[np.bool_]]] = []  # one part for each of the stories, and all they have
    for part, here in parted:
        triples = runs.triples(part)
        # most of a part stands in a copy of the whole: then it is a worse copy of the same story
        if any(within(triples, copy).sum() > MAX_SHARE * len(triples) for copy in copies):
            continue
        for place, (known, has) in enumerate(stories):
            if not _are_strangers(known, triples):
                stories[place] = (known, has | here)
                break
        else:
            stories.append((triples, here))
    if len(stories) < 2:
        return False
    # what strangers have in common is the frame of their outlet, and no story's passage
    times = np.sum([has for _, has in stories], axis=0)
    own = [has & (times < FRAME) for _, has in stories]
    covered = np.any(own, axis=0)
    return bool(covered.sum() >= MIN_COVERED * len(mine)) and any(
        min(one.sum(), two.sum()) >= MIN_SHARE * len(mine)
        and (one & two).sum() <= MAX_COMMON * min(one.sum(), two.sum())
        for one, two in combinations(own, 2)
    )


def _are_strangers(one: Words, two: Words) -> bool:
    """Two badly damaged copies keep few runs of eight in common, but many triples."""
    return bool(within(one, two).sum() <= MAX_KINSHIP * min(len(one), len(two)))


def within(one: Words, two: Words) -> NDArray[np.bool_]:
    """Which numbers of a sorted, distinct array stand in another."""
    if not len(two):
        return np.zeros(len(one), bool)
    places = np.minimum(np.searchsorted(two, one), len(two) - 1)
    return np.asarray(two[places] == one)

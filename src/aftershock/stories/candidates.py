"""Which documents are worth a look beside a new one?

An inverted index over a sampled third of the word triples (all of them for a brief text). It is kept as a few
sorted arrays of ``triple << 32 | document``, merged as they grow, so that a new document is a handful of
binary searches whatever stands there already. A triple that many texts have (a phrase, a house's slogan)
says little: it weighs less the more have it, and only the first documents that had it are met. A story
carried by more than those is still found, as each new copy meets the first ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from aftershock.store import arrays
from aftershock.stories.fingerprints import Keys, Numbers, Sets, sets

# Every third triple finds every pair that all triples find (evals/stories: no pair of copies lost).
SAMPLE = 3
# Of a triple in more texts than this the first are met, not all.
MAX_TEXTS = 32
# Two texts with fewer sampled triples in common share a phrase, not a story.
MIN_HITS = 3
# A triple that more texts have than this weighs less.
RARE = 4
# Copies share a tenth of the weight of the shorter one's triples and more (the least of 605 pairs of the
# training kinds and the held back: .11), as a round-up does with its parts.
MIN_SHARE = 0.07
# Below this many words two hits do; below `BRIEF` a third of the triples is too few and all are kept.
SHORT, MIN_HITS_SHORT = 60, 2
BRIEF = 150
# A document of which this share of triples stands in many others is one of a crowd: it was compared with the
# first of them only, and that it was not compared with the rest says nothing (`clusters.average_linkage`).
CROWDED = 0.5
# So many arrays of one size are merged into one.
FANOUT = 8
# Documents that come one by one stand in a small table until they are this many.
RECENT = 2_048

Floats = NDArray[np.float64]

_HALF, _LOW = np.uint64(32), np.uint64(0xFFFFFFFF)


class Met(NamedTuple):
    """Documents that have triples in common, ``left < right`` by number, with how many and their weight.

    ``total`` is the weight of all triples of each new document, ``crowded`` whether it is one of a crowd.
    """

    left: Numbers
    right: Numbers
    hits: Numbers
    weight: Floats
    total: Floats
    crowded: NDArray[np.bool_]


def sampled(triples: Sets, lengths: Numbers) -> Sets:
    """The triples by which texts of ``lengths`` words are looked up."""
    brief = np.repeat(lengths < BRIEF, triples.sizes())
    keep = brief | ((triples.keys & _LOW) % np.uint64(SAMPLE) == 0)
    return sets(triples.keys[keep], len(lengths))


class Postings:
    """The index; in memory, or in ``folder`` with the arrays whose names and sizes are given."""

    def __init__(self, folder: Path | None = None, names: Sequence[str] = ()) -> None:
        self._folder = folder
        self._names = list(names)
        self._arrays: list[Keys] = [arrays.read(folder / name) for name in names] if folder else []
        self._recent: dict[int, list[int]] = {}
        self._recent_keys: list[Keys] = []
        self._made = 1 + max((int(name.split("-")[1].split(".")[0]) for name in names), default=-1)
        self._merged_away: list[str] = []

    def meet(self, some: Sets, first: int) -> Met:
        """Add documents ``first``, ``first + 1``, ... by their sampled triples, and say whom they met.

        At most `MOST` at once.
        """
        if len(some.starts) == 2:
            return self._meet_one(some, first)
        self._settle()
        own = np.sort(((some.keys & _LOW) << _HALF) | ((some.keys >> _HALF) + np.uint64(first)))
        found = _meetings(self._arrays, own, some.sizes(), first)
        self._add(own)
        return found

    def _meet_one(self, some: Sets, first: int) -> Met:
        own = ((some.keys & _LOW) << _HALF) | np.uint64(first)
        partners, of, have = _partners(self._arrays, own & ~_LOW)
        left, which = [], []
        for place, triple in enumerate((own >> _HALF).tolist()):
            here = self._recent.setdefault(triple, [])
            if here:
                some_here = here[: max(MAX_TEXTS - int(have[place]), 0)]
                left += some_here
                which += [place] * len(some_here)
                have[place] += len(here)
            here.append(first)
        self._recent_keys.append(own)
        all_left = np.concatenate((partners, np.array(left, np.int64)))
        all_which = np.concatenate((of, np.array(which, np.int64)))
        weight = _weight(have + 1)
        met, inverse = np.unique(all_left, return_inverse=True)
        crowded = np.array([_is_crowded((have >= MAX_TEXTS).sum(), len(own))])
        if len(self._recent_keys) >= RECENT:
            self._settle()
        return Met(
            met, np.full(len(met), first, np.int64), np.bincount(inverse, minlength=len(met)),
            np.asarray(np.bincount(inverse, weight[all_which], minlength=len(met)), np.float64),
            weight.sum(keepdims=True), crowded,
        )  # fmt: skip

    def _settle(self) -> None:
        """Make an array of what came one by one."""
        if self._recent_keys:
            own = np.sort(np.concatenate(self._recent_keys))
            self._recent, self._recent_keys = {}, []
            self._add(own)

    def _add(self, own: Keys) -> None:
        """Put an array behind the others, and merge those of about its size."""
        self._arrays.append(own)
        self._names.append("")
        while len(self._arrays) >= FANOUT:
            size = len(self._arrays[-1])
            low = len(self._arrays) - 1
            while low and len(self._arrays[low - 1]) < 2 * size:
                low -= 1
            if len(self._arrays) - low < FANOUT:
                break
            merged = np.concatenate(self._arrays[low:])
            merged.sort(kind="stable")  # runs that are sorted already: one pass
            self._merged_away += [name for name in self._names[low:] if name]
            self._arrays[low:], self._names[low:] = [_capped(merged)], [""]

    def save(self) -> list[str]:
        """Bring everything to the disk; the names of its files, oldest first."""
        self._settle()
        if self._folder is not None:
            for place, name in enumerate(self._names):
                if not name:
                    name = self._names[place] = f"triples-{self._made}.npy"
                    self._made += 1
                    self._arrays[place] = arrays.write(self._folder / name, self._arrays[place])
        return list(self._names)

    def sweep(self) -> None:
        """Take away the files of arrays that were merged; only after the new ones were noted."""
        for name in self._merged_away if self._folder else ():
            (self._folder / name).unlink(missing_ok=True)  # type: ignore[operator]
        self._merged_away = []


def enough(met: Met, first: int, lengths: Numbers, triples: Numbers) -> NDArray[np.bool_]:
    """Which of those that met are worth comparing.

    ``lengths`` (words) and ``triples`` are of the left documents and of the right ones, shape (2, pairs);
    ``first`` is the number of the first new document.
    """
    least = np.where(lengths.min(axis=0) < SHORT, MIN_HITS_SHORT, MIN_HITS)
    # what the shorter one's triples weigh, as if it were made of the same words as the new one
    of = met.total[met.right - first] * np.minimum(1, triples[0] / np.maximum(triples[1], 1))
    return np.asarray((met.hits >= least) & (met.weight >= MIN_SHARE * of))


def _weight(have: Numbers) -> Floats:
    """What a triple weighs that so many documents have."""
    return np.minimum(1.0, RARE / np.maximum(have, 1))


def _is_crowded(full: Any, triples: Any) -> Any:
    return full >= np.maximum(CROWDED * triples, 1)


def _capped(merged: Keys) -> Keys:
    """The keys without those that nobody will meet: of each triple the first documents stay."""
    if len(merged) <= MAX_TEXTS:
        return merged
    triple = merged >> _HALF
    late = np.zeros(len(merged), bool)
    late[MAX_TEXTS:] = triple[MAX_TEXTS:] == triple[:-MAX_TEXTS]
    return merged[~late]


def _partners(known: Sequence[Keys], wanted: Keys) -> tuple[Numbers, Numbers, Numbers]:
    """The documents that have one of some triples (``triple << 32``), which one, how many have each."""
    have = np.zeros(len(wanted), np.int64)
    found, which = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for each in known:
        low = np.searchsorted(each, wanted)
        count = np.searchsorted(each, wanted | _LOW, "right") - low
        take = np.minimum(count, np.maximum(MAX_TEXTS - have, 0))
        found.append((each[_stretches(low, take)] & _LOW).astype(np.int64))
        which.append(np.repeat(np.arange(len(wanted)), take))
        have += count
    return np.concatenate(found), np.concatenate(which), have


def _stretches(starts: Numbers, sizes: Numbers) -> Numbers:
    """The places ``start, start + 1, ...`` of each stretch, one behind the other."""
    ends = np.cumsum(sizes)
    return np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - ends + sizes, sizes)


# How a meeting is written in one number, so that sorting brings those of a pair together.
_NEW_BITS, _HAVE_BITS = np.uint64(12), np.uint64(8)
MOST = 1 << 12


def _meetings(known: Sequence[Keys], own: Keys, sizes: Numbers, first: int) -> Met:
    """Who meets whom, of new documents whose sorted keys are ``own`` and of those known."""
    triple = own >> _HALF
    new = np.concatenate(([True], triple[1:] != triple[:-1]))[: len(own)]
    starts = np.flatnonzero(new)
    counts = np.diff(np.append(starts, len(own)))
    which = np.repeat(np.arange(len(starts)), counts)  # own key -> its distinct triple
    wanted = triple[starts] << _HALF
    local = (own & _LOW) - np.uint64(first)
    have = np.zeros(len(starts), np.int64)
    pieces = []
    for each in known:
        low = np.searchsorted(each, wanted)
        count = np.searchsorted(each, wanted | _LOW, "right") - low
        take = np.minimum(count, np.maximum(MAX_TEXTS - have, 0))[which]
        pieces.append((each[_stretches(low[which], take)] & _LOW, np.repeat(np.arange(len(own)), take)))
        have += count
    take = np.minimum(counts, np.maximum(MAX_TEXTS - have, 0))[which]
    theirs, mine = own[_stretches(starts[which], take)] & _LOW, np.repeat(np.arange(len(own)), take)
    earlier = theirs < (own & _LOW)[mine]
    pieces.append((theirs[earlier], mine[earlier]))
    have += counts
    shown = np.minimum(have, (1 << int(_HAVE_BITS)) - 1).astype(np.uint64)[which]
    codes = np.concatenate(
        [
            (theirs << (_NEW_BITS + _HAVE_BITS)) | (local[mine] << _HAVE_BITS) | shown[mine]
            for theirs, mine in pieces
        ]
    )
    codes.sort()
    pair = codes >> _HAVE_BITS
    begins = np.flatnonzero(np.concatenate(([True], pair[1:] != pair[:-1]))[: len(pair)])
    last = (np.uint64(1) << _HAVE_BITS) - np.uint64(1)
    weights = _weight((codes & last).astype(np.int64))
    full = np.bincount(local[(have >= MAX_TEXTS)[which]].astype(np.int64), minlength=len(sizes))
    met = pair[begins]
    return Met(
        (met >> _NEW_BITS).astype(np.int64),
        (met & np.uint64(MOST - 1)).astype(np.int64) + first,
        np.diff(np.append(begins, len(pair))),
        np.add.reduceat(weights, begins) if len(begins) else np.empty(0),
        np.bincount(local.astype(np.int64), _weight(have)[which], minlength=len(sizes)).astype(np.float64),
        np.asarray(_is_crowded(full, sizes)),
    )

"""Which documents are worth a look beside a new one?

An inverted index over a sampled third of the word triples (all of them for a brief text), kept by `postings`.
A triple that many texts have (a phrase, a house's slogan) says little: it weighs less the more have it, and
only the first documents that had it are met. A document most of whose triples are such is another copy of
what very many carry: a handful of its triples is looked up again, and whoever has a good part of them is met
too, up to the first `postings.CROWD`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from aftershock.stories.fingerprints import Keys, Numbers, Sets, sets
from aftershock.stories.postings import CROWD, Postings

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
# A document of which this share of triples stands in many others is looked up again by so many of these;
# another is its kin where it has about this share of all its triples, and not by a hit or two.
KIN, KIN_FROM, LOOKED, KINSHIP, MIN_KIN_HITS = 1 / 3, 32, 32, 0.2, 4
# A document of which this share of triples stands in more than `CROWD` others is one of a crowd: it was
# compared with the first of them only, and that it was not compared with the rest says nothing
# (`clusters.average_linkage`).
CROWDED = 0.5

Floats = NDArray[np.float64]

_HALF, _LOW = np.uint64(32), np.uint64(0xFFFFFFFF)


class Met(NamedTuple):
    """Documents that have triples in common, ``left < right`` by number, with how many and their weight.

    ``kin``: both are copies of what very many have. ``total`` is the weight of all triples of each new
    document, ``crowded`` whether it is one of a crowd.
    """

    left: Numbers
    right: Numbers
    hits: Numbers
    weight: Floats
    kin: NDArray[np.bool_]
    total: Floats
    crowded: NDArray[np.bool_]


def sampled(triples: Sets, lengths: Numbers) -> Sets:
    """The triples by which texts of ``lengths`` words are looked up."""
    brief = np.repeat(lengths < BRIEF, triples.sizes())
    keep = brief | ((triples.keys & _LOW) % np.uint64(SAMPLE) == 0)
    return sets(triples.keys[keep], len(lengths))


def meet(index: Postings, some: Sets, first: int) -> Met:
    """Add documents ``first``, ``first + 1``, ... by their sampled triples, and say whom they met.

    At most `MOST` at once.
    """
    own = np.sort(((some.keys & _LOW) << _HALF) | ((some.keys >> _HALF) + np.uint64(first)))
    if len(some.starts) == 2:
        found = _met_by_one(index.runs(), own, first) or _meetings(index.runs(), own, some.sizes(), first)
        index.add_one(own)
    else:
        found = _meetings(index.runs(), own, some.sizes(), first)
        index.add(own)
    return found


def enough(met: Met, first: int, lengths: Numbers, triples: Numbers) -> NDArray[np.bool_]:
    """Which of those that met are worth comparing.

    ``lengths`` (words) and ``triples`` are of the left documents and of the right ones, shape (2, pairs);
    ``first`` is the number of the first new document.
    """
    least = np.where(lengths.min(axis=0) < SHORT, MIN_HITS_SHORT, MIN_HITS)
    # what the shorter one's triples weigh, as if it were made of the same words as the new one
    of = met.total[met.right - first] * np.minimum(1, triples[0] / np.maximum(triples[1], 1))
    return np.asarray(met.kin | ((met.hits >= least) & (met.weight >= MIN_SHARE * of)))


def _weight(have: Numbers) -> Floats:
    """What a triple weighs that so many documents have."""
    return np.minimum(1.0, RARE / np.maximum(have, 1))


def _stretches(starts: Numbers, sizes: Numbers) -> Numbers:
    """The places ``start, start + 1, ...`` of each stretch, one behind the other."""
    ends = np.cumsum(sizes)
    return np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - ends + sizes, sizes)


# How a meeting is written in one number, so that sorting brings those of a pair together.
_NEW_BITS, _HAVE_BITS = np.uint64(12), np.uint64(8)
_HAVE = np.uint64(0xFF)
MOST = 1 << 12


class _Wanted(NamedTuple):
    """Triples (``triple << 32``) that are looked up, who asks for each, and their holders in each run.

    ``owners`` and ``of`` are pairs: a new document's place and the place of a triple in ``triples``; ``have``
    says of each how many documents up to this one have the triple, `CROWD` at most, so that it is the same in
    whatever portions documents come and however the index is merged.
    """

    triples: Keys
    owners: Keys
    of: Numbers
    have: Numbers
    lows: list[Numbers]
    counts: list[Numbers]


def _meetings(known: Sequence[Keys], own: Keys, sizes: Numbers, first: int) -> Met:
    """Who meets whom, of new documents whose sorted keys are ``own`` and of those known."""
    wanted = _looked_up([*known, own], own, first)
    have = wanted.have
    shown = np.minimum(have, (1 << int(_HAVE_BITS)) - 1).astype(np.uint64)
    pieces = _holders([*known, own], wanted, MAX_TEXTS, first)
    codes = np.concatenate([(code << _HAVE_BITS) | shown[mine] for code, mine in pieces])
    codes.sort()
    pair = codes >> _HAVE_BITS
    begins = np.flatnonzero(np.concatenate(([True], pair[1:] != pair[:-1]))[: len(pair)])
    weights = _weight((codes & _HAVE).astype(np.int64))
    hits = np.diff(np.append(begins, len(pair)))
    weight = np.add.reduceat(weights, begins) if len(begins) else np.empty(0)
    met, kin = pair[begins], _kin([*known, own], wanted, sizes, first)
    if len(kin):
        met, hits, weight = _beside(met, kin, hits, weight)
    owners = wanted.owners.astype(np.int64)
    right = (met & np.uint64(MOST - 1)).astype(np.int64) + first
    return Met(
        (met >> _NEW_BITS).astype(np.int64), right, hits, weight,
        np.isin(met, kin) if len(kin) else np.zeros(len(met), bool),
        np.bincount(owners, _weight(have), minlength=len(sizes)).astype(np.float64),
        _share(wanted, have >= CROWD, sizes) >= CROWDED,
    )  # fmt: skip


def _met_by_one(known: Sequence[Keys], own: Keys, first: int) -> Met | None:
    """What `_meetings` finds for one new document, in fewer steps; None where it may have kin."""
    triples = own & ~_LOW
    found = [_range(run, triples) for run in known]
    counts = np.array([count for _, count in found], np.int64).reshape(len(known), len(own))
    upto = np.cumsum(counts, axis=0)
    have = np.minimum((upto[-1] if len(known) else 0) + np.ones(len(own), np.int64), CROWD)
    if np.count_nonzero(have >= KIN_FROM) >= KIN * max(1, len(own)):
        return None
    take = np.minimum(counts, np.maximum(MAX_TEXTS - upto + counts, 0))
    shown = np.minimum(have, (1 << int(_HAVE_BITS)) - 1).astype(np.uint64)
    pieces = [np.empty(0, np.uint64)]
    for run, (low, _), some in zip(known, found, take, strict=True):
        if len(at := np.flatnonzero(some)):
            many = some[at]
            holders = run[_stretches(low[at], many)] & _LOW
            pieces.append((holders << _HAVE_BITS) | np.repeat(shown[at], many))
    codes = np.concatenate(pieces)
    codes.sort()
    met = codes >> _HAVE_BITS
    begins = np.flatnonzero(np.concatenate(([True], met[1:] != met[:-1]))[: len(met)])
    weights = _weight((codes & _HAVE).astype(np.int64))
    return Met(
        met[begins].astype(np.int64), np.full(len(begins), first), np.diff(np.append(begins, len(met))),
        np.add.reduceat(weights, begins) if len(begins) else np.empty(0), np.zeros(len(begins), bool),
        np.bincount(np.zeros(len(own), np.int64), _weight(have), 1).astype(np.float64), np.zeros(1, bool),
    )  # fmt: skip


def _range(run: Keys, triples: Keys) -> tuple[Numbers, Numbers]:
    """Where in a run each triple begins, and how many documents there have it."""
    low = run.searchsorted(triples)
    counts = np.zeros(len(triples), np.int64)
    if len(run):  # most triples of a text stand in no other
        here = np.flatnonzero(run[np.minimum(low, len(run) - 1)] & ~_LOW == triples)
        counts[here] = run.searchsorted(triples[here] | _LOW, "right") - low[here]
    return low, counts


def _looked_up(runs: Sequence[Keys], own: Keys, first: int) -> _Wanted:
    triple = own >> _HALF
    new = np.concatenate(([True], triple[1:] != triple[:-1]))[: len(own)]
    triples = own[new] & ~_LOW
    lows, counts = zip(*(_range(run, triples) for run in runs), strict=True)
    of, begins = np.cumsum(new) - 1, np.flatnonzero(new)
    have = np.array(counts[:-1], np.int64).reshape(len(runs) - 1, len(triples)).sum(axis=0)
    upto = np.minimum(have[of] + np.arange(1, len(own) + 1) - begins[of], CROWD)
    return _Wanted(triples, (own & _LOW) - np.uint64(first), of, upto, list(lows), list(counts))


def _holders(
    runs: Sequence[Keys], wanted: _Wanted, most: int, first: int, asked: Numbers | None = None
) -> list[tuple[Keys, Numbers]]:
    """The first documents that hold each triple, with whom of the new ones they meet, and by which place.

    ``asked`` are places in ``wanted.of``, all where it is not given. The last of the runs is the new
    documents' own, in which each meets earlier ones only.
    """
    places = np.arange(len(wanted.of)) if asked is None else asked
    which, mine = wanted.of[places], wanted.owners[places]
    have = np.zeros(len(wanted.triples), np.int64)
    pieces = []
    for run, low, count in zip(runs, wanted.lows, wanted.counts, strict=True):
        take = np.minimum(count, np.maximum(most - have, 0))[which]
        by = np.repeat(np.arange(len(places)), take)
        pieces.append((((run[_stretches(low[which], take)] & _LOW) << _NEW_BITS) | mine[by], places[by]))
        have += count
    code, by = pieces[-1]
    earlier = (code >> _NEW_BITS) < (code & np.uint64(MOST - 1)) + np.uint64(first)
    pieces[-1] = code[earlier], by[earlier]
    return pieces


def _kin(runs: Sequence[Keys], wanted: _Wanted, sizes: Numbers, first: int) -> Keys:
    """The pairs (as they are written in `_meetings`) of which both are copies of what very many have."""
    many = wanted.have >= KIN_FROM
    share = _share(wanted, many, sizes)
    asking = np.flatnonzero((share >= KIN)[wanted.owners] & many)
    if not len(asking):
        return np.empty(0, np.uint64)
    # the least of the triples of each, as those are the same ones in its copies
    order = np.argsort(wanted.owners[asking], kind="stable")
    owners = wanted.owners[asking][order].astype(np.int64)
    rank = np.arange(len(order)) - np.searchsorted(owners, owners)
    looked = asking[order][rank < LOOKED]
    found = _holders(runs, wanted, CROWD, first, looked)
    pairs, hits = np.unique(np.concatenate([code for code, _ in found]), return_counts=True)
    new = (pairs & np.uint64(MOST - 1)).astype(np.int64)
    asked = np.bincount(wanted.owners[looked].astype(np.int64), minlength=len(sizes))
    kin = (hits >= MIN_KIN_HITS) & (hits / asked[new] * share[new] >= KINSHIP)
    return np.asarray(pairs[kin])


def _share(wanted: _Wanted, which: NDArray[np.bool_], sizes: Numbers) -> Floats:
    """What share of the triples of each new document is of some kind; ``which`` of the pairs are."""
    owners = wanted.owners[which].astype(np.int64)
    return np.asarray(np.bincount(owners, minlength=len(sizes)) / np.maximum(sizes, 1))


def _beside(met: Keys, kin: Keys, hits: Numbers, weight: Floats) -> tuple[Keys, Numbers, Floats]:
    """The pairs that met with the kin among them, who need not have met before."""
    pairs = np.union1d(met, kin)
    places = np.searchsorted(pairs, met)
    all_hits, all_weight = np.zeros(len(pairs), hits.dtype), np.zeros(len(pairs))
    all_hits[places], all_weight[places] = hits, weight
    return pairs, all_hits, all_weight

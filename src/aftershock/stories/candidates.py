"""Which pairs of texts are worth a look at all?

An inverted index over a sampled third of the word triples. A triple that many texts have (a slogan of the
house, a service line) says nothing and is not expanded into all its pairs.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from aftershock.stories.fingerprints import Fingerprint

# Every third triple finds every pair that all triples find (reference set: no positive pair lost).
SAMPLE = 3
# A triple in more texts than this is expanded to a ring of neighbours, not to all pairs.
MAX_TEXTS = 60
RING = 4
# Two texts with fewer sampled triples in common share a phrase, not a story.
MIN_HITS = 3
# Copies share a third of the shorter one's triples and more, a lead in a round-up a tenth.
MIN_SHARE = 0.07
# Below this many words a third of the triples is too few: all are used, and two hits do.
SHORT = 60
MIN_HITS_SHORT = 2


def candidates(prints: Sequence[Fingerprint]) -> NDArray[np.int64]:
    """Pairs (i < j) of numbers of ``prints`` that share enough triples: an array of shape (n, 2), sorted."""
    long_pairs = _pairs([_sampled(p) for p in prints], MIN_HITS)
    if not any(p.length < SHORT for p in prints):
        return long_pairs
    # A short text meets any text with all of its triples.
    every = [p.triples for p in prints]
    some = _pairs(every, MIN_HITS_SHORT)
    lengths = np.array([p.length for p in prints])
    short_pairs = some[(lengths[some] < SHORT).any(axis=1)] if len(some) else some
    return np.unique(np.concatenate([long_pairs, short_pairs]), axis=0)


def _sampled(print_: Fingerprint) -> NDArray[np.uint64]:
    return np.asarray(print_.triples[print_.triples % np.uint64(SAMPLE) == 0])


def _pairs(arrays: Sequence[NDArray[np.uint64]], min_hits: int) -> NDArray[np.int64]:
    none = np.empty((0, 2), dtype=np.int64)
    if not arrays:
        return none
    owners = np.repeat(np.arange(len(arrays)), [len(array) for array in arrays])
    hashes = np.concatenate(list(arrays))
    order = np.lexsort((owners, hashes))
    hashes, owners = hashes[order], owners[order]
    starts = (
        np.flatnonzero(np.concatenate([[True], hashes[1:] != hashes[:-1]])) if len(hashes) else np.empty(0)
    )
    sizes = np.diff(np.append(starts, len(hashes))).astype(np.int64)
    codes = []
    for size in np.unique(sizes[sizes > 1]):
        groups = owners[starts[sizes == size].astype(np.int64)[:, None] + np.arange(size)]
        left, right = _expansion(int(size))
        codes.append((groups[:, left] * len(arrays) + groups[:, right]).ravel())
    if not codes:
        return none
    found, hits = np.unique(np.concatenate(codes), return_counts=True)
    sizes = np.array([len(array) for array in arrays])
    shorter = np.minimum(sizes[found // len(arrays)], sizes[found % len(arrays)])
    found = found[hits >= np.maximum(min_hits, MIN_SHARE * shorter)]
    return np.stack([found // len(arrays), found % len(arrays)], axis=1).astype(np.int64)


def _expansion(size: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Which places of a group of ``size`` texts are paired: all, or each with the next few of many."""
    left, right = np.triu_indices(size, 1)
    if size > MAX_TEXTS:
        near = right - left <= RING
        left, right = left[near], right[near]
    return left, right

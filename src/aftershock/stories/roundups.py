"""Which texts are round-ups: pages that carry several other stories?

A round-up resembles each of its parts and would glue them together; it is kept apart. It is put together of
others' passages: a story that shares a paragraph of background with this text and another with that one is
none, nor is a copy whose sister copies are worse damaged than itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

import numpy as np

from aftershock.stories.fingerprints import Fingerprint, Hashes, shared

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


def roundups(prints: Sequence[Fingerprint], pairs: Iterable[tuple[int, int]]) -> frozenset[int]:
    """The numbers of texts that carry passages of at least two others which are strangers to each other.

    ``pairs`` are the candidate pairs (i, j) of numbers of ``prints``.
    """
    parts: dict[int, list[int]] = {}
    kin: dict[int, list[int]] = {}
    for i, j in pairs:
        both = shared(prints[i].eights, prints[j].eights)
        if both < MIN_RUNS:
            continue
        for whole, part in ((i, j), (j, i)):
            if _is_copy(prints[part], prints[whole]):
                kin.setdefault(whole, []).append(part)
            elif both >= MIN_SHARE * len(prints[whole].eights):
                parts.setdefault(whole, []).append(part)
    return frozenset(
        whole
        for whole, found in parts.items()
        if _is_made_of(
            whole, [n for n in sorted(found) if not _is_copy_of_any(n, kin.get(whole, ()), prints)], prints
        )
    )


def _is_copy_of_any(part: int, kin: Sequence[int], prints: Sequence[Fingerprint]) -> bool:
    """Whether most of a part stands in a copy of the whole: then it is a worse copy of the same story."""
    return any(_is_copy(prints[other], prints[part]) for other in kin)


def _is_made_of(whole: int, parts: Sequence[int], prints: Sequence[Fingerprint]) -> bool:
    """Whether the parts cover most of the whole, and two of them are strangers to each other."""
    mine = prints[whole].eights
    covered = np.zeros(len(mine), dtype=bool)
    for part in parts:
        covered |= np.isin(mine, prints[part].eights, assume_unique=True)
    return covered.sum() >= MIN_COVERED * len(mine) and _has_strangers(whole, parts, prints)


def _has_strangers(whole: int, parts: Sequence[int], prints: Sequence[Fingerprint]) -> bool:
    """Whether two of the parts have different passages of the whole and are no kin."""
    mine = prints[whole].eights
    passages = [np.intersect1d(mine, prints[part].eights, assume_unique=True) for part in parts]
    for i, j in combinations(range(len(parts)), 2):
        one, two = passages[i], passages[j]
        if shared(one, two) <= MAX_COMMON * min(len(one), len(two)) and _are_strangers(
            prints[parts[i]].triples, prints[parts[j]].triples
        ):
            return True
    return False


def _is_copy(part: Fingerprint, whole: Fingerprint) -> bool:
    """Whether the part is most of the whole: a copy with something added, no round-up."""
    return shared(part.triples, whole.triples) > MAX_SHARE * len(whole.triples)


def _are_strangers(one: Hashes, two: Hashes) -> bool:
    """Two badly damaged copies keep few runs of eight in common, but many triples."""
    return shared(one, two) <= MAX_KINSHIP * min(len(one), len(two))

"""What is a text's fingerprint: which word pairs and triples does it have, as numbers?

Hashes depend on content alone (CRC-32 of each word, mixed), never on the order of input or the process.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]

_MIX = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)


class Fingerprint(NamedTuple):
    """Sorted, distinct hashes of a text's words, pairs, triples and runs of eight words.

    ``counts`` go with ``words``; ``length`` is the number of words.
    """

    words: Hashes
    counts: NDArray[np.int64]
    pairs: Hashes
    triples: Hashes
    eights: Hashes
    length: int


def fingerprint(words: Sequence[str], seen: dict[str, int]) -> Fingerprint:
    """The fingerprint of the words of a text (lower case, no marks); ``seen`` keeps hashes between texts."""
    numbers = []
    for word in words:
        number = seen.get(word)
        if number is None:
            number = seen[word] = zlib.crc32(word.encode("utf-8", "surrogatepass"))
        numbers.append(number)
    singles = np.array(numbers, dtype=np.uint64)
    distinct, counts = np.unique(singles, return_counts=True)
    return Fingerprint(
        distinct, counts, grams(singles, 2), grams(singles, 3), grams(singles, 8), len(numbers)
    )


def grams(singles: Hashes, size: int) -> Hashes:
    """The distinct hashes of ``size`` words in a row, sorted; empty for a shorter text."""
    if len(singles) < size:
        return np.empty(0, dtype=np.uint64)
    total = np.zeros(len(singles) - size + 1, dtype=np.uint64)
    for step in range(size):
        total = (total ^ singles[step : step + len(total)]) * _MIX  # wraps around on purpose
        total ^= total >> _SHIFT
    return np.unique(total)


def shared(one: Hashes, two: Hashes) -> int:
    """How many hashes two sorted, distinct arrays have in common."""
    if len(one) > len(two):
        one, two = two, one
    if not len(one):
        return 0
    places = np.searchsorted(two, one)
    places[places == len(two)] = 0
    return int(np.count_nonzero(two[places] == one))

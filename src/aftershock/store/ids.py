"""Which number stands for a string, the same in every engine, run and case?

A polynomial over the bytes' random numbers (Karp and Rabin 1987) modulo 2^64, worked out for many strings at
once by prefix sums, then mixed. Two of ten million different things share a number with a chance of 3 in a
million; nothing here resists somebody who builds strings to collide, and nothing needs to. The numbers are
SplitMix64's (Steele, Lea and Flood 2014), so that no library's generator decides about them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Words = NDArray[np.uint64]
Ids = NDArray[np.int64]
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
BASE = 0xD1342543DE82EF95  # odd, and 5 modulo 8: its powers have the longest period there is
NONE = 0
AT_ONCE = 4096  # strings worked on together: what they need stays in the processor's cache


def mixed(values: Words) -> Words:
    """Every bit of each number spread over all of it (the finaliser of SplitMix64)."""
    with np.errstate(over="ignore"):
        values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def numbers(count: int, seed: int = 0) -> Words:
    """The first ``count`` numbers of SplitMix64 from a seed."""
    with np.errstate(over="ignore"):
        return mixed((np.arange(1, count + 1, dtype=np.uint64) + np.uint64(seed << 32)) * GOLDEN)


class Powers:
    """The powers of an odd number and of its inverse, modulo 2^64, as many as were ever asked for."""

    up: Words = np.ones(0, np.uint64)
    down: Words = np.ones(0, np.uint64)

    @classmethod
    def to(cls, count: int) -> tuple[Words, Words]:
        """The first ``count`` powers, and those of the inverse."""
        if len(cls.up) < count:
            size = max(count, 1 << 20)
            cls.up, cls.down = _powers(BASE, size), _powers(pow(BASE, -1, 1 << 64), size)
        return cls.up[:count], cls.down[:count]


def _powers(base: int, count: int) -> Words:
    factors = np.full(count, base, np.uint64)
    factors[0] = 1
    return np.cumprod(factors, dtype=np.uint64)


def stretches(values: Words, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> Words:
    """A number for what stands in each stretch ``values[start:end]``, the same wherever it stands."""
    up, down = Powers.to(len(values))
    with np.errstate(over="ignore"):
        total = np.zeros(len(values) + 1, np.uint64)
        np.cumsum(values * up, out=total[1:])
        return mixed((total[ends] - total[starts]) * down[starts])


@lru_cache(maxsize=1)
def _bytes() -> Words:
    return numbers(256, seed=1)


def of(strings: Sequence[str]) -> Ids:
    """The ids of some strings; never 0, which stands for none."""
    found = np.zeros(len(strings), np.int64)
    for first in range(0, len(strings), AT_ONCE):
        some = strings[first : first + AT_ONCE]
        data = ("\0".join(some) + "\0").encode("utf-8", "surrogatepass")
        if data.count(0) != len(some):  # a NUL within one of them
            data = ("\0".join(each.replace("\0", "\ufffd") for each in some) + "\0").encode()
        buffer = np.frombuffer(data, np.uint8)
        ends = np.flatnonzero(buffer == 0) + 1  # the closing NUL counts: the empty string has a number too
        starts = np.concatenate(([0], ends[:-1]))
        found[first : first + len(some)] = stretches(_bytes()[buffer], starts, ends).view(np.int64)
    found[found == NONE] = 1
    return found


def of_one(value: str) -> int:
    """The id of one string."""
    return int(of([value])[0])


def together(*parts: Ids | int) -> Ids:
    """One id for several, in their order."""
    total: Words = np.zeros(1, np.uint64)
    with np.errstate(over="ignore"):
        for part in parts:
            number = np.asarray(part, np.int64).view(np.uint64) if not isinstance(part, int) else of_int(part)
            total = mixed(total * np.uint64(BASE) + number)
    total[total == NONE] = 1
    return total.view(np.int64)


def of_int(value: int) -> np.uint64:
    """A signed id as the number that is worked with."""
    return np.uint64(value & 0xFFFFFFFFFFFFFFFF)


def of_column(column: Any) -> Ids:
    """The ids of an Arrow column of strings, worked out once for each different one; null as empty."""
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    coded = pc.fill_null(column, "").dictionary_encode()
    return (
        of(coded.dictionary.to_pylist())[coded.indices.to_numpy()] if len(column) else np.zeros(0, np.int64)
    )

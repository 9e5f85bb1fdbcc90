"""Which known texts is this nearly a copy of?

The post's least anchors are looked up in one array of (anchor, row); rows that share enough of them are
compared by sketch. An anchor that leads to very many rows is a phrase of everybody's and is passed over.

An item keeps its *least* anchors, so as numbers they lie close together; spread over the whole range by a
multiplication (odd, so that it can be undone) they fall evenly into buckets, and a lookup is two jumps in
memory instead of a search through a million items (measured: evals/shield/LOG.md). Before that one bit says
of most anchors that nobody has them: all of a post's are asked at once, in a few megabytes.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from aftershock.shield.banks import grams

# Grams in common over grams in either (Jaccard). One word of eight changed leaves .55; two texts by different
# people on one thing hardly .2: evals/shield/LOG.md.
ALIKE = 0.42
# Rows that one anchor may lead to, and rows that are compared.
CROWD, COMPARED = 64, 64  # at a million items 256 takes twice as long for one more in a hundred cut texts
# Anchors that must be shared where the post has enough of them: one is often a name or a turn of phrase.
SHARED = 2
# Entries that a bucket holds in the mean; the most and least bits that number the buckets.
FILLED, MOST_BITS, LEAST_BITS = 2, 24, 4
# Bits for each anchor, about, in the table that says whether anybody has one (Bloom 1970, with one hash).
MARKED = 8
_FULL = np.uint32(0xFFFFFFFF)
_SPREAD = np.uint32(0x9E3779B1)
_HIGH, _NUMBER = np.uint64(32), np.uint64(0xFFFFFFFF00000000)
_NONE, _FIRST = np.empty(0, np.uint32), np.array([True])
_BYTE, _WITHIN = np.uint32(3), np.uint32(7)
_BIT = np.array([1 << bit for bit in range(8)], np.uint8)
_GATHERED = np.uint32(pow(0x9E3779B1, -1, 1 << 32))


class Near:
    """Anchors (spread) in order, the row of each, where each bucket of them starts; the sketch of every row.

    A sketch of zeros is that of a row without one. Arrays may be memory-mapped.
    """

    def __init__(
        self,
        anchors: NDArray[np.uint32],
        rows: NDArray[np.uint32],
        starts: NDArray[np.uint32],
        sketches: NDArray[np.uint32],
        seen: NDArray[np.uint8] | None = None,
    ) -> None:
        self.anchors, self.rows, self.starts, self.sketches = anchors, rows, starts, sketches
        self.seen = marked(anchors) if seen is None else seen  # banks of before have it not
        self._fine = np.uint32(32 - (len(self.seen) * 8 - 1).bit_length())  # an anchor's bit
        # single numbers are read far quicker through these than from arrays
        self._anchors, self._starts = anchors.data, starts.data
        self._shift = 32 - (len(starts) - 1).bit_length() + 1  # an anchor's bucket

    @classmethod
    def of(cls, parts: Iterable[tuple[NDArray[np.uint32], NDArray[np.uint32] | None]]) -> Near:
        """From the anchors and the sketch of each row, in order of rows."""
        listed = list(parts)
        counts = [len(anchors) for anchors, _ in listed]
        none = np.zeros(grams.SKETCH, np.uint32)
        sketches = [none if sketch is None else sketch for _, sketch in listed]
        return cls.placed(
            np.concatenate([np.empty(0, np.uint32), *(anchors for anchors, _ in listed)]),
            np.repeat(np.arange(len(listed), dtype=np.uint32), counts),
            np.stack(sketches) if sketches else np.empty((0, grams.SKETCH), np.uint32),
        )

    @classmethod
    def placed(
        cls, anchors: NDArray[np.uint32], rows: NDArray[np.uint32], sketches: NDArray[np.uint32]
    ) -> Near:
        """From anchors as they are in a text and the row of each, in any order."""
        both = (anchors * _SPREAD).astype(np.uint64) << np.uint64(32) | rows.astype(np.uint64)
        both.sort()
        spread = (both >> np.uint64(32)).astype(np.uint32)
        bits = min(MOST_BITS, max(LEAST_BITS, (len(both) // FILLED).bit_length()))
        starts = np.zeros((1 << bits) + 1, np.uint32)
        np.cumsum(np.bincount(spread >> np.uint32(32 - bits), minlength=1 << bits), out=starts[1:])
        return cls(spread, both.astype(np.uint32), starts, sketches)

    def given(self) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
        """All anchors as they are in a text, and the row of each."""
        return self.anchors * _GATHERED, self.rows

    def anchors_of(self, rows: Iterable[int]) -> Mapping[int, NDArray[np.uint32]]:
        """The anchors of some rows, rising. Reads all of them once."""
        anchors, whose = self.given()
        wanted = np.array(sorted(rows), np.uint32)
        mine = np.isin(whose, wanted)
        anchors, whose = anchors[mine], whose[mine]
        return {int(row): np.sort(anchors[whose == row]) for row in wanted}

    def find(self, text: grams.Print) -> list[tuple[int, float]]:
        """Rows that are nearly this text, with the estimated share of grams in common, best first."""
        if not len(self.anchors):
            return []
        asked = text.anchors[: grams.ASKED] * _SPREAD
        least = SHARED if len(asked) >= SHARED * 4 else 1
        bits = asked >> self._fine
        asked = asked[(self.seen[bits >> _BYTE] & _BIT[bits & _WITHIN]) != 0]
        if len(asked) < least:
            return []
        rows = _at_least(self._led_to(asked.tolist()), least)
        if not len(rows):
            return []
        shares = overlap(self.sketches[rows], text.alike)
        near = shares >= ALIKE
        pairs = zip(rows[near].tolist(), shares[near].tolist(), strict=True)
        return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))

    def nearly(self, texts: grams.Prints) -> set[int]:
        """The numbers of texts that may nearly be here; `find` finds nothing for any other."""
        if not len(self.anchors):
            return set()
        count = len(texts.counts)
        asked, owners = texts.anchors.astype(np.uint32) * _SPREAD, (texts.anchors >> _HIGH).astype(np.intp)
        bits = asked >> self._fine
        known = (self.seen[bits >> _BYTE] & _BIT[bits & _WITHIN]) != 0
        asked, owners = asked[known], owners[known]
        places, which = self._places(asked)
        owners, found = owners[which], set[int]()
        short = texts.counts < SHARED * 4  # these need one anchor, and are rare: `find` is to look
        found.update(owners[short[owners]].tolist())
        pairs = owners.astype(np.uint64) << _HIGH | self.rows[places]
        pairs.sort()
        pairs = pairs[1:][pairs[1:] == pairs[:-1]]  # behind two anchors or more
        owners = (pairs >> _HIGH).astype(np.intp)
        # of very many rows only some are compared, and `find` knows which
        crowded = np.bincount(owners, minlength=count) > COMPARED
        found.update(np.flatnonzero(crowded).tolist())
        few = ~crowded[owners]
        pairs, owners = pairs[few], owners[few]
        if len(pairs):
            shares = overlap(self.sketches[pairs.astype(np.uint32)], texts.alike, pairs & _NUMBER)
            found.update(owners[shares >= ALIKE].tolist())
        return found

    def _led_to(self, asked: Iterable[int]) -> NDArray[np.uint32]:
        """The rows behind anchors (spread), one after the other; crowds left out."""
        spans = [self._span(anchor) for anchor in asked]
        return np.concatenate([_NONE, *(self.rows[first:last] for first, last in spans if first < last)])

    def _places(self, asked: NDArray[np.uint32]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """The same for many at once: the places of the rows, and behind which of the anchors each stands."""
        bucket = asked >> np.uint32(self._shift)
        first = self.starts[bucket].astype(np.intp)
        sizes = self.starts[bucket + np.uint32(1)] - first
        for at in np.flatnonzero(sizes > 2 * CROWD).tolist():  # buckets with a crowd are not read whole
            first[at], last = self._span(int(asked[at]))
            sizes[at] = last - first[at]
        places, which = grams.stretches(first, sizes), np.arange(len(asked)).repeat(sizes)
        here = self.anchors[places] == asked[which]
        places, which = places[here], which[here]
        few = np.bincount(which, minlength=len(asked))[which] <= CROWD
        return places[few], which[few]

    def _span(self, anchor: int) -> tuple[int, int]:
        """From where to where the rows behind an anchor (spread) stand; nothing for a crowd."""
        bucket = anchor >> self._shift
        last = self._starts[bucket + 1]
        first = bisect_left(self._anchors, anchor, self._starts[bucket], last)
        if first == last or self._anchors[first] != anchor:
            return first, first
        last = bisect_right(self._anchors, anchor, first, last)
        return (first, last) if last - first <= CROWD else (first, first)


def marked(anchors: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """The table that says of an anchor (spread) whether it may be among these: a bit each, 8 in a byte."""
    bits = max(3, (len(anchors) * MARKED).bit_length())
    table = np.zeros(1 << bits, np.bool_)
    table[anchors >> np.uint32(32 - bits)] = True
    return np.packbits(table, bitorder="little")


def _at_least(rows: NDArray[np.uint32], least: int) -> NDArray[np.uint32]:
    """The distinct rows that stand there ``least`` times or more, rising; of very many those that do most.

    Behind turns of phrase stand thousands: they are sorted as an array, counting each costs milliseconds.
    """
    rows.sort()
    if least > 1:
        rows = rows[least - 1 :][rows[least - 1 :] == rows[: len(rows) - least + 1]]
    if len(rows) < 2:
        return rows
    first = np.flatnonzero(np.concatenate([_FIRST, rows[1:] != rows[:-1]]))
    distinct = rows[first]
    if len(distinct) > COMPARED:
        counts = np.diff(np.append(first, len(rows)))
        distinct = distinct[np.argsort(-counts, kind="stable")[:COMPARED]]
    return distinct


def overlap(
    sketches: NDArray[np.uint32], whole: NDArray[grams.Number], numbers: NDArray[np.uint64] | None = None
) -> NDArray[np.float64]:
    """Estimated Jaccard of each sketched text with a text whose grams are all known.

    Below the sketch's last hash both texts' grams are known in full, and a hash is a fair sample. Where the
    grams of many texts are in ``whole`` (`grams.Prints.alike`), ``numbers`` say with whose each is compared.
    """
    real, top = (
        sketches < _FULL,
        sketches[:, -1],
    )  # where there is room left all grams are known, up to the end
    asked: NDArray[np.uint32] | NDArray[np.uint64] = sketches
    before: int | NDArray[np.intp] = 0
    if numbers is not None:
        asked, top = sketches | numbers[:, None], top | numbers
        before = whole.searchsorted(numbers)
    same = whole.take(whole.searchsorted(asked), mode="clip") == asked
    same &= real
    common = same.sum(axis=1)
    mine = whole.searchsorted(top, side="right") - before
    result: NDArray[np.float64] = common / np.maximum(mine + real.sum(axis=1) - common, 1)
    return result

"""Which pairs of accounts acted on the same objects within a window, and on how many?

One pass over a stream sorted by (object, t): each action is joined with those that follow it within the
widest window, found by binary search (two pointers, vectorised). The smallest distance of a pair on an object
falls into the bucket of the narrowest window that holds it, and the bucket is part of the key, so that all
windows come from the one pass. What is sorted are packed integers, nothing else.

Time grows as N log N plus the pairs that are listed. Of each pair on an object four bytes are kept, cut into
portions of accounts within which pair and bucket fit 32 bits; a portion is sorted and counted by itself.

An object with more pairs than the budget is joined at the widest window that stays under it; one that is
over it even at the narrowest is joined for a seeded sample of accounts (the same accounts on every object, so
that a sampled pair is seen whole). Each such cap is recorded, the totals that a null is made of are counted
exactly without listing pairs (`spans`), and pairs that were found elsewhere are counted on capped objects too
(`matches`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from aftershock.reaction.coordination.stream import MILLI, Flags, Ints, Stream
from aftershock.records import Record

# Pairs that are listed at once: a million keys are sorted within the processor's reach (4 million: +15 %
# time).
CHUNK = 1_000_000
# Pairs of one object above which its widest windows are left to pairs that are found elsewhere.
BUDGET = 3_000_000
_BUCKET_BITS = 3

Keys = npt.NDArray[np.uint64]
Small = npt.NDArray[np.uint32]
Ints32 = npt.NDArray[np.int32]


class Cap(Record, frozen=True, kw_only=True):
    """An object with too many pairs: ``window`` is the widest (s) it was joined at, ``share`` of accounts
    sampled."""

    trace: str
    object: str
    actions: int
    pairs: int
    window: float
    share: float = 1.0


@dataclass(frozen=True, eq=False)
class Shared:
    """Pairs of accounts and on how many distinct objects they co-acted within each window.

    ``pair`` = a * accounts + b with a < b; ``count[k, w]`` for the windows in rising order.
    """

    pair: Ints
    count: Ints
    capped: tuple[tuple[int, int, int, float], ...]  # object, pairs, window index, share
    listed: int  # pairs of actions that were looked at


def spans(stream: Stream, window: float) -> Ints:
    """How many later actions on the same object lie within the window of each action (its own repeats
    too)."""
    if not len(stream):
        return np.zeros(0, dtype=np.int64)
    reach = int(window * MILLI)
    line = on_one_line(stream.object, stream.t, reach)
    return np.searchsorted(line, line + reach, side="right") - np.arange(1, len(line) + 1)


def on_one_line(group: Ints, t: Ints, reach: int) -> Ints:
    """Times of sorted groups laid end to end, further apart than ``reach``: one binary search serves all."""
    first = int(t.min())
    span = int(t.max()) - first + reach + 1
    return group * span + (t - first)


def shared(
    stream: Stream,
    windows: tuple[float, ...],
    *,
    accounts: int,
    least: tuple[int, ...],
    budget: int = BUDGET,
    seed: int = 0,
) -> Shared:
    """The pairs that reach ``least[w]`` distinct objects in some window; windows in seconds, rising."""
    if not len(stream):
        return Shared(np.zeros(0, dtype=np.int64), np.zeros((0, len(windows)), dtype=np.int64), (), 0)
    counts, stream, capped = _reaches(stream, windows, budget, seed)
    firsts = _portions(accounts)
    runs = [_cut(keys, firsts) for keys in _keys(stream, counts, windows, accounts)]
    found = []
    for portion, first in enumerate(firsts.tolist()):
        pieces = [keys[at[portion] : at[portion + 1]] for keys, at in runs]
        small = np.concatenate(pieces) if pieces else np.zeros(0, dtype=np.uint32)
        small.sort()
        pair, count = _counted(small, len(windows), np.asarray(least))
        found.append((pair + first, count))
    pair, count = (np.concatenate(each) for each in zip(*found, strict=True))
    return Shared(pair, count, capped, int(counts.sum()))


def _portions(accounts: int) -> Ints:
    """The first pair of each portion: from one to the next, pair and bucket fit 32 bits."""
    width = max(1, 2 ** (32 - _BUCKET_BITS) // accounts)
    return np.arange(0, accounts, width, dtype=np.int64) * accounts


def _cut(keys: Keys, firsts: Ints) -> tuple[Small, Ints]:
    """Sorted keys as distances from the first pair of their portion, and where each portion begins and
    ends."""
    begin = firsts.astype(np.uint64) << np.uint64(_BUCKET_BITS)
    bounds = np.append(np.searchsorted(keys, begin), len(keys))
    return (keys - np.repeat(begin, np.diff(bounds))).astype(np.uint32), bounds


def in_common(stream: Stream, window: float, *, accounts: int) -> Ints:
    """For each pair that met within the window: on how many distinct objects. Nothing is capped."""
    if not len(stream):
        return np.zeros(0, dtype=np.int64)
    found = list(_keys(stream, spans(stream, window), (window,), accounts))
    keys = np.concatenate(found) if found else np.zeros(0, dtype=np.uint64)
    keys.sort()
    new = np.ones(len(keys), dtype=bool)
    new[1:] = (keys[1:] ^ keys[:-1]) >> np.uint64(_BUCKET_BITS) != 0
    return np.diff(np.append(np.flatnonzero(new), len(keys)))


def _reaches(
    stream: Stream, windows: tuple[float, ...], budget: int, seed: int
) -> tuple[Ints, Stream, tuple[tuple[int, int, int, float], ...]]:
    """For each action how many later ones it is joined with, after the caps."""
    inside = [spans(stream, window) for window in windows]
    totals = np.stack([np.bincount(stream.object, weights=each) for each in inside]).astype(np.int64)
    widest = (totals <= budget).sum(axis=0) - 1
    capped = [
        (int(o), int(totals[-1, o]), max(int(widest[o]), 0), 1.0)
        for o in np.flatnonzero(widest < len(windows) - 1)
    ]
    over = np.flatnonzero(widest < 0)
    if len(over):
        keep, shares = _sampled(stream, over, totals[0], budget, seed)
        stream = stream.where(keep)
        inside = [spans(stream, window) for window in windows]
        capped = [(o, n, w, shares.get(o, 1.0)) for o, n, w, _ in capped]
    reach = np.maximum(widest, 0)[stream.object]
    return np.stack(inside)[reach, np.arange(len(stream))], stream, tuple(capped)


def _sampled(
    stream: Stream, over: Ints, pairs: Ints, budget: int, seed: int
) -> tuple[Flags, dict[int, float]]:
    """The actions to keep so that each object over the budget stays under it, by a draw for each account."""
    draw = np.random.default_rng(seed).random(int(stream.account.max()) + 1)
    share = np.ones(int(stream.object.max()) + 1)
    share[over] = np.sqrt(budget / pairs[over])
    return draw[stream.account] < share[stream.object], {int(o): float(share[o]) for o in over}


def neighbours(stream: Stream, counts: Ints, most: int = 2**62) -> Iterator[tuple[Ints32, Ints32]]:
    """The pairs of actions (i, j), ``counts[i]`` followers each, for whole objects (up to ``most``) at a
    time."""
    starts = np.flatnonzero(np.diff(stream.object, prepend=-1))
    ends = np.append(starts[1:], len(stream))
    before = np.concatenate(([0], counts.cumsum()))
    first = 0
    while first < len(starts):
        full = np.searchsorted(before[ends], before[starts[first]] + CHUNK, side="right")
        last = max(first + 1, min(int(full), first + most))
        low, high = int(starts[first]), int(ends[last - 1])
        first = last
        if before[high] == before[low]:
            continue
        yield listed(low, counts[low:high])


def listed(low: int, counts: Ints) -> tuple[Ints32, Ints32]:
    """The pairs (i, j) of the actions from place ``low`` on with the ``counts`` that follow each."""
    i = np.repeat(np.arange(low, low + len(counts), dtype=np.int32), counts)
    j = np.arange(1, len(i) + 1, dtype=np.int32)
    j -= np.repeat((counts.cumsum() - counts).astype(np.int32), counts)
    j += i
    return i, j


def _keys(stream: Stream, counts: Ints, windows: tuple[float, ...], accounts: int) -> Iterator[Keys]:
    """For whole objects at a time: pair and bucket of each (pair, object) once, packed."""
    edges = np.asarray([int(window * MILLI) for window in windows])
    room = 64 - _BUCKET_BITS - max(1, (accounts * accounts - 1).bit_length())
    account = stream.account.astype(np.uint64)
    for i, j in neighbours(stream, counts, 2**room - 1):
        a, b = account[i], account[j]
        apart = stream.t[j] - stream.t[i]
        bucket = np.zeros(len(apart), dtype=np.uint64)
        for edge in edges:  # a few comparisons take less than a binary search for each
            bucket += apart > edge
        low = int(i[0])
        local = np.cumsum(np.diff(stream.object[low : int(j[-1]) + 1], prepend=stream.object[low]) != 0)
        key = np.minimum(a, b) * np.uint64(accounts) + np.maximum(a, b)
        key <<= np.uint64(room)
        key |= local[i - low].astype(np.uint64)
        key <<= np.uint64(_BUCKET_BITS)
        key |= bucket
        key = key[a != b]
        key.sort()
        whole = key >> np.uint64(_BUCKET_BITS)
        once = np.ones(len(key), dtype=bool)
        once[1:] = whole[1:] != whole[:-1]
        key, bucket = key[once] >> np.uint64(room + _BUCKET_BITS), key[once] & np.uint64(7)
        yield key << np.uint64(_BUCKET_BITS) | bucket


def _counted(keys: Small, windows: int, least: Ints) -> tuple[Ints, Ints]:
    """Sorted keys of a portion to pairs with their counts, only those that reach the least in some window."""
    if not len(keys):
        return np.zeros(0, dtype=np.int64), np.zeros((0, windows), dtype=np.int64)
    pair = keys >> np.uint32(_BUCKET_BITS)
    new = np.ones(len(keys), dtype=bool)
    new[1:] = pair[1:] != pair[:-1]
    start = np.flatnonzero(new)
    length = np.diff(np.append(start, len(keys)))
    many = length >= least.min()
    start, length = start[many], length[many]
    # only the keys of pairs that may pass are looked at again
    rows = np.repeat(start - np.concatenate(([0], length.cumsum()[:-1])), length) + np.arange(length.sum())
    bucket = (keys[rows] & np.uint32(7)).astype(np.int64)
    of = np.repeat(np.arange(len(start)), length)
    count = np.bincount(of * windows + bucket, minlength=len(start) * windows).reshape(-1, windows)
    count = count.cumsum(axis=1)
    passes = (count >= least).any(axis=1)
    return pair[start[passes]].astype(np.int64), count[passes]

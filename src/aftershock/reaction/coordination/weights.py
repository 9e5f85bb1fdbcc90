"""How do the tools that people know weigh an edge? Their rules, on the same join, so that results can be
compared.

The QUT toolkit counts, for each direction, the posts of one account that the other matched within the window
(a post counts once, however many objects it shares). CooRTweet counts the pairs of posts, after it has
dropped accounts with too few posts, a post that answers itself, and pairs of which neither post belongs to an
account with enough coordinated posts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from aftershock.reaction.coordination.join import neighbours, spans
from aftershock.reaction.coordination.stream import Events, Flags, Floats, Ints, Stream

_ODD = np.uint64(0x9E3779B97F4A7C15)  # 2**64 over the golden ratio: multiplicative hashing (Knuth, vol. 3)


@dataclass(frozen=True, eq=False)
class Weights:
    """Edges between accounts (numbers) and their weight."""

    a: Ints
    b: Ints
    weight: Ints


def post_numbers(events: Events, stream: Stream) -> Ints:
    """A number for the post of each action."""
    posts = events.posts.take(pa.array(stream.row)).combine_chunks().dictionary_encode()
    return np.asarray(posts.indices.to_numpy(zero_copy_only=False), dtype=np.int64)


def matched_posts(events: Events, stream: Stream, window: float, least: int = 2) -> Weights:
    """From a to b: how many posts of a have one of b within the window on the same object (QUT's rule)."""
    accounts, post = len(events.accounts), post_numbers(events, stream)
    of = np.zeros(int(post.max(initial=0)) + 1, dtype=np.int64)
    of[post] = stream.account
    rows = list(neighbours(stream, spans(stream, window)))
    if not rows:
        return Weights(*(np.zeros(0, dtype=np.int64),) * 3)
    i, j = (np.concatenate(each) for each in zip(*rows, strict=True))
    a, b = stream.account[i], stream.account[j]
    often = (a != b) & _perhaps(np.minimum(a, b) * accounts + np.maximum(a, b), least)
    a, b, i, j = a[often], b[often], i[often], j[often]
    key = _distinct(np.concatenate([post[i] * accounts + b, post[j] * accounts + a]))
    edge, weight = np.unique(of[key // accounts] * accounts + key % accounts, return_counts=True)
    edge, weight = edge[weight >= least], weight[weight >= least]
    return Weights(edge // accounts, edge % accounts, weight)


def _perhaps(keys: Ints, least: int) -> Flags:
    """Which keys may stand in an array so often: all that do, and some others.

    Most pairs meet once. Counting hashes costs a tenth of sorting what they are hashes of.
    """
    bits = min(26, max(8, int(np.ceil(np.log2(8 * len(keys) + 1)))))
    hashed = (keys.astype(np.uint64) * _ODD >> np.uint64(64 - bits)).astype(np.int64)
    flags: Flags = np.bincount(hashed, minlength=1 << bits)[hashed] >= least
    return flags


@dataclass(frozen=True, eq=False)
class Combinations:
    """Pairs of actions (places in the stream), the older first; ``dt`` in seconds."""

    older: Ints
    newer: Ints
    dt: Floats


def combinations(events: Events, stream: Stream, window: float, participation: int = 2) -> Combinations:
    """The pairs of posts that CooRTweet's ``detect_groups`` gives, loops removed.

    ``participation``: an account needs that many posts at all, and that many coordinated ones for its posts
    to carry a pair.
    """
    accounts, post = len(events.accounts), post_numbers(events, stream)
    busy = np.bincount(stream.account, minlength=accounts) >= participation
    kept = np.flatnonzero(busy[stream.account])
    part = stream.where(busy[stream.account])
    rows = list(neighbours(part, spans(part, window)))
    if not rows:
        return Combinations(*(np.zeros(0, dtype=np.int64),) * 2, np.zeros(0))
    i = kept[np.concatenate([each for each, _ in rows])]
    j = kept[np.concatenate([each for _, each in rows])]
    names = events.posts.take(pa.array(stream.row)).combine_chunks().dictionary_encode()
    itself = _same_name(events.objects[stream.trace], names.dictionary)[stream.object]
    loop = (stream.account[i] == stream.account[j]) | (post[i] == post[j])
    loop |= (itself[i] == post[i]) | (itself[i] == post[j])
    i, j = i[~loop], j[~loop]
    seen = np.zeros(int(post.max()) + 1, dtype=bool)
    seen[post[i]] = seen[post[j]] = True
    enough = np.bincount(stream.account[kept][seen[post[kept]]], minlength=accounts) >= participation
    carries = enough[stream.account] & seen[post]
    keep = carries[i] | carries[j]
    i, j = i[keep], j[keep]
    return Combinations(i, j, (stream.t[j] - stream.t[i]) / 1000.0)


def pair_weights(events: Events, stream: Stream, found: Combinations) -> Weights:
    """How many pairs of posts two accounts have: CooRTweet's edge weight (undirected, a < b)."""
    accounts = len(events.accounts)
    a, b = stream.account[found.older], stream.account[found.newer]
    edge, weight = np.unique(np.minimum(a, b) * accounts + np.maximum(a, b), return_counts=True)
    return Weights(edge // accounts, edge % accounts, weight)


def _distinct(keys: Ints) -> Ints:
    keys = np.sort(keys)
    once: Ints = keys[np.diff(keys, prepend=-1) != 0]
    return once


def _same_name(objects: pa.Array, posts: pa.Array) -> Ints:
    """For each object the number of the post of the same name, -1 where there is none."""
    import pyarrow.compute as pc

    at = pc.index_in(objects.cast(pa.string()), value_set=posts.cast(pa.string()))
    return np.asarray(pc.fill_null(at, -1).to_numpy(zero_copy_only=False), dtype=np.int64)

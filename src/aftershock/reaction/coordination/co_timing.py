"""How often would two accounts meet if each kept its objects and only the minute were chance? (null B, and
crowds)

Given that a pair of actions on one object lies within an hour of each other, the chance of lying within the
window is w where times are spread evenly (null B), and the crowd's own ratio where others show that they are
not (`crowd`). On an object with n such pairs of actions the chance to meet at all is 1 - (1 - w)^n; summed
over objects that is lambda. Shared interests, time zones and busy hours are conditioned away.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from aftershock.reaction.coordination.crowd import Crowd, Own, even_share
from aftershock.reaction.coordination.matches import Matches
from aftershock.reaction.coordination.stream import MILLI, Flags, Floats, Ints, Stream


@dataclass(frozen=True, eq=False)
class Timed:
    """Of each pair: distinct objects within the window, what counts of them, and lambda under both nulls.

    ``counted`` is at most the distinct triggers and the distinct posts of either account: several tags of one
    post, and several posts of one visible source, are one occasion.
    """

    objects: Ints
    counted: Ints
    even: Floats
    crowd: Floats


def timed(
    stream: Stream, seen: Matches, pairs: int, window: float, others: Crowd, mine: Own, post: Ints
) -> Timed:
    """For matches within the horizon; ``post`` numbers the post of each action of the stream.

    Matches, ``others`` and ``mine`` (what each account's own community does) speak of the same stream.
    """
    near = seen.dt <= int(window * MILLI)
    even = even_share(window, stream.grid)
    start = np.flatnonzero(_new(seen))
    size = np.diff(np.append(start, len(seen)))
    chance = (_chance(seen.first, near, others, mine) + _chance(seen.second, near, others, mine)) / 2
    mean = np.add.reduceat(chance, start) / size if len(start) else np.zeros(0)
    of = seen.pair[start]
    return Timed(
        objects=distinct(seen.pair[near], seen.object[near], pairs),
        counted=occasions(stream, seen, pairs, near, post),
        even=_sums(of, 1 - (1 - even) ** size, pairs),
        crowd=_sums(of, 1 - (1 - np.maximum(mean, even)) ** size, pairs),
    )


def occasions(stream: Stream, seen: Matches, pairs: int, near: Flags, post: Ints) -> Ints:
    """Of the matches flagged: at most the distinct triggers, and the distinct posts of either account."""
    place = np.flatnonzero(near)
    pair, first, second = seen.pair[place], seen.first[place], seen.second[place]
    triggers = distinct(pair, stream.trigger[first], pairs)
    posts_of_a = distinct(pair, post[first], pairs)
    posts_of_b = distinct(pair, post[second], pairs)
    return np.minimum(triggers, np.minimum(posts_of_a, posts_of_b))


def _chance(place: Ints, near: Flags, others: Crowd, mine: Own) -> Floats:
    """The crowd's ratio around an action, without its community; where it has none, without the other
    account."""
    alone = mine.far[place] == 0
    return others.chance(place, np.where(alone, near, mine.near[place]), np.where(alone, 1, mine.far[place]))


def _sums(of: Ints, weights: Floats, groups: int) -> Floats:
    return np.bincount(of, weights=weights, minlength=groups).astype(np.float64)


def distinct(of: Ints, what: Ints, groups: int) -> Ints:
    """How many distinct values each group has."""
    if not len(of):
        return np.zeros(groups, dtype=np.int64)
    low = int(what.min())
    width = int(what.max()) - low + 1
    key = of * width + (what - low)
    key.sort()  # np.unique goes by a hash, which takes several times as long for whole numbers
    new = np.ones(len(key), dtype=bool)
    new[1:] = key[1:] != key[:-1]
    return np.bincount(key[new] // width, minlength=groups)


def _new(seen: Matches) -> Flags:
    """Where a (pair, object) begins."""
    new = np.ones(len(seen), dtype=bool)
    new[1:] = (np.diff(seen.pair) != 0) | (np.diff(seen.object) != 0)
    return new

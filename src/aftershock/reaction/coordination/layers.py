"""Which pairs of one trace are worth a look, and how likely is each under every null?"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from aftershock.reaction.coordination import co_choice, co_timing, crowd, join, matches
from aftershock.reaction.coordination.co_timing import Timed
from aftershock.reaction.coordination.crowd import HORIZON, Crowd
from aftershock.reaction.coordination.join import Cap
from aftershock.reaction.coordination.matches import Matches
from aftershock.reaction.coordination.settings import Settings
from aftershock.reaction.coordination.significance import at_least
from aftershock.reaction.coordination.stream import Events, Floats, Ints, Stream


@dataclass(frozen=True, eq=False)
class Layer:
    """One trace: its pairs (a * accounts + b, rising) that any null could reject; a column a window.

    ``between`` are the same pairs as owners. ``seen`` holds the actions behind them (within the horizon),
    ``post`` numbers their posts; ``once`` is the stream by owners, without repeats within each window: what
    groups are made and tested on. ``compared`` counts the pairs that met often enough, ``listed`` the pairs
    of actions that were looked at; ``owned`` are the pairs that met often enough and have one declared owner.
    """

    stream: Stream
    pair: Ints
    between: Ints
    expected: Floats
    seen: Matches
    post: Ints
    once: tuple[Stream, ...]
    caps: tuple[Cap, ...]
    compared: int
    listed: int
    owned: Ints


@dataclass(frozen=True, eq=False)
class Weighed:
    """What each null says of a layer's pairs, a column a window; ``objects`` are distinct, ``counted`` the
    X.

    ``common``: objects on which both acted within the hour, and so could have met.
    """

    common: Ints
    objects: Ints
    counted: Ints
    even: Floats
    crowd: Floats
    p_choice: Floats
    p_even: Floats
    p_crowd: Floats


def layer(events: Events, stream: Stream, settings: Settings) -> Layer:
    """Join, null A on all pairs that met often enough, the actions behind those that are worth a look."""
    accounts = len(events.accounts)
    found = join.shared(
        stream,
        settings.windows,
        accounts=accounts,
        least=settings.least,
        budget=settings.budget,
        seed=settings.seed,
    )
    a, b = np.divmod(found.pair, accounts)
    apart = events.owner[a] != events.owner[b]
    pair, count = found.pair[apart], found.count[apart]
    expected = co_choice.expected(stream, settings.windows, pair, accounts=accounts)
    keep = _worth_a_look(count, expected, stream, settings, accounts)
    pair, expected = pair[keep], expected[keep]
    seen = matches.matches(stream, pair, max(HORIZON, settings.windows[-1]), accounts=accounts)
    by_owner = replace(stream, account=events.owner[stream.account])
    once = tuple(co_choice.unrepeated(by_owner, window) for window in settings.windows)
    return Layer(
        stream=stream,
        pair=pair,
        between=_between(events.owner, pair),
        expected=expected,
        seen=seen,
        post=_posts(events, stream, seen),
        once=once,
        caps=tuple(_cap(events, stream, settings, each) for each in found.capped),
        compared=len(count),
        listed=found.listed,
        owned=found.pair[~apart],
    )


def _between(owner: Ints, pair: Ints) -> Ints:
    """Pairs of accounts as pairs of their owners, the smaller number first."""
    a, b = (owner[end] for end in np.divmod(pair, len(owner)))
    return np.minimum(a, b) * len(owner) + np.maximum(a, b)


def _worth_a_look(count: Ints, expected: Floats, stream: Stream, settings: Settings, accounts: int) -> Ints:
    """Places of the pairs that null A may reject, or null B could if they never met outside the window."""
    even = np.asarray([crowd.even_share(window, stream.grid) for window in settings.windows])
    too_few = count < np.asarray(settings.least)
    choice = np.where(too_few, 1.0, at_least(count, expected)).min(axis=1, initial=1.0)
    timing = np.where(too_few, 1.0, at_least(count, count * even)).min(axis=1, initial=1.0)
    reach = settings.level * max(len(count), 1) / max(accounts * (accounts - 1) / 2, 1)
    worth = np.flatnonzero((choice <= settings.loose) | (timing <= min(reach, settings.loose)))
    if len(worth) > settings.most:
        best = np.argsort(np.minimum(choice, timing)[worth], kind="stable")[: settings.most]
        worth = np.sort(worth[best])
    return worth


def crowds(layer: Layer, label: Ints, settings: Settings) -> tuple[Crowd, ...]:
    """What is around the actions of ``layer.once``, a crowd for each window."""
    return tuple(
        crowd.crowd(each, window, label) for each, window in zip(layer.once, settings.windows, strict=True)
    )


def weigh(layer: Layer, label: Ints, settings: Settings) -> Weighed:
    """Both co-timing nulls and co-choice; ``label`` is each account's community, which is no crowd of its
    own."""
    stream, pairs = layer.stream, len(layer.pair)
    times: list[Timed] = []
    for window in settings.windows:
        everybody = crowd.crowd(stream, window, label)
        mine = crowd.own(stream, label, window)
        times.append(co_timing.timed(stream, layer.seen, pairs, window, everybody, mine, layer.post))
    counted = np.stack([each.counted for each in times], axis=1)
    even, by_crowd = (
        np.stack([each.even for each in times], axis=1),
        np.stack([each.crowd for each in times], axis=1),
    )
    few = counted < np.asarray(settings.least)
    choice, evenly, crowded = (
        np.where(few, 1.0, at_least(counted, each)) for each in (layer.expected, even, by_crowd)
    )
    return Weighed(
        common=co_timing.distinct(layer.seen.pair, layer.seen.object, pairs),
        objects=np.stack([each.objects for each in times], axis=1),
        counted=counted,
        even=even,
        crowd=by_crowd,
        p_choice=choice,
        p_even=evenly,
        p_crowd=crowded,
    )


def _cap(events: Events, stream: Stream, settings: Settings, capped: tuple[int, int, int, float]) -> Cap:
    obj, pairs, window, share = capped
    return Cap(
        trace=stream.trace,
        object=str(events.objects[stream.trace][obj].as_py()),
        actions=int((stream.object == obj).sum()),
        pairs=pairs,
        window=settings.windows[window],
        share=share,
    )


def _posts(events: Events, stream: Stream, seen: Matches) -> Ints:
    """A number for the post of each action that was matched (0 elsewhere: nobody looks)."""
    number = np.zeros(len(stream), dtype=np.int64)
    used = np.unique(np.concatenate([seen.first, seen.second]))
    names = events.posts.take(pa.array(stream.row[used])).combine_chunks().dictionary_encode()
    number[used] = names.indices.to_numpy(zero_copy_only=False)
    return number

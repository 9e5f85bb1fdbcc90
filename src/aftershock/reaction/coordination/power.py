"""Would a group of this size have been seen here? Planted into the very stream that was searched.

Accounts that exist are given campaigns on objects that are busy at that moment, with their own delays; the
same search then either finds them or not. What it does not find at a size it cannot rule out at that size.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa

from aftershock.reaction.coordination.search import search
from aftershock.reaction.coordination.settings import Settings
from aftershock.reaction.coordination.stream import MILLI, Events, Floats, Ints, Stream
from aftershock.records import Record

# Of the trace's actions, the share that is planted at once: more would change the crowd that is asked about.
PLANTED = 0.05


class Power(Record, frozen=True, kw_only=True):
    """Of ``planted`` groups so made, how many were ``seen`` (at least half of their members, in a group or
    edge)."""

    size: int
    campaigns: int
    delay: float
    planted: int
    seen: int
    members_seen: float


def power(
    events: Events,
    trace: str,
    *,
    size: int,
    campaigns: int,
    delay: float = 40.0,
    joins: float = 0.85,
    groups: int = 5,
    settings: Settings | None = None,
) -> Power:
    """Plant ``groups`` groups into one trace of coded events and search again; delays in seconds
    (exponential)."""
    chosen = settings or Settings()
    (stream,) = (each for each in events.streams if each.trace == trace)
    dice = np.random.default_rng(chosen.seed)
    active = np.unique(stream.account)
    groups = min(groups, len(active) // size)
    members = dice.permutation(active)[: groups * size].reshape(groups, size)
    at_once = max(1, int(PLANTED * len(stream) / (size * joins * campaigns)))
    share = np.concatenate(
        [
            _share_seen(
                dice, events, stream, members[first : first + at_once], campaigns, delay, joins, chosen
            )
            for first in range(0, groups, at_once)
        ]
        or [np.zeros(0)]
    )
    return Power(
        size=size,
        campaigns=campaigns,
        delay=delay,
        planted=groups,
        seen=int((share >= 0.5).sum()),
        members_seen=float(share.mean()) if groups else 0.0,
    )


def _share_seen(
    dice: np.random.Generator,
    events: Events,
    stream: Stream,
    members: Ints,
    campaigns: int,
    delay: float,
    joins: float,
    settings: Settings,
) -> Floats:
    """Plant these groups (a row each), search, and say which share of each group's members was found."""
    made = stream
    for group in members:
        for _ in range(campaigns):
            who = group[dice.random(len(group)) < joins]
            made = _campaign(dice, made, who, delay, len(stream), len(events.posts))
    made = made.at(np.lexsort((made.t, made.object)))
    planted = replace(events, streams=(made,), posts=_longer(events.posts, int(made.row.max(initial=-1)) + 1))
    found = search(planted, settings)
    pairs = found.judged.pair[found.judged.q <= settings.level]
    known = found.label >= 0
    known[np.concatenate(np.divmod(pairs, len(events.accounts)))] = True
    share: Floats = known[members].mean(axis=1)
    return share


def _campaign(
    dice: np.random.Generator, stream: Stream, who: Ints, delay: float, natural: int, posts: int
) -> Stream:
    """One campaign: on the object of a random action of the crowd (so on busy ones), from that moment on.

    Its posts stand on rows behind the table's, which has ``posts`` of them.
    """
    at = int(dice.integers(0, natural))
    t = stream.t[at] + np.round(dice.exponential(delay, len(who)) * MILLI).astype(np.int64)
    first = max(int(stream.row.max()) + 1, posts)
    return Stream(
        stream.trace,
        np.append(stream.object, np.full(len(who), stream.object[at])),
        np.append(stream.account, who),
        np.append(stream.t, t // stream.grid * stream.grid),
        np.append(stream.row, first + np.arange(len(who))),
        np.append(stream.trigger, np.full(len(who), stream.trigger[at])),
        stream.grid,
    )


def _longer(posts: pa.ChunkedArray, rows: int) -> pa.ChunkedArray:
    """Names for the posts of planted actions, behind those of the table."""
    more = pa.array([f"planted-{row}" for row in range(len(posts), rows)], pa.string())
    return pa.chunked_array([*posts.cast(pa.string()).chunks, more])

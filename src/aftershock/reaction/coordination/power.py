"""Would a group of this size have been seen here? Planted into the very stream that was searched.

Accounts that exist are given campaigns on objects that are busy at that moment, with their own delays; the
same search then either finds them together or not. What it does not find at a size it cannot rule out at that
size. Accounts that the search finds without any plant are not planted: they would be found again.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa

from aftershock.reaction.coordination.search import Searched, search
from aftershock.reaction.coordination.settings import Settings
from aftershock.reaction.coordination.stream import MILLI, Events, Flags, Floats, Ints, Stream
from aftershock.records import Record

# Of the trace's actions, the share that is planted at once: more would change the crowd that is asked about.
PLANTED = 0.05


class Power(Record, frozen=True, kw_only=True):
    """Of ``planted`` groups so made, how many were ``seen``: at least half of their members, in one found
    group or in edges among themselves. ``left_out``: active accounts that are found without a plant."""

    size: int
    campaigns: int
    delay: float
    planted: int
    seen: int
    members_seen: float
    left_out: int


def found_already(events: Events, trace: str, settings: Settings | None = None) -> Flags:
    """For each account, whether the search on this trace finds it as the stream is."""
    chosen = settings or Settings()
    (stream,) = (each for each in events.streams if each.trace == trace)
    found = search(replace(events, streams=(stream,)), chosen)
    known: Flags = found.stands >= 0
    known[_ends(found, len(known), chosen).ravel()] = True
    return known


def _ends(found: Searched, accounts: int, settings: Settings) -> Ints:
    """The two accounts of each edge, as two rows."""
    return np.stack(np.divmod(found.judged.pair[found.judged.q <= settings.level], accounts))


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
    already: Flags | None = None,
) -> Power:
    """Plant ``groups`` groups into one trace of coded events and search again; delays in seconds
    (exponential). ``already`` is what `found_already` gives, where it is asked for several sizes."""
    chosen = settings or Settings()
    (stream,) = (each for each in events.streams if each.trace == trace)
    dice = np.random.default_rng(chosen.seed)
    active = np.unique(stream.account)
    known = found_already(events, trace, chosen) if already is None else already
    everybody, active = active, active[~known[active]]
    active = active[np.unique(events.owner[active], return_index=True)[1]]  # one hand is no group
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
        left_out=int(known[everybody].sum()),
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
    ends = _ends(found, len(events.accounts), settings)
    return np.asarray([_together(found.stands, ends, who) for who in members])


def _together(label: Ints, ends: Ints, who: Ints) -> float:
    """The share of a planted group that is in one found group, or in edges among themselves."""
    groups = label[who]
    commonest = np.bincount(groups[groups >= 0], minlength=1).argmax()
    among = ends[:, np.isin(ends, who).all(axis=0)]
    several = (groups == commonest).sum() > 1
    return float((np.isin(who, among) | (several & (groups == commonest))).mean())


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
        stream.known,
    )


def _longer(posts: pa.ChunkedArray, rows: int) -> pa.ChunkedArray:
    """Names for the posts of planted actions, behind those of the table."""
    more = pa.array([f"planted-{row}" for row in range(len(posts), rows)], pa.string())
    return pa.chunked_array([*posts.cast(pa.string()).chunks, more])

"""What would be found where there is nothing to find? The same posts under other names.

Accounts are dealt out anew over the posts of each hour: objects, times and how busy everybody is in an hour
stay, who acted together with whom does not.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from aftershock.reaction.coordination.co_choice import HOUR
from aftershock.reaction.coordination.stream import Events, Ints, coded, numbers


def scrambled(events: Events, seed: int) -> Events:
    """A copy whose accounts are permuted over the posts of each hour; a post keeps one account over all
    traces."""
    if not events.actions:
        return events
    dice = np.random.default_rng(seed)
    rows = np.concatenate([each.row for each in events.streams])
    account = np.concatenate([each.account for each in events.streams])
    t = np.concatenate([each.t for each in events.streams])
    post = numbers(coded(events.posts))[rows]
    _, first, place = np.unique(post, return_index=True, return_inverse=True)
    hour = t[first] // HOUR
    stays, goes = np.argsort(hour, kind="stable"), np.lexsort((dice.random(len(hour)), hour))
    dealt: Ints = np.empty(len(first), dtype=np.int64)
    dealt[stays] = account[first][goes]
    new = dealt[place]
    streams, low = [], 0
    for each in events.streams:
        streams.append(replace(each, account=new[low : low + len(each)]))
        low += len(each)
    return replace(events, streams=tuple(streams))

"""The whole search on coded events, without names: layers, edges, groups, expansion, in this order."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from aftershock.reaction.coordination import audience, communities, edges, expansion, grouping, own_delays
from aftershock.reaction.coordination.co_choice import unrepeated
from aftershock.reaction.coordination.crowd import fellows_near
from aftershock.reaction.coordination.edges import Judged
from aftershock.reaction.coordination.expansion import Joined
from aftershock.reaction.coordination.grouping import Found
from aftershock.reaction.coordination.layers import Layer, Weighed, crowds, layer, weigh
from aftershock.reaction.coordination.settings import Settings
from aftershock.reaction.coordination.stream import Events, Ints

# numpy lets go of the interpreter while it sorts and searches: two traces at a time use two cores
THREADS = 2


@dataclass(frozen=True, eq=False)
class Searched:
    """What was found, in owners: a declared owner of several accounts stands under the first of them.

    ``layers`` are without what pairs did with sources that their community follows. ``label`` is each
    account's confirmed group (-1: none), those that joined included; of an owner's accounts those that came
    together with somebody else's.
    """

    layers: tuple[Layer, ...]
    weighed: tuple[Weighed, ...]
    judged: Judged
    groups: tuple[Found, ...]
    tested: int
    joined: tuple[Joined, ...]
    label: Ints

    @property
    def stands(self) -> Ints:
        """``label`` without the groups that are not told beyond from an audience."""
        place = np.array([-1 if each.followed else n for n, each in enumerate(self.groups)] + [-1])
        return np.asarray(place[self.label], dtype=np.int64)


def search(events: Events, settings: Settings) -> Searched:
    """Everything that is found in the events."""
    accounts = len(events.accounts)
    with ThreadPoolExecutor(THREADS) as pool:
        layers = tuple(pool.map(lambda each: layer(events, each, settings), events.streams))
        everything = [np.ones(len(each.stream), dtype=bool) for each in layers]
        a, b, weight = grouping.formed(layers, everything, accounts, settings)
        own = communities.communities(a, b, weight, accounts, seed=settings.seed, sweep=False).label
        whole = own[events.owner]
        beyond = tuple(pool.map(lambda each: audience.beyond(each, whole, settings), layers))
        weighed = tuple(pool.map(lambda each: weigh(each, whole, settings), beyond))
        judging = pool.submit(edges.judge, beyond, weighed, accounts, settings)
        around = tuple(pool.map(lambda each: crowds(each, own, settings), layers))
        found, tested = grouping.groups(layers, around, accounts, settings)
        found = own_delays.told(found, own, layers, accounts, settings)
        judged = judging.result()
    label = np.full(accounts, -1, dtype=np.int64)
    for place, group in enumerate(found):
        label[group.members] = place
    zones = tuple(audience.apart(each, label, settings) for each in layers)
    joined = expansion.expand(zones, label, settings)
    label = label.copy()
    for each in joined:
        label[each.account] = each.group
    return Searched(
        beyond, weighed, judged, found, tested, joined, _accounts(events, layers, label, settings)
    )


def _accounts(events: Events, layers: tuple[Layer, ...], label: Ints, settings: Settings) -> Ints:
    """Labels of owners as labels of accounts: of an owner's several, those that met a fellow themselves."""
    several = np.bincount(events.owner, minlength=len(label))[events.owner] > 1
    wide = label[events.owner]
    if not (several & (wide >= 0)).any():
        return wide
    met = ~several
    for each in layers:
        for window in settings.windows:
            once = unrepeated(each.stream, window)
            met[once.account[fellows_near(once, wide, events.owner, window) > 0]] = True
    return np.where(met, wide, -1)

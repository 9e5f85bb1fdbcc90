"""Which groups hold up where they were not formed, and who belongs to them?

The time is cut into blocks, a random half of them forms groups (Leiden on pairs with a small p there), the
other half tests them; then the other way round, and again with other halves. Every tested group of every cut
counts as one hypothesis. Each is tested again without what members did with sources that they follow
(`audience`): one that holds up with it alone is not told apart from an audience. Members are tested on the
half that did not form them, too: one who was only swept along is let go. Groups of several cuts that share
most of their members are one.

Members are owners here: accounts of one declared owner are one, by the number of the first of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from aftershock.reaction.coordination.audience import followed, sources
from aftershock.reaction.coordination.co_timing import distinct, occasions
from aftershock.reaction.coordination.communities import LEAST, communities
from aftershock.reaction.coordination.crowd import Crowd, even_share, own
from aftershock.reaction.coordination.held_out import fellows, group_tests, member_p
from aftershock.reaction.coordination.layers import Layer
from aftershock.reaction.coordination.settings import Settings
from aftershock.reaction.coordination.significance import at_least, cauchy, q_values
from aftershock.reaction.coordination.stream import MILLI, Flags, Floats, Ints

SAME = 0.5  # of the smaller group's members: two cuts found one group


@dataclass(frozen=True, eq=False)
class Tested:
    """A group of one cut: its members that held up, p against the crowd, q, and how stable it was formed.

    ``beyond``: the same p, then q, without the sources that its members follow, ``left`` of the occasions
    with ``left_expected``; ``core``: the members that hold up so.
    """

    members: Ints
    p: float
    q: float
    beyond: float
    core: Ints
    stability: float
    occasions: int
    expected: float
    left: int
    left_expected: float
    layer: int
    window: int


@dataclass(frozen=True, eq=False)
class Found:
    """A group over all cuts that found it: ``p`` and ``q`` of its best cut.

    ``followed``: how many sources its members follow, where without them it does not hold up; else 0.
    ``beside``: it is told from the audience of so many sources by its members' own delays (`own_delays`).
    ``left``, ``left_expected`` and ``beyond``: occasions, those expected, and q without these sources.
    """

    members: Ints
    p: float
    q: float
    stability: float
    cuts: int
    occasions: int
    expected: float
    layer: int  # the trace and the window that said most, by place
    window: int
    left: int
    left_expected: float
    beyond: float
    followed: int = 0
    beside: int = 0


def groups(
    layers: Sequence[Layer], around: Sequence[Sequence[Crowd]], accounts: int, settings: Settings
) -> tuple[tuple[Found, ...], int]:
    """The groups that hold up at ``group_level``, and how many were tested; ``around``: each layer's
    crowds."""
    tested = [
        each
        for cut in range(settings.splits)
        for first in (True, False)
        for each in _one_cut(layers, around, accounts, settings, cut, first)
    ]
    q, beyond = (
        q_values(np.asarray(values), max(len(tested), 1))
        for values in ([each.p for each in tested], [each.beyond for each in tested])
    )
    kept = [
        replace(each, q=float(value), beyond=float(without))
        for each, value, without in zip(tested, q, beyond, strict=True)
        if value <= settings.group_level and len(each.members) >= LEAST
    ]
    return tuple(
        group
        for group in _merged(kept, layers, accounts, settings)
        if triggers(layers, group.members, accounts, settings) >= settings.triggers
    ), len(tested)


def _one_cut(
    layers: Sequence[Layer],
    around: Sequence[Sequence[Crowd]],
    accounts: int,
    settings: Settings,
    cut: int,
    first: bool,
) -> list[Tested]:
    """Form on one half, test on the other."""
    halves = [half(each.stream.t, settings, cut) == first for each in layers]
    a, b, weight = formed(layers, halves, accounts, settings)
    parts = communities(a, b, weight, accounts, seed=settings.seed)
    if not len(parts):
        return []
    p_crowd, p_members, p_beyond, p_core, best = [], [], [], [], []
    for each, crowds in zip(layers, around, strict=True):
        for once, everybody, window in zip(each.once, crowds, settings.windows, strict=True):
            held = half(once.t, settings, cut) != first
            seen = fellows(once, parts.label, held, window, everybody)
            test = group_tests(once, seen, len(parts))
            p_crowd.append(test.p_crowd)
            aside = followed(once, parts.label, settings)[seen.place]
            left = seen.where(~aside)
            rest = group_tests(once, left, len(parts)) if aside.any() else test
            p_beyond.append(rest.p_crowd)
            p_members.append(member_p(once, seen, accounts)[2])
            p_core.append(member_p(once, left, accounts)[2] if aside.any() else p_members[-1])
            best.append(
                (test.occasions[:, 1], test.by_crowd[:, 1], rest.occasions[:, 1], rest.by_crowd[:, 1])
            )
    p, beyond = (cauchy(np.stack(each, axis=1)) for each in (p_crowd, p_beyond))
    of_member, of_core = (cauchy(np.stack(each, axis=1)) for each in (p_members, p_core))
    shown = np.argmin(np.stack(p_crowd), axis=0)
    found = []
    for group in range(len(parts)):
        members = np.flatnonzero(parts.label == group)
        stay, core = (
            q_values(each[members], len(members)) <= settings.member_level for each in (of_member, of_core)
        )
        together, expected, rests, rests_expected = (each[group] for each in best[shown[group]])
        layer, window = divmod(int(shown[group]), len(settings.windows))
        found.append(
            Tested(
                members=members[stay],
                p=float(p[group]),
                q=1.0,
                beyond=float(beyond[group]),
                core=members[core],
                stability=float(parts.stability[group]),
                occasions=int(together),
                expected=float(expected),
                left=int(rests),
                left_expected=float(rests_expected),
                layer=layer,
                window=window,
            )
        )
    return found


def half(t: Ints, settings: Settings, cut: int) -> Flags:
    """Which half of the time each moment lies in: whole blocks, drawn anew for each cut."""
    if not len(t):
        return np.zeros(0, dtype=bool)
    block = t // int(settings.block * MILLI)
    first = int(block.min())
    draw = np.random.default_rng((settings.seed, cut, first)).random(int(block.max()) - first + 1) < 0.5
    chosen: Flags = draw[block - first]
    return chosen


def formed(
    layers: Sequence[Layer], chosen: Sequence[Flags], accounts: int, settings: Settings
) -> tuple[Ints, Ints, Floats]:
    """Edges (a, b, weight) between owners from the actions chosen: pairs with a small p there, weighted by
    -log10 p."""
    pairs, weights = [], []
    for each, half_ in zip(layers, chosen, strict=True):
        if not len(each.pair):
            continue
        p = _formation_p(each, half_, settings)
        keep = p <= settings.loose
        pairs.append(each.between[keep])
        weights.append(-np.log10(p[keep]))
    if not pairs:
        none = np.zeros(0, dtype=np.int64)
        return none, none, np.zeros(0)
    edge, at = np.unique(np.concatenate(pairs), return_inverse=True)
    weight = np.zeros(len(edge))
    np.maximum.at(weight, at, np.concatenate(weights))
    return edge // accounts, edge % accounts, weight


def _formation_p(layer: Layer, chosen: Flags, settings: Settings) -> Floats:
    """The smaller p of null A and null B on the actions chosen, the best window: no test, only where to
    look."""
    share = float(chosen.mean()) if len(chosen) else 1.0
    seen, pairs = layer.seen, len(layer.pair)
    inside = chosen[seen.first] & chosen[seen.second]
    far = distinct(seen.pair[inside], seen.object[inside], pairs)
    best = np.ones(pairs)
    for column, window in enumerate(settings.windows):
        near = inside & (seen.dt <= int(window * MILLI))
        x = occasions(layer.stream, seen, pairs, near, layer.post)
        expected = np.minimum(layer.expected[:, column] * share, far * even_share(window, layer.stream.grid))
        best = np.minimum(best, np.where(x >= 2, at_least(x, expected), 1.0))
    return best


def _merged(kept: list[Tested], layers: Sequence[Layer], accounts: int, settings: Settings) -> list[Found]:
    """Groups that share most of their members become one, the surest first."""
    merged: list[list[Tested]] = []
    for each in sorted(kept, key=lambda group: (group.q, group.p, -len(group.members))):
        for other in merged:
            members = np.unique(np.concatenate([one.members for one in other]))
            both = len(np.intersect1d(members, each.members))
            if both >= SAME * min(len(members), len(each.members)):
                other.append(each)
                break
        else:
            merged.append([each])
    found, taken = [], np.zeros(0, dtype=np.int64)
    for cuts in merged:
        beyond = [one.core for one in cuts if one.beyond <= settings.group_level]
        core = np.unique(np.concatenate(beyond)) if beyond else taken[:0]
        stands = len(core) >= LEAST
        together = core if stands else np.unique(np.concatenate([one.members for one in cuts]))
        members = np.setdiff1d(together, taken)
        taken = np.union1d(taken, members)
        best = cuts[0]
        found.append(
            Found(
                members=members,
                p=best.p,
                q=best.q,
                stability=float(np.mean([one.stability for one in cuts])),
                cuts=len(cuts),
                occasions=best.occasions,
                expected=best.expected,
                layer=best.layer,
                window=best.window,
                left=best.left,
                left_expected=best.left_expected,
                beyond=best.beyond,
                followed=0 if stands else followed_by(layers, members, accounts, settings),
            )
        )
    return found


def followed_by(layers: Sequence[Layer], members: Ints, accounts: int, settings: Settings) -> int:
    """How many sources members follow, in the trace that has most of them."""
    label = np.full(accounts, -1, dtype=np.int64)
    label[members] = 0
    return max(
        len(np.unique(sources(once)[followed(once, label, settings)]))
        for each in layers
        for once in each.once[-1:]
    )


def triggers(layers: Sequence[Layer], members: Ints, accounts: int, settings: Settings) -> int:
    """Distinct triggers on which two or more members (owners) came together, in the trace that has most."""
    label = np.full(accounts, -1, dtype=np.int64)
    label[members] = 0
    most = 0
    for each in layers:
        for once, window in zip(each.once, settings.windows, strict=True):
            near = own(once, label, window).near
            most = max(most, len(np.unique(once.trigger[near >= 1])))
    return most

"""Who of an audience acts at moments of their own? (each one's own delays)

Followers of the same channels meet on everything that these post, and times alone do not tell a group that
only amplifies them from its audience. But followers decide one by one: how long each waits after a post has
nothing to do with how long the others wait. Each one's delays, dealt out anew over its own posts of the same
quarter of the day, say how often two would be within the narrowest window of each other anyway, fast ones and
programs among them. Those who are so far more often, where they were not chosen for it, follow a moment that
the rest of the audience does not.

What explains such a moment is left alone: one account that goes first (a source itself), and the clock
(programs that look for news every quarter of an hour). Who acts at once on every post has no delays to tell
by, and stays an audience.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from aftershock.reaction.coordination.audience import followed
from aftershock.reaction.coordination.communities import LEAST, communities
from aftershock.reaction.coordination.grouping import Found, followed_by
from aftershock.reaction.coordination.join import on_one_line
from aftershock.reaction.coordination.layers import Layer
from aftershock.reaction.coordination.settings import Settings
from aftershock.reaction.coordination.significance import at_least, q_values
from aftershock.reaction.coordination.stream import MILLI, Flags, Ints

QUARTER = 6 * 3600 * MILLI  # of a day: who sleeps is late on what is posted at night
COMPANY = 6  # of the audience on a post: with fewer its beginning and its course are not known
FORMING, TESTING = 30, 1999  # times that delays are dealt out: to look where, and to tell
LOOSE, TIMES, FEWEST = (
    1e-3,
    3.0,
    10,
)  # p to look at a pair; meetings: so many times those expected, and in all
LED = 0.5  # of the occasions begun by one account: it is what the others see
CLOCKS = (300 * MILLI, 900 * MILLI, 3600 * MILLI)
TINY = 1e-300
ON_CLOCK = (
    0.5  # length of the mean direction on a clock's face: .2 is usual for a few dozen moments at random
)


@dataclass(frozen=True, eq=False)
class Apart:
    """Members who met ``observed`` times, two at a time, on time that did not choose them, ``expected`` by
    their own delays, in the layer of this place."""

    layer: int
    members: Ints
    observed: int
    expected: float
    p: float


@dataclass(frozen=True, eq=False)
class _Acts:
    """What it did in one layer (by place), once an account and thing; delays since the thing began."""

    layer: int

    thing: Ints
    account: Ints
    t: Ints
    delay: Ints
    born: Ints

    def where(self, keep: Flags) -> _Acts:
        some = (each[keep] for each in (self.thing, self.account, self.t, self.delay, self.born))
        return _Acts(self.layer, *some)

    def dealt(self, dice: np.random.Generator) -> Ints:
        """The delays, each account's dealt out anew over its things of one quarter of the day."""
        cell = self.account * 4 + (self.born // QUARTER) % 4
        out = np.empty_like(self.delay)
        out[np.argsort(cell, kind="stable")] = self.delay[np.lexsort((dice.random(len(cell)), cell))]
        return out


def told(
    found: Sequence[Found], community: Ints, layers: Sequence[Layer], accounts: int, settings: Settings
) -> tuple[Found, ...]:
    """The groups, with those that are told inside a community (label of each account, -1: none) by delays.

    An audience is without them; who is in a group that stands already is in no other.
    """
    every = [np.flatnonzero(community == number) for number in range(int(community.max(initial=-1)) + 1)]
    tried = [within(layers, members, accounts, settings) for members in every]
    some = [each for apart, _ in tried for each in apart]
    q = q_values(np.asarray([each.p for each in some]), max(sum(count for _, count in tried), 1))
    inside = _merged([one for one in zip(some, q.tolist(), strict=True) if one[1] <= settings.group_level])
    known = [group.members for group in found if not group.followed]
    inside = [one for one in inside if not any(np.isin(one[0].members, each).any() for each in known)]
    out = list(found)
    for each, _ in inside:
        out = [_without(group, each.members) for group in out]
    around = (every[int(community[each.members[0]])] for each, _ in inside)
    new = [
        _found(each, value, followed_by(layers, members, accounts, settings))
        for (each, value), members in zip(inside, around, strict=True)
    ]
    return (*(group for group in out if len(group.members) >= LEAST), *new)


def _without(group: Found, members: Ints) -> Found:
    return replace(group, members=np.setdiff1d(group.members, members))


def _found(each: Apart, q: float, sources: int) -> Found:
    """A group that its members' delays tell from the audience of some sources."""
    return Found(
        members=each.members,
        p=each.p,
        q=q,
        stability=1.0,
        cuts=1,
        occasions=each.observed,
        expected=each.expected,
        layer=each.layer,
        window=0,
        left=0,
        left_expected=0.0,
        beyond=1.0,
        beside=sources,
    )


def _merged(some: list[tuple[Apart, float]]) -> list[tuple[Apart, float]]:
    """Those that both halves found are one, with the numbers of the surer."""
    out: list[tuple[Apart, float]] = []
    for each, q in sorted(some, key=lambda one: (one[1], -one[0].observed)):
        same = next(
            (n for n, (other, _) in enumerate(out) if np.isin(each.members, other.members).any()), None
        )
        if same is None:
            out.append((each, q))
        else:
            other, surer = out[same]
            out[same] = replace(other, members=np.union1d(other.members, each.members)), surer
    return out


def within(
    layers: Sequence[Layer], members: Ints, accounts: int, settings: Settings
) -> tuple[list[Apart], int]:
    """The groups inside an audience that hold up, and how many were tried; in the trace with most acts."""
    if len(members) < COMPANY:
        return [], 0  # so many are never on one thing
    label = np.full(accounts, -1, dtype=np.int64)
    label[members] = 0
    each_layer = (_acts(place, each, label, settings) for place, each in enumerate(layers))
    acts = max(each_layer, key=lambda each: len(each.t))
    if not len(acts.t):
        return [], 0
    dice = np.random.default_rng((settings.seed, len(acts.t)))
    block = acts.born // int(settings.block * MILLI)
    drawn = dice.random(int(block.max() - block.min()) + 1) < 0.5
    first = drawn[block - block.min()]
    found: list[Apart] = []
    tried = 0
    for side in (first, ~first):
        parts = _formed(acts.where(side), accounts, settings, dice)
        for group in range(int(parts.max(initial=-1)) + 1):
            held = acts.where(~side & (parts[acts.account] == group))
            found += _tested(held, accounts, settings, dice)
            tried += 1
    return found, tried


def _acts(place: int, layer: Layer, label: Ints, settings: Settings) -> _Acts:
    """What the labelled did with what they follow; a thing begins with whoever is first on it."""
    stream = layer.once[-1]
    keep = followed(stream, label, settings) & (stream.trace != "forward")  # whose things have no name
    starts = np.flatnonzero(np.diff(stream.object, prepend=-1))
    born = np.repeat(stream.t[starts], np.diff(np.append(starts, len(stream))))
    order = np.flatnonzero(keep)
    order = order[np.lexsort((stream.t[order], stream.account[order], stream.object[order]))]
    thing, account, t, born = (each[order] for each in (stream.object, stream.account, stream.t, born))
    once = (np.diff(thing, prepend=-1) != 0) | (np.diff(account, prepend=-1) != 0)
    many = np.bincount(thing[once], minlength=int(thing.max(initial=-1)) + 1)[thing] >= COMPANY
    return _Acts(place, thing, account, t, t - born, born).where(once & many)


def _meetings(acts: _Acts, delay: Ints, window: float) -> tuple[Ints, Ints]:
    """Places of two acts on one thing within the window, each pair once."""
    if not len(delay):
        return delay, delay
    order = np.lexsort((delay, acts.thing))
    reach = int(window * MILLI)
    line = on_one_line(acts.thing[order], delay[order], reach)
    many = np.searchsorted(line, line + reach, side="right") - np.arange(len(line)) - 1
    first = np.repeat(np.arange(len(line)), many)
    second = first + 1 + np.arange(len(first)) - np.repeat(np.cumsum(many) - many, many)
    return order[first], order[second]


def _pairs(acts: _Acts, delay: Ints, window: float, accounts: int) -> Ints:
    a, b = (acts.account[place] for place in _meetings(acts, delay, window))
    return np.minimum(a, b) * accounts + np.maximum(a, b)


def _formed(acts: _Acts, accounts: int, settings: Settings, dice: np.random.Generator) -> Ints:
    """Communities of pairs that meet more often than their own delays give; -1 outside."""
    window = settings.windows[0]
    pair, count = np.unique(_pairs(acts, acts.delay, window, accounts), return_counts=True)
    if not len(pair):
        return np.full(accounts, -1, dtype=np.int64)
    met = np.ones(len(pair))  # of a pair that never met in a draw little is known
    for _ in range(FORMING):
        drawn = _pairs(acts, acts.dealt(dice), window, accounts)
        place = np.minimum(np.searchsorted(pair, drawn), len(pair) - 1)
        met += np.bincount(place[pair[place] == drawn], minlength=len(pair))
    expected = met / FORMING
    p = at_least(count, expected)
    keep = (p <= LOOSE) & (count >= LEAST) & (count >= TIMES * expected)
    weight = -np.log10(np.maximum(p[keep], TINY))
    return communities(pair[keep] // accounts, pair[keep] % accounts, weight, accounts, sweep=False).label


def _tested(acts: _Acts, accounts: int, settings: Settings, dice: np.random.Generator) -> Iterator[Apart]:
    """A group on the half that did not form it, where it holds up there and nothing plain explains it."""
    window = settings.windows[0]
    first, second = _meetings(acts, acts.delay, window)
    if len(first) < FEWEST or _led(acts, first, second) or _by_the_clock(acts, first, second):
        return
    mine = _each(acts, first, second, accounts)
    as_many, of_each, total = 0, np.zeros(accounts, dtype=np.int64), np.zeros(accounts)
    for _ in range(TESTING):
        drawn = _meetings(acts, acts.dealt(dice), window)
        each = _each(acts, *drawn, accounts)
        as_many += len(drawn[0]) >= len(first)
        of_each += each >= mine
        total += each
    expected = float(total.sum()) / 2 / TESTING
    p = (1 + of_each) / (1 + TESTING)
    members = np.unique(acts.account)
    stay = (q_values(p[members], len(members)) <= settings.member_level) & (
        mine[members] >= TIMES * total[members] / TESTING
    )
    if len(first) >= TIMES * expected and stay.sum() >= LEAST:
        yield Apart(acts.layer, members[stay], len(first), expected, (1 + as_many) / (1 + TESTING))


def _each(acts: _Acts, first: Ints, second: Ints, accounts: int) -> Ints:
    """The meetings of each account."""
    return np.bincount(acts.account[np.concatenate([first, second])], minlength=accounts)


def _begun(first: Ints, second: Ints) -> Ints:
    """The acts that an occasion begins with: nobody is shortly before them."""
    return np.setdiff1d(first, second)


def _led(acts: _Acts, first: Ints, second: Ints) -> bool:
    """Whether one account begins most occasions: the others may follow it, and it can be seen."""
    begun = acts.account[_begun(first, second)]
    return bool(np.bincount(begun).max(initial=0) >= LED * max(len(begun), 1))


def _by_the_clock(acts: _Acts, first: Ints, second: Ints) -> bool:
    """Whether occasions lie at one place of the clock's face: programs look for news at such times."""
    t = acts.t[_begun(first, second)]
    faces = (np.abs(np.exp(2j * np.pi * (t % clock) / clock).mean()) for clock in CLOCKS)
    return any(bool(each >= ON_CLOCK) for each in faces)

"""What would a stream look like whose coordinated groups are known? Seeded, vectorised, neutral ids only.

Accounts differ in activity (lognormal) and follow a daily rhythm in their own time zone. Objects are born at
a random hour, differ in popularity (Zipf) and die away (Lomax). A planted group takes part in a number of
campaigns: each picks one object, and members act on it with exponential delays. ``popular=True`` takes
objects that a crowd uses at that hour anyway (the hard plant), else objects of average popularity (the easy
plant).
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

HOUR = 3600.0
DAY = 24 * HOUR


@dataclass(frozen=True, kw_only=True)
class Plant:
    """Groups of one strength: how many, how large, over how many campaigns, how quick."""

    groups: int = 20
    size: tuple[int, int] = (5, 16)
    campaigns: tuple[int, int] = (15, 60)
    delay: float = 40.0
    joins: float = 0.85
    popular: bool = False


EASY = Plant()
HARD = Plant(campaigns=(4, 10), joins=0.7, popular=True)


@dataclass(frozen=True, kw_only=True)
class World:
    """A stream and the truth about it; ``groups`` holds account names."""

    events: pa.Table
    groups: tuple[tuple[str, ...], ...] = field(default=())


def world(
    seed: int,
    *,
    posts: int = 200_000,
    accounts: int = 15_000,
    days: float = 5.0,
    plant: Plant | None = EASY,
    traces: tuple[str, ...] = ("repost", "url", "hashtag", "reply", "domain"),
) -> World:
    """A stream of about ``posts`` posts as the table (trace, object, account, post, t, source)."""
    dice = np.random.default_rng(seed)
    account, t = _posts(dice, posts, accounts, days)
    members = _members(dice, plant, accounts) if plant else []
    found: list[_Actions] = []
    shares = {"repost": 0.45, "url": 0.2, "hashtag": 0.45, "reply": 0.2}
    number = len(t)
    for trace, share in shares.items():
        if trace not in traces:
            continue
        on = np.flatnonzero(dice.random(len(t)) < share)
        several = dice.integers(1, 4, len(on)) if trace == "hashtag" else np.ones(len(on), dtype=np.int64)
        post = np.repeat(on, several)
        pool = _Pool(dice, max(50, len(post) // (40 if trace == "hashtag" else 8)), days, trace)
        actions = _Actions(trace, pool.pick(dice, t[post]), account[post], post, t[post], pool)
        if plant:
            actions, number = _plant(dice, actions, plant, members, number, days)
        found.append(actions)
        if trace == "url" and "domain" in traces:
            found.append(
                _Actions("domain", actions.object // 40, actions.account, actions.post, actions.t, None)
            )
    table = pa.concat_tables([each.table() for each in found])
    names = tuple(tuple(f"a{int(one)}" for one in group) for group in members)
    return World(events=table, groups=names)


class _Pool:
    """Objects with a birth, a popularity and a Lomax decay."""

    def __init__(self, dice: np.random.Generator, size: int, days: float, trace: str) -> None:
        self.size = size
        self.birth = np.sort(dice.uniform(-0.5 * DAY, days * DAY, size))
        self.weight = np.minimum(dice.pareto(1.1, size), 3000.0) + 0.02
        self.scale = dice.lognormal(np.log(3 * HOUR), 1.0, size) * (4 if trace == "hashtag" else 1)
        self.source = dice.integers(0, max(5, size // 4), size)

    def rate(self, t: float) -> np.ndarray:
        """How much of the crowd each object draws at one moment."""
        age = t - self.birth
        return np.where(age > 0, self.weight / (1.0 + np.maximum(age, 0) / self.scale) ** 2.0, 0.0)

    def pick(self, dice: np.random.Generator, t: np.ndarray) -> np.ndarray:
        """An object for each moment: drawn from the rates at the quarter of an hour it lies in."""
        picked = np.zeros(len(t), dtype=np.int64)
        quarter = (t // 900).astype(np.int64)
        order = np.argsort(quarter, kind="stable")
        bounds = np.flatnonzero(np.diff(quarter[order], prepend=-1, append=-1))
        for low, high in itertools.pairwise(bounds):
            rows = order[low:high]
            rate = self.rate(float(quarter[rows[0]] * 900 + 450)).cumsum()
            if rate[-1] > 0:
                picked[rows] = np.searchsorted(rate, dice.random(len(rows)) * rate[-1])
        return picked


@dataclass(frozen=True)
class _Actions:
    trace: str
    object: np.ndarray
    account: np.ndarray
    post: np.ndarray
    t: np.ndarray
    pool: _Pool | None

    def table(self) -> pa.Table:
        source = self.object if self.pool is None else self.pool.source[self.object]
        return pa.table(
            {
                "trace": pa.array([self.trace]).take(pa.array(np.zeros(len(self.t), dtype=np.int32))),
                "object": _names(f"{self.trace[0]}o", self.object),
                "account": _names("a", self.account),
                "post": _names("p", self.post),
                "t": pa.array(np.round(self.t * 1000).astype(np.int64) / 1000),
                "source": _names("s", source) if self.trace in ("repost", "reply") else _nothing(self.t),
            }
        )


def _names(letter: str, numbers: np.ndarray) -> pa.Array:
    return pc.binary_join_element_wise(pa.scalar(letter), pa.array(numbers).cast(pa.string()), "")


def _nothing(t: np.ndarray) -> pa.Array:
    return pa.nulls(len(t), pa.string())


def _posts(
    dice: np.random.Generator, posts: int, accounts: int, days: float
) -> tuple[np.ndarray, np.ndarray]:
    weight = dice.lognormal(0, 1.4, accounts)
    account = np.searchsorted(weight.cumsum(), dice.random(posts) * weight.sum()).clip(0, accounts - 1)
    zone = dice.choice([0, 1, 2, 6, 8], accounts, p=[0.3, 0.3, 0.2, 0.1, 0.1])
    hour = np.arange(24)
    rhythm = (1.1 + np.cos((hour - 15) / 24 * 2 * np.pi)).cumsum()
    local = np.searchsorted(rhythm, dice.random(posts) * rhythm[-1])
    t = (np.floor(dice.uniform(0, days, posts)) * 24 + (local - zone[account]) % 24) * HOUR
    t = t + dice.uniform(0, HOUR, posts)
    order = np.argsort(t)
    return account[order], t[order]


def _members(dice: np.random.Generator, plant: Plant, accounts: int) -> list[np.ndarray]:
    sizes = dice.integers(*plant.size, plant.groups)
    chosen = dice.permutation(accounts)[: sizes.sum()]
    return np.split(chosen, sizes.cumsum()[:-1])


def _plant(
    dice: np.random.Generator,
    actions: _Actions,
    plant: Plant,
    members: list[np.ndarray],
    number: int,
    days: float,
) -> tuple[_Actions, int]:
    """Campaign posts beside the background; ``number`` is the next free post."""
    pool = actions.pool
    assert pool is not None
    objects, accounts, times = [actions.object], [actions.account], [actions.t]
    posts = [actions.post]
    for group in members:
        for _ in range(int(dice.integers(*plant.campaigns))):
            at = float(dice.uniform(0.02, 0.98) * days * DAY)
            rate = pool.rate(at)
            if plant.popular:
                choice = int(dice.choice(np.argsort(rate)[-10:]))
            else:
                choice = int(dice.choice(np.flatnonzero(rate > 0)))
            who = group[dice.random(len(group)) < plant.joins]
            objects.append(np.full(len(who), choice))
            accounts.append(who)
            times.append(at + dice.exponential(plant.delay, len(who)))
            posts.append(np.arange(number, number + len(who)))
            number += len(who)
    return (
        _Actions(
            actions.trace,
            np.concatenate(objects),
            np.concatenate(accounts),
            np.concatenate(posts),
            np.concatenate(times),
            pool,
        ),
        number,
    )


def scrambled(events: pa.Table, seed: int) -> pa.Table:
    """The same posts under other names: accounts permuted over the posts of each hour (nothing to find)."""
    dice = np.random.default_rng(seed)
    post = events["post"].combine_chunks().dictionary_encode()
    code = post.indices.to_numpy(zero_copy_only=False)
    t = events["t"].to_numpy()
    first = np.zeros(len(post.dictionary), dtype=np.int64)
    first[code[::-1]] = np.arange(len(code))[::-1]
    hour = (t[first] // HOUR).astype(np.int64)
    order = np.lexsort((dice.random(len(hour)), hour))
    stays = np.argsort(hour, kind="stable")
    taken = np.empty(len(hour), dtype=np.int64)
    taken[stays] = first[order]
    account = events["account"].combine_chunks().take(pa.array(taken[code]))
    return events.set_column(events.schema.get_field_index("account"), "account", account)

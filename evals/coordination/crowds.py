"""What do crowds look like in which nobody arranged anything? Small streams of our own, one kind each.

These are for work on the detector; kinds that are kept back from it are made elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa

HOUR = 3600.0


def table(trace: str, rows: list[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]]) -> pa.Table:
    """(object, account, t, source) arrays as an event table; a source below 0 is none."""
    obj, account, t, source = (np.concatenate(each) for each in zip(*rows, strict=True))
    names = [f"s{one}" if one >= 0 else None for one in source.tolist()]
    return pa.table(
        {
            "trace": pa.array([trace] * len(t)),
            "object": pa.array([f"o{one}" for one in obj.tolist()]),
            "account": pa.array([f"a{one}" for one in account.tolist()]),
            "post": pa.array([f"p{one}" for one in range(len(t))]),
            "t": pa.array(np.round(t, 1)),
            "source": pa.array(names, pa.string()),
        }
    )


def background(
    dice: np.random.Generator, actions: int, accounts: int, hours: float
) -> tuple[np.ndarray, ...]:
    """People who act on anything at any time."""
    weight = dice.lognormal(0, 1.2, accounts)
    obj = 100_000 + dice.zipf(1.3, actions).clip(1, 3000)
    who = dice.choice(accounts, actions, p=weight / weight.sum())
    return obj, who, dice.uniform(0, hours * HOUR, actions), np.full(actions, -1)


def celebrity(seed: int) -> pa.Table:
    """300 followers repost a visible account's 60 posts, half of them within three minutes."""
    dice = np.random.default_rng(seed)
    rows = [background(dice, 20_000, 3000, 120)]
    for post in range(60):
        at, who = dice.uniform(0, 119 * HOUR), np.flatnonzero(dice.random(300) < 0.4)
        t = at + dice.lognormal(np.log(180), 1.2, len(who))
        rows.append((np.full(len(who), post), who, t, np.full(len(who), 7)))
    return table("repost", rows)


def push(seed: int) -> pa.Table:
    """Thirty links are pushed to 400 telephones at a minute; a third open and share within two minutes."""
    dice = np.random.default_rng(seed)
    rows = [background(dice, 20_000, 3000, 120)]
    for link in range(30):
        at, who = dice.uniform(0, 119 * HOUR), np.flatnonzero(dice.random(400) < 0.33)
        t = at + dice.exponential(60, len(who))
        rows.append((np.full(len(who), link), who, t, np.full(len(who), -1)))
        later = dice.integers(0, 3000, 60)
        rows.append((np.full(60, link), later, at + dice.exponential(2 * HOUR, 60), np.full(60, -1)))
    return table("url", rows)


def topical(seed: int) -> pa.Table:
    """Ten communities of 60 who share tags of their own in the evening hours of their own zone."""
    dice = np.random.default_rng(seed)
    rows = [background(dice, 20_000, 3000, 120)]
    for community in range(10):
        count = 60 * 60
        who = community * 60 + dice.integers(0, 60, count)
        tag = community * 40 + dice.zipf(1.4, count).clip(1, 40)
        day = dice.integers(0, 5, count)
        hour = 12 + community % 5 + dice.normal(6, 1.2, count).clip(0, 11)
        rows.append((tag, who, (day * 24 + hour) * HOUR % (120 * HOUR), np.full(count, -1)))
    return table("hashtag", rows)


def breaking(seed: int) -> pa.Table:
    """Twelve pieces of news: everybody shares each link in its first ten minutes."""
    dice = np.random.default_rng(seed)
    rows = [background(dice, 20_000, 3000, 120)]
    for link in range(12):
        who = dice.choice(3000, 900, replace=False)
        t = dice.uniform(0, 118 * HOUR) + dice.gamma(2, 150, 900)
        rows.append((np.full(900, link), who, t, np.full(900, -1)))
    return table("url", rows)


def autoposters(seed: int) -> pa.Table:
    """25 independent programs repost one feed's 80 items on the minute they poll it."""
    dice = np.random.default_rng(seed)
    rows = [background(dice, 20_000, 3000, 120)]
    period = dice.choice([60, 300, 600, 900], 25)
    for item in range(80):
        at, who = dice.uniform(0, 119 * HOUR), np.arange(25)
        t = (np.floor(at / period) + 1) * period + dice.uniform(0, 3, 25)
        rows.append((np.full(25, item), who, t, np.full(25, 9)))
    return table("repost", rows)


KINDS: tuple[tuple[str, Callable[[int], pa.Table]], ...] = (
    ("celebrity", celebrity),
    ("push", push),
    ("topical", topical),
    ("breaking", breaking),
    ("autoposters", autoposters),
)

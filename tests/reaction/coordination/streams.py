"""Small streams for the tests of coordination, and slow twins that follow the published rules word by
word."""

from __future__ import annotations

import random
from collections import defaultdict
from itertools import combinations

import pyarrow as pa

Row = tuple[str, str, str, float]  # object, account, post, t


def table(rows: list[Row], trace: str = "url", sources: list[str | None] | None = None) -> pa.Table:
    """An event table of one trace."""
    columns = {
        "trace": [trace] * len(rows),
        "object": pa.array([row[0] for row in rows], pa.string()),
        "account": pa.array([row[1] for row in rows], pa.string()),
        "post": pa.array([row[2] for row in rows], pa.string()),
        "t": pa.array([row[3] for row in rows], pa.float64()),
    }
    if sources is not None:
        columns["source"] = pa.array(sources, pa.string())
    return pa.table(columns)


def noise(seed: int, rows: int = 400, accounts: int = 25, objects: int = 12, span: float = 5000) -> list[Row]:
    """Actions at random, several objects a post now and then."""
    dice = random.Random(seed)
    made: list[Row] = []
    while len(made) < rows:
        account, t, post = f"a{dice.randrange(accounts)}", round(dice.uniform(0, span), 1), f"p{len(made)}"
        for obj in dice.sample(range(objects), dice.choice((1, 1, 2))):
            made.append((f"o{obj}", account, post, t))
    return made


def slow_shared(rows: list[Row], window: float) -> dict[tuple[str, str], int]:
    """Distinct objects on which two accounts acted within the window: all pairs, no cleverness."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for (o, a, _, t), (p, b, _, u) in combinations(rows, 2):
        if o == p and a != b and abs(t - u) <= window + 1e-9:
            found[min(a, b), max(a, b)].add(o)
    return {pair: len(objects) for pair, objects in found.items()}


def slow_qut(rows: list[Row], window: float, least: int) -> dict[tuple[str, str], int]:
    """The QUT toolkit's rule: count(distinct e_1.message_id) grouped by (e_1.user, e_2.user)."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for o, a, post, t in rows:
        for p, b, _, u in rows:
            if o == p and a != b and t - window - 1e-9 <= u <= t + window + 1e-9:
                found[a, b].add(post)
    return {pair: len(posts) for pair, posts in found.items() if len(posts) >= least}


def slow_coortweet(rows: list[Row], window: float, participation: int) -> dict[tuple[str, str], int]:
    """CooRTweet's rule: all pairs of an object, filtered by time, loops and participation; rows per pair."""
    posts = defaultdict(int)
    for _, account, _, _ in rows:
        posts[account] += 1
    rows = [row for row in rows if posts[row[1]] >= participation]
    by_object = defaultdict(list)
    for row in rows:
        by_object[row[0]].append(row)
    result = [
        (x, y)
        for group in by_object.values()
        for x, y in combinations(group, 2)
        if abs(x[3] - y[3]) <= window + 1e-9
    ]
    result = [(x, y) for x, y in result if x[0] not in (x[2], y[2]) and x[2] != y[2] and x[1] != y[1]]
    coordinated = {row[2] for pair in result for row in pair}
    count: dict[str, int] = defaultdict(int)
    for _, account, post, _ in rows:
        count[account] += post in coordinated
    carrying = {row[2] for row in rows if row[2] in coordinated and count[row[1]] >= participation}
    weight: dict[tuple[str, str], int] = defaultdict(int)
    for x, y in result:
        if x[2] in carrying or y[2] in carrying:
            weight[min(x[1], y[1]), max(x[1], y[1])] += 1
    return dict(weight)

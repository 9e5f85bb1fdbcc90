"""Are edges and weights those of the tools that people know? Slow twins here; the tools themselves in the
bench."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from aftershock.reaction.coordination import stream, weights
from tests.reaction.coordination.streams import Row, noise, slow_coortweet, slow_qut, table


def named(events: stream.Events, found: weights.Weights, *, ordered: bool) -> dict[tuple[str, str], int]:
    names = events.accounts.to_pylist()
    pairs = [(names[a], names[b]) for a, b in zip(found.a, found.b, strict=True)]
    if not ordered:
        pairs = [(min(pair), max(pair)) for pair in pairs]
    return dict(zip(pairs, found.weight.tolist(), strict=True))


def agree(rows: list[Row], window: float) -> None:
    events = stream.read(table(rows))
    one = events.streams[0]
    ours = named(events, weights.matched_posts(events, one, window), ordered=True)
    assert ours == slow_qut(rows, window, 2)
    for participation in (1, 2, 4):
        found = weights.combinations(events, one, window, participation)
        ours = named(events, weights.pair_weights(events, one, found), ordered=False)
        assert ours == slow_coortweet(rows, window, participation)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("window", [10.0, 60.0])
def test_edges_and_weights_on_simulated_sets(seed: int, window: float) -> None:
    rows = noise(seed)
    # posts that are themselves the object of others: loops in CooRTweet's sense
    loops: list[Row] = [(f"r{n}", f"a{n % 7}", f"r{n}", 100.0 + n) for n in range(20)]
    answers: list[Row] = [(f"r{n}", f"a{n % 5}", f"s{n}", 101.0 + n) for n in range(20)]
    agree(rows + loops + answers, window)


def reposts(folder: Path, most: int) -> list[Row]:
    with (folder / "coordination" / "russian_coord_tweets.csv").open(encoding="utf-8") as file:
        rows = [
            (each["object_id"], each["account_id"], each["content_id"], float(each["timestamp_share"]))
            for each in csv.DictReader(file)
        ]
    return rows[:most]


def test_edges_and_weights_on_reposts(shared_data: Path) -> None:
    agree(reposts(shared_data, 3000), 60.0)

"""Are planted groups found, crowds left alone, and can every number be counted again from the posts?"""

from __future__ import annotations

import random
from collections import defaultdict

import pyarrow as pa
import pytest
from evals.coordination import generate

from aftershock.reaction.coordination.detection import detect
from aftershock.reaction.coordination.result import Coordination
from aftershock.reaction.coordination.settings import Settings
from tests.reaction.coordination.streams import noise, table

QUICK = Settings(splits=1, scrambles=1, seed=3)
PLANT = generate.Plant(groups=2, size=(6, 8), campaigns=(25, 30))


@pytest.fixture(scope="module")
def planted() -> tuple[generate.World, Coordination]:
    world = generate.world(8, posts=5_000, accounts=500, plant=PLANT, traces=("repost", "hashtag"))
    return world, detect(world.events, QUICK)


def test_planted_groups_are_found_and_nobody_else(planted: tuple[generate.World, Coordination]) -> None:
    world, found = planted
    groups = [{each.account for each in group.members} for group in found.groups]
    assert sorted(map(sorted, groups)) == sorted(map(sorted, world.groups))
    together = {frozenset((a, b)) for group in world.groups for a in group for b in group if a != b}
    edges = {frozenset(pair) for pair in zip(*(found.edges[name].to_pylist() for name in "ab"), strict=True)}
    assert edges <= together
    assert len(edges) > 0.9 * len(together)


def test_every_count_can_be_made_again_from_the_posts(planted: tuple[generate.World, Coordination]) -> None:
    _, found = planted
    rows = defaultdict(list)
    for row in found.posts.to_pylist():
        rows[row["edge"]].append(row)
    assert found.edges.num_rows == len(rows)
    for edge in found.edges.to_pylist():
        posts = rows[edge["edge"]]
        assert all(row["seconds"] <= edge["window"] and row["trace"] == edge["trace"] for row in posts)
        assert edge["objects"] == len({row["object"] for row in posts})
        kinds = ("trigger", "post_a", "post_b")
        assert edge["observed"] == min(len({row[kind] for row in posts}) for kind in kinds)


def test_posts_are_those_of_the_accounts(planted: tuple[generate.World, Coordination]) -> None:
    world, found = planted
    names = [world.events[name].to_pylist() for name in ("trace", "object", "account", "post")]
    acted = set(zip(*names, strict=True))
    accounts = {edge["edge"]: (edge["a"], edge["b"]) for edge in found.edges.to_pylist()}
    for row in found.posts.to_pylist():
        for account, post in zip(accounts[row["edge"]], (row["post_a"], row["post_b"]), strict=True):
            assert (row["trace"], row["object"], account, post) in acted
    for row in found.group_posts.to_pylist():
        assert (row["trace"], row["object"], row["account"], row["post"]) in acted


def test_the_self_check_is_in_the_report(planted: tuple[generate.World, Coordination]) -> None:
    _, found = planted
    assert (found.self_check.scrambles, found.self_check.edges, found.self_check.groups) == (1, 0, 0)
    assert found.self_check.words == "false edges on 1 scrambled copy: 0; false groups: 0"
    assert "what the collection misses is not known" in found.completeness
    words = " ".join([found.note, *(group.words for group in found.groups)])
    assert "bot" not in words
    assert "beyond the model" in words


def test_channels_of_one_declared_owner_are_no_finding(planted: tuple[generate.World, Coordination]) -> None:
    world, _ = planted
    owners = dict.fromkeys(world.groups[0], "one house")
    found = detect(world.events, Settings(splits=1, scrambles=0), owners=owners)
    named = {name for side in "ab" for name in found.edges[side].to_pylist()}
    named |= {each.account for group in found.groups for each in group.members}
    assert not named & set(world.groups[0])
    assert named >= set(world.groups[1])


def test_the_same_events_give_the_same_result(planted: tuple[generate.World, Coordination]) -> None:
    world, found = planted
    again = detect(world.events, QUICK)
    assert again.edges.equals(found.edges)
    assert again.groups == found.groups


def fans(seed: int, posts: int = 40, followers: int = 30) -> pa.Table:
    """Followers of one visible account repost each of its posts within minutes, among people who do not."""
    dice = random.Random(seed)
    rows, sources = noise(seed, rows=600, accounts=120, objects=60, span=posts * 7200.0), []
    sources = [f"s{row[0]}" for row in rows]
    for n in range(posts):
        for fan in range(followers):
            if dice.random() < 0.5:
                delay = 40 + dice.expovariate(1 / 120)
                rows.append((f"star{n}", f"fan{fan}", f"f{n}-{fan}", n * 7200 + delay))
                sources.append("star")
    return table(rows, "repost", list(sources))


def test_the_followers_of_one_visible_source_are_a_crowd() -> None:
    found = detect(fans(2), Settings(splits=1, scrambles=0))
    assert found.edges.num_rows == 0
    assert found.groups == ()


def test_nothing_is_found_in_nothing() -> None:
    found = detect(table([]), Settings(scrambles=1))
    assert (found.actions, found.edges.num_rows, found.groups) == (0, 0, ())

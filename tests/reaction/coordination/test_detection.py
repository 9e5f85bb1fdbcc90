"""Are planted groups found, crowds left alone, and can every number be counted again from the posts?"""

from __future__ import annotations

import random
from collections import defaultdict

import pyarrow as pa
import pytest
from evals.coordination import generate

from aftershock.errors import InputError
from aftershock.reaction.coordination import stream
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


@pytest.mark.parametrize("step", [1.0, 60.0])
def test_the_order_of_the_rows_does_not_matter(step: float) -> None:
    """An engine gives them in any; with times cut to minutes many actions are at one moment."""
    events = generate.world(8, posts=3_000, accounts=300, plant=PLANT, traces=("repost", "hashtag")).events
    cut = pa.array([t // step * step for t in events["t"].to_pylist()], pa.float64())
    events = events.set_column(events.column_names.index("t"), "t", cut)
    order = list(range(events.num_rows))
    random.Random(5).shuffle(order)
    here, there = (detect(each, QUICK) for each in (events, events.take(pa.array(order))))
    assert here.groups
    for name in ("edges", "posts", "group_posts"):
        assert getattr(here, name).equals(getattr(there, name)), name
    assert [here.groups, here.groups_tested, here.self_check] == [
        there.groups,
        there.groups_tested,
        there.self_check,
    ]


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


def numbered(events: pa.Table) -> tuple[pa.Table, dict[str, int]]:
    """The table with accounts as numbers, as a case has them, and the number of each."""
    names = sorted(set(events["account"].to_pylist()))
    number = {name: 10**17 + place for place, name in enumerate(names)}
    column = pa.array([number[name] for name in events["account"].to_pylist()], pa.int64())
    return events.set_column(events.column_names.index("account"), "account", column), number


def test_an_owner_counts_once_in_a_group_and_its_accounts_are_numbers_in_a_case(
    planted: tuple[generate.World, Coordination],
) -> None:
    world, _ = planted
    events, number = numbered(world.events)
    group = [number[name] for name in sorted(world.groups[0])]
    quick = Settings(splits=1, scrambles=0)
    one_left = detect(events, quick, owners=dict.fromkeys(group[1:], "one house"))
    members = {member.account for each in one_left.groups for member in each.members}
    assert not members & {str(each) for each in group}
    assert one_left.owned_pairs == (len(group) - 1) * (len(group) - 2) // 2
    assert one_left.owned_accounts == len(group) - 1
    half = detect(events, quick, owners=dict.fromkeys(group[: len(group) // 2], "one house"))
    (found,) = (each for each in half.groups if str(group[-1]) in {member.account for member in each.members})
    assert {member.account for member in found.members} <= {str(each) for each in group}
    assert found.owners == len(group) - len(group) // 2 + 1 < len(found.members)
    assert f"({found.owners} with those of one declared owner counted once)" in found.words
    acted = {row["account"] for row in half.group_posts.to_pylist()}
    assert {member.account for member in found.members} <= acted


def test_owners_of_another_kind_of_account_are_refused_and_not_passed_over() -> None:
    events, number = numbered(table(noise(1)))
    with pytest.raises(InputError, match="no int64"):
        detect(events, owners={str(each): "one house" for each in number.values()})


def test_posts_of_one_owners_channels_are_one_source() -> None:
    rows = [("o1", "a", "p1", 0.0), ("o2", "b", "p2", 5.0)]
    events = table(rows, "repost", ["c1", "c2"])
    apart, together = (
        stream.read(events, owners=owners).streams[0].trigger.tolist()
        for owners in ({}, {"c1": "one house", "c2": "one house"})
    )
    assert len(set(apart)) == 2
    assert len(set(together)) == 1


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

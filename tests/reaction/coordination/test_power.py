"""Is a strong group seen, and a pair of coincidences not, in the stream that was searched?"""

from __future__ import annotations

from evals.coordination import generate

from aftershock.reaction.coordination import stream
from aftershock.reaction.coordination.power import power
from aftershock.reaction.coordination.settings import Settings


def test_what_is_strong_is_seen_and_what_is_weak_is_not_promised() -> None:
    made = generate.world(4, posts=4_000, accounts=400, plant=None, traces=("repost",))
    events = stream.read(made.events)
    settings = Settings(splits=1, scrambles=0)
    strong = power(events, "repost", size=8, campaigns=40, groups=2, settings=settings)
    assert (strong.planted, strong.seen) == (2, 2)
    weak = power(events, "repost", size=3, campaigns=1, groups=2, settings=settings)
    assert (weak.seen, weak.members_seen) == (0, 0.0)
    # the events that were asked about are as they were
    assert events.streams[0].row.max() < len(events.posts)


def test_accounts_that_are_found_without_a_plant_prove_nothing() -> None:
    plant = generate.Plant(groups=6, size=(9, 11), campaigns=(25, 30))
    made = generate.world(8, posts=4_000, accounts=160, plant=plant, traces=("repost",))
    events = stream.read(made.events)
    settings = Settings(splits=1, scrambles=0)
    once = power(events, "repost", size=4, campaigns=1, groups=10, settings=settings)
    natural = {account for group in made.groups for account in group}
    assert once.left_out >= 0.9 * len(natural) > 45
    assert once.planted > 5
    assert (once.seen, once.members_seen) == (0, 0.0)
    often = power(events, "repost", size=8, campaigns=40, groups=2, settings=settings)
    assert often.seen >= 1


def test_accounts_of_one_owner_are_not_planted_together() -> None:
    made = generate.world(4, posts=4_000, accounts=400, plant=None, traces=("repost",))
    names = sorted(set(made.events["account"].to_pylist()))
    events = stream.read(made.events, owners=dict.fromkeys(names[3:], "one house"))
    told = power(events, "repost", size=4, campaigns=9, groups=9, settings=Settings(splits=1, scrambles=0))
    assert told.planted == 1

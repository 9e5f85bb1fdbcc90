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

"""How many accounts could have posted: whose number are an event's posts counted on?

Where a list says who is collected, and nearly all posts are theirs, it is the listed accounts that posted at
all from a week before to two days after: they were watched also while they were silent. Else it is the
accounts that were seen in the day before, corrected for what is missing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from aftershock.reaction.queries import ask
from aftershock.reaction.windows import BEFORE, WEEK, Platforms, Window, naive
from aftershock.reaction.windows import listed as chosen

if TYPE_CHECKING:
    from aftershock.reaction.queries import Asked

AFTER = timedelta(hours=48)
# A collection is its list where so much comes from the list, and hardly more accounts write than are on it:
# in a listed group chat many write who are not.
MOST, SPARE = 0.9, 1.1
SEEN = "accounts seen in the day before, with those of whom by the ids every post is missing"
LISTED = "listed accounts that posted from a week before to two days after"
PER = 1000


class Active(NamedTuple):
    """How many accounts, and which."""

    accounts: float
    of: str


def active(asked: Asked, window: Window, listed: Iterable[tuple[str, str]], platforms: Platforms) -> Active:
    """The accounts that an event's posts are counted on; ``listed`` are channels by platform and id."""
    at, places = naive(window.t0), ["\x1f".join(each) for each in listed]
    if places:
        (row,) = ask(
            asked,
            "monitored",
            first=at - WEEK * BEFORE,
            last=at + AFTER,
            listed=places,
            platforms=chosen(platforms),
        )
        if (
            row["channels"]
            and row["theirs"] >= MOST * row["posts"]
            and row["accounts"] <= SPARE * row["channels"]
        ):
            return Active(float(row["channels"]), LISTED)
    return Active(window.panel, SEEN)


def rates(
    points: Iterable[tuple[float, float]], window: Window, among: Active
) -> tuple[tuple[float, float], ...]:
    """(hours since t0, posts per 1,000 of the accounts), as corrected for what is missing as they are.

    Empty where there were none.
    """
    if not among.accounts:
        return ()
    sides = (window.before, window.after)
    made = [each.made / each.posts if each.posts and among.of == SEEN else 1.0 for each in sides]
    return tuple((hour, PER * posts * made[hour >= 0] / among.accounts) for hour, posts in points)

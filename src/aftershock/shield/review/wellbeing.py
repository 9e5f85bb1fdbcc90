"""Is it time for a break, or enough for today? Counted from what a person looked at; time is an argument.

A break is suggested and never forced; the day's limits are kept by the server. What was hard is said by
whoever looked.
"""

from __future__ import annotations

from collections.abc import Sequence

from aftershock.records import Record
from aftershock.shield.accounts.known import Day
from aftershock.shield.ledger.times import apart
from aftershock.shield.review.setup import Setup
from aftershock.shield.review.staff import Done


class Load(Record, frozen=True, kw_only=True):
    """A person's day: looks and hard ones, the stretch since the last pause (looks, minutes), and what
    follows from it: a suggestion, or why it is enough.
    """

    looks: int
    hard: int
    stretch: int
    minutes: int
    pause: bool = False
    enough: str = ""


def load(setup: Setup, day: Day, done: Sequence[Done], *, now: str) -> Load:
    """How a person's day stands. ``done`` is in the log's order."""
    stretch, minutes = _stretch(done, setup.pause_minutes * 60, now)
    enough = ""
    if setup.hard_limit and day.hard >= setup.hard_limit:
        enough = f"{day.hard} hard items today: that is enough for one person and day."
    elif setup.day_limit and day.looks >= setup.day_limit:
        enough = f"{day.looks} items today: that is enough for one person and day."
    pause = (setup.break_items > 0 and stretch >= setup.break_items) or (
        setup.break_minutes > 0 and minutes >= setup.break_minutes
    )
    return Load(
        looks=day.looks, hard=day.hard, stretch=stretch, minutes=int(minutes), pause=pause, enough=enough
    )


def _stretch(done: Sequence[Done], pause: float, now: str) -> tuple[int, float]:
    """Looks without a pause up to now, and minutes since the first of them."""
    count, later, first = 0, now, now
    for each in reversed(done):
        if apart(each.at, later) >= pause:
            break
        count, later, first = count + 1, each.at, each.at
    return count, max(0.0, apart(first, now)) / 60 if count else 0.0

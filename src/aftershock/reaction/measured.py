"""What was measured around one event? Counts, curve, onset, half-life: aggregates, no post, no account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from aftershock.reaction import decay, onset
from aftershock.reaction.queries import ask
from aftershock.reaction.windows import BEFORE, Platforms, Window, around, listed, naive, week
from aftershock.records import Record

if TYPE_CHECKING:
    from aftershock.reaction.queries import Asked

# The curves show a day before and two after: the rate before, and the decay.
SHOWN = timedelta(hours=48)
HOUR = 60


class Measured(Record, frozen=True, kw_only=True):
    """One event: its window, posts per hour from a day before t0 to two days after, onset and half-life."""

    window: Window
    week: Window | None  # the same with the week before, where it was collected
    hourly: tuple[int, ...]
    onset: onset.Onset
    half_life: decay.HalfLife
    source: str = ""  # the shared baseline that it comes from; empty: this case's posts


def measure(
    connection: Asked,
    name: str,
    t0: str,
    platforms: Platforms = None,
    *,
    intervals: bool = False,
) -> Measured:
    """Measures an event; ``intervals`` asks for those of onset and half-life, which take a bootstrap.

    Neither is looked for in times that cannot be believed to the minute.
    """
    window = around(connection, name, t0, platforms)
    counts = minutes(connection, t0, platforms) if window.before.posts + window.after.posts else {}
    timed = {} if window.unsure else counts
    return Measured(
        window=window,
        week=week(connection, window, platforms),
        hourly=hours(counts),
        onset=onset.find(timed, interval=intervals),
        half_life=decay.find(timed, interval=intervals),
    )


def windows(now: Measured, past: Sequence[Measured]) -> tuple[Window, list[Window]]:
    """The windows that are compared: with the week before where every event has it, else with the day."""
    events = [now, *(each for each in past if each.window.after.posts + each.window.before.posts)]
    weeks = [each.week for each in events]
    if None in weeks:
        return now.window, [each.window for each in past]
    return now.week or now.window, [each.week or each.window for each in past]


def minutes(connection: Asked, t0: str, platforms: Platforms = None) -> Mapping[int, int]:
    """Posts in each minute around t0, a day before to two days after; minutes without posts are left out."""
    at = naive(t0)
    span = {"first": at - BEFORE, "last": at + SHOWN}
    rows = ask(connection, "bins", t0=at, step=60, platforms=listed(platforms), **span)
    return {int(row["bin"]): int(row["posts"]) for row in rows}


def hours(counts: Mapping[int, int]) -> tuple[int, ...]:
    """Posts in each hour, hours without posts are 0."""
    first, last = -(BEFORE // timedelta(hours=1)), SHOWN // timedelta(hours=1)
    out = [0] * (last - first)
    for minute, count in counts.items():
        out[minute // HOUR - first] += count
    return tuple(out)

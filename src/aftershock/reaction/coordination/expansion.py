"""Who else belongs to a group that is sure? Every other account against the group as a whole.

Where two or more members came together on an object is a zone of that group. An account that acts in a zone
is counted, once a trigger. By chance its actions of an hour fall into zones as often as those of all others
in that hour (null A), and its actions on an object fall into the object's zones as often as those of others
on the object around that time (the crowd); the larger expectation counts. The account's own actions had no
part in forming the group, so all of its actions may test it. Benjamini and Hochberg over all accounts, for
each group.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from aftershock.reaction.coordination.co_choice import HOUR
from aftershock.reaction.coordination.co_timing import distinct
from aftershock.reaction.coordination.crowd import HORIZON, PRIOR, even_share
from aftershock.reaction.coordination.join import on_one_line
from aftershock.reaction.coordination.layers import Layer
from aftershock.reaction.coordination.opportunity import MOST, testable
from aftershock.reaction.coordination.settings import Settings
from aftershock.reaction.coordination.significance import at_least, cauchy, q_values
from aftershock.reaction.coordination.stream import MILLI, Flags, Floats, Ints, Stream

TOGETHER = 2  # members that make a zone
OCCASIONS = 2  # triggers an account needs: one meeting is none


@dataclass(frozen=True, eq=False)
class Joined:
    """An account that was added: the group's place, the occasions, their expected number, p and q."""

    account: int
    group: int
    occasions: int
    expected: float
    p: float
    q: float


def expand(layers: Sequence[Layer], label: Ints, settings: Settings) -> tuple[Joined, ...]:
    """The accounts outside (label -1) that act in zones of a group beyond chance, each with its surest
    group."""
    groups = int(label.max(initial=-1)) + 1
    best: dict[int, Joined] = {}
    for group in range(groups):
        for joined in _of_group(layers, label, group, settings):
            if joined.account not in best or joined.p < best[joined.account].p:
                best[joined.account] = joined
    return tuple(best[account] for account in sorted(best))


def _of_group(layers: Sequence[Layer], label: Ints, group: int, settings: Settings) -> list[Joined]:
    p, shown, chance, chances = [], [], [], []
    for each in layers:
        for once, window in zip(each.once, settings.windows, strict=True):
            occasions, expected, common = in_zones(once, label, group, window)
            p.append(np.where(occasions < OCCASIONS, 1.0, at_least(occasions, expected)))
            shown.append(occasions)
            chance.append(expected)
            chances.append(common)
    table = np.stack(p, axis=1)
    needed, hypotheses = _hopeful(np.max(chances, axis=0)[label < 0], layers, settings, table.shape[1])
    table = np.where((np.max(chances, axis=0) >= needed)[:, None], table, 1.0)
    combined = cauchy(table)
    candidates = np.flatnonzero((table < 1.0).any(axis=1) & (label < 0))
    q = q_values(combined[candidates], hypotheses)
    return [
        Joined(
            int(account),
            group,
            int(shown[table[account].argmin()][account]),
            float(chance[table[account].argmin()][account]),
            float(combined[account]),
            float(value),
        )
        for account, value in zip(candidates, q, strict=True)
        if value <= settings.member_level
    ]


def _hopeful(common: Ints, layers: Sequence[Layer], settings: Settings, columns: int) -> tuple[int, float]:
    """Objects with a zone that an account must have acted on within the hour, and how many accounts did."""
    n = np.arange(MOST + 1)
    even = min(even_share(window, each.stream.grid) for each in layers for window in settings.windows)
    smallest = np.where(n < OCCASIONS, 1.0, np.minimum(at_least(n, n * even) * columns, 1.0))
    counts = np.bincount(np.minimum(common, MOST), minlength=MOST + 1)[::-1].cumsum()[::-1]
    return testable(counts.astype(np.float64), smallest, settings.member_level)


def in_zones(stream: Stream, label: Ints, group: int, window: float) -> tuple[Ints, Floats, Ints]:
    """For each account: triggers on which it acted in a zone of the group, how many chance would give, and on
    how many objects it acted within the hour of a zone at all.
    """
    accounts = len(label)
    inside = label[stream.account] == group
    zones, zone_start, zone_end = _zones(stream, np.flatnonzero(inside), window)
    if not len(zones):
        return np.zeros(accounts, dtype=np.int64), np.zeros(accounts), np.zeros(accounts, dtype=np.int64)
    hit = _within(stream, zones, zone_start, zone_end, inside)
    reach = int(HORIZON * MILLI)
    around = _within(stream, zones, zone_start - reach, zone_end + reach, inside)
    common = distinct(stream.account[around], stream.object[around], accounts)
    occasions = distinct(stream.account[hit], stream.trigger[hit], accounts)
    expected = np.zeros(accounts)
    some = np.flatnonzero(occasions >= OCCASIONS)
    if len(some):
        wanted = np.zeros(accounts, dtype=bool)
        wanted[some] = True
        by_choice = _by_choice(stream, hit, inside, wanted)
        by_crowd = _by_crowd(stream, hit, inside, wanted, window)
        expected = np.maximum(by_choice, by_crowd)
    return occasions, expected, common


def _within(stream: Stream, zones: Ints, start: Ints, end: Ints, inside: Flags) -> Ints:
    """The actions of others between start and end on the zones' objects, each once."""
    first, span = _line(stream, 2 * HORIZON)
    line = stream.object * span + (stream.t - first)
    low = np.searchsorted(line, zones * span + (start - first), side="left")
    high = np.searchsorted(line, zones * span + (end - first), side="right")
    chosen = np.zeros(len(stream) + 1, dtype=np.int64)
    np.add.at(chosen, low, 1)
    np.add.at(chosen, high, -1)
    return np.flatnonzero((chosen.cumsum()[:-1] > 0) & ~inside)


def _line(stream: Stream, reach: float) -> tuple[int, int]:
    first = int(stream.t.min()) - int(reach * MILLI) - 1
    return first, int(stream.t.max()) + int(reach * MILLI) + 2 - first


def _zones(stream: Stream, member: Ints, window: float) -> tuple[Ints, Ints, Ints]:
    """(object, start, end) around the actions of members that had a fellow within the window."""
    if not len(member):
        none = np.zeros(0, dtype=np.int64)
        return none, none, none
    reach = int(window * MILLI)
    line = on_one_line(stream.object[member], stream.t[member], reach)
    count = np.searchsorted(line, line + reach, side="right") - np.searchsorted(
        line, line - reach, side="left"
    )
    kept = member[count >= TOGETHER]
    return stream.object[kept], stream.t[kept] - reach, stream.t[kept] + reach


def _by_choice(stream: Stream, hit: Ints, inside: Flags, wanted: Flags) -> Floats:
    """Each hour's share of other people's actions that fell into a zone, times the account's actions in
    it."""
    hour = (stream.t - stream.t.min()) // HOUR
    hours = int(hour.max()) + 1
    total = np.bincount(hour[~inside], minlength=hours)
    zone = np.bincount(hour[hit], minlength=hours)
    rate = zone / np.maximum(total, 1)
    mine = np.flatnonzero(wanted[stream.account])
    return np.bincount(stream.account[mine], weights=rate[hour[mine]], minlength=len(wanted)).astype(
        np.float64
    )


def _by_crowd(stream: Stream, hit: Ints, inside: Flags, wanted: Flags, window: float) -> Floats:
    """Around each action on an object with a zone: the share of others there, within the hour, in a zone."""
    even = even_share(window, stream.grid)
    touched = np.zeros(int(stream.object.max()) + 1, dtype=bool)
    touched[stream.object[hit]] = True
    place = np.flatnonzero(touched[stream.object] & ~inside)
    mine = place[wanted[stream.account[place]]]
    first, span = _line(stream, HORIZON + window)
    reach = int(HORIZON * MILLI)

    def near(of: Ints) -> Ints:
        line = stream.object[of] * span + (stream.t[of] - first)
        at = stream.object[mine] * span + (stream.t[mine] - first)
        return np.searchsorted(line, at + reach, side="right") - np.searchsorted(
            line, at - reach, side="left"
        )

    zone, others = near(hit), near(place) - 1
    itself = np.isin(mine, hit)
    ratio = np.clip((zone - itself + PRIOR * even) / (others + PRIOR), 0.0, 1.0)
    ratio = np.where(zone > 0, np.maximum(ratio, even), 0.0)
    return np.bincount(stream.account[mine], weights=ratio, minlength=len(wanted)).astype(np.float64)

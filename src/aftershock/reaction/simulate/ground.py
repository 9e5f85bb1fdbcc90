"""What does each maker of posts stand on? Chance, the accounts, the clock, the sheet, new objects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from aftershock.reaction.simulate import words
from aftershock.reaction.simulate.people import People, Picker, Reals
from aftershock.reaction.simulate.plan import World
from aftershock.reaction.simulate.sheet import Ints, Sheet
from aftershock.records import Record

DAY = 86400
# How much is written in each local hour, from midnight: asleep, a rise, a dip at noon, the evening.
HOURS = (3, 2, 1, 1, 1, 2, 4, 7, 9, 9, 8, 8, 9, 8, 8, 8, 9, 10, 11, 12, 13, 12, 9, 6)


class Cause(Record, frozen=True, kw_only=True):
    """Why posts are there: talk, a crowd, a planted group, an incident; account numbers if it has any."""

    kind: str
    name: str
    accounts: tuple[int, ...] = ()
    objects: int = 0
    planted: bool = False
    owner: str | None = None  # all accounts are declared channels of this owner


@dataclass
class Ground:
    """What makers of posts share; they take from the counters and add to sheet and causes."""

    rng: np.random.Generator
    world: World
    people: People
    picker: Picker
    sheet: Sheet
    spans: Sequence[tuple[float, float]]  # stretches of time that are filled, in seconds
    causes: list[Cause] = field(default_factory=list)
    tags: int = 0
    links: int = 0
    media: int = 0

    def cause(self, cause: Cause) -> int:
        """Writes down why the next posts are there; returns its number."""
        self.causes.append(cause)
        return len(self.causes) - 1

    def new_tags(self, count: int) -> Ints:
        """Tags that nobody has used yet."""
        self.tags += count
        return np.arange(self.tags - count, self.tags)

    def new_links(self, count: int) -> Ints:
        """Links that nobody has used yet."""
        self.links += count
        return np.arange(self.links - count, self.links)

    def new_media(self, count: int) -> Ints:
        """Pictures that nobody has shown yet."""
        self.media += count
        return np.arange(self.media - count, self.media)

    def when(self, accounts: Ints) -> Ints:
        """A moment for each account in its own waking hours, somewhere in the spans; milliseconds."""
        lengths = np.array([end - start for start, end in self.spans])
        which = self.rng.choice(len(lengths), len(accounts), p=lengths / lengths.sum())
        starts = np.array([start for start, _ in self.spans])[which]
        days = np.maximum(1.0, np.round(lengths / DAY))[which]
        sums = np.concatenate([[0.0], np.cumsum(HOURS)])
        local = np.interp(self.rng.random(len(accounts)) * sums[-1], sums, np.arange(25)) * 3600
        day = np.floor(self.rng.random(len(accounts)) * days)
        at = starts - starts % DAY + day * DAY + local - self.people.zone[accounts] * 3600
        inside = starts + (at - starts) % lengths[which]
        return milliseconds(inside)

    def moments(self, count: int, *, margin: float = 1800.0) -> Reals:
        """``count`` seconds in the spans, by day rather than by night, at least ``margin`` before an end."""
        anybody = self.picker.anybody(self.rng, count)
        at = self.when(anybody) / 1000.0
        ends = np.array([end for _, end in self.spans])
        starts = np.array([start for start, _ in self.spans])
        last = ends[np.clip(np.searchsorted(starts, at, side="right") - 1, 0, None)]
        return np.minimum(at, last - margin)

    def said(self, accounts: Ints, tone: Ints | None = None) -> Ints:
        """Fresh words for each account, in its language."""
        return words.keys(self.rng, self.people.language[accounts], tone)

    def soon(self, count: int, median: float, spread: float = 1.0) -> Reals:
        """Delays of people: log-normal seconds."""
        return median * np.exp(self.rng.normal(0.0, spread, count))


def milliseconds(seconds: Reals) -> Ints:
    """Seconds as whole milliseconds."""
    return np.floor(np.asarray(seconds) * 1000.0).astype(np.int64)

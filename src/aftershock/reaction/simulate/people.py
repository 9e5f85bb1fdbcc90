"""Who is there? The accounts of a made stream: how much they write, where they live, since when."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from aftershock.reaction.simulate.plan import World
from aftershock.reaction.simulate.sheet import Ints

Reals = NDArray[np.float64]
YEAR = 365.25 * 86400
# Offsets from UTC in hours where communities mostly live; a tenth of each lives elsewhere.
ZONES = (-8, -5, -3, 0, 1, 2, 3, 5, 8)
ELSEWHERE = 0.1
# What a community writes in; the first is the most frequent.
LANGUAGES = ("en", "en", "es", "fr", "de", "tr", "ar", "ru", "id")


class People:
    """Accounts as columns; account numbers are indexes. Times are seconds since 1970."""

    def __init__(self, rng: np.random.Generator, world: World) -> None:
        count, first, last = world.accounts, *_span(world)
        self.platforms = len(world.platforms)
        self.weight: Reals = rng.lognormal(0.0, world.talk.heavy, count)
        sizes = 1.0 / np.arange(1, world.communities + 1) ** 0.7
        self.community = rng.choice(world.communities, count, p=sizes / sizes.sum()).astype(np.int64)
        self.platform = self.community % self.platforms
        home = rng.choice(np.array(ZONES), world.communities)
        away = rng.random(count) < ELSEWHERE
        self.zone = np.where(away, rng.choice(np.array(ZONES), count), home[self.community])
        spoken = np.array([index % len(LANGUAGES) for index in range(world.communities)])
        self.language = spoken[self.community]
        self.since, self.until = _lives(rng, world, count, first, last)

    def alive(self, at: float) -> NDArray[np.bool_]:
        """Which accounts there are at a moment."""
        return (self.since <= at) & (at < self.until)


class Picker:
    """Draws accounts by how much they write, from a community, a platform or all of them."""

    def __init__(self, people: People, alive: NDArray[np.bool_] | None = None) -> None:
        ids = np.arange(len(people.weight)) if alive is None else np.flatnonzero(alive)
        order = np.lexsort((people.community[ids], people.platform[ids]))
        self._ids = ids[order]
        self._sums = np.concatenate([[0.0], np.cumsum(people.weight[self._ids])])
        communities, platforms = people.community[self._ids], people.platform[self._ids]
        self._communities = _stretches(communities, int(people.community.max()) + 1)
        self._platforms = _stretches(platforms, people.platforms)
        self.count = len(ids)

    def anybody(self, rng: np.random.Generator, count: int) -> Ints:
        """``count`` accounts, with repetitions."""
        return self._between(rng, np.zeros(count, np.int64), np.full(count, len(self._ids)))

    def of_community(self, rng: np.random.Generator, community: Ints) -> Ints:
        """One account of each community named."""
        low, high = self._communities[community].T
        return self._between(rng, low, high)

    def of_platform(self, rng: np.random.Generator, platform: Ints) -> Ints:
        """One account of each platform named."""
        low, high = self._platforms[platform].T
        return self._between(rng, low, high)

    def distinct(self, rng: np.random.Generator, count: int, people: People, platform: int) -> Ints:
        """At most ``count`` different accounts of a platform, those who write more first to be drawn."""
        low, high = self._platforms[platform]
        ids = self._ids[low:high]
        # Efraimidis and Spirakis' keys: the largest ones are a weighted draw without repetition
        keys = np.log(rng.random(len(ids))) / people.weight[ids]
        return np.sort(ids[np.argsort(keys)[-count:]])

    def _between(self, rng: np.random.Generator, low: Ints, high: Ints) -> Ints:
        start, end = self._sums[low], self._sums[high]
        point = start + rng.random(len(low)) * (end - start)
        found = np.searchsorted(self._sums, point, side="right") - 1
        drawn: Ints = self._ids[np.clip(found, low, np.maximum(low, high - 1))]
        return drawn


def _stretches(keys: Ints, count: int) -> Ints:
    """Where each key's stretch begins and ends; an empty one is all of them: a draw finds somebody."""
    out = np.tile(np.array([0, len(keys)], np.int64), (count, 1))
    found, first, many = np.unique(keys, return_index=True, return_counts=True)
    out[found] = np.stack([first, first + many], axis=1)
    return out


def _span(world: World) -> tuple[float, float]:
    """First and last second that the stream may touch."""
    if world.around_incidents and world.incidents:
        times = [each.first_report.timestamp() for each in world.incidents]
        return min(times) - 2 * 86400, max(times) + 3 * 86400
    first = world.start.timestamp()
    return first, first + world.days * 86400


def _lives(
    rng: np.random.Generator, world: World, count: int, first: float, last: float
) -> tuple[Reals, Reals]:
    """When accounts come and go: their number grows by ``growth``, and ``churn`` leave within a year."""
    since, until = np.full(count, -np.inf), np.full(count, np.inf)
    years = (last - first) / YEAR
    leaving = -np.log1p(-min(world.churn, 0.99))  # a rate per year
    if not (world.growth or leaving):
        return since, until
    # The number alive is N(t) = N0 (1+g)^t; births are what growth and leaving ask for.
    grow = np.log1p(world.growth)
    grid = np.linspace(0, years, 500)
    births = np.exp(grow * grid) * (grow + leaving)
    total = 1.0 + np.trapezoid(births, grid)
    born_before = rng.random(count) < 1.0 / total
    cumulative = np.concatenate([[0.0], np.cumsum((births[1:] + births[:-1]) / 2 * np.diff(grid))])
    when = np.interp(rng.random(count) * cumulative[-1], cumulative, grid) if cumulative[-1] else grid[:1]
    since = np.where(born_before, -np.inf, first + when * YEAR)
    if leaving:
        start = np.maximum(since, first)
        until = start + rng.exponential(1.0 / leaving, count) * YEAR
    return since, until

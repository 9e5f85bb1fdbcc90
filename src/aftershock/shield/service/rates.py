"""Has a key spent what it may spend now? One token bucket for each key, the same in all workers.

What was spent stands in the common tally; each worker keeps its own level and takes off what all have spent
since it last looked. So all see the same bucket but for requests that are under way at the same moment.
"""

from __future__ import annotations

from aftershock.shield.service.tally import Tally


class Bucket:
    """The level of one key. Tokens are posts or requests; times in seconds of any clock that does not go
    back.
    """

    __slots__ = ("at", "burst", "each_second", "level", "spent")

    def __init__(self, each_second: float, burst: float, now: float, spent: float) -> None:
        self.each_second, self.burst = each_second, burst
        # who looks for the first time does not know when the others spent: just now, as far as can be said
        self.level, self.at, self.spent = max(0.0, burst - spent), now, spent

    def look(self, now: float, spent: float) -> None:
        """Fill up for the time that went by, take off what all have ``spent`` (in all) since the last look.

        Who looks seldom sees too much: what was filled in and taken out in between is one sum.
        """
        filled = self.level + max(0.0, now - self.at) * self.each_second
        self.level = min(self.burst, filled - max(0.0, spent - self.spent))
        self.at, self.spent = now, spent

    def wait(self, cost: float, now: float, spent: float) -> float:
        """Seconds until ``cost`` may be spent, 0 for now.

        More than a whole bucket is let through when the bucket is full: it is then empty for long.
        """
        self.look(now, spent)
        need = min(cost, self.burst)
        return 0.0 if self.level >= need else (need - self.level) / self.each_second


class Buckets:
    """The buckets of all keys, as one worker sees them."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._each: dict[str, Bucket] = {}

    def look(self, now: float) -> None:
        """Look at every bucket; for a tick of the clock."""
        for key, bucket in self._each.items():
            bucket.look(now, self._tally.total(f"spent {key}"))

    def wait(self, key: str, cost: float, now: float, each_second: float, burst: float) -> float:
        """Seconds to wait; where it is 0 the cost has been spent."""
        name = f"spent {key}"
        spent = self._tally.total(name)
        bucket = self._each.get(key)
        if bucket is None or (bucket.each_second, bucket.burst) != (each_second, burst):
            bucket = self._each[key] = Bucket(each_second, burst, now, spent)
        seconds = bucket.wait(cost, now, spent)
        if not seconds:
            self._tally.add(name, cost)
        return seconds

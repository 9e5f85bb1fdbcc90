"""How far are two moments of the log apart? Times in entries are UTC ISO 8601 that end in ``Z``."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache


@lru_cache(maxsize=65536)
def seconds(moment: str) -> float:
    """Seconds since 1970; raises ValueError for what is no moment."""
    read = datetime.fromisoformat(moment)
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp()


@lru_cache(maxsize=65536)
def moved(moment: str, by: timedelta) -> str:
    """The moment after ``by``, to the second."""
    later = datetime.fromtimestamp(seconds(moment), UTC) + by
    return later.strftime("%Y-%m-%dT%H:%M:%SZ")


def within(moment: str, since: str, until: str) -> bool:
    """Whether a moment is in a time, its end exclusive; an empty ``since`` or ``until`` is no bound."""
    return (not since or moment >= since) and (not until or moment < until)


def apart(earlier: str, later: str) -> float:
    """Seconds from one moment to another; negative where a clock was set back in between."""
    return seconds(later) - seconds(earlier)

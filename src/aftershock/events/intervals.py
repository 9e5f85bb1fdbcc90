"""How do two stretches of time stand to each other, and how is one written down?

Interval ends are UTC ISO 8601 strings that end in ``Z``; a missing end is open.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from aftershock.records import Granularity, Interval

_EARLIEST = datetime.min.replace(tzinfo=UTC)
_LATEST = datetime.max.replace(tzinfo=UTC)


def moment(iso: str) -> datetime:
    """The moment an ISO string names, in UTC; a string without a zone is read as UTC."""
    at = datetime.fromisoformat(iso.replace("Z", "+00:00"))
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def iso(at: datetime) -> str:
    """A moment as the contract writes it: UTC, ending in ``Z``."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def bounds(interval: Interval) -> tuple[datetime, datetime]:
    """Start and end of an interval; an open end reaches as far as time is counted."""
    start = moment(interval.start) if interval.start else _EARLIEST
    end = moment(interval.end) if interval.end else _LATEST
    return start, end


def dated(interval: Interval | None) -> bool:
    """Whether an interval says anything about when."""
    return interval is not None and (interval.start is not None or interval.end is not None)


def overlap(one: Interval, other: Interval, slack: timedelta = timedelta(0)) -> bool:
    """Whether two intervals can be the same time; ``slack`` allows for zones and for nights."""
    start, end = bounds(one)
    first, last = bounds(other)
    return start < _plus(last, slack) and first < _plus(end, slack)


def before(one: Interval, other: Interval) -> bool:
    """Whether the first interval is over when the second begins."""
    return bounds(one)[1] <= bounds(other)[0]


def narrowest(intervals: Iterable[Interval]) -> Interval | None:
    """The shortest of some intervals (the first of equals), or None where there is none."""
    return min(intervals, key=_length, default=None)


def day(year: int, month: int, date: int, how: str) -> Interval:
    """A calendar day in UTC; raises ValueError where there is no such day."""
    start = datetime(year, month, date, tzinfo=UTC)
    return span(start, start + timedelta(days=1), "day", how)


def month(year: int, number: int, how: str) -> Interval:
    """A calendar month in UTC."""
    start = datetime(year, number, 1, tzinfo=UTC)
    return span(start, datetime(year + number // 12, number % 12 + 1, 1, tzinfo=UTC), "month", how)


def year(number: int, how: str) -> Interval:
    """A calendar year in UTC."""
    return span(datetime(number, 1, 1, tzinfo=UTC), datetime(number + 1, 1, 1, tzinfo=UTC), "year", how)


def span(start: datetime, end: datetime, granularity: Granularity, how: str) -> Interval:
    """An interval between two moments."""
    return Interval(start=iso(start), end=iso(end), granularity=granularity, how=how)


def written(interval: Interval | None) -> str:
    """An interval in words, no more exact than it is known; empty where nothing is known."""
    if interval is None or not dated(interval):
        return ""
    start, end = bounds(interval)
    if interval.start is None:
        return f"before {end:%Y-%m-%d}"
    if interval.granularity == "year":
        return f"{start:%Y}"
    if interval.granularity == "month":
        return f"{start:%Y-%m}"
    if interval.granularity in ("instant", "minute", "hour"):
        return f"{start:%Y-%m-%d %H:%M} UTC"
    last = end - timedelta(seconds=1)
    if interval.end is None or start.date() == last.date():
        return f"{start:%Y-%m-%d}"
    return f"{start:%Y-%m-%d} to {last:%Y-%m-%d}"


def _length(interval: Interval) -> timedelta:
    start, end = bounds(interval)
    return end - start


def _plus(at: datetime, slack: timedelta) -> datetime:
    return at if at == _LATEST else at + slack

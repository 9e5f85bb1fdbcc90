"""How is a stretch of time written, so that it never says more than is known?"""

from __future__ import annotations

from datetime import datetime, timedelta

from aftershock.events.intervals import moment
from aftershock.records import Interval

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def written(when: Interval | None) -> str:
    """An interval in words, as fine as its granularity: ``14 Mar 2031, 18:40 UTC``, ``Mar 2031``."""
    if when is None or not (when.start or when.end):
        return "date not known"
    if when.start is None:
        return f"before {_day(moment(when.end or ''))}"
    start = moment(when.start)
    if when.granularity == "year":
        return f"{start.year}"
    if when.granularity == "month":
        return f"{MONTHS[start.month - 1]} {start.year}"
    if when.granularity == "week":
        return f"week of {_day(start)}"
    if when.granularity == "day":
        return _day(start)
    if when.granularity == "unknown":
        return _range(start, when.end)
    return f"{_day(start)}, {start:%H:%M} UTC"


def stamp(value: str) -> str:
    """A UTC stamp as a reader writes it; what is not a stamp stays as it is."""
    try:
        found = moment(value)
    except ValueError:
        return value
    return f"{_day(found)}, {found:%H:%M} UTC"


def span_of(when: Interval | None) -> tuple[float, float] | None:
    """The interval as seconds since 1970; an open end is the start; None where there is no start."""
    if when is None or when.start is None:
        return None
    start = moment(when.start).timestamp()
    return start, max(start, moment(when.end).timestamp()) if when.end else start


def _range(start: datetime, end: str | None) -> str:
    last = moment(end) - timedelta(seconds=1) if end else start
    return _day(start) if last.date() <= start.date() else f"{_day(start)} – {_day(last)}"


def _day(when: datetime) -> str:
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"

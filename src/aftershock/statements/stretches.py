"""Which day, week, month or year holds a moment? Intervals of the calendar, in UTC; weeks start on Monday."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from aftershock.records import Granularity, Interval


def stamp(moment: datetime | None) -> str | None:
    """A moment as the records write it, or None."""
    return None if moment is None else moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def stretch(
    start: datetime | None, end: datetime | None, granularity: Granularity, how: str = ""
) -> Interval:
    """An interval; None leaves a side open."""
    return Interval(start=stamp(start), end=stamp(end), granularity=granularity, how=how)


def midnight(moment: datetime) -> datetime:
    """The beginning of a moment's day."""
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def day(moment: datetime) -> Interval:
    """The day that holds a moment."""
    start = midnight(moment)
    return stretch(start, start + timedelta(days=1), "day")


def week(moment: datetime) -> Interval:
    """The week that holds a moment."""
    start = midnight(moment) - timedelta(days=moment.weekday())
    return stretch(start, start + timedelta(days=7), "week")


def weekend(moment: datetime) -> Interval:
    """Saturday and Sunday of a moment's week."""
    saturday = midnight(moment) - timedelta(days=moment.weekday()) + timedelta(days=5)
    return stretch(saturday, saturday + timedelta(days=2), "day")


def first_of(year: int, month: int) -> datetime:
    """The first day of a month; months past December run into the next year."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return datetime(year, month, 1, tzinfo=UTC)


def month(year: int, month: int) -> Interval:
    """A whole month."""
    return stretch(first_of(year, month), first_of(year, month + 1), "month")


def year(year: int, years: int = 1) -> Interval:
    """So many whole years."""
    return stretch(first_of(year, 1), first_of(year + years, 1), "year")


def calendar(unit: str, base: datetime, steps: int) -> Interval:
    """The calendar unit ``steps`` units away from the one that holds ``base``."""
    if unit in ("minute", "hour"):
        width = timedelta(hours=1) if unit == "hour" else timedelta(minutes=1)
        start = (
            base.replace(minute=0 if unit == "hour" else base.minute, second=0, microsecond=0) + steps * width
        )
        return stretch(start, start + width, "hour" if unit == "hour" else "minute")
    if unit in ("day", "night"):
        return day(base + timedelta(days=steps))
    if unit in ("week", "fortnight"):
        return week(base + timedelta(weeks=steps * (2 if unit == "fortnight" else 1)))
    if unit == "weekend":
        return weekend(base + timedelta(weeks=steps))
    if unit == "month":
        first = first_of(base.year, base.month + steps)
        return month(first.year, first.month)
    if unit == "year":
        return year(base.year + steps)
    return year(base.year - base.year % 10 + 10 * steps, 10)


def shifted(unit: str, base: datetime, steps: int) -> datetime:
    """``base`` moved by so many units; a month or year keeps its day where the month has it."""
    if unit in ("month", "year", "decade"):
        months = steps * {"month": 1, "year": 12, "decade": 120}[unit]
        first = first_of(base.year, base.month + months)
        last = (first_of(first.year, first.month + 1) - timedelta(days=1)).day
        return base.replace(year=first.year, month=first.month, day=min(base.day, last))
    hours = {"hour": 1, "day": 24, "night": 24, "week": 168, "weekend": 168, "fortnight": 336}
    return base + (timedelta(minutes=steps) if unit == "minute" else timedelta(hours=steps * hours[unit]))

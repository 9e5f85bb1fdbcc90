"""Which stretch of time does a date expression mean? Counting from an anchor.

House rules, after the annotation guideline: a bare weekday is the nearest one up to the anchor's own day
(in the future tense the nearest after it); "last week" is the previous calendar week (weeks start on Monday);
a day or month without a year takes the nearest year up to the anchor. A clock time gives minutes only where
its zone is stated, otherwise the day: a wall clock without a zone may be hours off.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Literal

import msgspec

from aftershock.records import Granularity, Interval, Record
from aftershock.statements import stretches
from aftershock.statements.date_words import ZONE_HOURS, count_of, month_of, weekday_of

Counted = Literal["nothing", "publication", "event"]


class DateExpression(Record, frozen=True, kw_only=True):
    """A date expression at ``start:end`` (code points, end exclusive).

    ``rule`` names the pattern; ``counts_from`` says what the expression needs as its anchor: nothing (it is
    absolute), the publication ("yesterday"), or another event of the text ("two days earlier"). ``parts`` are
    the pattern's pieces as they stand; ``future`` marks a future tense around it.
    """

    start: int
    end: int
    quote: str
    rule: str
    counts_from: Counted
    parts: dict[str, str]
    future: bool = False


Reckoned = Interval | str  # an interval, or why none can be told


def resolve(expression: DateExpression, anchor: Interval | None) -> Interval:
    """The interval of an expression, counted from ``anchor`` (the publication, or the event it counts from).

    Without an anchor only absolute expressions have one; what cannot be told has ``start`` and ``end`` None
    and the reason in ``how``. An open side is None ("days before": everything up to the anchor).
    """
    base: datetime | None = None
    if anchor is not None and anchor.start is not None:
        base = datetime.fromisoformat(anchor.start).astimezone(UTC)
    if expression.counts_from != "nothing":
        if base is None or anchor is None:
            return _untold("no publication date")
        if anchor.granularity in ("month", "year") and expression.rule not in (
            "unit",
            "month",
            "month range",
        ):
            return _untold(
                f"{expression.rule}: what it counts from is known to the {anchor.granularity} only"
            )
    # An absolute expression never looks at its base; any day will do.
    result = _RECKONERS[expression.rule](expression, base or datetime(1970, 1, 1, tzinfo=UTC))
    if isinstance(result, str):
        return _untold(f"{expression.rule}: {result}")
    how = expression.rule
    if expression.counts_from != "nothing" and base is not None:
        other = ", the text counts from another event" if expression.counts_from == "event" else ""
        how += f", counted from {base.date().isoformat()}{other}"
    return _with_clock(expression, result, how)


_WALL = re.compile(r"(\d\d:\d\d) stands there, its zone is not stated\Z")
_OPEN = "counts from an event"


def left_open(expression: DateExpression) -> Interval:
    """What counts from an event of the text, before events are known: no day, and why."""
    return _untold(f"{expression.rule}: {_OPEN}")


def is_open(interval: Interval | None) -> bool:
    """Whether a date was left open until the event that it counts from is known."""
    return interval is not None and interval.granularity == "unknown" and interval.how.endswith(_OPEN)


def _untold(why: str) -> Interval:
    return Interval(start=None, end=None, granularity="unknown", how=why)


# --- absolute dates and those without a year -----------------------------------------------------


def _number(word: str) -> int:
    return int(re.sub(r"\D", "", word))


def _date(year: int, month: int, day: int) -> datetime | None:
    if day > (stretches.first_of(year, month + 1) - timedelta(days=1)).day:
        return None
    return datetime(year, month, day, tzinfo=UTC)


def _nearest_date(month: int, day: int, base: datetime, future: bool) -> datetime | None:
    """The nearest such day up to the base's own (in the future: from it on); 29 February may be years off."""
    years = range(base.year, base.year + 9) if future else range(base.year, base.year - 9, -1)
    for year in years:
        found = _date(year, month, day)
        if found is not None and (found >= stretches.midnight(base) if future else found <= base):
            return found
    return None


def _iso(e: DateExpression, base: datetime) -> Reckoned:
    found = _date(int(e.parts["year"]), int(e.parts["month"]), int(e.parts["day"]))
    if found is None:
        return "no such day"
    if "hour" not in e.parts or "zone" not in e.parts:
        return stretches.day(found)
    zone = e.parts["zone"]
    hours = ZONE_HOURS.get(zone)
    if hours is None:
        digits = zone[1:].replace(":", "")
        hours = (int(digits[:2]) + int(digits[2:]) / 60) * (-1 if zone[0] == "-" else 1)
    start = found + timedelta(hours=int(e.parts["hour"]) - hours, minutes=int(e.parts["minute"]))
    return stretches.stretch(start, start + timedelta(minutes=1), "minute")


def _numeric(e: DateExpression, base: datetime) -> Reckoned:
    """12.03.2015 has the day first; 12/03/2015 may be either way, and says so with a stretch of its year."""
    first, second, year = int(e.parts["first"]), int(e.parts["second"]), int(e.parts["year"])
    if e.parts["mark"] == "/" and first <= 12 and second <= 12 and first != second:
        return msgspec.structs.replace(stretches.year(year), how="day and month cannot be told apart")
    day, month = (first, second) if second <= 12 else (second, first)
    found = _date(year, month, day) if month <= 12 else None
    return "no such day" if found is None else stretches.day(found)


def _day_of_month(e: DateExpression, base: datetime) -> Reckoned:
    month, day = month_of(e.parts["month"]), _number(e.parts["day"])
    if "year" in e.parts:
        found = _date(int(e.parts["year"]), month, day)
    else:
        found = _nearest_date(month, day, base, e.future)
    return "no such day" if found is None else stretches.day(found)


def _day_range(e: DateExpression, base: datetime) -> Reckoned:
    month, month2 = month_of(e.parts["month"]), month_of(e.parts.get("month2", e.parts["month"]))
    day, day2 = _number(e.parts["day"]), _number(e.parts["day2"])
    if "year" in e.parts:
        last = _date(int(e.parts["year"]), month2, day2)
    else:
        last = _nearest_date(month2, day2, base, e.future)
    if last is None:
        return "no such day"
    first = _date(last.year - (1 if month > month2 else 0), month, day)
    if first is None or first >= last:
        return "no such stretch"
    return stretches.stretch(first, last + timedelta(days=1), "day")


def _nearest_month_year(e: DateExpression, month: int, base: datetime) -> int:
    if e.future or e.parts.get("part") == "next":
        return base.year + (month < base.month)
    return base.year - (month > base.month)


def _month_alone(e: DateExpression, base: datetime) -> Reckoned:
    month, which = month_of(e.parts["month"]), e.parts.get("which")
    if "year" in e.parts:
        year = int(e.parts["year"])
    elif which:
        year = base.year + {"last": -1, "this": 0, "next": 1}[which]
    elif e.parts.get("part") == "last" and month == base.month:
        year = base.year - 1
    elif e.parts.get("part") == "this":
        year = base.year
    else:
        year = _nearest_month_year(e, month, base)
    return stretches.month(year, month)


def _month_range(e: DateExpression, base: datetime) -> Reckoned:
    month, month2 = month_of(e.parts["month"]), month_of(e.parts["month2"])
    if "year2" in e.parts:
        year2 = int(e.parts["year2"])
    elif "year" in e.parts:
        year2 = int(e.parts["year"])
    else:
        year2 = _nearest_month_year(e, month2, base)
    year = int(e.parts["year"]) if "year" in e.parts else year2 - (month > month2)
    if (year, month) >= (year2, month2):
        return "no such stretch"
    return stretches.stretch(stretches.first_of(year, month), stretches.first_of(year2, month2 + 1), "month")


def _decade(e: DateExpression, base: datetime) -> Reckoned:
    return stretches.year(int(e.parts.get("decade") or f"19{e.parts['short']}"), 10)


def _year_range(e: DateExpression, base: datetime) -> Reckoned:
    first, last = int(e.parts["year"]), int(e.parts["year2"])
    return stretches.year(first, last - first + 1) if first < last else "no such stretch"


def _year_alone(e: DateExpression, base: datetime) -> Reckoned:
    return stretches.year(int(e.parts["year"]))


# --- counted from an anchor ----------------------------------------------------------------------


def _weekday(e: DateExpression, base: datetime) -> Reckoned:
    wanted, which = weekday_of(e.parts["weekday"]), e.parts.get("which", "").lower()
    back = (base.weekday() - wanted) % 7
    if which in ("next", "coming", "this coming", "following"):
        return stretches.day(base + timedelta(days=(7 - back) or 7))
    if which in ("last", "past", "this past", "previous"):
        return stretches.day(base - timedelta(days=back or 7))
    if which == "this":
        return stretches.day(base + timedelta(days=wanted - base.weekday()))
    return stretches.day(base + timedelta(days=(7 - back) % 7) if e.future else base - timedelta(days=back))


def _weekday_of_week(e: DateExpression, base: datetime) -> Reckoned:
    monday = base - timedelta(days=base.weekday())
    weeks = {"last": -1, "this": 0, "next": 1}[e.parts["which"]]
    return stretches.day(monday + timedelta(weeks=weeks, days=weekday_of(e.parts["weekday"])))


_NAMED = {
    "before yesterday": -2, "yesterday": -1, "last night": -1, "today": 0, "tonight": 0, "this morning": 0,
    "this afternoon": 0, "this evening": 0, "tomorrow": 1, "after tomorrow": 2,
}  # fmt: skip


def _named_day(e: DateExpression, base: datetime) -> Reckoned:
    return stretches.day(base + timedelta(days=_NAMED[e.parts["named"].lower()]))


_STEPS = {
    "last": -1, "previous": -1, "preceding": -1, "before": -1, "this": 0, "same": 0,
    "next": 1, "following": 1, "after": 1,
}  # fmt: skip


def _unit(e: DateExpression, base: datetime) -> Reckoned:
    unit, which = e.parts["unit"], e.parts["which"].lower()
    whole = stretches.calendar(unit, base, _STEPS[which])
    if (
        e.parts.get("part", "").lower() == "earlier"
        and which == "this"
        and isinstance(whole, Interval)
        and whole.start
    ):
        # What was earlier in the running unit was before the anchor's own day ended.
        return msgspec.structs.replace(
            whole, end=stretches.stamp(stretches.midnight(base) + timedelta(days=1))
        )
    return whole


def _day_beside(e: DateExpression, base: datetime) -> Reckoned:
    which = e.parts.get("which", "same").strip()
    return stretches.day(base + timedelta(days=_STEPS[which]))


def _ago(e: DateExpression, base: datetime) -> Reckoned:
    count = count_of(e.parts.get("count"))
    if count is None:
        return stretches.stretch(
            None, stretches.midnight(base) if e.parts["unit"] not in ("minute", "hour") else base, "unknown"
        )
    return stretches.calendar(e.parts["unit"], base, -count)


def _shift(e: DateExpression, base: datetime) -> Reckoned:
    count = count_of(e.parts.get("count"))
    back = e.parts["way"] in ("earlier", "before", "prior", "previously")
    if count is None:
        return stretches.stretch(None, base, "unknown") if back else stretches.stretch(base, None, "unknown")
    return stretches.calendar(e.parts["unit"], base, -count if back else count)


_WIDTH: dict[str, Granularity] = {
    "minute": "minute", "hour": "hour", "day": "day", "night": "day", "week": "week", "weekend": "week",
    "fortnight": "week", "month": "month", "year": "year", "decade": "year",
}  # fmt: skip


def _window(e: DateExpression, base: datetime) -> Reckoned:
    """A stretch that ends (or, for "the next", begins) at the anchor."""
    forward = e.parts["which"] in ("next", "coming")
    count = count_of(e.parts.get("count", "one")) if "unit" in e.parts else None
    if count is None:
        return (
            stretches.stretch(base, None, "unknown") if forward else stretches.stretch(None, base, "unknown")
        )
    unit = e.parts["unit"]
    edge = stretches.shifted(unit, base, count if forward else -count)
    return stretches.stretch(*((base, edge) if forward else (edge, base)), _WIDTH[unit])


def _within(e: DateExpression, base: datetime) -> Reckoned:
    count = count_of(e.parts.get("count"))
    if count is None:
        return stretches.stretch(base, None, "unknown")
    return stretches.stretch(base, stretches.shifted(e.parts["unit"], base, count), _WIDTH[e.parts["unit"]])


def _clock(e: DateExpression, base: datetime) -> Reckoned:
    return "a clock time without its day"


# --- clock times ---------------------------------------------------------------------------------


def at_clock(expression: DateExpression, published: Interval | None) -> Interval:
    """A clock time by which something was said, on the day of the publication.

    Where the page is older than that hour of its day, it is the day before; by a clock whose zone is not
    stated it may be either. Untold without the day of a publication.
    """
    known = published is not None and published.granularity in ("instant", "minute", "hour", "day")
    if published is None or published.start is None or not known:
        return _untold("clock: no publication date")
    base = datetime.fromisoformat(published.start).astimezone(UTC)
    parts = {f"clock {key}": value for key, value in expression.parts.items()}
    today, yesterday = (
        _with_clock(
            msgspec.structs.replace(expression, parts=parts), stretches.day(day), f"clock on {day:%F}"
        )
        for day in (base, base - timedelta(days=1))
    )
    if published.granularity == "day":
        return today
    if today.granularity == "minute":
        return yesterday if (today.start or "") > (stretches.stamp(base) or "") else today
    return msgspec.structs.replace(today, start=yesterday.start) if wall(today) > f"{base:%H:%M}" else today


def wall(interval: Interval | None) -> str:
    """The hour and minute by a clock whose zone is not stated; empty where none stands there."""
    found = _WALL.search(interval.how) if interval is not None else None
    return found[1] if found else ""


def _with_clock(e: DateExpression, result: Interval, how: str) -> Interval:
    """Minutes where the zone is stated; else the day, and `how` says that the zone is not."""
    how = f"{how}: {result.how}" if result.how else how
    clock = {key[6:].rstrip("23456"): value for key, value in e.parts.items() if key.startswith("clock ")}
    if not clock or result.granularity != "day" or result.start is None:
        return msgspec.structs.replace(result, how=how)
    shown, zone = _time(clock), clock.get("zone")
    if zone is None or shown is None:
        stands = f"{shown:%H:%M}" if shown else "a clock time"
        return msgspec.structs.replace(result, how=f"{how}; {stands} stands there, its zone is not stated")
    start = datetime.fromisoformat(result.start) + timedelta(
        hours=shown.hour - ZONE_HOURS[zone], minutes=shown.minute
    )
    minute = stretches.stretch(start, start + timedelta(minutes=1), "minute", f"{how}, clock time in {zone}")
    return msgspec.structs.replace(minute, zone=zone)


def _time(clock: dict[str, str]) -> time | None:
    """What a clock shows; None for midnight, which may be either end of a day."""
    if "hour" not in clock:
        return None if clock.get("word") == "midnight" else time(12)
    hour, half = int(clock["hour"]), clock.get("half", "").lower()[:1]
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, int(clock.get("minute", "0")))


_RECKONERS: dict[str, Callable[[DateExpression, datetime], Reckoned]] = {
    "iso": _iso,
    "numeric": _numeric,
    "day": _day_of_month,
    "day range": _day_range,
    "month": _month_alone,
    "month range": _month_range,
    "decade": _decade,
    "year": _year_alone,
    "year range": _year_range,
    "weekday": _weekday,
    "weekday of week": _weekday_of_week,
    "named day": _named_day,
    "unit": _unit,
    "day beside": _day_beside,
    "ago": _ago,
    "shift": _shift,
    "window": _window,
    "within": _within,
    "clock": _clock,
}

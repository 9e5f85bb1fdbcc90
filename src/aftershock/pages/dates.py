"""Which day or instant does a written date name?

Machine dates (ISO 8601, RFC 2822) and dates as people write them, with month names and digits of several
languages, years of the Buddhist era, and days of the Persian calendar.
A clock time without a zone does not fix an instant: such a date is known to the day only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from importlib import resources
from typing import NamedTuple

from aftershock.records import Granularity, Interval

# A page cannot have been published before the web; dates outside are typing errors, epochs, placeholders.
FIRST_YEAR, LAST_YEAR = 1991, 2100

_ISO = re.compile(
    r"\s*(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?"
)
_COMPACT = re.compile(r"\s*((?:19|20)\d{2})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})Z?)?\s*$")
_URL_DAY = re.compile(r"/((?:19|20)\d{2})[/-](0?[1-9]|1[0-2]|[a-z]{3})[/-](0?[1-9]|[12]\d|3[01])(?=[/-]|\b)")
# Digits of other scripts, one for one, so that places in a text stay what they are.
_DIGITS = str.maketrans(
    {zero + n: str(n) for zero in (0x660, 0x6F0, 0x966, 0x9E6, 0xE50, 0xFF10) for n in range(10)}
)
# What years of the Buddhist era and of the Persian calendar look like; the first are 543 ahead.
_BUDDHIST, _PERSIAN, _AHEAD = range(2534, 2644), range(1370, 1467), 543
_PERSIAN_MONTHS = (
    "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند",
)  # fmt: skip
_PERSIAN_DAY = re.compile(
    rf"(?<!\d)(0?[1-9]|[12]\d|3[01])\s+({'|'.join(_PERSIAN_MONTHS)})\s+(13[7-9]\d|14[0-6]\d)(?!\d)"
)
_FIRST_PERSIAN = date(1991, 3, 21)
_SLASHED = re.compile(r"(?<![\w/])(\d{1,2})/(\d{1,2})/((?:19|20)\d{2})(?![\w/])")


class Found(NamedTuple):
    """A date that stands at ``start:end`` of a text."""

    start: int
    end: int
    day: date


@cache
def _months() -> dict[str, int]:
    lines = resources.files("aftershock.data").joinpath("lexicons/months.tsv").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {name: int(number) for number, names in rows for name in names.split(",")}


@cache
def written_date() -> re.Pattern[str]:
    """The pattern of a day as people write it; its groups are read by `day_of`."""
    names = "|".join(sorted(map(re.escape, _months()), key=len, reverse=True))
    return re.compile(
        rf"(?<![\w@#])(?:(?P<m1>{names})\.?\s{{1,4}}(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s{{1,4}}(?P<y1>(?:19|20)\d{{2}})"
        rf"|(?P<d2>\d{{1,2}})(?:st|nd|rd|th|er)?\.?\s{{0,4}}(?:de |of |ב)?(?P<m2>{names})\.?,?"
        rf"\s{{1,4}}(?:de )?(?P<y2>(?:19|20|25)\d{{2}})"
        r"|(?P<y5>(?:19|20)\d{2})\s?[年년]\s?(?P<m5>\d{1,2})\s?[月월]\s?(?P<d5>\d{1,2})\s?[日일]"
        r"|(?P<y3>(?:19|20)\d{2})[-/](?P<m3>0?[1-9]|1[0-2])[-/](?P<d3>0?[1-9]|[12]\d|3[01])"
        r"|(?P<d4>0?[1-9]|[12]\d|3[01])\.(?P<m4>0?[1-9]|1[0-2])\.(?P<y4>(?:19|20)\d{2}))(?:(?<=[日일])|(?!\w))",
        re.IGNORECASE,
    )


def day_of(match: re.Match[str]) -> date | None:
    """The day that a match of `written_date` names; None where the calendar has no such day."""
    for number in "12345":
        if match[f"y{number}"]:
            month, year = match[f"m{number}"], int(match[f"y{number}"])
            month_number = int(month) if month.isdigit() else _months()[month.lower()]
            year -= _AHEAD if year in _BUDDHIST else 0
            return _day(year, month_number, int(match[f"d{number}"]))
    return None


def written(text: str, start: int = 0, end: int | None = None) -> Iterator[Found]:
    """The days written in ``text[start:end]``, in order; those of the Persian calendar last."""
    text, end = in_ascii(text), len(text) if end is None else end
    for match in written_date().finditer(text, start, end):
        day = day_of(match)
        if day is not None:
            yield Found(match.start(), match.end(), day)
    for match in _PERSIAN_DAY.finditer(text, start, end) if not text.isascii() else ():
        yield Found(match.start(), match.end(), _from_persian(match))


def in_ascii(text: str) -> str:
    """A text with the digits of other scripts as those of ASCII."""
    return text if text.isascii() else text.translate(_DIGITS)


def slashed(text: str, *, american: bool | None) -> date | None:
    """The first day written as 03/04/2025; None where nothing says which of the two is the month."""
    for match in _SLASHED.finditer(in_ascii(text)):
        first, second, year = int(match[1]), int(match[2]), int(match[3])
        if american is None and first <= 12 and second <= 12 and first != second:
            continue
        month_first = american if max(first, second) <= 12 else second > 12
        return _day(year, first, second) if month_first else _day(year, second, first)
    return None


def _from_persian(match: re.Match[str]) -> date:
    """The day of a date in the Persian calendar, whose year begins at the equinox of spring."""
    year, month, day = int(match[3]), _PERSIAN_MONTHS.index(match[2]) + 1, int(match[1])
    # leap years of the 33-year cycle, right from 1925 to 2088
    leaps = sum(year_ % 33 in (1, 5, 9, 13, 17, 22, 26, 30) for year_ in range(_PERSIAN.start, year))
    before = (month - 1) * 31 - max(0, month - 7)
    return _FIRST_PERSIAN + timedelta(days=(year - _PERSIAN.start) * 365 + leaps + before + day - 1)


def declared(value: str, how: str) -> Interval | None:
    """The interval of a date that a format declares (ISO 8601, RFC 2822, or written), or None."""
    value = value.strip()[:100]
    iso = _ISO.match(value)
    if iso:
        return _from_iso(iso, how)
    compact = _COMPACT.match(value)
    if compact:
        day = _day(int(compact[1]), int(compact[2]), int(compact[3]))
        return whole_day(day, how) if day else None
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, IndexError, OverflowError):
        found = next(written(value), None)
        return whole_day(found.day, how) if found else None
    return _instant(moment, how) if moment.tzinfo else whole_day(moment.date(), how)


def in_url(url: str) -> date | None:
    """The day in an address's path (``/2031/05/17/``), or None."""
    match = _URL_DAY.search(url)
    if match is None:
        return None
    month = int(match[2]) if match[2].isdigit() else _months().get(match[2], 0)
    return _day(int(match[1]), month, int(match[3]))


def whole_day(day: date, how: str, zone: str = "unknown") -> Interval | None:
    """A day as an interval; None outside the years in which there were pages."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return None
    after = day + timedelta(days=1)
    return _interval(f"{day}T00:00:00Z", f"{after}T00:00:00Z", zone, "day", how)


def _from_iso(match: re.Match[str], how: str) -> Interval | None:
    day = _day(int(match[1]), int(match[2]), int(match[3]))
    if day is None:
        return None
    hour, minute, second, zone = match[4], match[5], match[6] or "0", match[7]
    if hour is None or zone is None:
        return whole_day(day, how)
    if int(hour) > 23 or int(minute) > 59 or int(second) > 59:
        return whole_day(day, how)
    offset = "+00:00" if zone in {"Z", "UTC", "GMT"} else zone
    offset = offset if ":" in offset else f"{offset[:3]}:{offset[3:] or '00'}"
    if int(offset[1:3]) > 14 or int(offset[4:]) > 59:  # no clock on Earth is further from UTC
        return whole_day(day, how)
    stamp = f"{day}T{int(hour):02}:{int(minute):02}:{int(second):02}{offset}"
    return _instant(datetime.fromisoformat(stamp), how)


def _instant(moment: datetime, how: str) -> Interval | None:
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        return None
    start = moment.astimezone(UTC).replace(microsecond=0)
    offset = moment.strftime("%z")
    zone = "UTC" if offset in {"+0000", ""} else f"{offset[:3]}:{offset[3:5]}"
    return _interval(_stamp(start), _stamp(start + timedelta(seconds=1)), zone, "instant", how)


def _interval(start: str, end: str, zone: str, granularity: Granularity, how: str) -> Interval:
    return Interval(start=start, end=end, zone=zone, granularity=granularity, how=how)


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None

"""When was it, in UTC, and how is its zone known?

``exact``: seconds since 1970. ``declared``: the value states its zone. ``assumed``: it states none and is
taken for UTC. ``unknown``: there is no time, or none that can be read without guessing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_tz
from typing import Literal

TzSource = Literal["exact", "declared", "assumed", "unknown"]
UNKNOWN: tuple[None, TzSource] = (None, "unknown")

# No service that is read here had posts before; 0001-01-01 and 1970-01-01 are how programs write "none".
EARLIEST, LATEST = 1980, 2100
# How many digits seconds, milliseconds, microseconds and nanoseconds since 1970 have between 2001 and 2286.
UNITS = {10: 1, 13: 1_000, 16: 1_000_000, 19: 1_000_000_000}
# Hours from UTC. Only abbreviations that name one zone; "IST" and "CST" do not (CST: only as CrowdTangle's).
ZONES = {
    "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3,
    "EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}  # fmt: skip
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

_SPACED_ZONE = re.compile(r"^(.+\d)\s+([A-Z]{1,4}|(?:UTC|GMT)?[+-]\d\d:?\d\d)$")
_UNIX_STYLE = re.compile(r"^[A-Z][a-z]{2} ([A-Z][a-z]{2}) +(\d\d?) (\d\d:\d\d:\d\d) ([+-]\d{4}) (\d{4})$")
_NUMBERS = re.compile(
    r"^(\d{1,4})([./])(\d\d?)\2(\d{1,4})(?:[,T]?\s+(\d\d?):(\d\d)(?::(\d\d))?(?:\s*([AaPp])\.?[Mm]\.?)?)?$"
)
_MAIL_ZONE = re.compile(r"(?:[+-]\d{4}|\b(?:GMT|UTC?|Z|[ECMP][SD]T))\s*(?:\([^)]*\))?$")
_FRACTION = re.compile(r"^\d{9,11}\.\d+$")


def utc(value: object, *, day_first: bool | None = None) -> tuple[str | None, TzSource]:
    """A time as ``2024-03-01T12:00:00Z`` and how its zone is known; (None, "unknown") where it is unreadable.

    ``value`` is text or a number (seconds, or finer, since 1970). ``day_first`` says how ``03/04/2024`` is
    meant; without it such a value is not guessed.
    """
    if isinstance(value, str):
        value = value.strip()
        if not value:
            return UNKNOWN
        if value.isdigit() and len(value) != 8:
            return _since_1970(value)
        return _stated(value, day_first)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _since_1970(repr(value))
    return UNKNOWN


def day_first(values: Iterable[str]) -> bool | None:
    """Whether days stand before months in numeric dates, by those that allow only one reading."""
    first = second = False
    for value in values:
        if (found := _NUMBERS.match(value.strip())) and len(found[1]) <= 2:
            first = first or int(found[1]) > 12
            second = second or int(found[3]) > 12
    return None if first == second else first


def _since_1970(digits: str) -> tuple[str | None, TzSource]:
    whole, _, fraction = digits.partition(".")
    unit = UNITS.get(len(whole))
    if unit is None or not whole.isascii() or (fraction and not fraction.isdigit()):
        return UNKNOWN
    moment = datetime.fromtimestamp(int(whole) // unit, UTC)
    if unit == 1 and not fraction:
        return moment.isoformat()[:19] + "Z", "exact"
    finer = int(whole) % unit * 1_000_000 // unit + int(fraction[:6].ljust(6, "0") if unit == 1 else 0)
    return written(moment + timedelta(microseconds=finer)), "exact"


def _stated(value: str, first: bool | None) -> tuple[str | None, TzSource]:
    try:
        moment = datetime.fromisoformat(value)
        if EARLIEST <= moment.year <= LATEST and value[4:5] == value[7:8] == "-":
            # The two commonest ways of writing need no arithmetic.
            if len(value) == 20 and value[19] == "Z":
                return f"{value[:10]}T{value[11:]}", "declared"
            if len(value) == 19:
                return f"{value[:10]}T{value[11:]}Z", "assumed"
        return _zoned(moment)
    except (ValueError, OverflowError):
        pass
    if _FRACTION.match(value):
        return _since_1970(value)
    for read in (_spaced, _unix_style, _mail_style):
        if (found := read(value)) is not None:
            return found
    return _numbers(value, first)


def _spaced(value: str) -> tuple[str | None, TzSource] | None:
    """``2024-03-01 12:00:00 +0100`` and ``... EDT``."""
    found = _SPACED_ZONE.match(value)
    if not found:
        return None
    zone = found[2]
    try:
        moment = datetime.fromisoformat(found[1])
        if zone in ZONES:
            return _zoned(moment.replace(tzinfo=UTC) - timedelta(hours=ZONES[zone]))
        return _zoned(datetime.fromisoformat(found[1] + zone[-6:].lstrip("TCM")))
    except (ValueError, OverflowError):
        return None


def _unix_style(value: str) -> tuple[str | None, TzSource] | None:
    """``Fri Mar 01 12:00:00 +0000 2024``, as older interfaces of X write it."""
    found = _UNIX_STYLE.match(value)
    if not found or found[1].lower() not in MONTHS:
        return None
    month = MONTHS.index(found[1].lower()) + 1
    try:
        return _zoned(
            datetime.fromisoformat(f"{found[5]}-{month:02}-{int(found[2]):02}T{found[3]}{found[4]}")
        )
    except (ValueError, OverflowError):
        return None


def _mail_style(value: str) -> tuple[str | None, TzSource] | None:
    """``Fri, 01 Mar 2024 12:00:00 +0000`` (RFC 2822)."""
    if not any(month in value.lower() for month in MONTHS):
        return None
    try:
        parts = parsedate_tz(value)
        if parts is None:
            return None
        moment = datetime(*parts[:6])
        if not _MAIL_ZONE.search(value):
            return _zoned(moment)
        return _zoned((moment - timedelta(seconds=parts[9] or 0)).replace(tzinfo=UTC))
    except (ValueError, OverflowError, TypeError, IndexError):  # some malformed dates make the parser stumble
        return None


def _numbers(value: str, first: bool | None) -> tuple[str | None, TzSource]:
    """``31.12.2024 10:00`` (days first), ``2024/12/31``, ``12/31/2024 10:00 PM`` where that is clear."""
    found = _NUMBERS.match(value)
    if not found:
        return UNKNOWN
    a, b, c = int(found[1]), int(found[3]), int(found[4])
    if len(found[1]) == 4:
        year, month, day = a, b, c
    elif found[2] == "." or a > 12 or (first and b <= 12):
        day, month, year = a, b, c
    elif b > 12 or first is False:
        month, day, year = a, b, c
    else:
        return UNKNOWN
    hour = int(found[5] or 0)
    if found[8]:
        hour = hour % 12 + (12 if found[8] in "Pp" else 0)
    try:
        return _zoned(datetime(year, month, day, hour, int(found[6] or 0), int(found[7] or 0)))
    except ValueError:
        return UNKNOWN


def _zoned(moment: datetime) -> tuple[str | None, TzSource]:
    if moment.tzinfo is None:
        return (written(moment), "assumed") if EARLIEST <= moment.year <= LATEST else UNKNOWN
    if not EARLIEST <= moment.year <= LATEST:
        return UNKNOWN
    return written(moment.astimezone(UTC)), "declared"


def written(moment: datetime) -> str:
    """ISO 8601 that ends in Z; milliseconds only where there are any."""
    if moment.microsecond < 1000:
        return moment.isoformat()[:19] + "Z"
    return moment.isoformat(timespec="milliseconds")[:23] + "Z"

"""What does the analyst already know: what happened, when, where, and which past events to compare with?

Reads the tables of ``case.toml`` that this stage needs: ``[case] title``, ``[event] title, when, where,
first_report`` and ``[[past]] title, when, where, first_report``. All of it is optional.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from aftershock.errors import CaseError
from aftershock.events import intervals
from aftershock.records import Interval, Record

_AS_DATE = 'Write it as "2026-03-14" or "2026-03-14T18:40:00Z"'
_KNOWN_EVENT = {"title", "when", "where", "first_report"}


class PastEvent(Record, frozen=True, kw_only=True):
    """An earlier event to compare with; ``t0`` is its first report, else its start."""

    title: str
    when: Interval | None
    t0: str
    where: str | None = None


class CaseInfo(Record, frozen=True, kw_only=True):
    """What the case is about, as the analyst wrote it; ``t0`` is the first report where it is known."""

    title: str | None = None
    when: Interval | None = None
    where: str | None = None
    t0: str | None = None
    past: tuple[PastEvent, ...] = ()


def parse(tables: Mapping[str, object], *, file: str = "case.toml") -> CaseInfo:
    """The case information of a parsed ``case.toml``; raises `CaseError` that names table and key."""
    case = _table(tables.get("case", {}), "case", file)
    event = _table(tables.get("event", {}), "event", file)
    _only_known(event, "event", file)
    when = _when(event.get("when"), "event.when", file)
    first = _when(event.get("first_report"), "event.first_report", file)
    past = tables.get("past", [])
    if not isinstance(past, list | tuple):
        raise _wrong("past", "is not a list of tables", "Write each past event under its own [[past]]", file)
    return CaseInfo(
        title=_words(event, "title", "event", file) or _words(case, "title", "case", file),
        when=when,
        where=_words(event, "where", "event", file),
        t0=_start(first) or (_start(when) if when and when.granularity in ("instant", "minute") else None),
        past=tuple(_past(entry, number, file) for number, entry in enumerate(past, 1)),
    )


def parse_when(value: str | date | datetime, *, how: str = "case.toml") -> Interval:
    """A date (``2026-03-14``), month (``2026-03``), year or moment as an interval; ValueError otherwise.

    Moments without a zone are read as UTC; a moment's interval is one minute long.
    """
    if isinstance(value, str):
        value = value.strip()
        parts = value.split("-")
        if all(part.isdigit() for part in parts) and len(parts) <= 2:
            numbers = [int(part) for part in parts]
            if len(parts) == 1:
                return intervals.year(numbers[0], how)
            return intervals.month(numbers[0], numbers[1], how)
        value = date.fromisoformat(value) if len(value) == 10 else intervals.moment(value)
    if isinstance(value, datetime):
        value = value.replace(tzinfo=UTC) if value.tzinfo is None else value
        return intervals.span(value, value + timedelta(minutes=1), "minute", how)
    return intervals.day(value.year, value.month, value.day, how)


def _past(entry: object, number: int, file: str) -> PastEvent:
    name = f"past {number}"
    table = _table(entry, name, file)
    _only_known(table, name, file)
    title = _words(table, "title", name, file)
    when = _when(table.get("when"), f"{name}.when", file)
    t0 = _start(_when(table.get("first_report"), f"{name}.first_report", file)) or _start(when)
    if title is None or t0 is None:
        missing = "title" if title is None else "when"
        raise _wrong(name, f"has no {missing}", f"Add {missing} = ... to this [[past]] table", file)
    return PastEvent(title=title, when=when, t0=t0, where=_words(table, "where", name, file))


def _start(interval: Interval | None) -> str | None:
    return interval.start if interval else None


def _when(value: object, key: str, file: str) -> Interval | None:
    if value is None:
        return None
    if not isinstance(value, str | date):  # a datetime is a date
        raise _wrong(key, f"is {value!r}, not a date", _AS_DATE, file)
    try:
        return parse_when(value, how=key)
    except ValueError as error:
        raise _wrong(key, f"cannot be read as a date ({value!r}: {error})", _AS_DATE, file) from error


def _words(table: Mapping[str, object], key: str, name: str, file: str) -> str | None:
    value = table.get(key)
    if value is None:
        return None
    if not isinstance(value, str):
        raise _wrong(f"{name}.{key}", f"is {value!r}, not text", "Put it in quotation marks", file)
    return value.strip() or None


def _table(value: object, name: str, file: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise _wrong(name, "is not a table", f"Write it as a [{name}] section", file)
    return value


def _only_known(table: Mapping[str, object], name: str, file: str) -> None:
    """A misspelt key would silently change what is compared, so it is an error."""
    for key in table:
        if key not in _KNOWN_EVENT:
            known = ", ".join(sorted(_KNOWN_EVENT))
            raise _wrong(f"{name}.{key}", "is not a known key", f"Known here: {known}", file)


def _wrong(key: str, cause: str, step: str, file: str) -> CaseError:
    return CaseError(f"'{key}' {cause}", where=file, next_step=step)

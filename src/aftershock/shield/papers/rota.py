"""Who is on call now, and in which order are they called? A week's rota in TOML.

[[person]]
name = "ines"
mail = "ines@harbour.example"
webhook = "https://bell.harbour.example/ines"

[[shift]]
days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
from = "22:00"          # until the next morning where `to` is earlier
to = "06:00"
zone = "Europe/Berlin"
people = ["ines", "omar"]   # called one after the other

[last]                  # called when everybody of the shift was
people = ["vera"]

A minute of the week without anybody is an error when it is read, not at night.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from aftershock.errors import InputError
from aftershock.records import Record
from aftershock.shield.ledger.times import seconds

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# Times of a day in whole quarters of an hour, so that gaps can be looked for at each of them.
Quarter = Annotated[str, msgspec.Meta(pattern=r"^([01]\d|2[0-3]):(00|15|30|45)$")]
STEP = timedelta(minutes=15)
MONDAY = datetime(2026, 1, 5, tzinfo=UTC)


class Person(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody who can be called, and how."""

    name: str
    mail: str = ""
    webhook: str = ""


class Shift(Record, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"since": "from"}):
    """Days and hours in a zone; ``people`` in the order in which they are called."""

    days: tuple[Day, ...]
    since: Quarter
    to: Quarter
    people: tuple[str, ...]
    zone: str = "UTC"

    def covers(self, at: datetime) -> bool:
        """Whether a moment lies in it; the hours past midnight belong to the day before."""
        local = at.astimezone(ZoneInfo(self.zone))
        hour, today = f"{local:%H:%M}", DAYS[local.weekday()]
        if self.since < self.to:
            return today in self.days and self.since <= hour < self.to
        before = DAYS[local.weekday() - 1]
        return (today in self.days and hour >= self.since) or (before in self.days and hour < self.to)


class Rota(Record, frozen=True, kw_only=True):
    """The whole rota; ``last`` are called when everybody of the shift was."""

    people: Mapping[str, Person]
    shifts: tuple[Shift, ...]
    last: tuple[str, ...] = ()

    def on_call(self, at: str) -> tuple[Person, ...]:
        """Everybody who can be called at a moment, first first, each once."""
        moment = datetime.fromtimestamp(seconds(at), UTC)
        names = [name for shift in self.shifts if shift.covers(moment) for name in shift.people]
        return tuple(self.people[name] for name in dict.fromkeys((*names, *self.last)))


class _Last(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    people: tuple[str, ...] = ()


class _File(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    person: tuple[Person, ...]
    shift: tuple[Shift, ...]
    last: _Last = _Last()


def load(path: Path) -> Rota:
    """The rota of a file; raises InputError with what is wrong."""
    return read(path.read_text("utf-8"), str(path))


def read(source: str, where: str = "rota.toml") -> Rota:
    """The rota of a text; raises InputError where a name is unknown or nobody is on call."""
    try:
        made = msgspec.convert(tomllib.loads(source), _File, strict=False)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise InputError(
            f"no rota: {error}", where=where, next_step="Mend it; nothing was changed"
        ) from error
    rota = Rota(people={each.name: each for each in made.person}, shifts=made.shift, last=made.last.people)
    for wrong in _wrong(rota):
        raise InputError(wrong, where=where, next_step="An order can come at any minute")
    return rota


def _wrong(rota: Rota) -> list[str]:
    named = {name for shift in rota.shifts for name in shift.people} | set(rota.last)
    found = [f"nobody is called '{name}'" for name in sorted(named - set(rota.people))]
    found += [
        f"'{each.name}' has neither mail nor webhook"
        for each in rota.people.values()
        if not each.mail and not each.webhook
    ]
    for shift in rota.shifts:
        try:
            ZoneInfo(shift.zone)
        except (ZoneInfoNotFoundError, ValueError):
            found.append(f"no time zone is called '{shift.zone}'")
    return found or [f"nobody is on call on {each}" for each in gaps(rota)[:1]]


def gaps(rota: Rota) -> list[str]:
    """When nobody of a shift is on call, in a week of winter and one of summer, UTC: ``mon 06:00``."""
    found = []
    for monday in (MONDAY, MONDAY + timedelta(weeks=26)):
        for place in range(7 * 24 * 4):
            at = monday + place * STEP
            if not any(shift.people and shift.covers(at) for shift in rota.shifts):
                found.append(f"{DAYS[at.weekday()]} {at:%H:%M} UTC")
    return list(dict.fromkeys(found))

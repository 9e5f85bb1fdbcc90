"""What does ``case.toml`` say about the case: its event, the past ones, and the actors it adds?

``[case]`` and ``[event]`` with ``[[past]]`` are described in `events.case_info`; here are the actors that
the package's gazetteer cannot know, each with the source of its names::

    [[actor]]
    id = "northern-column"
    kind = "group"
    names = ["Northern Column", { name = "Northern Front", valid_from = "2019", valid_to = "2024-05" }]
    outlet_of = "other-group"        # or parent = ..., wing_of = ...
    source = "where the names were seen"

and the zones of sources whose times state none::

    [[zone]]
    source = "exports/*.csv"
    zone = "Europe/Rome"             # or "+01:00"
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import msgspec

from aftershock.errors import CaseError
from aftershock.events import case_info
from aftershock.events.case_info import CaseInfo
from aftershock.records import Entity, EntityRelation, Name, Record
from aftershock.sources import zones as sources
from aftershock.store import casefile, layout
from aftershock.store.folder import CaseFolder

_RELATIONS = {"parent": "parent", "wing_of": "wing", "outlet_of": "outlet"}
TLP = ("", "RED", "AMBER+STRICT", "AMBER", "GREEN", "CLEAR")  # Traffic Light Protocol 2.0, FIRST
_WORDS = ("title", "purpose", "legal_basis", "tlp")
_AT = re.compile(r"\(at line (\d+), column \d+\)")


class Zone(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One ``[[zone]]`` table: the names of sources (``*`` for any letters), and their zone."""

    source: str
    zone: str


class Description(Record, frozen=True, kw_only=True):
    """A case file as it is used: all its tables, the event and the past ones, the actors that it adds."""

    tables: Mapping[str, Any]
    info: CaseInfo
    actors: tuple[Entity, ...]
    zones: tuple[Zone, ...] = ()

    def zone(self, source: str) -> str:
        """The zone of a source's times that state none; empty where nobody says it. The first that fits."""
        return next((each.zone for each in self.zones if fnmatchcase(source, each.source)), "")


def of_case(case: CaseFolder) -> Description:
    """What a case's own file says; raises CaseError naming the file, the line and what is wrong there."""
    path = case.root / layout.CASE_FILE
    if not path.is_file():
        raise CaseError("the case file is missing", where=str(path), next_step="Put it back, even if empty")
    return read(path.read_bytes(), file=path)


def read(data: bytes, *, file: Path) -> Description:
    """What the bytes of a case file say; raises CaseError naming file, line and what is wrong there."""
    where = str(file)
    try:
        tables = casefile.parse(data, where=where)
        info = case_info.parse(tables, file=where)
        _check_words(tables.get("case", {}), where)
        return Description(
            tables=tables, info=info, actors=actors(tables, file=where), zones=zones(tables, file=where)
        )
    except CaseError as error:
        line = _line(data, error.cause)
        raise CaseError(error.cause, where=where, line=line, next_step=error.next_step) from error


def _check_words(table: Mapping[str, Any], file: str) -> None:
    """Nothing that goes out with a dossier may be of another shape than a line of text."""
    for key in _WORDS:
        if not isinstance(table.get(key, ""), str):
            raise CaseError(
                f"'case.{key}' is {table[key]!r}, not text", where=file, next_step="Put it in quotation marks"
            )
    check_tlp(table.get("tlp", ""), file=file)


def check_tlp(marking: str, *, file: str = "") -> None:
    """Raises CaseError where a marking is none of the Traffic Light Protocol: it would protect nothing."""
    if marking.upper() not in TLP:
        raise CaseError(
            f"'case.tlp' is {marking!r}, no marking of the Traffic Light Protocol",
            where=file,
            next_step=f"Use one of {', '.join(TLP[1:])}",
        )


def _line(data: bytes, cause: str) -> int:
    """The line that a cause is about (``'event.when' is ...``, ``'past 2' has ...``); 0 where none is."""
    lines = data.decode("utf-8", "replace").split("\n")
    if said := _AT.search(cause):
        return min(int(said[1]), len(lines))
    named = re.match(r"'([a-z]+)(?: (\d+))?(?:\.(\w+))?'", cause) or re.match(r"an \[\[(actor)()()", cause)
    if not named:
        return 0
    table, number, key = named[1], int(named[2] or 1), named[3]
    headers = [at for at, line in enumerate(lines, 1) if re.match(rf"\s*\[\[?\s*{table}\s*\]", line)]
    if len(headers) < number:  # as one value: past = 3
        return next((at for at, line in enumerate(lines, 1) if re.match(rf"\s*{table}\s*[=.]", line)), 0)
    start = headers[number - 1]
    for at, line in enumerate(lines[start:], start + 1):
        if line.lstrip().startswith("["):
            break
        if key and re.match(rf"\s*{key}\s*=", line):
            return at
    return start


class NameInTime(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A name of an actor with from when and until when it was used: a year, month or day."""

    name: str
    valid_from: str | None = None
    valid_to: str | None = None


class Actor(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One ``[[actor]]`` table."""

    id: str
    kind: str
    names: tuple[str | NameInTime, ...]
    source: str
    parent: str | None = None
    wing_of: str | None = None
    outlet_of: str | None = None


def actors(tables: Mapping[str, object], *, file: str = "case.toml") -> tuple[Entity, ...]:
    """The entities that a case adds; raises CaseError naming the table and what is wrong with it."""
    listed = tables.get("actor", [])
    try:
        return tuple(_entity(each) for each in msgspec.convert(listed, tuple[Actor, ...]))
    except msgspec.ValidationError as error:
        raise CaseError(
            f"an [[actor]] cannot be read: {error}",
            where=file,
            next_step="Each needs id, kind, names and source",
        ) from error


def zones(tables: Mapping[str, object], *, file: str = "case.toml") -> tuple[Zone, ...]:
    """The zones of sources; raises CaseError naming the table and what is wrong with it."""
    step = 'Each needs source and zone, as in zone = "Europe/Rome" or "+01:00"'
    try:
        found = msgspec.convert(tables.get("zone", []), tuple[Zone, ...])
    except msgspec.ValidationError as error:
        raise CaseError(f"a [[zone]] cannot be read: {error}", where=file, next_step=step) from error
    for number, each in enumerate(found, 1):
        try:
            sources.zone(each.zone)
        except ValueError as error:
            raise CaseError(f"'zone {number}.zone': {error}", where=file, next_step=step) from error
    return found


def _name(given: str | NameInTime, actor: Actor) -> Name:
    """A name with its dates checked; raises msgspec.ValidationError where one is none, or both are turned."""
    if isinstance(given, str):
        return Name(name=given, source=actor.source)
    ends = [(key, getattr(given, key)) for key in ("valid_from", "valid_to")]
    found = []
    for key, value in ends:
        try:
            found.append(case_info.parse_when(value) if value else None)
        except ValueError as error:
            raise msgspec.ValidationError(f"{key} of '{given.name}' is {value!r}, no date") from error
    first, last = found
    if first and last and (first.start or "") >= (last.end or ""):
        raise msgspec.ValidationError(f"'{given.name}' is used until before it is used from")
    return Name(name=given.name, valid_from=given.valid_from, valid_to=given.valid_to, source=actor.source)


def _entity(actor: Actor) -> Entity:
    relations = tuple(
        EntityRelation(kind=kind, of=of, source=actor.source)
        for field, kind in _RELATIONS.items()
        if (of := getattr(actor, field))
    )
    names = tuple(_name(each, actor) for each in actor.names)
    return Entity(id=actor.id, kind=actor.kind, names=names, relations=relations)

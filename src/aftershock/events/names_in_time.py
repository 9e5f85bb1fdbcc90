"""Who bore a name at the time, and what was an actor called then?

A name may carry from when and until when it was used. Where two actors bore one name, the date of the event
decides, or the document's where the event has none; where that does not tell one from the other, the name
stands for nobody. A name that only one actor bears stays that actor's at any time: old names are used on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

import msgspec

from aftershock.events import intervals
from aftershock.events.actors import plain
from aftershock.events.case_info import parse_when
from aftershock.records import Entity, Event, Interval, Name, Record, Statement

BY = "name at the time"  # how a speaker was resolved
UNDECIDED = "name of several"


class Called(Record, frozen=True, kw_only=True):
    """What an actor was called at some time, and what it is called at present."""

    then: str
    now: str


class CalledThen(Record, frozen=True, kw_only=True):
    """What the speaker or the target of a statement was called at the time of its event, and is now."""

    id: str
    role: Literal["speaker", "target"]
    entity: str
    then: str
    now: str


class _Bearer(NamedTuple):
    entity: str
    name: Name


Shared = Mapping[str, Sequence[_Bearer]]


def held(name: Name, when: Interval) -> bool:
    """Whether a name was used at a time; the first and last day, month or year of it are part of it."""
    used = Interval(
        start=parse_when(name.valid_from).start if name.valid_from else None,
        end=parse_when(name.valid_to).end if name.valid_to else None,
    )
    return intervals.overlap(used, when)


def called(entity: Entity | None, when: Interval | None) -> Called | None:
    """The names of an actor at a time and at present; None where they are one, or the time is not known."""
    if entity is None or when is None or not intervals.dated(when) or not any(map(_dated, entity.names)):
        return None
    then, now = _then(entity, when), _now(entity)
    return None if plain(then) == plain(now) else Called(then=then, now=now)


def of_ledger(
    statements: Iterable[Statement],
    entities: Mapping[str, Entity],
    events: Iterable[Event],
    published: Mapping[str, Interval | None],
) -> Iterator[CalledThen]:
    """The speakers and targets that had another name at the time of the event than they have."""
    when = {event.id: event.when for event in events}
    for each in statements:
        parts: tuple[tuple[Literal["speaker", "target"], str | None], ...] = (
            ("speaker", each.speaker_id),
            ("target", each.target_id),
        )
        for role, entity in parts:
            if (names := called(entities.get(entity or ""), _date(each, when, published))) is not None:
                yield CalledThen(id=each.id, role=role, entity=entity or "", then=names.then, now=names.now)


def _then(entity: Entity, when: Interval) -> str:
    """The dated name that held, the one that began last; else the first that is not dated."""
    holding = [name for name in entity.names if _dated(name) and held(name, when)]
    if holding:
        return max(holding, key=lambda name: name.valid_from or "").name
    return next((name.name for name in entity.names if not _dated(name)), entity.names[0].name)


def _now(entity: Entity) -> str:
    """The name that began last of those not given up; else the first that is not dated."""
    standing = [name for name in entity.names if name.valid_to is None]
    if not standing:
        return max(entity.names, key=lambda name: name.valid_to or "").name
    return max(standing, key=lambda name: name.valid_from or "").name


def _dated(name: Name) -> bool:
    return bool(name.valid_from or name.valid_to)


def shared(entities: Iterable[Entity]) -> Shared:
    """The names that several actors bore, at least one of them for a time only."""
    found: dict[str, list[_Bearer]] = {}
    for entity in entities:
        for name in entity.names:
            found.setdefault(plain(name.name), []).append(_Bearer(entity.id, name))
    return {
        name: bearers
        for name, bearers in found.items()
        if len({each.entity for each in bearers}) > 1 and any(_dated(each.name) for each in bearers)
    }


def settled(
    statements: Iterable[Statement],
    entities: Mapping[str, Entity],
    events: Iterable[Event],
    published: Mapping[str, Interval | None],
) -> tuple[Statement, ...]:
    """The statements with the actors that bore their names at the time. What a person judged stays."""
    names = shared(entities.values())
    if not names:
        return tuple(statements)
    when = {event.id: event.when for event in events}
    return tuple(_settled(each, names, entities, _date(each, when, published)) for each in statements)


def _date(
    statement: Statement, when: Mapping[str, Interval | None], published: Mapping[str, Interval | None]
) -> Interval | None:
    of_event = when.get(statement.event or "")
    return of_event if intervals.dated(of_event) else published.get(statement.story)


def _settled(
    given: Statement, names: Shared, entities: Mapping[str, Entity], when: Interval | None
) -> Statement:
    changes: dict[str, str | None] = {}
    speaker = _meant(given.speaker_name, given.speaker_id, names, entities)
    if speaker is not None and given.resolved_by != "judgement":
        bearer = _bearer(names[speaker], when)
        changes |= {"speaker_id": bearer, "resolved_by": BY if bearer else UNDECIDED}
    target = _meant(given.target, given.target_id, names, entities)
    if target is not None:
        changes["target_id"] = _bearer(names[target], when)
    return msgspec.structs.replace(given, **changes) if changes else given


def _meant(name: str | None, entity: str | None, names: Shared, entities: Mapping[str, Entity]) -> str | None:
    """The shared name that stands for an actor here: the name itself, or one that its bearer was read by."""
    if name and plain(name) in names:
        return plain(name)
    if entity is None or (name and _own(entities.get(entity), name, names)):
        return None
    inside = [each for each in _of(entity, names) if name and f" {each} " in f" {plain(name)} "]
    return max(inside, key=len, default=None)


def _own(entity: Entity | None, name: str, names: Shared) -> bool:
    """Whether a name is one that this actor alone bears."""
    return entity is not None and any(
        plain(each.name) == plain(name) and plain(each.name) not in names for each in entity.names
    )


def _of(entity: str, names: Shared) -> Iterator[str]:
    return (name for name, bearers in names.items() if any(each.entity == entity for each in bearers))


def _bearer(bearers: Sequence[_Bearer], when: Interval | None) -> str | None:
    """The one actor that bore a name at a time; a name that is dated outranks one that is not."""
    if when is None or not intervals.dated(when):
        return None
    holding = [each for each in bearers if held(each.name, when)]
    dated = [each for each in holding if _dated(each.name)] or holding
    found = {each.entity for each in dated}
    return found.pop() if len(found) == 1 else None

"""What do people's judgements change in the account? Applied to statements, entities and events as values.

Nothing is edited: the records given stay as they are, the ones returned say what stands now.

* reject, accept: ``targets`` are ids of statements. Rejected ones stay listed, out of every count.
* alias: ``value`` maps a name to an actor, ``{"name": ..., "entity": ...}`` (or targets name, entity).
* merge: ``targets`` are ids of events or entities; they become ``value["into"]``, else the first of them.
* undo: ``targets`` are ids of judgements that no longer stand; so does ``supersedes``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from aftershock.events.actors import plain
from aftershock.events.chronicle import EventMention
from aftershock.records import Entity, Event, Judgement, Name, Record, Statement
from aftershock.store.judgements import standing

_ON_STATEMENTS = frozenset({"accept", "reject"})


class Overlay(Record, frozen=True, kw_only=True):
    """The standing judgements, sorted by what they do. ``aliases`` maps plain names to entity ids."""

    rejected: tuple[str, ...]
    accepted: tuple[str, ...]
    aliases: dict[str, str]
    spelt: dict[str, str]
    merges: tuple[tuple[str, tuple[str, ...]], ...]
    by_target: dict[str, tuple[str, ...]]


def overlay(judgements: Iterable[Judgement]) -> Overlay:
    """What the standing judgements ask for; of accept and reject on one target the last one holds."""
    verdicts: dict[str, str] = {}
    aliases: dict[str, str] = {}
    spelt: dict[str, str] = {}
    merges: list[tuple[str, tuple[str, ...]]] = []
    by_target: dict[str, tuple[str, ...]] = {}
    for row in standing(tuple(judgements)):
        for item in row.targets:
            by_target[item] = (*by_target.get(item, ()), row.id)
        if row.kind in _ON_STATEMENTS:
            verdicts.update(dict.fromkeys(row.targets, row.kind))
        elif row.kind == "alias":
            name, entity = _alias(row)
            aliases[plain(name)], spelt[plain(name)] = entity, name
        elif row.kind == "merge" and row.targets:
            into = row.value.get("into", row.targets[0])
            merges.append((into, tuple(item for item in row.targets if item != into)))
    return Overlay(
        rejected=tuple(item for item, kind in verdicts.items() if kind == "reject"),
        accepted=tuple(item for item, kind in verdicts.items() if kind == "accept"),
        aliases=aliases,
        spelt=spelt,
        merges=tuple(merges),
        by_target=by_target,
    )


def orphaned(asked: Overlay, known: Iterable[str]) -> tuple[str, ...]:
    """Judgements of which no target is a known id: what they were about is no longer found."""
    ids = set(known)
    rows: dict[str, bool] = {}
    for item, judgements in asked.by_target.items():
        for row in judgements:
            rows[row] = rows.get(row, False) or item in ids
    return tuple(row for row, found in rows.items() if not found)


def statements(given: Iterable[Statement], asked: Overlay) -> tuple[Statement, ...]:
    """The statements with names and ids as people mapped them. Rejected ones are still among them."""
    return tuple(_renamed(statement, asked) for statement in given)


def counted(given: Iterable[Statement], asked: Overlay) -> tuple[Statement, ...]:
    """The statements that count: all but the rejected ones."""
    gone = set(asked.rejected)
    return tuple(statement for statement in given if statement.id not in gone)


def entities(given: Iterable[Entity], asked: Overlay) -> tuple[Entity, ...]:
    """The entities with added names, merged ones joined under the id that remains."""
    known = {entity.id: entity for entity in given}
    for name, meant in asked.aliases.items():
        named = known.get(meant) or Entity(id=meant, kind="unknown", names=())
        added = Name(name=asked.spelt[name], source="judgement")
        known[meant] = msgspec.structs.replace(named, names=(*named.names, added))
    for into, others in asked.merges:
        for other in others:
            if into in known and other in known:
                gone, home = known.pop(other), known[into]
                known[into] = msgspec.structs.replace(
                    home,
                    names=tuple(dict.fromkeys((*home.names, *gone.names))),
                    relations=tuple(dict.fromkeys((*home.relations, *gone.relations))),
                )
    return tuple(known.values())


def events(given: Sequence[Event], asked: Overlay) -> tuple[Event, ...]:
    """The events with merged ones joined: statements and receipts together, `merged_from` names the gone."""
    known = {event.id: event for event in given}
    for into, others in asked.merges:
        for other in others:
            if into in known and other in known:
                gone, home = known.pop(other), known[into]
                known[into] = msgspec.structs.replace(
                    home,
                    main=home.main or gone.main,
                    statements=tuple(dict.fromkeys((*home.statements, *gone.statements))),
                    merged_from=tuple(dict.fromkeys((*home.merged_from, gone.id, *gone.merged_from))),
                    receipts=tuple(dict.fromkeys((*home.receipts, *gone.receipts))),
                )
    return tuple(known.values())


def moved(given: Iterable[Statement], found: Sequence[Event]) -> tuple[Statement, ...]:
    """Statements whose event was merged into another, under the event that remains."""
    home = {gone: event for event in found for gone in event.merged_from}
    return tuple(_moved(statement, home) for statement in given)


def moved_mentions(given: Sequence[EventMention], found: Sequence[Event]) -> tuple[EventMention, ...]:
    """Mentions of an event that was merged into another, under the event that remains."""
    home = {gone: event.id for event in found for gone in event.merged_from}
    return tuple(
        msgspec.structs.replace(mention, event=home.get(mention.event, mention.event)) for mention in given
    )


def _moved(statement: Statement, home: dict[str, Event]) -> Statement:
    event = home.get(statement.event or "")
    if event is None:
        return statement
    figures = tuple(msgspec.structs.replace(figure, event=event.id) for figure in statement.figures)
    return msgspec.structs.replace(
        statement, event=event.id, history=statement.history and not event.main, figures=figures
    )


def _renamed(statement: Statement, asked: Overlay) -> Statement:
    speaker = _mapped(statement.speaker_id, statement.speaker_name, asked)
    target = _mapped(statement.target_id, statement.target, asked)
    if (speaker, target) == (statement.speaker_id, statement.target_id):
        return statement
    by = "judgement" if speaker != statement.speaker_id else statement.resolved_by
    return msgspec.structs.replace(statement, speaker_id=speaker, target_id=target, resolved_by=by)


def _mapped(entity: str | None, name: str | None, asked: Overlay) -> str | None:
    """The id that a name has after the judgements; an alias outranks what was read."""
    found = asked.aliases.get(plain(name), entity) if name else entity
    return _into(found, asked) if found else None


def _into(entity: str, asked: Overlay) -> str:
    """The id that an id was merged into, through several merges."""
    for into, others in asked.merges:
        if entity in others:
            entity = into
    return entity


def _alias(row: Judgement) -> tuple[str, str]:
    name = row.value.get("name", row.targets[0] if row.targets else "")
    return name, row.value.get("entity", row.targets[-1] if row.targets else "")

"""What does ``case.toml`` say about the case: its event, the past ones, and the actors it adds?

``[case]`` and ``[event]`` with ``[[past]]`` are described in `events.case_info`; here are the actors that
the package's gazetteer cannot know, each with the source of its names::

    [[actor]]
    id = "northern-column"
    kind = "group"
    names = ["Northern Column"]
    outlet_of = "other-group"        # or parent = ..., wing_of = ...
    source = "where the names were seen"
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from aftershock.errors import CaseError
from aftershock.records import Entity, EntityRelation, Name, Record

_RELATIONS = {"parent": "parent", "wing_of": "wing", "outlet_of": "outlet"}


class Actor(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One ``[[actor]]`` table."""

    id: str
    kind: str
    names: tuple[str, ...]
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


def _entity(actor: Actor) -> Entity:
    relations = tuple(
        EntityRelation(kind=kind, of=of, source=actor.source)
        for field, kind in _RELATIONS.items()
        if (of := getattr(actor, field))
    )
    names = tuple(Name(name=name, source=actor.source) for name in actor.names)
    return Entity(id=actor.id, kind=actor.kind, names=names, relations=relations)

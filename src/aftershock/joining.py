"""What may people join, and to which actor may they give a name? Asked before a judgement is kept."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from aftershock import account, description
from aftershock.errors import UsageError
from aftershock.statements import gazetteer
from aftershock.store.folder import CaseFolder

# How alike an id must be to be named as the one that may be meant (share of letters in common order).
ALIKE = 0.75


def joinable(case: CaseFolder, targets: Sequence[str]) -> None:
    """Raises UsageError unless a merge's targets are two or more events, persons, or other actors."""
    if len(set(targets)) < 2:
        raise UsageError("merge takes two ids or more, the one that remains first")
    sorts = (_events(case), _persons(case), _bodies(case))
    for target in targets:
        if not any(target in sort for sort in sorts):
            raise UsageError(
                "no such event, person or actor",
                where=target,
                next_step="List them: aftershock events, aftershock persons, aftershock entities",
            )
    if not any(sort.issuperset(targets) for sort in sorts):
        raise UsageError(
            "events, persons and bodies are not merged with one another",
            where=" ".join(targets),
            next_step="A name that is another actor's: aftershock judge alias NAME --to ID",
        )


def unheard(case: CaseFolder, actor: str) -> str | None:
    """What to say of an id to which a name is given, where no actor has it so far; None where one has."""
    known = {*gazetteer.load(description.of_case(case).actors).entities, *_persons(case), *_bodies(case)}
    if actor in known:
        return None
    near = get_close_matches(actor, sorted(known), n=3, cutoff=ALIKE)
    meant = f"; did you mean {' or '.join(near)}?" if near else ""
    return f"no actor has the id '{actor}' so far: the name makes a new one{meant}"


def _events(case: CaseFolder) -> set[str]:
    return {each.id for each in account.EVENTS.of(case)}


def _persons(case: CaseFolder) -> set[str]:
    return {each.id for each in account.PERSONS.of(case)}


def _bodies(case: CaseFolder) -> set[str]:
    """The actors that are named and are no persons, also by lines that do not count."""
    named = {each.id for each in account.ENTITIES.of(case) if each.kind != "person"}
    for statement in account.STATEMENTS.of(case):
        named |= {who for who in (statement.speaker_id, statement.target_id) if who}
    return named - _persons(case)

"""What does a person correct, or set aside? Checked against the case as it stands, before it is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from aftershock import account, description
from aftershock.errors import UsageError
from aftershock.events import correctable
from aftershock.statements import gazetteer
from aftershock.store import anchors
from aftershock.store.folder import CaseFolder


class Change(NamedTuple):
    """One judgement that a person asks for; without a ``reason`` of its own that of the whole call holds."""

    targets: tuple[str, ...]
    value: dict[str, str]
    reason: str = ""


def fields(given: Iterable[str]) -> dict[str, str]:
    """What ``--set FIELD=VALUE`` says, given again for each field."""
    out = {}
    for each in given:
        field, equals, value = each.partition("=")
        if not equals:
            raise UsageError(f"{each!r} sets nothing", next_step="Write --set act=denies")
        out[field.strip()] = value.strip()
    return out


def changes(case: CaseFolder, targets: Sequence[str], value: Mapping[str, str]) -> tuple[Change, ...]:
    """The judgements for a correction, one a line of the case; a figure's line stands for all its numbers.

    Raises UsageError where a target is nothing that can be corrected, or a field or value is off.
    """
    if not value:
        raise UsageError("nothing is corrected", next_step="Write --set act=denies, or: judge reject ID")
    sorts = _sorts(case)
    made = []
    for target in targets:
        sort = sorts.get(target)
        if sort is None:
            raise _unknown(target)
        for field, text in value.items():
            if fault := correctable.wrong(sort, field, text):
                raise UsageError(fault, where=target)
        made.append(_change(case, sort, target, value))
    return tuple(made)


def set_aside(case: CaseFolder, targets: Sequence[str]) -> tuple[str, ...] | None:
    """The targets of a reject that are figures, harms, affiliations, warnings or call-backs.

    None where none is. Raises UsageError where some are and others not, or are of another sort.
    """
    sorts = {key: sort for key, sort in _sorts(case).items() if sort != "statement"}
    found = {sorts.get(target, "") for target in targets}
    if found == {""}:
        return None
    if len(found) > 1:
        raise UsageError(
            "these are not of one sort", where=" ".join(targets), next_step="Judge each sort alone"
        )
    return tuple(each for target in targets for each in _figures(case, target))


def check_date(when: str) -> None:
    """Raises UsageError where a time that a person gives is none."""
    if correctable.day(when) is None:
        raise UsageError(f"{when!r} is no date", next_step='Write "2026-03-14" or "2026-03"')


def _sorts(case: CaseFolder) -> dict[str, str]:
    """What each line that can be corrected is, by id."""
    sorts = {each.id: "statement" for each in account.STATEMENTS.of(case)}
    sorts |= {each.id: "figure" for each in account.FIGURES.of(case)}
    for sort in anchors.LINES:
        sorts |= dict.fromkeys(anchors.lines_of(sort, case), sort)
    return sorts


def _figures(case: CaseFolder, target: str) -> tuple[str, ...]:
    """The figures behind a line of figures; the target itself where it is none."""
    lines = {each.id: each.figures for each in account.FIGURES.of(case)}
    return lines.get(target, (target,))


def _change(case: CaseFolder, sort: str, target: str, value: Mapping[str, str]) -> Change:
    if sort == "figure":
        return Change(_figures(case, target), dict(value))
    if sort == "warning":
        return Change((target, _dated(case, target, value["event"])), dict(value))
    if sort == "callback":
        first = value["first"]
        if first and first not in {each.id for each in account.STATEMENTS.of(case)}:
            raise UsageError("no such statement", where=first, next_step="List them: aftershock ledger")
        return Change((target, first) if first else (target,), dict(value))
    if sort == "statement":
        return Change((target,), {key: _named(case, key, text) for key, text in value.items()})
    return Change((target,), dict(value))


def _dated(case: CaseFolder, warning: str, event: str) -> str:
    """The event that a warning is to be of: it is there, dated, and later."""
    events = {each.id: each for each in account.EVENTS.of(case)}
    said = {each.id: each.said_at for each in account.WARNINGS.of(case)}[warning]
    if event not in events:
        raise UsageError("no such event", where=event, next_step="List them: aftershock events")
    when = events[event].when
    if when is None or not when.start:
        raise UsageError("this event bears no date, so nothing can be before it", where=event)
    if said.start and said.start >= (when.end or when.start):
        raise UsageError("this event was before the warning", where=event)
    return event


def _named(case: CaseFolder, field: str, text: str) -> str:
    """A speaker or target as it is kept: persons by their name, other actors by their id."""
    if field not in ("speaker", "target"):
        return text
    persons = {each.id: each.name for each in account.PERSONS.of(case)}
    listed = gazetteer.load(description.of_case(case).actors).entities
    return persons[text] if text in persons and text not in listed else text


def _unknown(target: str) -> UsageError:
    return UsageError(
        "no such statement, figure, harm, affiliation, warning or call-back",
        where=target,
        next_step="List them: aftershock ledger, figures, harms, affiliations, warnings, callbacks",
    )

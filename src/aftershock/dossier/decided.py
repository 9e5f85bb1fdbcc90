"""What did people decide of single lines: who, when, why, and what was read there first?"""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from aftershock.dossier.material import Material
from aftershock.dossier.passage import Masking, inline
from aftershock.dossier.receipts import Cited, Register
from aftershock.dossier.times import stamp
from aftershock.events.decided import Decided
from aftershock.records import Record
from aftershock.store.anchors import orphaned_why

SORTS = {
    "statement": "a statement", "figure": "a number", "harm": "a possible harm",
    "affiliation": "who belongs to whom", "warning": "a warning", "callback": "words said again",
}  # fmt: skip


class Field(Record, frozen=True, kw_only=True):
    """What was read first, and what stands."""

    name: str
    was: Markup
    now: Markup


class Ruling(Record, frozen=True, kw_only=True):
    """One decision of a person, ready to be shown."""

    sort: str
    verdict: str
    text: Markup
    fields: tuple[Field, ...]
    person: Markup
    when: str
    reason: Markup
    line: int
    cites: tuple[Cited, ...]


class Lost(Record, frozen=True, kw_only=True):
    """A decision whose object is gone."""

    kind: str
    person: Markup
    when: str
    reason: Markup
    why: Markup


def of_lines(material: Material, masking: Masking) -> Mapping[str, tuple[Ruling, ...]]:
    """What was decided of each statement, by its id; without receipts, which the line has."""
    found: dict[str, tuple[Ruling, ...]] = {}
    for each in material.chronicle.decided:
        if each.sort == "statement":
            found[each.target] = (*found.get(each.target, ()), _ruling(each, masking, 0, ()))
    return found


def rulings(material: Material, register: Register, lines: Mapping[str, int]) -> list[Ruling]:
    """Everything that people decided of single lines, in the order of the judgements."""
    order = {row.id: number for number, row in enumerate(material.judgements)}
    return [
        _ruling(each, register.masking, lines.get(each.target, 0), register.cite_all(each.receipts))
        for each in sorted(material.chronicle.decided, key=lambda each: order.get(each.id, 0))
    ]


def lost(material: Material, masking: Masking) -> list[Lost]:
    """The judgements that find their object no more, and why."""
    gone = set(material.chronicle.orphaned)
    return [
        Lost(
            kind=row.kind,
            person=inline(row.person, masking),
            when=stamp(row.at),
            reason=inline(row.reason, masking),
            why=inline(orphaned_why(row, material.texts), masking),
        )
        for row in material.judgements
        if row.id in gone
    ]


def _ruling(each: Decided, masking: Masking, line: int, cites: tuple[Cited, ...]) -> Ruling:
    return Ruling(
        sort=SORTS[each.sort],
        verdict=each.verdict,
        text=inline(each.text, masking),
        fields=tuple(
            Field(name=change.field, was=inline(change.was, masking), now=inline(change.now, masking))
            for change in each.changes
        ),
        person=inline(each.person, masking),
        when=stamp(each.at),
        reason=inline(each.reason, masking),
        line=line,
        cites=cites,
    )

"""Who belongs to whom, what did groups do before, which words come back, how early was it warned?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from markupsafe import Markup

from aftershock.dossier.charts import leads as chart
from aftershock.dossier.charts.svg import twice
from aftershock.dossier.disputed import lead
from aftershock.dossier.ledger import in_ledger
from aftershock.dossier.material import Material
from aftershock.dossier.passage import inline
from aftershock.dossier.receipts import SENSITIVE, Cited, Register
from aftershock.dossier.times import written
from aftershock.events.chronicle import Affiliation, CallBack, GroupRow
from aftershock.records import Record

DRAWN = 16
KINDS = {
    "wing": "a wing of", "branch": "a branch of", "outlet": "an outlet of", "affiliate": "tied to",
    "splinter": "broke away from", "link": "linked with", "alias": "another name of",
}  # fmt: skip


class Deed(Record, frozen=True, kw_only=True):
    """One event in a group's history."""

    group: Markup
    first: bool
    event: Markup
    when: str
    what: str
    called: Markup | None
    target: Markup
    means: Markup
    flight: Markup
    delay: str
    killed: Markup
    said_by: Markup
    origins: int
    statements: tuple[int, ...]
    cites: tuple[Cited, ...]


class Again(Record, frozen=True, kw_only=True):
    """Words from before that are said again: when first, when again."""

    words: Markup
    text: Markup
    before: str
    again: str
    first: int | None
    line: int | None
    veil: str
    first_cites: tuple[Cited, ...]
    cites: tuple[Cited, ...]


class Bond(Record, frozen=True, kw_only=True):
    """What is said of how two bodies belong together: who claims it, who denies it."""

    part: Markup
    kind: str
    whole: Markup
    since: str
    claimed: tuple[Said, ...]
    denied: tuple[Said, ...]


class Said(Record, frozen=True, kw_only=True):
    """One who says so, when, with the receipt."""

    by: Markup
    when: str
    line: int | None
    cites: tuple[Cited, ...]


class Same(Record, frozen=True, kw_only=True):
    """One person under several names."""

    name: Markup
    others: Markup
    titles: str
    how: str
    statements: tuple[int, ...]
    cites: tuple[Cited, ...]


class Kin(Record, frozen=True, kw_only=True):
    """All of it, ready to be shown."""

    leads: tuple[Markup, ...]
    deeds: tuple[Deed, ...]
    again: tuple[Again, ...]
    bonds: tuple[Bond, ...]
    persons: tuple[Same, ...]


def kin(material: Material, register: Register, lines: Mapping[str, int]) -> Kin:
    """Groups, call-backs, affiliations, persons, and the picture of leads."""
    told = material.chronicle
    return Kin(
        leads=_leads(material, register),
        deeds=tuple(_deeds(told.groups, register, lines)),
        again=tuple(_again(each, material, register, lines) for each in told.callbacks),
        bonds=tuple(_bonds(told.affiliations, register, lines)),
        persons=tuple(
            Same(
                name=inline(each.name, register.masking),
                others=_joined((n.name for n in each.names if n.name != each.name), register),
                titles=", ".join(each.titles),
                how=each.how,
                statements=in_ledger(each.statements, lines),
                cites=register.cite_all(each.receipts),
            )
            for each in told.persons
            if len(each.names) > 1
        ),
    )


def _leads(material: Material, register: Register) -> tuple[Markup, ...]:
    """The warnings on one scale; threats and calls stand there without their words."""
    found = [
        chart.Lead(
            label=f"{register.told(each.speaker).striptags()}: "
            + SENSITIVE.get(each.kind, inline(each.text, register.masking).striptags()),
            kind=each.kind,
            low=each.lead_hours[0],
            high=each.lead_hours[1],
            written=lead(each),
        )
        for each in sorted(material.chronicle.warnings, key=lambda each: -each.lead_hours[1])
    ][-DRAWN:]
    if not found:
        return ()
    return twice("leads", lambda name, width: chart.draw(name, found, width))


def _deeds(rows: Iterable[GroupRow], register: Register, lines: Mapping[str, int]) -> Iterable[Deed]:
    before = ""
    for row in sorted(
        rows, key=lambda each: (each.group.casefold(), (each.when and each.when.start) or "", each.id)
    ):
        yield Deed(
            group=inline(row.group, register.masking),
            first=row.group != before,
            event=inline(row.title, register.masking),
            when=written(row.when) if row.when else "",
            what=row.what,
            called=inline(row.called, register.masking) if row.called else None,
            target=inline(row.target, register.masking),
            means=inline(row.means, register.masking),
            flight=inline(row.flight, register.masking),
            delay=_delay(row.delay_hours),
            killed=inline(row.killed, register.masking),
            said_by=_joined(row.said_by, register),
            origins=row.origins,
            statements=in_ledger(row.statements, lines),
            cites=register.cite_all(row.receipts),
        )
        before = row.group


def _delay(hours: tuple[float, float] | None) -> str:
    """``after 1 to 3 hours``, ``after 2 days at most``."""
    if hours is None:
        return ""
    low, high = max(0.0, hours[0]), max(0.0, hours[1])
    unit, size = ("hours", 1.0) if high < 72 else ("days", 24.0)
    first, last = round(low / size), max(1, round(high / size))
    if first == last:
        return f"{last} {unit[:-1] if last == 1 else unit}"
    return f"{first} to {last} {unit}" if first else f"{last} {unit} at most"


def _again(each: CallBack, material: Material, register: Register, lines: Mapping[str, int]) -> Again:
    by_id = {s.id: s for s in material.chronicle.statements}
    acts = [by_id[s].act for s in (each.statement, each.first or "") if s in by_id]
    veil = next((SENSITIVE[act] for act in acts if act in SENSITIVE), "")
    return Again(
        words=inline(each.quoted, register.masking),
        text=register.told(each.text),
        before=written(each.said_before),
        again=written(each.said_again),
        first=lines.get(each.first or ""),
        line=lines.get(each.statement),
        veil=veil,
        first_cites=register.cite_all(each.first_receipts, veil=veil),
        cites=register.cite_all(each.receipts, veil=veil),
    )


def _bonds(ties: Iterable[Affiliation], register: Register, lines: Mapping[str, int]) -> Iterable[Bond]:
    groups: dict[tuple[str, str, str], list[Affiliation]] = {}
    for tie in ties:
        key = ((tie.part_id or tie.part).casefold(), tie.kind, (tie.whole_id or tie.whole).casefold())
        groups.setdefault(key, []).append(tie)
    # what is contested stands first
    for group in sorted(groups.values(), key=lambda each: -len({tie.stance for tie in each})):
        first = group[0]
        yield Bond(
            part=inline(first.part, register.masking),
            kind=KINDS[first.kind],
            whole=inline(first.whole, register.masking),
            since=next((written(tie.since) for tie in group if tie.since), ""),
            claimed=tuple(_said(tie, register, lines) for tie in group if tie.stance == "claimed"),
            denied=tuple(_said(tie, register, lines) for tie in group if tie.stance == "denied"),
        )


def _said(tie: Affiliation, register: Register, lines: Mapping[str, int]) -> Said:
    return Said(
        by=register.told(tie.said_by),
        when=written(tie.said_at) if tie.said_at else "",
        line=lines.get(tie.statement or ""),
        cites=register.cite_all(tie.receipts),
    )


def _joined(names: Iterable[str], register: Register) -> Markup:
    return Markup(", ").join(register.told(name) for name in names)

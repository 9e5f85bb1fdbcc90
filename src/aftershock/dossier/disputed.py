"""What could hurt others, what is disputed, what was warned of, what was there before?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from markupsafe import Markup

from aftershock.dossier.ledger import Row, in_ledger
from aftershock.dossier.material import Material
from aftershock.dossier.passage import inline
from aftershock.dossier.receipts import SENSITIVE, Cited, Register
from aftershock.dossier.times import written
from aftershock.dossier.tones import BLAMING
from aftershock.events.chronicle import Harm, HistoryLine, PriorWarning
from aftershock.records import FieldReceipt, Receipt, Record

HARMS = {
    "suspect-named": "A person is named as a suspect",
    "community-blamed": "A community is blamed",
    "community-threatened": "A community is threatened",
    "place-threatened": "A place is threatened",
    "data-passed-around": "Data about people is passed around",
    "call-to-attack": "A call for violence",
    "threat": "A threat",
}
DISPUTES = {
    "figures": "Numbers exclude each other",
    "figures-explained": "Numbers of different days; the text says why",
    "claim-denied": "A claim is denied",
    "blame-denied": "Blame is rejected",
    "suspect-denied": "A suspect's part is denied",
    "rival-claims": "More than one claims it",
    "attributions-differ": "Attributions differ",
}


class Point(Record, frozen=True, kw_only=True):
    """A line with a heading: a harm, a side of a dispute, a warning, a piece of history."""

    label: str
    text: Markup
    statements: tuple[int, ...]
    cites: tuple[Cited, ...]
    who: tuple[Markup, ...] = ()
    when: str = ""
    why: str = ""
    origins: int = 0
    veil: str = ""
    event: Markup = Markup("")


class Harmful(Record, frozen=True, kw_only=True):
    """One way in which others may be harmed, and everything that was found of it."""

    label: str
    points: tuple[Point, ...]


class Disputed(Record, frozen=True, kw_only=True):
    """A disputed point with its sides beside each other."""

    anchor: str
    label: str
    text: Markup
    note: Markup
    sides: tuple[Point, ...]


def harms(material: Material, register: Register, rows: Mapping[str, int]) -> list[Harmful]:
    """Possible harm to others, before everything else: by kind, what reads alike said once."""
    found: dict[str, dict[str, list[Harm]]] = {}
    for harm in material.chronicle.harms:
        found.setdefault(harm.kind, {}).setdefault(harm.text, []).append(harm)
    return [
        Harmful(
            label=HARMS[kind],
            points=tuple(
                Point(
                    label="",
                    text=register.told(text),
                    statements=in_ledger([s for harm in alike for s in harm.statements], rows),
                    cites=_cited([r for harm in alike for r in harm.receipts], register),
                )
                for text, alike in texts.items()
            ),
        )
        for kind, texts in found.items()
    ]


def _cited(receipts: Iterable[Receipt | FieldReceipt], register: Register) -> tuple[Cited, ...]:
    """What proves a harm; the words of posts, which themselves blame, are collapsed."""
    return tuple(
        dict.fromkeys(
            register.cite(receipt, veil=BLAMING if isinstance(receipt, FieldReceipt) else "")
            for receipt in receipts
        )
    )


def disputes(material: Material, register: Register, rows: Mapping[str, int]) -> list[Disputed]:
    """Points on which what is said excludes each other."""
    return [
        Disputed(
            anchor=f"X{number}",
            label=DISPUTES[dispute.kind],
            text=register.told(dispute.text),
            note=register.told(dispute.note) if dispute.note else Markup(""),
            sides=tuple(
                Point(
                    label="",
                    who=tuple(register.told(name) for name in side.who),
                    text=inline(side.says, register.masking),
                    origins=side.origins,
                    statements=in_ledger(side.statements, rows),
                    cites=register.cite_all(side.receipts),
                )
                for side in dispute.sides
            ),
        )
        for number, dispute in enumerate(material.chronicle.disputes, 1)
    ]


def warnings(material: Material, register: Register, rows: Mapping[str, int]) -> list[Point]:
    """Warnings and threats from before the event, with how long before."""
    return [
        Point(
            label=SENSITIVE.get(warning.kind, "a warning").removeprefix("a ").capitalize(),
            who=(inline(warning.speaker, register.masking),),
            text=inline(warning.text, register.masking),
            when=f"{written(warning.said_at)}: {lead(warning)} before the event",
            why=warning.why,
            statements=in_ledger((warning.statement,), rows),
            cites=register.cite_all(warning.receipts),
            veil=SENSITIVE.get(warning.kind, ""),
        )
        for warning in material.chronicle.warnings
    ]


def history(
    material: Material, register: Register, lines: Mapping[str, int], rows: Mapping[str, Row]
) -> list[Point]:
    """What actors did, claimed or denied elsewhere or before, in the words of the ledger's ``rows``."""
    titles = {event.id: event.title for event in material.chronicle.events}
    return [
        _past(each, register, lines, rows.get(each.statement or ""), titles.get(each.event or "", ""))
        for each in material.chronicle.history
    ]


def _past(
    line: HistoryLine, register: Register, lines: Mapping[str, int], row: Row | None, title: str
) -> Point:
    event = register.told(title) if title else Markup("")
    return Point(
        label=row.act_label if row else line.act,
        who=(register.told(line.actor),),
        text=row.content if row else register.told(line.text),
        veil=row.veil if row else "",
        when=written(line.at) if line.at else "",
        event=event,
        statements=in_ledger((line.statement or "",), lines),
        cites=register.cite_all(line.receipts),
    )


def lead(warning: PriorWarning) -> str:
    """How long before the event: ``3 to 5 hours``, ``12 to 13 days``."""
    low, high = warning.lead_hours
    unit, size = ("hours", 1.0) if high < 72 else ("days", 24.0)
    first, last = max(0, round(low / size)), round(high / size)
    return f"{first} {unit}" if first == last else f"{first} to {last} {unit}"

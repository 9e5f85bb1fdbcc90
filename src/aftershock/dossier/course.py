"""What happened when? The timeline's lines and its picture around the main event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from aftershock.dossier.charts import timeline as chart
from aftershock.dossier.charts.svg import twice
from aftershock.dossier.ledger import Row
from aftershock.dossier.listed import counted, of_all
from aftershock.dossier.material import Material
from aftershock.dossier.passage import inline
from aftershock.dossier.receipts import SENSITIVE, Cited, Register, veil_of
from aftershock.dossier.times import span_of, written
from aftershock.events.chronicle import EventPlace, TimelineLine
from aftershock.records import Record, Statement

DAY = 86400.0
AFTER = 60 * DAY  # what is drawn ends two months after the main event; the list holds all
DRAWN = 28  # rows that still fit on one screen or half a printed page


class Line(Record, frozen=True, kw_only=True):
    """One line of the timeline."""

    when: str
    how: str
    kind: str
    head: Markup  # who, and which act; empty where the text says it all
    text: Markup
    veil: str
    statement: int | None
    cites: tuple[Cited, ...]


class Where(Record, frozen=True, kw_only=True):
    """Where an event was, and how exactly that is known."""

    event: Markup
    name: Markup
    exact: str
    listed: str
    note: str
    cites: tuple[Cited, ...]


class Course(Record, frozen=True, kw_only=True):
    """The timeline: dated lines in order, undated ones apart, and a picture of those around the event."""

    dated: tuple[Line, ...]
    undated: tuple[Line, ...]
    pictures: tuple[Markup, ...]
    drawn: str
    places: tuple[Where, ...]


def course(material: Material, register: Register, rows: Mapping[str, Row]) -> Course:
    """Lines in the chronicle's order; what somebody said stands in the words of the ledger's ``rows``."""
    lines = material.chronicle.timeline
    by_id = {s.id: s for s in material.chronicle.statements}
    shown = [_line(line, register, rows, by_id) for line in lines]
    dated = [line for line in lines if span_of(line.at)]
    drawn = _around(material, [line for line in dated if not _veil(line, by_id)])
    return Course(
        dated=tuple(one for one, line in zip(shown, lines, strict=True) if span_of(line.at)),
        undated=tuple(one for one, line in zip(shown, lines, strict=True) if not span_of(line.at)),
        pictures=_pictures(drawn, register) if len(drawn) > 2 else (),
        drawn=of_all(len(drawn), len(dated), "lines") or counted(len(drawn), "line"),
        places=tuple(_where(place, material, register) for place in material.chronicle.places),
    )


def _where(place: EventPlace, material: Material, register: Register) -> Where:
    titles = {event.id: event.title for event in material.chronicle.events}
    listed = ", ".join(each for each in (place.listed, place.country) if each)
    among = f", one of {place.among} of that name, chosen by {place.chosen}" if place.among > 1 else ""
    return Where(
        event=inline(titles.get(place.event, "event not named"), register.masking),
        name=inline(place.name, register.masking),
        exact=f"{place.precision}: {place.venue}" if place.venue else place.precision,
        listed=f"{listed}{among}" if listed else "not in the table of places",
        note=place.note,
        cites=register.cite_all(place.receipts),
    )


def _veil(line: TimelineLine, by_id: dict[str, Statement]) -> str:
    """Threats and calls stay collapsed; narrated facts stand here in the chronicle's own short words."""
    statement = by_id.get(line.statement or "")
    veil = veil_of(statement) if statement else ""
    return veil if veil in SENSITIVE.values() else ""


def _line(
    line: TimelineLine, register: Register, rows: Mapping[str, Row], by_id: dict[str, Statement]
) -> Line:
    row, veil = rows.get(line.statement or ""), _veil(line, by_id)
    spoken = row is not None and line.kind == "statement" and (veil != "" or not row.veil)
    return Line(
        when=written(line.at),
        how=line.at.how if line.at else "",
        kind=line.kind,
        head=_head(row, veil) if row and spoken else Markup(""),
        text=row.content if row and spoken else register.told(line.text),
        veil=veil,
        statement=row.number if row else None,
        cites=register.cite_all(line.receipts),
    )


def _head(row: Row, veil: str) -> Markup:
    """Who does what; with a colon where the words follow."""
    act = "says" if row.act == "other" else row.act_label
    return Markup("<b>{}</b> {}{}").format(row.told_by or row.speaker, act, "" if veil else ":")


def _around(material: Material, lines: Sequence[TimelineLine]) -> list[TimelineLine]:
    """The lines nearest to the main event; publications give way first where there are too many."""
    main = next((span_of(e.when) for e in material.chronicle.events if e.main and span_of(e.when)), None)
    if main is None:
        return list(lines[:DRAWN])

    def far(line: TimelineLine) -> tuple[bool, float]:
        start, end = span_of(line.at) or (0.0, 0.0)
        return line.kind == "publication", max(main[0] - end, start - main[1], 0.0)

    near = [line for line in lines if (span_of(line.at) or (0.0, 0.0))[0] <= main[1] + AFTER]
    kept = {line.id for line in sorted(near, key=far)[:DRAWN]}
    return [line for line in near if line.id in kept]


def _pictures(lines: Sequence[TimelineLine], register: Register) -> tuple[Markup, ...]:
    rows = []
    for line in lines:
        start, end = span_of(line.at) or (0.0, 0.0)
        exact = line.at is not None and line.at.granularity in ("instant", "minute")
        rows.append(chart.Stretch(register.told(line.text).striptags(), line.kind, start, end, exact))
    title = "What happened when"
    return twice("time", lambda name, width: chart.draw(name, title, rows, width))

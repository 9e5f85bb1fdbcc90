"""Which numbers do the sources give for the same thing, side by side?"""

from __future__ import annotations

from markupsafe import Markup

from aftershock.dossier.charts import figures as chart
from aftershock.dossier.charts import steps as steps_chart
from aftershock.dossier.charts.svg import twice
from aftershock.dossier.material import Material
from aftershock.dossier.passage import visible
from aftershock.dossier.receipts import Cited, Register
from aftershock.dossier.times import span_of, written
from aftershock.events.chronicle import FigureHistory, FigureLine
from aftershock.records import Record

PEOPLE = ("", "people", "persons", "person")  # units that the heading of a number need not say


class Given(Record, frozen=True, kw_only=True):
    """One number and who gives it."""

    value: str
    sources: Markup
    origins: int
    origin_names: Markup
    documents: int
    said: str
    status: str
    disputed: bool
    statements: tuple[int, ...]
    cites: tuple[Cited, ...]


class Point(Record, frozen=True, kw_only=True):
    """A number at a time, as one source gave it."""

    when: str
    value: str
    by: Markup
    status: str
    cites: tuple[Cited, ...]


class Group(Record, frozen=True, kw_only=True):
    """The numbers for one event, role and unit; ``conflict`` where two standing ones exclude each other.

    ``alone`` where there is one number, given once: such groups stand in one table.
    """

    key: tuple[str, str, str]
    alone: bool
    anchor: str
    title: str
    event: Markup
    conflict: bool
    given: tuple[Given, ...]
    pictures: tuple[Markup, ...]
    course: Markup | None
    steps: tuple[Markup, ...]
    points: tuple[Point, ...]


def groups(material: Material, register: Register, rows: dict[str, int]) -> list[Group]:
    """All groups, those in conflict first."""
    found: dict[tuple[str, str, str], list[FigureLine]] = {}
    for line in material.chronicle.figures:
        found.setdefault((line.event, line.role, line.unit), []).append(line)
    order = sorted(found.items(), key=lambda item: (not conflicting(item[1]), -len(item[1])))
    titles = {event.id: event.title for event in material.chronicle.events}
    courses = {(h.event, h.role, h.unit): h for h in material.chronicle.figure_history}
    out = []
    for index, (key, lines) in enumerate(order, 1):
        event = titles.get(key[0], "event not named")
        lines = sorted(lines, key=lambda line: (line.status != "standing", line.low))
        title = key[1] if key[2] in (*PEOPLE, key[1]) else f"{key[1]}, {key[2]}"
        out.append(
            Group(
                key=key,
                alone=len(lines) == 1 and len(courses[key].points if key in courses else ()) < 2,
                anchor=f"fig-{index}",
                title=title,
                event=register.told(event),
                conflict=conflicting(lines),
                given=tuple(_given(line, register, rows) for line in lines),
                pictures=_pictures(f"fig-{index}", title, lines, register),
                course=register.told(courses[key].text) if key in courses else None,
                steps=_steps(f"course-{index}", title, courses.get(key), register),
                points=_points(courses.get(key), register),
            )
        )
    return out


def _points(history: FigureHistory | None, register: Register) -> tuple[Point, ...]:
    return tuple(
        Point(
            when=written(point.at),
            value=value(point.low, point.high, point.modifier),
            by=register.told(point.said_by),
            status="" if point.status == "standing" else point.status,
            cites=register.cite_all(point.receipts),
        )
        for point in (history.points if history else ())
    )


def _steps(name: str, title: str, history: FigureHistory | None, register: Register) -> tuple[Markup, ...]:
    """The course as a picture, where at least two dated points are not the same number."""
    steps = [
        steps_chart.Step(
            start=span[0],
            end=span[1],
            low=point.low,
            high=point.high,
            written=value(point.low, point.high, point.modifier),
            source=visible(register.told(point.said_by).striptags()),
            standing=point.status == "standing",
            origins=point.origins,
        )
        for point in (history.points if history else ())
        if (span := span_of(point.at))
    ]
    if len({(step.low, step.high) for step in steps}) < 2:
        return ()
    steps.sort(key=lambda step: (step.start + step.end, step.low))
    changed = f"{title}: how the number changed"
    return twice(name, lambda name, width: steps_chart.draw(name, changed, steps, width))


def conflicting(lines: list[FigureLine]) -> bool:
    """Whether two numbers exclude each other, as the account found it: parts and updates do not."""
    return any(line.disputed_by for line in lines)


def value(low: float, high: float | None, modifier: str) -> str:
    """A number as it was given: ``at least 40``, ``12 to 15``, ``about 30``, ``20,000``."""
    if high is None:
        return f"at least {low:,.10g}"
    if high == low:
        return f"{modifier} {low:,.10g}".strip() if modifier not in ("exact", "exactly") else f"{low:,.10g}"
    return f"{low:,.10g} to {high:,.10g}"


def _given(line: FigureLine, register: Register, rows: dict[str, int]) -> Given:
    origins = [each.name for each in line.origin_list]
    return Given(
        value=value(line.low, line.high, line.modifier),
        sources=Markup(", ").join(map(register.told, line.said_by)) or Markup("not attributed"),
        origins=line.origins,
        origin_names=Markup("; ").join(map(register.told, origins))
        if origins != list(line.said_by)
        else Markup(""),
        documents=line.documents,
        said=written(line.said_at) if line.said_at else "",
        status=line.status,
        disputed=bool(line.disputed_by),
        statements=tuple(rows[s] for s in line.statements if s in rows),
        cites=register.cite_all(line.receipts),
    )


def _pictures(name: str, title: str, lines: list[FigureLine], register: Register) -> tuple[Markup, ...]:
    """A picture says nothing where there is one number only."""
    if len({(line.low, line.high) for line in lines}) < 2:
        return ()
    bars = [
        chart.Bar(
            source=visible(", ".join(register.told(who).striptags() for who in line.said_by))
            or "not attributed",
            low=line.low,
            high=line.high,
            written=value(line.low, line.high, line.modifier),
            standing=line.status == "standing",
            disputed=bool(line.disputed_by),
            origins=line.origins,
        )
        for line in lines
    ]
    return twice(name, lambda name, width: chart.draw(name, title, bars, width))

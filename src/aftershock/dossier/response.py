"""How did the posts react, beside past events, and what was passed around?"""

from __future__ import annotations

from markupsafe import Markup

from aftershock.dossier.charts import curves as chart
from aftershock.dossier.charts.svg import NARROW, WIDE
from aftershock.dossier.material import Material
from aftershock.dossier.passage import inline, mask
from aftershock.dossier.receipts import Cited, Register
from aftershock.dossier.times import stamp
from aftershock.reaction.result import Artefact, Curve
from aftershock.records import Finding, Record

SMALLEST = 10  # posts below which a curve is noise and is not drawn; its counts stand in the table


class Traced(Record, frozen=True, kw_only=True):
    """One event's curve in the table: its key, counts and points."""

    key: Markup
    name: Markup
    main: bool
    n: int
    peak: str
    completeness: str
    points: tuple[tuple[str, str], ...]


class Measured(Record, frozen=True, kw_only=True):
    """A finding with its null."""

    name: str
    value: str
    expected: str
    interval: str
    sure: str
    n: int
    completeness: str
    method: str
    verdict: str
    cites: tuple[Cited, ...]


class Passed(Record, frozen=True, kw_only=True):
    """Something that was passed around."""

    kind: str
    label: Markup
    posts: int
    accounts: int
    before: int
    first_seen: str
    by: Markup
    note: str
    cites: tuple[Cited, ...]


class Response(Record, frozen=True, kw_only=True):
    """The reaction, ready to be shown."""

    traced: tuple[Traced, ...]
    pictures: tuple[Markup, ...]
    measured: tuple[Measured, ...]
    passed: tuple[Passed, ...]
    note: str


def response(material: Material, register: Register) -> Response:
    """Curves, findings, artefacts."""
    reaction = material.reaction
    drawn = [curve for curve in reaction.curves if curve.n >= SMALLEST and len(curve.points) > 1]
    return Response(
        traced=tuple(_traced(curve, drawn, register) for curve in reaction.curves),
        pictures=tuple(
            chart.draw(f"curves-{size}", "Posts after each event", drawn, width)
            for size, width in (("wide", WIDE), ("narrow", NARROW))
        )
        if any(curve.main for curve in drawn)
        else (),
        measured=tuple(measured(finding, register) for finding in reaction.findings),
        passed=tuple(_passed(artefact, register) for artefact in reaction.artefacts),
        note=reaction.note,
    )


def measured(finding: Finding, register: Register) -> Measured:
    """A finding as the table shows it; nothing is rounded to certainty."""
    sure = [
        f"{name} = {value:.3g}" for name, value in (("p", finding.p), ("q", finding.q)) if value is not None
    ]
    low, high = finding.interval or (None, None)
    return Measured(
        name=finding.name,
        value=_number(finding.value),
        expected=_number(finding.expected),
        interval=f"{_number(low)} to {_number(high)}" if finding.interval else "",
        sure=", ".join(sure),
        n=finding.n,
        completeness=finding.completeness,
        method=finding.method,
        verdict=finding.verdict,
        cites=tuple(dict.fromkeys(register.cite(receipt) for receipt in finding.receipts)),
    )


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:,.4g}" if abs(value) < 10000 else f"{value:,.0f}"


def _traced(curve: Curve, drawn: list[Curve], register: Register) -> Traced:
    peak = max(curve.points, key=lambda point: point[1], default=None)
    return Traced(
        key=chart.key(curve, drawn.index(curve)) if curve in drawn else Markup(""),
        name=inline(curve.name, register.masking),
        main=curve.main,
        n=curve.n,
        peak=f"{peak[1]:g} in the {curve.step_hours:g} h from hour {peak[0]:g}" if peak else "–",
        completeness=curve.completeness,
        points=tuple((f"{x:g}", f"{y:g}") for x, y in curve.points),
    )


def _passed(artefact: Artefact, register: Register) -> Passed:
    by = artefact.by or ""
    shown = mask(by, register.masking) if by.startswith("@") else by
    return Passed(
        kind=artefact.kind,
        label=inline(artefact.label, register.masking),
        posts=artefact.posts,
        accounts=artefact.accounts,
        before=artefact.before,
        first_seen=stamp(artefact.first_seen) if artefact.first_seen else "",
        by=inline(shown, register.masking)
        if not by.startswith("@")
        else Markup("<bdi>{}</bdi>").format(shown),
        note=artefact.note,
        cites=tuple(dict.fromkeys(register.cite(receipt) for receipt in artefact.receipts)),
    )

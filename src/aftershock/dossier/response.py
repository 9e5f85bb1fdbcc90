"""How did the posts react, beside past events? Curves, findings with their nulls, and all of it in short."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from markupsafe import Markup

from aftershock.dossier import listed
from aftershock.dossier.carried import Ways, paths_of, ways
from aftershock.dossier.charts import curves as chart
from aftershock.dossier.charts import interval
from aftershock.dossier.charts.svg import twice
from aftershock.dossier.listed import counted
from aftershock.dossier.material import Material
from aftershock.dossier.passage import inline, mask
from aftershock.dossier.receipts import Cited, Register, veil_of
from aftershock.dossier.times import stamp
from aftershock.dossier.together import Joint, joint
from aftershock.dossier.tones import Toned, toned
from aftershock.dossier.units import NOTHING, between, digits, told, unit_of
from aftershock.reaction.result import Artefact, CallBack, Curve
from aftershock.records import Finding, Record

CHIEF = "larger and earlier"  # the finding that answers both at once, where it was worked out
SMALLEST = 10  # posts below which a curve is noise and is not drawn; its counts stand in the table


class Traced(Record, frozen=True, kw_only=True):
    """One event's curve in the table: its key, counts and points."""

    key: Markup
    name: Markup
    main: bool
    n: int
    peak: str
    rate: str  # the highest per 1,000 active accounts
    active: str  # how many, and which
    completeness: str
    points: tuple[tuple[str, str, str], ...]


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
    told: bool
    strip: Markup
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


class Quoted(Record, frozen=True, kw_only=True):
    """An old statement whose words came back in posts."""

    words: Markup
    veil: str
    said: str
    line: int | None
    posts: int
    accounts: int
    before: int
    ratio: str
    first: str
    cites: tuple[Cited, ...]


class Short(Record, frozen=True, kw_only=True):
    """One line of what is said in short: the question, the answer, and whether it is one."""

    question: str
    answer: str
    told: bool
    anchor: str


class Response(Record, frozen=True, kw_only=True):
    """The reaction, ready to be shown."""

    short: tuple[Short, ...]
    tone: Toned
    ways: Ways
    joint: Joint
    quoted: tuple[Quoted, ...]  # more often than the day before
    usual: tuple[Quoted, ...]
    traced: tuple[Traced, ...]
    pictures: tuple[Markup, ...]
    measured: tuple[Measured, ...]
    passed: tuple[Passed, ...]
    note: str
    collection: str = ""  # how complete it is, where that is the same for every finding
    listed: str = ""  # of which kinds of artefacts there are more, and where

    @property
    def idle(self) -> bool:
        """There were posts, and nothing at all can be told of them."""
        shown = (self.traced, self.measured, self.passed, self.quoted, self.usual, self.ways.rows)
        return bool(self.short) and not any(shown) and not any(short.told for short in self.short)


def response(material: Material, register: Register, lines: Mapping[str, int]) -> Response:
    """Curves, findings, tone, artefacts, coordination, in the order of the page."""
    reaction, shown = material.reaction, material.shown
    drawn = [curve for curve in reaction.curves if curve.n >= SMALLEST and len(curve.points) > 1]
    findings = tuple(measured(finding, register) for finding in reaction.findings)
    collection = _same(finding.completeness for finding in findings)
    tone = toned(shown.tone, register, known=collection)
    paths = shown.paths or paths_of(reaction)
    carried = ways(paths, register, lines)
    quoted, usual = (
        tuple(_quoted(each, material, register, lines) for each in reaction.call_backs if _more(each) is more)
        for more in (True, False)
    )
    together = joint(shown.coordination, register)
    labels = {path.label for path in paths}
    return Response(
        short=_short(findings, tone, carried, together, listed.whole(reaction.artefacts))
        if material.posts.total or reaction.curves
        else (),
        tone=tone,
        ways=carried,
        joint=together,
        quoted=quoted,
        usual=usual,
        traced=tuple(_traced(curve, drawn, register) for curve in reaction.curves),
        pictures=twice("curves", lambda name, width: chart.draw(name, "Posts after each event", drawn, width))
        if any(curve.main for curve in drawn)
        else (),
        measured=findings,
        passed=tuple(_passed(each, register) for each in reaction.artefacts if each.label not in labels),
        note=reaction.note,
        collection=collection,
        listed=listed.artefacts(reaction.artefacts),
    )


def _same(values: Iterable[str]) -> str:
    """The one value that all have; empty where they differ."""
    found = set(values)
    return found.pop() if len(found) == 1 else ""


def _short(
    findings: tuple[Measured, ...], tone: Toned, carried: Ways, together: Joint, whole: int
) -> tuple[Short, ...]:
    """Four questions, and for each what can be told, or that it cannot; ``whole``: artefacts in all."""
    chief = next((each for each in findings if each.name.startswith(CHIEF)), next(iter(findings), None))
    size = "Nothing was measured: there is nothing to align the posts at, or too few of them."
    if chief is not None:
        size = _said(chief)
        size = f"{size[:1].upper()}{size[1:]}"
    ready = (
        f"{carried.ready} of them ready before the first report" if carried.ready else "none of them before"
    )
    shown = len(carried.rows) + len(carried.more)
    more = f", of which the {shown:,} most shared are listed" if whole > shown else ""
    passed = (
        f"{counted(max(whole, shown), 'artefact')} passed on{more}, {ready}"
        if carried.rows
        else "Paths of what was passed on were not worked out in this case."
    )
    sized = chief is not None and chief.told
    return (
        Short(question="Larger, earlier?", answer=size, told=sized, anchor="findings"),
        Short(
            question="In what tone?", answer=tone.cannot or tone.sentence, told=not tone.cannot, anchor="tone"
        ),
        Short(question="What was passed on?", answer=passed, told=bool(carried.rows), anchor="passed"),
        Short(
            question="Acted together?",
            answer=together.cannot or f"{together.sentence} {together.brief}",
            told=not together.cannot,
            anchor="coordination",
        ),
    )


def _more(each: CallBack) -> bool:
    """Whether its words came back more often than they had on the day before, beyond counting error."""
    return each.ratio is None or each.interval is None or each.interval[0] > 1.0


def _quoted(each: CallBack, material: Material, register: Register, lines: Mapping[str, int]) -> Quoted:
    statement = next((s for s in material.chronicle.statements if s.id == each.statement), None)
    veil = veil_of(statement) if statement else ""
    ratio = "cannot be told: none the day before" if each.ratio is None else digits(each.ratio)
    low, high = each.interval or (None, None)
    if each.ratio is not None and low is not None and high is not None:
        ratio += f" ({between((low, high))})"
    return Quoted(
        words=inline(each.words, register.masking),
        veil=veil,
        said=stamp(each.said_at) if each.said_at else "",
        line=lines.get(each.statement),
        posts=each.posts,
        accounts=each.accounts,
        before=each.before,
        ratio=ratio,
        first=stamp(each.first_seen),
        cites=register.cite_all(each.receipts, veil=veil),
    )


def _said(finding: Measured) -> str:
    """A finding as a clause: the verdict, and the numbers behind it."""
    seen = f"seen {finding.value}" if finding.value != NOTHING else ""
    if seen and finding.interval:
        seen += f", interval {finding.interval}"
    numbers = [seen] if seen else []
    numbers += [f"expected {finding.expected}"] if finding.expected != NOTHING else []
    numbers += [finding.sure] if finding.sure else []
    numbers += [f"N = {finding.n}"]
    return f"{finding.verdict} ({'; '.join(numbers)})."


def measured(finding: Finding, register: Register) -> Measured:
    """A finding as the table shows it; nothing is rounded to certainty."""
    sure = [
        f"{name} = {value:.3g}" for name, value in (("p", finding.p), ("q", finding.q)) if value is not None
    ]
    unit = unit_of(finding.name)
    can = finding.value is not None and "cannot be told" not in finding.verdict
    return Measured(
        name=finding.name,
        value=told(finding.value, unit),
        expected=told(finding.expected, unit),
        interval=between(finding.interval, unit),
        sure=", ".join(sure),
        n=finding.n,
        completeness=finding.completeness,
        method=finding.method,
        verdict=finding.verdict,
        told=can,
        strip=interval.strip(finding.value, finding.expected, finding.interval, told=can),
        cites=register.cite_all(finding.receipts),
    )


def _traced(curve: Curve, drawn: list[Curve], register: Register) -> Traced:
    peak = max(curve.points, key=lambda point: point[1], default=None)
    rates = dict(curve.rates)
    return Traced(
        key=chart.key(curve, drawn.index(curve)) if curve in drawn else Markup(""),
        name=inline(curve.name, register.masking),
        main=curve.main,
        n=curve.n,
        peak=f"{peak[1]:g} in the {curve.step_hours:g} h from hour {peak[0]:g}" if peak else "–",
        rate=f"{max(rates.values()):,.3g}" if rates else "–",
        active=f"{curve.active:,.0f} {curve.active_of}" if curve.active else "nobody was seen before",
        completeness=curve.completeness,
        points=tuple((f"{x:g}", f"{y:g}", f"{rates[x]:.3g}" if x in rates else "–") for x, y in curve.points),
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
        cites=register.cite_all(artefact.receipts),
    )

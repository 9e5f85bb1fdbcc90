"""Which way did what was passed around take, and was any of it ready before the event?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from markupsafe import Markup

from aftershock.dossier.charts import paths as chart
from aftershock.dossier.charts.svg import twice
from aftershock.dossier.listed import of_all
from aftershock.dossier.passage import inline, mask
from aftershock.dossier.receipts import Cited, Register
from aftershock.dossier.shown import Lane, Path
from aftershock.dossier.times import stamp
from aftershock.events.intervals import moment
from aftershock.reaction.artefacts import UNATTRIBUTED
from aftershock.reaction.readiness import LEVEL, verdict
from aftershock.reaction.result import Artefact, Reaction
from aftershock.records import Record

DRAWN = 14  # strips of the picture, and rows that stand open; the table holds every artefact
HARMFUL = "words of an artefact that a person marked as harmful"


class Way(Record, frozen=True, kw_only=True):
    """One artefact's row."""

    kind: str
    label: Markup
    veil: str
    posts: int
    accounts: int
    platforms: tuple[tuple[str, int], ...]
    first: str
    when: str
    by: Markup  # empty where nobody may be named
    half_life: str
    ready: str
    note: str
    statement: int | None
    channels: int
    cites: tuple[Cited, ...]


class Ways(Record, frozen=True, kw_only=True):
    """All artefacts with a path, those that were ready before the event first, and the picture.

    ``rows`` stand open, ``more`` are folded away; ``drawn`` says how many the picture has, where not all.
    """

    rows: tuple[Way, ...] = ()
    more: tuple[Way, ...] = ()
    pictures: tuple[Markup, ...] = ()
    ready: int = 0
    drawn: str = ""


def paths_of(reaction: Reaction) -> tuple[Path, ...]:
    """The artefacts whose way is known, as paths: hour by hour on each platform, else channel by channel."""
    t0 = next((curve.t0 for curve in reaction.curves if curve.main), None)
    return tuple(
        _path(each, moment(t0)) for each in reaction.artefacts if t0 and each.path and each.first_seen
    )


def _path(artefact: Artefact, t0: datetime) -> Path:
    ready = artefact.ready
    early = ready is not None and ready.q is not None and ready.q <= LEVEL
    more = artefact.channels > len(artefact.path)
    # how long before stands beside it: here only whether that is unusual
    note = verdict(ready) if ready else artefact.note
    if more and not artefact.lanes:
        note = "; ".join(
            each for each in (note, f"the first of {artefact.channels:,} channels are drawn") if each
        )
    return Path(
        kind=artefact.kind,
        label=artefact.label,
        posts=artefact.posts,
        accounts=artefact.accounts,
        lanes=tuple(
            Lane(platform=lane.platform, points=lane.points, posts=lane.posts) for lane in artefact.lanes
        )
        or _by_channel(artefact, t0),
        first_hour=(moment(artefact.first_seen or "") - t0).total_seconds() / 3600,
        first_at=artefact.first_seen or "",
        by=artefact.by or "",
        half_life=artefact.half_life,
        ready=artefact.note if early else "",
        note="" if early else note,
        channels=artefact.channels if more else 0,
        by_channel=not artefact.lanes,
        receipts=(*artefact.receipts, *(receipt for step in artefact.path for receipt in step.receipts)),
    )


def _by_channel(artefact: Artefact, t0: datetime) -> tuple[Lane, ...]:
    """Where hours are not known: each channel at its first post."""
    lanes: dict[str, list[tuple[float, float]]] = {}
    for step in artefact.path:
        hour = (moment(step.first_seen) - t0).total_seconds() / 3600
        lanes.setdefault(step.platform, []).append((hour, float(step.posts)))
    return tuple(
        Lane(platform=platform, points=tuple(points), posts=int(sum(count for _, count in points)))
        for platform, points in lanes.items()
    )


def ways(paths: Sequence[Path], register: Register, lines: Mapping[str, int]) -> Ways:
    """The table and the picture of the most shared; harmful labels are not drawn."""
    order = sorted(paths, key=lambda path: (not path.ready, -path.posts, path.label))
    strips = [
        chart.Strip(path, _plain(path, register), f"{path.posts:,} posts, {path.accounts:,} accounts")
        for path in order[:DRAWN]
        if path.lanes
    ]
    rows = tuple(_way(path, register, lines) for path in order)
    return Ways(
        rows=rows[:DRAWN],
        more=rows[DRAWN:],
        pictures=twice("paths", lambda name, width: chart.draw(name, strips, width)) if strips else (),
        ready=sum(bool(path.ready) for path in order),
        drawn=of_all(len(strips), len(order), "artefacts"),
    )


def _plain(path: Path, register: Register) -> str:
    return f"{path.kind}, collapsed" if path.harmful else inline(path.label, register.masking).striptags()


def _way(path: Path, register: Register, lines: Mapping[str, int]) -> Way:
    by = mask(path.by, register.masking) if path.by.startswith("@") else path.by
    return Way(
        kind=path.kind,
        label=inline(path.label, register.masking),
        veil=HARMFUL if path.harmful else "",
        posts=path.posts,
        accounts=path.accounts,
        platforms=tuple((lane.platform, lane.posts) for lane in path.lanes),
        first=stamp(path.first_at),
        when=after(path.first_hour),
        by=_shown(by, register) if path.by != UNATTRIBUTED else Markup(""),
        half_life=_half_life(path),
        ready=path.ready,
        note=path.note,
        statement=lines.get(path.statement or ""),
        channels=path.channels,
        cites=register.cite_all(path.receipts, veil=HARMFUL if path.harmful else ""),
    )


def _shown(by: str, register: Register) -> Markup:
    if not by:
        return Markup("")
    return Markup("<bdi>{}</bdi>").format(by) if by.startswith("@") else inline(by, register.masking)


def after(hour: float) -> str:
    """Hours from the first report in words: ``12 minutes after``, ``2 days before``."""
    size = abs(hour)
    if size < 1 / 120:
        return "with the first report"
    told = (
        f"{60 * size:.0f} minutes"
        if size < 2
        else f"{size:.0f} hours"
        if size < 72
        else f"{size / 24:.0f} days"
    )
    return f"{told} {'after' if hour > 0 else 'before'}"


def _half_life(path: Path) -> str:
    if path.half_life is None:
        return "cannot be told"
    if path.half_life < 2 and not path.half_life_within:
        return f"{max(1.0, 60 * path.half_life):.0f} min"
    told = f"{path.half_life:.1f} h"
    if path.half_life_within:
        told += " ({:.1f} to {:.1f})".format(*path.half_life_within)
    return told

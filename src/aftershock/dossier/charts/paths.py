"""Which way did each artefact take? A strip each: when it was first seen, over which platforms, how often."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from markupsafe import Markup

from aftershock.dossier.charts.svg import cut, number, picture, tag, words
from aftershock.dossier.charts.ticks import hour_ticks
from aftershock.dossier.shown import Lane, Path

At = Callable[[float], float]
TOP = 22.0  # pixels above the first strip
LANE = 17.0  # pixels of a platform's lane
BEFORE = 36.0  # hours before the first report that are drawn; what is older stands at the edge, with its time


class Strip(NamedTuple):
    """One artefact with what is written beside it (already masked and defanged)."""

    path: Path
    label: str
    note: str


class _Field(NamedTuple):
    """What a picture shows, from hour ``low`` to ``high``, and where: lanes begin at ``left``; labels stand
    beside them in a ``wide`` picture, else ``above``.
    """

    low: float
    high: float
    width: float
    wide: bool
    left: float
    above: float

    def at(self, hour: float) -> float:
        share = (min(max(hour, self.low), self.high) - self.low) / ((self.high - self.low) or 1)
        return self.left + (self.width - self.left - 10) * share

    def height(self, strip: Strip) -> float:
        return self.above + max(2, len(strip.path.lanes)) * LANE + 15


def draw(name: str, strips: Sequence[Strip], width: float) -> Markup:
    """A bar is the posts of a step on one platform, as tall as its share of that artefact's busiest step.

    The triangle marks where it was first seen, the open one that this was before the first report: it was
    ready. The bracket is the half-life.
    """
    wide = width > 500
    field = _Field(*_span(strips), width, wide, 350.0 if wide else 74.0, 4.0 if wide else 34.0)
    bottom = TOP + sum(field.height(strip) for strip in strips)
    parts = [*_grid(field, bottom)]
    y = TOP
    for strip in strips:
        parts += _strip(strip, y, field)
        y += field.height(strip)
    told = "; ".join(f"{cut(strip.label, 300, 10)}: {strip.path.posts} posts" for strip in strips)
    return picture(name, "The paths of what was passed around", told, width, bottom + 28, parts)


def _span(strips: Sequence[Strip]) -> tuple[float, float]:
    hours = [hour for strip in strips for lane in strip.path.lanes for hour, _ in lane.points]
    firsts = [strip.path.first_hour for strip in strips]
    halves = [max(0.0, strip.path.first_hour) + (strip.path.half_life or 0.0) for strip in strips]
    return max(min([*hours, *firsts, -2.0]), -BEFORE), max([*hours, *halves, 23.0]) + 1.0


def _grid(field: _Field, bottom: float) -> Iterator[str]:
    for tick in hour_ticks(field.low, field.high, 8 if field.wide else 4):
        x = field.at(tick)
        yield tag("line", x1=x, x2=x, y1=TOP, y2=bottom, class_="grid")
        text = f"{tick:+g} h" if tick else "0"
        anchor = "end" if x > field.at(field.high) - 14 else "middle"
        yield words(text, x, bottom + 17, class_="lab small soft", anchor=anchor)
    if field.low <= 0 <= field.high:
        zero = field.at(0)
        yield tag("line", x1=zero, x2=zero, y1=TOP - 6, y2=bottom, class_="zero")
        yield words("first report", zero, TOP - 10, class_="lab small hot", anchor="middle")


def _strip(strip: Strip, y: float, field: _Field) -> Iterator[str]:
    path, at = strip.path, field.at
    room = 262.0 if field.wide else field.width
    yield tag("line", x1=0, x2=field.width, y1=y, y2=y, class_="grid")
    yield words(cut(strip.label, room, 12.5), 0, y + 17, class_="lab mid strong")
    yield words(cut(strip.note, room, 11), 0, y + 32, class_="lab small soft")
    most = max((count for lane in path.lanes for _, count in lane.points), default=1.0) or 1.0
    for row, lane in enumerate(path.lanes):
        base = y + field.above + LANE * (row + 1)
        platform = cut(lane.platform, 78 if field.wide else 66, 11)
        yield words(platform, field.left - 10, base - 3, class_="lab small soft", anchor="end")
        yield tag("line", x1=field.left, x2=field.width - 10, y1=base, y2=base, class_="axis")
        if path.by_channel:
            yield from _channels(lane, base, field)
            continue
        size = max(1.2, at(path.step_hours) - at(0) - 0.6)
        for early in (True, False):
            bars = [
                f"M{number(at(hour))} {number(base)}v-{number(max(1.2, (LANE - 3) * (count / most) ** 0.5))}"
                f"h{number(size)}V{number(base)}z"
                for hour, count in lane.points
                if hour >= field.low and (hour < 0) == early
            ]
            if bars:
                yield tag("path", d="".join(bars), class_="seen early" if early else "seen")
    yield from _marks(path, y + field.above + LANE * len(path.lanes), at)


def _channels(lane: Lane, base: float, field: _Field) -> Iterator[str]:
    """A dot for each channel at its first post; what lies before the picture stands at its edge, hollow."""
    for hour, count in sorted(lane.points, key=lambda point: -point[1]):
        radius = min(LANE / 2, 2.2 + 0.7 * math.sqrt(count))
        kind = "first ready" if hour < field.low else "seen early" if hour < 0 else "seen"
        yield tag("circle", cx=field.at(hour), cy=base - LANE / 2 + 1, r=radius, class_=kind)


def _marks(path: Path, base: float, at: At) -> Iterator[str]:
    x = at(path.first_hour)
    kind = "first ready" if path.ready else "first"
    yield tag("path", d=f"M{x:.1f} {base + 2:.1f}l4.5 8h-9z", class_=kind)
    if path.half_life is not None and path.half_life > 0:
        start, end = at(max(0.0, path.first_hour)), at(max(0.0, path.first_hour) + path.half_life)
        y = base + 6
        yield tag("path", d=f"M{start + 7:.1f} {y:.1f}H{end:.1f}m0 -3v6", class_="half")

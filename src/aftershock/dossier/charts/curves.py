"""Was the reaction larger or earlier than after past events? Posts in each step after the first report."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from markupsafe import Markup

from aftershock.dossier.charts.svg import ADVANCE, cut, number, picture, tag, words
from aftershock.dossier.charts.ticks import hour_ticks, nice_ticks
from aftershock.reaction.result import Curve

SIZE = 12.5  # of the names beside the lines
KEYS = 6  # names in the corner: more are read in the table
SURE = 1.96  # standard errors of a count: 95 of 100


class Box(NamedTuple):
    """A stretch of the picture, in its pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether both cover a point."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


class Field(NamedTuple):
    """Where hours and counts lie in the picture."""

    at_x: Callable[[float], float]
    at_y: Callable[[float], float]
    frame: Box


def draw(name: str, title: str, curves: Sequence[Curve], width: float) -> Markup:
    """The main event's line is thick and lies on top, in the band of its counting error; past ones are thin.

    A name stands beside its line wherever there is room; the table below has the key of every one.
    """
    height = 320.0 if width > 500 else 260.0
    xs = [x for curve in curves for x, _ in curve.points]
    most = max((y + SURE * math.sqrt(y) * curve.main for curve in curves for _, y in curve.points), default=1)
    y_ticks = nice_ticks(0, most, 4)
    frame = Box(46.0, 24.0, width - 12, height - 42)
    low, high = min(xs), max(xs)

    def at_x(x: float) -> float:
        return frame.left + (frame.right - frame.left) * (x - low) / ((high - low) or 1)

    def at_y(y: float) -> float:
        return frame.bottom - (frame.bottom - frame.top) * y / (most * 1.04)

    field = Field(at_x, at_y, frame)
    parts = [*_axes(field, low, high, [tick for tick in y_ticks if tick <= most * 1.04], width)]
    order = sorted(range(len(curves)), key=lambda index: curves[index].main)
    parts += [_band(field, curves[index]) for index in order if curves[index].main]
    for index in order:
        parts.append(tag("path", d=_line(field, curves[index].points), class_=_kind(curves[index], index)))
    parts += _names(field, curves)
    told = "; ".join(f"{cut(curve.name, 300, 10)}: {curve.n} posts" for curve in curves)
    return picture(name, title, told, width, height, parts)


def _axes(field: Field, low: float, high: float, y_ticks: Sequence[float], width: float) -> Iterator[str]:
    frame = field.frame
    for tick in y_ticks:
        y = field.at_y(tick)
        yield tag("line", x1=frame.left, x2=frame.right, y1=y, y2=y, class_="grid")
        yield words(f"{tick:,.0f}", frame.left - 8, y + 4, class_="lab small soft", anchor="end")
    for tick in hour_ticks(low, high, 9 if width > 500 else 4):
        x = field.at_x(tick)
        yield tag("line", x1=x, x2=x, y1=frame.bottom, y2=frame.bottom + 4, class_="axis")
        anchor = "end" if x > frame.right - 14 else "middle"
        yield words(
            f"{tick:+g} h" if tick else "0", x, frame.bottom + 18, class_="lab small soft", anchor=anchor
        )
    if low <= 0 <= high:
        x = field.at_x(0)
        yield tag("line", x1=x, x2=x, y1=frame.top - 8, y2=frame.bottom, class_="zero")
        yield words("first report", x, frame.top - 12, class_="lab small hot", anchor="middle")
    yield words(
        "hours from the first report", frame.right, frame.bottom + 36, class_="lab small soft", anchor="end"
    )
    yield words("posts", frame.left - 8, frame.top - 12, class_="lab small soft", anchor="end")


def _line(field: Field, points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{number(field.at_x(x))} {number(field.at_y(y))}" for x, y in points)


def _band(field: Field, curve: Curve) -> str:
    upper = [(x, y + SURE * math.sqrt(y)) for x, y in curve.points]
    lower = [(x, max(0.0, y - SURE * math.sqrt(y))) for x, y in reversed(curve.points)]
    return tag("path", d=_line(field, [*upper, *lower]) + "Z", class_="band main")


def _kind(curve: Curve, index: int) -> str:
    return "curve main" if curve.main else f"curve past p{index % 4}"


def _names(field: Field, curves: Sequence[Curve]) -> list[str]:
    """Names beside their own line where there is room; the others as a key in the free upper corner."""
    taken: list[Box] = []
    out = []
    left: list[tuple[Curve, int]] = []
    wide = max(190.0, (field.frame.right - field.frame.left) * 0.42)
    for index, curve in sorted(enumerate(curves), key=lambda each: (not each[1].main, -each[1].n)):
        name = cut(curve.name, wide, SIZE)
        box = _room(field, curve, curves, taken, len(name) * SIZE * ADVANCE)
        if box is None:
            left.append((curve, index))
            continue
        taken.append(box)
        out.append(
            words(name, box.left, box.bottom - 4, class_=f"lab mid{' strong hot' if curve.main else ' soft'}")
        )
    return out + _corner(field, left, wide, taken, curves)


def _corner(
    field: Field,
    left: Sequence[tuple[Curve, int]],
    wide: float,
    taken: Sequence[Box],
    curves: Sequence[Curve],
) -> list[str]:
    """A key in the upper right, if neither a line nor a name lies there; else the table's key must do."""
    size = max((len(cut(curve.name, wide, SIZE)) * SIZE * ADVANCE for curve, _ in left), default=0.0) + 44
    box = Box(field.frame.right - size, field.frame.top, field.frame.right, field.frame.top + 18 * len(left))
    if (
        len(left) > KEYS
        or any(_crosses(field, each, box) for each in curves)
        or any(box.meets(t) for t in taken)
    ):
        return []
    out = []
    for row, (curve, index) in enumerate(left):
        y = box.top + 18 * row + 10
        out.append(tag("path", d=f"M{number(box.left)} {number(y)}h34", class_=_kind(curve, index)))
        out.append(words(cut(curve.name, wide, SIZE), box.left + 42, y + 4, class_="lab mid soft"))
    return out


def _room(
    field: Field, curve: Curve, curves: Sequence[Curve], taken: Sequence[Box], wide: float
) -> Box | None:
    """The place right above the line after its peak that no line and no name crosses."""
    peak = max(curve.points, key=lambda point: point[1], default=(0.0, 0.0))
    for x, y in curve.points:
        if x < peak[0]:
            continue
        over = field.at_y(y) - field.at_y(y + SURE * math.sqrt(y)) if curve.main else 0.0
        for up in (6.0 + over, 16.0 + over):
            left, bottom = field.at_x(x) + 5, field.at_y(y) - up + 14
            box = Box(left, bottom - 15, left + wide, bottom)
            inside = box.right <= field.frame.right and box.top >= field.frame.top - 6
            free = inside and not any(box.meets(each) for each in taken)
            if free and not any(_crosses(field, each, box) for each in curves):
                return box
    return None


def _crosses(field: Field, curve: Curve, box: Box) -> bool:
    points = [(field.at_x(x), field.at_y(y)) for x, y in curve.points]
    for (x1, y1), (x2, y2) in pairwise(points):
        if x2 < box.left or x1 > box.right:
            continue
        steps = 8
        for step in range(steps + 1):
            x = x1 + (x2 - x1) * step / steps
            y = y1 + (y2 - y1) * step / steps
            if box.left <= x <= box.right and box.top <= y <= box.bottom:
                return True
    return False


def key(curve: Curve, index: int) -> Markup:
    """A short piece of the curve's line, for the key beside the names."""
    line = tag("path", d="M1 6H35", class_=_kind(curve, index))
    return Markup(
        tag("svg", line, width=36, height=12, viewBox="0 0 36 12", aria_hidden="true", class_="key")
    )

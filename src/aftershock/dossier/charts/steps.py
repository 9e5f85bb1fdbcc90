"""How did a number change? What was said when, each source a step: a dot where one number was given, a bar
for a range, an arrow for an open end; as wide as the time is uncertain."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from markupsafe import Markup

from aftershock.dossier.charts.svg import ADVANCE, cut, number, picture, tag, words
from aftershock.dossier.charts.ticks import nice_ticks, time_ticks
from aftershock.dossier.listed import and_more

TALL = 120.0
SIZE = 12.0


class Step(NamedTuple):
    """A number at a time (seconds since 1970, from and to)."""

    start: float
    end: float
    low: float
    high: float | None
    written: str
    source: str
    standing: bool
    origins: int


def draw(name: str, title: str, steps: Sequence[Step], width: float) -> Markup:
    """The line joins what stood at each time: the number last given; it breaks no value to a curve."""
    left, top = 40.0, 34.0
    base = top + TALL
    right = width - min(150.0, width * 0.3)
    first, last = min(step.start for step in steps), max(step.end for step in steps)
    pad = max((last - first) * 0.03, 1800.0)
    first, last = first - pad, last + pad
    values = [value for step in steps for value in (step.low, step.high) if value is not None]
    ticks = nice_ticks(min(values), max(values), 3)
    low, high = min(ticks[0], *values), max(ticks[-1], *values)

    def at_x(moment: float) -> float:
        return left + (right - left) * (moment - first) / (last - first)

    def at_y(value: float) -> float:
        return base - TALL * (value - low) / ((high - low) or 1)

    parts = []
    for tick in ticks:
        y = at_y(tick)
        parts.append(tag("line", x1=left, x2=right, y1=y, y2=y, class_="grid"))
        parts.append(words(f"{tick:,g}", left - 8, y + 4, class_="lab small soft", anchor="end"))
    for moment, label in time_ticks(first, last, 7 if width > 500 else 3):
        parts.append(words(label, at_x(moment), base + 20, class_="lab small soft", anchor="middle"))
        parts.append(tag("line", x1=at_x(moment), x2=at_x(moment), y1=base, y2=base + 4, class_="axis"))
    parts.append(_way(steps, at_x, at_y))
    parts += _points(steps, at_x, at_y, width)
    told = and_more([f"{step.source}: {step.written}" for step in steps], 12)
    return picture(name, title, told, width, base + 28, parts)


At = Callable[[float], float]


def _way(steps: Sequence[Step], at_x: At, at_y: At) -> str:
    """A step line through the lower ends of what stood."""
    d = ""
    for step in steps:
        x, y = at_x((step.start + step.end) / 2), at_y(step.low)
        d += f"M{number(x)} {number(y)}" if not d else f"H{number(x)}V{number(y)}"
    return tag("path", d=d, class_="steps")


def _points(steps: Sequence[Step], at_x: At, at_y: At, width: float) -> Iterator[str]:
    ends: dict[int, float] = {}
    for place, step in enumerate(steps):
        x, y = at_x((step.start + step.end) / 2), at_y(step.low)
        wide = at_x(step.end) - at_x(step.start)
        if wide > 12:
            yield tag("line", x1=at_x(step.start), x2=at_x(step.end), y1=y, y2=y, class_="when-bar")
        if step.high is None:
            yield tag(
                "path", d=f"M{number(x)} {number(y - 5)}V{number(y - 20)}m-4 5l4 -5l4 5", class_="arrow"
            )
        elif step.high > step.low:
            yield tag("line", x1=x, x2=x, y1=y, y2=at_y(step.high), class_="bar")
            yield tag("circle", cx=x, cy=at_y(step.high), r=3.5, class_="dot" if step.standing else "ring")
        yield tag("circle", cx=x, cy=y, r=4.5, class_="dot" if step.standing else "ring")
        last = place == len(steps) - 1
        label = f"{step.written} · {step.source}" if last or width > 500 else step.written
        label = cut(label, (width - x - 10) if last else 170, SIZE)
        size = len(label) * SIZE * ADVANCE
        at = x + 9 if last else x
        row = int(y // 15)
        if at < ends.get(row, -1.0) or (not last and at + size > width):
            label = step.written
            size = len(label) * SIZE * ADVANCE
            if at < ends.get(row, -1.0):
                continue
        ends[row] = at + size + 6
        yield words(
            label,
            at,
            y + 4 if last else y - (24 if step.high is None else 9),
            class_="lab mid strong" if last else "lab small",
        )

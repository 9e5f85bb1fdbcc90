"""Which numbers stand against each other? For one event, role and unit: an interval for each source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from aftershock.dossier.charts.svg import ADVANCE, cut, number, picture, tag, words
from aftershock.dossier.charts.ticks import nice_ticks
from aftershock.dossier.listed import and_more

ROW = 30


class Bar(NamedTuple):
    """One source's figure; ``high`` is None where it has no upper bound."""

    source: str
    low: float
    high: float | None
    written: str
    standing: bool
    disputed: bool = False
    origins: int = 1


def draw(name: str, title: str, bars: Sequence[Bar], width: float) -> Markup:
    """A dot is a number, a bar a range, an arrow an open end; hollow ones were withdrawn or superseded."""
    left = min(260.0, width * 0.42)
    right = 64.0
    longest = max((len(bar.written) for bar in bars), default=0) * 13 * ADVANCE
    right = min(max(right, longest + 18), width * 0.3)
    height = ROW * len(bars) + 34
    values = [v for bar in bars for v in (bar.low, bar.high) if v is not None]
    ticks = nice_ticks(min(values), max(values), 6 if width > 500 else 3)
    low, high = min(ticks[0], *values), max(ticks[-1], *values)

    def at(value: float) -> float:
        return left + 8 + (width - left - right - 16) * (value - low) / ((high - low) or 1)

    parts = []
    base = height - 22
    for tick in ticks:
        parts.append(tag("line", x1=at(tick), x2=at(tick), y1=2, y2=base, class_="grid"))
        parts.append(words(number(tick), at(tick), base + 16, class_="lab small soft", anchor="middle"))
    for row, bar in enumerate(bars):
        y = ROW * (row + 0.5) + 2
        parts.append(words(cut(bar.source, left - (72 if bar.origins > 1 else 14), 13), 0, y + 4.5))
        parts += _mark(bar, y, at(bar.low), at(bar.high) if bar.high is not None else None)
        end = at(bar.high if bar.high is not None else bar.low) + (14 if bar.high is not None else 38)
        parts.append(words(bar.written, min(end, width - longest), y + 4.5, class_="lab strong"))
        if bar.origins > 1:
            parts.append(
                words(f"{bar.origins} origins", left - 6, y + 4.5, class_="lab small soft", anchor="end")
            )
    told = and_more([f"{bar.source}: {bar.written}" for bar in bars], 8)
    return picture(name, title, told, width, height, parts)


def _mark(bar: Bar, y: float, start: float, end: float | None) -> list[str]:
    kind = ("dot hot" if bar.disputed else "dot") if bar.standing else "ring"
    if end is None:
        tip = start + 28
        return [
            tag("line", x1=start, x2=tip, y1=y, y2=y, class_="bar"),
            tag("path", d=f"M{number(tip - 6)} {number(y - 5)}l7 5l-7 5", class_="arrow"),
            tag("circle", cx=start, cy=y, r=5, class_=kind),
        ]
    if end > start:
        return [
            tag("line", x1=start, x2=end, y1=y, y2=y, class_="bar"),
            tag("circle", cx=start, cy=y, r=5, class_=kind),
            tag("circle", cx=end, cy=y, r=5, class_=kind),
        ]
    return [tag("circle", cx=start, cy=y, r=5.5, class_=kind)]

"""When did it happen, and how exactly is that known? A dot for a moment, a bar for a stretch.

Long stretches in which nothing is dated are cut out of the axis, with a mark: a warning of the year before
must not press the hours of the event into one line.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from markupsafe import Markup

from aftershock.dossier.charts.svg import cut, picture, tag, words
from aftershock.dossier.charts.ticks import MONTHS, time_ticks

ROW = 26
EMPTY = 0.16  # of the whole span: an empty stretch that is longer is cut out
SMALL = 140.0  # pixels of a piece that has room for one tick
BREAK = 26.0  # pixels of such a mark


class Stretch(NamedTuple):
    """A line of the timeline: seconds since 1970, start and end, and how exactly that is known."""

    label: str
    kind: str
    start: float
    end: float
    exact: bool = False


class Panel(NamedTuple):
    """A piece of the axis: moments from ``low`` to ``high`` between two pixels."""

    low: float
    high: float
    left: float
    right: float

    def at(self, moment: float) -> float:
        """The pixel of a moment; what lies outside stands at the edge."""
        inside = min(max(moment, self.low), self.high)
        return self.left + (self.right - self.left) * (inside - self.low) / ((self.high - self.low) or 1.0)


def draw(name: str, title: str, rows: Sequence[Stretch], width: float) -> Markup:
    """Rows in the order given; bars are as long as what is not known."""
    left = width * 0.44 if width > 500 else width * 0.5
    panels = _panels(rows, left, width - 10)
    height = ROW * len(rows) + 34
    base = height - 24
    parts = []
    for panel in panels:
        about = max(1, round((7 if width > 500 else 3) * (panel.right - panel.left) / (width - left)))
        for moment, label in _ticks(panel, about, panel is not panels[-1]):
            x = panel.at(moment)
            parts.append(tag("line", x1=x, x2=x, y1=0, y2=base, class_="grid"))
            end = "end" if x > width - 30 else "middle"
            parts.append(words(label, x, base + 16, class_="lab small soft", anchor=end))
    for panel in panels[1:]:
        x = panel.left - BREAK / 2
        parts.append(tag("path", d=f"M{x - 3:.1f} {base + 5:.1f}l4 -10m2 10l4 -10", class_="cut"))
        parts.append(tag("line", x1=x, x2=x, y1=0, y2=base - 8, class_="zero soft"))
    for index, row in enumerate(rows):
        y = ROW * (index + 0.5)
        parts.append(words(cut(row.label, left - 14, 12.5), 0, y + 4.5, class_="lab mid"))
        parts += _mark(row, panels, y)
    return picture(
        name, title, f"{len(rows)} dated lines; the list below holds them all.", width, height, parts
    )


def _mark(row: Stretch, panels: Sequence[Panel], y: float) -> list[str]:
    """A dot where the moment is known; else a bar over the whole stretch, at least as wide as it is high."""
    start = _panel(row.start, panels).at(row.start)
    end = _panel(row.end, panels).at(row.end)
    if row.exact:
        return [tag("circle", cx=(start + end) / 2, cy=y, r=4.5, class_=f"dot k-{row.kind}")]
    if end - start < 9:
        start, end = (start + end) / 2 - 4.5, (start + end) / 2 + 4.5
    return [tag("rect", x=start, y=y - 4, width=end - start, height=8, rx=4, class_=f"bar k-{row.kind}")]


def _panel(moment: float, panels: Sequence[Panel]) -> Panel:
    return next((panel for panel in panels if moment <= panel.high), panels[-1])


def _panels(rows: Sequence[Stretch], left: float, right: float) -> list[Panel]:
    """The axis without its long empty stretches; each piece as wide as the root of its time asks."""
    spans = sorted((row.start, row.end) for row in rows)
    whole = max(end for _, end in spans) - spans[0][0]
    pieces = [list(spans[0])]
    for start, end in spans[1:]:
        if start - pieces[-1][1] > EMPTY * whole and start - pieces[-1][1] > 86400.0:
            pieces.append([start, end])
        pieces[-1][1] = max(pieces[-1][1], end)
    room = right - left - BREAK * (len(pieces) - 1)
    sizes = [math.sqrt(max(end - start, 7200.0)) for start, end in pieces]
    out = []
    x = left
    for (start, end), size in zip(pieces, sizes, strict=True):
        pad = max((end - start) * 0.04, 1800.0)
        wide = room * max(size / sum(sizes), 0.12) / sum(max(each / sum(sizes), 0.12) for each in sizes)
        out.append(Panel(start - pad, end + pad, x, x + wide))
        x += wide + BREAK
    return out


def _ticks(panel: Panel, about: int, dated: bool) -> list[tuple[float, str]]:
    """The panel's ticks, at least one; ``dated`` where the year is not that of the panel beside it."""
    found = time_ticks(panel.low, panel.high, about)
    middle = (panel.low + panel.high) / 2
    if not found or (dated and panel.right - panel.left < SMALL):
        when = datetime.fromtimestamp(middle, UTC)
        day = f"{MONTHS[when.month - 1]} {when.year}" if dated else f"{when.day} {MONTHS[when.month - 1]}"
        return [(middle, day)]
    if dated and not any(text.isdigit() or text[-4:].isdigit() for _, text in found):
        when = datetime.fromtimestamp(found[-1][0], UTC)
        found[-1] = (found[-1][0], f"{found[-1][1]} {when.year}")
    return found

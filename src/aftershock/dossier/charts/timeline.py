"""When did it happen, and how exactly is that known? A dot for a moment, a bar for a stretch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from aftershock.dossier.charts.svg import cut, picture, tag, words
from aftershock.dossier.charts.ticks import time_ticks

ROW = 26


class Stretch(NamedTuple):
    """A line of the timeline: seconds since 1970, start and end."""

    label: str
    kind: str
    start: float
    end: float


def draw(name: str, title: str, rows: Sequence[Stretch], width: float) -> Markup:
    """Rows in the order given; bars are as long as what is not known."""
    left = width * 0.44 if width > 500 else width * 0.5
    low, high = min(row.start for row in rows), max(row.end for row in rows)
    pad = max((high - low) * 0.04, 1800.0)
    low, high = low - pad, high + pad
    height = ROW * len(rows) + 34
    base = height - 24

    def at(moment: float) -> float:
        return left + (width - left - 10) * (moment - low) / (high - low)

    parts = []
    for moment, label in time_ticks(low, high, 7 if width > 500 else 3):
        x = at(moment)
        parts.append(tag("line", x1=x, x2=x, y1=0, y2=base, class_="grid"))
        end = "end" if x > width - 30 else "middle"
        parts.append(words(label, x, base + 16, class_="lab small soft", anchor=end))
    for index, row in enumerate(rows):
        y = ROW * (index + 0.5)
        parts.append(words(cut(row.label, left - 14, 12.5), 0, y + 4.5, class_="lab mid"))
        start, end_x = at(row.start), at(row.end)
        if end_x - start > 9:
            parts.append(
                tag("rect", x=start, y=y - 4, width=end_x - start, height=8, rx=4, class_=f"bar k-{row.kind}")
            )
        else:
            parts.append(tag("circle", cx=(start + end_x) / 2, cy=y, r=4.5, class_=f"dot k-{row.kind}"))
    return picture(
        name, title, f"{len(rows)} dated lines; the list below holds them all.", width, height, parts
    )

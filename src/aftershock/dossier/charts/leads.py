"""How long before the event was it warned of? From years to minutes, on a scale of ratios."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from aftershock.dossier.charts.svg import cut, picture, tag, words
from aftershock.dossier.listed import and_more

ROW = 27
TICKS = (
    (1 / 6, "10 min"), (1.0, "1 h"), (6.0, "6 h"), (24.0, "1 day"), (72.0, "3 days"), (168.0, "1 week"),
    (720.0, "1 month"), (2190.0, "3 months"), (8766.0, "1 year"),
    (43830.0, "5 years"), (175320.0, "20 years"),
)  # fmt: skip


class Lead(NamedTuple):
    """One warning: its words and the least and most hours before the event."""

    label: str
    kind: str
    low: float
    high: float
    written: str


def draw(name: str, leads: Sequence[Lead], width: float) -> Markup:
    """The event is at the right edge; a bar is as long as the time is uncertain."""
    wide = width > 500
    left = width * 0.40 if wide else 30.0
    top, base = 8.0, 8.0 + ROW * len(leads) * (1 if wide else 1.55)
    far = max((max(lead.high, 1.0) for lead in leads), default=24.0) * 1.6
    near = min(max(min((max(lead.low, 0.2) for lead in leads), default=1.0) * 0.7, 0.2), 12.0)
    right = width - 62

    def at(hours: float) -> float:
        share = (math.log(min(max(hours, near), far)) - math.log(near)) / (math.log(far) - math.log(near))
        return right - (right - left) * share

    parts = []
    ticks = [(hours, text) for hours, text in TICKS if near <= hours <= far and at(hours) < right - 56]
    every = max(1, math.ceil(len(ticks) / (7 if wide else 3)))
    for hours, text in ticks[::-1][::every]:
        parts.append(tag("line", x1=at(hours), x2=at(hours), y1=top, y2=base, class_="grid"))
        parts.append(words(text, at(hours), base + 17, class_="lab small soft", anchor="middle"))
    parts.append(tag("line", x1=right, x2=right, y1=top, y2=base, class_="zero"))
    parts.append(words("the event", right, base + 17, class_="lab small hot", anchor="middle"))
    for row, lead in enumerate(leads):
        y = top + (base - top) / len(leads) * (row + 0.5) + (0 if wide else 6)
        x1, x2 = at(max(lead.high, lead.low)), at(max(lead.low, 0.0))
        if wide:
            parts.append(words(cut(lead.label, left - 16, 12.5), 0, y + 4.5, class_="lab mid"))
        else:
            parts.append(words(cut(lead.label, width - 4, 12), 0, y - 9, class_="lab mid"))
        if x2 - x1 > 9:
            parts.append(tag("rect", x=x1, y=y - 4, width=x2 - x1, height=8, rx=4, class_="bar"))
        else:
            parts.append(tag("circle", cx=(x1 + x2) / 2, cy=y, r=4.5, class_="dot"))
        end = "start"
        place = x2 + 10
        if place + len(lead.written) * 6.6 > right - 4:
            place, end = x1 - 10, "end"
        parts.append(words(lead.written, place, y + 4.5, class_="lab small strong", anchor=end))
    return picture(
        name, "How long before the event", and_more([f"{lead.label}: {lead.written}" for lead in leads], 12),
        width, base + 28, parts,
    )  # fmt: skip

"""Where does a value lie beside what is expected? A strip of a table's cell: interval, expected, seen."""

from __future__ import annotations

import math
from collections.abc import Callable

from markupsafe import Markup

from aftershock.dossier.charts.svg import tag

WIDTH, HEIGHT = 150.0, 20.0
_FAR = 4.0  # ends that differ by more stand on a scale of ratios


def strip(
    value: float | None,
    expected: float | None,
    interval: tuple[float, float] | None,
    *,
    told: bool,
    ends: tuple[float, float] | None = None,
) -> Markup:
    """A bar is the interval, a tick what is expected, a dot what was seen: hollow where nothing can be told.

    Each strip has its own scale, unless ``ends`` give one: the numbers stand beside it. Empty where there is
    nothing to compare.
    """
    marks = [
        each for each in (value, expected, *(interval or ())) if each is not None and math.isfinite(each)
    ]
    if value is None or len(set(marks)) < 2:
        return Markup("")
    at = _scale(list(ends) if ends else marks)
    y = HEIGHT / 2
    parts = [tag("line", x1=4, x2=WIDTH - 4, y1=y, y2=y, class_="grid")]
    if interval:
        low, high = (min(max(at(each), 4.0), WIDTH - 4) for each in interval)
        parts.append(tag("rect", x=low, y=y - 4, width=max(1.0, high - low), height=8, class_="bar"))
    if expected is not None:
        parts.append(tag("line", x1=at(expected), x2=at(expected), y1=y - 7, y2=y + 7, class_="mid"))
    parts.append(tag("circle", cx=at(value), cy=y, r=4.5, class_="dot hot" if told else "ring"))
    return Markup(
        tag(
            "svg", "".join(parts), width=WIDTH, height=HEIGHT, viewBox=f"0 0 {WIDTH:g} {HEIGHT:g}",
            aria_hidden="true", class_="chart strip-of-cell",
        )
    )  # fmt: skip


def _scale(marks: list[float]) -> Callable[[float], float]:
    low, high = min(marks), max(marks)
    ratios = low > 0 and high / low > _FAR
    first, last = (math.log(low), math.log(high)) if ratios else (low, high)

    def at(value: float) -> float:
        shown = math.log(max(value, low)) if ratios else value
        return 10 + (WIDTH - 20) * (shown - first) / ((last - first) or 1)

    return at

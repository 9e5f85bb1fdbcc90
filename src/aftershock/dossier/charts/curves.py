"""Was the reaction larger or earlier than after past events? Posts in each step after the first report."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from aftershock.dossier.charts.svg import cut, number, picture, tag, words
from aftershock.dossier.charts.ticks import nice_ticks
from aftershock.reaction.result import Curve


def draw(name: str, title: str, curves: Sequence[Curve], width: float) -> Markup:
    """The main event's line is thick and lies on top; past events are thin, each with its own dash."""
    height = 300.0
    left, bottom, top = 44.0, height - 40, 14.0
    xs = [x for curve in curves for x, _ in curve.points]
    most = max((y for curve in curves for _, y in curve.points), default=1)
    x_ticks = nice_ticks(min(xs), max(xs), 8 if width > 500 else 4)
    y_ticks = nice_ticks(0, most, 4)
    low, high = min(xs), max(xs)

    def at_x(x: float) -> float:
        return left + (width - left - 12) * (x - low) / ((high - low) or 1)

    def at_y(y: float) -> float:
        return bottom - (bottom - top) * y / y_ticks[-1]

    parts = []
    for tick in y_ticks:
        parts.append(tag("line", x1=left, x2=width - 12, y1=at_y(tick), y2=at_y(tick), class_="grid"))
        parts.append(words(number(tick), left - 8, at_y(tick) + 4, class_="lab small soft", anchor="end"))
    for tick in (t for t in x_ticks if low <= t <= high):
        parts.append(
            words(f"{number(tick)} h", at_x(tick), bottom + 18, class_="lab small soft", anchor="middle")
        )
    if low <= 0 <= high:
        parts.append(tag("line", x1=at_x(0), x2=at_x(0), y1=top, y2=bottom, class_="zero"))
    order = sorted(range(len(curves)), key=lambda index: curves[index].main)
    for index in order:
        curve = curves[index]
        d = "M" + "L".join(f"{number(at_x(x))} {number(at_y(y))}" for x, y in curve.points)
        kind = "curve main" if curve.main else f"curve past p{index % 4}"
        parts.append(tag("path", d=d, class_=kind))
    return picture(
        name,
        title,
        "; ".join(f"{cut(c.name, 300, 10)}: {c.n} posts" for c in curves),
        width,
        height,
        parts,
    )


def key(curve: Curve, index: int) -> Markup:
    """A short piece of the curve's line, for the key beside the names."""
    kind = "curve main" if curve.main else f"curve past p{index % 4}"
    line = tag("path", d="M1 6H35", class_=kind)
    return Markup(
        tag("svg", line, width=36, height=12, viewBox="0 0 36 12", aria_hidden="true", class_="key")
    )

"""Who claims, denies, blames, and who is blamed? Actors by acts, a dot for each kind of statement."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from markupsafe import Markup

from aftershock.dossier.charts.svg import ADVANCE, cut, number, picture, tag, words

ROW = 29
LARGEST, LEAST = 12.5, 4.5
GAP = 34.0  # between what is said and what is said of it


class Count(NamedTuple):
    """Statements of one actor and act, those that negate it, and independent origins of the former."""

    positive: int
    negative: int
    origins: int


def draw(
    name: str,
    actors: Sequence[str],
    acts: Sequence[str],
    split: int,
    grid: Sequence[Sequence[Count]],
    width: float,
) -> Markup:
    """A dot's area is the number of statements, the number in it that of independent origins (none: 1).

    Columns from ``split`` on say what is said of the actor. Negative ones ("has not claimed") are rings.
    """
    left = min(240.0, width * 0.38)
    # Column heads lean by 52 degrees: 0.79 of a label's length upwards, 0.62 of the last one's to the right.
    top = 46 + 0.79 * 13 * ADVANCE * max((len(act) for act in acts), default=0)
    lean = 0.62 * 13 * ADVANCE * len(acts[-1]) if acts else 0.0
    gap = (GAP if width > 500 else 14.0) if 0 < split < len(acts) else 0.0
    step = (width - left - gap - max(lean * 0.6, 14)) / max(1, len(acts))
    height = top + ROW * len(actors) + 6

    def at(column: int) -> float:
        return left + step * (column + 0.5) + (gap if column >= split else 0.0)

    most = max((max(cell.positive, cell.negative) for row in grid for cell in row), default=1) or 1
    parts = list(_heads(acts, split, at, top, height, step))
    for row, actor in enumerate(actors):
        y = top + ROW * (row + 0.5)
        for first, last in ((0, split), (split, len(acts))):
            if first < last:
                parts.append(
                    tag(
                        "line", x1=at(first) - step / 2, x2=at(last - 1) + step / 2, y1=y, y2=y, class_="grid"
                    )
                )
        parts.append(words(cut(actor, left - 10, 13), 0, y + 4.5))
        for column, cell in enumerate(grid[row]):
            parts += _dots(at(column), y, cell, most, "dot hot" if column >= split else "dot")
    told = f"{len(actors)} actors and {len(acts)} kinds of statement; the table below holds the same counts."
    return picture(name, "Who says what, and what is said of whom", told, width, height, parts)


def _heads(
    acts: Sequence[str], split: int, at: Callable[[int], float], top: float, height: float, step: float
) -> Iterator[str]:
    for column, act in enumerate(acts):
        x = at(column)
        turn = f"rotate(-52 {number(x)} {number(top - 12)})"
        yield tag("text", act, x=x, y=top - 12, class_="lab", transform=turn)
        yield tag("line", x1=x, x2=x, y1=top - 4, y2=height - 6, class_="grid")
    if 0 < split < len(acts):
        yield words("says itself", at(0) - step / 2, 14, class_="lab small soft")
        yield words("is said of it", at(split) - step / 2, 14, class_="lab small hot")


def _dots(x: float, y: float, cell: Count, most: int, kind: str) -> Iterator[str]:
    def size(count: int) -> float:
        return max(LEAST, LARGEST * math.sqrt(count / most))

    if cell.negative:
        shift = size(cell.positive) + 5 if cell.positive else 0.0
        yield tag("circle", cx=x + shift, cy=y, r=size(cell.negative), class_="ring")
    if not cell.positive:
        return
    radius = size(cell.positive)
    yield tag("circle", cx=x, cy=y, r=radius, class_=kind)
    if cell.origins < 2 and cell.positive < 2:
        return
    if radius > 7.5:
        yield words(str(cell.origins), x, y + 4, class_="on small", anchor="middle")
    else:
        yield words(str(cell.origins), x + radius + 2.5, y - 3, class_="lab small soft")

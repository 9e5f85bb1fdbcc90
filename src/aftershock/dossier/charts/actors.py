"""Who claims, denies, blames, threatens? A field of actors and acts, one dot for each kind of statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from aftershock.dossier.charts.svg import ADVANCE, cut, number, picture, tag, words

ROW = 28
LARGEST = 12.0


def draw(
    name: str,
    actors: Sequence[str],
    acts: Sequence[str],
    counts: Mapping[tuple[str, str], tuple[int, int]],
    width: float,
) -> Markup:
    """A dot's area is the number of statements; ``counts`` maps (actor, act) to (positive, negative).

    Negative ones ("has not claimed") are rings.
    """
    left = min(240.0, width * 0.4)
    # Column heads lean by 52 degrees: 0.79 of a label's length upwards, 0.62 of the last one's to the right.
    top = 24 + 0.79 * 13 * ADVANCE * max((len(act) for act in acts), default=0)
    lean = 0.62 * 13 * ADVANCE * len(acts[-1]) if acts else 0.0
    step = (width - left - lean * 0.6) / max(1, len(acts))
    height = top + ROW * len(actors) + 6
    most = max((max(pair) for pair in counts.values()), default=1)
    parts = []
    for column, act in enumerate(acts):
        x = left + step * (column + 0.5)
        turn = f"rotate(-52 {number(x)} {top - 12})"
        parts.append(tag("text", act, x=x, y=top - 12, class_="lab", transform=turn))
        parts.append(tag("line", x1=x, x2=x, y1=top - 4, y2=height - 6, class_="grid"))
    for row, actor in enumerate(actors):
        y = top + ROW * (row + 0.5)
        parts.append(tag("line", x1=left, x2=left + step * len(acts), y1=y, y2=y, class_="grid"))
        parts.append(words(cut(actor, left - 10, 13), 0, y + 4.5))
        for column, act in enumerate(acts):
            positive, negative = counts.get((actor, act), (0, 0))
            parts += _dots(left + step * (column + 0.5), y, positive, negative, most)
    return picture(
        name,
        "Who says what",
        f"{len(actors)} speakers and {len(acts)} kinds of statement; the table below holds the same counts.",
        width,
        height,
        parts,
    )


def _dots(x: float, y: float, positive: int, negative: int, most: int) -> list[str]:
    shift = 8.0 if positive and negative else 0.0
    out = []
    for count, kind, at in ((positive, "dot", x - shift), (negative, "ring", x + shift)):
        if count:
            radius = max(4.0, LARGEST * float(count / most) ** 0.5)
            out.append(tag("circle", cx=at, cy=y, r=radius, class_=kind))
            if count > 1:
                inner = "on" if kind == "dot" and radius > 7 else "lab"
                place = y + 4 if radius > 7 else y - 7
                out.append(words(str(count), at, place, class_=f"{inner} small", anchor="middle"))
    return out

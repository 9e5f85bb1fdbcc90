"""Where do the copies of one story differ? A strip for each document, as long as the reading."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from aftershock.dossier.charts.svg import picture, tag, words

ROW = 30


class Strip(NamedTuple):
    """One document: its siglum, where it agrees, its variants (kind, at, length), in reading offsets."""

    siglum: str
    agrees: tuple[tuple[int, int], ...]
    variants: tuple[tuple[str, int, int], ...]


def draw(name: str, title: str, strips: Sequence[Strip], length: int, width: float) -> Markup:
    """Solid where a document has the reading; framed gap: lost; wedge: added; dark tick: changed."""
    left = 30.0
    scale = (width - left - 6) / max(1, length)
    parts = []
    for index, strip in enumerate(strips):
        y = ROW * index + 12.0
        parts.append(words(strip.siglum, 0, y + 12, class_="lab strong"))
        parts.append(tag("rect", x=left, y=y, width=length * scale, height=14, class_="strip"))
        for start, end in _joined(strip.agrees, 1 / scale):
            parts.append(
                tag(
                    "rect",
                    x=left + start * scale,
                    y=y,
                    width=max(0.6, (end - start) * scale),
                    height=14,
                    class_="has",
                )
            )
        for kind, at, size in strip.variants:
            parts.append(_variant(kind, left + at * scale, max(2.0, size * scale), y))
    counted = "; ".join(f"{s.siglum}: {len(s.variants)} differences" for s in strips)
    return picture(name, title, counted, width, ROW * len(strips) + 10, parts)


def _variant(kind: str, x: float, size: float, y: float) -> str:
    if kind == "lost":
        return tag("rect", x=x, y=y - 2, width=size, height=18, class_="lost")
    if kind == "added":
        return tag("path", d=f"M{x:.1f} {y - 1:.1f}l-4.5 -8h9z", class_="added")
    return tag("rect", x=x, y=y - 2, width=size, height=18, class_="changed")


def _joined(spans: Sequence[tuple[int, int]], gap: float) -> list[tuple[int, int]]:
    """Spans with gaps below one pixel are drawn as one."""
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if out and start - out[-1][1] <= gap:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out

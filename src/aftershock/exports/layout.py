"""Where does each account stand in a drawing? Groups on a ring, members around their group's middle.

No dice and no iterations: the same network gives the same places, and a group of any size stays legible. A
group takes room as the root of its size; its members stand on a spiral of the golden angle (Vogel 1979),
those with most edges in the middle.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

GOLDEN = math.pi * (3.0 - math.sqrt(5.0))
STEP = 9.0  # between neighbours on a spiral
GAP = 28.0  # between groups

Place = tuple[float, float]
Circles = dict[str, tuple[float, float, float]]


def places(groups: Mapping[str, Sequence[str]]) -> tuple[dict[str, Place], Circles]:
    """x and y of each member, and x, y, radius of each group; members in the order to be placed."""
    circles = circle({name: radius(len(members)) for name, members in groups.items()})
    out = {}
    for name, members in groups.items():
        x, y, _ = circles[name]
        for number, member in enumerate(members):
            away, angle = STEP * math.sqrt(number), number * GOLDEN
            out[member] = (x + away * math.cos(angle), y + away * math.sin(angle))
    return out, circles


def radius(members: int) -> float:
    """The room that a group needs."""
    return STEP * math.sqrt(max(1, members)) + STEP


def circle(radii: Mapping[str, float]) -> dict[str, tuple[float, float, float]]:
    """Circles of these radii side by side on a ring, the first on top; one alone in the middle."""
    if len(radii) <= 1:
        return {name: (0.0, 0.0, size) for name, size in radii.items()}
    around = sum(2 * size + GAP for size in radii.values())
    ring = max(around / (2 * math.pi), max(radii.values()) + GAP)
    while _overlap(out := _ring(radii, around, ring)):  # a chord is shorter than its arc
        ring *= 1.08
    return out


def _ring(radii: Mapping[str, float], around: float, ring: float) -> dict[str, tuple[float, float, float]]:
    out, at = {}, 0.0
    for name, size in radii.items():
        room = (2 * size + GAP) / around * 2 * math.pi
        angle = at + room / 2 - math.pi / 2
        out[name] = (ring * math.cos(angle), ring * math.sin(angle), size)
        at += room
    return out


def _overlap(circles: Mapping[str, tuple[float, float, float]]) -> bool:
    """Whether two neighbours on the ring touch."""
    listed = list(circles.values())
    pairs = zip(listed, [*listed[1:], listed[0]], strict=True)
    return any(math.dist(one[:2], other[:2]) < one[2] + other[2] + GAP / 2 for one, other in pairs)

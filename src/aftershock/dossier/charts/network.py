"""Who acts together? Each group a ring of its members, a chord for each pair that meets beyond chance.

The place of everything follows from the groups alone, so that the same case gives the same picture. Members
stand in the order in which a walk along their strongest ties meets them: who acts together stands together.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup

from aftershock.dossier.charts.svg import cut, number, picture, tag, words
from aftershock.dossier.shown import Coordination, Tie

MOST = 300  # members that are drawn; further groups stand as discs with their number
APART = 12.5  # pixels between members on a ring
LEAST, PAD = 24.0, 26.0
LABELS = 34.0
NARROWEST = 132.0  # of a ring's field: its label stands below it


class Ring(NamedTuple):
    """A group's ring: its place among the groups, its members (places of nodes), centre and radius."""

    group: int
    members: tuple[int, ...]
    x: float
    y: float
    radius: float
    drawn: bool


def draw(name: str, found: Coordination, labels: Sequence[tuple[str, str]], width: float) -> Markup:
    """``labels``: two lines a group. Filled: sure members; hollow: joined under a rate of their own."""
    members = _members(found)
    rings, height = _placed(found, members, width)
    spot = _spots(rings)
    weights = [tie.weight for tie in found.ties if tie.one in spot and tie.other in spot]
    most = max(weights, default=1.0)
    parts = []
    for tie in sorted(found.ties, key=lambda each: each.weight):
        if tie.one in spot and tie.other in spot:
            parts.append(_chord(found, tie, spot, most))
    for ring in rings:
        parts += _ring(ring, found, spot)
        parts += _label(ring, labels[ring.group])
    told = "; ".join(" ".join(label) for label in labels)
    return picture(name, "Groups that act together", told, width, height, parts)


def _members(found: Coordination) -> Mapping[int, tuple[int, ...]]:
    """The members of each group in the order of a walk along their strongest ties."""
    near: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for tie in found.ties:
        near[tie.one].append((-tie.weight, tie.other))
        near[tie.other].append((-tie.weight, tie.one))
    by_group: dict[int, list[int]] = defaultdict(list)
    for place, node in enumerate(found.nodes):
        by_group[node.group].append(place)
    return {group: tuple(_walk(places, near)) for group, places in by_group.items()}


def _walk(places: Sequence[int], near: Mapping[int, Sequence[tuple[float, int]]]) -> Iterator[int]:
    left = dict.fromkeys(places)
    while left:
        at: int | None = max(left, key=lambda place: (-sum(w for w, _ in near.get(place, ())), -place))
        while at is not None:
            del left[at]
            yield at
            at = next((other for _, other in sorted(near.get(at, ())) if other in left), None)


def _placed(
    found: Coordination, members: Mapping[int, tuple[int, ...]], width: float
) -> tuple[list[Ring], float]:
    """Rings in rows, the largest first, as words in lines."""
    fields = []
    drawn = 0
    for group in range(len(found.groups)):
        places = members.get(group, ())
        inside = bool(places) and drawn + len(places) <= MOST
        drawn += len(places) if inside else 0
        radius = max(LEAST, len(places) * APART / (2 * math.pi)) if inside else LEAST
        fields.append((group, places, min(radius, width / 2 - PAD), inside))
    fields.sort(key=lambda each: -each[2])
    rings: list[Ring] = []
    x = y = tall = 0.0
    for group, places, radius, inside in fields:
        wide = max(2 * radius + PAD, NARROWEST)
        if x + wide > width and x:
            x, y, tall = 0.0, y + tall, 0.0
        tall = max(tall, 2 * radius + PAD + LABELS)
        rings.append(Ring(group, places, x + wide / 2, y + 8 + radius, radius, inside))
        x += wide
    return rings, y + tall


def _spots(rings: Sequence[Ring]) -> dict[int, tuple[float, float]]:
    spot = {}
    for ring in rings:
        for place, member in enumerate(ring.members if ring.drawn else ()):
            turn = 2 * math.pi * place / len(ring.members) - math.pi / 2
            spot[member] = (ring.x + ring.radius * math.cos(turn), ring.y + ring.radius * math.sin(turn))
    return spot


def _chord(found: Coordination, tie: Tie, spot: Mapping[int, tuple[float, float]], most: float) -> str:
    (x1, y1), (x2, y2) = spot[tie.one], spot[tie.other]
    strength = min(2, int(3 * tie.weight / most))
    inside = found.nodes[tie.one].group == found.nodes[tie.other].group
    kind = f"tie w{strength}" if inside else "tie between"
    return tag("path", d=f"M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}", class_=kind)


def _ring(ring: Ring, found: Coordination, spot: Mapping[int, tuple[float, float]]) -> Iterator[str]:
    if not ring.drawn:
        yield tag("circle", cx=ring.x, cy=ring.y, r=ring.radius, class_="disc")
        yield words(
            str(found.groups[ring.group].members), ring.x, ring.y + 5, class_="lab mid", anchor="middle"
        )
        return
    for member in ring.members:
        x, y = spot[member]
        kind = "member joined" if found.nodes[member].joined else "member"
        yield tag("circle", cx=x, cy=y, r=3.8, class_=kind)


def _label(ring: Ring, label: tuple[str, str]) -> Iterator[str]:
    y = ring.y + ring.radius + 20
    room = max(2 * ring.radius + PAD, NARROWEST) - 4
    yield words(cut(label[0], room, 12.5), ring.x, y, class_="lab mid strong", anchor="middle")
    yield words(cut(label[1], room + 14, 11), ring.x, y + 15, class_="lab small soft", anchor="middle")

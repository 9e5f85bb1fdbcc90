"""How glad, how hostile, over time? Shares stacked to the whole, then each tone alone with its interval."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from markupsafe import Markup

from aftershock.dossier.charts.svg import ADVANCE, cut, number, picture, tag, words
from aftershock.dossier.charts.ticks import hour_ticks
from aftershock.dossier.shown import Share, Tone, ToneClass, ToneStep

HARMFUL, OTHERS = 3, 4  # shades of the stylesheet: t-h0 .. and t-o0 ..
TALL, ALONE = 210.0, 92.0
LABEL = 12.5


class Axis(NamedTuple):
    """Hours from left to right."""

    left: float
    right: float
    low: float
    high: float

    def at(self, hour: float) -> float:
        """The pixel of an hour."""
        return self.left + (self.right - self.left) * (hour - self.low) / ((self.high - self.low) or 1)


def percent(value: float) -> str:
    """A share as a reader says it: ``18 %``, below one in a hundred ``0.4 %``."""
    return f"{100 * value:.0f} %" if value >= 0.0095 or value == 0 else f"{100 * value:.1f} %"


def shades(classes: Sequence[ToneClass]) -> list[str]:
    """A shade's class for each tone: the harmful ones warm, the others cool."""
    counts = {True: 0, False: 0}
    out = []
    for each in classes:
        place = counts[each.harmful]
        counts[each.harmful] += 1
        out.append(f"t-h{min(place, HARMFUL - 1)}" if each.harmful else f"t-o{min(place, OTHERS - 1)}")
    return out


def stacked(name: str, tone: Tone, width: float) -> Markup:
    """A column a step; the lane below is what the head would not tell, and how many posts there were."""
    wide = width > 500
    right = width - (215.0 if wide else 8.0)
    axis = Axis(40.0, right, *_ends(tone.steps))
    top = 24.0
    base = top + TALL
    parts = [*_shares_axis(axis, top, base)]
    kinds = shades(tone.classes)
    last: list[tuple[str, float, str]] = []
    boxes: list[list[str]] = [[] for _ in tone.classes]
    for step in tone.steps:
        bottom = base
        left, size = axis.at(step.hour), axis.at(step.hour + step.hours) - axis.at(step.hour)
        column = [share.value if share else 0.0 for share in step.shares]
        whole = sum(column)
        if not whole:
            parts.append(tag("rect", x=left, y=top, width=max(0.5, size - 1), height=TALL, class_="t-few"))
            continue
        last = []
        for place, value in enumerate(column):
            height = TALL * value / whole
            bottom -= height
            boxes[place].append(_box(left, bottom, max(0.5, size - 1), height))
            last.append((tone.classes[place].name, bottom + height / 2, kinds[place]))
    for kind, found in zip(kinds, boxes, strict=True):
        parts.append(tag("path", d="".join(found), class_=f"tone {kind}"))
    if wide:
        parts += _right_labels(last, tone, right + 10, top, base)
    parts += _lanes(tone, axis, base + 12)
    parts += _hours(axis, base + 62, wide, top)
    if not wide:
        parts += _key(tone, kinds, base + 96, width)
    height = base + 88 + (0 if wide else 18 * math.ceil(len(tone.classes) / 2) + 8)
    told = "; ".join(f"{each.name} {_told(each.share)}" for each in tone.classes)
    return picture(name, "Tone over time", told, width, height, parts)


def alone(name: str, tone: Tone, width: float) -> Markup:
    """Each tone by itself with its interval, all on one scale."""
    columns = 3 if width > 500 else 1
    gap = 26.0
    panel = (width - gap * (columns - 1)) / columns
    most = _most(tone)
    rows = math.ceil(len(tone.classes) / columns)
    kinds = shades(tone.classes)
    parts: list[str] = []
    for place, each in enumerate(tone.classes):
        left, top = (panel + gap) * (place % columns), (ALONE + 56) * (place // columns)
        axis = Axis(left + 34, left + panel - 4, *_ends(tone.steps))
        parts += _panel(tone, place, each, kinds[place], axis, top + 30, most)
    told = "; ".join(f"{each.name} {_told(each.share)}" for each in tone.classes)
    return picture(name, "Each tone alone, with its interval", told, width, (ALONE + 56) * rows, parts)


def _box(x: float, y: float, wide: float, tall: float) -> str:
    return f"M{number(x)} {number(y)}h{number(wide)}v{number(tall)}h-{number(wide)}z"


def _ends(steps: Sequence[ToneStep]) -> tuple[float, float]:
    return min(step.hour for step in steps), max(step.hour + step.hours for step in steps)


def _told(share: Share | None) -> str:
    if share is None:
        return "cannot be told"
    return f"{percent(share.value)} ({percent(share.low)} to {percent(share.high)})"


def _shares_axis(axis: Axis, top: float, base: float) -> Iterator[str]:
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        y = base - (base - top) * share
        yield tag("line", x1=axis.left, x2=axis.right, y1=y, y2=y, class_="grid")
        yield words(f"{100 * share:.0f}", axis.left - 8, y + 4, class_="lab small soft", anchor="end")
    yield words("%", axis.left - 8, top - 10, class_="lab small soft", anchor="end")


def _right_labels(
    last: Sequence[tuple[str, float, str]], tone: Tone, x: float, top: float, base: float
) -> Iterator[str]:
    """Names beside the last column, moved apart where they would lie on each other."""
    whole = {each.name: each.share for each in tone.classes}
    placed = sorted(last, key=lambda each: -each[1])
    floor = base + 4.0
    for name, middle, kind in placed:
        floor = min(middle + 4.0, floor)
        above = sum(1 for each in placed if each[1] < middle)
        y = max(floor, top + 12 + above * 17)
        yield tag("rect", x=x, y=y - 9, width=10, height=10, class_=f"tone {kind}")
        share = whole[name]
        value = f"{percent(share.value)}" if share else "?"
        yield words(f"{cut(name, 165, LABEL)}  {value}", x + 15, y, class_="lab mid")
        floor = y - 17


def _key(tone: Tone, kinds: Sequence[str], top: float, width: float) -> Iterator[str]:
    """On a phone the names stand below, in two columns, in the order of the columns from below."""
    for place, each in enumerate(tone.classes):
        x, y = (place % 2) * width / 2, top + 18 * (place // 2)
        yield tag("rect", x=x, y=y - 1, width=10, height=10, class_=f"tone {kinds[place]}")
        yield words(cut(each.name, width / 2 - 20, LABEL), x + 15, y + 8, class_="lab mid")


def _lanes(tone: Tone, axis: Axis, top: float) -> Iterator[str]:
    """Under the columns: the part that was not told, and the number of posts."""
    most = max((step.posts for step in tone.steps), default=1) or 1
    untold, posts = [], []
    for step in tone.steps:
        left, size = axis.at(step.hour), axis.at(step.hour + step.hours) - axis.at(step.hour)
        height = 18 * step.untold
        untold.append(_box(left, top + 18 - height, max(0.5, size - 1), height))
        height = 18 * step.posts / most
        posts.append(_box(left, top + 42 - height, max(0.5, size - 1), height))
    yield tag("path", d="".join(untold), class_="t-untold")
    yield tag("path", d="".join(posts), class_="t-posts")
    yield tag("line", x1=axis.left, x2=axis.right, y1=top + 18, y2=top + 18, class_="grid")
    yield tag("line", x1=axis.left, x2=axis.right, y1=top + 42, y2=top + 42, class_="grid")
    if axis.right < 900 and axis.right > 500:
        yield words(f"not told {percent(tone.untold)}", axis.right + 10, top + 17, class_="lab small soft")
        yield words(f"posts, at most {most:,} a step", axis.right + 10, top + 41, class_="lab small soft")


def _hours(axis: Axis, y: float, wide: bool, top: float) -> Iterator[str]:
    for tick in hour_ticks(axis.low, axis.high, 9 if wide else 4):
        text = f"{tick:+g} h" if tick else "0"
        anchor = "end" if axis.at(tick) > axis.right - 12 else "middle"
        yield words(text, axis.at(tick), y + 12, class_="lab small soft", anchor=anchor)
    if axis.low <= 0 <= axis.high:
        x = axis.at(0)
        yield tag("line", x1=x, x2=x, y1=top - 8, y2=y, class_="zero")
        # at the left edge the words would stand on the axis' own label
        edge = x < 60
        at = (x + 4 if edge else x, "start" if edge else "middle")
        yield words("first report", at[0], top - 12, class_="lab small hot", anchor=at[1])


def _most(tone: Tone) -> float:
    ends = [share.high for step in tone.steps for share in step.shares if share]
    return next((each for each in (0.1, 0.25, 0.5, 1.0) if max(ends, default=1.0) <= each), 1.0)


def _panel(
    tone: Tone, place: int, each: ToneClass, kind: str, axis: Axis, top: float, most: float
) -> Iterator[str]:
    base = top + ALONE

    def at(share: float) -> float:
        return base - ALONE * min(share, most) / most

    value = _told(each.share)
    yield words(each.name, axis.left - 34, top - 14, class_="lab mid strong")
    size = len(each.name) * LABEL * ADVANCE
    room = axis.right - axis.left + 34 - size - 12
    yield words(cut(value, room, 11), axis.right, top - 14, class_="lab small soft", anchor="end")
    for share in (0.0, most / 2, most):
        yield tag("line", x1=axis.left, x2=axis.right, y1=at(share), y2=at(share), class_="grid")
        yield words(f"{100 * share:g}", axis.left - 6, at(share) + 4, class_="lab small soft", anchor="end")
    if each.usual:
        yield tag(
            "line",
            x1=axis.left,
            x2=axis.right,
            y1=at(each.usual.value),
            y2=at(each.usual.value),
            class_="mid",
        )
    for run in _runs(tone.steps, place):
        upper = [(axis.at(hour), at(share.high)) for hour, share in run]
        lower = [(axis.at(hour), at(share.low)) for hour, share in reversed(run)]
        yield tag("path", d=_path([*upper, *lower]) + "Z", class_=f"band {kind}")
        yield tag(
            "path", d=_path([(axis.at(hour), at(share.value)) for hour, share in run]), class_=f"way {kind}"
        )
    if axis.low <= 0 <= axis.high:
        yield tag("line", x1=axis.at(0), x2=axis.at(0), y1=top, y2=base, class_="zero")
    for tick in hour_ticks(axis.low, axis.high, 4):
        text = f"{tick:+g} h" if tick else "0"
        anchor = "end" if axis.at(tick) > axis.right - 12 else "middle"
        yield words(text, axis.at(tick), base + 15, class_="lab small soft", anchor=anchor)


def _runs(steps: Sequence[ToneStep], place: int) -> list[list[tuple[float, Share]]]:
    """The stretches of steps that follow each other and have a share, at the middle of each step."""
    runs: list[list[tuple[float, Share]]] = []
    end = None
    for step in steps:
        share = step.shares[place]
        if share is None:
            end = None
            continue
        if end is None or step.hour - end > 1e-6:
            runs.append([])
        runs[-1].append((step.hour + step.hours / 2, share))
        end = step.hour + step.hours
    return runs


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)

"""Was a thing ready before the event, or is what goes around always that old?

Old things come back every day: a tag of a town, a song, a picture. So the age of a thing at t0 stands beside
the ages of what went around on the days before, counted from the beginning of each: p = (1 + #{as old}) /
(1 + #{compared}), over those earlier days alone whose collection reaches back as far. q after Benjamini and
Hochberg over the things of one kind that were seen before.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from aftershock.engine.question import Row
from aftershock.reaction.chances import discoveries
from aftershock.reaction.result import Artefact, Ready
from aftershock.reaction.windows import naive

# With fewer things compared no p can fall below .05.
FEWEST = 19
LEVEL = 0.05
DAYS_FROM = 72  # hours, from which on a reader counts days
_HOUR = 3600.0


def weighed(
    things: Sequence[Artefact], ages: Sequence[Row], at: datetime, begins: datetime
) -> list[Artefact]:
    """The things with what their age says; those that began after t0 stay as they are.

    ``ages`` are the rows of the question ``ages``, ``begins`` the first post of the collection.
    """
    found = {place: _ready(each, ages, at, begins) for place, each in enumerate(things) if each.before}
    qs = discoveries({place: ready.p for place, ready in found.items() if ready.p is not None})
    out = list(things)
    for place, ready in found.items():
        told = replace(ready, q=qs.get(place))
        out[place] = replace(out[place], ready=told, note=_said(told))
    return out


def _ready(thing: Artefact, ages: Sequence[Row], at: datetime, begins: datetime) -> Ready:
    hours = (at - naive(str(thing.first_seen))).total_seconds() / _HOUR
    reach = (at - begins).total_seconds() / _HOUR
    earlier = [row for row in ages if row["day"] < 0 and reach + 24 * row["day"] >= hours]
    compared = sum(row["things"] for row in earlier)
    as_old = sum(row["things"] for row in earlier if row["age"] >= int(hours))
    p = (1 + as_old) / (1 + compared) if compared >= FEWEST else None
    return Ready(hours=hours, as_old=as_old, compared=compared, p=p)


def _said(ready: Ready) -> str:
    since = f"{ready.hours:.0f} hours" if ready.hours < DAYS_FROM else f"{ready.hours / 24:,.0f} days"
    return f"first seen {since} before the first report; {verdict(ready)}"


def verdict(ready: Ready) -> str:
    """Whether its age is unusual, in words, or that this cannot be told."""
    if ready.q is None:
        return f"whether that is unusual cannot be told from {ready.compared} things of earlier days"
    share = f"{ready.as_old} of {ready.compared} things of earlier days were as old, q = {ready.q:.2g}"
    return f"{'older than usual' if ready.q <= LEVEL else 'not unusual'} ({share})"

"""What would a stream of posts around some events look like, if we made it ourselves?

A seeded generator for the bundled example and for tests: the same seed gives the same bytes. Every
text is a neutral stand-in. Background talk follows a daily rhythm; after each event's first report
comes a reaction whose size, delay and decay are set per event, so that what the measurement should
find is known.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from aftershock.records import Record
from aftershock.text import canonical_json

PLATFORM = "chirp"
# A day before and two days after the first report: enough for a background rate and for the decay.
BEFORE, AFTER = timedelta(hours=24), timedelta(hours=48)

_BACKGROUND = (
    "Rain again at the {place} stop this morning",
    "Does anybody know when the {place} library opens?",
    "New timetable for line {number} is out",
    "Lost a grey glove near {place}, please write",
    "Coffee at {place} costs {number} crowns now",
    "Training moved to hall {number} tonight",
)
_REACTION = (
    "Ambulances at {place}. Stay away from the area #{tag}",
    "Thinking of everybody at {place} tonight #{tag}",
    "Police say the area around {place} is closed #{tag}",
    "Is there a list of who is safe? #{tag}",
    "What is known so far about {place}: {link} #{tag}",
    "I condemn this. {place} is my home #{tag}",
    "[stand-in: praise of the attack] #{tag}",
    "[stand-in: blame of a district's people] #{tag}",
)
_REACTION_WEIGHTS = (20, 22, 18, 10, 14, 8, 5, 3)


class Incident(Record, frozen=True, kw_only=True):
    """One event of the stream: ``size`` reaction posts, starting ``onset`` minutes after the first report."""

    place: str
    tag: str
    link: str
    first_report: datetime
    size: int
    onset: float
    half_life: float  # minutes until half of the reaction has come


EXAMPLE_INCIDENTS = (
    Incident(
        place="Ostrel market",
        tag="Ostrel",
        link="https://ops.example/wire/20241102-031",
        first_report=datetime(2024, 11, 2, 9, 31, tzinfo=UTC),
        size=330,
        onset=14,
        half_life=190,
    ),
    Incident(
        place="Tarn Bridge",
        tag="TarnBridge",
        link="https://ops.example/wire/20250518-058",
        first_report=datetime(2025, 5, 18, 15, 22, tzinfo=UTC),
        size=410,
        onset=11,
        half_life=170,
    ),
    Incident(
        place="Velm",
        tag="Velm",
        link="https://ops.example/wire/20250909-006",
        first_report=datetime(2025, 9, 9, 4, 48, tzinfo=UTC),
        size=240,
        onset=22,
        half_life=210,
    ),
    Incident(
        place="Lantern Hall",
        tag="PortHale",
        link="https://ops.example/wire/20260314-117",
        first_report=datetime(2026, 3, 14, 18, 52, tzinfo=UTC),
        size=1150,
        onset=3,
        half_life=95,
    ),
)


def posts(
    incidents: tuple[Incident, ...] = EXAMPLE_INCIDENTS,
    *,
    seed: int = 7,
    accounts: int = 320,
    talk: int = 260,
) -> Iterator[dict[str, object]]:
    """Posts around each incident in order of time, as the rows of a generic export.

    ``accounts`` is the size of the watched panel, ``talk`` the background posts around each incident.
    """
    dice = random.Random(seed)
    weights = [math.exp(dice.gauss(0, 1)) for _ in range(accounts)]  # few write much, many write little
    number = 0
    for incident in sorted(incidents, key=lambda each: each.first_report):
        made = [*_background(incident, talk, dice), *_reaction(incident, dice)]
        for at, text, hashtags, links in sorted(made, key=lambda row: row[0]):
            number += 1
            author = dice.choices(range(accounts), weights)[0]
            yield {
                "platform": PLATFORM,
                "id": f"{number:07d}",
                "channel": f"acc{author:04d}",
                "author_id": f"acc{author:04d}",
                "author": f"reader_{author:04d}",
                "created_at": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
                "text": text,
                "hashtags": hashtags,
                "links": links,
                "likes": int(dice.paretovariate(1.3)) - 1,
            }


def ndjson(rows: Iterator[dict[str, object]]) -> bytes:
    """The rows as NDJSON, one a line."""
    return b"".join(canonical_json(row) + b"\n" for row in rows)


_Row = tuple[datetime, str, list[str], list[str]]


def _background(incident: Incident, talk: int, dice: random.Random) -> Iterator[_Row]:
    start = incident.first_report - BEFORE
    span = (BEFORE + AFTER).total_seconds()
    made = 0
    while made < talk:
        at = start + timedelta(seconds=dice.uniform(0, span))
        # two posts at noon for one at midnight, by rejection
        if dice.random() > 0.66 - 0.33 * math.cos(2 * math.pi * at.hour / 24):
            continue
        made += 1
        text = dice.choice(_BACKGROUND).format(
            place=dice.choice(("north", "mill", "hill")), number=dice.randint(2, 19)
        )
        yield at, text, [], []


def _reaction(incident: Incident, dice: random.Random) -> Iterator[_Row]:
    made = 0
    while made < incident.size:
        # a Lomax delay: half comes within the half-life, and a long tail follows
        delay = incident.onset + incident.half_life * (1 / (1 - dice.random()) - 1)
        if delay * 60 >= AFTER.total_seconds():
            continue
        made += 1
        form = dice.choices(_REACTION, _REACTION_WEIGHTS)[0]
        text = form.format(place=incident.place, tag=incident.tag, link=incident.link)
        links = [incident.link] if "{link}" in form else []
        yield incident.first_report + timedelta(minutes=delay), text, [incident.tag], links

"""Which slogans went around after the first report: first seen where, on which way, how often, half by when?

A sample of the day's and the week's different texts, near copies once, finds the phrases (`phrases`); how
often each stands in posts, since when and where is counted over all posts. Accounts appear as counts only.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec.structs import replace

from aftershock.engine.question import Row
from aftershock.reaction import phrases
from aftershock.reaction.artefacts import MIN_ACCOUNTS, STEPS, Listed, step
from aftershock.reaction.queries import ask
from aftershock.reaction.result import Artefact, Lane
from aftershock.reaction.runs import Run, joined, weight
from aftershock.reaction.windows import AFTER, BEFORE, WEEK, naive, stamp
from aftershock.records import FieldReceipt
from aftershock.text import content_id

if TYPE_CHECKING:
    from aftershock.reaction.queries import Asked

KIND = "repeated phrase"  # a slogan, if a person calls it one
MOST = 10
SAMPLE = 20_000  # different texts that phrases are looked for in: what many say stands in a sample, too
HOUR = timedelta(hours=1)
FIRST_LANE = -37  # hours: what is older stands in one step, as of other artefacts

Rows = list[Row]


def top(
    connection: Asked, t0: str, listed: Listed | None = None, *, most: int = MOST
) -> tuple[Artefact, ...]:
    """The slogans of the first day, the one of most accounts first, at most ``most`` of them."""
    at = naive(t0)
    after, before = _texts(connection, at, at + AFTER), _texts(connection, at - WEEK * BEFORE, at)
    found = phrases.risen(after, before)
    if not found:
        return ()
    rare = Counter(word for said in (*after, *before) for word in set(said))
    marks = sorted({_mark(phrase, rare) for phrase in found})
    held = _holding(ask(connection, "holding", words=marks, last=at + AFTER), found)
    made = [_artefact(phrase, rows, at, listed or {}) for phrase, rows in held.items()]
    kept = [each for each in made if each.accounts >= MIN_ACCOUNTS]
    kept.sort(key=lambda each: (-each.accounts, -each.posts, each.label))
    return tuple(replace(each, of_kind=len(kept)) for each in kept[:most])


def _texts(connection: Asked, first: datetime, last: datetime) -> list[list[str]]:
    """The words of different texts, one of those that are nearly alike."""
    rows = ask(connection, "phrased", first=first, last=last, length=2 * phrases.LEAST, most=SAMPLE)
    return [phrases.said_in(text) for text in {row["near"]: str(row["text"]) for row in rows}.values()]


def _mark(phrase: Run, rare: Mapping[str, int]) -> str:
    """What a post with the phrase surely holds: its rarest word, or two characters in a row.

    A word with a double s may be written with ß, which small letters keep.
    """
    if all(weight(word) < 1 for word in phrase):
        return "".join(phrase[:2])
    words = [word for word in phrase if weight(word) == 1]
    return min(words, key=lambda word: ("ss" in word, rare.get(word, 0), word))


def _holding(rows: Iterable[Row], found: Iterable[Run]) -> dict[Run, Rows]:
    """The posts that hold each phrase, in their order."""
    index = phrases.starts(found)
    known: dict[str, set[Run]] = {}
    out: dict[Run, Rows] = defaultdict(list)
    for row in rows:
        text = str(row["text"])
        if text not in known:
            known[text] = phrases.held(phrases.said_in(text), index)
        for phrase in known[text]:
            out[phrase].append(row)
    return out


def _artefact(phrase: Run, rows: Rows, at: datetime, listed: Listed) -> Artefact:
    after = [row for row in rows if row["created_at"] >= at]
    first, half = rows[0], after[(len(after) - 1) // 2]["created_at"] if after else at
    begun = max(first["created_at"], at)
    channels = _channels(rows)
    path = tuple(step(each, listed) for each in _way(channels))
    return Artefact(
        id=content_id("artefact", KIND, *phrase),
        kind=KIND,
        label=written(str(first["text"]), phrase),
        posts=len(after),
        accounts=len({row["account"] for row in after}),
        before=len(rows) - len(after),
        first_seen=stamp(first["created_at"]),
        by=path[0].where,
        note="also seen before the first report" if len(after) < len(rows) else "",
        channels=len(channels),
        half_life=(half - begun) / HOUR,
        path=path,
        lanes=_lanes(rows, at),
        receipts=(
            FieldReceipt(
                capture=first["capture"], locator=first["locator"], field="text", value=str(first["text"])
            ),
        ),
    )


def written(text: str, phrase: Run) -> str:
    """How a text writes a phrase; its folded words where it is not found as one piece."""
    gaps = [r"\W*" if weight(one) < 1 and weight(two) < 1 else r"\W+" for one, two in pairwise(phrase)]
    parts = (re.escape(word) + gap for word, gap in zip(phrase, [*gaps, ""], strict=True))
    found = re.search("".join(parts), text, re.IGNORECASE)
    return found.group() if found else joined(phrase)


def _channels(rows: Rows) -> list[Row]:
    """Each channel by its first post, and how many posts it has."""
    firsts: dict[tuple[str, str], Row] = {}
    counts: Counter[tuple[str, str]] = Counter()
    for row in rows:
        place = (row["platform"], row["channel_id"])
        firsts.setdefault(place, row)
        counts[place] += 1
    return [{**row, "first_seen": row["created_at"], "posts": counts[place]} for place, row in firsts.items()]


def _way(channels: Sequence[Row]) -> list[Row]:
    """The first channels, and the first one on each further platform."""
    seen: set[str] = set()
    way = []
    for place, row in enumerate(channels):
        if place < STEPS or row["platform"] not in seen:
            way.append(row)
        seen.add(row["platform"])
    return way


def _lanes(rows: Rows, at: datetime) -> tuple[Lane, ...]:
    """Posts in each hour on each platform, the platform with most posts first."""
    hours: dict[str, Counter[int]] = defaultdict(Counter)
    for row in rows:
        hours[row["platform"]][max((row["created_at"] - at) // HOUR, FIRST_LANE)] += 1
    lanes = [
        Lane(
            platform=name,
            posts=counts.total(),
            points=tuple((float(hour), float(many)) for hour, many in sorted(counts.items())),
        )
        for name, counts in hours.items()
    ]
    return tuple(sorted(lanes, key=lambda lane: (-lane.posts, lane.platform)))

"""What was passed around after the first report: tags, links, texts, pictures and files, quotations?

First seen where, on which way over channels, how often, by how many, half of it by when, and was it ready
before? Accounts appear as counts only; a channel by its name only where it is listed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace

from aftershock.engine.question import Row
from aftershock.reaction import readiness
from aftershock.reaction.queries import ask
from aftershock.reaction.result import Artefact, Lane, Step
from aftershock.reaction.verbatim import first_words
from aftershock.reaction.windows import AFTER, naive, stamp
from aftershock.records import FieldReceipt
from aftershock.text import content_id

if TYPE_CHECKING:
    from aftershock.reaction.queries import Asked

# One account repeating itself passes nothing around; three are the fewest that a reader cannot take for one.
MIN_ACCOUNTS = 3
MOST = 15
ALL = 1 << 31
PORTION = 10_000  # things whose way is held in memory at once
# Shorter texts ("thinking of you all") are written alike without being copied.
MIN_TEXT = 40
STEPS = 8  # channels on a thing's way; after them only the first one on each further platform
UNATTRIBUTED = "unattributed account"
# What it is called, the trace it is in (docs/posts.md), and the field of a post that it stands in.
KINDS = (
    ("hashtag", "hashtag", "hashtags"),
    ("link", "link", "links"),
    ("text", "text", "text"),
    ("picture or file", "media", "media"),
    ("quotation", "quote", "quote_of"),
)
Listed = Mapping[tuple[str, str], str]  # (platform, channel id) -> the name it is listed under


def top(
    connection: Asked, t0: str, listed: Listed | None = None, *, most: int = MOST
) -> tuple[Artefact, ...]:
    """The artefacts of the first day, by accounts, at most ``most`` of each kind.

    Each says how many there are. Those beyond the first `MOST` have counts and a path, and no lanes; how old
    they are is not weighed.
    """
    at = naive(t0)
    ((begins,),) = [row.values() for row in ask(connection, "since")]
    found: list[Artefact] = []
    for kind, trace, field in KINDS:
        span = {"trace": trace, "first": at, "last": at + AFTER, "accounts": MIN_ACCOUNTS}
        rows = ask(connection, "objects", most=most, length=MIN_TEXT, **span)
        if not rows:
            continue
        lanes = _lanes(connection, trace, [row["object"] for row in rows[:MOST]], at)
        made = []
        for place in range(0, len(rows), PORTION):
            some = rows[place : place + PORTION]
            steps = _steps(connection, trace, [row["object"] for row in some], at + AFTER)
            known = first_words(connection, field, {number: each[0] for number, each in steps.items()})
            words = _pointed(connection, list(steps)) if field == "quote_of" else {}
            made += [
                replace(
                    _artefact(kind, field, row, steps[row["object"]], known[row["object"]], at, listed or {}),
                    label=words.get(row["object"], known[row["object"]]),
                    lanes=lanes.get(row["object"], ()),
                )
                for row in some
                if row["object"] in steps
            ]
        ages = ask(connection, "ages", **span)
        found += [*readiness.weighed(made[:MOST], ages, at, begins), *made[MOST:]]
    return tuple(found)


def _pointed(connection: Asked, objects: Sequence[int]) -> dict[int, str]:
    """The words of the posts that are quoted, where the case has them: an id says nothing to a reader."""
    return {row["object"]: str(row["text"]) for row in ask(connection, "pointed", keys=list(objects))}


def _steps(connection: Asked, trace: str, objects: Sequence[int], last: datetime) -> dict[int, list[Row]]:
    """The channels that each object appeared in, by their first post."""
    out: dict[int, list[Row]] = {}
    for row in ask(connection, "path", trace=trace, last=last, objects=list(objects), steps=STEPS):
        out.setdefault(row["object"], []).append(row)
    return out


def _lanes(
    connection: Asked, trace: str, objects: Sequence[int], at: datetime
) -> dict[int, tuple[Lane, ...]]:
    """The posts of each object in each hour, platform by platform, the platform with most posts first."""
    points: dict[tuple[int, str], list[tuple[float, float]]] = {}
    for row in ask(connection, "lanes", trace=trace, t0=at, last=at + AFTER, objects=list(objects)):
        points.setdefault((row["object"], row["platform"]), []).append((float(row["hour"]), row["posts"]))
    found: dict[int, list[Lane]] = {}
    for (thing, platform), hours in points.items():
        lane = Lane(platform=platform, posts=int(sum(count for _, count in hours)), points=tuple(hours))
        found.setdefault(thing, []).append(lane)
    return {thing: tuple(sorted(each, key=lambda lane: -lane.posts)) for thing, each in found.items()}


def _artefact(
    kind: str,
    field: str,
    row: Row,
    steps: Sequence[Row],
    written: str,
    at: datetime,
    listed: Listed,
) -> Artefact:
    path = tuple(step(each, listed) for each in steps)
    since = max(row["first_seen"], at)
    return Artefact(
        id=content_id("artefact", kind, written),
        kind=kind,
        label=written,
        posts=int(row["posts"]),
        accounts=int(row["accounts"]),
        before=int(row["before"]),
        first_seen=stamp(row["first_seen"]),
        by=path[0].where,
        note="also seen before the first report" if row["before"] else "",
        channels=int(steps[0]["channels"]),
        half_life=(row["half"] - since).total_seconds() / 3600,
        of_kind=int(row["of_kind"]),
        path=path,
        receipts=(
            FieldReceipt(
                capture=steps[0]["capture"], locator=steps[0]["locator"], field=field, value=written
            ),
        ),
    )


def step(row: Row, listed: Listed) -> Step:
    """A channel on the way; one that nobody listed is an unattributed account."""
    return Step(
        where=listed.get((row["platform"], row["channel_id"]), UNATTRIBUTED),
        platform=row["platform"],
        first_seen=stamp(row["first_seen"]),
        posts=int(row["posts"]),
        receipts=(
            FieldReceipt(
                capture=row["capture"],
                locator=row["locator"],
                field="created_at",
                value=stamp(row["first_seen"]),
            ),
        ),
    )

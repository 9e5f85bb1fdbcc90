"""What shall a made stream hold? The accounts, their talk, the crowds, the planted groups, the events.

A plan is data: it is written down beside the stream that was made of it, and can be read from TOML. Sizes
are counts, times are seconds unless a name says otherwise; shares lie between 0 and 1.
"""

from __future__ import annotations

import math
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import structs

from aftershock.errors import InputError
from aftershock.records import Record

Trace = Literal["repost", "link", "hashtag", "text", "media", "reply"]
TONES = ("celebrates", "condemns", "reports", "threatens", "blames", "other")


class Talk(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How ordinary talk divides: reposts, replies, quotes, shared links; the rest are own words."""

    reposts: float = 0.25
    replies: float = 0.12
    quotes: float = 0.04
    link_shares: float = 0.14
    with_tag: float = 0.35  # of the posts with words of one's own
    own_community: float = 0.8  # a repost or a shared link stays in its community
    sessions: float = 2.5  # posts that an account writes in one sitting, on average
    heavy: float = 1.2  # spread of the logarithm of how much accounts write


class Crowd(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """People, or their programs, who act alike without having agreed; ``kind`` is a key of `crowds.KINDS`.

    ``sources`` things are followed by ``followers`` accounts each; each gives ``stimuli`` occasions.
    ``within`` is the median seconds until a follower acts, ``share`` how many followers act each time.
    """

    kind: str
    sources: int = 1
    followers: int = 200
    stimuli: int = 6
    within: float = 150.0
    share: float = 0.3


class Plant(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Groups that act together; ``kind`` is a key of `plants.KINDS`.

    Each group has between ``members`` accounts and acts on between ``objects`` objects; at each, a share
    ``part`` of the members acts within ``delay`` seconds. ``popular``: the objects are ones that many use.
    """

    kind: str = "together"
    name: str = ""
    groups: int = 1
    members: tuple[int, int] = (10, 30)
    objects: tuple[int, int] = (15, 59)
    delay: float = 40.0
    part: float = 0.8
    popular: bool = False
    trace: Trace = "repost"


class Incident(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An event and the reaction to it.

    ``size`` is reaction posts for each account alive; it begins ``onset`` minutes after the first report,
    and half of it has come ``half_life`` minutes later. ``deleted`` posts are deleted with a median age of
    three hours; ``collected_after`` hours (None: at once) the posts are taken, without what was deleted by
    then; ``lost`` are missing because the collector was down or cut off.
    """

    title: str
    first_report: datetime
    size: float = 0.4
    onset: float = 8.0
    half_life: float = 150.0
    tones: tuple[float, ...] = (0.04, 0.22, 0.38, 0.01, 0.05, 0.30)
    deleted: float = 0.03
    collected_after: float | None = None
    lost: float = 0.0
    days_before: int = 2  # that are filled with talk, where only the days around incidents are


class World(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything of a stream. Ordinary talk fills ``days`` from ``start``, or the days around incidents."""

    posts: int = 100_000
    accounts: int = 10_000
    communities: int = 12
    platforms: tuple[str, ...] = ("chirp",)
    start: datetime = datetime(2026, 3, 2, tzinfo=UTC)
    days: float = 14.0
    around_incidents: bool = False  # crowds and plants then act around the last one
    growth: float = 0.0  # accounts there are more after a year, as a share
    churn: float = 0.0  # accounts that leave within a year, as a share
    talk: Talk = Talk()
    crowds: tuple[Crowd, ...] = ()
    plants: tuple[Plant, ...] = ()
    incidents: tuple[Incident, ...] = ()


ORGANIC = (
    Crowd(kind="push", sources=4, followers=400, stimuli=8, within=150, share=0.25),
    Crowd(kind="celebrity", sources=4, followers=600, stimuli=8, within=240, share=0.2),
    Crowd(kind="programme", sources=3, followers=300, stimuli=4, within=40, share=0.5),
    Crowd(kind="autoposters", sources=20, followers=1, stimuli=60),
    Crowd(kind="feed", sources=3, followers=8, stimuli=30, within=25, share=0.85),
    Crowd(kind="owner", sources=4, followers=5, stimuli=25, within=15, share=0.9),
    Crowd(kind="replies", sources=4, followers=300, stimuli=5, within=200, share=0.25),
)
EASY = (
    Plant(name="easy reposts", groups=4, trace="repost"),
    Plant(name="easy links", groups=3, trace="link"),
    Plant(name="easy tags", groups=3, trace="hashtag"),
    Plant(name="copied text", kind="copying", groups=3, trace="text", objects=(15, 40)),
    Plant(name="staggered", kind="staggered", groups=2, trace="link", delay=1200, objects=(15, 40)),
)
HARD = tuple(
    Plant(name=f"hard {trace}s", groups=5, objects=(4, 9), popular=True, trace=trace)
    for trace in ("repost", "link", "hashtag")
)


# What a dossier can show: crowds and groups around the event, few enough to stand beside its reaction.
AROUND = (
    Crowd(kind="push", sources=2, followers=300, stimuli=4, within=150, share=0.25),
    Crowd(kind="celebrity", sources=2, followers=400, stimuli=4, within=240, share=0.2),
    Crowd(kind="feed", sources=1, followers=8, stimuli=20, within=25, share=0.85),
    Crowd(kind="owner", sources=2, followers=5, stimuli=20, within=15, share=0.9),
)
GROUPS = (
    Plant(name="reposts", groups=2, members=(10, 24), objects=(15, 40), trace="repost"),
    Plant(name="links", groups=1, members=(10, 24), objects=(15, 40), trace="link"),
    Plant(name="copied text", kind="copying", groups=1, members=(10, 24), objects=(15, 40), trace="text"),
)


PRESETS = ("case", "quiet", "crowds", "easy", "hard", "all", "events")


def preset(name: str, *, posts: int, accounts: int | None = None, seed: int = 7) -> World:
    """A world by name, one of `PRESETS`; raises KeyError for others. Crowds grow with the number of posts."""
    people = accounts or max(50, posts // 20)
    if name in ("events", "case"):
        few = min(1.0, posts / 100_000)  # followers of the crowds: in a small stream they would be all of it
        around = tuple(
            structs.replace(each, followers=max(min(8, each.followers), round(each.followers * few)))
            for each in AROUND
        )
        return World(
            posts=posts,
            accounts=people,
            around_incidents=True,
            growth=0.2,
            churn=0.25,
            incidents=incidents(seed=seed),
            crowds=around if name == "case" else (),
            plants=GROUPS if name == "case" else (),
        )
    many = max(1.0, posts / 150_000)
    organic = tuple(structs.replace(each, sources=round(each.sources * many)) for each in ORGANIC)
    crowds, plants = {
        "quiet": ((), ()),
        "crowds": (organic, ()),
        "easy": (organic, EASY),
        "hard": (organic, HARD),
        "all": (organic, EASY + HARD),
    }[name]
    return World(posts=posts, accounts=people, crowds=crowds, plants=plants)


def incidents(
    past: int = 8, *, lift: float = 2.0, spread: float = 0.35, seed: int = 7, size: float = 0.4
) -> tuple[Incident, ...]:
    """``past`` events some weeks apart and one more whose reaction is ``lift`` times as large as expected.

    ``spread`` is how much the logarithm of the size differs between events; onsets and half-lives differ too.
    """
    dice = random.Random(seed)
    at, made = datetime(2022, 1, 10, 9, 0, tzinfo=UTC), []
    for number in range(past + 1):
        at += timedelta(days=dice.uniform(25, 90), hours=dice.uniform(0, 24))
        at = at.replace(second=0, microsecond=0)
        now = number == past
        made.append(
            Incident(
                title="the event" if now else f"past event {number + 1}",
                first_report=at,
                size=size * math.exp(dice.gauss(0, spread)) * (lift if now else 1.0),
                onset=round(math.exp(dice.gauss(math.log(10), 0.5)), 1),
                half_life=round(math.exp(dice.gauss(math.log(150), 0.25)), 1),
            )
        )
    return tuple(made)


def read(path: Path) -> World:
    """A plan from a TOML file; raises InputError with what is off."""
    try:
        return msgspec.toml.decode(path.read_bytes(), type=World)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InputError(
            f"not a plan of a stream: {error}", where=str(path), next_step=f"The fields are {known()}"
        ) from error


def known() -> str:
    """The fields of a plan, table by table."""
    tables = {"[talk]": Talk, "[[crowds]]": Crowd, "[[plants]]": Plant, "[[incidents]]": Incident}
    inner = {name.strip("[]") for name in tables}
    top = ", ".join(name for name in World.__struct_fields__ if name not in inner)
    return "; ".join([top, *(f"in {name} {', '.join(of.__struct_fields__)}" for name, of in tables.items())])

"""What is a post that stands inside a page, and how is it recorded?"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from aftershock.records import Interval, Post, Receipt, Record
from aftershock.text import content_id

_LINK = re.compile(r"(?:https?://|(?<![\w.])(?:t\.co|bit\.ly|pic\.twitter\.com)/)[^\s<>\"'”’)\]]+")
_HASHTAG = re.compile(r"(?<![\w&/])#(\w*[^\W\d_]\w*)")
_MENTION = re.compile(r"(?<![\w@./])@(\w[\w.]*\w(?:@[\w.-]+\w)?|\w)")
# Numbers of posts on Twitter/X carry their time in milliseconds since this instant (since November 2010).
_SNOWFLAKE_EPOCH_MS, _FIRST_SNOWFLAKE = 1_288_834_974_657, 30_000_000_000


class Embedded(Record, frozen=True, kw_only=True):
    """A post inside a page: ``receipt`` is the whole passage, ``body`` the post's own words, ``signature``
    who and when. ``created`` says how exactly the time is known (`Post.created_at` is its start).
    """

    post: Post
    receipt: Receipt
    body: Receipt | None
    signature: Receipt | None
    created: Interval | None = None


class Signed(Record, frozen=True, kw_only=True):
    """What is known about a post before it is recorded."""

    platform: str
    text: str
    name: str | None = None
    handle: str | None = None
    created: Interval | None = None
    url: str | None = None
    post_id: str | None = None
    links: tuple[str, ...] = ()


def post_of(signed: Signed, *, capture: str, locator: str) -> Post:
    """The post as a record. Without a number of its own its id is made of its content."""
    handle = signed.handle.lstrip("@") if signed.handle else None
    created = exact_time(signed) or signed.created
    start = created.start if created else None
    exact = created is not None and created.granularity == "instant"
    said = " ".join(signed.text.split())
    return Post(
        platform=signed.platform,
        channel_id=handle or signed.name or "unknown",
        post_id=signed.post_id or content_id("post", signed.platform, handle or signed.name, start, said),
        url=signed.url,
        author_handle=handle,
        author_name=signed.name,
        created_at=start,
        tz_source="exact" if exact else "unknown",
        text=signed.text,
        links=_distinct([*_LINK.findall(signed.text), *signed.links]),
        hashtags=_distinct(_HASHTAG.findall(signed.text)),
        mentions=_distinct(_MENTION.findall(signed.text)),
        capture=capture,
        locator=locator,
    )


def exact_time(signed: Signed) -> Interval | None:
    """The instant in a Twitter/X post's number, where it agrees with the day that the page shows."""
    if signed.platform != "twitter" or not (signed.post_id or "").isdigit():
        return None
    number = int(signed.post_id or "0")
    if not _FIRST_SNOWFLAKE < number < 2**63:
        return None
    moment = datetime.fromtimestamp(((number >> 22) + _SNOWFLAKE_EPOCH_MS) / 1000, UTC).replace(microsecond=0)
    shown = signed.created.start if signed.created else None
    # The shown day is the embedding site's; zones move it by a day at most.
    if shown and abs(datetime.fromisoformat(shown) - moment) > timedelta(days=2):
        return None
    return Interval(
        start=moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        end=(moment + timedelta(seconds=1)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        granularity="instant",
        how="number of the post",
    )


def _distinct(values: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))

"""How does a row of a table, or an object of a file, become a post?

One plan is made for a header (or a set of keys); each row is then read through it. Whatever a row's values
are, a post comes out, or a reason why not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping
from typing import Any, NamedTuple

import msgspec

from aftershock.records import Capture, Media, Post, Reject
from aftershock.sources import marks
from aftershock.sources.columns import NAMES, Columns
from aftershock.sources.decoding import clean
from aftershock.sources.times import utc
from aftershock.text import content_id

PLATFORMS = {
    "twitter": "x", "x.com": "x", "tg": "telegram", "bsky": "bluesky", "fb": "facebook", "ig": "instagram",
    "yt": "youtube",
}  # fmt: skip
HOSTS = {
    "x.com": "x", "twitter.com": "x", "t.me": "telegram", "telegram.me": "telegram", "bsky.app": "bluesky",
    "facebook.com": "facebook", "fb.com": "facebook", "instagram.com": "instagram", "youtube.com": "youtube",
    "youtu.be": "youtube", "tiktok.com": "tiktok", "reddit.com": "reddit", "vk.com": "vk", "ok.ru": "ok",
    "threads.net": "threads", "threads.com": "threads", "gab.com": "gab", "rumble.com": "rumble",
    "mastodon.social": "mastodon", "linkedin.com": "linkedin", "weibo.com": "weibo",
}  # fmt: skip
_HOST = re.compile(r"https?://(?:www\.|m\.|mobile\.|old\.)?([^/:?#\s]+)", re.IGNORECASE)
_SPREADSHEET = re.compile(r"^-?\d(?:[.,]\d+)?[eE]\+\d+$")
_LIST = re.compile(r"[,;|\s]+")
_ADDRESSES = re.compile(r"[;|\s,]+(?=https?://)")
# What stands in a cell that says nothing; 4CAT writes REDACTED where it removed an author.
NOTHING = frozenset(("", "none", "null", "nan", "n/a", "redacted", "undefined"))
_FLAGS = frozenset(("true", "false", "yes", "no", "y", "n", "0", "1", "0.0", "1.0"))
_MULTIPLES = {"k": 1_000, "m": 1_000_000, "b": 1_000_000_000}
_NUMBER = re.compile(r"^(\d+(?:[.,' \u00a0\u202f]\d{3})*|\d+\.\d+)([kmb]?)$", re.IGNORECASE)

Get = Callable[[Any], Any]
Key = Hashable


class Plan(NamedTuple):
    """The key (a cell's index, a JSON key) of each field; what is absent has a key that gives None."""

    text: Key
    title: Key
    post_id: Key
    thread_id: Key
    url: Key
    author_id: Key
    author_handle: Key
    author_name: Key
    created_at: Key
    edited_at: Key
    deleted_at: Key
    observed_at: Key
    platform: Key
    channel_id: Key
    lang: Key
    hashtags: Key
    links: Key
    mentions: Key
    media: Key
    reply_to: Key
    repost_of: Key
    quote_of: Key
    forwarded_from: Key
    object: Key
    metrics: tuple[tuple[str, Key], ...]
    day_first: bool | None


def plan_of(
    columns: Columns, keys: Mapping[str, Key] | None, absent: Key, *, day_first: bool | None = None
) -> Plan:
    """The plan of a table: ``keys`` maps column names to keys (None: the names are the keys)."""

    def key(name: str | None) -> Key:
        return absent if name is None else name if keys is None else keys[name]

    return Plan(
        **{field: key(columns.fields.get(field)) for field in NAMES},
        metrics=tuple((metric, key(name)) for metric, name in columns.metrics),
        day_first=day_first,
    )


class Tally(msgspec.Struct):
    """What was wrong with values of rows that were kept: the first place and how many.

    A file of a million rows with one fault so gives one line in the list of rejects.
    """

    seen: dict[tuple[str, str], tuple[int, str, int]] = {}

    def add(self, cause: str, next_step: str, line: int, value: str) -> None:
        first, example, count = self.seen.get((cause, next_step), (line, value[:60], 0))
        self.seen[cause, next_step] = (first, example, count + 1)

    def rejects(self, file: str) -> list[Reject]:
        return [
            Reject(
                file=file, line=line, cause=f"{cause} in {count} posts (first: {example!r})", next_step=step
            )
            for (cause, step), (line, example, count) in self.seen.items()
        ]


def post_of(get: Get, plan: Plan, capture: Capture, locator: str, line: int, tally: Tally) -> Post | str:
    """A post from one row, or why it is none. ``get`` gives the value of a key, None where there is none."""
    said = get(plan.text)
    text = clean(said) if said.__class__ is str else _text(said)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if title := string(get(plan.title)):
        text = f"{title}\n\n{text}" if text.strip() else title
    shared = string(get(plan.object))
    url = string(get(plan.url))
    links = _several(get(plan.links), _ADDRESSES) or marks.links(text)
    media = _media(get(plan.media))
    if not text.strip() and not shared and not links and not media:
        return "the post has neither a text nor a link, nor a picture"

    time = get(plan.created_at)
    created, source = utc(time, day_first=plan.day_first)
    if created is None and (unread := string(time)):
        tally.add("a time cannot be read; the posts are kept without it", _TIME_STEP, line, unread)
    author_id = string(get(plan.author_id))
    handle = string(get(plan.author_handle))
    if handle and handle[0] == "@":
        handle = handle[1:] or None
    channel = string(get(plan.channel_id)) or author_id or handle or ""
    post_id = string(get(plan.post_id))
    if post_id and _SPREADSHEET.match(post_id):
        tally.add(
            "an id was rounded by a spreadsheet; the posts get ids of their own", _ID_STEP, line, post_id
        )
        post_id = None
    hashtags = _several(get(plan.hashtags), _LIST, "#") or marks.hashtags(text)
    repost_of = _reference(get(plan.repost_of))
    if shared:
        links, hashtags, repost_of = _shared(shared, links, hashtags, repost_of)
    observed = get(plan.observed_at)
    edited = get(plan.edited_at)
    deleted = get(plan.deleted_at)
    return Post(
        platform=_platform(string(get(plan.platform)), url),
        channel_id=channel,
        post_id=post_id or _own_id(url, channel, created, text, capture, locator),
        thread_id=string(get(plan.thread_id)),
        url=url,
        author_id=author_id,
        author_handle=handle,
        author_name=string(get(plan.author_name)),
        created_at=created,
        tz_source=source,
        edited_at=utc(edited)[0] if edited else None,
        deleted_at=utc(deleted)[0] if deleted else None,
        observed_at=utc(observed)[0] if observed else None,
        text=text,
        lang=_first(get(plan.lang)),
        links=links,
        hashtags=hashtags,
        mentions=_several(get(plan.mentions), _LIST, "@") or marks.mentions(text),
        media=media,
        reply_to=_reference(get(plan.reply_to)),
        repost_of=repost_of,
        quote_of=_reference(get(plan.quote_of)),
        forwarded_from=_reference(get(plan.forwarded_from)),
        metrics=_metrics(get, plan) if plan.metrics else {},
        capture=capture.id,
        locator=locator,
    )


_TIME_STEP = "Write times as 2024-03-01T12:00:00Z, or as seconds since 1970"
_ID_STEP = "Export the table again with its id column as text"


def string(value: object) -> str | None:
    """A value as clean text, numbers written out; None where it says nothing, or is a list or an object."""
    if value is None:
        return None
    if value.__class__ is str:
        said = value.strip()
        if len(said) <= 9 and said.casefold() in NOTHING:
            return None
        return said if said.isascii() and "\0" not in said else clean(said)
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float) and value == value and value not in (float("inf"), float("-inf")):
        # Above 2^53 a float has lost digits: "1.8e+18" is then seen to be no id.
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else f"{value:e}"
    return None


def _text(value: object) -> str:
    """A text that is not one string: a list of pieces (strings, or objects with a ``text``), or a number."""
    if isinstance(value, list):
        return "".join(
            piece if isinstance(piece, str) else string(piece.get("text")) or ""
            for piece in value
            if isinstance(piece, str | dict)
        )
    return string(value) or ""


def _several(value: object, between: re.Pattern[str], sign: str = "") -> tuple[str, ...]:
    """A list of values, however it is written: a list, or joined by commas, semicolons, bars or spaces."""
    if value is None or value == "":
        return ()
    if isinstance(value, str):
        value = value.strip()
        if value.startswith("[") and value.endswith("]"):
            value = value[1:-1].replace("'", "").replace('"', "")
        pieces: list[object] = list(between.split(value))
    elif isinstance(value, list):
        pieces = [_named(piece) for piece in value]
    else:
        pieces = [value]
    found = [text.strip(" ,").removeprefix(sign) for piece in pieces if (text := string(piece))]
    return tuple(dict.fromkeys(text for text in found if text))


def _named(piece: object) -> object:
    """The value of an object in a list, by the names that services use."""
    if not isinstance(piece, dict):
        return piece
    for name in (
        "expanded_url",
        "tag",
        "text",
        "acct",
        "username",
        "screen_name",
        "url",
        "href",
        "name",
        "id",
    ):
        if piece.get(name):
            return piece[name]
    return None


def _media(value: object) -> tuple[Media, ...]:
    if not value:
        return ()
    if isinstance(value, list):
        found = []
        for piece in value:
            if isinstance(piece, dict):
                url = string(piece.get("url") or piece.get("media_url_https") or piece.get("href"))
                digest, kind = string(piece.get("sha256")), string(piece.get("type"))
                if url or digest:
                    pdq = string(piece.get("pdq"))
                    found.append(Media(type=kind or "unknown", url=url, sha256=digest, pdq=pdq))
            elif url := string(piece):
                found.append(Media(type="unknown", url=url))
        return tuple(found)
    addresses = _several(value, _ADDRESSES)
    return tuple(Media(type="unknown", url=url) for url in addresses if "://" in url or "/" in url)


def _first(value: object) -> str | None:
    return next(iter(_several(value, _LIST)), None)


def _reference(value: object) -> str | None:
    """The id or name that a post points to; yes-and-no columns of the same name point to nothing."""
    if isinstance(value, dict):
        value = value.get("id") or value.get("id_str") or value.get("uri") or value.get("url")
    said = string(value)
    return None if said is None or said.casefold() in _FLAGS else said


def _shared(
    shared: str, links: tuple[str, ...], hashtags: tuple[str, ...], repost_of: str | None
) -> tuple[tuple[str, ...], tuple[str, ...], str | None]:
    """What CooRTweet calls an object: an address, a hashtag, or the id of what was shared."""
    if "://" in shared:
        return tuple(dict.fromkeys((*links, shared))), hashtags, repost_of
    if shared.startswith("#"):
        return links, tuple(dict.fromkeys((*hashtags, shared[1:]))), repost_of
    return links, hashtags, repost_of or shared


def _metrics(get: Get, plan: Plan) -> dict[str, int]:
    found = {}
    for metric, key in plan.metrics:
        value = get(key)
        if value.__class__ is str and value.isdigit() and value.isascii() and len(value) < 16:
            found[metric] = int(value)
        elif value and (count := _count(value)) is not None:
            found[metric] = count
    return found


def _count(value: object) -> int | None:
    """``1,234``, ``1.2K`` or a number; None where it is no count."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return int(value) if 0 <= value < 10**15 else None
    found = _NUMBER.match(value.strip()) if isinstance(value, str) and len(value) < 30 else None
    if not found:
        return None
    digits, multiple = found[1], _MULTIPLES.get(found[2].lower(), 1)
    if multiple == 1 and not re.fullmatch(r"\d+\.\d{1,2}", digits):
        return int(re.sub(r"\D", "", digits))
    return round(float(re.sub(r"[,' \u00a0\u202f]", "", digits)) * multiple)


def _platform(said: str | None, url: str | None) -> str:
    if said:
        name = said.casefold()
        return PLATFORMS.get(name, name)
    found = _HOST.match(url) if url else None
    return HOSTS.get(found[1].lower(), "unknown") if found else "unknown"


def _own_id(
    url: str | None, channel: str, created: str | None, text: str, capture: Capture, locator: str
) -> str:
    """An id for a post that has none: of its address; else of who, when and what; else of its place.

    Without who and when, equal texts may well be many posts, and must not become one.
    """
    if url:
        return content_id("post", url)
    if channel and created:
        return content_id("post", channel, created, text)
    return content_id("post", capture.sha256, locator)

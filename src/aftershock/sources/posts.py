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
from aftershock.sources.columns import Columns
from aftershock.sources.decoding import clean
from aftershock.sources.digests_given import digest, known_by
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
NOTHING = frozenset(("none", "null", "nan", "n/a", "redacted", "undefined"))
FLAGS = frozenset(("true", "false", "yes", "no", "y", "n", "0", "1", "0.0", "1.0"))
SHORT = 9  # digits; the ids of posts that services give are longer, or counted within a channel
MOST = 10**15  # no post was ever seen as often
_MULTIPLES = {"k": 1_000, "m": 1_000_000, "b": 1_000_000_000}
_NUMBER = re.compile(r"^(\d+(?:[.,' \u00a0\u202f]\d{3})*|\d+\.\d+)([kmb]?)$", re.IGNORECASE)

Get = Callable[[Any], Any]
Key = Hashable


class Plan(NamedTuple):
    """The key (a cell's index, a JSON key) of each field that a table has.

    The fields that are read alike stand together as (field, key), so that those which a table lacks cost
    nothing; a rare field that it lacks is None, an ordinary one has a key whose value is None.
    """

    text: Key
    title: Key
    post_id: Key
    url: Key
    created_at: Key
    platform: Key
    channel_id: Key
    author_handle: Key
    media: Key
    sha256: Key
    pdq: Key
    object: Key
    strings: tuple[tuple[str, Key], ...]
    references: tuple[tuple[str, Key], ...]
    times: tuple[tuple[str, Key], ...]
    lists: tuple[tuple[str, Key, re.Pattern[str], str], ...]
    metrics: tuple[tuple[str, Key], ...]
    day_first: bool | None


_STRINGS = ("thread_id", "author_id", "author_name", "lang")
_REFERENCES = ("reply_to", "repost_of", "quote_of", "forwarded_from")
_TIMES = ("edited_at", "deleted_at", "observed_at")
_LISTS = (("links", _ADDRESSES, ""), ("hashtags", _LIST, "#"), ("mentions", _LIST, "@"))
_SINGLE = (
    "text", "post_id", "url", "created_at", "platform", "channel_id", "author_handle",
)  # fmt: skip
_RARE = ("title", "media", "sha256", "pdq", "object")


def plan_of(
    columns: Columns, keys: Mapping[str, Key] | None, absent: Key, *, day_first: bool | None = None
) -> Plan:
    """The plan of a table: ``keys`` maps column names to keys (None: the names are the keys).

    ``absent`` is a key that gives None.
    """
    has = {field: name if keys is None else keys[name] for field, name in columns.fields.items()}

    def present(fields: tuple[str, ...]) -> tuple[tuple[str, Key], ...]:
        return tuple((field, has[field]) for field in fields if field in has)

    return Plan(
        **{field: has.get(field, absent) for field in _SINGLE},
        **{field: has.get(field) for field in _RARE},
        strings=present(_STRINGS),
        references=present(_REFERENCES),
        times=present(_TIMES),
        lists=tuple((field, has[field], between, sign) for field, between, sign in _LISTS if field in has),
        metrics=tuple((metric, name if keys is None else keys[name]) for metric, name in columns.metrics),
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
    """A post from one row, or why it is none. ``get`` gives the value of a key, None for an absent one.

    This is what a million posts go through: fields that a table lacks are not looked at.
    """
    text = said(get, plan)
    values: dict[str, Any] = {}
    for field, key in plan.strings:
        if (value := string(get(key))) is not None:
            values[field] = value
    for field, key, between, sign in plan.lists:
        if (cell := get(key)) and (found := several(cell, between, sign)):
            values[field] = found
    for field, key in plan.references:
        if (cell := get(key)) and (pointed := reference(cell)):
            values[field] = pointed
    for field, key in plan.times:
        if cell := get(key):
            values[field] = utc(cell)[0]
    if plan.media is not None or plan.sha256 is not None or plan.pdq is not None:
        keys = (plan.media, plan.sha256, plan.pdq)
        values["media"] = media_of(*(None if key is None else get(key) for key in keys))
    if plan.object is not None and (shared := string(get(plan.object))):
        _share(shared, values)
    _derive(text, values)
    if not text.strip() and not any(values.get(field) for field in INSTEAD):
        return SAYS_NOTHING

    time = get(plan.created_at)
    created, source = utc(time, day_first=plan.day_first)
    if created is None and time and (stood := string(time)):
        tally.add(*TIME_CANNOT_BE_READ, line, stood)
    handle = string(get(plan.author_handle))
    if handle and handle[0] == "@":
        handle = handle[1:] or None
    url = string(get(plan.url))
    channel = string(get(plan.channel_id)) or values.get("author_id") or handle or ""
    post_id = string(get(plan.post_id))
    if post_id and rounded(post_id):
        tally.add(*ID_WAS_ROUNDED, line, post_id)
        post_id = None
    if "lang" in values:
        values["lang"] = first_of(values["lang"])
    return Post(
        platform=platform_of(string(get(plan.platform)), url),
        channel_id=channel,
        post_id=post_id or own_id(url, channel, created, text, capture, locator),
        url=url,
        author_handle=handle,
        created_at=created,
        tz_source=source,
        text=text,
        metrics=_metrics(get, plan) if plan.metrics else {},
        capture=capture.id,
        locator=locator,
        **values,
    )


def said(get: Get, plan: Plan) -> str:
    """The text of a row, below its title where it has one; line ends as LF."""
    said = get(plan.text)
    text = clean(said) if said.__class__ is str else _text(said)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if plan.title is not None and (title := string(get(plan.title))):
        return f"{title}\n\n{text}" if text.strip() else title
    return text


def _derive(text: str, values: dict[str, Any]) -> None:
    """What no column gave, from the text itself."""
    if "links" not in values:
        values["links"] = marks.links(text)
    if "hashtags" not in values:
        values["hashtags"] = marks.hashtags(text)
    if "mentions" not in values:
        values["mentions"] = marks.mentions(text)


# What a post may consist of without a text.
INSTEAD = ("links", "hashtags", "media", "repost_of", "quote_of", "forwarded_from")
SAYS_NOTHING = "the post has neither a text nor a link, a picture, or another post that it shares"
TIME_CANNOT_BE_READ = (
    "a time cannot be read; the posts are kept without it",
    "Write times as 2024-03-01T12:00:00Z, or as seconds since 1970",
)
ID_WAS_ROUNDED = (
    "an id was rounded by a spreadsheet; the posts get ids of their own",
    "Export the table again with its id column as text",
)


def rounded(post_id: str) -> bool:
    """Whether a spreadsheet made a number of an id, and so lost its last digits."""
    return "+" in post_id and _SPREADSHEET.match(post_id) is not None


def first_of(languages: str) -> str:
    """The first of several languages."""
    return _LIST.split(languages, maxsplit=1)[0]


def string(value: object) -> str | None:
    """A value as clean text, numbers written out; None where it says nothing, or is a list or an object."""
    if value is None:
        return None
    if value.__class__ is str:
        said: str = value.strip()
        if len(said) <= 9 and (not said or (said[0] in "nNrRuU" and said.casefold() in NOTHING)):
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


def several(value: object, between: re.Pattern[str], sign: str = "") -> tuple[str, ...]:
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


def media_of(value: object, sha256: object = None, pdq: object = None) -> tuple[Media, ...]:
    """Pictures and films of a row, with the digests that stand in columns of their own."""
    if isinstance(value, str) and "/" not in value:
        value, sha256 = None, sha256 or value
    found = []
    for piece in value if isinstance(value, list) else several(value, _ADDRESSES):
        if isinstance(piece, dict):
            url = string(piece.get("url") or piece.get("media_url_https") or piece.get("href"))
            kind, sha, seen = (string(piece.get(key)) for key in ("type", "sha256", "pdq"))
            if url or sha or digest(seen):
                found.append(Media(type=kind or "unknown", url=url, sha256=sha, pdq=digest(seen)))
        elif (url := string(piece)) and (value.__class__ is list or "/" in url):
            found.append(Media(type="unknown", url=url))
    return known_by(found, several(sha256, _LIST), several(pdq, _LIST)) if sha256 or pdq else tuple(found)


def reference(value: object) -> str | None:
    """The id or name that a post points to; yes-and-no columns of the same name point to nothing."""
    if isinstance(value, dict):
        value = value.get("id") or value.get("id_str") or value.get("uri") or value.get("url")
    said = string(value)
    return None if said is None or said.casefold() in FLAGS else said


def _share(shared: str, values: dict[str, Any]) -> None:
    """What CooRTweet calls an object: an address, a hashtag, or the id of what was shared.

    A short number may as well number pictures or claims: it is no post of the same number.
    """
    if "://" in shared:
        values["links"] = tuple(dict.fromkeys((*values.get("links", ()), shared)))
    elif shared.startswith("#"):
        values["hashtags"] = tuple(dict.fromkeys((*values.get("hashtags", ()), shared[1:])))
    else:
        number = len(shared) <= SHORT and shared.isascii() and shared.isdecimal()
        values.setdefault("repost_of", f"object:{shared}" if number else shared)


def _metrics(get: Get, plan: Plan) -> dict[str, int]:
    found = {}
    for metric, key in plan.metrics:
        if (count := count_of(get(key))) is not None:
            found[metric] = count
    return found


def count_of(value: object) -> int | None:
    """``1,234``, ``1.2K`` or a number; None where it is no count."""
    if isinstance(value, str) and value.isdecimal() and len(value) < 16:
        return int(value)
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return int(value) if 0 <= value < MOST else None
    found = _NUMBER.match(value.strip()) if isinstance(value, str) and len(value) < 30 else None
    if not found:
        return None
    digits, multiple = found[1], _MULTIPLES.get(found[2].lower(), 1)
    if multiple == 1 and not re.fullmatch(r"\d+\.\d{1,2}", digits):
        count = int(re.sub(r"\D", "", digits))
    else:
        count = round(float(re.sub(r"[,' \u00a0\u202f]", "", digits)) * multiple)
    return count if count < MOST else None


def platform_of(said: str | None, url: str | None) -> str:
    """The platform that is named, else that of the address."""
    if said:
        name = said.casefold()
        return PLATFORMS.get(name, name)
    if not url:
        return "unknown"
    parts = url.split("/", 3)
    if len(parts) > 2 and (known := HOSTS.get(parts[2])):
        return known  # the common case, without a pattern
    found = _HOST.match(url)
    return HOSTS.get(found[1].lower(), "unknown") if found else "unknown"


def own_id(
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

"""Which posts are read for statements, and which are only counted?

A post's text is read when it is the first of its kind and is long, or comes from a listed channel, or holds
the cue of an act. Everything else stays searchable and counted, and the dossier says how much that is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from aftershock.engine.question import Engine, ask, ask_table
from aftershock.records import Channel, Interval, Page, Post, Record, Text
from aftershock.statements import act_cues
from aftershock.statements.lexicon import Lexicon
from aftershock.store.posts import from_arrow
from aftershock.text import content_id, sha256

EXTRACTOR = "post@1"
LONG = 200  # characters: shorter posts are mostly exclamations and links
# What a copied post changes without saying anything else: links, handles, tags, marks, case.
_NOISE = re.compile(r"https?://\S+|[@#]\w+|[\W_]+")
UNATTRIBUTED = "unattributed account"
# Why a post is not read.
EMBEDDED, EMPTY, REPOST = "stands in a page that is read", "no text", "repost"
SAME, SHORT = "same text as an earlier post", "short, without an act's cue"
STAGE = "aftershock.statements"


class Chosen(Record, frozen=True, kw_only=True):
    """The posts that are read, as pages with their texts; ``counts`` says why each other one was not."""

    pages: tuple[Page, ...] = ()
    texts: tuple[Text, ...] = ()
    counts: tuple[tuple[str, int], ...] = ()


def among(
    asked: Engine,
    *,
    listed: Mapping[tuple[str, str], Channel],
    files: Mapping[str, str],
    lexicon: Lexicon,
) -> Chosen:
    """Choose among all posts of a case.

    The engine looks at every text once, and hands over those that are long, come from a listed channel, or
    may hold a cue; only they are looked at closely (`choose`). ``listed`` and ``files`` as there.
    """
    places = ["\x1f".join(each) for each in listed]
    table = ask_table(
        asked,
        STAGE,
        "sql/candidates",
        listed=places,
        long=LONG,
        foreign=act_cues.foreign(),
        **act_cues.words(lexicon)._asdict(),
    )
    copies = sum(n for n, is_listed in _pairs(table, "copies", "is_listed") if not is_listed)
    firsts = sum(not is_listed for (is_listed,) in _pairs(table, "is_listed"))
    chosen = choose(from_arrow(table), listed=listed, files=files, has_cue=act_cues.finder(lexicon))
    sorts = {row["sort"]: row for row in ask(asked, STAGE, "sql/counted", listed=places)}
    others = sorts.get("others", {"posts": 0, "texts": 0})
    short = others["texts"] - firsts
    counts = Counter(dict(chosen.counts))
    counts[SHORT] += short
    counts[SAME] += (copies - firsts) + (others["posts"] - copies - short)
    for sort, why in (("embedded", EMBEDDED), ("empty", EMPTY), ("repost", REPOST)):
        counts[why] += sorts.get(sort, {"posts": 0})["posts"]
    found = tuple(sorted((why, count) for why, count in counts.items() if count))
    return Chosen(pages=chosen.pages, texts=chosen.texts, counts=found)


def _pairs(table: Any, *names: str) -> Iterator[tuple[Any, ...]]:
    return zip(*(table.column(name).to_pylist() for name in names), strict=True)


def choose(
    posts: Iterable[Post],
    *,
    listed: Mapping[tuple[str, str], Channel],
    files: Mapping[str, str],
    has_cue: Callable[[str, str | None], bool],
) -> Chosen:
    """Choose among posts in their order.

    ``listed`` holds the channels whose role is known, by platform and id; ``files`` the name of each
    capture's original; ``has_cue`` says whether a text in a language holds an act's cue. The author is a
    speaker by name only for listed channels; everybody else is an unattributed account.
    """
    seen: set[str] = set()
    pages: list[Page] = []
    texts: list[Text] = []
    counts: Counter[str] = Counter()
    for post in posts:
        why = _why_not(post, seen, listed, has_cue)
        counts[why] += 1
        if why == "read":
            text = _text_of(post)
            texts.append(text)
            pages.append(_page_of(post, text, listed, files))
    return Chosen(pages=tuple(pages), texts=tuple(texts), counts=tuple(sorted(counts.items())))


def _why_not(
    post: Post,
    seen: set[str],
    listed: Mapping[tuple[str, str], Channel],
    has_cue: Callable[[str, str | None], bool],
) -> str:
    if post.locator.startswith("text="):
        return EMBEDDED
    if not post.text.strip():
        return EMPTY
    if post.repost_of:
        return REPOST
    if (post.platform, post.channel_id) in listed:
        return "read"  # what a listed channel says is read each time it says it
    key = _NOISE.sub(" ", post.text.casefold()).strip()
    if key in seen:
        return SAME
    seen.add(key)
    if len(post.text) >= LONG or has_cue(post.text, post.lang):
        return "read"
    return SHORT


def _text_of(post: Post) -> Text:
    return Text(
        id=sha256(post.text),
        capture=post.capture,
        locator=post.locator,
        extractor=EXTRACTOR,
        text=post.text,
    )


def _page_of(
    post: Post, text: Text, listed: Mapping[tuple[str, str], Channel], files: Mapping[str, str]
) -> Page:
    channel = listed.get((post.platform, post.channel_id))
    name = channel.names[0] if channel and channel.names else None
    return Page(
        id=content_id("page", post.capture, text.id, post.locator),
        capture=post.capture,
        text=text.id,
        file=files.get(post.capture, ""),
        kind="post",
        url=post.url,
        author=name or UNATTRIBUTED,
        published=_second(post.created_at, f"the post's time ({post.tz_source})"),
        language=post.lang,
    )


def _second(at: str | None, how: str) -> Interval | None:
    """The second of a UTC time as an interval; None where no time is known."""
    if not at:
        return None
    end = datetime.fromisoformat(at) + timedelta(seconds=1)
    return Interval(start=at, end=end.strftime("%Y-%m-%dT%H:%M:%SZ"), granularity="instant", how=how)

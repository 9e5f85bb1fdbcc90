"""Which posts are read for statements, and which are only counted?

A post's text is read when it is the first of its kind and is long, or comes from a listed channel, or holds
the cue of an act. Everything else stays searchable and counted, and the dossier says how much that is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from aftershock.records import Channel, Interval, Page, Post, Record, Text
from aftershock.statements.lexicon import Lexicon
from aftershock.text import content_id, sha256

EXTRACTOR = "post@1"
LONG = 200  # characters: shorter posts are mostly exclamations and links
# What a copied post changes without saying anything else: links, handles, tags, marks, case.
_NOISE = re.compile(r"https?://\S+|[@#]\w+|[\W_]+")
# Acts that almost any post could be said to do.
_PLAIN = frozenset({"reports", "other", "speculates", "urges"})
UNATTRIBUTED = "unattributed account"


class Chosen(Record, frozen=True, kw_only=True):
    """The posts that are read, as pages with their texts; ``counts`` says why each other one was not."""

    pages: tuple[Page, ...] = ()
    texts: tuple[Text, ...] = ()
    counts: tuple[tuple[str, int], ...] = ()


def choose(
    posts: Iterable[Post],
    *,
    listed: Mapping[tuple[str, str], Channel],
    files: Mapping[str, str],
    has_cue: Callable[[str], bool],
) -> Chosen:
    """Choose among posts in their order.

    ``listed`` holds the channels whose role is known, by platform and id; ``files`` the name of each
    capture's original; ``has_cue`` says whether a text holds an act's cue. The author is a speaker by name
    only for listed channels; everybody else is an unattributed account.
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


def cue_finder(lexicon: Lexicon) -> Callable[[str], bool]:
    """Whether a text holds a word that may mark an act that a reader of posts looks for.

    Words are matched by their stem, without parsing: a post that is read in vain costs little, one that is
    missed is lost. Plain reporting is no reason to read a post of nobody in particular.
    """
    stems = {
        re.escape(frame.lemma.rstrip("ey"))
        for frames in lexicon.frames.values()
        for frame in frames
        if frame.act not in _PLAIN and len(frame.lemma) > 3
    }
    pattern = re.compile(rf"\b(?:{'|'.join(sorted(stems))})\w{{0,4}}\b", re.IGNORECASE)
    return lambda text: pattern.search(text) is not None


def _why_not(
    post: Post,
    seen: set[str],
    listed: Mapping[tuple[str, str], Channel],
    has_cue: Callable[[str], bool],
) -> str:
    if post.locator.startswith("text="):
        return "stands in a page that is read"
    if not post.text.strip():
        return "no text"
    if post.repost_of:
        return "repost"
    if (post.platform, post.channel_id) in listed:
        return "read"  # what a listed channel says is read each time it says it
    key = _NOISE.sub(" ", post.text.casefold()).strip()
    if key in seen:
        return "same text as an earlier post"
    seen.add(key)
    if len(post.text) >= LONG or has_cue(post.text):
        return "read"
    return "short, without an act's cue"


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

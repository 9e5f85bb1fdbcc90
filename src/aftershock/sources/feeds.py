"""What does a saved feed (RSS, Atom, RDF) hold? One document for each entry, as the entry itself says.

The parser is given bytes only: nothing is fetched. Its own cleaning of HTML is off, because what an entry
embeds (other people's posts) is evidence, and the stage that reads pages decides about it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.sax import SAXParseException

from aftershock.records import Capture, FieldReceipt, Reject
from aftershock.sources.decoding import clean
from aftershock.sources.head import Head
from aftershock.sources.raw import Found, RawPage, refused
from aftershock.sources.source import Source, never_silent
from aftershock.sources.whole import read_whole

# Possessive: what was passed over is never looked at again, however long it is.
_LEAD = r"(?>\s+|<!--.*?-->|<\?.*?\?>|<!DOCTYPE(?>[^>\[]+|\[.*?\])*+>)*+"
_ROOT = re.compile(_LEAD + r"<(?:[\w.-]+:)?(rss|feed|RDF)(?=[\s>])", re.DOTALL | re.IGNORECASE)
_NO_ENTRIES = "Check that the feed was saved whole; open it in a browser and save it again"


def matches(head: Head) -> bool:
    """Whether the root element is that of a feed."""
    found = _ROOT.match(head.text)
    return found is not None and (found[1].lower() != "rdf" or "purl.org/rss" in head.text)


def read(original: Path, capture: Capture) -> Iterator[Found]:
    """Each entry as a document with locator ``entry=N`` (1-based); entries that say nothing are set aside."""
    import feedparser

    data = read_whole(original, capture)
    if isinstance(data, Reject):
        yield data
        return
    try:
        feed = feedparser.parse(io.BytesIO(data), sanitize_html=False)
    except (RecursionError, ValueError, LookupError, AssertionError) as error:  # inside the parser's fallback
        yield refused(capture, f"the feed cannot be parsed ({error})", _NO_ENTRIES)
        return
    if feed.bozo and (damage := _damage(feed.bozo_exception, len(feed.entries), capture)):
        yield damage
    if not feed.entries and not feed.bozo:
        yield refused(capture, "the feed has no entries", _NO_ENTRIES)
    language = _said(feed.feed, "language")
    for number, entry in enumerate(feed.entries, 1):
        yield _page(entry, number, language, capture)


def _damage(error: Exception, entries: int, capture: Capture) -> Reject | None:
    """What is wrong with the feed as a whole; None for what does no harm, as a wrongly declared encoding."""
    if not isinstance(error, SAXParseException):
        return None
    return refused(
        capture,
        f"the feed is not well-formed XML ({error.getMessage()}); {entries} entries could be read",
        "Its last entry may be cut off: compare with the site and save the feed again",
        error.getLineNumber() or 0,
    )


def _page(entry: Mapping[str, Any], number: int, feed_language: str | None, capture: Capture) -> Found:
    body, is_html, language = _content(entry)
    title = _said(entry, "title")
    if not body.strip() and not title:
        cause = f"entry {number} of the feed has neither a title nor a text"
        return refused(capture, cause, "Open the entry's page and add that")
    return entry_page(
        capture,
        number,
        html=body if body.strip() and is_html else None,
        text=None if body.strip() and is_html else body if body.strip() else title,
        said={
            "url": _link(entry),
            "title": title,
            "author": _said(entry, "author"),
            "published": _said(entry, "published") or _said(entry, "updated"),
            "language": language or feed_language,
        },
    )


def entry_page(
    capture: Capture, number: int, *, html: str | None, text: str | None, said: Mapping[str, str | None]
) -> RawPage:
    """An entry as a document; each value that the feed declares gets a metadata receipt."""
    locator = f"entry={number}"
    return RawPage(
        capture=capture.id,
        file=capture.source,
        locator=locator,
        html=html,
        text=text,
        fragment=True,
        url=said["url"],
        declared_title=said["title"],
        declared_author=said["author"],
        declared_published=said["published"],
        declared_language=said["language"],
        receipts=tuple(
            FieldReceipt(capture=capture.id, locator=locator, field=field, value=value)
            for field, value in said.items()
            if value
        ),
    )


def _content(entry: Mapping[str, Any]) -> tuple[str, bool, str | None]:
    """The fullest text of an entry, whether it is HTML, and its language."""
    details = [*entry.get("content", ()), entry.get("summary_detail") or {}]
    fullest = max(details, key=lambda detail: len(detail.get("value") or ""))
    kind = fullest.get("type") or "text/html"
    return clean(fullest.get("value") or ""), kind != "text/plain", fullest.get("language") or None


def _link(entry: Mapping[str, Any]) -> str | None:
    """The entry's address: its link, or an id that is one."""
    for value in (_said(entry, "link"), _said(entry, "id")):
        if value and value.startswith(("http://", "https://")):
            return value
    return None


def _said(mapping: Mapping[str, Any], key: str) -> str | None:
    value = mapping.get(key)
    return (clean(value).strip() or None) if isinstance(value, str) else None


source = Source(
    name="feed", media_type="application/xml", version="1", matches=matches, read=never_silent(read)
)

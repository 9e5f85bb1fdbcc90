"""What does a JSON Feed hold? One document for each item (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from aftershock.records import Capture
from aftershock.sources.feeds import entry_page
from aftershock.sources.head import Head, peek
from aftershock.sources.json_shape import shape_of
from aftershock.sources.json_stream import JsonBroken, Window
from aftershock.sources.posts import string
from aftershock.sources.raw import Found, refused
from aftershock.sources.source import Source, never_silent

CONTENT = ("content_html", "content_text")
_STEP = "Look at this item; the others were read"


def matches(head: Head) -> bool:
    """Whether the file says that it is a JSON Feed, or has items as only JSON Feed has them."""
    shape = shape_of(head)
    if shape is None or shape.kind != "object":
        return False
    if "jsonfeed.org" in shape.strings.get("version", ""):
        return True
    return shape.wrapped == "items" and any(name in shape.inner for name in CONTENT)


def read(original: Path, capture: Capture) -> Iterator[Found]:
    """Each item as a document with locator ``entry=N`` (1-based); broken ones are set aside."""
    head = peek(original, capture.source)
    # The feed's own language and author may stand behind its items: they are asked for first.
    feed = _said_of_feed(original, head)
    with original.open(encoding=head.encoding, errors="replace", newline="") as file:
        window = Window(file)
        try:
            for key in window.members():
                if key == "items" and window.peek() == "[":
                    yield from _items(window, feed, capture)
                else:
                    window.value()
        except JsonBroken as error:
            step = "Everything before it was read. Save the feed again"
            yield refused(capture, error.cause, step, error.line)


def _said_of_feed(original: Path, head: Head) -> dict[str, Any]:
    said: dict[str, Any] = {}
    with original.open(encoding=head.encoding, errors="replace", newline="") as file:
        window = Window(file)
        try:
            for key in window.members():
                if key == "items" and window.peek() == "[":
                    for _ in window.elements():
                        window.value()
                else:
                    said[key] = window.value()
        except JsonBroken:
            return said  # reported where the items are read
    return said


def _items(window: Window, feed: dict[str, Any], capture: Capture) -> Iterator[Found]:
    for position in window.elements():
        line = window.line if window.peek() else 0
        try:
            item = window.value()
        except JsonBroken as error:
            if not window.resume():
                raise
            yield refused(capture, error.cause, _STEP, error.line)
            continue
        yield _page(item, position + 1, line, feed, capture)


def _page(item: object, number: int, line: int, feed: dict[str, Any], capture: Capture) -> Found:
    if not isinstance(item, dict):
        return refused(capture, f"item {number} is not an object", _STEP, line)
    html, title = string(item.get("content_html")), string(item.get("title"))
    text = string(item.get("content_text")) or string(item.get("summary")) or title
    if html is None and text is None:
        return refused(capture, f"item {number} has neither a title nor a text", _STEP, line)
    url = string(item.get("url")) or string(item.get("id"))
    return entry_page(
        capture,
        number,
        html=html,
        text=None if html is not None else text,
        said={
            "url": url if url and url.startswith(("http://", "https://")) else None,
            "title": title,
            "author": _author(item) or _author(feed),
            "published": string(item.get("date_published")) or string(item.get("date_modified")),
            "language": string(item.get("language")) or string(feed.get("language")),
        },
    )


def _author(said: dict[str, Any]) -> str | None:
    """The names of the authors: a list since version 1.1, one object in version 1."""
    listed = said.get("authors")
    authors = listed if isinstance(listed, list) else [said.get("author")]
    names = [string(author.get("name")) for author in authors if isinstance(author, dict)]
    return ", ".join(name for name in names if name) or None


source = Source(
    name="json-feed",
    media_type="application/feed+json",
    version="1",
    matches=matches,
    read=never_silent(read),
)

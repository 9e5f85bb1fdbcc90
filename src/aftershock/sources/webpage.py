"""What does a saved web page hold, and from which address was it saved?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from aftershock.records import Capture, FieldReceipt, Reject
from aftershock.sources.decoding import decode
from aftershock.sources.head import Head
from aftershock.sources.plain import encoding_receipts
from aftershock.sources.raw import Found, RawPage
from aftershock.sources.source import Source
from aftershock.sources.whole import read_whole

# Possessive: what was passed over is never looked at again, however long it is.
_LEAD = re.compile(r"(?>\s+|<!--.*?-->|<\?[^>]*>)*+", re.DOTALL)
_OPENING = re.compile(
    r"<(?:!doctype\s+html|(?:html|head|body|title|meta|link|script|style|base|article|section|main|header|nav|div"
    r"|p|h[1-6]|table|ul|ol|span|blockquote|a|br|img|figure|center|font|b|i|em|strong)(?=[\s>/]))",
    re.IGNORECASE,
)
_CHARSET = re.compile(rb"<meta[^>]{0,500}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_XML_ENCODING = re.compile(
    rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE
)
# Written by browsers and by page savers at the top of what they save.
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)\s*(https?://\S+)", re.IGNORECASE)
_SAVED_WITH = re.compile(r"<!--\s*Page saved with SingleFile\s+url:\s*(https?://\S+)", re.IGNORECASE)
# Everything that says where a page belongs stands in its head.
HEAD_CHARACTERS = 500_000


def matches(head: Head) -> bool:
    """Whether a file begins as a page or as a part of one; every saved frame around it is skipped."""
    lead = _LEAD.match(head.text)
    at = lead.end() if lead else 0
    return bool(_OPENING.match(head.text, at))


def read(original: Path, capture: Capture) -> Iterator[Found]:
    """The one page of a file, decoded, with the address that it names itself."""
    data = read_whole(original, capture)
    if isinstance(data, Reject):
        yield data
        return
    decoded = decode(data, declared=declared_encoding(data))
    locator = f"bytes=0-{len(data)}"
    receipts = encoding_receipts(capture, locator, decoded.encoding, decoded.repairs)
    url = capture.url
    if said := address(decoded.text):
        field, value, url = said
        receipts += (FieldReceipt(capture=capture.id, locator=locator, field=field, value=value),)
    yield RawPage(
        capture=capture.id,
        file=capture.source,
        locator=locator,
        html=decoded.text,
        url=url,
        receipts=receipts,
    )


def declared_encoding(data: bytes) -> str | None:
    """The encoding that a page names in its first kilobytes."""
    found = _XML_ENCODING.search(data[:1024]) or _CHARSET.search(data[:4096])
    return found[1].decode("ascii") if found else None


def address(html: str) -> tuple[str, str, str] | None:
    """Where a page says it stands: (field, the value as it stands there, the absolute address).

    The canonical link goes first, then og:url, then the line that a browser wrote when it saved the page.
    """
    head = html[:HEAD_CHARACTERS]
    saved = _SAVED_FROM.search(head) or _SAVED_WITH.search(head)
    reader = _HeadReader()
    # Python's parser asserts on some malformed declarations; what stood before them counts.
    with suppress(AssertionError):
        reader.feed(head)
    base = urljoin(saved[1] if saved else "", reader.base)
    for field, value in (("canonical", reader.canonical), ("og:url", reader.og_url)):
        if value and (absolute := _absolute(base, value)):
            return field, value, absolute
    return ("saved from url", saved[1], saved[1]) if saved else None


def _absolute(base: str, value: str) -> str | None:
    try:
        joined = urljoin(base, value)
        parts = urlsplit(joined)
    except ValueError:
        return None
    return joined if parts.scheme in ("http", "https") and parts.hostname else None


class _HeadReader(HTMLParser):
    """Collects a head's links; what stands in the body was written by others (comments, embeds)."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.canonical = self.og_url = self.base = ""
        self._in_body = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "body":
            self._in_body = True
        if self._in_body:
            return
        said = {name: (value or "").strip() for name, value in attrs}
        if tag == "link" and "canonical" in said.get("rel", "").lower().split():
            self.canonical = self.canonical or said.get("href", "")
        elif tag == "meta" and said.get("property", said.get("name", "")).lower() == "og:url":
            self.og_url = self.og_url or said.get("content", "")
        elif tag == "base":
            self.base = self.base or said.get("href", "")


source = Source(name="html", media_type="text/html", version="1", matches=matches, read=read)

"""What is the main text of a page, where a million of them have to be passed through?

One extractor, one parse, no metadata, no frame, no embedded posts, no language; its text holds more of the
frame than that of `read`. For sorting a crawl before the pages that matter are read; it stands in no case.
"""

from __future__ import annotations

from typing import Any

from aftershock.errors import NoMainText
from aftershock.pages.main_text import dense_text, parsed, version
from aftershock.pages.tree import MAX_BRACKETS, MAX_HTML, bounded, sound
from aftershock.records import Text
from aftershock.sources.raw import RawPage
from aftershock.text import sha256

# The extractor's time grows with the square of the depth; that many tags left open are no page.
MAX_OPEN = 10 * MAX_BRACKETS
# So can the parser's (links around containers): on a shorter page it takes no longer than the extractor takes
# for so many levels, and such a page is parsed before its tags are counted.
MAX_UNCOUNTED = 1_000_000


def main_text_of(raw: RawPage) -> Text:
    """The main text of one document; a plain text as it is. Raises NoMainText where there is none.

    Pages longer than `MAX_HTML`, or with thousands of tags that are never closed, are refused as well.
    """
    text, extractor = sound(raw.text or ""), "plain text"
    if raw.html is not None:
        document = _document(raw.html)
        if document is None:
            raise NoMainText(
                raw.file, tried=("none: the page is too large or too deep for the fast reading",)
            )
        text, extractor = dense_text(document), f"resiliparse@{version('resiliparse')}/main"
    if not text.strip():
        raise NoMainText(raw.file, tried=("main content",))
    return Text(id=sha256(text), capture=raw.capture, locator=raw.locator, extractor=extractor, text=text)


def _document(html: str) -> Any | None:
    """The page as the extractor's document; None where it is larger or deeper than pages are."""
    if len(html) > MAX_HTML or (len(html) > MAX_UNCOUNTED and _left_open(html) > MAX_OPEN):
        return None
    document = parsed(bounded(html))
    # its elements are counted in a tenth of the time that brackets take
    containers = map(len, map(document.document.get_elements_by_tag_name, ("div", "span")))
    return None if sum(containers) > MAX_OPEN and _left_open(html) > MAX_OPEN else document


def _left_open(html: str) -> int:
    """How many containers are never closed; counted only where there are tags enough to matter."""
    if html.count("<") <= MAX_OPEN:
        return 0
    return html.count("<div") + html.count("<span") - html.count("</")

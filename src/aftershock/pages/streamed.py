"""What is the main text of a page, where a million of them have to be passed through?

One extractor, one parse, no metadata, no frame, no embedded posts, no language; its text holds more of the
frame than that of `read`. For sorting a crawl before the pages that matter are read; it stands in no case.
"""

from __future__ import annotations

import re
from typing import Any

from aftershock.errors import NoMainText
from aftershock.pages.main_text import dense_text, parsed, version
from aftershock.pages.tree import MAX_ATTRIBUTES, MAX_BRACKETS, MAX_HTML, bounded, sound
from aftershock.records import Text
from aftershock.sources.raw import RawPage
from aftershock.text import sha256

# The extractor's time grows with the square of the depth, closed or left open, and so can the parser's (links
# around containers): pages nest some tens of levels deep.
MAX_LEVELS = 2_000
# Below so many elements no depth takes the extractor a second, and of so few characters, or brackets, no page
# takes the parser longer than three: their depth is not looked at.
FEW_ELEMENTS, SHORT, FEW_BRACKETS = 4 * MAX_BRACKETS, 600_000, 20 * MAX_BRACKETS
# The page is parsed once here: a tag may have twice as many attributes, and half as many places are seen.
MOST_ATTRIBUTES = 2 * MAX_ATTRIBUTES
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.I)
# What holds nothing, and what ends by itself where the next begins.
_FLAT = frozenset((
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr", "p", "li", "dt", "dd", "td", "th", "tr", "thead", "tbody", "tfoot", "option", "optgroup",
    "colgroup", "path", "rect", "circle", "use", "line", "polygon", "g",
))  # fmt: skip


def main_text_of(raw: RawPage) -> Text:
    """The main text of one document; a plain text as it is. Raises NoMainText where there is none.

    Pages longer than `MAX_HTML`, or with tags nested thousands deep, are refused as well.
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
    if len(html) > MAX_HTML:
        return None
    if len(html) > SHORT and html.count("<") > FEW_BRACKETS and _too_deep(html):
        return None
    document = parsed(bounded(html, MOST_ATTRIBUTES))
    # faster than to count brackets
    many = len(document.document.get_elements_by_tag_name("*")) > FEW_ELEMENTS
    return None if many and _too_deep(html) else document


def _too_deep(html: str) -> bool:
    """Whether too many tags stand open at once, as they are written; what scripts name is no tag."""
    depth = 0
    scripted = False
    for match in _TAG.finditer(html):
        closing, name = match[1], match[2].lower()
        if name == "script":
            scripted = not closing
        elif not scripted and name not in _FLAT:
            depth = max(depth - 1, 0) if closing else depth + 1
            if depth > MAX_LEVELS:
                return True
    return False

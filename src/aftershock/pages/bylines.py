"""Which names stand on a page where a byline stands?

Asked where no person is declared, or more people are declared than signed. ``tree`` is an lxml document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from aftershock.pages.markup import Fact, clean

# Without their first letter, which may be large: making every class small takes ten times as long.
_CLASS = " or ".join(
    f"contains(@{attribute}, '{part}')"
    for attribute in ("class", "id", "data-testid")
    for part in ("yline", "uthor")
)
_MARKED = (
    "//*[@rel='author']",
    "//*[@itemprop='author']//*[@itemprop='name']",
    "//*[@itemprop='author']",
    f"//*[self::a or self::span or self::p or self::div or self::address or self::li or self::section]"
    f"[{_CLASS}]",
)
# A text that is only the cue, or begins with it; scripts are long, and no byline.
_CUED = (
    "//body//text()[string-length(.) < 100][not(parent::script or parent::style or parent::option)]"
    "[starts-with(normalize-space(.), 'By ') or starts-with(normalize-space(.), 'by ')"
    " or starts-with(normalize-space(.), 'BY ') or normalize-space(.) = 'By' or normalize-space(.) = 'by'"
    " or normalize-space(.) = 'BY' or normalize-space(.) = 'By:' or normalize-space(.) = 'Von'"
    " or normalize-space(.) = 'Por' or normalize-space(.) = 'Par' or normalize-space(.) = 'Di']"
)
_LINKED = "//a[{}]".format(
    " or ".join(
        f"contains(@href, '{part}')"
        for part in ("/author/", "/authors/", "/staff/", "/writer/", "/person/", "/people/", "/profile/",
                     "/bios/", "/by/", "/contributor")
    )
)  # fmt: skip
_ADDRESS = re.compile(
    r"^(?:mailto:|tel:|#|javascript:)|(?:twitter|facebook|instagram|linkedin)\.com|x\.com/", re.I
)
_PERSON = re.compile(r"[^\W\d_][\w'’.\-]*(?:\s+[^\W\d_][\w'’.\-]*){1,4}$")
# The first few of each kind: what comes later belongs to other articles on the page.
_MAX_FACTS, _MAX_LENGTH, _REACH = 6, 300, 120


def marked(tree: Any) -> Iterator[Fact]:
    """Elements that are marked as a byline or an author; where they link to people, those names alone."""
    seen: set[str] = set()
    for path in _MARKED:
        for node in tree.xpath(path)[:_MAX_FACTS]:
            value = clean(node.text_content())
            if not value or len(value) > _MAX_LENGTH or value in seen:
                continue
            seen.add(value)
            yield Fact("byline", _linked_names(node.iter("a")) or value)


def cued(tree: Any) -> Iterator[Fact]:
    """What stands behind a "By" on the page, whatever its element is called."""
    for cue in tree.xpath(_CUED)[:_MAX_FACTS]:
        before = cue.getparent()
        follows = list(before)[:8] if cue.is_text else list(before.itersiblings())[:8]
        value = str(cue)
        for node in follows:
            if not isinstance(node.tag, str):  # a comment
                value += node.tail or ""
                continue
            if len(value) > _REACH or node.tag in ("time", "p", "div", "h1", "h2", "script", "style"):
                break
            value += f" {node.text_content()} {node.tail or ''}"
        people = _linked_names(
            each for node in follows if isinstance(node.tag, str) for each in node.iter("a")
        )
        yield Fact("byline", people or clean(value)[:_REACH])


def linked(tree: Any) -> Iterator[Fact]:
    """Links to a page about an author, before the text has gone on for long."""
    for node in tree.xpath(_LINKED)[:_MAX_FACTS]:
        value = clean(node.text_content())
        if value and len(value) <= 60:
            yield Fact("author link", value)


def _linked_names(links: Iterator[Any]) -> str:
    """The texts of some links that go to people and not to a mail or a network."""
    found = []
    for link in links:
        value = clean(link.text_content())
        if _PERSON.match(value) and len(value) <= 60 and not _ADDRESS.search(link.get("href") or ""):
            found.append(value)
    return ", ".join(dict.fromkeys(found))

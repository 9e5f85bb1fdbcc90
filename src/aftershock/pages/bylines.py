"""Which names stand on a page where a byline stands?

Asked where no person is declared, or more people are declared than signed. ``tree`` is an lxml document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from aftershock.pages.markup import Fact, clean

# Attributes are searched, and their elements taken: a quarter of the time of asking each element for them.
# Without their first letter, which may be large: making every class small takes ten times as long.
_CLASSES = " | ".join(
    f"//@{attribute}[contains(., 'yline') or contains(., 'uthor')]/.."
    for attribute in ("class", "id", "data-testid")
)
# What stands before a name in other languages, with a colon behind it.
LABELS = (
    "words|text|author|autor|autora|auteur|door|di|por|haber|yazan|yazar|muhabir|автор|текст|كتب|كتبت|بقلم|الكاتب|نویسنده"
    "|מאת|记者|作者|撰文|文|取材|लेखक|रिपोर्ट"
)
_AUTHOR = "//@itemprop[. = 'author']/.."
_NAMED = f"{_AUTHOR}//@itemprop[. = 'name']/.."
_CALLED = (
    f"({_CLASSES})"
    "[self::a or self::span or self::p or self::div or self::address or self::li or self::section]"
)
# A text that is only the cue, or begins with it; a longer one is prose.
_CUE = re.compile(
    r"\s*(?:(?:By|by|BY)(?:\s|:?\s*$)|(?:Von|Por|Par|Di|מאת)\s*$|(?:Von|Par)\s+[A-ZÀ-Þ]\S*\s+[A-ZÀ-Þ])"
)
_LABEL = re.compile(rf"\s*(?:{LABELS})\s*[:：・]", re.IGNORECASE)
_MAX_CUED = 100
_NO_BYLINE = frozenset(("script", "style", "option"))
_LINKED = "//a/@href[{}]/..".format(
    " or ".join(
        f"contains(., '{part}')"
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
_COMMENTS = re.compile(r"(?:^|[\s_-])(?:comments?|disqus)(?=$|[\s_-])", re.IGNORECASE)
_LEVELS = 4


def marked(tree: Any) -> Iterator[Fact]:
    """Elements that are marked as a byline or an author; where they link to people, those names alone."""
    seen: set[str] = set()
    yield from _signed_together(tree)
    for nodes in _marks(tree):
        for node in nodes[:_MAX_FACTS]:
            value = clean(node.text_content())
            if not value or len(value) > _MAX_LENGTH or value in seen or _in_comments(node):
                continue
            seen.add(value)
            yield Fact("byline", _linked_names(node.iter("a")) or value)


def _signed_together(tree: Any) -> Iterator[Fact]:
    """Several links marked as authors in one element."""
    links = tree.xpath("//a/@rel[. = 'author']/..")
    for outer in dict.fromkeys(link.getparent() for link in links[:_MAX_FACTS]):
        names = _linked_names(link for link in links if link.getparent() is outer)
        if ", " in names:
            yield Fact("byline", names)


def _in_comments(node: Any) -> bool:
    """Whether an element stands among readers' comments."""
    outer = islice(node.iterancestors(), _LEVELS)
    return any(_COMMENTS.search(f"{each.get('class', '')} {each.get('id', '')}") for each in outer)


def _marks(tree: Any) -> Iterator[list[Any]]:
    """The elements that say author or byline, kind after kind; each is a walk over the page."""
    yield tree.xpath("//@rel[. = 'author']/..")
    authors = tree.xpath(_AUTHOR)
    if authors:
        yield tree.xpath(_NAMED)
        yield authors
    yield tree.xpath(_CALLED)


def cued(tree: Any) -> Iterator[Fact]:
    """What stands behind a "By" on the page, whatever its element is called."""
    for cue, follows in islice(_cues(tree), _MAX_FACTS):
        value = cue
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


def _cues(tree: Any) -> Iterator[tuple[str, list[Any]]]:
    """The texts that are a cue or begin with one, each with the elements that follow it."""
    body = tree.find("body")
    for node in body.iterdescendants("*") if body is not None else ():
        if node.tag in _NO_BYLINE:
            continue
        text, tail = node.text, node.tail
        if text and len(text) < _MAX_CUED and _is_cue(text):
            yield text, list(node)[:8]
        if tail and len(tail) < _MAX_CUED and _is_cue(tail):
            yield tail, list(node.itersiblings())[:8]


def _is_cue(text: str) -> bool:
    """Whether a text is a cue or begins with one; labels, which are slow, only where there is a colon."""
    if _CUE.match(text):
        return True
    return (":" in text or "：" in text or "・" in text) and _LABEL.match(text) is not None


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

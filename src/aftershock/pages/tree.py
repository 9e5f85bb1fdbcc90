"""How does an HTML page become a tree, and what of it can be text?

A page is parsed from bytes, which takes half of the time that a string takes. A page that is larger or deeper
than pages are is told here, before anything walks over it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

# A page beyond these is a dump or an attack. The second extractor's time grows with the square of the depth
# (24 s at 20,000 levels), trafilatura's memory with the tree; one walk over the tree reads such a page.
MAX_HTML, MAX_ELEMENTS, MAX_DEPTH = 5_000_000, 60_000, 200
# Without one element there is no tree; so many brackets and yet none is nothing that can be read.
MAX_BRACKETS = 1_000
# Parsers compare each attribute of a tag with each: 100,000 of them take minutes, so many no time at all.
MAX_ATTRIBUTES = 2_000
_TAG_NAME = re.compile(r"<[a-zA-Z][\w:-]{0,40}")

# What no XML text may hold; two characters more are none (U+FFFE, U+FFFF).
_CONTROLS = bytes(n for n in range(32) if n not in (9, 10, 13))
_NO_CHARACTERS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")
# The parser takes a page whose first tag is closed in itself for an empty one.
_SELF_CLOSED = re.compile(rb"(<html\b[^<>]*?)\s*/>", re.IGNORECASE)
_FRAMES = re.compile(r"</?(?:frame|frameset|noframes)\b[^<>]*>", re.IGNORECASE)
_DOCTYPE = re.compile(rb"^\s*<\s?!\s?doctype[^<>]*>", re.IGNORECASE)
_HEAD, _BEGINNING = 4096, 50

# Taken out before the extractor walks the page many times; it would drop them itself.
_NEVER_TEXT = ("script", "style", "svg", "iframe", "template", "link", "meta")
# The extractor decides about these by what stands in them.
_WEIGHED = frozenset(("form", "figure", "math"))
_BLOCKS = frozenset(
    ("article", "div", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "header", "li", "main", "ol", "p",
     "section", "ul")
)  # fmt: skip
_HOLLOW = _BLOCKS | {"a", "b", "em", "i", "span", "strong"}
_CELLS = ("caption", "tbody", "td", "tfoot", "th", "thead", "tr")
# A cell of so many letters, with this share of its table's, is a column of the page.
LONG_CELL, CELL_SHARE = 300, 0.5
# So many captions of so many letters are a story in pictures, where paragraphs hold less than an article.
MIN_CAPTIONS, CAPTION, ARTICLE = 3, 50, 800
_BREAKS = frozenset(("br", "hr"))


def sound(text: str) -> str:
    """The text with a question mark for each half of a character, which JSON can name and no file hold."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


def slim(html: str) -> str:
    """The page, but for the attributes of a tag that has more of them than any page, and sound."""
    return bounded(sound(html))


def bounded(html: str, most: int = MAX_ATTRIBUTES) -> str:
    """The page, but for the attributes of a tag that has more than ``most`` of them."""
    kept, behind = [], 0
    for start, end in _long_tags(html, 2 * most):
        tag = _TAG_NAME.match(html, start, end)
        # split, which needs a seventh of the time of a pattern: such a tag mostly holds a picture as one word
        if tag and len(html[start : end + 1].split(None, most + 1)) > most + 1:
            kept.append(html[behind : tag.end()])
            behind = end
    return "".join((*kept, html[behind:])) if kept else html


def _long_tags(html: str, least: int) -> Iterator[tuple[int, int]]:
    """What may be a tag of at least so many characters, up to the mark that closes it.

    From one mark to the last within reach, so that most of a page is not looked at.
    """
    find, at = html.rfind, 0
    last = len(html) - least
    while at < last:
        near = find(">", at, at + least + 1)
        if near >= 0:
            at = near + 1
            continue
        end = html.find(">", at + least)
        if end < 0:
            return
        # of what stands before a mark that closes, only the last tag can be the one that is closed
        start = html.rfind("<", at, end)
        if 0 <= start < end - least:
            yield start, end
        at = end + 1


def tree_of(html: str) -> Any | None:
    """The page as an lxml document (which nests no deeper than 256); None where there is no element in it."""
    from lxml.etree import LxmlError
    from lxml.html import fromstring

    data = html.encode("utf-8", "replace").translate(None, _CONTROLS)
    for absent in _NO_CHARACTERS if _NO_CHARACTERS[0][:2] in data else ():
        data = data.replace(absent, b"")
    head = _SELF_CLOSED.sub(rb"\1>", _DOCTYPE.sub(b"", data[:_HEAD], count=1), count=1)
    try:
        tree = fromstring(head + data[_HEAD:], parser=_parser())
    except (LxmlError, ValueError):  # nothing in it that is an element
        return None
    return None if "html" not in html[:_BEGINNING].lower() and len(tree) < 2 else tree


def unframed(html: str, tree: Any) -> str:
    """The page with what it holds for those who see no frames, where it is nothing but frames."""
    return _FRAMES.sub("", html) if tree is not None and tree.find("frameset") is not None else html


@cache
def _parser() -> Any:
    from lxml.etree import ElementDefaultClassLookup
    from lxml.html import HtmlElement, HTMLParser

    parser = HTMLParser(
        collect_ids=False, default_doctype=False, encoding="utf-8", remove_comments=True, remove_pis=True
    )
    # forms and inputs need no classes of their own, and to ask for the class of each element takes time
    parser.set_element_class_lookup(ElementDefaultClassLookup(element=HtmlElement))
    return parser


def oversized(html: str, tree: Any | None) -> bool:
    """Whether a page is larger or nests deeper than pages do; such a one is read as blocks alone."""
    if tree is None:
        return html.count("<") > MAX_BRACKETS or len(html) > MAX_HTML
    if len(html) > MAX_HTML or tree.xpath("count(//*)") > MAX_ELEMENTS:
        return True
    return bool(_deep()(tree))


@cache
def _deep() -> Any:
    """Whether there is an element with more than `MAX_DEPTH` above it: level by level, each seen once."""
    from lxml.etree import XPath

    return XPath(f"boolean({'/*' * (MAX_DEPTH + 2)})")


def without_scripts(tree: Any) -> Any:
    """The tree itself, rid of what holds no text."""
    from lxml.etree import strip_elements

    strip_elements(tree, *_NEVER_TEXT, with_tail=False)
    return tree


def lighten(tree: Any) -> Any:
    """The tree itself, rid of what the extractor never reads, and of elements without a word in them.

    Half of a page's elements. Favouring precision, the extractor loses the text right behind an empty
    element; without that element the text stays.
    """
    from lxml.etree import strip_elements

    strip_elements(tree, *_never_read(), with_tail=False)
    figures = [figure for figure in tree.iter("figure") if figure.find(".//table") is None]
    told = _told_by_captions(tree, figures)
    for figure in figures:
        if told:
            figure.tag = "div"
        else:
            drop(figure)
    _without_layout(tree)
    _drop_hollow(tree)
    return tree


def _told_by_captions(tree: Any, figures: list[Any]) -> bool:
    """Whether a page tells in captions what others tell in paragraphs; then they become paragraphs."""
    captions = [caption for figure in figures for caption in figure.iter("figcaption")]
    long = [len(caption.text_content()) for caption in captions]
    if len([size for size in long if size >= CAPTION]) < MIN_CAPTIONS:
        return False
    if sum(len(paragraph.text_content()) for paragraph in tree.iter("p")) >= min(sum(long), ARTICLE):
        return False
    for node in (node for figure in figures for node in figure.iter()):
        node.attrib.pop("class", None)  # extractors drop by the name what calls itself a caption
        node.tag = "p" if node.tag == "figcaption" else node.tag
    return True


def _lays_out(table: Any) -> bool:
    """Whether a table arranges a page: one stands inside it, or a cell has running text and most of it."""
    if table.find(".//table") is not None:
        return True
    most = max((len(cell.text_content()) for cell in table.iter("td")), default=0)
    return most >= LONG_CELL and most >= CELL_SHARE * len(table.text_content())


def _without_layout(tree: Any) -> None:
    """Make plain blocks of the cells of tables that arrange the page; extractors read a row as one line."""
    tables = {table for table in tree.iter("table") if _lays_out(table)}
    if not tables:
        return
    cells = [cell for cell in tree.iter(*_CELLS) if next(cell.iterancestors("table"), None) in tables]
    for node in (*cells, *tables):
        node.tag = "div"


@cache
def _never_read() -> tuple[str, ...]:
    from trafilatura.settings import MANUALLY_CLEANED

    return tuple(sorted({*MANUALLY_CLEANED, *_NEVER_TEXT, "img"} - _WEIGHED))


def _drop_hollow(tree: Any) -> None:
    """Take out the elements that hold no word and no line break, innermost first."""
    full: set[Any] = set()
    for node in reversed(list(tree.iter())):
        parent = node.getparent()
        if parent is None:
            continue
        tag, text = node.tag, node.text
        if (text and not text.isspace()) or node in full or tag in _BREAKS:
            full.add(parent)
            continue
        tail = node.tail
        if tail and not tail.isspace():
            full.add(parent)
        if tag in _HOLLOW:
            drop(node)


def drop(node: Any) -> None:
    """Take an element out of its tree; the text behind it stays, and what it kept apart stays apart."""
    parent, tail = node.getparent(), node.tail or ""
    if parent is None:
        return
    if node.tag in _BLOCKS and tail.strip():
        tail = f"\n{tail}"
    elif node.text:
        tail = f" {tail}"
    before = node.getprevious()
    parent.remove(node)
    if tail and before is not None:
        before.tail = (before.tail or "") + tail
    elif tail:
        parent.text = (parent.text or "") + tail

"""What is the main text of an HTML page, and what else is visible on it?

The gated combination: trafilatura favouring precision; where that found far less than a second, independent
extractor sees, trafilatura's default mode runs too, and the longer answer is kept where precision lost most
of it. Nothing that is visible is thrown away: `visible` gives all of it, and `boilerplate` names the rest.
"""

from __future__ import annotations

import re
from importlib.metadata import version
from typing import Any, NamedTuple

from aftershock.pages.shingles import containment, shingles

# Share of the other witness's shingles below which an answer counts as broken: measured on 682 news pages,
# 2-4 % of them fall below it.
MIN_SHARE = 0.5
# trafilatura's time and memory grow with the tree; a news page above these is a dump or an attack, and the
# linear extractor reads it alone.
MAX_HTML, MAX_ELEMENTS, MAX_DEPTH = 5_000_000, 60_000, 200

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]{0,5000}?(/?)>")
_VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
        "p",
        "li",
        "td",
        "tr",
    ]
)
_BLANK = re.compile(r"[ \t\xa0]*\n[ \t\xa0\n]*\n[ \t\xa0]*")


class Extract(NamedTuple):
    """A text, and which extractor (``name@version/mode``) found it."""

    text: str
    extractor: str


def main_text(html: str, tree: Any | None) -> Extract | None:
    """The main text of a page; ``tree`` is its lxml document, or None where it is too large for one.

    None where no extractor found a text.
    """
    witness = dense_text(html)
    if tree is None:
        return Extract(witness, _resiliparse("main")) if witness else None
    precise = _trafilatura(tree, precision=True)
    if containment(shingles(witness), shingles(precise)) >= MIN_SHARE:
        return Extract(precise, _traf_name("precision")) if precise else None
    wide = _trafilatura(tree, precision=False)
    if containment(shingles(wide), shingles(precise)) < MIN_SHARE:
        return Extract(wide, _traf_name("default"))
    if precise:
        return Extract(precise, _traf_name("precision"))
    return Extract(witness, _resiliparse("main")) if witness else None


def visible_text(html: str) -> Extract:
    """Everything a reader of the page sees, frame and all, paragraphs as lines."""
    from resiliparse.extract.html2text import extract_plain_text

    text = extract_plain_text(html, preserve_formatting=True, main_content=False, alt_texts=False)
    return Extract(_tidy(text), _resiliparse("all"))


def fragment_text(html: str) -> Extract:
    """The text of a piece of HTML (a feed's entry), all of it, its paragraphs kept."""
    from resiliparse.extract.html2text import extract_plain_text

    page = f"<html><body>{html}</body></html>"
    return Extract(
        _tidy(extract_plain_text(page, preserve_formatting=True, alt_texts=False)), _resiliparse("fragment")
    )


def dense_text(html: str) -> str:
    """The main content as resiliparse sees it: fast, and near complete."""
    from resiliparse.extract.html2text import extract_plain_text

    return _tidy(extract_plain_text(html, preserve_formatting=True, main_content=True, alt_texts=False))


def tree_of(html: str) -> Any | None:
    """The page as an lxml document, or None where it is too large, too deep, or no HTML."""
    from trafilatura import load_html

    if len(html) > MAX_HTML or _too_deep(html):
        return None
    return load_html(html)


def _too_deep(html: str) -> bool:
    """Whether the tags alone already nest deeper or are more than a page's; counted without a parser."""
    depth = 0
    for number, tag in enumerate(_TAG.finditer(html)):
        if number > MAX_ELEMENTS:
            return True
        if tag[3] or tag[2].lower() in _VOID:
            continue
        depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > MAX_DEPTH:
            return True
    return False


def _trafilatura(tree: Any, *, precision: bool) -> str:
    from trafilatura import extract

    return extract(tree, favor_precision=precision, include_comments=False) or ""


def _traf_name(mode: str) -> str:
    return f"trafilatura@{version('trafilatura')}/{mode}"


def _resiliparse(mode: str) -> str:
    return f"resiliparse@{version('resiliparse')}/{mode}"


def _tidy(text: str) -> str:
    return _BLANK.sub("\n\n", text).strip()

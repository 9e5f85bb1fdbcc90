"""What is the main text of an HTML page, and what else is visible on it?

The gated combination: trafilatura favouring precision, at first without its own comparison with other
extractors (nearly half of its time; labelled pages that pass the gate gave the same text). Where that found
far less than a second, independent extractor sees, the comparison runs, and if need be trafilatura's default
mode, and the longer answer is kept where precision lost most of it. A body that the page declares in JSON-LD
is a third witness: where neither mode found it and the second extractor did, the second extractor is right.
Nothing that is visible is thrown away: `visible_text` gives all of it, and `frame` names the rest.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import metadata
from typing import Any, NamedTuple

from aftershock.pages.shingles import containment, shingles

# Share of the second extractor's shingles below which an answer may be broken: 2-4 % of news pages.
MIN_SHARE = 0.5
# The default mode is taken only where precision kept less than this share of it: at .5 one page of 682 turned
# from .95 to .48, below .2 a lost article stayed lost (chosen on those 682 pages, not held out).
MIN_KEPT = 0.3
# A declared body of so many shingles is an article and no teaser; when it counts as missed, and as found.
MIN_BODY, BODY_MISSED, BODY_FOUND = 60, 0.5, 0.9

# A page beyond these is a dump or an attack. The second extractor's time grows with the square of the depth
# (24 s at 20,000 levels), trafilatura's memory with the tree; one walk over the tree reads such a page.
MAX_HTML, MAX_ELEMENTS, MAX_DEPTH = 5_000_000, 60_000, 200
# Without one element there is no tree; so many brackets and yet none is nothing that can be read.
MAX_BRACKETS = 1_000
# Parsers compare each attribute of a tag with each: 100,000 of them take minutes, so many no time at all.
MAX_ATTRIBUTES = 2_000
_LONG_TAG = re.compile(rf"(<[a-zA-Z][\w:-]{{0,40}})[^<>]{{{2 * MAX_ATTRIBUTES},}}>")
_GAP = re.compile(r"\s+")

_UNSEEN = frozenset(("script", "style", "noscript", "template", "head", "iframe", "svg", "select"))
# Taken out before the extractor walks the page many times; it would drop them itself.
_NEVER_TEXT = ("script", "style", "svg", "iframe", "template", "link", "meta")
_INLINE = frozenset(
    (
        "a",
        "abbr",
        "b",
        "bdi",
        "cite",
        "code",
        "em",
        "font",
        "i",
        "mark",
        "q",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "time",
        "u",
    )
)
_SPACES = re.compile(r"\s+")
_BLANK = re.compile(r"[ \t\xa0]*\n[ \t\xa0\n]*\n[ \t\xa0]*")


class Extract(NamedTuple):
    """A text, and which extractor (``name@version/mode``) found it."""

    text: str
    extractor: str


def main_text(html: Any, tree: Any | None, declared: str = "") -> Extract | None:
    """The main text of a page that is not `oversized`; ``tree`` is its lxml document, or None.

    ``html`` is the page, or what `parsed` made of it. Of ``tree`` only what can be text is left afterwards.

    ``declared`` is the article's body as JSON-LD gives it: a witness only, its text is not taken.

    None where no extractor found a text.
    """
    from lxml import etree

    witness = dense_text(html)
    if tree is None:
        return Extract(witness, _resiliparse("main")) if witness else None
    etree.strip_elements(tree, *_NEVER_TEXT, with_tail=False)
    quick = _trafilatura(tree, precision=True, fast=True)
    seen = shingles(witness)
    if containment(seen, shingles(quick)) >= MIN_SHARE and not _only_witness_has(declared, witness, quick):
        return Extract(quick, _traf_name("precision-fast")) if quick else None
    precise = _trafilatura(tree, precision=True)
    if _only_witness_has(declared, witness, precise):
        return Extract(witness, _resiliparse("main"))
    if containment(seen, shingles(precise)) >= MIN_SHARE:
        return Extract(precise, _traf_name("precision")) if precise else None
    wide = _trafilatura(tree, precision=False)
    if containment(shingles(wide), shingles(precise)) < MIN_KEPT:
        return Extract(wide, _traf_name("default"))
    if precise:
        return Extract(precise, _traf_name("precision"))
    return Extract(witness, _resiliparse("main")) if witness else None


def _only_witness_has(declared: str, witness: str, found: str) -> bool:
    body = shingles(declared)
    return (
        len(body) >= MIN_BODY
        and containment(body, shingles(found)) < BODY_MISSED
        and containment(body, shingles(witness)) >= BODY_FOUND
    )


def parsed(html: str) -> Any:
    """The page as the second extractor's document, so that it is parsed once for both of its answers."""
    from resiliparse.parse.html import HTMLTree

    return HTMLTree.parse(html)


def visible_text(html: Any) -> Extract:
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


def dense_text(html: Any) -> str:
    """The main content as resiliparse sees it: fast, and near complete."""
    from resiliparse.extract.html2text import extract_plain_text

    return _tidy(extract_plain_text(html, preserve_formatting=True, main_content=True, alt_texts=False))


def tree_of(html: str) -> Any | None:
    """The page as an lxml document (which nests no deeper than 256); None where there is no element in it."""
    from trafilatura import load_html

    return load_html(html)


def slim(html: str) -> str:
    """The page, but for the attributes of a tag that has more of them than any page."""
    least = 2 * MAX_ATTRIBUTES
    # a tag reaches to the first mark that closes one; scripts hold none for long
    if not any(len(piece) > least and piece.find(">", 0, least) < 0 for piece in html.split("<")):
        return html
    return _LONG_TAG.sub(_slim_tag, html)


def _slim_tag(tag: re.Match[str]) -> str:
    return tag[1] + ">" if len(_GAP.findall(tag[0])) > MAX_ATTRIBUTES else tag[0]


def oversized(html: str, tree: Any | None) -> bool:
    """Whether a page is larger or nests deeper than pages do; such a one is read by `block_text` alone."""
    if tree is None:
        return html.count("<") > MAX_BRACKETS or len(html) > MAX_HTML
    if len(html) > MAX_HTML or tree.xpath("count(//*)") > MAX_ELEMENTS:
        return True
    return bool(tree.xpath(f"boolean(//*[count(ancestor::*) > {MAX_DEPTH}])"))


def block_text(tree: Any | None) -> Extract | None:
    """All text of a document, a line for each block, in one walk over the tree; None where there is none."""
    from lxml import etree

    pieces: list[str] = []
    hidden = 0
    for event, node in etree.iterwalk(tree, events=("start", "end")) if tree is not None else ():
        unseen = node.tag in _UNSEEN
        hidden += unseen if event == "start" else -unseen
        if node.tag not in _INLINE:
            pieces.append("\n")
        if not hidden:
            pieces.append(_SPACES.sub(" ", (node.text if event == "start" else node.tail) or ""))
    lines = (line.strip() for line in "".join(pieces).split("\n"))
    text = "\n".join(line for line in lines if line)
    return Extract(text, f"lxml@{version('lxml')}/blocks") if text else None


@cache
def version(package: str) -> str:
    """The version of an installed package; asked for each page, and slow to find."""
    return metadata.version(package)


def _trafilatura(tree: Any, *, precision: bool, fast: bool = False) -> str:
    """trafilatura's answer; ``fast`` leaves out its own comparison with other extractors."""
    from trafilatura import extract

    return extract(tree, favor_precision=precision, include_comments=False, fast=fast) or ""


def _traf_name(mode: str) -> str:
    return f"trafilatura@{version('trafilatura')}/{mode}"


def _resiliparse(mode: str) -> str:
    return f"resiliparse@{version('resiliparse')}/{mode}"


def _tidy(text: str) -> str:
    return _BLANK.sub("\n\n", text).strip()

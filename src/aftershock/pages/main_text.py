"""What is the main text of an HTML page, and what else is visible on it?

The gated combination: trafilatura favouring precision, on a tree without what it never reads, and without its
own comparison with other extractors (labelled pages that pass the gate gave the same text). Where that found
little running text, and far less than a second, independent extractor sees, the comparison runs, and if need
be trafilatura's default mode, and the longer answer is kept where precision lost most of it or the second
extractor has it too. A body that the page declares in JSON-LD is a third witness: where neither mode found it
and the second extractor did, the second extractor is right.
The lead is set before the text; the headline is the page's title and not part of it.
Nothing that is visible is thrown away: `visible_text` gives all of it, and `frame` names the rest.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import metadata
from typing import Any, NamedTuple

from aftershock.pages.agreement import Told
from aftershock.pages.furniture import without_furniture, without_notices
from aftershock.pages.gaps import with_gaps_filled
from aftershock.pages.lead import lead_of, solid
from aftershock.pages.markup import Markup
from aftershock.pages.shingles import containment, shingles
from aftershock.pages.tree import lighten, sound, tree_of, without_scripts

# Share of the second extractor's shingles below which an answer may be broken: 2-4 % of news pages.
MIN_SHARE = 0.5
# Where so much of the second's text is, line by line, in the first's, no shingles need be counted.
SURE_SHARE = 0.6
# So much running text is an article: of the pages where the second extractor saw far more, one that had below
# 650 characters was right, and all above 1,000: the second had comments, cookies, other articles.
ENOUGH_PROSE, PROSE_LINE = 800, 80
# The default mode is taken only where precision kept less than this share of it: at .5 one page of 682 turned
# from .95 to .48, below .2 a lost article stayed lost (chosen on those 682 pages, not held out).
MIN_KEPT = 0.3
# Two extractors that share so much of the second's text are right against a third that has less than half.
AGREED = 0.75
# An answer without any running text misses so much of it that the second extractor has.
PROSE_MISSED = 500
# A declared body of so many shingles is an article and no teaser; when it counts as missed, and as found.
MIN_BODY, BODY_MISSED, BODY_FOUND = 60, 0.5, 0.9

# The headline stands among the first lines, behind a rubric perhaps.
TOP = 3

_DESCRIPTIONS = ("og:description", "description", "twitter:description")

_UNSEEN = frozenset(("script", "style", "noscript", "template", "head", "iframe", "svg", "select"))
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
_BLANK = re.compile(r"\n[ \t\xa0\n]*\n[ \t\xa0]*")


class Extract(NamedTuple):
    """A text, which extractor (``name@version/mode``) found it, and what all that were asked gave."""

    text: str
    extractor: str
    told: tuple[Told, ...] = ()


class Declared(NamedTuple):
    """What a page's markup says of its text; a witness only, none of it is taken."""

    body: str = ""
    title: str = ""
    descriptions: tuple[str, ...] = ()
    article: bool = True  # something says who wrote the page, or when


_NOTHING = Declared()


def declared_by(markup: Markup, title: str, *, article: bool = True) -> Declared:
    """The witness of a page's markup; ``title`` is the headline that was chosen of it, ``article`` whether
    the page has an author or a day.
    """
    body = next((fact.value for fact in markup.ld.get("articleBody", ())), "")
    said = tuple(fact.value for name in _DESCRIPTIONS for fact in markup.meta.get(name, ()))
    return Declared(body, title, said, article)


def main_text(
    html: str, tree: Any | None, declared: Declared = _NOTHING, document: Any | None = None
) -> Extract | None:
    """The main text of a page that is not `oversized`; ``tree`` is its lxml document, or None.

    ``document`` is what `parsed` made of the page, where that was done. Of ``tree`` only what the first
    extractor reads is left afterwards.

    None where no extractor found a text.
    """
    witness = dense_text(html if document is None else document)
    if tree is None:
        return Extract(witness, _resiliparse("main")) if witness else None
    found = _body(html, tree, declared, witness)
    if found is None:
        return None
    filled = with_gaps_filled(found.text, witness, tree, linked=not declared.article)
    found = found._replace(text=filled, extractor=found.extractor + "+gaps" * (filled != found.text))
    told = {"resiliparse": witness, found.extractor.split("@")[0]: found.text, "json-ld": declared.body}
    return _with_lead(found, tree, declared)._replace(told=tuple(map(Told._make, told.items())))


def _with_lead(found: Extract, tree: Any, declared: Declared) -> Extract:
    """The text with its lead before it and without the headline, which is the page's title."""
    lines, headline = found.text.split("\n"), solid(declared.title)
    kept = [line for n, line in enumerate(lines) if n >= TOP or not headline or solid(line) != headline]
    text = "\n".join(kept).strip("\n")
    found = Extract(text, found.extractor) if text.strip() else found
    lead = lead_of(tree, found.text, declared.descriptions)
    return Extract("\n".join((*lead, found.text)), f"{found.extractor}+lead") if lead else found


def _body(html: str, tree: Any, declared: Declared, witness: str) -> Extract | None:
    """The main text as the extractors and their witness give it."""
    quick = _trafilatura(without_furniture(lighten(tree)), precision=True, fast=True)
    asked = without_notices(tree) if "ookie" in quick else ""
    if asked:
        quick, witness = _trafilatura(tree, precision=True, fast=True), _rest(witness, asked)
    if not declared.article:
        wide = _trafilatura(tree, precision=False)
        if quick and len(wide) > len(quick) and containment(shingles(quick), shingles(wide)) >= AGREED:
            return Extract(wide, _traf_name("default"))
    if quick and _believed(quick, witness) and not _only_witness_has(declared.body, witness, quick):
        return Extract(quick, _traf_name("precision-fast"))
    return _compared(html, tree, declared.body, witness)


def _rest(text: str, gone: str) -> str:
    """The lines of a text that are not in another."""
    letters = solid(gone)
    return "\n".join(line for line in text.split("\n") if solid(line) not in letters)


def _believed(quick: str, witness: str) -> bool:
    """Whether the quick answer is an article, or has what the second extractor has."""
    if _prose(quick) >= ENOUGH_PROSE or _same_lines(witness, quick) >= SURE_SHARE:
        return True
    return containment(shingles(witness), shingles(quick)) >= MIN_SHARE


def _prose(text: str) -> int:
    """The characters of a text that stand in lines as long as paragraphs."""
    return sum(len(line) for line in text.split("\n") if len(line) >= PROSE_LINE)


def _same_lines(witness: str, text: str) -> float:
    """The share of the witness, by characters, whose lines are lines of the text."""
    own = {line.strip() for line in text.split("\n")}
    return sum(len(line) for line in witness.split("\n") if line.strip() in own) / max(1, len(witness))


def _compared(html: str, tree: Any, declared: str, witness: str) -> Extract | None:
    """The main text where the quick answer is in doubt; ``tree`` is the page made lighter."""
    seen = shingles(witness)
    precise = _trafilatura(tree, precision=True)
    if not _prose(precise):  # it may stand in what the extractor never reads by itself
        tree = without_scripts(tree_of(html))
        precise = _trafilatura(tree, precision=True)
    if _only_witness_has(declared, witness, precise):
        return Extract(witness, _resiliparse("main"))
    if containment(seen, shingles(precise)) >= MIN_SHARE:
        return Extract(precise, _traf_name("precision")) if precise else None
    wide = _trafilatura(tree, precision=False)
    agreed, agreed_precise = containment(seen, shingles(wide)), containment(seen, shingles(precise))
    lost = containment(shingles(wide), shingles(precise)) < MIN_KEPT
    found = Extract(precise, _traf_name("precision"))
    if agreed >= AGREED or (lost and agreed >= agreed_precise):
        found = Extract(wide, _traf_name("default"))
    if witness and not _prose(found.text) and (_prose(witness) >= PROSE_MISSED or not found.text):
        found = Extract(witness, _resiliparse("main"))
    return found if found.text else None


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

    try:
        return HTMLTree.parse(html)
    except UnicodeEncodeError:  # to ask beforehand whether it is sound takes another pass
        return HTMLTree.parse(sound(html))


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

    return extract(tree, options=_options(precision, fast)) or ""


@cache
def _options(precision: bool, fast: bool) -> Any:
    from trafilatura.settings import Extractor

    return Extractor(precision=precision, fast=fast, comments=False)


def _traf_name(mode: str) -> str:
    return f"trafilatura@{version('trafilatura')}/{mode}"


def _resiliparse(mode: str) -> str:
    return f"resiliparse@{version('resiliparse')}/{mode}"


def _tidy(text: str) -> str:
    # white space before a blank line goes as well; a pattern that began with it would be tried at every space
    return "\n\n".join(piece.rstrip(" \t\xa0") for piece in _BLANK.split(text)).strip()

"""Who signed a page?

HTML: JSON-LD, meta elements, then what is visible as a byline. Plain text: a byline near its top or end.
An organisation's name is kept where it is all that is given; an address or a link is no name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from aftershock.pages.markup import Fact, Markup, bylines, clean
from aftershock.pages.title import is_site, sites
from aftershock.text import Span, lines

_META = (
    "author", "article:author_name", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator",
    "byl", "citation_author", "cxenseparse:author", "article:author",
)  # fmt: skip

_BY = re.compile(
    r"^(?:(?:written|reported|story|words|posted|published|analysis|text|opinion)\s+)?"
    r"(?:by|von|par|por|di|da|door|av|yazan|от|автор)\s*:?\s+",
    re.IGNORECASE,
)
_NAME = (
    r"[^\W\d_][\w'’.\-]*(?:\s+(?:(?:de|del|della|der|di|van|von|bin|al|el|la|le|ibn|dos|da)\s+)*"
    r"[^\W\d_a-zà-ÿ][\w'’.\-]*){1,4}"
)
_NAMES = re.compile(
    rf"^{_NAME}(?:\s*(?:,|;|&|/|\band\b|\bund\b|\bet\b|\by\b|\be\b|\ben\b|\bve\b)\s*{_NAME}){{0,6}}$"
)
_SPLIT = re.compile(r"\s*(?:,|;|&|/|\||•|·|\band\b|\bund\b|\bet\b|\bve\b)\s*")
_NOT_A_NAME = re.compile(
    r"https?:|www\.|@|\.com\b|^\d+$|^(?:admin|administrator|editor|staff|unknown|anonymous|none|null|author|redaktion|guest|by|"
    r"updated|published|posted|share|follow|contributor|reporter|correspondent|senior .*|staff writer|"
    r".*\b(?:reporter|editor|"
    r"correspondent|writer|journalist|producer|columnist|min read|minutes? ago|hours? ago)\b.*)$",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"\s*(?:[|•·–—(]|\bfor\b|\bvia\b|\bon\b\s+\w+\s+\d|\bpublished\b|\bupdated\b|\bposted\b|\d{1,2}[:/]|\d{4}).*$",
    re.I,
)
# A byline stands close to the top or, signed, at the very end.
_TOP_LINES, _END_LINES = 6, 2
MAX_NAMES = 8


def author_of(markup: Markup, tree: Any, url: str | None = None) -> Fact | None:
    """The author of an HTML page (``tree``: its lxml document), several joined by commas, or None.

    Where only the outlet is declared, a person's visible byline goes before it.
    """
    outlets = sites(markup, url)
    outlet: Fact | None = None
    lists = (
        markup.ld.get("author", ()),
        *(markup.meta.get(key, ()) for key in _META),
        markup.ld.get("creator", ()),
    )
    for facts in lists:
        people = _people(fact.value for fact in facts)
        if not people:
            continue
        found = Fact(facts[0].where, ", ".join(people))
        if not facts[0].value.startswith(",") and not is_site(found.value, outlets):
            return found
        outlet = outlet or found
    for byline in (*bylines(tree), *_guessed(tree)):
        people = _people([byline.value], strict=True)
        if people and not all(is_site(name, outlets) for name in people):
            return Fact(byline.where, ", ".join(people))
    return outlet


def _guessed(tree: Any) -> Iterator[Fact]:
    """trafilatura's reading of the page's less usual bylines, asked last."""
    from trafilatura.metadata import extract_author

    value = extract_author(tree)
    if value:
        yield Fact("trafilatura author", clean(value.replace(";", ",")))


def byline_span(text: str) -> Span | None:
    """Where the names of a plain text's byline stand, or None."""
    spans = list(lines(text))
    for number, (start, end) in enumerate(spans):
        if _TOP_LINES <= number < len(spans) - _END_LINES:
            continue
        line = text[start:end]
        stripped = line.strip()
        cue = _BY.match(stripped)
        if not cue or len(stripped) > 120:
            continue
        names = _TAIL.sub("", stripped[cue.end() :]).rstrip(" ,.")
        if names and _NAMES.match(names) and not _NOT_A_NAME.search(names):
            at = start + line.index(stripped) + cue.end()
            return Span(at, at + len(names))
    return None


def _people(values: Iterable[str], *, strict: bool = False) -> tuple[str, ...]:
    """The distinct names in some values; ``strict`` takes only what is shaped like names of people."""
    found: list[str] = []
    for value in values:
        stripped = clean(value)
        cue = _BY.match(stripped)
        stripped = stripped[cue.end() :] if cue else stripped
        if strict:
            stripped = _TAIL.sub("", stripped).rstrip(" ,.")
            if not _NAMES.match(stripped):
                continue
        for name in _SPLIT.split(stripped):
            name = _TAIL.sub("", name).strip(" ,.;:-")
            if (
                2 < len(name) <= 80
                and not _NOT_A_NAME.search(name)
                and name.casefold() not in {f.casefold() for f in found}
            ):
                found.append(name)
    return tuple(found[:MAX_NAMES])

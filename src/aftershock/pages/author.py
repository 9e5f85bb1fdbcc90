"""Who signed a page?

HTML: JSON-LD, meta elements, then what is visible as a byline; where more people are declared than signed
(the photographer, the editor), those who signed. Plain text: a byline near its top or end. An organisation's
name is kept where it is all that is given, as is the issuer of a press release; an address, a link, a degree
is no name.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from aftershock.pages import bylines
from aftershock.pages.markup import Fact, Markup, clean
from aftershock.pages.release import issuer_span
from aftershock.pages.title import is_site, sites
from aftershock.text import Span, lines

_META = (
    "author", "article:author_name", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator",
    "byl", "citation_author", "cxenseparse:author", "article:author",
)  # fmt: skip

_BY = re.compile(
    r"^(?:(?:written|reported|story|words|posted|published|analysis|text|opinion)\s+)?"
    r"(?:(?:by|von|par|por|di|da|door|av|yazan|от|автор|מאת)\s*:?\s+"
    rf"|(?:{bylines.LABELS})\s*[:：・]\s*)",
    re.IGNORECASE,
)
_NAME = (
    r"[^\W\d_][\wऀ-෿'’.\-]*(?:\s+(?:(?:de|del|della|der|di|van|von|bin|al|el|la|le|ibn|dos|da)\s+)*"
    r"[^\W\d_a-zà-ÿ][\wऀ-෿'’.\-]*){1,4}"
)
# Names without a space: those of Chinese, Japanese and Korean; and letters with marks above or below.
_SOLID_NAME = r"[぀-ヿ㐀-鿿가-힯]{2,6}"
_NAMES = re.compile(
    rf"^{_SOLID_NAME}(?:[、，]{_SOLID_NAME})*$|"
    rf"^{_NAME}(?:\s*(?:,|;|&|/|\band\b|\bund\b|\bet\b|\by\b|\be\b|\ben\b|\bve\b)\s*{_NAME}){{0,6}}$"
)
_SPLIT = re.compile(r"\s*(?:,|;|&|/|\||、|，|•|·|\band\b|\bund\b|\bet\b|\bve\b)\s*")
_NOT_A_NAME = re.compile(
    r"https?:|www\.|@|\.com\b|^\d+$|^(?:admin|administrator|super ?user|webmaster|"
    r"editor|staff|unknown|anonymous|none|null|author|redaktion|guest|by|"
    r"updated|published|posted|share|follow|contributor|reporter|correspondent|senior .*|staff writer|"
    r"sponsored|contributed|submitted|instagram|facebook|youtube|tiktok|image|getty.*|"
    r".*\b(?:reporter|editor|"
    r"correspondent|writer|journalist|producer|columnist|min read|minutes? ago|hours? ago)\b.*)$",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"\s*(?:,\s*(?:dpa|afp|apa|epd|kna|sda|ap|efe|ansa|pap|cna)\b|\b(?:avec|mit|con|with)\s+(?:dpa|afp|ap|efe|ansa|reuters)\b|\bon\s+\d|[|•·–—(]|\bfor\b|\bvia\b|\bon\b\s+\w+\s+\d|\bpublished\b|\bupdated\b|\bposted\b|\d{1,2}[:/]|\d{4}).*$",
    re.I,
)
# How outlets and agencies are called, and degrees behind a name.
_OUTLET = re.compile(
    r"\b(?:News|Times|Post|Press|Tribune|Herald|Gazette|Courier|Journal|Network|Agency|Magazine|Media|Radio|TV|"
    r"Today|TODAY|Chronicle|Telegraph|Guardian|Reuters|Bloomberg|Service|Services|Staff|Desk|Team)$|^[A-Z]{2,6}$"
)
# Who signs where nobody does: a person's visible byline goes before it.
_NEWSROOM = re.compile(
    r"(?i)^(?:.*\b(?:redazione|redaktion|redaction|redacción|newsroom|news ?desk)|"
    r".*\beditorial (?:team|staff|board)|"
    r"(?:web|news|online) (?:desk|team|staff))$"
)
_PLAIN_DEGREE = (
    r"(?:M\.?D|Ph\.?D|R\.?D\.?N?|M\.?S\.?c?|M\.?A|B\.?A|J\.?D|MBA|MPH|R\.?N|DO|DVM|LCSW|CPA|CFA)\.?"
)
_DEGREES = re.compile(rf"(?:[\s,]+{_PLAIN_DEGREE})+(?=$|[,;&])")
_BRACKETS = re.compile(r"\([^)]*\)?|\)")
# A byline stands close to the top or, signed, at the very end.
_TOP_LINES, _END_LINES = 6, 2
MAX_NAMES = 8
_ADDRESS_LINES = 3
_MAIL = re.compile(r"([\w.+-]{2,64})@[\w-]+\.[\w.-]+")
_PERSON = re.compile(r"[^\W\d_a-zà-ÿ][\w'’\-]+ [^\W\d_a-zà-ÿ][\w'’\-]+")


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
        people = _without_outlets(_people(fact.value for fact in facts), outlets)
        if not people:
            continue
        found = Fact(facts[0].where, ", ".join(people))
        nobody = is_site(found.value, outlets) or all(_NEWSROOM.match(name) for name in people)
        if not facts[0].value.startswith(",") and not nobody:
            return _signed(people, markup, tree) or found if len(people) > 1 else found
        outlet = outlet or found
    for byline in chain(bylines.marked(tree), bylines.cued(tree), bylines.linked(tree)):
        people = _without_outlets(_people([byline.value], strict=True), outlets)
        if people and not all(is_site(name, outlets) for name in people):
            return Fact(byline.where, ", ".join(people))
    return outlet


def _signed(people: tuple[str, ...], markup: Markup, tree: Any) -> Fact | None:
    """Those of several declared people who made or signed the page, where that is said; None: all of them."""
    declared = {_folded(name): name for name in people}
    made = [Fact("json-ld creator", fact.value) for fact in markup.ld.get("creator", ())]
    for said in map(list, (made, bylines.marked(tree))):
        names = {_folded(name) for name in _people(fact.value for fact in said)}
        if names and names < set(declared):
            return Fact(said[0].where, ", ".join(name for key, name in declared.items() if key in names))
    return None


def _folded(name: str) -> str:
    """A name without case, accents and marks."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(letter for letter in plain if letter.isalnum())


def _without_outlets(people: tuple[str, ...], outlets: frozenset[str]) -> tuple[str, ...]:
    """Names without the outlet behind them ("Cora Whitlock, Harbour Times"), unless nobody else is named."""
    persons = tuple(name for name in people if not is_site(name, outlets) and not _OUTLET.search(name))
    return persons or people


def issuer_in(text: str) -> Span | None:
    """Where stands who issued a press release, close to a text's top or end; None: no such paper."""
    for start, end in _signing_lines(text):
        span = issuer_span(text[start:end])
        if span:
            return Span(start + span.start, start + span.end)
    return None


def signed_by_address(text: str) -> Span | None:
    """Where stands whose address a text ends with ("Ruben Falk" and rfalk@...); None: nobody's."""
    spans = list(lines(text))[-_ADDRESS_LINES:]
    for number, (start, end) in enumerate(spans):
        for address in _MAIL.finditer(text, start, end):
            owner = _folded(address[1])
            before = spans[number - 1].start if number else start
            for name in _PERSON.finditer(text, before, address.start()):
                if _folded(name[0].split()[-1]) in owner:
                    return Span(*name.span())
    return None


def _signing_lines(text: str) -> Iterator[Span]:
    spans = list(lines(text))
    yield from (s for n, s in enumerate(spans) if n < _TOP_LINES or n >= len(spans) - _END_LINES)


def byline_span(text: str) -> Span | None:
    """Where the names of a plain text's byline stand, or None."""
    for start, end in _signing_lines(text):
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
        stripped = _DEGREES.sub("", _BRACKETS.sub(" ", clean(html.unescape(value))))
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

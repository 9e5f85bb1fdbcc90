"""What does a page's own markup declare about its title, author and date?

JSON-LD, meta elements and a few visible elements, in document order. Nothing is chosen here: `title`,
`author` and `published` choose. ``tree`` is an lxml document.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from aftershock.pages.tree import sound

Json = Any  # what a page's author wrote into a script: any shape at all

# A page with more or larger scripts than these is not describing an article.
MAX_SCRIPTS, MAX_SCRIPT, MAX_NODES = 40, 1_000_000, 5_000

_ARTICLE = re.compile(r"(?:Article|Posting|Report|Review)$|^(?:CreativeWork|WebPage|VideoObject)$")
_WEAK = re.compile(r"^(?:CreativeWork|WebPage|VideoObject)$")
_FIELDS = (
    "headline", "name", "author", "creator", "datePublished", "dateModified", "dateCreated", "articleBody",
    "inLanguage",
)  # fmt: skip
_META_KEYS = ("property", "name", "itemprop", "http-equiv")
_SPACES = re.compile(r"\s+")


class Fact(NamedTuple):
    """One value as it is declared; ``where`` names the element (``json-ld headline``, ``meta og:title``)."""

    where: str
    value: str


class Markup(NamedTuple):
    """Everything declared, in the order of the page; ``meta`` and ``ld`` map names to facts."""

    meta: dict[str, tuple[Fact, ...]]
    ld: dict[str, tuple[Fact, ...]]
    headings: tuple[Fact, ...]
    title: Fact | None
    times: tuple[Fact, ...]
    languages: tuple[str, ...]


def markup_of(tree: Any) -> Markup:
    """What an lxml document declares."""
    title = next((clean(node.text_content()) for node in tree.iter("title")), "")
    meta, ld = _meta(tree), _linked_data(tree)
    return Markup(
        meta=meta,
        ld=ld,
        headings=tuple(_visible(tree, "h1", _HEADINGS)),
        title=Fact("title", title) if title else None,
        times=tuple(_times(tree)),
        languages=tuple(dict.fromkeys(_languages(tree, meta, ld))),
    )


def _languages(
    tree: Any, meta: dict[str, tuple[Fact, ...]], ld: dict[str, tuple[Fact, ...]]
) -> Iterator[str]:
    """The languages that a page declares: of its article first, then of the page, then of the site's card."""
    yield from (fact.value for fact in ld.get("inLanguage", ()))
    yield from filter(None, (tree.get("lang"), tree.get("xml:lang")))
    yield from (fact.value for fact in meta.get("og:locale", ()))


def clean(value: str) -> str:
    """A value with its white space made single, and sound."""
    return sound(_SPACES.sub(" ", value).strip())


_HEADINGS = ("//article//h1", "//main//h1", "//h1")
# A longer element holds more than a headline or a line of names.
_MAX_VISIBLE = 300
# The first few of each kind; what comes later belongs to other articles on the page.
_MAX_FACTS = 6


def _visible(tree: Any, where: str, paths: tuple[str, ...]) -> Iterator[Fact]:
    seen: set[str] = set()
    for path in paths:
        for node in tree.xpath(path)[:_MAX_FACTS]:
            value = clean(node.text_content())
            if value and len(value) <= _MAX_VISIBLE and value not in seen:
                seen.add(value)
                yield Fact(where, value)


def _times(tree: Any) -> Iterator[Fact]:
    for node in tree.xpath("//time[@datetime] | //@itemprop[. = 'datePublished']/..")[:_MAX_FACTS]:
        value = node.get("datetime") or node.get("content") or clean(node.text_content())
        if value:
            yield Fact("time" if node.tag == "time" else "itemprop datePublished", value.strip()[:100])


def _meta(tree: Any) -> dict[str, tuple[Fact, ...]]:
    found: dict[str, tuple[Fact, ...]] = {}
    for node in tree.iter("meta"):
        value = clean(node.get("content") or "")
        for attribute in _META_KEYS:
            key = (node.get(attribute) or "").strip().lower()
            if key and value:
                found[key] = (*found.get(key, ()), Fact(f"meta {key}", value))
                break
    return found


def _linked_data(tree: Any) -> dict[str, tuple[Fact, ...]]:
    """Headline, authors and dates of the page's article in JSON-LD; weaker types only where no article is."""
    strong: dict[str, tuple[Fact, ...]] = {}
    weak: dict[str, tuple[Fact, ...]] = {}
    for node in _nodes(tree):
        types = node.get("@type") if isinstance(node.get("@type"), list) else [node.get("@type")]
        names = [str(kind).rsplit("/", 1)[-1] for kind in types or () if kind]
        if not any(_ARTICLE.search(name) for name in names):
            continue
        kept = weak if all(_WEAK.search(name) for name in names) else strong
        for field in _FIELDS:
            values = tuple(Fact(f"json-ld {field}", value) for value in _names(node.get(field)))
            if values and field not in kept:
                kept[field] = values
    return strong or weak


def _nodes(tree: Any) -> Iterator[dict[str, Json]]:
    """Every object of the page's JSON-LD scripts, outermost first; what cannot be parsed declares nothing."""
    scripts = [s for s in tree.iter("script") if "ld+json" in (s.get("type") or "").lower()]
    left = MAX_NODES
    for script in scripts[:MAX_SCRIPTS]:
        source = (script.text or "").strip().removeprefix("<!--").removesuffix("-->").rstrip("; \n")
        if not source or len(source) > MAX_SCRIPT:
            continue
        try:
            queue = [json.loads(source, strict=False)]
        except (ValueError, RecursionError):
            continue
        while queue and left:
            left -= 1
            here = queue.pop(0)
            if isinstance(here, dict):
                yield here
                queue.extend(here[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in here)
            elif isinstance(here, list):
                queue.extend(here[:MAX_SCRIPTS])


def _names(value: Json, depth: int = 3) -> Iterator[str]:
    """The names in a JSON-LD value: a string, an object with a name, or a list of them."""
    if isinstance(value, str) and clean(value):
        yield clean(value)
    elif isinstance(value, dict) and depth:
        yield from _names(value.get("name"), depth - 1)
    elif isinstance(value, list) and depth:
        for item in value[:20]:
            yield from _names(item, depth - 1)

"""What does a page's own markup declare about its title, author and date?

JSON-LD, meta elements and a few visible elements, in document order. Nothing is chosen here: `title`,
`author` and `published` choose. ``tree`` is an lxml document.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import islice
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


class Fact(NamedTuple):
    """One value as it is declared; ``where`` names the element (``json-ld headline``, ``meta og:title``)."""

    where: str
    value: str


class Markup(NamedTuple):
    """Everything declared, in the order of the page; ``meta`` and ``ld`` map names to facts."""

    meta: dict[str, tuple[Fact, ...]]
    ld: dict[str, tuple[Fact, ...]]
    headings: tuple[Fact, ...]
    below: tuple[Fact, ...]  # headings of the second and third level
    title: Fact | None
    languages: tuple[str, ...]


def markup_of(tree: Any) -> Markup:
    """What an lxml document declares."""
    found: dict[str, list[Any]] = {name: [] for name in _DECLARING}
    for node in tree.getroottree().iter(*_DECLARING):  # once: each walk over a page takes .15 ms
        found[node.tag].append(node)
    title = clean(found["title"][0].text_content()) if found["title"] else ""
    meta, ld = _meta(found["meta"]), _linked_data(found["script"])
    return Markup(
        meta=meta,
        ld=ld,
        headings=tuple(_headings(found["h1"])),
        below=tuple(
            Fact(n.tag, clean(n.text_content()))
            for n in (*found["h2"][:_MAX_BELOW], *found["h3"][:_MAX_BELOW])
        ),
        title=Fact("title", title) if title else None,
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
    return sound(" ".join(value.split()))


_DECLARING = ("title", "meta", "script", "h1", "h2", "h3")
_MAX_BELOW = 20
# A longer element holds more than a headline or a line of names.
_MAX_VISIBLE = 300
# The first few of each kind; what comes later belongs to other articles on the page.
_MAX_FACTS = 6


def _headings(nodes: list[Any]) -> Iterator[Fact]:
    """The headings in an article first, then those in the main part of the page, then any."""
    seen: set[str] = set()
    for outer in ("article", "main", None):
        inside = (n for n in nodes if outer is None or next(n.iterancestors(outer), None) is not None)
        for node in islice(inside, _MAX_FACTS):
            value = clean(node.text_content())
            if value and len(value) <= _MAX_VISIBLE and value not in seen:
                seen.add(value)
                yield Fact("h1", value)


def _meta(nodes: Iterable[Any]) -> dict[str, tuple[Fact, ...]]:
    found: dict[str, tuple[Fact, ...]] = {}
    for node in nodes:
        value = clean(node.get("content") or "")
        for attribute in _META_KEYS:
            key = (node.get(attribute) or "").strip().lower()
            if key and value:
                found[key] = (*found.get(key, ()), Fact(f"meta {key}", value))
                break
    return found


def _linked_data(scripts: Iterable[Any]) -> dict[str, tuple[Fact, ...]]:
    """Headline, authors and dates of the page's article in JSON-LD; weaker types only where no article is."""
    strong: dict[str, tuple[Fact, ...]] = {}
    weak: dict[str, tuple[Fact, ...]] = {}
    for node in _nodes(scripts):
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


def _nodes(scripts: Iterable[Any]) -> Iterator[dict[str, Json]]:
    """Every object of the page's JSON-LD scripts, outermost first; what cannot be parsed declares nothing."""
    described = [s for s in scripts if "ld+json" in (s.get("type") or "").lower()]
    left = MAX_NODES
    for script in described[:MAX_SCRIPTS]:
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

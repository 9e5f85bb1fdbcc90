"""Which paragraph above the body announces what a page tells?

Editors call it lead, standfirst, deck or teaser; extractors drop it, because teasers of other articles bear
the same names. It is the page's own where it stands between the headline and the body, and says what the page
declares as its description or bears a lead's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from aftershock.pages.boilerplate import kind_of

# A shorter line is a rubric or a byline; a longer one is the body; more of them are a list of teasers.
MIN_LEAD, MAX_LEAD, MAX_LEADS = 40, 1_500, 4
# A line of the body that is so long is told from all others by so many of its first letters.
BODY_LINE, KNOWN_BY = 80, 40
# A lead names a topic or two that are links; a list of links is none.
MAX_LINKED = 0.5
# The name stands on the paragraph or on a container this many levels above it.
LEVELS = 2

_NAME = re.compile(
    r"(?:^|[\s_-])(?:abstract|bajada|chapo|copete|de[ck]k?|entradilla|excerpt|ingress|intro|introduction|lead|lede"
    r"|short-?info|standfirst|strap(?:line)?|sub-?head(?:er|ing|line)?|sub-?(?:line|title)|sumario|summary"
    r"|teaser|vorspann)(?:-?text)?(?=$|[\s_-])",
    re.IGNORECASE,
)
_ITEMS = frozenset(("abstract", "alternativeHeadline", "description"))
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SOLID = re.compile(r"[\W_]+")
_MARKS = bytes(n for n in range(128) if not chr(n).isalnum())
_PARAGRAPHS = ("p",)
_HOLDERS = ("div", "section", "span")
_HEADLINE = "h1"


def lead_of(tree: Any, body: str, descriptions: Iterable[str]) -> tuple[str, ...]:
    """The paragraphs of a page's lead that its ``body`` (an extractor's text) lacks, in their order.

    ``tree`` is the page's lxml document; ``descriptions`` are what it declares of itself.
    """
    first = next((line for line in body.split("\n") if len(line) >= BODY_LINE), "")
    begins = solid(first)[:KNOWN_BY]
    if not begins:
        return ()
    declared = [
        known for known in (solid(text)[:KNOWN_BY] for text in descriptions) if len(known) == KNOWN_BY
    ]
    found: list[tuple[str, str]] = []
    for node, text in _paragraphs(tree):
        letters = solid(text)
        if letters.startswith(begins):
            inside = solid(body) if found else ""
            leads = tuple(text for text, letters in dict.fromkeys(found) if letters not in inside)
            return leads if len(leads) <= MAX_LEADS else ()
        if node.tag == _HEADLINE:
            found = []
        elif MIN_LEAD <= len(text) <= MAX_LEAD and _is_lead(node, text, letters, declared):
            found.append((text, letters))
    return ()


def _is_lead(node: Any, text: str, letters: str, declared: list[str]) -> bool:
    """Whether a paragraph says what the page declares of itself, or bears a lead's name, and is no frame."""
    if not any(letters.startswith(known) for known in declared) and not _bears_name(node):
        return False
    return kind_of(text) is None and in_links(node) <= MAX_LINKED * len(text)


def solid(text: str) -> str:
    """The letters and digits of a text, small."""
    # the marks of ASCII, nearly all that there are, go as bytes: a fifth of the time
    plain = text.encode("utf-8", "surrogatepass").translate(None, _MARKS).decode("utf-8", "surrogatepass")
    return (plain if plain.isascii() else _SOLID.sub("", plain)).casefold()


def _paragraphs(tree: Any) -> Iterator[tuple[Any, str]]:
    """Headline, paragraphs and containers that hold words of their own, with their text."""
    for node in tree.iter(_HEADLINE, *_PARAGRAPHS, *_HOLDERS):
        if node.tag in _HOLDERS and (not (node.text or "").strip() or node.find("p") is not None):
            continue
        text = " ".join(node.text_content().split())
        if text:
            yield node, text


def _bears_name(node: Any) -> bool:
    for _ in range(LEVELS):
        if node is None or node.tag in ("body", "html"):
            return False
        name = node.get("class")
        if node.get("itemprop") in _ITEMS or (name and _says_lead(name)):
            return True
        node = node.getparent()
    return False


@lru_cache(maxsize=10_000)
def _says_lead(name: str) -> bool:
    return _NAME.search(_CAMEL.sub("-", name)) is not None


def in_links(node: Any) -> int:
    """How many characters of a node's text are links'."""
    return sum(len(link.text_content()) for link in node.iter("a"))

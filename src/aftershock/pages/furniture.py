"""Which small pieces inside an article are furniture: pointers to other articles, and what calls itself so?

Extractors take such pieces out by names too, but put everything back where little was left of the page. Here
a piece goes only where it is small beside the page, so that nothing has to be put back.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from aftershock.pages.tree import drop

# A larger piece is no furniture, whatever its name: so many letters, and this share of the page's.
MAX_PIECE, MAX_SHARE = 1_000, 0.2
# "Read also: Ferry runs aground off Hask": a label of so many words, and a headline of at least so many.
MAX_LABEL, MAX_LABEL_WORDS, MIN_HEADLINE_WORDS, MAX_POINTER = 30, 4, 4, 250

_NAME = re.compile(
    r"(?:^|[\s_-])(?:bio|biography|boilerplate|breadcrumbs?|captions?|disclaimer|disclosure|newsletters?|popover|promo"
    r"|recirc|related)(?=$|[\s_-])",
    re.IGNORECASE,
)
# A notice with more of the page's text is what the page is about: its own rules for cookies.
MAX_NOTICE = 0.8
_NOTICES = frozenset(("amp-consent", "aside", "dialog", "div", "form", "section"))
_NOTICE = re.compile(
    r"(?:^|[\s_-])(?:cc|cmp\w*|consents?|cookies?\w*|didomi|gdpr|onetrust)(?=$|[\s_-])", re.IGNORECASE
)
_CONSENT = re.compile(r"cookie|consent", re.IGNORECASE)
_MAY_ASK = " | ".join(
    f"//body//@{attribute}[{' or '.join(f'contains(., {part!r})' for part in parts)}]/.."
    for attribute, parts in (
        *(
            (each, ("ookie", "onsent", "gdpr", "GDPR", "cc-", "cmp", "didomi", "onetrust"))
            for each in ("class", "id")
        ),
        ("role", ("dialog",)),
    )
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_PIECES = ("aside", "div", "li", "ol", "p", "section", "span", "ul")
_POINTERS = ("div", "p")
_POINTER = re.compile(r"\W*(?P<label>\w[^:»]*)[:»]\s*(?P<headline>\S.*?)[)\]\s]*", re.DOTALL)
_SENTENCE = re.compile(r"[.;]$|https?://")


def without_furniture(tree: Any) -> Any:
    """The tree itself, rid of small pieces whose name says furniture, and of pointers to other articles."""
    most = min(MAX_PIECE, MAX_SHARE * len(tree.text_content()))
    for node in [node for node in tree.iter(_PIECES) if _named(node)]:
        if len(node.text_content()) <= most and node.find(".//h1") is None:
            drop(node)
    for link in list(tree.iter("a")):
        node = _block_of(link)
        if node is not None and _is_pointer(node, link):
            drop(node)
    return tree


def without_notices(tree: Any) -> str:
    """Take notices that ask for consent out of the tree; gives their text, empty where there is none."""
    whole, gone = len(tree.text_content()), []
    for node in tree.xpath(_MAY_ASK):
        text = node.text_content()
        small = node.tag in _NOTICES and len(text) <= MAX_NOTICE * whole
        if small and _asks(node) and _CONSENT.search(text) and node.find(".//article") is None:
            gone.append(text)
            drop(node)
    return "\n".join(gone)


def _asks(node: Any) -> bool:
    if node.get("role") in ("dialog", "alertdialog"):
        return True
    name = f"{node.get('class', '')} {node.get('id', '')}"
    return _NOTICE.search(_CAMEL.sub("-", name)) is not None


def _named(node: Any) -> bool:
    if node.get("hidden") is not None:
        return True
    name = node.get("class")
    return bool(name) and _says_furniture(name)


@lru_cache(maxsize=10_000)
def _says_furniture(name: str) -> bool:
    return _NAME.search(_CAMEL.sub("-", name)) is not None


def _block_of(link: Any) -> Any | None:
    """The block a link is in, where nothing but emphasis is between them."""
    node = link.getparent()
    while node is not None and node.tag in ("b", "em", "i", "span", "strong", "u"):
        node = node.getparent()
    return node if node is not None and node.tag in _POINTERS else None


def _is_pointer(node: Any, link: Any) -> bool:
    """Whether a block is a label and one link behind it, or around it, that says a headline."""
    text, linked = node.text_content().strip(), link.text_content().strip()
    if len(text) > MAX_POINTER or not linked:
        return False
    found = _POINTER.fullmatch(text)
    if found is None or len(found["label"]) > MAX_LABEL or len(found["label"].split()) > MAX_LABEL_WORDS:
        return False
    headline = found["headline"].strip()
    return (
        (linked.endswith(headline) or headline == linked.rstrip(")] "))
        and len(headline.split()) >= MIN_HEADLINE_WORDS
        and _SENTENCE.search(headline) is None
    )

"""What does a page tell only in its scripts: in JSON-LD, or in the data that its own program draws from?

Such a page shows a menu and a turning wheel until its program has run. Its text is then the body that JSON-LD
declares, or, in a script of JSON, the strings of one kind (at one path, places in lists left aside) that hold
the most prose. Asked only where the page shows next to nothing.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from aftershock.pages.main_text import Extract, fragment_text
from aftershock.pages.tree import sound, tree_of

# More nodes, or a larger script, are no article's; a string with so many letters is a paragraph.
MAX_NODES, MAX_SCRIPT, PARAGRAPH = 100_000, 3_000_000, 80
# Less is no article; headings and short paragraphs beside them come along.
MIN_TEXT = 200
# It is so many times as long as what the page shows.
TIMES = 2
_ELEMENT = re.compile(r"<[a-zA-Z/]")

_BODY = re.compile(r"articlebody|body|content|html|markdown|paragraph|text|value", re.IGNORECASE)
_OTHER = re.compile(
    r"related|teaser|recommend|newsletter|comment|footer|menu|nav|legal|consent|cookie|i18n|locale", re.I
)


def scripted_text(page: str, shown: str) -> Extract | None:
    """The text in a page's scripts, where the page shows hardly any (``shown``: what was read of it)."""
    if _prose(shown) >= MIN_TEXT or "json" not in page:
        return None
    tree = tree_of(page)
    if tree is None:
        return None
    for where, texts in (("json-ld", (_declared_body(tree),)), ("json", _drawn_body(tree))):
        if _prose("\n".join(texts)) >= max(MIN_TEXT, TIMES * len(shown)):
            return Extract("\n".join(_plain(text) for text in texts), where)
    return None


def _prose(text: str) -> int:
    return sum(len(line) for line in text.split("\n") if len(line) >= PARAGRAPH)


def _plain(text: str) -> str:
    return fragment_text(text).text if _ELEMENT.search(text) else html.unescape(text).strip()


def _declared_body(tree: Any) -> str:
    """The body that the page's JSON-LD declares, with its lines; empty where none is declared."""
    bodies = (
        text
        for script in tree.iter("script")
        if "ld+json" in (script.get("type") or "").lower()
        for path, text in _strings(script)
        if path.endswith("articleBody")
    )
    return max(bodies, key=len, default="")


def _drawn_body(tree: Any) -> tuple[str, ...]:
    """The strings of that kind in the page's scripts of JSON that hold the most prose, in their order."""
    kinds: dict[str, list[str]] = {}
    for script in tree.iter("script"):
        if (script.get("type") or "").lower().endswith("/json"):
            for path, text in _strings(script):
                if _BODY.search(path.rsplit(".", 1)[-1]) and not _OTHER.search(path):
                    kinds.setdefault(path, []).append(text)
    best = max(
        kinds.values(), key=lambda texts: sum(len(t) for t in texts if len(t) >= PARAGRAPH), default=[]
    )
    return tuple(best)


def _strings(script: Any) -> Iterator[tuple[str, str]]:
    """The strings of a script of JSON with their paths, in their order; none where it cannot be parsed."""
    source = (script.text or "").strip()
    if not source or len(source) > MAX_SCRIPT:
        return
    try:
        stack: list[tuple[str, Any]] = [("", json.loads(source, strict=False))]
    except (ValueError, RecursionError):
        return
    left = MAX_NODES
    while stack and left:
        left -= 1
        path, here = stack.pop()
        if isinstance(here, str):
            if here.strip():
                yield path, sound(here)
        elif isinstance(here, list):
            stack.extend((path, item) for item in reversed(here))
        elif isinstance(here, dict) and not _OTHER.search(str(here.get("type", ""))):
            stack.extend((f"{path}.{key}", item) for key, item in reversed(here.items()))

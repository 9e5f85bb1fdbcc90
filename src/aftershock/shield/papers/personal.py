"""Does a text name somebody? Addresses, handles, links, numbers: what free words could give away.

Statements in the public database may hold no personal data (DSA Art. 24(5)). Names written out are not found
by patterns; that is why free words of people (a reviewer's reason, a complaint) never go into a statement,
and why a person reads it.
"""

from __future__ import annotations

import re

_FOUND = re.compile(
    r"(?P<link>\b(?:https?://|www\.)\S+)"
    r"|(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<handle>(?<![\w/])@[\w.]{2,}(?:@[\w.-]+)?)"
    r"|(?P<address>\b(?:\d{1,3}\.){3}\d{1,3}\b)"
    r"|(?P<number>(?<![\w.-])\+?\d(?:[ ()/.-]?\d){7,}(?![\w-]))",
    re.IGNORECASE,
)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def found(text: str) -> tuple[str, ...]:
    """Which kinds of personal data stand in a text, each once: link, mail, handle, address, number."""
    return tuple(dict.fromkeys(str(each.lastgroup) for each in _FOUND.finditer(text) if not _is_day(each)))


def masked(text: str) -> str:
    """The text with every such place replaced by what kind it was: ``[mail]``."""
    return _FOUND.sub(lambda each: each[0] if _is_day(each) else f"[{each.lastgroup}]", text)


def _is_day(each: re.Match[str]) -> bool:
    return each.lastgroup == "number" and bool(_DAY.fullmatch(each[0]))

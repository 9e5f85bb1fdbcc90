"""Does a passage that only one copy has look put in from outside: an embedded post, a plug?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from aftershock.text import Span

POST = "embedded post"
PLUG = "page furniture"
DATELINE = "dateline"
SIGN_OFF = "signature line"
# What each outlet puts before and behind the same text: no loss where it is missing.
SLUGS = (DATELINE, SIGN_OFF)

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_DATE = (
    rf"(?:{_MONTH}\.?\s+\d{{1,2}}(?:\s*,\s*|\s+)\d{{4}}"
    rf"|\d{{1,2}}\.?\s+{_MONTH}\.?,?\s+\d{{4}}|\d{{4}}-\d\d-\d\d)"
)
# How embedding services sign a post: "— Name (@handle) date". Names have at most six words.
_SIGNATURE = re.compile(
    rf"(?:[-–—]+|&mdash;)\s*(?:[^\s(@]+\s+){{0,6}}\(?@\s?[\w.-]+\)?\s*,?\s*(?:{_DATE}\s*,?)?"
)
_SHARED = re.compile(r"\b(?:A post shared by|View this post on|pic\.\s?twitter\b|Posted by)", re.IGNORECASE)
_TAG = re.compile(r"(?<!\w)[#@]\w")
_PLUG = re.compile(
    r"^\W*(?:read (?:more|also|next)|also read|see also|related(?: posts| stories| articles)?\b|sign up"
    r"|subscribe|follow us|click here|advertisement|share this|story continues"
    r"|leave a reply|continue reading|watch:"
    r"|more (?:on|from)|(?:photo|image|picture|video)(?: credit)?:|source:|tags:|filed under"
    r"|you may also like|download our|get the latest|support our|copyright|all rights reserved|©)",
    re.IGNORECASE,
)
# "PORT HALE, March 14 (OPS) -": a place in capitals, perhaps a date, an agency, and a dash.
_DATELINE = re.compile(
    rf"\W*[A-Z][A-Z.,'’/ -]{{2,40}}(?:,?\s*(?:{_MONTH}\.?\s*\d{{1,2}}|\d{{1,2}}\.?\s*{_MONTH}\.?))?,?\s*"
    r"(?:\(\s*[^()\n]{2,30}\))?\s*[-–—]+\s*"
)
# "OPS", "(OPS)", "— Orvania Press Service", "ab/cd": who signs below the last line.
_SIGN_OFF = re.compile(
    r"\W*(?:[A-Z]{2,8}|[a-z]{1,4}/[a-z]{1,4}|(?:[-–—(©]\s*|By )(?:[A-Z][\w.’'-]*\s*){1,5})\W*"
)
# One tag occurs in running text; two or more in a short passage are a post's.
_TAGS_OF_A_POST = 2


def kind_of(passage: str) -> str:
    """`POST`, `PLUG`, or "" where the passage reads like the article's own words."""
    # what no passage of a kind is without is looked for first: patterns are dear, and asked of every passage
    signed = "@" in passage
    if signed and _SIGNATURE.search(passage):
        return POST
    if (signed or "#" in passage) and len(_TAG.findall(passage)) >= _TAGS_OF_A_POST:
        return POST
    small = passage.lower()
    if ("po" in small or "tw" in small) and _SHARED.search(passage):
        return POST
    return PLUG if _PLUG.search(passage) else ""


def slug_of(passage: str, *, ends: bool) -> str:
    """`DATELINE`, `SIGN_OFF` (only where the passage ``ends`` its text), or ""."""
    if _DATELINE.fullmatch(passage):
        return DATELINE
    return SIGN_OFF if ends and _SIGN_OFF.fullmatch(passage) else ""


def posts_in(passage: str) -> Iterator[Span]:
    """The passage cut after each signature of a post: one span a post, and what follows the last one."""
    start = 0
    for match in _SIGNATURE.finditer(passage) if "@" in passage else ():
        yield Span(start, match.end())
        start = match.end()
    if passage[start:].strip():
        yield Span(start, len(passage))


def signatures(text: str) -> int:
    """How many posts are signed in a text."""
    return sum(1 for _ in _SIGNATURE.finditer(text)) if "@" in text else 0

"""Whose words are these when no verb says so? Labels, signatures, posts, and statements set apart.

A transcript's label, "Police: two.", a block after "stated:", a post that ends in its author's name, a
communiqué that names its issuer, a quotation that stands alone after its speaker was named.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from aftershock.statements.date_words import ZONE_HOURS
from aftershock.statements.lexicon import Lexicon
from aftershock.statements.persons import TITLES
from aftershock.text import Span

# "— Name (@handle) December 19, 2016": what platforms put under an embedded post.
SIGNATURE = re.compile(
    r"\s*[—–-]{1,2}\s*(?P<name>[^\n()@—–]{2,60}?)\s*\(@(?P<handle>\w{2,30})\),?\s*"
    r"(?P<date>(?:[A-Z][a-z]+\.? \d{1,2},? \d{4}|\d{1,2} [A-Z][a-z]+\.? \d{4})?)"
)
# The longest text of the platforms that sign this way when they were embedded most (280, and its links).
LONGEST_POST = 320
_POST_STOP = re.compile(r"[.!?,][”\"’)]?\s+(?=\[?\d?[)\]]?\s?[A-Z“\"#])")
_LABEL = re.compile(
    rf"^(?:\d{{1,2}}[:.]\d\d\s+(?:(?:{'|'.join(ZONE_HOURS)})\s+)?(?:[-–—|]\s+)?)?"  # a live page's hour
    r"(?P<who>(?:[A-Z][\w.'’-]*|[A-Z]{2,}|@[\w.]+)(?:[ ,]+(?:[\w.'’-]+"
    r"|\([^)\n]{1,40}\))){0,7}?)\s*(?P<cue>:)\s+(?=\S)"
)
_ISSUER = re.compile(
    r"^(?:(?:joint|press|official|public|first|second)\s+)*(?:statement|communiqu[eé]|press release"
    r"|declaration|message|"
    r"proclamation|announcement|bulletin)\b[^\n]{0,40}?\b(?:by|of|from"
    r"|issued by)\s+(?:the\s+)?(?P<who>[A-Z][^\n,.:;(]{2,60})",
    re.I,
)
# "DIRECTORATE OF THE LONG FIELD" over a line "Communiqué No. 14"; "GENERAL HOSPITAL - Bulletin no. 3, 18:00".
_ISSUED = (
    r"(?:(?:joint|press|official|public)\s+)*(?:statement|communiqu[eé]|press release|declaration|bulletin"
    r"|proclamation|information for the press)\b"
)
_TITLE = re.compile(rf"^{_ISSUED}[^\n]{{0,40}}$", re.I)
_BESIDE_TITLE = re.compile(
    rf"^(?:[IVX]+\.\s+)?(?P<who>[A-Z][^\n,.:;()]{{3,60}}?)\s*[-–—:]\s+(?i:{_ISSUED})[^\n.]{{0,40}}$"
)
_NAME_LINE = re.compile(r"^[A-Z][^\n,.:;()!?]{3,60}$")
# "For the Directorate: Jory Teal, Secretary", "Upland Council, 15 March", "* * *": the issuer has finished.
_SIGN_OFF = re.compile(r"^(?:For the [A-Z][^\n:]{2,50}:\s*[A-Z]|[*#–—_ -]{3,}$|[IVX]+\.\s+[A-Z])")
# "The mayor: what she knew" is a heading about her, not her words.
_HEADING = re.compile(r"(?:how|what|why|who|where|when|which)\b")
# Forms of the verbs that most often stand before a colon.
_SAID = frozenset((
    "said", "says", "wrote", "writes", "stated", "states", "added", "adds", "asked", "replied", "told",
    "declared", "announced", "read", "reads", "tweeted", "posted", "commented", "explained", "warned",
    "concluded",
))  # fmt: skip
# Who puts the questions in a transcript: labels that ask and introduce.
_ASKS = {"presenter", "host", "interviewer", "moderator", "anchor", "question", "q"}
_OPENS = "“\"«„‘'`"


class Label(NamedTuple):
    """A speaker's label and what it introduces."""

    who: Span
    cue: Span
    content: Span


class Post(NamedTuple):
    """An embedded post: its words, and its author's name in the signature."""

    content: Span
    who: Span
    name: str


def label(raw: str, base: int, lexicon: Lexicon, known: frozenset[str]) -> Label | None:
    """The speaker's label that opens a line; ``known`` are names met before, in small letters."""
    match = _LABEL.match(raw)
    if match is None or len(match["who"]) > 70:
        return None
    who = match["who"].strip()
    words = [word.lower().strip(".,()'’") for word in who.split()]
    named = who.lower() in known or any(words[-1:] == name.split()[-1:] for name in known)
    roles = lexicon.sets["role"]
    role = any(word in roles or word.rstrip("s") in roles for word in words)
    capitals = who.isupper() and len(words) <= 4
    titled = words[0] in TITLES or who.startswith("@")
    if not (named or role or capitals or titled):
        return None
    if ("verb", words[-1]) in lexicon.frames or words[-1] in _SAID:
        return None  # "Interior Minister Ada Brink said:" has a verb, and is read as a sentence
    if _HEADING.match(raw, match.end()):
        return None
    end = len(raw.rstrip())
    return Label(
        Span(base + match.start("who"), base + match.end("who")),
        Span(base + match.start("cue"), base + match.end("cue")),
        Span(base + match.end(), base + end),
    )


def is_question(words: str, who: str) -> bool:
    """Whether a turn is an interviewer's: a bare question, or a presenter's introduction."""
    if who.lower().strip(". ") in _ASKS:
        return True
    sentences = [part for part in re.split(r"(?<=[.!?])\s+", words.strip()) if part]
    return bool(sentences) and sentences[-1].endswith("?") and len(sentences) <= 3


def posts(raw: str, base: int) -> list[Post]:
    """The embedded posts of a passage: what stands before each signature, from the last line or mark."""
    found = []
    low = 0
    for match in SIGNATURE.finditer(raw):
        start = _post_start(raw, low, match.start())
        if len(raw[start : match.start()].split()) >= 3:
            found.append(
                Post(
                    Span(base + start, base + len(raw[: match.start()].rstrip())),
                    Span(base + match.start("name"), base + match.end("name")),
                    match["name"].strip(),
                )
            )
        low = match.end()
    return found


def _post_start(raw: str, low: int, end: int) -> int:
    """A post is its line where that is short; run together with others it is the last sentence."""
    part = raw[low:end].rstrip()
    line = part.rfind("\n") + 1
    start = low + line
    if low + len(part) - start > LONGEST_POST or (low and not line):
        stops = [match.end() for match in _POST_STOP.finditer(part[: max(len(part) - 12, 0)])]
        start = low + (stops[-1] if stops else len(part))
    while start < end and raw[start].isspace():
        start += 1
    return start


def issuer(raw: str, before: str = "") -> str | None:
    """Who issues the communiqué whose heading this is; ``before`` is the line over it."""
    match = _ISSUER.match(raw) or _BESIDE_TITLE.match(raw.strip())
    if match:
        return match["who"].strip()
    lines = [line.strip() for line in raw.split("\n") if line.strip()]
    if len(lines) == 1:
        lines = [before.strip(), *lines]
    titled = len(lines) == 2 and _TITLE.match(lines[1]) and _NAME_LINE.match(lines[0])
    if titled and _TITLE.match(lines[0]):
        return None  # "Press release 212" over "Statement": neither line names anybody
    return lines[0] if titled else None


def signs_off(raw: str) -> bool:
    """Whether a line ends what an issuer says: a signature, a separator, the next numbered document."""
    return len(raw) < 100 and _SIGN_OFF.match(raw.strip()) is not None


def introduces(raw: str) -> bool:
    """Whether a paragraph ends in a colon, so that the next one is what was said."""
    return raw.rstrip().endswith(":")


def opens_quote(raw: str) -> bool:
    """Whether a paragraph begins with a quotation mark."""
    return raw.lstrip()[:1] in tuple(_OPENS)


def all_quoted(raw: str, quotes: tuple[tuple[int, int, int, int, bool], ...]) -> bool:
    """Whether a paragraph is one quotation (or several) and nothing else."""
    if not quotes or raw[:1] not in _OPENS:
        return False
    rest = raw
    for quote in reversed(quotes):
        rest = rest[: quote[0]] + rest[quote[1] :]
    return not rest.strip(" .,\n")

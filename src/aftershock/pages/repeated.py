"""Which lines repeat over the pages of one site because they are its frame, and not its reports?

A line is one where it stands at the same place of the head or the tail of three pages that are otherwise
unlike. Copies of one article share lines too, and so do the parts of a series, a live blog seen several
times, and reports that quote one statement. Hence what is left of two pages without what they share at
their edges must be enough, and be other text; and the line must speak of nothing that these pages speak of.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from hashlib import blake2b
from statistics import median
from typing import NamedTuple

from aftershock.pages.shingles import containment, shingles
from aftershock.text import Span, lines, trim

KIND = "repeats on this site"
# So many pages that are otherwise unlike make a line the site's.
PAGES = 3
# Lines of the frame stand among so many first and last ones.
HEAD, TAIL = 6, 12
# A shorter line may be the same by accident; of signs without spaces fewer say as much.
MIN_WORDS, MIN_CHARACTERS, MIN_SIGNS = 4, 24, 10
# What two pages do not share: at least so many characters, and such a part of each.
MIN_REST, MIN_PART = 100, 1 / 3
# Of the shorter rest's word triples at most so many stand in the other.
MAX_COPIED = 0.1
# Of the pages most have the line as far from the edge as the others, one line more or less.
MOST = 2 / 3
# Of what a line speaks of (a name or a number counts for three words) at most so much stands in its pages.
MAX_ABOUT, NAME, LONG_WORD = 0.3, 3, 5
# The same where all these pages speak of one thing.
MAX_ABOUT_ONE = 0.1
# Of two pages that speak of different things at most so many names agree; fewer than these say nothing.
MAX_SUBJECT, MIN_NAMES = 0.2, 3

_WORD = re.compile(r"\w+")
_SIGN = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3]")
_SAID = re.compile(r"[“„«「\"][^“”„«»「」\"\n]{20,}[”“»」\"]")
_SENTENCE_START = re.compile(r"(?:^|[.!?:…][\"'”’»)\]]*)\W*$")


class Line(NamedTuple):
    """A line that is no frame yet: a number made of its site and its words, and where it stands."""

    key: int
    start: int
    end: int


class Sheet(NamedTuple):
    """A page of a site as its lines are judged; ``edges`` are the lines at its head and tail."""

    site: str
    text: str
    lines: tuple[Line, ...]
    edges: tuple[Line, ...]


def sheet(site: str, text: str, frames: Iterable[Span] = (), title: str | None = None) -> Sheet:
    """The lines of a page's text without those that ``frames`` touch; its headline is no line of a frame."""
    spans = [trim(text, *span) for span in lines(text)]
    known = sorted(frames)
    free = [span for span in spans if not any(f.start < span.end and span.start < f.end for f in known)]
    found = tuple(Line(_key(site, text[start:end]), start, end) for start, end in free)
    headline = _plain(title or "")
    at_edge = {*found[:HEAD], *found[-TAIL:]}
    edges = [line for line in found if line in at_edge and _may_repeat(text[line.start : line.end], headline)]
    return Sheet(site, text, found, tuple(edges))


def repeats(key: int, sheets: Sequence[Sheet], *, everywhere: bool) -> bool:
    """Whether a line is the site's frame, judged by some pages that have it, in this order.

    ``everywhere`` says that nearly all pages of the site have it. Where these speak of one thing, that must
    be so: what only the reports on one thing repeat is their background.
    """
    apart = _apart(sheets, unlike)
    if len(apart) < PAGES or not _in_place(key, apart) or _quotes(key, apart[0]):
        return False
    if len(_apart(apart, other_subject)) >= PAGES:
        return _about(key, apart) <= MAX_ABOUT
    return everywhere and _about(key, apart) <= MAX_ABOUT_ONE


def _apart(sheets: Iterable[Sheet], parts: Callable[[Sheet, Sheet], bool]) -> list[Sheet]:
    """Some pages of which each is parted from each other."""
    apart: list[Sheet] = []
    for each in sheets:
        if all(parts(other, each) for other in apart):
            apart.append(each)
    return apart


@lru_cache(maxsize=512)  # a site's lines are judged one after another by the same pages
def unlike(one: Sheet, other: Sheet) -> bool:
    """Whether two pages are not of one text, apart from what stands at the edges of both."""
    shared = {line.key for line in one.edges} & {line.key for line in other.edges}
    rests = [_rest(each, shared) for each in (one, other)]
    for each, rest in zip((one, other), rests, strict=True):
        if len(rest) < max(MIN_REST, MIN_PART * sum(line.end - line.start for line in each.lines)):
            return False
    first, second = sorted((shingles(rest.casefold(), 3) for rest in rests), key=len)
    return containment(first, second) <= MAX_COPIED


def _rest(page: Sheet, without: set[int]) -> str:
    return "\n".join(page.text[line.start : line.end] for line in page.lines if line.key not in without)


def _in_place(key: int, sheets: Sequence[Sheet]) -> bool:
    """Whether most pages have the line as far from their end, or from their beginning, as the others."""
    above = [next(n for n, line in enumerate(each.lines) if line.key == key) for each in sheets]
    below = [next(n for n, line in enumerate(reversed(each.lines)) if line.key == key) for each in sheets]
    return any(
        (middle := median(places)) < limit
        and sum(abs(place - middle) <= 1 for place in places) >= MOST * len(places)
        for places, limit in ((above, HEAD), (below, TAIL))
    )


def _quotes(key: int, page: Sheet) -> bool:
    """Whether a line says what somebody said: a statement that several reports carry."""
    return _SAID.search(_line(key, page)) is not None


def _about(key: int, sheets: Sequence[Sheet]) -> float:
    """How much of what a line speaks of stands in the rest of its pages on average; no site's own name."""
    own = set(re.split(r"[\W_]+", sheets[0].site))
    weights = {word: weight for word, weight in _subjects(_line(key, sheets[0])).items() if word not in own}
    if not weights:
        return 0.0
    times = Counter(line.key for each in sheets for line in each.edges)
    shared = {line for line, count in times.items() if count > 1}
    held = 0
    for each in sheets:
        rest = _words(_rest(each, shared))
        held += sum(weight for word, weight in weights.items() if word in rest)
    return held / (sum(weights.values()) * len(sheets))


@lru_cache(maxsize=512)
def other_subject(one: Sheet, other: Sheet) -> bool:
    """Whether two pages speak of different things: few names of either stand in the other."""
    shared = {line.key for line in one.edges} & {line.key for line in other.edges}
    own = set(re.split(r"[\W_]+", one.site))
    first, second = sorted((_names(_rest(each, shared)) - own for each in (one, other)), key=len)
    return len(first & second) <= MAX_SUBJECT * len(first)


def _names(text: str) -> set[str]:
    """The names in a text; all that it speaks of where its script has no capitals, or it names too few."""
    found = _subjects(text)
    names = {word for word, weight in found.items() if weight == NAME and not word.isdigit()}
    return names if len(names) >= MIN_NAMES else set(found)


def _line(key: int, page: Sheet) -> str:
    return next(page.text[line.start : line.end] for line in page.lines if line.key == key)


def _subjects(line: str) -> dict[str, int]:
    """What a line speaks of, with weights: names and numbers inside of it, longer words; of signs pairs."""
    found: dict[str, int] = {}
    for match in _WORD.finditer(line):
        word = match.group()
        if _SIGN.search(word):
            found.update(dict.fromkeys(_pairs(word), 1))
        elif any(c.isdigit() for c in word):
            found[word] = NAME
        elif word[0].isupper() and not _SENTENCE_START.search(line, 0, match.start()):
            found[word.casefold()] = NAME
        elif len(word) >= LONG_WORD:
            found.setdefault(word.casefold(), 1)
    return found


def _words(text: str) -> set[str]:
    found = {word.casefold() for word in _WORD.findall(text)}
    if _SIGN.search(text):
        found |= {pair for word in _WORD.findall(text) for pair in _pairs(word)}
    return found


def _pairs(word: str) -> list[str]:
    return [word[at : at + 2] for at in range(len(word) - 1)]


def _may_repeat(line: str, headline: str) -> bool:
    """Whether a line is long enough to say something, and not the page's own headline."""
    if _plain(line) == headline:
        return False
    if len(_SIGN.findall(line)) >= MIN_SIGNS:
        return True
    return len(line) >= MIN_CHARACTERS and len(_WORD.findall(line)) >= MIN_WORDS


def _plain(line: str) -> str:
    return " ".join(_WORD.findall(line.casefold()))


def _key(site: str, line: str) -> int:
    """63 bits: what a database keeps as one number."""
    digest = blake2b(f"{site}\n{_plain(line)}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) >> 1

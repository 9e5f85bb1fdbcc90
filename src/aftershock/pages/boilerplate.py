"""Which lines of a text belong to the page's frame, and what are they?

Phrases are compared in `phrases`; shapes (file ids, cut links, a repeated headline) are found
here. Everything found is named, nothing is removed. "A short line at the tail" alone is wrong in 3 of 100
cases and is no reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from aftershock.pages.phrases import phrases, whole_line
from aftershock.pages.title import looks_like_headline
from aftershock.text import Span, bare_lines

# A line longer than this is prose whatever it says; whole-line patterns are not even tried.
MAX_LINE = 260
# Headings such as "Related posts" own the short lines after them only at a page's end, and so many.
MAX_LISTED = 40
# An entry of a list of links; a longer line is a paragraph again.
MAX_ENTRY = 160
# What may stand around a headline that comes again: quotation marks, a counter.
MAX_COUNTER = 20

_FILE = re.compile(r"(?i)[\w\-. ()]{1,80}\.(?:jpe?g|png|gif|webp|svg|mp4|mov|avi|bmp|tiff?|heic|webm)")
_TOKEN = re.compile(r"[A-Za-z0-9_\-]{11,64}")
_COUNTED = re.compile(r"\s*[(\[|·:–-]?\s*\d{1,5}\s*[)\]]?$")
_CUT = re.compile(r"(?:\.\.\.|…)$")
_STOP = re.compile(r"[.!?。؟।][\"'”’»)\]]*$")


# Every phrase of scope "within" has one of these words; only their neighbourhood is searched.
_HINTS = (
    "cookie", "çerez", "ciastecz", "akismet", "required", "logged", "signed", "mail", "posta", "felder",
    "campi",
    "campos", "champs", "velden", "pola ", "поля", "البريد", "messagerie", "correo",
)  # fmt: skip
# No such phrase reaches further than this from its hint.
_REACH = 300


class Frame(NamedTuple):
    """A passage of a text that belongs to the frame."""

    kind: str
    start: int
    end: int


@lru_cache(maxsize=50_000)  # the frame of a site's pages says the same on each
def kind_of(line: str) -> str | None:
    """What kind of frame a whole line is, by its words or its shape; None where it is none."""
    stripped = line.strip(" \t\r\xa0•·|-–—*#>")
    if not stripped or len(stripped) > MAX_LINE:
        return None
    if is_media_id(stripped):
        return "media id"
    return whole_line(stripped)


def is_media_id(line: str) -> bool:
    """Whether a line is nothing but the name or id of a picture, film or file."""
    if "." in line and _FILE.fullmatch(line) and not _STOP.search(line):
        return True
    if " " in line or not _TOKEN.fullmatch(line):
        return False
    digits, upper = sum(c.isdigit() for c in line), sum(c.isupper() for c in line)
    lower = len(line) - digits - upper - line.count("-") - line.count("_")
    # A word has no digits inside; a code of a vehicle or a law is shorter or has only one kind of letter.
    mixed = digits >= 1 and upper >= 2 and lower >= 2 and not re.fullmatch(r"[A-Za-z]+-?\d+", line)
    return mixed or (digits >= 10 and digits == len(line))


def frames_of(text: str, title: str | None = None) -> tuple[Frame, ...]:
    """The frame passages of a text, in order, none overlapping; ``title`` is its headline where known."""
    spans = list(bare_lines(text))
    kinds: list[str | None] = [kind_of(text[start:end]) for start, end in spans]
    _mark_repeated(text, spans, kinds, title)
    _mark_cut_links(text, spans, kinds)
    _mark_listed(text, spans, kinds)
    found = []
    windows = _windows(text)
    for span, kind in zip(spans, kinds, strict=True):
        if kind:
            found.append(Frame(kind, *span))
        else:
            found.extend(_within(text, span, windows))
    return tuple(found)


def _within(text: str, span: Span, windows: list[Span]) -> Iterator[Frame]:
    """Frame sentences inside a longer line, as flattened pages have them."""
    taken: list[Frame] = []
    for window in windows:
        low, high = max(window.start, span.start), min(window.end, span.end)
        for kind, pattern in phrases().within if low < high else ():
            for match in pattern.finditer(text, low, high):
                if all(match.end() <= other.start or match.start() >= other.end for other in taken):
                    taken.append(Frame(kind, match.start(), match.end()))
    joined: list[Frame] = []
    for frame in sorted(taken, key=lambda frame: frame.start):
        last = joined[-1] if joined else None
        if last and last.kind == frame.kind and not text[last.end : frame.start].strip():
            joined[-1] = Frame(frame.kind, last.start, frame.end)
        else:
            joined.append(frame)
    yield from joined


def _windows(text: str) -> list[Span]:
    """The neighbourhoods of hints in a text, none overlapping; all of it where lower case moves offsets."""
    lowered = text.lower()
    if len(lowered) != len(text):
        return [Span(0, len(text))]
    places = []
    for hint in _HINTS:
        at = lowered.find(hint)
        while at >= 0:
            places.append(at)
            at = lowered.find(hint, at + len(hint))
    found: list[Span] = []
    for at in sorted(places):
        low, high = max(0, at - _REACH), min(len(text), at + _REACH)
        if found and low <= found[-1].end:
            found[-1] = Span(found[-1].start, high)
        else:
            found.append(Span(low, high))
    return found


def _mark_repeated(text: str, spans: list[Span], kinds: list[str | None], title: str | None) -> None:
    """A headline that stands again, as it is or with a counter behind it."""
    if not spans:
        return
    first = text[spans[0].start : spans[0].end]
    if not title and not looks_like_headline(first):  # a quotation or a first sentence may come again
        return
    headline = _plain(title or first)
    if len(headline.split()) < 3:  # "Live updates" may well stand twice and mean something
        return
    seen, longest = False, max(headline.split(), key=len)
    for number, (start, end) in enumerate(spans):
        if end - start > 2 * len(title or first) + MAX_COUNTER:
            continue
        if longest not in text[start:end].casefold():
            continue
        line = _plain(text[start:end])
        same = line == headline or _plain(_COUNTED.sub("", text[start:end])) == headline
        if same and seen:
            kinds[number] = kinds[number] or "repeated title"
        seen = seen or same


def _mark_cut_links(text: str, spans: list[Span], kinds: list[str | None]) -> None:
    """Links at the end whose titles were cut with dots: two together, or one beside other frame."""
    last_prose = max(
        (n for n, (start, end) in enumerate(spans) if kinds[n] is None and not _is_cut(text[start:end])),
        default=-1,
    )
    cut = [n for n in range(last_prose + 1, len(spans)) if kinds[n] is None]
    alone = len(cut) == 1 and len(spans) - last_prose - 1 == 1
    if cut and not alone and last_prose >= 0:
        for number in cut:
            kinds[number] = "previous and next links"


def _is_cut(line: str) -> bool:
    """A title-like line that ends in dots: no sentence before the dots, no quotation left open."""
    if not _CUT.search(line) or len(line) > 120 or len(line.split()) < 3:
        return False
    return not re.search(r"[.!?]\s", line) and not re.match(r"[\"'“”„«‘(\[]", line)


def _mark_listed(text: str, spans: list[Span], kinds: list[str | None]) -> None:
    """The entries under a heading such as "Related posts", where nothing but entries follows to the end."""
    headings = phrases().heading
    for number, (start, end) in enumerate(spans):
        kind = kinds[number]
        line = text[start:end].strip(" \t\r\xa0•·|-–—*#>")
        if kind is None or not any(name == kind and pattern.fullmatch(line) for name, pattern in headings):
            continue
        after = range(number + 1, len(spans))
        entries = [n for n in after if kinds[n] is None]
        if len(after) > MAX_LISTED or not _all_entries(text, [spans[n] for n in entries]):
            continue
        for n in entries:
            kinds[n] = kind
        return


def _all_entries(text: str, spans: list[Span]) -> bool:
    return all(end - start <= MAX_ENTRY and not _STOP.search(text[start:end]) for start, end in spans)


def _plain(line: str) -> str:
    return " ".join(re.findall(r"\w+", line.casefold()))

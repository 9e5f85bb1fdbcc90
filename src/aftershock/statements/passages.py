"""Which stretches of a reading are parsed, and what stands in them for the parser?

Boilerplate is blanked, names that are also words are masked, marks are made plain; every change keeps the
length, so that offsets of the parse are offsets of the reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from aftershock.records import Boilerplate, Story
from aftershock.statements import quotes
from aftershock.stories import scars
from aftershock.text import Span, trim

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# A paragraph longer than this is cut at a sentence's end: the parser's memory grows with the length.
LONGEST = 6000
_SENTENCE_END = re.compile(r"[.!?][\"”’')\]]*\s+(?=[\"“‘A-Z])")
# What stands before the first sentence of a dispatch or a line of a live blog, and would be its subject.
_CLOCK = re.compile(r"^\d{1,2}[:.h]\d{2}(?:\s?[ap]\.?m\.?)?\s*[-–—|]?\s+(?=\S)")
_DATELINE = re.compile(
    r"^(?:[A-Z][A-Z.,'’/ -]{2,30}(?:, \d{1,2} [A-Z][a-z]+\.?)?(?:,? [A-Z][a-z]+\.? \d{1,2})?"
    r"\s*(?:\([^)\n]{2,30}\))?"
    r"|\([A-Z][^)\n]{2,30}\))\s*[-–—]{1,2}\s+(?=\S)"
)
# An embedded post's signature ends a sentence; its words are no subject of what follows.
_SIGNED = re.compile(
    r"(?:\bpic\.\s?twitter\.\s?(?:com/\w+)?\s*)?[—–]{1,2}\s*[^\n()@—–]{2,60}?\s*\(@\w{2,30}\),?"
    r"(?:\s*(?:[A-Z][a-z]+\.? \d{1,2},? \d{4}|\d{1,2} [A-Z][a-z]+\.? \d{4}),?)?"
)
# What the parser sees where damage left a hole of three spaces or more: a noun, so that the sentence stands.
LOST_WORD = "X"
_WORD = re.compile(r"[^\W\d_]{2,}")


class Passage(NamedTuple):
    """One parsed paragraph: ``base`` is its offset in the reading, ``raw`` its words as they stand there."""

    doc: Doc
    base: int
    raw: str
    quotes: tuple[quotes.Quote, ...]

    def span(self, first: Token, last: Token) -> Span:
        """The stretch of the reading from one token to another."""
        return Span(self.base + first.idx, self.base + last.idx + len(last))

    def words(self, span: Span) -> str:
        """What stands in the reading at a span of this passage."""
        return self.raw[span.start - self.base : span.end - self.base]


def blanks(story: Story, boilerplate: Iterable[Boilerplate]) -> list[Span]:
    """Where boilerplate of any member stands in the reading."""
    spans = []
    for item in boilerplate:
        for member in story.members:
            if member.text != item.receipt.text:
                continue
            for match in member.matches:
                low = max(item.receipt.start, match.at)
                high = min(item.receipt.end, match.at + match.length)
                if low < high:
                    spans.append(Span(low - match.at + match.reading, high - match.at + match.reading))
    return spans


def blank(text: str, spans: Iterable[Span]) -> str:
    """The text with spaces where the spans stand; line ends are kept."""
    for start, end in spans:
        text = text[:start] + re.sub(r"[^\n]", " ", text[start:end]) + text[end:]
    return text


def split(text: str) -> Iterator[Span]:
    """The paragraphs worth parsing: a line each, wrapped lines joined, over-long ones cut at a sentence."""
    for start, end in _joined(_lines(text), text):
        if len(_WORD.findall(text, start, end)) < 2:
            continue
        yield from _cut(text, start, end)


def _lines(text: str) -> list[Span]:
    spans, at = [], 0
    for line in text.split("\n"):
        span = trim(text, at, at + len(line))
        spans.append(span)
        at += len(line) + 1
    return spans


def _joined(lines: Sequence[Span], text: str) -> Iterator[Span]:
    """A line that ends within a sentence and is followed by a small letter was wrapped by a machine."""
    current: Span | None = None
    for line in lines:
        if line.start == line.end:
            if current:
                yield current
            current = None
        elif (current and text[current.end - 1] not in '.!?:;"”' and text[line.start].islower()) or (
            current
            and line.end - line.start >= 50
            and current.end - current.start >= 50
            and _wrapped(text, current, line)
        ):
            current = Span(current.start, line.end)
        else:
            if current:
                yield current
            current = line
    if current:
        yield current


def _wrapped(text: str, before: Span, line: Span) -> bool:
    """Whether the line before stops in mid-sentence (a comma or a plain word, never a heading's length)."""
    last = text[before.end - 1]
    return last == "," or (last.isalnum() and text[before.start : before.end].count(" ") > 8)


def _cut(text: str, start: int, end: int) -> Iterator[Span]:
    while end - start > LONGEST:
        cuts = [match.end() for match in _SENTENCE_END.finditer(text, start, start + LONGEST)]
        cut = cuts[-1] if cuts else start + LONGEST
        yield trim(text, start, cut)
        start = cut
    if start < end:
        yield trim(text, start, end)


def parser_text(text: str) -> str:
    """What the parser sees of a paragraph: plain marks, no line ends, scars closed; same length."""
    seen = quotes.plain(text).replace("\n", " ")
    for before in (_CLOCK, _DATELINE):
        seen = before.sub(lambda match: " " * len(match[0]), seen)
    seen = _SIGNED.sub(lambda match: "." + " " * (len(match[0]) - 1), seen)
    for scar in scars.find(text):
        at, to = scar.span
        if scar.kind == "gap" and to - at >= 3:
            seen = seen[:at] + " " + LOST_WORD.ljust(to - at - 1) + seen[to:]
    return re.sub(r"\(\s+\)", lambda scar: " " * len(scar[0]), seen)

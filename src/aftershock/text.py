"""Text and its offsets: hashing, receipts, tokens, paragraphs.

Nothing here changes a text. Offsets are Unicode code points, end exclusive.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from aftershock.records import Receipt

WORD = re.compile(r"\w+(?:['’.-]\w+)*|[^\w\s]", re.UNICODE)
_PARAGRAPH = re.compile(r"[^\n]+(?:\n(?!\s*\n)[^\n]+)*")
_encoder = msgspec.json.Encoder(order="sorted")


class Span(NamedTuple):
    """A half-open stretch of a text."""

    start: int
    end: int


def sha256(data: bytes | str) -> str:
    """The SHA-256 of bytes, or of a text's UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


def canonical_json(value: object) -> bytes:
    """JSON with sorted keys and no spaces: the same value always gives the same bytes."""
    return _encoder.encode(value)


def content_id(kind: str, *parts: object) -> str:
    """An id made of content: ``kind-`` and 16 hexadecimal digits; the same parts give the same id."""
    return f"{kind}-{sha256(canonical_json(parts))[:16]}"


def receipt(text_id: str, text: str, start: int, end: int) -> Receipt:
    """The receipt of ``text[start:end]``; raises ValueError outside the text or where nothing is quoted."""
    if not 0 <= start < end <= len(text):
        raise ValueError(f"no passage at {start}:{end} in a text of {len(text)} characters")
    return Receipt(text=text_id, start=start, end=end, quote=text[start:end])


def words(text: str) -> Iterator[Span]:
    """The words and single marks of a text, in order, without white space."""
    for match in WORD.finditer(text):
        yield Span(match.start(), match.end())


def one_line(text: str, most: int) -> str:
    """A text on one line, of at most so many characters: an ellipsis stands for the rest."""
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[: most - 1] + "…"


def lines(text: str) -> Iterator[Span]:
    """The lines of a text that are not blank, without their line end."""
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield Span(start, start + len(line))
        start += len(line) + 1


def bare_lines(text: str) -> Iterator[Span]:
    """The lines of a text that are not blank, without the white space at their ends."""
    start = 0
    for line in text.split("\n"):
        bare = line.strip()
        if bare:
            at = start if len(bare) == len(line) else start + len(line) - len(line.lstrip())
            yield Span(at, at + len(bare))
        start += len(line) + 1


def paragraphs(text: str) -> Iterator[Span]:
    """Stretches between blank lines."""
    for match in _PARAGRAPH.finditer(text):
        yield Span(match.start(), match.end())


def trim(text: str, start: int, end: int) -> Span:
    """The span without white space at its ends (empty at ``start`` where there is nothing else)."""
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip()) if piece.strip() else 0
    return Span(start, start + len(piece.strip()))

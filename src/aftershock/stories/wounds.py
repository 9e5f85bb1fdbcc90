"""Which wounds does a document show by itself, with or without a sister copy?

They are looked for in its text without its frame: behind "she wrote:" a line of the frame is no quotation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aftershock.records import Page, Wound
from aftershock.stories import scars
from aftershock.text import Span, receipt


def of(page: Page, text: str) -> tuple[Wound, ...]:
    """The wounds of a page's own text, in order; a place where the frame was taken out is none."""
    pieces = beside(page, text)
    own = "".join(text[piece.start : piece.end] for piece in pieces)
    return tuple(
        Wound(kind=scar.kind, receipt=receipt(page.text, text, *span))
        for scar in scars.find(own)
        for span in _in_text(pieces, scar.span)
    )


def beside(page: Page, text: str) -> list[Span]:
    """The stretches of a page's text that are not its frame."""
    pieces = []
    at = 0
    for start, end in sorted(
        (b.receipt.start, b.receipt.end) for b in page.boilerplate if b.receipt.text == page.text
    ):
        if at < start:
            pieces.append(Span(at, start))
        at = max(at, end)
    if at < len(text):
        pieces.append(Span(at, len(text)))
    return pieces


def _in_text(pieces: Sequence[Span], span: Span) -> Iterator[Span]:
    """A stretch of the joined pieces as it stands in the text; nothing where it lies in two of them."""
    before = 0
    for start, end in pieces:
        at = start - before
        if before <= span.start and span.end <= before + end - start:
            yield Span(at + span.start, at + span.end)
        before += end - start

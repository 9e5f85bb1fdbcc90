"""Which stretches of a reading does the trained reader see at a time, and what of each piece?

Whole paragraphs are packed into a window until it is full; a little of what stands before is seen as well,
so that a quotation knows who spoke. Of each piece the network sees its number, how it is spelt (capitals,
digits) and whether it stands in quotation marks, which the rules find more surely than any weights.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from aftershock.models.wordpiece import Piece, WordPiece
from aftershock.statements import quotes
from aftershock.text import Span

BODY = 224  # pieces read at a time: attention's cost grows with the square, too few cut what belongs together
BEFORE = 32  # pieces of what stands before
LINE = "[LINE]"  # between two paragraphs
LOWER, TITLE, CAPITALS, DIGITS, MARK = range(5)
OUTSIDE, QUOTED = range(2)
_STOP = re.compile(r"[.!?;][\"”’')\]]*\s")

Ints = NDArray[np.int64]


class Window(NamedTuple):
    """What goes through the network at once. Arrays are as long as the pieces, opening and closing included.

    ``start`` and ``end`` are offsets of the text (-1 for pieces that stand nowhere); ``own`` tells which
    pieces are this window's, and not only seen as what stands before.
    """

    ids: Ints
    case: Ints
    quoted: Ints
    start: Ints
    end: Ints
    own: NDArray[np.bool_]


class _Marked(NamedTuple):
    piece: Piece
    case: int
    quoted: int


def windows(text: str, spans: Iterable[Span], vocabulary: WordPiece) -> Iterator[Window]:
    """The windows of a text whose paragraphs stand at ``spans``, in order; each piece is one window's own."""
    line = _Marked(Piece(vocabulary.ids[LINE], -1, -1), MARK, OUTSIDE)
    before: list[_Marked] = []
    body: list[_Marked] = []
    for part in _parts(text, spans, vocabulary):
        if body and len(body) + len(part) >= BODY:
            yield _window(before, body, vocabulary)
            before, body = [*before, *body, line][-BEFORE:], []
        elif body:
            body.append(line)
        body += part
    if body:
        yield _window(before, body, vocabulary)


def _parts(text: str, spans: Iterable[Span], vocabulary: WordPiece) -> Iterator[list[_Marked]]:
    """The pieces of each paragraph; a paragraph too long for a window is cut after a sentence."""
    for start, end in spans:
        marked = list(_marked(text, start, end, vocabulary))
        while len(marked) > BODY:
            low, high = marked[0].piece.start, marked[BODY - 1].piece.start
            stops = [match.end() for match in _STOP.finditer(text, low, high)]
            cut = BODY
            if stops:
                cut = bisect.bisect_left(marked, stops[-1], key=lambda m: m.piece.start)
            cut = cut if cut > BODY // 4 else BODY
            yield marked[:cut]
            marked = marked[cut:]
        if marked:
            yield marked


def _marked(text: str, start: int, end: int, vocabulary: WordPiece) -> Iterator[_Marked]:
    raw = text[start:end]
    found = quotes.find(raw)
    at = 0
    for piece in vocabulary.cut(raw):
        while at < len(found) and found[at].end <= piece.start:
            at += 1
        inside = at < len(found) and found[at].start <= piece.start
        whole = Piece(piece.id, piece.start + start, piece.end + start)
        yield _Marked(whole, _case(raw, piece), QUOTED if inside else OUTSIDE)


def _case(raw: str, piece: Piece) -> int:
    """How the word around a piece is spelt, seen at the piece's own beginning."""
    first = raw[piece.start]
    if first.isdigit():
        return DIGITS
    if first.isupper():
        after = raw[piece.start + 1 : piece.start + 2]
        return CAPITALS if after.isupper() else TITLE
    return LOWER if first.isalpha() else MARK


def _window(before: Sequence[_Marked], body: Sequence[_Marked], vocabulary: WordPiece) -> Window:
    edge = Piece(vocabulary.opening, -1, -1), Piece(vocabulary.closing, -1, -1)
    inner = [*before, *body]
    every = [_Marked(edge[0], MARK, OUTSIDE), *inner, _Marked(edge[1], MARK, OUTSIDE)]
    own = np.zeros(len(every), dtype=np.bool_)
    own[1 + len(before) : 1 + len(inner)] = True
    return Window(
        ids=np.array([m.piece.id for m in every], dtype=np.int64),
        case=np.array([m.case for m in every], dtype=np.int64),
        quoted=np.array([m.quoted for m in every], dtype=np.int64),
        start=np.array([m.piece.start for m in every], dtype=np.int64),
        end=np.array([m.piece.end for m in every], dtype=np.int64),
        own=own,
    )

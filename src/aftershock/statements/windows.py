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

from aftershock.models.wordpiece import WordPiece
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
    id: int
    case: int
    quoted: int
    start: int
    end: int


def windows(text: str, spans: Iterable[Span], vocabulary: WordPiece) -> Iterator[Window]:
    """The windows of a text whose paragraphs stand at ``spans``, in order; each piece is one window's own."""
    line = _nowhere(vocabulary.ids[LINE])
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
            low, high = marked[0].start, marked[BODY - 1].start
            stops = [match.end() for match in _STOP.finditer(text, low, high)]
            cut = BODY
            if stops:
                cut = bisect.bisect_left(marked, stops[-1], key=lambda m: m.start)
            cut = cut if cut > BODY // 4 else BODY
            yield marked[:cut]
            marked = marked[cut:]
        if marked:
            yield marked


def _marked(text: str, start: int, end: int, vocabulary: WordPiece) -> Iterator[_Marked]:
    raw = text[start:end]
    found = quotes.find(raw)
    at = 0
    for number, low, high in vocabulary.cut(raw):
        while at < len(found) and found[at].end <= low:
            at += 1
        inside = at < len(found) and found[at].start <= low
        yield _Marked(number, _case(raw, low), QUOTED if inside else OUTSIDE, low + start, high + start)


def _nowhere(number: int) -> _Marked:
    return _Marked(number, MARK, OUTSIDE, -1, -1)


def _case(raw: str, at: int) -> int:
    """How the word around a piece is spelt, seen at the piece's own beginning."""
    first = raw[at]
    if "a" <= first <= "z":
        return LOWER
    if first.isdigit():
        return DIGITS
    if first.isupper():
        after = raw[at + 1 : at + 2]
        return CAPITALS if after.isupper() else TITLE
    return LOWER if first.isalpha() else MARK


def _window(before: Sequence[_Marked], body: Sequence[_Marked], vocabulary: WordPiece) -> Window:
    every = [_nowhere(vocabulary.opening), *before, *body, _nowhere(vocabulary.closing)]
    own = np.zeros(len(every), dtype=np.bool_)
    own[1 + len(before) : len(every) - 1] = True
    ids, case, quoted, start, end = np.ascontiguousarray(np.array(every, dtype=np.int64).T)
    return Window(ids, case, quoted, start, end, own)

"""How does the reader cut a text into the pieces that it knows, without losing where each one stands?

The scheme of uncased BERT models (Devlin et al. 2019): small letters without accents, punctuation apart, then
the longest known piece from the left. Offsets are code points of the text as it was given.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

LONGEST_WORD = 100  # characters; what is longer is one unknown piece
_KEPT = 50_000  # runs without white space whose pieces are remembered, so that memory stays bounded
_RUN = re.compile(r"\S+")


class Piece(NamedTuple):
    """One piece: its number in the vocabulary, and ``text[start:end]``."""

    id: int
    start: int
    end: int


class WordPiece:
    """A vocabulary, one piece a line; pieces that continue a word begin with ``##``."""

    def __init__(self, pieces: Iterable[str]) -> None:
        self.ids = {piece: number for number, piece in enumerate(pieces)}
        self.unknown = self.ids["[UNK]"]
        self.opening, self.closing = self.ids["[CLS]"], self.ids["[SEP]"]
        self._known: dict[str, tuple[Piece, ...]] = {}

    def cut(self, text: str, start: int = 0, end: int | None = None) -> list[Piece]:
        """The pieces of ``text[start:end]`` in order; white space and control characters give none."""
        found: list[Piece] = []
        for match in _RUN.finditer(text, start, len(text) if end is None else end):
            run, at = match[0], match.start()
            pieces = self._known.get(run)
            if pieces is None:
                pieces = tuple(self._pieces_of(run))
                if len(self._known) < _KEPT:
                    self._known[run] = pieces
            found += [Piece(number, low + at, high + at) for number, low, high in pieces]
        return found

    def _pieces_of(self, run: str) -> Iterator[Piece]:
        """The pieces of a run without white space, word by word."""
        for low, high in _words(run, 0, len(run)):
            yield from (Piece(number, at + low, to + low) for number, at, to in self._pieces(run[low:high]))

    def _pieces(self, word: str) -> list[Piece]:
        letters, places = _plain(word)
        if not letters:
            return []
        if len(letters) > LONGEST_WORD:
            return [Piece(self.unknown, 0, len(word))]
        found: list[Piece] = []
        at = 0
        while at < len(letters):
            end = len(letters)
            while end > at:
                number = self.ids.get(("##" if at else "") + letters[at:end])
                if number is not None:
                    break
                end -= 1
            else:
                return [Piece(self.unknown, 0, len(word))]
            found.append(Piece(number or 0, places[at], places[end - 1] + 1))
            at = end
        return found


def _plain(word: str) -> tuple[str, list[int]]:
    """Small letters without accents, and where each one came from."""
    if word.isascii():
        return word.lower(), list(range(len(word)))
    letters, places = [], []
    for at, char in enumerate(word):
        for part in unicodedata.normalize("NFD", char.lower()):
            if unicodedata.category(part) != "Mn":
                letters.append(part)
                places.append(at)
    return "".join(letters), places


def _words(text: str, start: int, end: int) -> Iterable[tuple[int, int]]:
    """Runs of letters and digits; each punctuation mark and each ideograph alone."""
    low = -1
    for at in range(start, end):
        char = text[at]
        if char.isalnum():
            if not _ideograph(char):
                low = at if low < 0 else low
                continue
        elif not _apart(char):  # a combining mark belongs to its word
            low = at if low < 0 else low
            continue
        if low >= 0:
            yield low, at
            low = -1
        if not char.isspace() and unicodedata.category(char)[0] != "C":
            yield at, at + 1
    if low >= 0:
        yield low, end


def _apart(char: str) -> bool:
    """White space, punctuation, symbols and control characters end a word."""
    return char.isascii() or unicodedata.category(char)[0] in "PZCS"


def _ideograph(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff" or char >= "\U00020000"

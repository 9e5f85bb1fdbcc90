"""Pieces: the longest known ones from the left, with offsets of the text as it was given."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from aftershock.models.wordpiece import WordPiece

PIECES = (
    "[UNK]", "[CLS]", "[SEP]", "the", "cafe", "un", "##claimed", "##s", "claim", ".", "“", "a", "##b", "城",
)  # fmt: skip


def _cut(text: str) -> list[tuple[str, str]]:
    return [(PIECES[piece.id], text[piece.start : piece.end]) for piece in WordPiece(PIECES).cut(text)]


def test_the_longest_piece_from_the_left() -> None:
    assert _cut("The unclaimed claims.") == [
        ("the", "The"), ("un", "un"), ("##claimed", "claimed"), ("claim", "claim"), ("##s", "s"), (".", "."),
    ]  # fmt: skip


def test_accents_and_capitals_are_left_aside_and_offsets_stay() -> None:
    assert _cut("CAFÉ “Café") == [("cafe", "CAFÉ"), ("“", "“"), ("cafe", "Café")]
    assert _cut("Cafe\u0301s") == [("cafe", "Cafe"), ("##s", "s")]


def test_ideographs_stand_alone_and_unknown_words_are_one_piece() -> None:
    assert _cut("城a xyz") == [("城", "城"), ("a", "a"), ("[UNK]", "xyz")]
    assert _cut("a" * 101) == [("[UNK]", "a" * 101)]


def test_white_space_and_control_characters_give_nothing() -> None:
    assert _cut(" \t\n\x00\u200b") == []


def test_a_stretch_keeps_the_offsets_of_the_whole() -> None:
    cut = WordPiece(PIECES).cut("the claim the", 4, 9)
    assert [(piece.start, piece.end) for piece in cut] == [(4, 9)]


@given(some.text(max_size=60))
def test_pieces_stand_in_order_and_never_overlap(text: str) -> None:
    at = 0
    for piece in WordPiece(PIECES).cut(text):
        assert at <= piece.start < piece.end <= len(text)
        at = piece.end

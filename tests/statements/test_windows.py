"""Windows: every piece is one window's own, whatever the length; spelling and marks are seen."""

from __future__ import annotations

import pytest

from aftershock.models.wordpiece import WordPiece
from aftershock.statements.windows import BEFORE, BODY, LINE, QUOTED, TITLE, windows
from aftershock.text import Span

WORDS = WordPiece(("[UNK]", "[CLS]", "[SEP]", LINE, "said", ".", '"'))


def _spans(text: str) -> list[Span]:
    spans, at = [], 0
    for line in text.split("\n"):
        spans.append(Span(at, at + len(line)))
        at += len(line) + 1
    return spans


@pytest.mark.parametrize("paragraphs", [1, 3, 40])
@pytest.mark.parametrize("words", [1, 30, 700])
def test_each_piece_is_read_once(paragraphs: int, words: int) -> None:
    text = "\n".join(" ".join(f"w{n}" for n in range(words)) + "." for _ in range(paragraphs))
    spans = _spans(text)
    wanted = [(piece.start, piece.end) for span in spans for piece in WORDS.cut(text, *span)]
    found = []
    for window in windows(text, spans, WORDS):
        assert len(window.ids) <= BODY + BEFORE + 2
        own = window.own & (window.start >= 0)
        found += list(zip(window.start[own].tolist(), window.end[own].tolist(), strict=True))
    assert found == wanted


def test_spelling_and_marks_are_seen() -> None:
    text = 'Renn said "enough".'
    (window,) = windows(text, [Span(0, len(text))], WORDS)
    assert window.case[1] == TITLE
    seen = zip(window.start, window.end, window.quoted, strict=True)
    assert [text[start:end] for start, end, quoted in seen if quoted == QUOTED] == ['"', "enough", '"']


def test_what_stands_before_is_seen_and_not_owned() -> None:
    text = "\n".join(["a " * 200, "b " * 200]).strip()
    first, second = windows(text, _spans(text), WORDS)
    assert first.own[1:-1].all()
    assert not second.own[: BEFORE + 1].any()


def test_nothing_gives_no_window() -> None:
    assert list(windows("", [], WORDS)) == []
    assert list(windows("   ", [Span(0, 3)], WORDS)) == []

"""Tokens keep offsets, and folding keeps lengths."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from aftershock.stories.tokens import fold, split_joined, tokens
from aftershock.text import Span


@settings(deadline=None)
@given(st.text())
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)


@settings(deadline=None)
@given(st.text(alphabet="ab é\u0301漢字कि‘’“”—-…. \n\u200b", max_size=60))
def test_tokens_stand_where_they_say(text: str) -> None:
    end = 0
    for word in tokens(text):
        assert end <= word.start < word.end
        assert word.key in ("…", "-") or fold(text[word.start : word.end]) == word.key
        assert text[word.start - len(word.before) : word.start] == word.before
        end = word.end


def test_a_combining_mark_stays_with_its_letter_and_signs_stand_alone() -> None:
    assert [word.key for word in tokens("cafe\u0301 ok")] == ["cafe\u0301", "ok"]
    assert [word.key for word in tokens("漢字 ok")] == ["漢", "字", "ok"]


def test_skipped_spans_have_no_tokens() -> None:
    assert [word.key for word in tokens("one two three four", skip=[Span(4, 13)])] == ["one", "four"]


def test_joined_words_are_cut_where_the_other_copy_has_a_space() -> None:
    one, two = split_joined(tokens("the lists ofboats lie"), tokens("the li sts of boats lie"))
    assert [w.key for w in one] == ["the", "li", "sts", "of", "boats", "lie"] == [w.key for w in two]
    assert [(w.start, w.end) for w in one[3:5]] == [(10, 12), (12, 17)]

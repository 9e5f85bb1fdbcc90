"""Tokens keep offsets, and folding keeps lengths."""

from __future__ import annotations

import re
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftershock.stories import letters
from aftershock.stories.letters import Letters
from aftershock.stories.tokens import Words, fold, split_joined, tokens
from aftershock.text import Span

# signs alone, words with their marks, runs of dots or dashes, marks
ONE_BY_ONE = r"[漢字][\u0301\u093f]*|(?:(?![漢字])[\w\u0301\u093f])+|\.{2,}|-{2,}|[^\w\s\u200b\u0301\u093f]"


def together(*texts: str) -> list[Words]:
    """The words of copies that are compared."""
    among = Letters()
    found = [tokens(text, texts=texts, source=n, among=among) for n, text in enumerate(texts)]
    among.tell(words.spelled for words in found)
    return found


@settings(deadline=None)
@given(st.text())
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)


@settings(deadline=None)
@given(st.text(alphabet="ab é\u0301漢字कि‘’“”—-…. \n\u200b", max_size=60))
def test_tokens_stand_where_they_say(text: str) -> None:
    last = 0
    words = tokens(text)
    for n in range(len(words)):
        start, end = words.bounds(n, n + 1)
        assert last <= start < end
        assert words.key(n) in ("…", "-") or fold(text[start:end]) == words.key(n)
        assert text[last:start] == words.before(n)
        last = end


@settings(deadline=None)
@given(st.text(alphabet="ab é\u0301漢字कि‘’“”—-…. \n\u200b", max_size=60))
def test_tokens_are_those_that_one_finds_one_by_one(text: str) -> None:
    found = [(fold(m.group()), *m.span()) for m in re.finditer(ONE_BY_ONE, fold(text))]
    words = tokens(text)
    keys = [re.sub(r"^-{2,}$", "-", re.sub(r"^\.{2,}$", "…", key)) for key, _, _ in found]
    assert words.keys() == keys
    assert [words.bounds(n, n + 1) for n in range(len(words))] == [(start, end) for _, start, end in found]


def test_a_combining_mark_stays_with_its_letter_and_signs_stand_alone() -> None:
    assert tokens("cafe\u0301 ok").keys() == ["cafe\u0301", "ok"]
    assert tokens("漢字 ok").keys() == ["漢", "字", "ok"]


def test_skipped_spans_have_no_tokens() -> None:
    assert tokens("one two three four", [Span(4, 13)]).keys() == ["one", "four"]


def test_joined_words_are_cut_where_the_other_copy_has_a_space() -> None:
    one, two = split_joined(*together("the lists ofboats lie", "the li sts of boats lie"))
    assert one.keys() == ["the", "li", "sts", "of", "boats", "lie"] == two.keys()
    assert [one.bounds(n, n + 1) for n in (3, 4)] == [(10, 12), (12, 17)]
    assert [one.before(n) for n in (3, 4)] == [" ", ""]


@pytest.mark.timeout(120)  # looked for at each of its places it would not end
def test_a_word_made_of_a_thousand_others_is_looked_for_once() -> None:
    one, two = together("ab" * 20_000, "ab " * 20_000)
    cut, _ = split_joined(one, two)
    assert cut.keys() == two.keys()


def test_words_share_letters_where_there_are_more_words_than_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letters, "_FIRST_LETTER", sys.maxunicode - 3)
    words = tokens("one two three four five")
    assert len(set(words.spelled)) == 3
    assert len(words) == 5

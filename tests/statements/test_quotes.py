"""Quotations of every style are found, and odd marks never raise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftershock.statements import quotes


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("“We wait,” she said.", ["We wait,"]),
        ("„Wir“ schrieb er; « oui », dit-elle; «non».", ["Wir", " oui ", "non"]),
        ('"One," he said. "Two."', ["One,", "Two."]),
        ("The mayor `praised` the crew.", ["praised"]),
        ("``Old marks'' remain.", ["Old marks"]),
        ("‘I can’t sleep,’ said Mrs Dorn.", ["I can’t sleep,"]),
        ("The brothers’ mother didn't answer.", []),
        ("“He said ‘no’ twice.”", ["He said ‘no’ twice."]),
    ],
)
def test_marks_of_every_style(text: str, inside: list[str]) -> None:
    assert [text[q.inner : q.inner_end] for q in quotes.find(text)] == inside


def test_an_unclosed_quotation_ends_before_the_words_that_attribute_it() -> None:
    text = "“We are looking for a fourth man, he said."
    (quote,) = quotes.find(text)
    assert (text[quote.inner : quote.inner_end], quote.closed) == ("We are looking for a fourth man,", False)


@given(st.text(alphabet="ab .,“”„‘’'\"`«»\n", max_size=60))
def test_any_marks_give_ordered_quotations_inside_the_text(text: str) -> None:
    end = 0
    for quote in quotes.find(text):
        assert end <= quote.start < quote.inner <= quote.inner_end <= quote.end <= len(text)
        end = quote.end


@given(st.text(max_size=80))
def test_plain_marks_keep_the_length(text: str) -> None:
    assert len(quotes.plain(text)) == len(text)

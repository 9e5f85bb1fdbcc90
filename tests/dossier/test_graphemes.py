"""Does a highlight never tear a letter from its marks?"""

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from aftershock.dossier.graphemes import is_boundary, snap

# Letters, marks, joiners, flags, emoji, Hangul: what real texts of the world combine.
PIECES = [
    "a",
    " ",
    "\n",
    "\r\n",
    "é",
    "e\u0301",
    "\u064e",
    "ب",
    "ש\u05c1",
    "\u200d",
    "👩",
    "👩\u200d👧",
    "🏽",
    "🇦",
    "🇧",
    "각",
    "가",
    "ᄀ",
    "ᅡ",
    "ᆨ",
    "क\u093f",
    "\ufe0f",
    "☀",
]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_no_cut_that_the_reference_would_not_make(text: str) -> None:
    ends = {match.end() for match in regex.finditer(r"\X", text)} | {0}
    for at in range(len(text) + 1):
        if is_boundary(text, at):
            assert at in ends, (text, at)


@pytest.mark.parametrize(
    ("text", "start", "end", "whole"),
    [
        ("cafe\u0301s", 4, 6, "e\u0301s"),
        ("x👩\u200d👩\u200d👧y", 2, 3, "👩\u200d👩\u200d👧"),
        ("🇦🇧🇨🇩", 1, 2, "🇦🇧"),
        ("plain", 1, 3, "la"),
    ],
)
def test_a_span_is_widened_to_whole_letters(text: str, start: int, end: int, whole: str) -> None:
    low, high = snap(text, start, end)
    assert text[low:high] == whole

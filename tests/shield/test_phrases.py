"""Are phrases and patterns found where they stand, and nowhere else?"""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftershock.errors import InputError
from aftershock.shield.normalise import plain
from aftershock.shield.patterns import Pattern, Patterns
from aftershock.shield.phrases import Hit, Phrase, Phrases

DOOR = Phrases(
    [
        Phrase(id="en", list="a", text="paint the red door", adopted_by="Ana"),
        Phrase(id="ru", list="a", text="красная дверь"),
        Phrase(id="ar", list="a", text="ادهنوا الأبواب الحمراء"),
        Phrase(id="ja", list="a", text="赤い扉"),
        Phrase(id="short", list="a", text="cat"),
        Phrase(id="open", list="b", text="lantern", edges="open"),
    ]
)


@pytest.mark.parametrize(
    ("text", "found", "exact"),
    [
        ("now Paint the RED  door!", "Paint the RED  door", True),
        ("p.a.i.n.t t.h.e r3d d00r", "p.a.i.n.t t.h.e r3d d00r", False),
        ("#PaintTheRedDoor", "PaintTheRedDoor", False),
        ("p\u200baint the red doo\u0301r.", "p\u200baint the red doo\u0301r", False),
        ("это Красная дверь.", "Красная дверь", True),
        ("к р а с н а я  д в е р ь", "к р а с н а я  д в е р ь", False),
        ("وادهنوا الأبواب الحمراء", "ادهنوا الأبواب الحمراء", True),
        ("ادهنـوا الابواب الحمراء", "ادهنـوا الابواب الحمراء", False),
        ("今日赤い扉です", "赤い扉", True),
        ("the cat sat", "cat", True),
        ("lanternlight", "lantern", True),
    ],
)
def test_the_passage_is_exact(text: str, found: str, exact: bool) -> None:
    hits = DOOR.find(text)
    assert [(text[hit.start : hit.end], hit.exact) for hit in hits] == [(found, exact)]


@pytest.mark.parametrize(
    "text",
    ["repaint the red door", "paint the red doors", "c a t", "c4t", "concatenate", "красная дверьи", ""],
)
def test_other_words_are_not_found(text: str) -> None:
    assert DOOR.find(text) == ()


def test_overlapping_phrases_are_all_found_and_know_who_adopted_them() -> None:
    bank = Phrases(
        [
            Phrase(id="1", list="a", text="red door"),
            Phrase(id="2", list="b", text="the red door now", adopted_by="Ana"),
        ]
    )
    assert bank.find("the red door now") == (
        Hit("b", "2", 0, 16, True, True),
        Hit("a", "1", 4, 12, True, False),
    )


WORDS = st.lists(
    st.sampled_from(["red", "door", "blue", "lamp", "the", "paint", "harbour"]), min_size=1, max_size=8
)


@settings(deadline=None, max_examples=60)
@given(WORDS)
def test_exact_hits_are_those_of_a_plain_search(words: list[str]) -> None:
    listed = ("red door", "paint the", "blue lamp blue", "harbour")
    bank = Phrases([Phrase(id=text, list="a", text=text) for text in listed])
    text = " ".join(words)
    slow = {
        (found.start(), found.start() + len(phrase))
        for phrase in listed
        for found in re.finditer(rf"(?=\b{phrase}\b)", text)
    }
    assert {(hit.start, hit.end) for hit in bank.find(text) if hit.exact} == slow
    assert all(plain(text[hit.start : hit.end]) == hit.id for hit in bank.find(text) if hit.exact)


def test_patterns_stand_where_they_match() -> None:
    patterns = Patterns([Pattern(id="p", list="doors", expression=r"door\s+number\s+\d{1,3}")])
    text = "Дом и Door number 12, door  number 7"
    assert [text[hit.start : hit.end] for hit in patterns.find(text)] == ["Door number 12", "door  number 7"]
    assert patterns.find("nothing") == ()
    assert Patterns([]).find("door number 1") == ()


@pytest.mark.parametrize("expression", [r"(a)\1", r"(?=a)b", "x*", "(", "a" * 501, "(a{1000}){1000}"])
def test_patterns_that_could_run_away_are_refused(expression: str) -> None:
    with pytest.raises(InputError, match="pattern"):
        Patterns([Pattern(id="p", list="l", expression=expression)])

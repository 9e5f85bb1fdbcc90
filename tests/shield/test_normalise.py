"""Does folding take disguises away, and does its map lead back to the original?"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftershock.shield.normalise import (
    disguised,
    fold,
    letter_of,
    look,
    look_alikes,
    plain,
    unfold,
    unfold_each,
)

TEXTS = st.text(
    st.one_of(
        st.characters(codec="utf-8"),
        st.sampled_from(
            "aAäößlLI1!|0oоОаАяЯ3з4ч ىيكکةهأإآـ\u064b\u0651\u200b\u200d\u202e\u0301ﬁ①𝐚ａ한글かナ赤 \n\t.-@$"
        ),
    ),
    max_size=60,
)


@settings(deadline=None, max_examples=60)
@given(TEXTS)
def test_the_quick_way_is_the_slow_way(text: str) -> None:
    assert fold(text) == unfold_each(text).folded
    assert unfold(text) == unfold_each(text)


@settings(deadline=None, max_examples=60)
@given(TEXTS)
def test_one_look_says_both(text: str) -> None:
    assert look(text) == (unfold_each(text).folded, disguised(text))


@pytest.mark.parametrize("block", range(0, 0x11, 2))
def test_every_character_of_a_plane_folds_alike_both_ways(block: int) -> None:
    step = 61 if block else 23  # all of them takes a minute
    for code in range(block << 16, (block << 16) + 0x10000, step):
        text = f"ж{chr(code)}3б"
        assert look(text) == (unfold_each(text).folded, disguised(text)), hex(code)
        assert unfold(text) == unfold_each(text), hex(code)


def test_a_mark_on_a_letter_that_is_two_is_folded_too() -> None:
    assert fold("ǽ, Ǣ") == "aeae"


@settings(deadline=None, max_examples=60)
@given(TEXTS)
def test_the_map_leads_back(text: str) -> None:
    form = unfold(text)
    assert len(form.folded) == len(form.starts) == len(form.ends)
    assert form.starts == sorted(form.starts)
    assert form.ends == sorted(form.ends)
    for start, end in zip(form.starts, form.ends, strict=True):
        assert 0 <= start < end <= len(text)


@settings(deadline=None, max_examples=60)
@given(TEXTS)
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold(text)
    assert fold(once) == once
    assert plain(plain(text)) == plain(text)


@settings(deadline=None, max_examples=60)
@given(TEXTS)
def test_a_stretch_of_the_map_folds_to_its_letter(text: str) -> None:
    plain_marks = set("!|0134567890١۱lI|5٥۵oO3٣۳7٧۷6٦۶9٩۹")  # these are read among their neighbours
    form = unfold(text)
    for letter, start, end in zip(form.folded, form.starts, form.ends, strict=True):
        if not plain_marks & {text[start], text[end - 1]}:
            assert letter in letter_of(text[start])
            assert letter in letter_of(text[end - 1])


@pytest.mark.parametrize(
    ("shown", "meant"),
    [
        ("hеllо", "hello"),  # Cyrillic е, о
        ("h3ll0", "hello"),
        ("h\u200be\u2060llo", "hello"),
        ("\u202ehello", "hello"),
        ("ｈｅｌｌｏ 𝐡𝐞𝐥𝐥𝐨", "hello hello"),
        ("heeeellllo", "hello"),
        ("h.e.l.l.o", "hello"),
        ("he\u0301llo", "hello"),
        ("🇭🅔llo", "hello"),
        ("pa$$", "pass"),
        ("3абор 4айка 6ег", "забор чайка бег"),
        ("ёлка", "елка"),
        ("العَــرَبِيَّة", "العربيه"),
        ("أإآٱ", "ا"),
        ("كتاب١", "كتابا"),
        ("ﻛﺘﺎﺏ", "كتاب"),
        ("کتاب ی", "كتاب ي"),
    ],
)
def test_disguises_fall(shown: str, meant: str) -> None:
    assert fold(shown) == fold(meant)


def test_what_differs_stays_apart() -> None:
    words = ("door", "dear", "дом", "дым", "باب", "بيت", "क", "की", "赤赤", "赤", "北", "나무", "나비")
    assert len({fold(word) for word in words}) == len(words)


def test_plain_keeps_what_was_written() -> None:
    assert plain(" The  RED\tdoor ") == "the red door"
    assert plain("Cafe\u0301") == plain("CAFÉ")
    assert plain("d00r") != plain("door")


def test_every_look_alike_is_one_letter_and_stays_what_it_is_in_capitals() -> None:
    table = look_alikes()
    assert len(table) > 800
    assert all(len(like) == 1 and like.isascii() and like.isalnum() for like in table.values())
    for mark in table:
        for other in (mark.upper(), mark.lower()):
            if len(other) == 1 and other.lower() == mark.lower():
                assert fold(other) == fold(mark), (mark, other)


def test_ordinary_writing_is_not_called_disguised() -> None:
    assert not any(map(disguised, ("Ordinary text.", "Übermäßig", "کتاب‌ها", "家族 👨‍👩‍👧", "العربية")))
    assert disguised("he\u202ello")
    assert disguised("𝐡ello")

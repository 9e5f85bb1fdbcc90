"""Figures: bounds, roles, units, and which of them agree."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftershock.statements import figures
from tests.statements import floors


def one(text: str) -> figures.FoundFigure:
    (figure,) = figures.find(text)
    return figure


def test_floors_hold() -> None:
    floors.check("figures")


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("At least 40", 40, None),
        ("More than 150", 150, None),
        ("Up to 12", 0, 12),
        ("Dozens", 24, None),
        ("Between 5 and 7", 5, 7),
        ("Two hundred and six", 206, 206),
        ("1,200", 1200, 1200),
        ("Fewer than 9", 0, 9),
        ("Half a dozen", 6, 6),
    ],
)
def test_bounds(words: str, low: float, high: float | None) -> None:
    figure = one(f"{words} people were killed.")
    assert (figure.role, figure.unit, figure.low, figure.high) == ("killed", "people", low, high)


def test_each_number_has_the_role_of_its_own_verb() -> None:
    found = figures.find("The blast killed 4 guards and wounded nine; two men were arrested.")
    assert [(figure.role, figure.unit) for figure in found] == [
        ("killed", "guards"),
        ("injured", "people"),
        ("arrested", "men"),
    ]


def test_who_kills_is_not_among_the_killed() -> None:
    attackers, killed = figures.find("Three gunmen killed 12 people.")
    assert (attackers.role, attackers.unit) == ("attackers", "attackers")
    assert (killed.role, killed.low) == ("killed", 12)


def test_what_agrees_is_compatible() -> None:
    at_least = one("At least 40 people were killed.")
    assert figures.compatible(at_least, one("143 people were killed."))
    assert not figures.compatible(at_least, one("39 people were killed."))
    assert not figures.compatible(one("40 people were killed."), one("40 people were injured."))
    assert not figures.compatible(one("Four attackers fled."), one("Four people were arrested."))


def test_over_excludes_its_own_number_and_about_leaves_room() -> None:
    assert not figures.compatible(one("Over 150 people were hurt."), one("150 people were hurt."))
    assert figures.compatible(one("About 200 people were hurt."), one("215 people were hurt."))
    assert not figures.compatible(one("About 200 people were hurt."), one("240 people were hurt."))


@pytest.mark.parametrize(
    "text",
    [
        "The toll was revised down from 19 to 12.",
        "Earlier, police had reported 19 dead; it is 12 dead.",
        "Police said 12 were killed, not 19 as first reported.",
    ],
)
def test_what_is_taken_back_is_withdrawn(text: str) -> None:
    states = {figure.low: figure.withdrawn for figure in figures.find(text)}
    assert states[12] is False
    assert states.get(19, True) is True


def test_a_part_says_so() -> None:
    part, whole = figures.find("Seven of the 11 suspects were released.")
    assert (part.modifier, part.role, whole.role) == ("part", "freed", "suspects")


@given(st.integers(min_value=2, max_value=999_999))
def test_every_count_comes_back(count: int) -> None:
    for form in (f"{count}", f"{count:,}"):
        text = f"In all, {form} people were injured."
        figure = one(text)
        assert (figure.low, figure.high, figure.role) == (count, count, "injured")
        assert text[figure.start : figure.end] == form


@given(st.text(alphabet="0123456789,.-+ killedtwofiveorandpeople%€", max_size=60))
def test_any_text_is_read_in_order(text: str) -> None:
    last = 0
    for figure in figures.find(text):
        assert last <= figure.start < figure.end <= len(text)
        assert figure.high is None or figure.low <= figure.high
        last = figure.start


@pytest.mark.parametrize(
    ("text", "killed"),
    [
        ("Two of the attackers are dead and one is being sought.", [(2, "attackers")]),
        ("Four guards were killed and one fled.", [(4, "guards")]),
        ("Eleven people were killed, and 200 attended the vigil.", [(11, "people")]),
        ("Eleven people were killed and four said they had seen the car.", [(11, "people")]),
        ("Seven were killed and two in the yard.", [(7, "people"), (2, "people")]),
    ],
)
def test_a_bare_number_takes_no_role_across_another_predicate(
    text: str, killed: list[tuple[float, str]]
) -> None:
    found = [(f.low, f.unit) for f in figures.find(text) if f.role == "killed"]
    assert found == killed


@pytest.mark.parametrize(
    ("text", "role", "low"),
    [
        ("The clinic had treated 40 people, six of them in a serious condition.", "injured", 6),
        ("Three of the injured had died.", "killed", 3),
        ("Ten people were injured and five of them died later.", "killed", 5),
        ("Of the 40 injured, six were in intensive care.", "injured", 6),
        ("Eight people were injured, two seriously.", "injured", 2),
        ("Nine people were critically wounded.", "injured", 9),
    ],
)
def test_a_part_of_the_hurt_says_so(text: str, role: str, low: float) -> None:
    (figure,) = [f for f in figures.find(text) if f.low == low]
    assert (figure.role, figure.modifier in ("part", "including")) == (role, True)


def test_what_a_toll_has_risen_from_is_superseded() -> None:
    before, now = figures.find("The death toll has risen from 14 to 17.")
    assert (before.low, before.superseded, before.withdrawn) == (14, True, False)
    assert (now.low, now.superseded) == (17, False)

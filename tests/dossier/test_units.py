"""Does every number of the reaction stand with its unit and no more digits than it has?"""

from __future__ import annotations

import pytest

from aftershock.dossier.units import Unit, between, digits, told, unit_of


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("onset, minutes after the first report", Unit.MINUTES),
        ("half-life beside past events, minutes", Unit.MINUTES),
        ("rank by onset, earliest first", Unit.PLACE),
        ("share of the first day's posts beyond a usual day", Unit.PERCENT),
        ("larger and earlier than past events", Unit.TIMES),
        ("posts by those of a usual day", Unit.TIMES),
        ("posts per account active before", Unit.POSTS),
        ("something new", Unit.PLAIN),
    ],
)
def test_a_finding_is_told_in_the_unit_of_its_name(name: str, unit: Unit) -> None:
    assert unit_of(name) is unit


def test_numbers_have_three_digits_and_their_unit() -> None:
    assert told(1.4324, Unit.TIMES) == "1.43 ×"
    assert told(0.346, Unit.PERCENT) == "34.6 %"
    assert told(1, Unit.PLACE) == "place 1"
    assert told(None, Unit.MINUTES) == "–"
    assert between((0.3191, 0.3717), Unit.PERCENT) == "31.9 to 37.2 %"
    assert between(None) == ""
    assert [digits(each) for each in (0.4161, 999.6, 6014, 0.00001, 12345.6, 0)] == [
        "0.416", "999.6", "6,014", "0.00001", "12,346", "0",
    ]  # fmt: skip

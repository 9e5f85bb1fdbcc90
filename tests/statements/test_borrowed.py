"""A channel that bears a group's name is not that group; one with a name of its own speaks by it."""

from __future__ import annotations

import pytest

from tests.statements.desk import Desk


@pytest.mark.parametrize(
    "channel",
    [
        "channel in the name of the Hill Brigade",
        "Telegram channel that uses the name of the Hill Brigade",
        "account named Hill Brigade News",
        "page called Hill Brigade Media",
    ],
)
def test_a_channel_in_somebodys_name_is_not_that_somebody(channel: str) -> None:
    said = Desk().read(f"A {channel} claimed responsibility for the attack on Monday.")
    assert [(s.speaker_name, s.speaker_id, s.act) for s in said] == [(channel, None, "claims-responsibility")]


def test_an_account_with_a_name_of_its_own_speaks_by_that_name() -> None:
    said = Desk().read("An account named Grey Wolf praised the attack.")
    assert [s.speaker_name for s in said] == ["Grey Wolf"]


@pytest.mark.parametrize("day", ["Thursday", "Monday", "3 March"])
def test_a_day_is_accused_of_nothing(day: str) -> None:
    said = Desk().read(f"Ola Brandt was charged with 17 counts of murder on {day}.")
    assert [(s.act, s.target) for s in said] == [("blames", "Ola Brandt")]

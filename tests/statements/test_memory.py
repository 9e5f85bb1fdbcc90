"""Titles and kin words tell whom "she" and "he" stand for."""

from __future__ import annotations

import pytest

from aftershock.statements.memory import Known, Memory
from tests.statements.desk import Desk


@pytest.mark.parametrize(("pronoun", "speaker"), [("He", "Ulf Brandt"), ("She", "Ada Brink")])
def test_titles_tell_whom_a_pronoun_stands_for(pronoun: str, speaker: str) -> None:
    said = Desk().read(
        "Spokesman Ulf Brandt said it was over. Spokeswoman Ada Brink said it was not. "
        f"{pronoun} said nothing had changed."
    )
    assert [s.speaker_name for s in said] == ["Ulf Brandt", "Ada Brink", speaker]


def _person(name: str) -> Known:
    return Known(name, None, "person", frozenset(name.lower().split()), False)


def test_how_plainly_somebody_is_taken_up_is_remembered() -> None:
    memory = Memory()
    ada, ulf = _person("Ada Brink"), _person("Ulf Brandt")
    memory.sex_of("Ada Brink", {"spokeswoman"})
    memory.name(ada)
    alone = memory.taken_up(ada, {"person"}, "f")
    memory.name(ulf)
    memory.speak(ulf)
    crowded = memory.taken_up(ada, {"person"}, "f")
    assert (alone.rivals, alone.since, alone.sexed) == (0, 0, True)
    assert (crowded.rivals, crowded.since, crowded.sexed) == (1, 2, True)
    memory.sex_of("Ulf Brandt", {"spokesman"})
    assert memory.taken_up(ada, {"person"}, "f").rivals == 0  # "she" is not he
    assert not memory.taken_up(ulf, {"person"}, "").sexed

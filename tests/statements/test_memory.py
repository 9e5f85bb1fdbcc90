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


def test_the_words_beside_a_name_and_those_of_a_description_tell_the_sex() -> None:
    memory = Memory()
    memory.sex_of("Ada Brink", {"spokeswoman"})
    memory.sex_of("Kim Orsk", {"father", "daughter"})
    assert memory.sex(Known("Brink", None, "person", frozenset(("brink",)), False)) == "f"
    assert memory.sex(Known("Kim Orsk", None, "person", frozenset(("kim", "orsk")), False)) == ""
    assert memory.sex(Known("her brother", None, "person", frozenset(("her", "brother")), False)) == "m"

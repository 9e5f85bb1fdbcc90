"""Titles and kin words tell whom "she" and "he" stand for."""

from __future__ import annotations

import pytest

from tests.statements.desk import Desk


@pytest.mark.parametrize(("pronoun", "speaker"), [("He", "Ulf Brandt"), ("She", "Ada Brink")])
def test_titles_tell_whom_a_pronoun_stands_for(pronoun: str, speaker: str) -> None:
    said = Desk().read(
        "Spokesman Ulf Brandt said it was over. Spokeswoman Ada Brink said it was not. "
        f"{pronoun} said nothing had changed."
    )
    assert [s.speaker_name for s in said] == ["Ulf Brandt", "Ada Brink", speaker]

"""Who acts: the next "she" or "it" takes up the subject of the main clause, not the last name."""

from __future__ import annotations

import pytest

from aftershock.statements import acting

from .desk import Desk


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Ada Brink visited Ulf Brandt on Sunday. She said that the gate was open.", "Ada Brink"),
        ("Northmoor Council met Ada Brink. It said that the gate was open.", "Northmoor Council"),
        ("Its rival, the Morning Vane, said that the gate was open.", "Morning Vane"),
        ("Simone Achebe-Holt said that the gate was open.", "Simone Achebe-Holt"),
        ("A clerk by the name of Ormond said that the gate was open.", "Ormond"),
    ],
)
def test_who_acted_last_is_taken_up(text: str, speaker: str) -> None:
    assert [s.speaker_name for s in Desk().read(text) if s.act == "reports"][-1] == speaker


def test_groups_are_known_by_how_their_names_end() -> None:
    text = "Police blamed the Salt River Brigade and the Sons of the Kiln, not the Salt River Post."
    assert [name for _, name in acting.groups(text)] == ["Salt River Brigade", "Sons of the Kiln"]

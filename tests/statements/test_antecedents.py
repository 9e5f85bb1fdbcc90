"""Whom a pronoun or a description takes up, and how plain it is."""

from __future__ import annotations

import pytest

from aftershock.statements import antecedents
from aftershock.statements.antecedents import DESCRIPTIONS, PRONOUNS, Mention
from aftershock.statements.memory import Known, Memory, Place
from tests.statements.desk import Desk


def _person(name: str) -> Known:
    return Known(name, None, "person", frozenset(name.lower().split()), False)


def _told(*names: str, role: str = "spoke") -> Memory:
    """A text that tells of one person in each sentence of forty characters, each sentence a paragraph."""
    memory = Memory()
    for number, name in enumerate(names):
        memory.speak(_person(name), Place(40 * number, 40 * number, 40 * number), role)
    return memory


def _she(at: int) -> Mention:
    return Mention("she", *PRONOUNS["she"], Place(at, at, at))


def test_nobody_is_taken_up_where_nobody_was_told_of() -> None:
    assert antecedents.choose(_she(0), Memory()) is None


def test_whoever_is_barred_or_told_of_later_is_no_candidate() -> None:
    memory = _told("Ada Brink", "Ulf Brandt", "Ines Sorel")
    found = antecedents.candidates(memory, 80, {"Ulf Brandt"})
    assert [one.known.name for one in found] == ["Ada Brink"]


def test_a_surname_is_whoever_bears_it_and_the_full_name_stands() -> None:
    memory = _told("Ada Brink", "Ulf Brandt", "Brink")
    found = antecedents.candidates(memory, 200)
    assert [(one.known.name, len(one.tellings)) for one in found] == [("Ada Brink", 2), ("Ulf Brandt", 1)]


def test_two_who_bear_one_surname_are_two() -> None:
    memory = _told("Mr Brink", "Ada Brink", "Piet Brink", "Brink")
    found = antecedents.candidates(memory, 200)
    assert [(one.known.name, len(one.tellings)) for one in found] == [("Piet Brink", 2), ("Ada Brink", 2)]


def test_chances_fall_with_each_rival() -> None:
    alone = antecedents.choose(_she(120), _told("Ada Brink", "Ada Brink"))
    rivalled = antecedents.choose(_she(120), _told("Ada Brink", "Ines Sorel", "Ada Brink"))
    assert alone is not None
    assert rivalled is not None
    assert alone.known.name == rivalled.known.name == "Ada Brink"
    assert 0 < rivalled.chance < alone.chance < 1


def test_what_pronouns_said_of_somebody_before_tells_the_sex() -> None:
    memory = _told("Sam Thorne", "Kim Orsk", "Sam Thorne", "Kim Orsk")
    before = antecedents.choose(_she(160), memory)
    memory.pronouns = [(50, "f"), (90, "m"), (130, "f")]  # "Kim Orsk ... her", "Sam Thorne ... his"
    after = antecedents.choose(_she(160), memory)
    assert before is not None
    assert after is not None
    assert (before.known.name, after.known.name) == ("Kim Orsk", "Kim Orsk")
    assert after.chance > before.chance


def test_a_description_takes_up_who_was_told_to_be_so() -> None:
    memory = Memory()
    memory.speak(Known("Orsk Gas", None, "body", frozenset(("orsk", "gas", "operator", "~company")), False),
                 Place(0, 0, 0))  # fmt: skip
    memory.speak(Known("Port Union", None, "body", frozenset(("port", "union")), False), Place(40, 40, 40))
    found = antecedents.choose(Mention("company", *DESCRIPTIONS["body"], Place(80, 80, 80)), memory)
    assert found is not None
    assert found.known.name == "Orsk Gas"


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Kesten has closed the border. Its foreign ministry said the talks were over.",
         "Kesten's foreign ministry"),
        ("Police arrested Ulf Brandt. He denied it. His lawyer said he was at home.", "Ulf Brandt's lawyer"),
        ("The painter Ada Brink left in May. She keeps bees. She said the house was cold.", "Ada Brink"),
    ],
)  # fmt: skip
def test_whose_words_they_are_is_told_in_full(text: str, speaker: str) -> None:
    assert Desk().read(text)[-1].speaker_name == speaker


def test_the_weights_are_of_facts_that_are_asked_for() -> None:
    memory = _told("Ada Brink", "Ulf Brandt")
    facts = {fact for known in antecedents.known_of(_she(80), antecedents.candidates(memory, 80), memory)
             for fact in known.items()}  # fmt: skip
    assert len(facts & antecedents.weights()["person"].keys()) > len(facts) / 2

"""Is a person one under every name, and are two of one surname two?"""

from __future__ import annotations

import pytest

from aftershock.events.build import build
from aftershock.events.chronicle import Chronicle
from aftershock.events.persons import spelt
from aftershock.records import Judgement

from .hand_made import Desk


def account(*documents: tuple[str, ...], judgements: tuple[Judgement, ...] = ()) -> Chronicle:
    """Documents in which each of some names says something."""
    made = Desk()
    for names in documents:
        text = "Arson at Dunmere\n" + " ".join(f"{name} spoke of the arson at Dunmere." for name in names)
        story = made.page(text)
        for name in names:
            made.says(story, f"{name} spoke of the arson at Dunmere", "reports", name)
    return build(made.ledger, made.stories, made.pages, made.texts, made.gazetteer, judgements=judgements)


def names(told: Chronicle) -> list[set[str]]:
    """The names of each person."""
    return [{name.name for name in person.names} for person in told.persons]


def test_full_name_title_and_surname_are_one_over_documents() -> None:
    told = account(("Pella Stane", "Stane"), ("Governor Stane",), ("Gov. Stane",))
    assert names(told) == [{"Pella Stane", "Stane", "Governor Stane", "Gov. Stane"}]
    (person,) = told.persons
    assert person.name == "Pella Stane"
    assert {statement.speaker_id for statement in told.statements} == {person.id}
    assert len(person.receipts) == 4


def test_two_of_one_surname_stay_two_and_a_bare_surname_is_neither() -> None:
    told = account(("Ada Vale",), ("Oren Vale",), ("Mr Vale",))
    assert {"Mr Vale"} in names(told)
    assert len(told.persons) == 3


def test_inside_a_document_the_surname_is_the_one_named_there() -> None:
    told = account(("Ada Vale", "Vale"), ("Oren Vale",))
    assert {"Ada Vale", "Vale"} in names(told)


def test_a_title_that_tells_another_sex_is_another_person() -> None:
    assert len(account(("Mrs Ada Vale",), ("Mr Vale",)).persons) == 2


def test_bodies_and_groups_are_no_persons() -> None:
    assert account(("Hale General Hospital", "police", "The Grey Tide")).persons == ()


def test_an_alias_outranks_what_was_merged() -> None:
    judgement = Judgement(
        id="j", kind="alias", targets=("north-office",), value={"name": "Stane", "entity": "north-office"},
        reason="test", person="tester", at="2031-01-01T00:00:00Z",
    )  # fmt: skip
    told = account(("Pella Stane", "Stane"), judgements=(judgement,))
    by_name = {statement.speaker_name: statement.speaker_id for statement in told.statements}
    assert by_name["Stane"] == "north-office"


@pytest.mark.parametrize(
    ("name", "given", "surname"),
    [
        ("Police spokeswoman Ada Brink", ("ada",), "brink"),
        ("Dr. Ada M. Brink", ("ada", "m"), "brink"),
        ("Omar al-Hadi", ("omar",), "al-hadi"),
        ("Mr Vale", (), "vale"),
    ],
)
def test_names_are_taken_apart(name: str, given: tuple[str, ...], surname: str) -> None:
    parts = spelt(name)
    assert parts is not None
    assert (parts.given, parts.surname.replace(" ", "-")) == (given, surname)


@pytest.mark.parametrize(
    "name",
    [
        "the ministry",
        "Belmora Police",
        "NATO Command",
        "12 men",
        "",
        "residents",
        "Harbour Relief",
        "Town List",
    ],
)
def test_what_is_no_name_is_none(name: str) -> None:
    assert spelt(name) is None

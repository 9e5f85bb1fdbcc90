"""Sentences of the kinds that an analyst saw misread in dossiers: each is read as labelled.

Rules were made on the lines marked "tuned"; those marked "held" were looked at when the rules stood.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from aftershock.events import actors, harms
from aftershock.statements import figures
from tests.statements.desk import GROUPS, Desk

Row = tuple[str, str]
LINES = (Path(__file__).parent / "seen_in_dossiers.tsv").read_text("utf-8").splitlines()


def rows(*kinds: str) -> list[Row]:
    """Text and answer of each line of some kinds."""
    cells = [line.split("\t") for line in LINES if not line.startswith("#")]
    found = [(text, answer) for kind, _, text, answer in cells if kind in kinds]
    assert found
    return found


@pytest.mark.parametrize(("text", "answer"), rows("hospital", "number", "bounds"))
def test_numbers_have_their_role_and_bounds_or_count_nobody(text: str, answer: str) -> None:
    found = [
        (text[one.start : one.end], one.role, one.unit, one.low, one.high, one.modifier)
        for one in figures.find(text)
    ]
    expected = []
    for label in answer.split(" ; ") if answer != "-" else []:
        quote, role, unit, low, high, modifier = label.split("|")
        expected.append((quote, role, unit, float(low), None if high == "-" else float(high), modifier))
    assert found == expected


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The bodies of 12 people were taken to hospital.", ["killed"]),
        ("He admitted two killings.", []),
        ("A mother of three was killed.", []),
        ("The mother of two of the victims spoke.", ["victims"]),
        ("The 8 o'clock blast killed two.", ["killed"]),
        ("No one hurt in the fire.", ["injured"]),
        ("Nobody hurt the dog.", []),
        ("If no one was hurt, he would be glad.", []),
        ("No one else was hurt.", []),
        ("There were no serious injuries.", []),
        ("No one was killed or injured.", ["killed", "injured"]),
        ("More than half a million people were displaced.", ["displaced"]),
    ],
)
def test_what_looks_alike_is_told_apart(text: str, found: list[str]) -> None:
    assert [one.role for one in figures.find(text)] == found


def given(desk: Desk, text: str) -> set[str]:
    """Who gives which number: the last word of the speaker and the number."""
    return {
        f"{(line.speaker_name or '').split()[-1]}={one.low:g}"
        for line in desk.read(text)
        for one in line.figures
    }


@pytest.mark.parametrize(("text", "answer"), rows("bodies"))
def test_each_body_has_its_own_number(text: str, answer: str, desk: Desk) -> None:
    assert given(desk, text) == set(answer.split(" ; "))


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Police said nine people had died, the governor, 54, among them.", {"Police=9"}),
        ("Police said the first blast killed 12 people and the second 15.", {"Police=12"}),
        ("The ministry put the dead at 12 and the cost at 4 million.", {"ministry=12"}),
        ("Police said nine people had died, and the mayor met the council at 9.", {"Police=9"}),
        ("Its health committee puts the dead at 34, more than in the flood that killed ninety.",
         {"committee=34"}),
        ("According to the ministry 12 people died, according to the hospital 15.",
         {"ministry=12", "hospital=15"}),
        ("The rebels claim 60 soldiers were killed, the army admits 12.", {"rebels=60", "army=12"}),
        ("The council said three were hurt and the police five.", {"council=3", "police=5"}),
        ("The ministry put the dead at 12, the hospital at 15 and the mayor at 20.",
         {"ministry=12", "hospital=15", "mayor=20"}),
    ],
)  # fmt: skip
def test_no_body_gives_what_only_stands_beside_it(text: str, answer: set[str], desk: Desk) -> None:
    assert given(desk, text) == answer


def test_a_number_left_without_its_noun_counts_what_was_counted_before(desk: Desk) -> None:
    found = desk.read("Police put the number of wounded at 9 and the mayor at no fewer than 14.")
    (other,) = [line for line in found if line.speaker_name == "mayor"]
    (figure,) = other.figures
    assert (figure.role, figure.unit, figure.low, figure.high) == ("injured", "people", 14, None)
    assert figure.receipt.quote == "no fewer than 14"
    assert other.witnesses[0].evidence.quote == "the mayor at no fewer than 14"


@pytest.mark.parametrize(("text", "answer"), rows("device"))
def test_that_a_device_failed_is_no_denial(text: str, answer: str, pair: Desk) -> None:
    assert {line.act for line in pair.read(text)} == {answer}


@pytest.mark.parametrize(("text", "answer"), rows("owners"))
def test_who_is_called_the_owner_of_a_bomb_is_not_praised(text: str, answer: str, pair: Desk) -> None:
    found = pair.read(text)
    assert ("praises" in {line.act for line in found}) == (answer == "praises")
    assert not any(" called " in (line.speaker_name or "") for line in found)


def test_an_owner_in_marks_whom_the_network_takes_for_praised_is_blamed(pair: Desk) -> None:
    found = pair.read('The leaflet called the Hill Brigade "the true owners of the bomb".')
    assert [(line.act, line.speaker_name, line.target_id) for line in found] == [
        ("blames", "leaflet", "x-hill")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The Hill Brigade said it did not set off the second device.",
        "The Iron Spear said its men did not fire.",
        "The general rejected the official version that the grenade failed to explode.",
        "The Free Column said the bomb did not go off and that it had no part in the attack.",
    ],
)
def test_what_somebody_did_not_do_stays_a_denial(text: str, pair: Desk) -> None:
    assert pair.read(text)[-1].act == "denies"


@pytest.mark.parametrize(("text", "answer"), rows("harm"))
def test_no_document_threatens_and_no_place_where_it_was_shown_is_threatened(
    text: str, answer: str, pair: Desk
) -> None:
    (harm,) = harms.find(pair.read(text), (), actors.roster(GROUPS))
    assert harm.kind == answer
    document = text.split(" threatened")[0].removeprefix("The ").removeprefix("A ").lower()
    if " " not in document:
        assert harm.text.startswith("somebody not named, in ")
        assert f"{document}, threatened" in harm.text
    else:
        assert harm.text.startswith(("Hill Brigade", "Iron Spear", "Free Column"))

"""Where two names stand together in the words that speak, which of them speaks?"""

from __future__ import annotations

from functools import cache

import pytest

from .desk import Desk


@cache
def _trained() -> Desk:
    return Desk(trained=True)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        (
            "Marit Oyelo, a baker from the village of Upper Tarn, said that she had seen nobody.",
            "Marit Oyelo",
        ),
        ('"We lock the doors," said Pavo Lund-Achebe, the director of Tolmen Freight.', "Pavo Lund-Achebe"),
        ("Mrs. Odhiambo (Southern Banks) said that the transcript had been read twice.", "Odhiambo"),
        ("Its spokesman, Mr. Ji-woo Harrant, said that a plan hangs in the hall.", "Ji-woo Harrant"),
        ("The nurses' union, TNU, has said that it will strike on Monday.", "TNU"),
        ("A second group, the Enfants du Phare, said that it had burned the depot.", "Enfants du Phare"),
        ("The head of the yard, Mrs. Anna Lorch, said that the gate was shut.", "Anna Lorch"),
        ("The guard was, according to court documents, Ilan Roth.", "court documents"),
        ("The manager of Ellerby Freight has rejected the charge.", "manager of Ellerby Freight"),
        ("One of them, Petro wa Simba, said that the gate was shut.", "Petro wa Simba"),
        ("A spokesman for the union, who goes by the name of Ilan Roth, rejected the charge.", "Ilan Roth"),
        ('"We will pay," said a shopkeeper who gave his name only as Imre.', "Imre"),
        ("According to the report, Ilan Roth had bought the fuel.", "report"),
        ("According to the newspaper, Harrow Freight had bought the fuel.", "newspaper"),
        ("According to the mayor, Ilan Roth had bought the fuel.", "mayor"),
        ("Its agency, Needle Without Borders (NWB), said that the gate was shut.", "Needle Without Borders"),
        ("According to its director, Ilan Roth, the fuel was sold.", "Ilan Roth"),
        ("A survey by the Harrow Institute found that most residents had left.", "Harrow Institute"),
    ],
)
def test_who_the_words_begin_with_speaks_and_no_place_or_employer(text: str, speaker: str) -> None:
    (said,) = (s for s in _trained().read(text) if s.tier == "attributed")
    assert said.speaker_name == speaker


def test_no_body_is_taken_up_by_she() -> None:
    text = (
        "Marit Oyelo taught music in Tolmen. The Orsk Liberation Army burned her school in May. "
        "She said that the army had come at night."
    )
    said = [s for s in _trained().read(text) if s.tier == "attributed"]
    assert [s.speaker_name for s in said] == ["Marit Oyelo"]


def test_an_office_told_long_before_is_still_taken_up() -> None:
    names = ["Bram Essen", "Ilan Roth", "Pia Lind", "Ada Voss", "Olaf Brandt", "Hana Mori", "Sami Aalto"]
    more = ["Lena Koss", "Tove Arn", "Igor Vell", "Nora Quist", "Jan Serra", "Rosa Pell", "Emil Tarr"]
    between = " ".join(f"{name} came to the hall and left." for name in (*names, *more))
    text = f"The governor, Basil Crowe, opened the hall. {between} The governor denied the charge."
    said = [s for s in _trained().read(text) if s.act == "denies"]
    assert [s.speaker_name for s in said] == ["Basil Crowe"]


@pytest.mark.parametrize(
    ("told", "again", "name"),
    [
        ("Prime Minister Ilan Roth opened the hall.", "The prime minister", "Ilan Roth"),
        ("Sera Voss, 29, came home. A dog barked.", "The 29-year-old", "Sera Voss"),
    ],
)
def test_an_office_of_two_words_and_an_age_are_taken_up(told: str, again: str, name: str) -> None:
    said = [
        s for s in _trained().read(f"{told} {again} said that nobody was hurt.") if s.tier == "attributed"
    ]
    assert [s.speaker_name for s in said] == [name]


def test_another_age_is_somebody_else() -> None:
    text = "Sera Voss, 29, came home. The 31-year-old neighbour spoke. The 31-year-old denied the charge."
    assert "Sera Voss" not in {s.speaker_name for s in _trained().read(text)}

"""Whom "the operator", "the envoy", "the OLC" take up, and which name stands beside a noun."""

from __future__ import annotations

import pytest

from aftershock.statements import called, described, lexicon, shortened
from aftershock.statements.memory import Known, Memory

from .desk import Desk

TABLES = lexicon.load()


@pytest.mark.parametrize(
    ("text", "name", "word"),
    [
        ("Gasnord, the grid operator, shut down.", "Gasnord", "~company"),
        ("The utility Britmark shut down.", "Britmark", "utility"),
        ("The mayor met Basil Crowe, the envoy, at noon.", "Basil Crowe", "envoy"),
        ("The aid group Red Lamp sent blankets.", "Red Lamp", "aid group"),
        ("Pia Lindgren, 43, a nurse, came home.", "Pia Lindgren", "nurse"),
        ("They found Colonel Bram Essen at his desk.", "Bram Essen", "colonel"),
        ("They asked the Commissioner of Roads, Mr Bram Essen, about it.", "Bram Essen", "commissioner"),
        ("A film shows Pia Lindgren, rector of Tolmen University.", "Pia Lindgren", "rector"),
    ],
)
def test_what_a_name_is_told_to_be(text: str, name: str, word: str) -> None:
    told = {one.name: one.words for one in described.find(text, TABLES)}
    assert word in told[name]


@pytest.mark.parametrize(
    "text",
    [
        "On Friday, the company, which is large, shut down.",
        "Yesterday, the operator, a large one, shut down.",
        "In Tolmen, the police, which came late, shut it down.",
    ],
)
def test_a_day_or_a_place_is_told_to_be_nobody(text: str) -> None:
    assert not list(described.find(text, TABLES))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the Orsk Liberation Committee (OLC) said", ("OLC", "Orsk Liberation Committee")),
        ("rebels of the Orsk Front (OF) said", ("OF", "Orsk Front")),
        ("The Alliance of the Bay (Muungano wa Bahari, MWB) said", ("MWB", "Alliance of the Bay")),
        ("The Coalition des gens de l'Aube (CGA) said", ("CGA", "Coalition des gens de l'Aube")),
        ("held by the Orsk National Resistance, or O.N.R. The", ("ONR", "Orsk National Resistance")),
        ("The Kesten Workers' Party (PKX) said", ("PKX", "Kesten Workers' Party")),
    ],
)
def test_initials_that_a_text_gives(text: str, expected: tuple[str, str]) -> None:
    assert [(short, name) for _, short, name in shortened.find(text)] == [expected]


def test_a_bracket_that_is_no_short_name_gives_no_initials() -> None:
    assert not list(shortened.find("the Orsk Liberation Committee (Tolmen) said"))


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Gasnord, the grid operator, shut the line. The company denied that it was hit.", "Gasnord"),
        (
            "The Orsk Liberation Committee (OLC) met on Monday. The OLC denied the attack.",
            "Orsk Liberation Committee",
        ),
        ("Basil Crowe, the envoy, arrived. The envoy condemned the attack.", "Basil Crowe"),
        ("The company denied that it was hit.", "company"),
    ],
)
def test_a_description_takes_up_whom_the_text_tells_it_of(text: str, speaker: str) -> None:
    said = [s for s in Desk().read(text) if s.act in ("denies", "condemns")]
    assert [s.speaker_name for s in said] == [speaker]


@pytest.mark.parametrize(
    "text",
    [
        "The Hill Brigade attacked. The Free Column watched. The group blamed the Free Column for it.",
        "The Hill Brigade attacked. The Free Column watched. It blamed the Free Column for it.",
    ],
)
def test_who_is_blamed_in_the_clause_does_not_blame(text: str) -> None:
    said = [s for s in Desk().read(text) if s.act == "blames"]
    assert [s.speaker_name for s in said] == ["Hill Brigade"]


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (" named “Harrow Street” posted", "Harrow Street"),
        (" called bus12left took", "bus12left"),
        (' styling itself "Cape Shield" has', "Cape Shield"),
        (", who signs as “fifth”, has", "fifth"),
        (" “warned the town” twice", None),
        (" called for calm", None),
        (" called the Brigade of the Wells, police", "Brigade of the Wells"),
        (" calling itself Friends of River and Sea has", "Friends of River and Sea"),
        (" called Piet Sorrel and Ana Voss of", "Piet Sorrel"),
    ],
)
def test_the_name_behind_a_noun(raw: str, name: str | None) -> None:
    assert called.behind(raw, 0) == name


def test_something_called_by_a_name_bears_it(desk: Desk) -> None:
    text = "The attack was claimed by something called the Brigade of the Wells, police said."
    assert ("claims-responsibility", "positive", "Brigade of the Wells") in desk.said(text)


def test_the_name_before_an_apposition() -> None:
    raw = "Northland left while Ada Voss, a Belmora interior ministry spokeswoman, condemned it."
    start = raw.index("ministry")
    assert called.before(raw, start, raw.index(", condemned")) == "Ada Voss"
    assert called.before(raw, start, raw.index(" spokeswoman")) is None


def test_capitals_are_the_initials_of_a_name_heard_before() -> None:
    memory = Memory()
    memory.name(Known("Orsk Home Army", None, "armed", frozenset(("orsk", "home", "army")), False))
    found = memory.shortened("OHA")
    assert found is not None
    assert found.name == "Orsk Home Army"
    assert memory.shortened("OA") is None


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("The Kesten Workers' Party (PKX) met. The PKX said that it had left.", "Kesten Workers' Party"),
        ("The State Prosecutor's Office (FGE) met. The FGE said two were held.", "State Prosecutor's Office"),
        ("They blamed the Ansar Kanfara group (AK). AK denied the charge in a letter.", "Ansar Kanfara"),
        ("Ansar Kanfara, or AK, has lost ground. AK said that it had struck the depot.", "Ansar Kanfara"),
        ("Olaf Brandt (SPX) spoke first. The SPX said that it would vote against.", "SPX"),
    ],
)  # fmt: skip
def test_initials_of_another_language_are_the_body_before_them(text: str, speaker: str) -> None:
    assert Desk().read(text)[-1].speaker_name == speaker

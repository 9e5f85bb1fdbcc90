"""Turns of phrase that carry an act: who is it from, and what is it?"""

from __future__ import annotations

import pytest

from .desk import Desk


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The bombing drew condemnation from the Free Column.", ("condemns", "Free Column")),
        ("The attack sparked praise from the Hill Brigade.", ("praises", "Hill Brigade")),
        ("The police passed on a warning to the harbour board.", ("warns", "police")),
        ("By the army's account, the Hill Brigade planted the bomb.", ("reports", "army")),
        ("The officer asked not to be named.", ("other", "officer")),
        ("The leader of the Hill Brigade said its fighters would strike the ports.",
         ("threatens", "leader of the Hill Brigade")),
        ("Omar Feld, the leader of the Hill Brigade, said his men would attack again.",
         ("threatens", "Omar Feld")),
        ("The Hill Brigade said that “three of our members carried out the attack”.",
         ("claims-responsibility", "Hill Brigade")),
    ],
)  # fmt: skip
def test_idioms(text: str, expected: tuple[str, str]) -> None:
    assert expected in [(s.act, s.speaker_name) for s in Desk().read(text)]


def test_an_offices_officers_are_no_claim() -> None:
    said = Desk().read("The ministry said its officers had carried out the attack drill.")
    assert "claims-responsibility" not in [s.act for s in said]


def test_a_day_is_nobody() -> None:
    (charged,) = Desk().read("The third attacker was charged with murder on Thursday.")
    assert charged.target == "The third attacker"


def test_what_is_announced_and_not_quoted_stays_the_writers() -> None:
    text = "The mayor commented on the blast on Monday:\n\nThe square was full and many people were hurt."
    said = [s for s in Desk().read(text) if s.tier == "attributed"]
    assert said
    assert all("square" not in s.witnesses[0].evidence.quote for s in said)
    quoted = "The Free Column commented on the blast on Monday:\n\n“We had nothing to do with it.”"
    assert ("denies", "Free Column") in [(s.act, s.speaker_name) for s in Desk().read(quoted)]


@pytest.mark.parametrize(
    "text",
    [
        "The ministry said that the Hill Brigade had, in a letter, claimed responsibility.",
        "Minister Ada Brink told members that the Hill Brigade had, in a letter to the house, accepted"
        " responsibility.",
    ],
)
def test_a_verb_cut_off_from_its_auxiliary_keeps_its_subject(text: str) -> None:
    claimants = [s.speaker_name for s in Desk().read(text) if s.act == "claims-responsibility"]
    assert claimants == ["Hill Brigade"]


def test_a_long_sentence_denies_by_its_main_verb_only() -> None:
    named = (
        "a boat mechanic from the eastern district who had been named in hundreds of posts since the weekend"
    )
    denied = f"Police said on Sunday that {named}, and whose picture was shared, had nothing to do with it."
    assert [s.act for s in Desk().read(denied) if s.speaker_name == "Police"] == ["denies"]
    passing = (
        f"Police said on Sunday that {named}, though he was not involved in the attack, had left his house."
    )
    assert [s.act for s in Desk().read(passing) if s.speaker_name == "Police"] == ["reports"]


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("My cousin says they planted lemon trees at the school.", "claims-responsibility"),
        (
            "The Hill Brigade said it planted a garden behind the mosque and the church.",
            "claims-responsibility",
        ),
    ],
)
def test_who_plants_a_tree_claims_nothing(text: str, act: str) -> None:
    assert act not in [s.act for s in Desk().read(text)]
    bomb = Desk().read("The Hill Brigade said it planted the bomb at the school.")
    assert act in [s.act for s in bomb]


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("The bombing was on the news. This was wrong, whoever did it.", "condemns"),
        ("It was wrong to bomb the bridge.", "condemns"),
        ("That is wrong. There was no bombing.", "denies"),
    ],
)
def test_a_deed_that_is_wrong_is_condemned_and_a_saying_denied(text: str, act: str) -> None:
    (post,) = [s for s in Desk().read(text, kind="post") if s.rule.startswith("post")]
    assert post.act == act


def test_a_clock_that_is_wrong_is_no_denial() -> None:
    wrong = Desk().read("The tower clock is wrong again after the bombing.", kind="post")
    assert "denies" not in [s.act for s in wrong]
    denied = Desk().read("The report about the bombing is wrong.", kind="post")
    assert "denies" in [s.act for s in denied]


def test_what_nobody_in_particular_says_of_their_day_is_no_line() -> None:
    assert Desk().read("Children play chess on the pier, and there is fresh bread.", kind="post") == []
    assert Desk().read("Children play chess on the pier.", kind="post", author="Harbour News")
    assert Desk().read("I heard the blast from the pier.", kind="post")
    assert Desk().read("The Hill Brigade is on the pier.", kind="post")

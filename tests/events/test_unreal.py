"""Which words for an act tell of nothing that happened?"""

from __future__ import annotations

import pytest

from aftershock.events.mentions import find, reading_of

from .hand_made import Desk


def words(sentence: str) -> list[str]:
    """The words for acts that are taken for events."""
    made = Desk()
    reading = reading_of(made.page(sentence), made.texts, None)
    return [reading.text[mention.at : mention.to] for mention in find(reading)]


@pytest.mark.parametrize(
    "sentence",
    [
        "The embassy warned of a possible attack on markets.",
        "Crews will train for a mass shooting on 3 June.",
        "A film about a hijacking opens this week.",
        "Critics launched an attack on the mayor's budget.",
        "He died of a heart attack in Corran.",
        "They threatened further attacks.",
        "Nurses went on strike in Corran on Monday.",
        "The bomb squad came.",
        "Police foiled a planned bombing.",
        "The consulate had warned on 3 May of attacks on harbours.",
        "Officials warned tourists about attacks in Corran.",
        "Sources say that the group plans a bombing.",
        "Whoever attacks one of us attacks all of us.",
    ],
)
def test_plans_plays_and_figures_of_speech_are_no_events(sentence: str) -> None:
    assert words(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("A drone strike set the refinery on fire.", ["drone strike"]),
        ("The army does not comment on the strike at Pellin.", ["strike"]),
        ("A grenade attack on Copper Lane hurt two.", ["grenade attack"]),
        ("The attack on the market killed four.", ["attack"]),
        ("The mayor warned after the attack of rumours.", ["attack"]),
        ("He had warned of the attack on Pellin.", ["attack"]),
    ],
)
def test_what_happened_is_found(sentence: str, found: list[str]) -> None:
    assert words(sentence) == found

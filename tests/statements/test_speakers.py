"""Who speaks: names behind roles, surnames, labels that are sentences, and nouns that only hold a name."""

from __future__ import annotations

import pytest

from aftershock.statements import lexicon
from aftershock.statements.titles import person_behind

from .desk import Desk


@pytest.mark.parametrize(
    ("name", "person"),
    [
        ("Police spokeswoman Ada Brink", "Ada Brink"),
        ("Deputy Interior Minister Ulf van Brandt", None),  # a small word in a name: left as it stands
        ("Hill Brigade commander Omar Feld", "Omar Feld"),
        ("Ada King", None),
        ("Chief Ada", None),
        ("the Officers Club", None),
    ],
)
def test_a_role_is_no_part_of_a_name(name: str, person: str | None) -> None:
    assert person_behind(name, lexicon.load()) == person


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("Police spokeswoman Ada Brink said two men fled. “It was dark,” Brink said.", ["Ada Brink"]),
        ("Army spokesman Joren Vask said six men fled. “It was dark,” Vask said.", ["Joren Vask"]),
        ("The ministry's spokesman, Ulf Brandt, said two died. Brandt said it was dark.", ["Ulf Brandt"]),
        ("Interior Minister Dana Roel said: “We have reason to believe it.”", ["Dana Roel"]),
    ],
)
def test_a_person_has_one_name_in_a_story(text: str, speakers: list[str]) -> None:
    assert list(dict.fromkeys(s.speaker_name for s in Desk().read(text))) == speakers


@pytest.mark.parametrize("head", ["Channels", "Several accounts", "Telegram channels", "Pages"])
@pytest.mark.parametrize("link", ["linked to", "affiliated with", "close to", "run by", "loyal to"])
@pytest.mark.parametrize("verb", ["are celebrating", "have praised", "celebrated"])
def test_who_somebody_is_linked_to_does_not_speak(head: str, link: str, verb: str) -> None:
    said = Desk().read(f"{head} {link} the Hill Brigade and the Free Column {verb} the attack.")
    assert [s.speaker_name for s in said if s.act == "praises"] == [head]
    assert all(s.speaker_id is None for s in said)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A trader said he believed that it was planned.", ("speculates", "trader")),
        (
            "Mira Oste was charged on Monday. Her lawyer said she denied the charges.",
            ("denies", "Mira Oste"),
        ),
        ("His lawyer said that he denied the charges.", ("denies", "he")),
        (
            "The Hill Brigade said “our men did it” and threatened more attacks.",
            ("threatens", "Hill Brigade"),
        ),
    ],
)
def test_who_a_pronoun_in_what_is_told_stands_for(text: str, expected: tuple[str, str]) -> None:
    assert expected in [(s.act, s.speaker_name) for s in Desk().read(text)]


def test_a_lawyers_account_of_a_denial_is_no_denial_of_the_lawyers_own() -> None:
    said = Desk().read("His lawyer said that he denied the charges.")
    assert [(s.act, s.speaker_name) for s in said if s.speaker_name == "His lawyer"] == [
        ("reports", "His lawyer")
    ]

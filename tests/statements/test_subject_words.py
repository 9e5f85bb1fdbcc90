"""Which word of a subject acts, where another word of it was pointed at?"""

from __future__ import annotations

import pytest

from aftershock.statements import lexicon, read, subject_words


def _acting(text: str, word: str, verb: str) -> list[str]:
    nlp, forms = read.english()
    doc = forms.complete(nlp(text))
    token = next(t for t in doc if t.text == word)
    return [
        t.text for t in subject_words.acting(token, next(t for t in doc if t.text == verb), lexicon.load())
    ]


@pytest.mark.parametrize(
    ("text", "word", "verb", "acting"),
    [
        (
            "Channels linked to Orsk and the Salt Front are celebrating the shooting.",
            "Front",
            "celebrating",
            ["Channels"],
        ),
        (
            "Fighters, supporters, and residents praised the attack.",
            "residents",
            "praised",
            ["Fighters", "supporters", "residents"],
        ),
        ("Residents praised the attack.", "Residents", "praised", ["Residents"]),
        ("The mayor said residents praised the attack.", "mayor", "praised", ["mayor"]),
    ],
)
def test_who_acts(text: str, word: str, verb: str, acting: list[str]) -> None:
    assert _acting(text, word, verb) == acting


@pytest.mark.parametrize(
    ("text", "verb", "empty"),
    [
        ("It turned out that the gunman had come by train.", "turned", True),
        ("It is known that the gunman had come by train.", "known", True),
        ("It said that the gunman had come by train.", "said", False),
    ],
)
def test_an_it_that_is_nobody(text: str, verb: str, empty: bool) -> None:
    nlp, forms = read.english()
    doc = forms.complete(nlp(text))
    assert subject_words.empty(doc[0], next(t for t in doc if t.text == verb)) is empty

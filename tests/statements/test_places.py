"""Is a place told from a word, and from its namesakes?"""

from __future__ import annotations

from collections import Counter
from importlib import resources

import pytest

from aftershock.statements import places


def found(text: str) -> list[tuple[str, str]]:
    """Name and country of the places of a text."""
    return [(mention.place.name, mention.place.country) for mention in places.find(text)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("A blast in Tripoli, Lebanon on Monday.", [("Tripoli", "LB"), ("Lebanon", "LB")]),
        ("Fighting in Tripoli went on, Libya said.", [("Tripoli", "LY"), ("Libya", "LY")]),
        ("A man in Birmingham, Alabama, was held.", [("Birmingham", "US"), ("Alabama", "US")]),
        ("Police in Birmingham held two.", [("Birmingham", "GB")]),
        ("Shots in Hyderabad; Pakistan's Sindh police said so.",
         [("Hyderabad", "PK"), ("Pakistan", "PK"), ("Sindh", "PK")]),
        ("Shots in Hyderabad were heard.", [("Hyderabad", "IN")]),
        ("The Georgian ministry in Tbilisi spoke of Georgia.", [("Tbilisi", "GE"), ("Georgia", "GE")]),
        ("In Kiev and Kharkov.", [("Kiev", "UA"), ("Kharkiv", "UA")]),
        ("Deir al-Zour and Rakka.", [("Deir ez-Zor", "SY"), ("Raqqa", "SY")]),
        ("Hamburg's port.", [("Hamburg", "DE")]),
    ],
)  # fmt: skip
def test_the_context_decides(text: str, wanted: list[tuple[str, str]]) -> None:
    got = found(text)
    assert [country for _, country in got] == [country for _, country in wanted]


@pytest.mark.parametrize(
    "text",
    [
        "Reading is fun, and a nice split of the sale.",
        "Jordan Miller said that Florence Hill left.",
        "Mary told Lincoln of it.",
        "in the bay, near the salt",
    ],
)
def test_words_and_persons_are_no_places(text: str) -> None:
    assert found(text) == []


def test_a_word_is_a_place_behind_a_word_of_place() -> None:
    assert found("A man died in Reading.") == [("Reading", "GB")]
    assert found("Two were hurt near Nice, France.") == [("Nice", "FR"), ("France", "FR")]


def test_how_exactly_a_name_tells() -> None:
    told = {
        name: places.precision(name)
        for name in ("Ankara", "Turkey", "Anbar", "Sahel", "Marrow Hall", "Nowhere")
    }
    assert told == {
        "Ankara": "city", "Turkey": "country", "Anbar": "region", "Sahel": "area", "Marrow Hall": "venue",
        "Nowhere": "unknown",
    }  # fmt: skip
    assert places.within("Ankara", "Turkey")
    assert not places.within("Turkey", "Ankara")
    assert not places.within("Ankara", "Greece")


def test_the_table_is_sound() -> None:
    listed = {place for group in places.load().values() for place in group}
    assert len(listed) > 2_500
    assert {place.source.split(":")[0] for place in listed} == {"own", "countries"}
    assert all(len(place.country) == 2 for place in listed if place.kind not in ("area",))
    assert all(place.note for place in listed if place.kind == "area")
    lines = resources.files("aftershock.data").joinpath("places.tsv").read_text("utf-8").splitlines()[4:]
    twice = [
        key for key, count in Counter(tuple(line.split("\t")[:3]) for line in lines).items() if count > 1
    ]
    assert not twice


def test_offsets_are_those_of_the_text() -> None:
    text = "Café talk: in Köln, and in KÖLN."
    assert [text[m.start : m.end] for m in places.find(text)] == ["Köln", "KÖLN"]

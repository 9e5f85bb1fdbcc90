"""The gazetteer: sourced data, spellings, names that are also words."""

from __future__ import annotations

import tomllib
from collections import Counter
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftershock.records import Entity, Name
from aftershock.statements import gazetteer, places
from tests.statements import floors

LISTED = gazetteer.load()
LEAGUE = Entity(
    id="marsh-league", kind="group", names=(Name(name="Marsh League"), Name(name="ML", word=True))
)


def table(file: str) -> dict[str, list[dict[str, object]]]:
    folder = resources.files("aftershock.data").joinpath("aliases")
    return tomllib.loads(folder.joinpath(f"{file}.toml").read_text("utf-8"))


def test_floors_hold() -> None:
    floors.check("gazetteer")


@pytest.mark.parametrize(("file", "least"), [("groups", 170), ("agencies", 82), ("offices", 111)])
def test_lists_are_as_long_as_promised(file: str, least: int) -> None:
    assert len(gazetteer.read(file)) >= least


def test_a_hundred_and_fifty_groups_are_listed() -> None:
    armed = ("group", "branch", "wing", "cartel", "force")
    assert sum(entity.kind in armed for entity in gazetteer.read("groups")) >= 164
    assert sum(entity.kind == "group" for entity in gazetteer.read("groups")) >= 128


@pytest.mark.parametrize("file", gazetteer.FILES)
def test_every_name_and_relation_has_an_opened_source(file: str) -> None:
    sources = table(file)["sources"]
    for entity in gazetteer.read(file):
        for item in (*entity.names, *entity.relations):
            assert item.source.split(":")[0] in sources, f"{entity.id}: {item}"
    for key, source in sources.items():  # type: ignore[attr-defined]
        assert {"what", "licence", "opened"} <= set(source), key
        assert "repository" in source or "address" in source, key


def test_relations_lead_to_listed_entities() -> None:
    for entity in LISTED.entities.values():
        for relation in entity.relations:
            assert relation.of in LISTED.entities, f"{entity.id} -> {relation.of}"
            assert relation.of != entity.id


def test_no_id_is_used_twice_and_no_person_is_listed() -> None:
    ids = Counter(entity.id for file in gazetteer.FILES for entity in gazetteer.read(file))
    assert [key for key, times in ids.items() if times > 1] == []
    assert {LISTED.kind_of(key) for key in LISTED.entities}.isdisjoint({"person"})


def test_no_spelling_belongs_to_two_entities() -> None:
    owners: dict[str, set[str]] = {}
    for file in gazetteer.FILES:
        for entity in gazetteer.read(file):
            for name in entity.names:
                owners.setdefault(name.name.casefold(), set()).add(entity.id)
    assert {name: ids for name, ids in owners.items() if len(ids) > 1} == {}


def test_the_branch_wins_over_its_parent() -> None:
    (mention,) = LISTED.find("Islamic State West Africa Province said nothing.")
    assert mention.entity_id == "islamic-state-west-africa"


def test_possessive_is_outside_the_span() -> None:
    text = "Hezbollah's men and Turkey’s police met."
    assert [(m.name, m.entity_id) for m in LISTED.find(text)] == [
        ("Hezbollah", "hezbollah"),
        ("Turkey’s police", "turkey-police"),
    ]


def test_mask_keeps_offsets_and_leaves_the_verb() -> None:
    text = "IS said it is over; the US army knew."
    masked = LISTED.mask(text)
    assert len(masked) == len(text)
    assert masked.startswith("EU said it is over")


def test_long_form_makes_a_short_name_known() -> None:
    listed = gazetteer.load([LEAGUE])
    assert listed.find("The ML of lamps is low.") == ()
    assert [m.name for m in listed.find("The Marsh League met. The ML of old is gone.")] == [
        "Marsh League",
        "ML",
    ]


def test_extra_entity_wins_a_claimed_name() -> None:
    own = Entity(id="own", kind="office", names=(Name(name="Interpol"),))
    assert LISTED.resolve("Interpol") == "interpol"
    assert gazetteer.load([own]).resolve("Interpol") == "own"


@pytest.mark.parametrize(
    ("name", "entity_id"),
    [
        ("the Islamic State group", "islamic-state"),
        ("so-called Islamic State", "islamic-state"),
        ("a spokesman for Hamas", "hamas"),
        ("IS", "islamic-state"),
        ("is", None),
        ("us", None),
        ("the US", "united-states"),
        ("the Turkish police", "turkey-police"),
        ("the group", None),
        ("", None),
    ],
)
def test_resolve(name: str, entity_id: str | None) -> None:
    assert LISTED.resolve(name) == entity_id


@given(st.text(alphabet="ISUAQal-'’ #.\nHmsétaءق", max_size=60))
def test_any_text_is_read_verbatim_and_masked_in_length(text: str) -> None:
    last = 0
    for mention in LISTED.find(text):
        assert text[mention.start : mention.end] == mention.name
        assert last <= mention.start
        last = mention.end
    assert len(LISTED.mask(text)) == len(text)


@pytest.mark.parametrize("text", ["Let them go.", "A turkey was served.", "He may let go of it."])
def test_ordinary_words_are_no_names(text: str) -> None:
    assert LISTED.find(text) == ()


def test_places_are_found_with_their_capital_letter() -> None:
    found = [
        (m.place.name, m.place.kind) for m in places.find("From Nairobi to Kenya's coast; turkey was served.")
    ]
    assert found == [("Nairobi", "capital"), ("Kenya", "country")]

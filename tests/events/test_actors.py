"""Are actors told apart, and kept together where they belong together?"""

from __future__ import annotations

import pytest

from aftershock.events.actors import akin, family, key, mentions, roster
from aftershock.records import Entity, EntityRelation, Name


def body(identity: str, *names: str, parent: str | None = None, ended: str | None = None) -> Entity:
    """An entity, a branch where it has a parent."""
    relations = (EntityRelation(kind="parent", of=parent, valid_to=ended),) if parent else ()
    words = tuple(Name(name=name, word=name == "IS") for name in names)
    return Entity(id=identity, kind="group", names=words, relations=relations)


ACTORS = roster(
    [
        body("column", "Northern Column", "NC", "IS"),
        body("hill", "Hill Branch", parent="column"),
        body("coast", "Coast Branch", parent="column"),
        body("old", "Old Branch", parent="column", ended="2016-07"),
        body("union", "US"),
    ]
)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("the Northern Column", "column"),
        ("Northern Column's", "column"),
        ("spokesman of the Northern Column", "column"),
        ("channel in the name of the Northern Column", "channel in the name of the northern column"),
        ("US", "union"),
        ("us", None),
        ("who", None),
        ("No group", None),
        ("unattributed account", None),
        ("Saturday", None),
        (None, None),
    ],
)
def test_names_become_keys(name: str | None, found: str | None) -> None:
    assert key(ACTORS, None, name) == found


def test_a_branch_is_kin_of_its_parent_and_not_of_its_sister_nor_after_a_break() -> None:
    assert akin(ACTORS, "hill", "column")
    assert akin(ACTORS, "column", "hill")
    assert not akin(ACTORS, "hill", "coast")
    assert not akin(ACTORS, "old", "column")
    assert family(ACTORS, "column") == {"column", "hill", "coast"}


def test_unlisted_names_are_one_where_one_holds_the_other() -> None:
    assert akin(ACTORS, "kesten", "kesten security service")
    assert not akin(ACTORS, "kesten", "kestenberg")
    assert not akin(ACTORS, "kesten", None)


def test_short_names_and_words_are_not_found_inside_other_words() -> None:
    assert mentions(ACTORS, "The NC denied it", "column")
    assert not mentions(ACTORS, "This is the nc line", "column")
    assert not mentions(ACTORS, "IS denied it", "column")  # a name that is also a word decides nothing here
    assert mentions(ACTORS, "the northern column’s claim", "column")

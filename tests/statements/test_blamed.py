"""Blamed on somebody by nobody: who is accused, and does anybody come to accuse who does not?"""

from __future__ import annotations

import pytest

from aftershock.statements import ledger, lexicon
from aftershock.statements.draft import Draft, Voice
from aftershock.text import Span

from .desk import Desk

# Each form once for each of two groups; `{}` is the group.
FORMS = (
    "The bombing, blamed on the {}, killed nine people.",
    "Blamed on the {}, the bombing killed nine people.",
    "An attack blamed on the {} left nine people dead.",
    "The shooting, attributed to the {}, killed nine people.",
    "The attack was blamed on the {}.",
    "The blast was widely blamed on the {}.",
    "The attack was attributed to the {}.",
    "The bombing is pinned on the {}.",
    "Suspicion fell on the {}.",
    "Suspicion has fallen on the {} after the bombing.",
    "Blame for the attack fell on the {}.",
)
GROUPS = (("Hill Brigade", "x-hill"), ("Free Column", "x-free"))


@pytest.mark.parametrize(("group", "entity"), GROUPS)
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("reader", ["desk", "pair"])
def test_on_whom_it_is_blamed_is_accused_and_nobody_accuses(
    request: pytest.FixtureRequest, reader: str, form: str, group: str, entity: str
) -> None:
    desk: Desk = request.getfixturevalue(reader)
    found = desk.read(form.format(group))
    assert [(s.speaker_name, s.target, s.target_id) for s in found if s.act == "blames"] == [
        ("unattributed", group, entity)
    ]
    assert {group in s.witnesses[0].evidence.quote for s in found} == {True}


@pytest.mark.parametrize("group", [group for group, _ in GROUPS])
@pytest.mark.parametrize("reader", ["desk", "pair"])
def test_what_the_sentence_tells_besides_stays_the_writers(
    request: pytest.FixtureRequest, reader: str, group: str
) -> None:
    desk: Desk = request.getfixturevalue(reader)
    for form in FORMS[:4]:
        told = [s for s in desk.read(form.format(group)) if s.tier == "narrative"]
        assert [[(f.role, f.low) for f in s.figures] for s in told] == [[("killed", 9)]]


@pytest.mark.parametrize(
    ("text", "accuser"),
    [
        ("The attack has been blamed on the Free Column by officials.", "officials"),
        ("The bombing was pinned on the Free Column by the ministry.", "ministry"),
        ("Officials blamed the attack on the Free Column.", "Officials"),
        ("Police pinned the bombing on the Free Column.", "Police"),
    ],
)
def test_an_accuser_who_is_told_accuses(pair: Desk, text: str, accuser: str) -> None:
    found = [(s.speaker_name, s.target) for s in pair.read(text) if s.act == "blames"]
    assert found == [(accuser, "Free Column")]


@pytest.mark.parametrize(
    "text",
    [
        "The flood, blamed on heavy rain, closed two bridges.",
        "The poem, attributed to Ilse Moran, was read at the fair.",
        "The defeat, blamed on the goalkeeper, cost them the cup.",
        "The deadline fell on the Monday after the harvest.",
        "Suspicion fell on the butler in the third act.",
    ],
)
def test_no_violence_and_nobody_accused(desk: Desk, pair: Desk, text: str) -> None:
    assert [s.act for reader in (desk, pair) for s in reader.read(text) if s.act == "blames"] == []


def test_a_message_attributed_to_a_group_is_its_own(pair: Desk) -> None:
    found = pair.read("A message attributed to the Hill Brigade claimed the attack.")
    assert [(s.act, s.speaker_name) for s in found] == [("claims-responsibility", "Hill Brigade")]


def test_the_speaker_of_a_blame_is_never_its_target(desk: Desk) -> None:
    text = "The bombing, blamed on the Hill Brigade, killed nine."
    story, _, texts = desk.story(text)
    mine = Voice(name="Hill Brigade", entity="x-hill", at=Span(27, 39), resolved_by="gazetteer")
    draft = Draft(
        act="blames", voice=mine, cue=Span(13, 19), rule="verb", target="the Brigade", target_id="x-hill"
    )
    other = Draft(
        act="blames", voice=mine, cue=Span(13, 19), rule="verb", target="Free Column", target_id="x-free"
    )
    source = ledger.source(story, text, texts, None, "mark")
    assert [s.target for s in ledger.lines((draft, other), source, lexicon.load())] == ["Free Column"]

"""Is what a document claims its issuer's, and nobody's who only prints, finds or names it?"""

from __future__ import annotations

import pytest

from .desk import Desk

CLAIMS = "claims-responsibility"
FORMS = (
    "In a statement claiming the bombing, the {} said its men had planted the device.",
    "In a statement claiming responsibility for the attack, the {} said more would follow.",
    "In a video claiming the bombing, the {} warned of further attacks.",
    "The {}, in a statement claiming the attack, said it would not stop.",
    "The {} issued a statement claiming the bombing.",
    "A statement claiming the bombing was posted by the {}.",
    "A statement claiming responsibility for the shooting was released by the {} on Tuesday.",
    "A message claiming the attack was sent to the paper by the {}.",
)


@pytest.mark.parametrize("group", ["Hill Brigade", "Free Column"])
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("reader", ["desk", "pair"])
def test_the_issuer_claims(request: pytest.FixtureRequest, reader: str, form: str, group: str) -> None:
    desk: Desk = request.getfixturevalue(reader)
    claims = [s for s in desk.read(form.format(group)) if s.act == CLAIMS]
    assert claims
    assert {(s.speaker_name, s.polarity, s.tier) for s in claims} == {(group, "positive", "attributed")}
    cues = [s.witnesses[0].cue.quote for s in claims if s.witnesses[0].cue]
    assert "claiming" in " ".join(cues)


@pytest.mark.parametrize(
    ("text", "act", "speaker"),
    [
        ("In a letter denying any role in the attack, the Free Column said it was far away.", "denies",
         "Free Column"),
        ("A letter denying any part in the blast was sent by the Free Column.", "denies", "Free Column"),
        ("In a statement condemning the attack, the mayor said the town would mourn.", "condemns", "mayor"),
        ("In a statement praising the attack, the Hill Brigade asked for money.", "praises", "Hill Brigade"),
    ],
)  # fmt: skip
def test_other_acts_of_a_document_are_its_issuers(pair: Desk, text: str, act: str, speaker: str) -> None:
    assert (act, speaker) in [(s.act, s.speaker_name) for s in pair.read(text)]


def test_what_is_said_in_it_stays_a_line_of_its_own(pair: Desk) -> None:
    found = pair.read("In a statement claiming the attack, the Hill Brigade condemned the government.")
    assert [(s.act, s.speaker_name) for s in found] == [
        (CLAIMS, "Hill Brigade"),
        ("condemns", "Hill Brigade"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "In a letter claiming the attack, investigators found fingerprints.",
        "The prosecutor was threatened in a letter claiming the attack.",
        "A statement claiming the bombing was published by the Norwald Gazette.",
        "The Norwald Gazette published a statement claiming the bombing.",
        "In a report claiming that the bombing was staged, the Norwald Gazette named no source.",
        "In a town claiming the oldest mill, the mayor condemned the bombing.",
    ],
)
def test_who_prints_or_finds_it_claims_nothing(desk: Desk, pair: Desk, text: str) -> None:
    names = {s.speaker_name for reader in (desk, pair) for s in reader.read(text) if s.act == CLAIMS}
    assert not names & {"investigators", "prosecutor", "Norwald Gazette", "mayor"}


def test_a_sender_is_no_date_to_come(desk: Desk) -> None:
    (found,) = desk.read("The statement was released by the Free Column on Tuesday.")
    assert found.said_at is not None
    assert found.said_at.start == "2024-06-04T00:00:00Z"

"""Who says what: acts, polarity, speakers, relays, in fictional sentences of many kinds."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from aftershock.records import Boilerplate, Match, Member, Page, Run, Story
from aftershock.statements import read as reading
from aftershock.text import receipt, sha256

from .desk import Desk

CLAIMS = "claims-responsibility"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Hill Brigade claimed responsibility for the blast.", [(CLAIMS, "positive", "Hill Brigade")]),
        ("The blast was claimed by the Hill Brigade.", [(CLAIMS, "positive", "Hill Brigade")]),
        ("The Hill Brigade has not claimed the attack.", [(CLAIMS, "negative", "Hill Brigade")]),
        (
            "Neither the Hill Brigade nor the Free Column has claimed the attack.",
            [(CLAIMS, "negative", "Hill Brigade"), (CLAIMS, "negative", "Free Column")],
        ),
        ("Nobody has claimed the attack.", [(CLAIMS, "negative", "Nobody")]),
        (
            "The Free Column retracted its claim of responsibility for the fire.",
            [(CLAIMS, "negative", "Free Column")],
        ),
        (
            "The Hill Brigade has yet to claim responsibility for the blast.",
            [(CLAIMS, "negative", "Hill Brigade")],
        ),
        ("IS has not claimed the attack in Velden.", [(CLAIMS, "negative", "IS")]),
        (
            "The mayor condemned the bombing and called for calm.",
            [("condemns", "positive", "mayor"), ("urges", "positive", "mayor")],
        ),
        (
            "The army and the police condemned the attack.",
            [("condemns", "positive", "army"), ("condemns", "positive", "police")],
        ),
        ("The Free Column denied any link to the attack.", [("denies", "positive", "Free Column")]),
        (
            "Officials blame the attack on the Hill Brigade and the Free Column.",
            [("blames", "positive", "Officials"), ("blames", "positive", "Officials")],
        ),
        ("“We had no part in this,” the Free Column said.", [("denies", "positive", "Free Column")]),
        ("The Free Column said it had nothing to do with the fire.", [("denies", "positive", "Free Column")]),
        (
            "The Hill Brigade threatened to strike again unless they leave.",
            [("threatens", "positive", "Hill Brigade")],
        ),
        (
            "The Hill Brigade called on its members to attack the harbour police.",
            [("calls-to-attack", "positive", "Hill Brigade")],
        ),
        ("The ministry called on its citizens to stay away.", [("urges", "positive", "ministry")]),
        (
            "Three men were held, according to the Norwald Gazette.",
            [("reports", "positive", "Norwald Gazette")],
        ),
        ("The toll claimed by the storm rose.", []),
        ("The choir is celebrated for its concerts.", []),
    ],
)
def test_what_is_said(desk: Desk, text: str, expected: list[tuple[str, str, str]]) -> None:
    assert sorted(desk.said(text)) == sorted(expected)


def test_two_accused_are_two_statements(desk: Desk) -> None:
    found = desk.read("The minister blamed the Hill Brigade and the Free Column.")
    assert [(s.target, s.target_id) for s in found] == [("Hill Brigade", "x-hill"), ("Free Column", "x-free")]


def test_a_report_relays_and_the_relay_stands_in_via(desk: Desk) -> None:
    found = {s.act: s for s in desk.read("The Courier reports that the Free Column praised the attack.")}
    assert found["reports"].via == ()
    assert (found["praises"].speaker_name, found["praises"].via) == ("Free Column", ("Courier",))


def test_a_pronoun_takes_the_last_speaker_and_says_so(desk: Desk) -> None:
    found = desk.read("Ilse Moran said two men were held. She condemned the attack.")
    assert [(s.speaker_name, s.resolved_by) for s in found if s.act == "condemns"] == [
        ("Ilse Moran", "pronoun")
    ]


def test_a_name_lost_by_damage_makes_no_new_speaker(desk: Desk) -> None:
    found = desk.read("The   claimed responsibility on Sunday for the attack on the exchange.")
    assert [(s.act, s.speaker_name, s.spans_damage) for s in found] == [(CLAIMS, "(name lost)", True)]


def test_a_block_after_stated_belongs_to_its_speaker(desk: Desk) -> None:
    found = desk.read("The Free Column, in a letter, stated:\n\nOur movement had no part in this deed.")
    assert [(s.act, s.speaker_name, s.quote) for s in found] == [("denies", "Free Column", "direct")]
    assert "no part in this deed" in found[0].witnesses[0].evidence.quote


def test_a_post_is_its_authors_words(desk: Desk) -> None:
    text = "The mill was burned by our brothers. We praise them and we will come back."
    named = desk.read(text, kind="post", author="Red Lantern")
    nameless = desk.read(text, kind="post")
    assert {s.speaker_name for s in named} == {"Red Lantern"}
    assert {s.speaker_name for s in nameless} == {"unattributed account"}
    assert {s.quote for s in named} == {"direct"}


def test_an_embedded_post_is_its_signers(desk: Desk) -> None:
    text = "Crowds met in Ostrel.\n\nThe rumours are false. — Ostrel Police (@ostrelpolice) March 3, 2024"
    (found,) = [s for s in desk.read(text) if s.tier == "attributed"]
    assert (found.speaker_name, found.resolved_by) == ("Ostrel Police", "signature")


def test_a_transcript_gives_answers_to_who_answers_and_drops_questions(desk: Desk) -> None:
    found = desk.said("Spindle: When did you hear of it?\n\nBrill: At ten. The roof was burning.")
    assert found == []  # unknown names that are no roles are no labels
    found = desk.said("SPINDLE: When did you hear of it?\n\nBRILL: At ten. The roof was burning.")
    assert found == [("reports", "positive", "BRILL")]


def test_the_writer_judges_and_tells(desk: Desk) -> None:
    found = desk.read("Gunmen killed the police chief of Tarn. The attack may be the work of outsiders.")
    assert [(s.tier, s.act) for s in found] == [("narrative", "reports"), ("author", "speculates")]


def test_hedges_and_figures_are_receipts(desk: Desk) -> None:
    (found,) = desk.read("Police said at least nine people were possibly injured in the blast.")
    assert [hedge.quote for hedge in found.hedges] == ["possibly"]
    assert found.certainty == "hedged"
    assert [(figure.low, figure.high, figure.statement) for figure in found.figures] == [(9, None, found.id)]


def test_an_earlier_year_is_history(desk: Desk) -> None:
    found = desk.read(
        "In 2009 the Hill Brigade claimed the attack on the mill. It has not claimed this attack."
    )
    assert [s.history for s in found if s.act == CLAIMS] == [True, False]


def test_nothing_is_read_from_boilerplate(desk: Desk) -> None:
    text = "The mayor condemned the attack.\n\nThe Courier says subscribe to our letter."
    story, page, texts = desk.story(text)
    at = text.index("The Courier")
    frame = Boilerplate(kind="plug", receipt=receipt(page.text, text, at, len(text)))
    framed = Story(id=story.id, members=story.members, reading=story.reading, boilerplate=(frame,))
    found = reading.read((framed,), (page,), texts, reader=desk.reader)
    assert [s.act for s in found] == ["condemns"]


def test_a_copy_is_a_second_witness_and_the_whole_one_comes_first(desk: Desk) -> None:
    whole, damaged = "The mayor condemned the attack on the mill.", "The mayor condemned the  on the mill."
    ids = [sha256(whole), sha256(damaged)]
    cut = whole.index("attack")
    members = (
        Member(
            text=ids[1], page="two", file="two.txt", relation="damaged",
            matches=(Match(reading=0, at=0, length=cut),
                     Match(reading=cut + 6, at=cut, length=len(whole) - cut - 6)),
        ),
        Member(text=ids[0], page="one", file="one.txt", relation="original",
               matches=(Match(reading=0, at=0, length=len(whole)),)),
    )  # fmt: skip
    story = Story(id="story", members=members, reading=(Run(text=ids[0], start=0, end=len(whole)),))
    pages = [
        Page(id=name, capture=name, text=text, file=f"{name}.txt")
        for name, text in zip(("one", "two"), ids, strict=True)
    ]
    (found,) = reading.read(
        (story,), pages, dict(zip(ids, (whole, damaged), strict=True)), reader=desk.reader
    )
    assert [witness.file for witness in found.witnesses] == ["one.txt", "two.txt"]
    assert found.witnesses[1].evidence.quote == "The mayor condemned the  on the mill"


def test_a_rerun_gives_the_same_lines(desk: Desk) -> None:
    text = "The mayor condemned the attack. “It was cowardly,” she said."
    assert desk.read(text) == desk.read(text)
    assert all(s.rule.endswith("@" + desk.reader.mark) for s in desk.read(text))


def test_short_stories_read_together_say_what_each_says_alone(desk: Desk) -> None:
    texts = [
        "The Hill Brigade claimed responsibility for the blast.",
        "Nobody has claimed the attack.",
        "The mayor condemned it.\n\nThe Free Column denied that it had a part in it.",
        *(f"The Iron Spear blamed the harbour office for fire {n}.\n\n" * 5 for n in range(2, 9)),
        "",
    ]
    parts = [desk.story(text) for text in texts]
    stories, texts_by_id = [], {}
    for number, (story, page, own) in enumerate(parts):
        members = tuple(replace(member, page=f"page-{number}") for member in story.members)
        stories.append((replace(story, members=members), replace(page, id=f"page-{number}")))
        texts_by_id |= own
    pages = {page.id: page for _, page in stories}
    together = list(reading.each([story for story, _ in stories], pages, texts_by_id, reader=desk.reader))
    alone = [reading.read_story(story, pages, texts_by_id, reader=desk.reader) for story, _ in stories]
    assert together == alone
    assert sum(map(len, together)) >= 10

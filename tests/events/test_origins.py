"""Are documents that print one wire, or cite one official, one origin?"""

from __future__ import annotations

from msgspec.structs import replace

from aftershock.events.build import build
from aftershock.events.chronicle import Chronicle

from .hand_made import Desk

HEAD = "Arson at Dunmere\n"


def told(*documents: tuple[str, str, str | None]) -> Chronicle:
    """The account of documents (outlet, sentence, speaker), each giving one number of burnt buses."""
    made = Desk()
    for outlet, sentence, speaker in documents:
        story = made.page(f"{HEAD}{sentence}", published="2031-04-23")
        made.pages[-1] = replace(made.pages[-1], author=outlet)
        made.says(
            story, sentence.rstrip("."), "reports", speaker,
            number={"quote": "30 buses", "low": 30, "role": "destroyed", "unit": "buses"},
            tier="attributed" if speaker else "narrative",
        )  # fmt: skip
    return build(made.ledger, made.stories, made.pages, made.texts, made.gazetteer)


def test_five_outlets_that_cite_one_wire_are_one() -> None:
    account = told(
        ("North Wire", "The arson at Dunmere destroyed 30 buses, police said.", "police"),
        ("Echo", "The arson at Dunmere destroyed 30 buses, North Wire reported.", "North Wire"),
        ("Post", "The arson at Dunmere burnt 30 buses, according to North Wire.", "North Wire"),
        ("Mail", "DUNMERE (North Wire) — In the arson at Dunmere 30 buses burnt.", None),
        ("Star", "Police spoke of 30 buses after the arson at Dunmere.", "police"),
    )
    (line,) = account.figures
    assert (line.origins, line.documents) == (1, 5)
    (origin,) = line.origin_list
    assert (origin.kind, origin.name, len(origin.statements)) == ("source", "police", 5)


def test_outlets_that_counted_themselves_are_each_their_own() -> None:
    account = told(
        ("Echo", "We counted 30 buses after the arson at Dunmere.", None),
        ("Post", "After the arson at Dunmere there were 30 buses less.", None),
    )
    (line,) = account.figures
    assert line.origins == 2
    assert {origin.kind for origin in line.origin_list} == {"outlet"}


def test_two_sources_in_one_document_stay_two() -> None:
    account = told(
        ("Echo", "The arson at Dunmere destroyed 30 buses, police said.", "police"),
        ("Echo", "The arson at Dunmere cost it 30 buses, the union said.", "union"),
    )
    assert [line.origins for line in account.figures] == [2]


def test_one_official_under_several_names_is_one() -> None:
    account = told(
        ("Echo", "Governor Pella Stane said the arson at Dunmere burnt 30 buses.", "Pella Stane"),
        ("Post", "Gov. Stane spoke of 30 buses after the arson at Dunmere.", "Gov. Stane"),
    )
    assert [line.origins for line in account.figures] == [1]


def test_sides_of_a_dispute_say_how_independent_they_are() -> None:
    made = Desk()
    one = made.page(HEAD + "Nine died in the arson at Dunmere, police said.", published="2031-04-23")
    two = made.page(HEAD + "Police said nine died in the arson at Dunmere.", published="2031-04-23")
    three = made.page(
        HEAD + "Forty died in the arson at Dunmere, the Hill Column said.", published="2031-04-23"
    )
    made.says(
        one,
        "Nine died in the arson at Dunmere, police said",
        "reports",
        "police",
        number={"quote": "Nine", "low": 9},
    )
    made.says(
        two,
        "Police said nine died in the arson at Dunmere",
        "reports",
        "police",
        number={"quote": "nine", "low": 9},
    )
    made.says(
        three,
        "Forty died in the arson at Dunmere",
        "reports",
        "Hill Column",
        number={"quote": "Forty", "low": 40},
    )
    account = build(made.ledger, made.stories, made.pages, made.texts, made.gazetteer)
    (dispute,) = account.disputes
    assert [(len(side.statements), side.origins) for side in dispute.sides] == [(2, 1), (1, 1)]


def test_a_listed_agency_is_a_wire_though_no_document_credits_it() -> None:
    made = Desk()
    made.knows("mill-agency", "Mill Agency", kind="news agency")
    for outlet, sentence in (
        ("Echo", "The arson at Dunmere destroyed 30 buses, the Mill Agency said."),
        ("Post", "After the arson at Dunmere 30 buses were gone, the Mill Agency reported."),
    ):
        story = made.page(f"{HEAD}{sentence}", published="2031-04-23")
        made.pages[-1] = replace(made.pages[-1], author=outlet)
        made.says(
            story, sentence.rstrip("."), "reports", "Mill Agency", speaker_id="mill-agency",
            number={"quote": "30 buses", "low": 30, "role": "destroyed", "unit": "buses"},
        )  # fmt: skip
    account = build(made.ledger, made.stories, made.pages, made.texts, made.gazetteer)
    (origin,) = account.figures[0].origin_list
    assert (origin.kind, origin.name, origin.documents) == ("wire", "Mill Agency", 2)

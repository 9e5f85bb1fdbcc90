"""Is each statement linked to the event it is about, and is history kept apart?"""

from __future__ import annotations

import pytest

from aftershock.events.build import build
from aftershock.events.case_info import CaseInfo
from aftershock.events.chronicle import Chronicle
from aftershock.events.mentions import find, reading_of, sentences

from .hand_made import Desk, day


def account(made: Desk, **fields: object) -> Chronicle:
    """The account of a desk."""
    return build(made.ledger, made.stories, made.pages, made.texts, made.gazetteer, **fields)  # type: ignore[arg-type]


def mains(told: Chronicle) -> list[str | None]:
    """The places of the main events."""
    return sorted(event.where or "" for event in told.events if event.main)  # type: ignore[return-value]


def test_documents_about_two_events_are_two_main_events() -> None:
    made = Desk()
    made.page("Bombing in Port Sorrel\nA bombing in Port Sorrel killed four.", published="2026-03-15")
    made.page("Shooting at Mill Lane\nPolice saw a shooting at Mill Lane on Sunday.", published="2026-03-16")
    made.page("After the Port Sorrel bombing\nThe town mourns after the bombing.", published="2026-03-17")
    assert mains(account(made)) == ["Mill Lane", "Port Sorrel"]


def test_one_place_at_two_times_is_two_events() -> None:
    made = Desk()
    made.page("Bombing in Port Sorrel\nThe bombing in Port Sorrel on 14 March 2026 killed four.")
    made.page("Bombing in Port Sorrel\nThe bombing in Port Sorrel on 2 May 2021 killed two.")
    assert len(mains(account(made))) == 2


def test_a_hall_and_its_town_are_one_place_once_a_text_says_so() -> None:
    made = Desk()
    made.page("Bombing at Lantern Hall\nThe bombing at the Lantern Hall terminal in Port Sorrel.")
    made.page("Port Sorrel bombing\nThe Port Sorrel bombing shocked the coast.")
    made.page("Lantern Hall bombing\nThe Lantern Hall bombing shocked the coast.")
    assert len(mains(account(made))) == 1


def test_the_case_file_gathers_what_names_its_place() -> None:
    made = Desk()
    made.page("A quiet town\nAfter the bombing at the Lantern Hall, Port Sorrel is quiet.")
    case = CaseInfo(title="Bombing at the Lantern Hall", where="Port Sorrel", when=day("2026-03-14"))
    told = account(made, case=case)
    (event,) = [event for event in told.events if event.main]
    assert (event.title, event.where, event.when) == (case.title, "Port Sorrel", day("2026-03-14"))


def test_this_attack_means_the_one_just_told() -> None:
    made = Desk()
    text = (
        "Bombing in Port Sorrel\nThe bombing in Port Sorrel killed nine. "
        "In the Velm metro bombing in 2017, many were hurt. 15 people died in this attack."
    )
    story = made.page(text, published="2026-03-15")
    said = made.says(story, "15 people died in this attack", "reports", number={"quote": "15", "low": 15})
    told = account(made)
    (statement,) = [each for each in told.statements if each.id == said.id]
    event = next(event for event in told.events if event.id == statement.event)
    assert (event.main, event.where, statement.history) == (False, "Velm", True)
    assert statement.figures[0].event == event.id


def test_an_older_act_is_told_apart_by_the_date_that_opens_its_sentence() -> None:
    made = Desk()
    text = (
        "Bombing in Port Sorrel\nA bomb killed nine in Port Sorrel on Saturday.\n"
        "In June 2021, a bomb in the old harbour killed six. "
        "The Hill Brigade claimed responsibility for that attack."
    )
    story = made.page(text, published="2026-03-15")
    words = "The Hill Brigade claimed responsibility for that attack"
    made.says(story, words, "claims-responsibility", "Hill Brigade")
    told = account(made)
    event = next(event for event in told.events if event.id == told.statements[0].event)
    assert event.when is not None
    assert (event.main, (event.when.start or "")[:7]) == (False, "2021-06")


def test_why_it_was_done_is_not_what_was_done() -> None:
    made = Desk()
    text = (
        "Bombing in Port Sorrel\nA bomb killed nine in Port Sorrel on Saturday. "
        "The army's raid on Osk on 3 May 2025 killed four. "
        "“We did this in revenge for the raid on Osk,” the Hill Brigade said."
    )
    story = made.page(text, published="2026-03-15")
    words = "“We did this in revenge for the raid on Osk,” the Hill Brigade said"
    said = made.says(story, words, "claims-responsibility", "Hill Brigade")
    told = account(made)
    (claim,) = [each for each in told.statements if each.id == said.id]
    (main,) = [event for event in told.events if event.main]
    assert (claim.event, claim.history) == (main.id, False)


def test_a_plea_that_names_no_event_belongs_to_none() -> None:
    made = Desk()
    story = made.page("Bombing in Port Sorrel\nA bombing in Port Sorrel. The fair asks for helpers.")
    made.says(story, "The fair asks for helpers", "urges", "fair")
    assert account(made).statements[0].event is None


def test_nothing_comes_from_the_frame_of_a_page() -> None:
    made = Desk()
    frame = "Related: shooting in Mill Lane"
    made.page(f"Bombing in Port Sorrel\nThe bombing in Port Sorrel.\n{frame}", frame=frame)
    assert [event.where for event in account(made).events] == ["Port Sorrel"]


@pytest.mark.parametrize(
    ("sentence", "dates"),
    [
        ("The bombing in Port Sorrel on 14 March 2026 killed four.", ["2026-03-14"]),
        ("In May 2025 the group claimed the Tarn shooting.", ["2025-05-01"]),
        ("The January 2015 attack was larger.", ["2015-01-01"]),
        ("The channel, which it has used since 2024, told of the attack.", []),
        ("The channel was opened on 13 March 2026, one day before the attack.", ["2026-03-14"]),
        ("A claim came after the attack through a channel used since 2024.", []),
    ],
)
def test_only_a_date_that_stands_with_the_act_dates_it(sentence: str, dates: list[str]) -> None:
    made = Desk()
    (mention,) = find(reading_of(made.page(sentence), made.texts, None))
    assert [(when.start or "")[:10] for when in mention.when] == dates


@pytest.mark.parametrize(
    "sentence",
    ["They threatened to attack ports.", "He was charged with two counts of murder.", "They would raid it."],
)
def test_verbs_and_charges_are_no_events(sentence: str) -> None:
    made = Desk()
    assert find(reading_of(made.page(sentence), made.texts, None)) == []


def test_groups_speakers_and_numbers_are_no_places() -> None:
    made = Desk()
    story = made.page("Nine dead in attack on Port Sorrel. River Front attack. The Northern Column bombing.")
    mentions = find(reading_of(story, made.texts, None), {"river front", "northern column"})
    assert [[place.name for place in mention.places] for mention in mentions] == [["Port Sorrel"], [], []]


def test_sentences_end_at_marks_and_lines_not_at_short_forms() -> None:
    text = "Mr. Holm spoke. He left.\nA title\n\nThe U.S. navy came."
    assert [text[span.start : span.end] for span in sentences(text)] == [
        "Mr. Holm spoke.", "He left.", "A title", "The U.S. navy came.",
    ]  # fmt: skip

"""Is the place of an event looked up by its context, and its precision said?"""

from __future__ import annotations

import pytest

from aftershock.events.build import build

from .hand_made import Desk


@pytest.mark.parametrize(
    ("text", "listed", "country", "precision", "chosen"),
    [
        ("A bombing in Tripoli, Lebanon, hurt two.", "Tripoli", "LB", "city", "beside"),
        ("Libya mourns. A bombing in Tripoli hurt two, Libya said.", "Tripoli", "LY", "city", "rank"),
        ("A bombing in Crimea hurt two.", "Crimea", "UA", "region", "name"),
        ("A bombing in Port Sorrel hurt two.", "", "", "unknown", ""),
        ("A bombing at Lantern Hall hurt two.", "", "", "venue", ""),
    ],
)
def test_a_place_is_no_more_exact_than_its_name(
    text: str, listed: str, country: str, precision: str, chosen: str
) -> None:
    made = Desk()
    made.page(f"News of the day\n{text}")
    (place,) = build(made.ledger, made.stories, made.pages, made.texts, made.gazetteer).places
    assert (place.listed, place.country, place.precision, place.chosen) == (
        listed,
        country,
        precision,
        chosen,
    )
    assert place.receipts


def test_a_disputed_place_says_so() -> None:
    made = Desk()
    made.page("News\nA bombing in Crimea hurt two.")
    (place,) = build(made.ledger, made.stories, made.pages, made.texts, made.gazetteer).places
    assert "annexed" in place.note


def test_a_country_does_not_part_an_event_from_its_city() -> None:
    made = Desk()
    made.page("Bombing in Ankara\nThe bombing in Ankara came a day before a bombing in Turkey was feared.")
    events = build(made.ledger, made.stories, made.pages, made.texts, made.gazetteer).events
    assert [event.where for event in events] == ["Ankara"]


def test_two_spellings_are_one_place() -> None:
    made = Desk()
    made.page("Raid on Mosul\nA bombing in Deir ez-Zor.", published="2031-05-05")
    made.page("More\nThe Deir al-Zour bombing shocked many.", published="2031-05-06")
    events = build(made.ledger, made.stories, made.pages, made.texts, made.gazetteer).events
    assert sum(event.kind == "bombing" for event in events) == 1

"""Is a page without a date dated by its own dateline, and by nothing else?"""

from __future__ import annotations

import pytest

from aftershock.events.build import build
from aftershock.events.datelines import carried, dateline

from .hand_made import Desk


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Convoy hit\nORRIN, 6 November 2031 (North Wire) — Four soldiers died.", "2031-11-06"),
        ("Oil\nNESS, July 21, 2032 — An airstrike hit.", "2032-07-21"),
        ("CORRAN (North Wire), 3 June 2031: Text.", "2031-06-03"),
        ("Title\n5 May 2031\nText", "2031-05-05"),
        ("Title\nPublished: 2031-05-05\nText", "2031-05-05"),
        ("Title\nMonday, 5 May 2031\nText", "2031-05-05"),
    ],
)
def test_a_dateline_with_its_year_dates_the_page(text: str, day: str) -> None:
    found = dateline(text)
    assert found is not None
    assert (found.start or "")[:10] == day
    assert found.how.startswith("dateline")


@pytest.mark.parametrize(
    "text",
    [
        "PORT HALE — A bombing killed nine.",
        "ORRIN, 6 November (North Wire) — Four soldiers died.",  # no year
        "On 5 May 2031 a man died.\nMore.",
        "Celebration over the November 13, 2015 attacks in Belmora",
        "The council met on 3 June 2031: nothing was decided.",
        "",
    ],
)
def test_nothing_else_dates_it(text: str) -> None:
    assert dateline(text) is None


def test_an_undated_page_gets_no_exact_day_from_a_weekday() -> None:
    made = Desk()
    made.page("Hijacking at Fenwick\nThe hijacking at Fenwick ended on Thursday.")
    (event,) = build(made.ledger, made.stories, made.pages, made.texts, made.gazetteer).events
    assert event.when is None


def test_a_dateline_anchors_the_weekday() -> None:
    made = Desk()
    made.page("Hijacking\nFENWICK, 9 May 2031 — The hijacking at Fenwick on Thursday ended.")
    (event,) = build(made.ledger, made.stories, made.pages, made.texts, made.gazetteer).events
    assert event.when is not None
    assert event.when.start == "2031-05-08T00:00:00Z"


def test_a_year_in_passing_does_not_date_an_undated_page() -> None:
    made = Desk()
    made.page(
        "A review of the massacre in Corran\nThe massacre in Corran shocked many. The group carried out a "
        "bombing of the Velm metro in 2017. After the massacre in Corran in a bad year, 2022, more came."
    )
    main = next(
        e for e in build(made.ledger, made.stories, made.pages, made.texts, made.gazetteer).events if e.main
    )
    assert (main.where, main.when) == ("Corran", None)


def test_the_last_post_that_a_page_carries_says_when_it_was_written_at_the_earliest() -> None:
    posts = "Seen. — Ada Brink (@brink) May 18, 2031 More. — Ulf Lind (@lind) May 19, 2031"
    found = carried(["A copy without posts.", posts])
    assert found is not None
    assert found.start == "2031-05-19T00:00:00Z"
    assert found.how.startswith("no earlier than")


def test_posts_of_several_weeks_and_other_dates_date_no_page() -> None:
    assert carried(["— Ada Brink (@brink) May 18, 2031 — Ulf Lind (@lind) June 19, 2031"]) is None
    assert carried(["On May 18, 2031 a man (@lind) died."]) is None


def test_an_event_on_a_weekday_is_dated_by_the_posts_of_its_page() -> None:
    made = Desk()
    made.page("Monday’s bombing in Port Sorrel killed two. Seen. — Ada Brink (@brink) May 19, 2031, More.")
    (event,) = build(made.ledger, made.stories, made.pages, made.texts, made.gazetteer).events
    assert event.when is not None
    assert event.when.start == "2031-05-19T00:00:00Z"

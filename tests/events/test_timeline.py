"""Does the timeline keep order and exactness, and are warnings from before found with their lead?"""

from __future__ import annotations

from aftershock.events import intervals
from aftershock.events.build import build
from aftershock.events.chronicle import Chronicle

from .hand_made import Desk, day

EVENT = "Bombing in Port Sorrel\nThe bombing in Port Sorrel on 14 March 2026. "


def account(made: Desk) -> Chronicle:
    """The account of a desk."""
    return build(made.ledger, made.stories, made.pages, made.texts, made.gazetteer)


def test_lines_are_in_order_and_undated_ones_come_last() -> None:
    made = Desk()
    story = made.page(EVENT + "The mayor condemned it. The port warned.")
    made.says(story, "The mayor condemned it", "condemns", "mayor", said_at=day("2026-03-15"))
    made.says(story, "The port warned", "warns", "port")
    lines = account(made).timeline
    starts = [line.at.start for line in lines if line.at]
    assert starts == sorted(starts, key=str)
    assert [line.at is None for line in lines] == sorted(line.at is None for line in lines)
    assert [line.text for line in lines] == [
        "Bombing, Port Sorrel, 2026-03-14",
        "mayor condemned",
        "port warned",
    ]


def test_an_undated_statement_is_no_later_than_its_publication() -> None:
    made = Desk()
    story = made.page(EVENT + "The mayor condemned it.", published="2026-03-16")
    made.says(story, "The mayor condemned it", "condemns", "mayor")
    (line,) = [line for line in account(made).timeline if line.kind == "statement"]
    assert line.at is not None
    assert line.at.start == "2026-03-16T00:00:00Z"
    assert line.at.how.startswith("said no later than the publication")


def test_a_threat_from_before_is_listed_with_its_lead_and_a_later_one_is_not() -> None:
    made = Desk()
    story = made.page(EVENT + "The group threatened ports. It threatened more.", published="2026-03-16")
    made.says(story, "The group threatened ports", "threatens", "group", said_at=day("2026-03-02"))
    made.says(story, "It threatened more", "threatens", "group", said_at=day("2026-03-15"))
    (warning,) = account(made).warnings
    assert warning.kind == "threatens"
    assert warning.lead_hours == (11 * 24.0, 13 * 24.0)  # from the end of one day to the start of the other


def test_what_a_text_tells_of_a_group_is_the_groups_history() -> None:
    made = Desk()
    made.knows("northern-column", "Northern Column")
    past = "In 2022, the Northern Column carried out a bombing in Velm."
    story = made.page(EVENT + past, published="2026-03-16")
    made.says(story, past, "reports", "the writer", tier="narrative")
    (line,) = account(made).history
    assert (line.actor, line.actor_id, line.act) == ("Northern Column", "northern-column", "reports")
    assert line.text == "the writer (pages/1.txt) reported: Bombing, Velm, 2022"


def test_intervals_say_no_more_than_is_known() -> None:
    assert intervals.written(day("2026-03-14")) == "2026-03-14"
    assert intervals.written(intervals.month(2026, 12, "")) == "2026-12"
    assert intervals.written(intervals.year(2026, "")) == "2026"
    assert intervals.written(None) == ""
    assert intervals.before(day("2026-03-13"), day("2026-03-14"))
    assert not intervals.overlap(day("2026-03-13"), day("2026-03-14"))


def test_what_was_said_on_a_day_stands_behind_the_hours_of_that_day() -> None:
    made = Desk()
    story = made.page(EVENT + "The mayor condemned it. The port blamed the wind. The bank warned.")
    hour = intervals.span(
        intervals.moment("2026-03-14T09:00:00Z"), intervals.moment("2026-03-14T10:00:00Z"), "hour", "clock"
    )
    made.says(story, "The mayor condemned it", "condemns", "mayor", said_at=day("2026-03-14"))
    made.says(story, "The port blamed the wind", "blames", "port", said_at=hour)
    made.says(story, "The bank warned", "warns", "bank", said_at=day("2026-03-15"))
    assert [line.text for line in account(made).timeline] == [
        "Bombing, Port Sorrel, 2026-03-14",
        "port blamed",
        "mayor condemned",
        "bank warned",
    ]


def test_nobody_who_claims_it_is_said_once() -> None:
    made = Desk()
    story = made.page(EVENT + "No group has claimed it. The port has not claimed it.")
    made.says(story, "No group has claimed it", "claims-responsibility", "no group", polarity="negative")
    made.says(story, "The port has not claimed it", "claims-responsibility", "port", polarity="negative")
    told = {line.text for line in account(made).timeline if line.kind == "statement"}
    assert told == {
        "no group is said to have claimed responsibility",
        "port is said not to have claimed responsibility",
    }

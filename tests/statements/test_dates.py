"""Date expressions: what is found, what it means, what it must not be."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftershock.records import Interval
from aftershock.statements import dates
from tests.statements import floors

FRIDAY = Interval(start="2031-05-02T12:00:00Z", end="2031-05-02T12:00:00Z", granularity="instant")


def read(text: str, anchor: Interval | None = FRIDAY) -> Interval:
    (expression,) = dates.find(text)
    return dates.resolve(expression, anchor)


def test_floors_hold() -> None:
    floors.check("dates")


def test_last_week_is_the_calendar_week_before() -> None:
    found = read("The hall closed last week.")
    assert (found.start, found.end, found.granularity) == (
        "2031-04-21T00:00:00Z",
        "2031-04-28T00:00:00Z",
        "week",
    )
    assert "2031-05-02" in found.how


def test_weekday_follows_the_tense_of_its_verb() -> None:
    said, opens = dates.find("He said on Monday that the gate will open on Tuesday.")
    assert dates.resolve(said, FRIDAY).start == "2031-04-28T00:00:00Z"
    assert dates.resolve(opens, FRIDAY).start == "2031-05-06T00:00:00Z"


def test_without_publication_only_absolute_dates_are_told() -> None:
    assert read("It fell on Monday.", None).start is None
    assert read("It fell on Monday.", None).how == "no publication date"
    assert read("It fell on 12 March 2015.", None).start == "2015-03-12T00:00:00Z"


def test_clock_without_zone_stays_a_day_and_says_so() -> None:
    found = read("It fell on Tuesday at 9:20 pm.")
    assert found.granularity == "day"
    assert "zone is not stated" in found.how
    told = read("It fell on Tuesday at 9:20 pm GMT.")
    assert (told.start, told.granularity, told.zone) == ("2031-04-29T21:20:00Z", "minute", "GMT")


def test_day_and_month_that_cannot_be_told_apart_give_the_year() -> None:
    found = read("It is dated 03/04/2029.")
    assert (found.granularity, found.start) == ("year", "2029-01-01T00:00:00Z")
    assert "cannot be told apart" in found.how


def test_expression_that_counts_from_another_event_says_so() -> None:
    (expression,) = dates.find("The envoy left two days earlier.")
    assert expression.counts_from == "event"
    assert "another event" in dates.resolve(expression, FRIDAY).how


def test_anchor_known_to_the_year_gives_no_day() -> None:
    year = Interval(start="2031-01-01T00:00:00Z", end="2032-01-01T00:00:00Z", granularity="year")
    assert read("It fell on Monday.", year).start is None


@pytest.mark.parametrize("text", ["It was dated 31 February 2030.", "It was dated 2030-02-30."])
def test_day_that_does_not_exist_is_not_told(text: str) -> None:
    assert read(text).start is None
    assert "no such day" in read(text).how


def test_window_keeps_offsets_of_the_whole_text() -> None:
    text = "On Monday it rained. On Tuesday it did not."
    (expression,) = dates.find(text, text.index("On Tuesday"))
    assert text[expression.start : expression.end] == expression.quote == "Tuesday"


@given(st.dates(min_value=date(1901, 1, 1), max_value=date(2098, 12, 30)))
def test_every_written_day_comes_back(day: date) -> None:
    for form in ("%Y-%m-%d", "%d %B %Y", "%B %d, %Y"):
        assert read(f"It is dated {day:{form}}.", None).start == f"{day:%Y-%m-%d}T00:00:00Z"


@given(st.text(alphabet="0123456789/-:. MarchMayonFriday'lastweek", max_size=60))
def test_any_text_is_read_and_spans_are_verbatim(text: str) -> None:
    last = 0
    for expression in dates.find(text):
        assert text[expression.start : expression.end] == expression.quote
        assert expression.start >= last
        last = expression.end
        found = dates.resolve(expression, FRIDAY)
        assert found.start is None or found.end is None or found.start < found.end


_PIECES = (
    "2031-05-02", "2.5.2031", "May", "2", "to", "4", "June", "2031", "in", "from", "early", "mid", "last",
    "this", "next", "week", "on", "Frıday", "FRİDAY", "monday", "of", "the", "1990s", "since", "day",
    "before", "yesterday", "after", "tomorrow", "tonight", "night", "morning", "weekend", "month", "decade",
    "two", "several", "hours", "ago", "earlier", "later", "past", "days", "within", "at", "9:20", "pm",
    "noon", "midnight", "ſunday", "that",
)  # fmt: skip


@given(st.lists(st.sampled_from(_PIECES), max_size=12).map(" ".join))
def test_no_rule_is_skipped_that_would_find_something(text: str) -> None:
    possible = dates._possible(text)
    missed = {rule for rule, _, pattern in dates._COMPILED if pattern.search(text)} - possible
    assert not missed

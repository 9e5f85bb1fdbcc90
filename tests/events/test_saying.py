"""Is what counts from an event dated by that event, never by the publication, and never behind it?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftershock.events import intervals
from aftershock.events.build import build
from aftershock.events.chronicle import Chronicle
from aftershock.records import Interval
from aftershock.statements import dates, reckoning, said_when
from aftershock.text import Span

from .hand_made import Desk, day

EVENT = "Bombing in Port Sorrel\nNine people were killed in a bombing in Port Sorrel on 1 March 2026. "


def account(made: Desk) -> Chronicle:
    """The account of a desk."""
    return build(made.ledger, made.stories, made.pages, made.texts, made.gazetteer)


def left_open(words: str) -> Interval:
    """What the reading of statements leaves of some words."""
    (expression,) = [e for e in dates.find(words) if e.counts_from == "event"]
    return reckoning.left_open(expression)


def said(before: str, evidence: str, published: str = "2026-03-10") -> Interval | None:
    """When a claim was said, whose evidence stands behind some text."""
    made = Desk()
    story = made.page(EVENT + before + evidence + ".", published=published)
    words = left_open(before.split(". ")[-1] + evidence)
    made.says(story, evidence, "claims-responsibility", "Grey Column", said_at=words)
    return account(made).statements[0].said_at


@pytest.mark.parametrize(
    ("before", "evidence", "when"),
    [
        ("Two days after the bombing, ", "the Grey Column claimed it", "2026-03-03"),
        ("The day after the attack, ", "the Grey Column claimed it", "2026-03-02"),
        ("Two days before the bombing, ", "the Grey Column spoke of it", "2026-02-27"),
        ("The next day, ", "the Grey Column claimed it", "2026-03-02"),
        ("A week later, ", "the Grey Column claimed it", "2026-03-02 to 2026-03-08"),
        ("Two days after nine people were killed, ", "the Grey Column claimed it", "2026-03-03"),
        ("A court met on 4 March. Two days later, ", "the Grey Column claimed it", "2026-03-06"),
        ("Two days later it rained. A day later, ", "the Grey Column claimed it", "2026-03-04"),
        ("", "the Grey Column claimed it two days later", "2026-03-03"),
        ("Three hours later, ", "the Grey Column claimed it", "2026-03-01 to 2026-03-02"),
    ],
)
def test_it_counts_from_the_event_or_from_the_day_told_before(before: str, evidence: str, when: str) -> None:
    assert intervals.written(said(before, evidence)) == when


@pytest.mark.parametrize(
    "before",
    ["Two days after the vote, ", "Two days after the vote it rained. A day later, ", "Three weeks later, "],
)
def test_what_is_not_known_or_would_be_behind_the_publication_stays_open(before: str) -> None:
    found = said(before, "the Grey Column claimed it")
    assert found is not None
    assert not intervals.dated(found)


def test_the_delay_of_a_claim_is_counted_from_the_event() -> None:
    made = Desk()
    made.knows("grey-column", "Grey Column")
    opening = "Two days after the bombing, "
    story = made.page(EVENT + opening + "the Grey Column claimed it.", published="2026-03-10")
    made.says(
        story, "the Grey Column claimed it", "claims-responsibility", "Grey Column",
        speaker_id="grey-column", said_at=left_open(opening),
    )  # fmt: skip
    (row,) = account(made).groups
    assert row.delay_hours == (24.0, 72.0)


@given(
    count=st.integers(1, 60),
    unit=st.sampled_from(["hours", "days", "weeks", "months"]),
    way=st.sampled_from(["later", "after the bombing", "earlier", "before the bombing"]),
    gap=st.integers(0, 40),
)
def test_nothing_said_is_later_than_its_publication(count: int, unit: str, way: str, gap: int) -> None:
    published = f"2026-{3 + (1 + gap) // 31:02d}-{(1 + gap) % 31 or 1:02d}"
    found = said(f"{count} {unit} {way}, ", "the Grey Column claimed it", published)
    assert found is not None
    if intervals.dated(found):
        assert intervals.bounds(found)[1] <= intervals.bounds(day(published))[1]
        assert intervals.bounds(found)[0] < intervals.bounds(found)[1]


@pytest.mark.parametrize(
    ("text", "evidence", "content", "quotes"),
    [
        ("On 3 March the group claimed it.", "the group claimed it", "it", ["3 March"]),
        ("The group claimed it on 3 March.", "The group claimed it", "it", ["3 March"]),
        ("The group said it left on 3 March.", "The group said it left on 3 March", "it left on 3 March", []),
        ("Two days after it, on 3 March, the group spoke.", "the group spoke", "", ["3 March"]),
        ("The group spoke at length of the fair on 3 March.", "The group spoke", "", []),
    ],
)
def test_which_dates_belong_to_the_saying(text: str, evidence: str, content: str, quotes: list[str]) -> None:
    at = text.index(evidence)
    what = text.index(content) if content else None
    span = Span(what, what + len(content)) if what is not None else None
    found = said_when.find(text, Span(at, at + len(evidence)), 0, span, "indirect")
    assert [expression.quote for expression in found] == quotes

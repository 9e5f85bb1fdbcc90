"""Are tellings compared fairly: alike both ways, and the same account whatever the order of the documents?"""

from __future__ import annotations

import random
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as some

from aftershock.events import intervals
from aftershock.events.build import build
from aftershock.events.fitting import Sum, score
from aftershock.events.kinships import chief, together
from aftershock.events.lexicon import kinds
from aftershock.records import Interval

from .hand_made import Desk

PLACES = ("Port Hale", "Hale", "North Arlen", "South Arlen", "Corran", "Ankara", "Turkey")


def days(number: int) -> Interval:
    """A day in March 2031."""
    return intervals.day(2031, 3, number, "made")


sums = some.builds(
    Sum,
    places=some.lists(some.sampled_from(PLACES), max_size=2, unique=True).map(tuple),
    when=some.none() | some.integers(1, 28).map(days),
    kind=some.none() | some.sampled_from(sorted({kind.kind for kind in kinds().values()})),
    names=some.frozensets(some.sampled_from(["edrin moss", "ada brink"])),
    published=some.lists(some.integers(1, 28).map(days), max_size=2).map(tuple),
    near=some.sampled_from(["", "It was in Corran.", "Port Hale mourns."]),
)


@given(sums, sums)
def test_points_are_alike_both_ways(one: Sum, other: Sum) -> None:
    assert score(one, other) == score(other, one)


def test_kinds_go_together_both_ways_and_with_themselves() -> None:
    names = sorted({kind.kind for kind in kinds().values()})
    for one, other in product(names, names):
        assert together(one, other) == together(other, one)
        assert together(one, one)
    assert not together("stabbing", "shelling")


def test_a_kind_told_in_passing_does_not_name_the_event() -> None:
    assert chief({"attack": 14.0, "airstrike": 3.0}) == "attack"
    assert chief({"attack": 3.0, "bombing": 3.0}) == "bombing"
    assert chief({}) is None


def test_nobody_tells_of_what_is_to_come() -> None:
    told = Sum(places=("Corran",), when=days(9), kind="bombing", names=frozenset(), published=(), near="")
    early = Sum(
        places=("Corran",),
        when=None,
        kind="bombing",
        names=frozenset(),
        published=(days(2),),
        near="",
    )
    assert score(told, early) is None
    assert score(told, early) == score(early, told)


TEXTS = (
    ("Bombing in Port Sorrel\nA bombing in Port Sorrel on Saturday killed four.", "2026-03-15"),
    ("After the blast\nThe blast at the terminal in Port Sorrel is being looked into.", "2026-03-17"),
    ("Shooting at Mill Lane\nPolice saw a shooting at Mill Lane on Sunday.", "2026-03-16"),
    (
        "Mill Lane\nThe Mill Lane shooting and the Port Sorrel bombing are not tied, police said.",
        "2026-03-18",
    ),
    ("A year on\nThe Tarn shooting of May 2025 is not forgotten.", "2026-03-19"),
    ("Stabbing\nA stabbing on Friday left one dead.", "2026-03-14"),
)


@pytest.mark.parametrize("seed", range(6))
def test_the_order_of_the_documents_changes_nothing(seed: int) -> None:
    made = Desk()
    for text, published in TEXTS:
        made.page(text, published=published)
    stories = list(made.stories)
    plain = build(made.ledger, stories, made.pages, made.texts, made.gazetteer)
    random.Random(seed).shuffle(stories)
    mixed = build(made.ledger, stories, made.pages, made.texts, made.gazetteer)
    assert {e.id: (e.title, e.main) for e in mixed.events} == {e.id: (e.title, e.main) for e in plain.events}
    assert {m.id: m.event for m in mixed.mentions} == {m.id: m.event for m in plain.mentions}


def test_each_mention_has_one_event_and_its_own_words() -> None:
    made = Desk()
    for text, published in TEXTS:
        made.page(text, published=published)
    told = build(made.ledger, made.stories, made.pages, made.texts, made.gazetteer)
    known = {event.id for event in told.events}
    for mention in told.mentions:
        assert mention.event in known
        (receipt,) = mention.receipts
        assert made.texts[receipt.text][receipt.start : receipt.end] == mention.word  # type: ignore[union-attr]

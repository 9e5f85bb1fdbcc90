"""Do figures conflict where they exclude each other, and only there?"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftershock.events import figures
from aftershock.events.build import build
from aftershock.events.chronicle import Chronicle
from aftershock.records import Figure, Receipt

from .hand_made import Desk, day

RECEIPT = Receipt(text="t", start=0, end=1, quote="x")
NUMBERS = st.integers(0, 60)
FIGURES = st.builds(
    lambda low, more, modifier: Figure(
        id="f", role="killed", unit="people", low=low, high=None if more is None else low + more,
        modifier=modifier, receipt=RECEIPT,
    ),
    NUMBERS, st.one_of(st.none(), NUMBERS), st.sampled_from(["", "about", "over", "at least", "up to"]),
)  # fmt: skip
HEAD = "Bombing in Port Sorrel\nA bombing in Port Sorrel on 14 March 2026. "


def account(made: Desk) -> Chronicle:
    """The account of a desk."""
    return build(made.ledger, made.stories, made.pages, made.texts, made.gazetteer)


def tolls(*said: tuple[str, str, dict[str, object]]) -> Desk:
    """A desk with one page for each (speaker, sentence, figure)."""
    made = Desk()
    for number, (speaker, sentence, figure) in enumerate(said):
        story = made.page(f"{HEAD}{sentence} Page {number}.", published="2026-03-15")
        made.says(story, sentence, "reports", speaker, number=figure)
    return made


def conflicts(made: Desk) -> int:
    """How many disputed points about figures there are."""
    return sum(dispute.kind == "figures" for dispute in account(made).disputes)


@given(FIGURES, FIGURES)
def test_exclusion_is_symmetric_and_no_figure_excludes_itself(one: Figure, other: Figure) -> None:
    assert figures.exclude(one, other) == figures.exclude(other, one)
    assert not figures.exclude(one, one)


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ((40, None, "at least"), (52, 52, ""), False),
        ((40, None, "over"), (40, 40, ""), True),
        ((40, 40, "about"), (43, 43, ""), False),
        ((40, 40, "about"), (45, 45, ""), True),
        ((0, 12, "up to"), (14, 14, ""), True),
        ((9, 9, ""), (14, 14, ""), True),
        ((9, 9, ""), (9, 9, ""), False),
    ],
)
def test_bounds_decide(
    one: tuple[float, float | None, str], other: tuple[float, float | None, str], apart: bool
) -> None:
    made = [
        Figure(id="f", role="killed", unit="people", low=low, high=high, modifier=modifier, receipt=RECEIPT)
        for low, high, modifier in (one, other)
    ]
    assert figures.exclude(*made) is apart


def test_attackers_against_victims_and_ages_are_no_conflict() -> None:
    made = tolls(
        ("police", "Nine people were killed.", {"quote": "Nine", "low": 9}),
        ("police", "Two attackers were killed.", {"quote": "Two", "low": 2, "unit": "attackers"}),
        ("army", "One man was 24.", {"quote": "24", "low": 24, "role": "age", "unit": "years"}),
        ("navy", "One man was 31.", {"quote": "31", "low": 31, "role": "age", "unit": "years"}),
    )
    assert conflicts(made) == 0


def test_a_part_is_no_rival_of_the_whole() -> None:
    made = tolls(
        ("hospital", "It treated 40 people.", {"quote": "40", "low": 40, "role": "injured"}),
        ("ministry", "Six of them were badly hurt.", {"quote": "Six", "low": 6, "role": "injured"}),
    )
    assert conflicts(made) == 0


def test_a_withdrawn_figure_conflicts_with_nothing() -> None:
    made = tolls(
        ("police", "Nine died.", {"quote": "Nine", "low": 9, "status": "withdrawn"}),
        ("ministry", "Four died.", {"quote": "Four", "low": 4}),
    )
    told = account(made)
    assert [line.status for line in told.figures] == ["standing", "withdrawn"]
    assert not told.disputes


def test_a_later_figure_of_one_source_is_history_and_no_conflict() -> None:
    made = tolls(
        ("hospital", "Nine died.", {"quote": "Nine", "low": 9}),
        ("hospital", "Twelve died.", {"quote": "Twelve", "low": 12}),
    )
    from msgspec.structs import replace

    made.ledger = [
        replace(statement, said_at=day(when))
        for statement, when in zip(made.ledger, ("2026-03-14", "2026-03-16"), strict=True)
    ]
    told = account(made)
    assert not told.disputes
    assert [(line.low, line.status) for line in told.figures] == [(9, "superseded"), (12, "standing")]
    (history,) = told.figure_history
    assert history.text == "people killed: 9 (hospital, 2026-03-14), then 12 (hospital, 2026-03-16)"


def test_two_sources_conflict_and_one_source_citing_it_twice_is_one_origin() -> None:
    made = tolls(
        ("police", "Nine died.", {"quote": "Nine", "low": 9}),
        ("police", "The police count nine dead.", {"quote": "nine", "low": 9}),
        ("ministry", "Fourteen died.", {"quote": "Fourteen", "low": 14}),
    )
    told = account(made)
    assert [(line.low, line.origins, line.documents) for line in told.figures] == [(9, 1, 2), (14, 1, 1)]
    (dispute,) = told.disputes
    assert dispute.text == (
        "The number of people killed is given differently. "
        "police: 9 killed (2026-03-15); ministry: 14 killed (2026-03-15)."
    )


def dated(made: Desk, *days: str) -> Desk:
    """The desk with a day for each statement."""
    from msgspec.structs import replace

    made.ledger = [
        replace(statement, said_at=day(when)) for statement, when in zip(made.ledger, days, strict=True)
    ]
    return made


def test_a_disputed_point_lists_only_what_excludes_each_other() -> None:
    made = tolls(
        ("guards", "At least four died.", {"quote": "four", "low": 4, "high": None, "modifier": "at least"}),
        ("police", "At least 13 died.", {"quote": "13", "low": 13, "high": None, "modifier": "at least"}),
        ("army", "Twelve died.", {"quote": "Twelve", "low": 12}),
        ("ministry", "Fourteen died.", {"quote": "Fourteen", "low": 14}),
        ("hospital", "Seventeen died.", {"quote": "Seventeen", "low": 17}),
    )
    told = [dispute for dispute in account(made).disputes if dispute.kind == "figures"]
    named = sorted(sorted(side.who[0] for side in dispute.sides) for dispute in told)
    assert named == [["army", "hospital", "ministry"], ["army", "police"]]


def test_a_difference_that_the_text_explains_is_no_conflict() -> None:
    made = Desk()
    first = made.page(f"{HEAD}Fourteen people died.", published="2026-03-15")
    made.says(first, "Fourteen people died.", "reports", "ministry", number={"quote": "Fourteen", "low": 14})
    later = made.page(
        f"{HEAD}The toll has risen to 17. Three of the injured had died. It had been 14.",
        published="2026-03-20",
    )
    made.says(later, "The toll has risen to 17.", "reports", "hospital", number={"quote": "17", "low": 17})
    made.says(
        later, "Three of the injured had died.", "reports", "doctor",
        number={"quote": "Three", "low": 3, "modifier": "part"},
    )  # fmt: skip
    told = account(made)
    assert all(not line.disputed_by for line in told.figures)
    (point,) = told.disputes
    assert point.kind == "figures-explained"
    assert [side.says for side in point.sides] == ["14 killed (2026-03-15)", "17 killed (2026-03-20)"]
    assert point.note == "What may explain it, by doctor: “Three of the injured had died.”"
    assert any(receipt.quote.startswith("Three") for receipt in point.sides[1].receipts)  # type: ignore[union-attr]


def test_a_toll_that_rises_within_one_account_is_history() -> None:
    made = Desk()
    page = made.page(f"{HEAD}Police say seven died. The toll has risen to 12.", published="2026-03-15")
    made.says(page, "Police say seven died.", "reports", "police", number={"quote": "seven", "low": 7})
    made.says(page, "The toll has risen to 12.", "reports", "hospital", number={"quote": "12", "low": 12})
    told = account(made)
    assert [(line.low, line.status) for line in told.figures] == [(7, "superseded"), (12, "standing")]
    assert not told.disputes


def test_later_and_higher_is_said_to_be_perhaps_an_update() -> None:
    made = dated(
        tolls(
            ("ministry", "Fourteen died.", {"quote": "Fourteen", "low": 14}),
            ("hospital", "Seventeen died.", {"quote": "Seventeen", "low": 17}),
        ),
        "2026-03-15",
        "2026-03-20",
    )
    (dispute,) = account(made).disputes
    assert dispute.kind == "figures"
    assert "may be an update" in dispute.note


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 4)), min_size=1, max_size=5), st.data())
def test_a_copy_changes_no_count(said: list[tuple[str, int]], data: st.DataObject) -> None:
    made = tolls(
        *(
            (who, f"They count {low} dead ({n}).", {"quote": str(low), "low": low})
            for n, (who, low) in enumerate(said)
        )
    )
    before = account(made)
    made.copy(made.stories[data.draw(st.integers(0, len(made.stories) - 1))])
    after = account(made)
    assert [(f.low, f.origins, f.status) for f in before.figures] == [
        (f.low, f.origins, f.status) for f in after.figures
    ]
    assert len(before.disputes) == len(after.disputes)
    assert sum(f.documents for f in after.figures) == sum(f.documents for f in before.figures) + 1

"""Are the values that people correct by read as they are meant, and all others refused?"""

from __future__ import annotations

import pytest

from aftershock.events import correctable, correcting
from aftershock.events.build import build
from aftershock.events.chronicle import Chronicle, Harm
from aftershock.records import FieldReceipt, Judgement

from .hand_made import Desk

NEWS = (
    "Bombing in Port Sorrel\nA bombing in Port Sorrel. Nine died, police said. Fourteen died, the port said."
)


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("40", (40, 40)), ("1,200", (1200, 1200)), ("40-50", (40, 50)), ("40 – 50", (40, 50)),
        ("40+", (40, None)), ("2.5", (2.5, 2.5)), ("50-40", None), ("-4", None), ("many", None), ("", None),
    ],
)  # fmt: skip
def test_a_number_has_its_bounds(value: str, found: tuple[float, float | None] | None) -> None:
    assert correctable.bounds(value) == found


@pytest.mark.parametrize("sort", list(correctable.FIELDS))
def test_each_field_knows_what_is_wrong(sort: str) -> None:
    assert correctable.wrong(sort, "colour", "red") is not None
    for field in correctable.FIELDS[sort]:
        empty = correctable.wrong(sort, field, " ")
        assert (empty is None) == (field in ("speaker", "target", "date", "since", "first"))


def account(made: Desk, *judgements: Judgement) -> Chronicle:
    return build(made.ledger, made.stories, made.pages, made.texts, made.gazetteer, judgements=judgements)


def judged(verb: str, target: str, mark: str, *anchors: object, **value: str) -> Judgement:
    return Judgement(
        id=f"j-{verb}-{target}", kind=verb, targets=(target,),  # type: ignore[arg-type]
        value={**value, f"anchor {target}": f"{mark} 0:{len(anchors)}"}, anchors=anchors,  # type: ignore[arg-type]
        reason="misread", person="tester", at="2026-03-15T00:00:00Z",
    )  # fmt: skip


def desk() -> Desk:
    made = Desk()
    story = made.page(NEWS)
    made.says(story, "Nine died, police said", "reports", "police", number={"quote": "Nine", "low": 9})
    made.says(
        story, "Fourteen died, the port said", "reports", "port", number={"quote": "Fourteen", "low": 14}
    )
    return made


def test_a_figure_that_is_corrected_no_longer_conflicts_and_one_set_aside_counts_nowhere() -> None:
    made = desk()
    figure = made.ledger[0].figures[0]
    assert len(account(made).disputes) == 1
    told = account(made, judged("correct", figure.id, "figure", figure.receipt, value="14"))
    assert told.disputes == ()
    assert [line.low for line in told.figures] == [14]
    gone = account(made, judged("reject", figure.id, "figure", figure.receipt))
    assert [line.low for line in gone.figures] == [14]
    assert [each.text for each in gone.decided] == ["9 people killed"]
    assert [each.low for each in gone.statements[0].figures] == [9]  # it stays listed with its line
    assert made.ledger[0].figures == (figure,)  # what was read is not edited


def test_a_judgement_finds_a_figure_by_its_passage_and_is_an_orphan_without() -> None:
    made = desk()
    figure, other = made.ledger[0].figures[0], made.ledger[1].figures[0]
    told = account(made, judged("correct", "fig-of-before", "figure", figure.receipt, value="10"))
    assert sorted(line.low for line in told.figures) == [10, 14]
    assert told.decided[0].asked == "fig-of-before"
    assert told.decided[0].target == figure.id
    elsewhere = judged("correct", "fig-of-before", "harm/1", other.receipt, kind="threat")
    assert account(made, elsewhere).orphaned == (elsewhere.id,)


def test_an_act_that_is_corrected_is_what_disputes_and_boards_are_made_of() -> None:
    made = Desk()
    story = made.page("Bombing in Port Sorrel\nA bombing in Port Sorrel. The Tide claimed the bombing.")
    claim = made.says(story, "The Tide claimed the bombing", "claims-responsibility", "Tide")
    evidence = claim.witnesses[0].evidence
    assert len(account(made).groups) == 1
    told = account(made, judged("correct", claim.id, "claims-responsibility", evidence, act="reports"))
    assert told.groups == ()
    assert [each.act for each in told.statements] == ["reports"]
    assert [(c.field, c.was, c.now) for each in told.decided for c in each.changes] == [
        ("act", "claims-responsibility", "reports")
    ]


def test_a_harm_that_is_found_in_posts_is_set_aside_like_any_other() -> None:
    seen = FieldReceipt(capture="c", locator="1", field="posts", value="many")
    harm = Harm(
        id="harm-p", kind="community-blamed", event=None, text="Posts.", statements=(), receipts=(seen,)
    )
    reject = judged("reject", "harm-p", "harm/1")
    told = account(desk(), reject)
    assert told.orphaned == (reject.id,)  # it is none of the documents' harms
    with_posts = correcting.with_harms(told, [harm], [reject])
    assert (with_posts.harms, with_posts.orphaned) == ((), ())
    assert [each.verdict for each in with_posts.decided] == ["set aside"]
    assert correcting.with_harms(account(desk()), [harm], []).harms == (harm,)

"""Does the table of groups say who claimed, denied or was blamed for what, and leave blank the untold?"""

from __future__ import annotations

from aftershock.events.build import build
from aftershock.events.chronicle import Chronicle, GroupRow
from aftershock.records import Statement

from .hand_made import Desk, day

TEXT = (
    "Bombing in Corran\nA bomb at the old mill in Corran killed nine people on 3 May 2031. "
    "The Grey Tide claimed the bombing in Corran. The Ash Banner denied that it had a part in the bombing. "
    "The minister blamed the Hill Column movement for the bombing. The gunman fled after the bombing. "
    "The ministry claimed the bombing in Corran was an accident."
)


def account() -> Chronicle:
    """One bombing, one claim a day later, a denial, and blame."""
    made = Desk()
    made.knows("ash-banner", "Ash Banner")
    story = made.page(TEXT, published="2031-05-05")
    lines = TEXT.split("\n")[1].split(". ")
    made.says(story, lines[0], "reports", "police", number={"quote": "nine people", "low": 9})
    made.says(story, lines[1], "claims-responsibility", "The Grey Tide", said_at=day("2031-05-04"))
    made.says(story, lines[2], "denies", "Ash Banner")
    made.says(story, lines[3], "blames", "minister", target="Hill Column")
    made.says(story, lines[4], "reports", None, tier="narrative")
    return build(made.ledger, made.stories, made.pages, made.texts, made.gazetteer)


def rows() -> dict[tuple[str, str], GroupRow]:
    """The rows by group and what is told."""
    return {(row.group, row.what): row for row in account().groups}


def test_groups_stand_beside_each_other() -> None:
    assert set(rows()) == {("Grey Tide", "claimed"), ("Ash Banner", "denied"), ("Hill Column", "blamed")}


def test_a_row_tells_how_it_was_done_and_how_long_the_claim_took() -> None:
    row = rows()["Grey Tide", "claimed"]
    assert (row.means, row.flight, row.killed, row.target) == ("bombing", "fled", "9", "the old mill")
    assert row.delay_hours == (0.0, 48.0)
    assert row.said_by == ("The Grey Tide",)
    assert all(receipt.quote for receipt in row.receipts)  # type: ignore[union-attr]


def test_only_claims_have_a_delay() -> None:
    assert rows()["Ash Banner", "denied"].delay_hours is None
    assert rows()["Hill Column", "blamed"].said_by == ("minister",)


def test_an_undated_event_gives_no_delay() -> None:
    made = Desk()
    story = made.page("Raid on Lisk\nThe Hill Column claimed the raid on Lisk.")
    made.says(story, "The Hill Column claimed the raid on Lisk", "claims-responsibility", "Hill Column")
    (row,) = build(made.ledger, made.stories, made.pages, made.texts, made.gazetteer).groups
    assert (row.delay_hours, row.when, row.killed, row.flight) == (None, None, "", "")


def test_persons_and_states_have_no_row() -> None:
    made = Desk()
    made.knows("kestan", "Kestan", kind="state")
    story = made.page(
        "Raid on Lisk\nAda Brink blamed Kestan for the raid on Lisk. Kestan denied any part in it."
    )
    made.says(story, "Ada Brink blamed Kestan for the raid on Lisk", "blames", "Ada Brink", target="Kestan")
    made.says(story, "Kestan denied any part in it", "denies", "Kestan", speaker_id="kestan")
    assert build(made.ledger, made.stories, made.pages, made.texts, made.gazetteer).groups == ()


def test_a_name_that_is_only_used_claims_nothing() -> None:
    made = Desk()
    text = "A channel in the name of the Iron Meadow claimed the raid on Lisk."
    story = made.page(f"Raid on Lisk\n{text}")
    made.says(story, text, "claims-responsibility", "A channel in the name of the Iron Meadow")
    told = build(made.ledger, made.stories, made.pages, made.texts, made.gazetteer)
    assert [row for row in told.groups if row.what == "claimed"] == []


def test_a_group_corrected_by_an_alias_is_one_group() -> None:
    from .test_judged import judgement

    made = Desk()
    made.knows("grey-tide", "Grey Tide")
    one = made.page("Raid on Lisk\nThe Grey Tide claimed the raid on Lisk.")
    two = made.page("Raid on Lisk\nThe Tidemen claimed the raid on Lisk.")
    made.says(one, "The Grey Tide claimed the raid on Lisk", "claims-responsibility", "The Grey Tide")
    made.says(two, "The Tidemen claimed the raid on Lisk", "claims-responsibility", "The Tidemen")
    asked = judgement("j", "alias", "grey-tide", name="The Tidemen", entity="grey-tide")
    told = build(made.ledger, made.stories, made.pages, made.texts, made.gazetteer, judgements=(asked,))
    (row,) = told.groups
    assert (row.group_id, len(row.statements)) == ("grey-tide", 2)


def test_statements_of_a_row_are_those_of_the_ledger() -> None:
    told = account()
    known: dict[str, Statement] = {statement.id: statement for statement in told.statements}
    for row in told.groups:
        assert all(known[identity].event == row.event for identity in row.statements)


def test_a_driver_among_the_dead_is_no_attacker() -> None:
    made = Desk()
    made.knows("river-front", "River Front")
    story = made.page(
        "Bombing in Port Sorrel\nA bus driver and a guard were killed in the bombing in Port Sorrel. "
        "River Front claimed the bombing.",
        published="2026-03-15",
    )
    made.says(story, "River Front claimed the bombing", "claims-responsibility", "River Front")
    told = build(made.ledger, made.stories, made.pages, made.texts, made.gazetteer)
    assert [row.flight for row in told.groups] == [""]

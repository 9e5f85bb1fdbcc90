"""Do people's judgements change what counts, and leave what was there?"""

from __future__ import annotations

from aftershock.events import judged
from aftershock.events.build import build
from aftershock.events.chronicle import Chronicle
from aftershock.records import Judgement

from .hand_made import Desk

TEXT = (
    "Bombing in Port Sorrel\nA bombing in Port Sorrel. Nine died, police said. Fourteen died, the port said."
)


def desk() -> Desk:
    """Two tolls of one bombing."""
    made = Desk()
    made.knows("harbour-police", "Harbour Police", kind="police")
    story = made.page(TEXT)
    made.says(story, "Nine died, police said", "reports", "police", number={"quote": "Nine", "low": 9})
    made.says(
        story, "Fourteen died, the port said", "reports", "port", number={"quote": "Fourteen", "low": 14}
    )
    return made


def account(made: Desk, *judgements: Judgement) -> Chronicle:
    """The account with judgements."""
    return build(made.ledger, made.stories, made.pages, made.texts, made.gazetteer, judgements=judgements)


def judgement(identity: str, kind: str, *targets: str, **value: str) -> Judgement:
    """A judgement of a tester."""
    return Judgement(
        id=identity, kind=kind, targets=targets, value=value, reason="test", person="tester",  # type: ignore[arg-type]
        at="2026-03-15T00:00:00Z",
    )  # fmt: skip


def test_a_rejected_statement_stays_listed_and_counts_nowhere() -> None:
    made = desk()
    first = made.ledger[0].id
    before, after = account(made), account(made, judgement("j1", "reject", first))
    assert len(before.disputes) == 1
    assert (after.disputes, after.rejected) == ((), (first,))
    assert {statement.id for statement in after.statements} == {
        statement.id for statement in before.statements
    }
    assert [line.low for line in after.figures] == [14]
    assert all(first not in event.statements for event in after.events)


def test_undo_brings_it_back_and_undoing_the_undo_takes_it_again() -> None:
    made = desk()
    reject = judgement("j1", "reject", made.ledger[0].id)
    undo = judgement("j2", "undo", "j1")
    assert account(made, reject, undo) == account(made)
    assert account(made, reject, undo, judgement("j3", "undo", "j2")).rejected == reject.targets


def test_a_later_verdict_on_the_same_statement_holds() -> None:
    made = desk()
    first = made.ledger[0].id
    told = account(made, judgement("j1", "reject", first), judgement("j2", "accept", first))
    assert (told.rejected, told.accepted) == ((), (first,))


def test_an_alias_gives_a_name_its_entity() -> None:
    made = desk()
    told = account(made, judgement("j1", "alias", "harbour-police", name="police", entity="harbour-police"))
    assert told.statements[0].speaker_id == "harbour-police"
    assert told.statements[0].resolved_by == "judgement"
    assert made.ledger[0].speaker_id is None  # what was read is not edited


def test_merged_events_keep_where_they_came_from() -> None:
    made = desk()
    made.page("Shooting at Mill Lane\nA shooting at Mill Lane.")
    one, other = (event for event in account(made).events if event.main)
    told = account(made, judgement("j1", "merge", one.id, other.id))
    (event,) = [event for event in told.events if event.main]
    assert (event.id, event.merged_from) == (one.id, (other.id,))
    assert set(event.receipts) == {*one.receipts, *other.receipts}
    assert all(statement.event in (one.id, None) for statement in told.statements)


def test_a_judgement_whose_target_is_gone_is_listed() -> None:
    told = account(desk(), judgement("j1", "reject", "statement-that-was"))
    assert told.orphaned == ("j1",)


def test_superseded_judgements_do_not_stand() -> None:
    from msgspec.structs import replace

    old = judgement("j1", "reject", "a")
    new = replace(judgement("j2", "accept", "a"), supersedes="j1")
    assert judged.standing([old, new]) == (new,)

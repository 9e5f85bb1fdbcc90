"""Do people's judgements change what counts, and leave what was there?"""

from __future__ import annotations

from aftershock.events import judged
from aftershock.events.build import build
from aftershock.events.chronicle import Chronicle
from aftershock.records import Judgement, Statement

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


TWO = (
    "Unrest in Corran\nA shooting in Corran killed two, police said. The Grey Tide claimed the shooting. "
    "The Ash Banner claimed the shooting at the mill."
)


def two() -> Desk:
    """One event as read; a person knows that the second claim is of another one."""
    made = Desk()
    story = made.page(TWO, published="2031-05-05")
    lines = [line.rstrip(".") for line in TWO.split("\n")[1].split(". ")]
    made.says(story, lines[0], "reports", "police", number={"quote": "two", "low": 2})
    made.says(story, lines[1], "claims-responsibility", "Grey Tide")
    made.says(story, lines[2], "claims-responsibility", "Ash Banner")
    return made


def test_a_split_takes_statements_their_words_and_figures_along() -> None:
    made = two()
    (event,) = account(made).events
    claim = made.ledger[2].id
    told = account(made, judgement("j1", "split", event.id, claim, title="The mill", when="2031-05-04"))
    assert [each.title for each in told.events] == [event.title, "The mill"]
    old, new = told.events
    assert (new.statements, old.statements) == ((claim,), (made.ledger[0].id, made.ledger[1].id))
    assert new.when is not None
    assert (new.when.start, new.where) == ("2031-05-04T00:00:00Z", event.where)
    moved = [mention for mention in told.mentions if mention.event == new.id]
    assert len(moved) == 1
    assert all(made.texts[r.text][r.start : r.end] == r.quote for r in new.receipts)
    assert [dispute.kind for dispute in told.disputes] == []  # the rivals claim two events now


def test_a_split_has_an_id_of_its_own_whatever_the_order_of_its_parts() -> None:
    made = two()
    (event,) = account(made).events
    first, second = made.ledger[1].id, made.ledger[2].id
    one = account(made, judgement("j1", "split", event.id, first, second))
    other = account(made, judgement("j9", "split", event.id, second, first))
    assert {e.id for e in one.events} == {e.id for e in other.events}
    assert event.id in {e.id for e in one.events}


def test_what_was_split_can_be_merged_again() -> None:
    made = two()
    (event,) = account(made).events
    split = judgement("j1", "split", event.id, made.ledger[2].id)
    new = next(e for e in account(made, split).events if e.id != event.id)
    told = account(made, split, judgement("j2", "merge", event.id, new.id))
    (whole,) = told.events
    assert whole.merged_from == (new.id,)
    assert set(whole.statements) == {statement.id for statement in made.ledger}
    assert {mention.event for mention in told.mentions} == {event.id}


def test_a_split_of_nothing_changes_nothing_and_is_listed() -> None:
    made = two()
    (event,) = account(made).events
    told = account(made, judgement("j1", "split", "event-gone", "statement-gone"))
    assert (told.events[0].id, told.orphaned) == (event.id, ("j1",))


def test_a_mention_can_be_split_off_alone() -> None:
    made = two()
    plain = account(made)
    word = plain.mentions[-1]
    told = account(made, judgement("j1", "split", word.event, word.id))
    assert len(told.events) == 2
    assert [m.event == word.event for m in told.mentions] == [True] * (len(plain.mentions) - 1) + [False]


def test_a_merge_follows_its_events_when_a_new_document_dates_them_anew() -> None:
    from msgspec.structs import replace

    made = desk()
    made.page("Shooting at Mill Lane\nA shooting at Mill Lane.")
    one, other = account(made).events
    kept = tuple(receipt for event in (one, other) for receipt in event.receipts)
    cut = len(one.receipts)
    row = judgement("j1", "merge", one.id, other.id)
    row = replace(
        row,
        anchors=kept,
        value={f"anchor {one.id}": f"event 0:{cut}", f"anchor {other.id}": f"event {cut}:{len(kept)}"},
    )
    made.page("Bombing in Port Sorrel\nThe bombing in Port Sorrel on 14 March 2026.", published="2026-03-15")
    plain = account(made)
    assert one.id not in {event.id for event in plain.events}  # it is dated now, and has another id
    told = account(made, row)
    assert len(told.events) == len(plain.events) - 1
    assert told.orphaned == ()


def test_tentative_lines_count_only_once_a_person_accepted_them() -> None:
    lines = [
        Statement(id=name, story="t", act="blames", rule=rule)
        for name, rule in (
            ("read", "cue@1"),
            ("shallow", "shallow@1"),
            ("asked", "proposed@toy"),
            ("kept", "shallow@1"),
        )
    ]
    accepted = Judgement(
        id="j", kind="accept", targets=("kept",), value={}, reason="read it", person="Ines", at="2026-03-16"
    )
    found = judged.counted(lines, judged.overlay([accepted]))
    assert [each.id for each in found] == ["read", "kept"]

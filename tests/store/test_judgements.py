"""Do judgements stand until they are taken back, and find their statement after a re-read?"""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from aftershock.errors import UsageError
from aftershock.records import Judgement, Receipt, Statement, Witness
from aftershock.store import anchors, judgements
from aftershock.store import case as store
from tests.store import sample


def judged(number: int, kind: str, *targets: str, **more: object) -> Judgement:
    fields = {
        "id": f"judgement-{number}",
        "kind": kind,
        "targets": targets,
        "value": {},
        "reason": "seen",
        "person": "Ana",
        "at": "2026-03-14T20:00:00Z",
        **more,
    }
    return Judgement(**fields)  # type: ignore[arg-type]


def test_an_undo_takes_back_and_an_undone_undo_brings_back() -> None:
    first = judged(1, "reject", "a")
    undo = judged(2, "undo", "judgement-1", supersedes="judgement-1")
    again = judged(3, "undo", "judgement-2", supersedes="judgement-2")
    assert judgements.standing([first]) == (first,)
    assert judgements.standing([first, undo]) == ()
    assert judgements.standing([first, undo, again]) == (first,)


def said(number: int, start: int, end: int, act: str = "reports", text: str = "t" * 64) -> Statement:
    quote = "x" * (end - start)
    evidence = Receipt(text=text, start=start, end=end, quote=quote)
    return Statement(
        id=f"new-{number}",
        story="s",
        act=act,  # type: ignore[arg-type]
        witnesses=(Witness(text=text, file="f", evidence=evidence),),
    )


def test_a_judgement_moves_to_the_statement_that_overlaps_most_and_has_its_act(tmp_path: Path) -> None:
    old = said(0, 10, 30)
    with store.create(tmp_path / "a.case") as case:
        case.write("statements", [msgspec.structs.replace(old, id="old")])
        made = [case.judge("reject", ["old"], reason="a slip", person="Ana")]
    found = anchors.reattach(made, [said(1, 12, 30), said(2, 15, 30), said(3, 10, 30, act="denies")])
    assert found == {"old": "new-1"}
    assert anchors.reattach(made, [said(4, 28, 60), said(5, 10, 30, act="denies")]) == {}
    kept = anchors.reattach(made, [msgspec.structs.replace(old, id="old"), said(6, 10, 30)])
    assert kept == {"old": "old"}
    moved = anchors.reattach(made, [said(7, 100, 120, text="u" * 64)])
    assert moved == {"old": "new-7"}


def test_the_chain_keeps_what_was_decided(tmp_path: Path) -> None:
    root = tmp_path / "a.case"
    sample.build(root)
    with store.open_case(root) as case:
        before = case.judgements()
        again = case.judge("reject", ["statement-1"], reason="a slip of the reader", person="Ana")
        assert again == before[0]
        assert case.judgements() == before
        undone = case.undo(before[0].id, reason="was right after all", person="Ben")
        assert undone.supersedes == before[0].id
        assert [each.id for each in judgements.standing(case.judgements())] == [before[1].id]
        with pytest.raises(UsageError, match="taken back already"):
            case.undo(before[0].id, reason="again", person="Ben")
        once_more = case.judge("reject", ["statement-1"], reason="a slip of the reader", person="Ana")
        assert once_more.id != before[0].id
    with store.open_case(root, readonly=True) as case:
        assert len(case.judgements()) == 4


@pytest.mark.parametrize(
    ("kind", "targets", "reason", "person"),
    [
        ("like", ["a"], "r", "p"),
        ("accept", [], "r", "p"),
        ("accept", ["a"], " ", "p"),
        ("accept", ["a"], "r", ""),
    ],
)
def test_a_judgement_needs_kind_target_reason_and_person(
    tmp_path: Path, kind: str, targets: list[str], reason: str, person: str
) -> None:
    with store.create(tmp_path / "a.case") as case:
        with pytest.raises(UsageError):
            case.judge(kind, targets, reason=reason, person=person)  # type: ignore[arg-type]
        with pytest.raises(UsageError, match="no such judgement"):
            case.undo("judgement-0", reason="r", person="p")
        assert case.judgements() == ()

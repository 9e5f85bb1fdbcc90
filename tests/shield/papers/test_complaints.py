"""Is a complaint that was late, decided by a program or by the same person, or without reasons found?"""

from __future__ import annotations

import pytest

from aftershock.shield.accounts.terms import Terms
from aftershock.shield.ledger.happenings import AppealDecided, OrderExecuted, StatementMade
from aftershock.shield.papers.complaints import Fault, complaints, faults, may_still, open_until
from aftershock.shield.papers.restrictions import puid, restrictions
from tests.shield.accounts.story import NO_SECOND, Story
from tests.shield.papers.told import order, said


def story() -> Story:
    """A held post, confirmed by ines, its user told, and a complaint."""
    told = Story()
    told.decided("p1", "hold")
    told.reviewed("ines", "p1", "block")
    told.tell(said(StatementMade(puid="s", item="harbour:p1", revision=0), by="clock", at=told.at))
    told.at = "2026-11-23T10:00:00Z"
    told.appealed("x", "p1")
    return told


def found(told: Story, now: str = "2026-11-24T10:00:00Z", terms: Terms = NO_SECOND) -> list[tuple[str, str]]:
    return [(each.kind, each.after) for each in faults(told.links, now=now, terms=terms)]


def test_a_complaint_in_order_has_no_fault() -> None:
    told = story()
    assert found(told) == []
    told.at = "2026-11-25T10:00:00Z"
    told.judged("omar", "x")
    assert found(told) == []
    (each,) = complaints(told.links).values()
    assert (each.person, each.overturned, each.days) == ("omar", True, 2.0)
    assert each.informed_at == "2026-11-22T10:00:00Z"


def test_two_weeks_are_the_mark_and_the_law_where_it_was_terrorist_content() -> None:
    told = story()
    assert found(told, "2026-12-07T10:00:01Z") == [("late", "DSA Art. 20(4), by this house's own mark")]
    told = Story()
    told.decided("p1", "hold")
    told.tell(said(order(items=("harbour:p1",)), by="key 1"))
    told.tell(said(OrderExecuted(order="TCO-7", action="removed", items=("harbour:p1",))))
    told.appealed("x", "p1")
    assert ("late", "TCO Art. 10(2)") in found(told, "2026-12-07T10:00:01Z")


def test_whom_the_rules_refuse_is_a_fault_that_an_auditor_sees() -> None:
    told = story()
    told.judged("ines", "x")
    told.tell(said(AppealDecided(appeal="x", overturned=False, reason="no"), by="rule r", at=told.at))
    said_ = found(told)
    assert [kind for kind, _ in said_] == ["refused", "refused"]
    assert not complaints(told.links)["x"].decided_at


def test_a_user_who_was_not_told_is_a_fault() -> None:
    told = Story()
    told.decided("p1", "hold")
    told.appealed("x", "p1")
    assert [kind for kind, _ in found(told)] == ["untold"]


def test_a_blocked_account_is_told_by_the_mark_of_its_statement() -> None:
    told = Story()
    told.restricted("p1", "p2")
    told.blocked("omar", "p1", "p2")
    block = list(restrictions(told.links, terms=NO_SECOND))[-1]
    told.tell(said(StatementMade(puid=puid(block), item="", revision=0), by="clock", at=told.at))
    told.appealed("x")
    assert found(told) == []


@pytest.mark.parametrize(
    ("now", "open_"),
    [("2027-05-22T23:59:59Z", True), ("2027-05-23T00:00:00Z", False), ("2026-11-22T00:00:00Z", True)],
)
def test_complaints_are_taken_for_six_months_from_the_day_the_user_knew(now: str, open_: bool) -> None:
    assert may_still("2026-11-22T10:00:00Z", now=now) is open_
    assert may_still("", now=now)


def test_six_months_end_with_the_day() -> None:
    assert open_until("2026-08-31T00:00:01Z") == "2027-02-28T23:59:59Z"
    assert isinstance(Fault(appeal="x", kind="late", what="", after=""), Fault)

"""Can an order ever count as done that is not; does the hour run, stand and begin anew as the law says?"""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftershock.shield.ledger.happenings import (
    Entry,
    Happening,
    OrderExecuted,
    OrderPaused,
    OrderReceived,
    OrderReported,
    OrderResumed,
)
from aftershock.shield.papers.annexes import (
    annex_three,
    annex_two,
    flaws,
    request_of_scrutiny,
    to_content_provider,
)
from aftershock.shield.papers.orders import Order, orders, scrutiny, told_from
from tests.shield.papers.told import AT, HOST, linked, order, said

T = "TCO-7"
EXECUTED = OrderExecuted(order=T, action="removed", items=("harbour:p1",))
TWO = OrderReported(order=T, annex="II", reference="r2")
THREE = OrderReported(order=T, annex="III", reference="r3")
RESUMED = OrderResumed(order=T)


def paused(cause: str = "force-majeure") -> OrderPaused:
    return OrderPaused(order=T, cause=cause, explanation="the building is flooded")  # type: ignore[arg-type]


def at(minute: int) -> str:
    return f"2026-11-22T{1 + minute // 60:02}:{minute % 60:02}:00Z"


def now(*happened: tuple[int, Happening], received: OrderReceived | None = None) -> Order:
    links = linked(said(received or order()), *(said(what, at=at(minute)) for minute, what in happened))
    return orders(links).orders[T]


def test_the_hour_runs_from_receipt() -> None:
    found = now()
    assert (found.status, found.deadline) == ("open", at(60))
    assert not found.overdue(at(60))
    assert found.overdue("2026-11-22T02:00:01Z")


@pytest.mark.parametrize(
    ("received", "deadline"),
    [
        ("2026-11-22T00:50:00Z", "2026-11-22T01:50:00Z"),
        ("2026-11-22T01:50:00+01:00", "2026-11-22T01:50:00Z"),  # in another zone
        ("2026-11-22T03:00:00Z", at(60)),  # after the log's own time: never longer
        ("this morning", at(60)),
    ],
)
def test_a_doubt_about_the_time_of_receipt_never_lengthens_the_hour(received: str, deadline: str) -> None:
    assert now(received=order(received_at=received)).deadline == deadline


def test_executed_and_told_is_done() -> None:
    assert now((10, EXECUTED)).status == "executed"
    found = now((10, EXECUTED), (12, TWO))
    assert (found.status, found.done, found.late, found.deadline) == ("done", True, False, "")
    assert found.preserved_until == "2027-05-22T01:10:00Z"


def test_late_stays_late() -> None:
    assert now((61, EXECUTED), (62, TWO)).late
    assert now((61, paused()), (70, RESUMED), (75, EXECUTED)).late


def test_the_hour_stands_while_paused_and_begins_anew() -> None:
    stopped = now((50, paused()))
    assert (stopped.status, stopped.deadline, stopped.done) == ("paused", "", False)
    told = now((50, paused()), (51, THREE))
    assert (told.status, told.done) == ("declined", True)
    again = now((50, paused()), (51, THREE), (90, RESUMED))
    assert (again.status, again.deadline, again.done) == ("open", at(150), False)


def test_every_item_of_the_order_must_go() -> None:
    two = order(items=("harbour:p1", "harbour:p2"))
    half = now((5, EXECUTED), (6, TWO), received=two)
    assert (half.status, half.missing) == ("open", ("harbour:p2",))
    rest = OrderExecuted(order=T, action="removed", items=("harbour:p2",))
    assert now((5, EXECUTED), (7, rest), received=two).status == "executed"


@pytest.mark.parametrize(
    ("happened", "status"),
    [
        ([TWO], "open"),
        ([THREE], "open"),
        ([RESUMED], "open"),
        ([OrderExecuted(order=T, action="removed", items=())], "open"),
        ([EXECUTED, THREE], "executed"),
        ([EXECUTED, paused()], "executed"),
        ([EXECUTED, TWO, RESUMED], "done"),
        ([paused(), TWO], "paused"),
        ([paused(), THREE, EXECUTED], "executed"),
        ([paused(), THREE, EXECUTED, TWO], "done"),
    ],
)
def test_what_does_not_fit_changes_nothing(happened: list[Happening], status: str) -> None:
    assert now(*((place + 1, what) for place, what in enumerate(happened))).status == status


def test_only_a_person_pauses_and_says_why() -> None:
    for link in (
        said(paused(), by="rule r"),
        said(OrderPaused(order=T, cause="manifest-error", explanation=" ")),
    ):
        found = orders(linked(said(order()), link))
        assert found.orders[T].status == "open"
        assert list(found.void) == [2]


HAPPENED = st.sampled_from(
    (
        order(), order(items=("harbour:p1", "harbour:p2")), order(items=()), EXECUTED, TWO, THREE, RESUMED,
        paused(), paused("manifest-error"), OrderExecuted(order=T, action="disabled", items=("harbour:p2",)),
        OrderExecuted(order=T, action="removed", items=()),
        OrderExecuted(order="other", action="removed", items=("x",)),
    )
)  # fmt: skip
BY = st.sampled_from(("person ines", "rule r", "key 1", "clock"))


HAPPENINGS = st.lists(st.tuples(st.integers(0, 200), HAPPENED, BY), max_size=12)


@settings(max_examples=80, deadline=None)
@given(HAPPENINGS)
def test_no_order_of_events_makes_it_done_without_execution_and_report_or_annex_three(
    listed: list[tuple[int, Happening, str]],
) -> None:
    _never_done_too_early(listed)


@pytest.mark.slow
@settings(max_examples=3000, deadline=None)
@given(HAPPENINGS)
def test_no_order_of_many_events_does(listed: list[tuple[int, Happening, str]]) -> None:
    _never_done_too_early(listed)


def _never_done_too_early(listed: list[tuple[int, Happening, str]]) -> None:
    links = linked(*(said(what, at=at(minute), by=by) for minute, what, by in listed))
    found = orders(links).orders.get(T)
    received = [place for place, (_, what, _) in enumerate(listed) if getattr(what, "urls", None)]
    if not received:
        assert found is None
        return
    assert found is not None
    happened = [what for _, what, _ in listed][received[0] + 1 :]
    wanted = set(listed[received[0]][1].items)  # type: ignore[union-attr]
    if found.status == "done":
        told = max(place for place, what in enumerate(happened) if what == TWO)
        gone = {
            item
            for what in happened[:told]
            if isinstance(what, OrderExecuted) and what.order == T
            for item in what.items
        }
        assert gone
        assert wanted <= gone
    elif found.status == "declined":
        told = max(place for place, what in enumerate(happened) if what == THREE)
        pauses = [place for place, what in enumerate(happened[:told]) if isinstance(what, OrderPaused)]
        assert pauses
        # between the pause and the report nothing started the hour again, and a person had paused it
        pausers = [by for _, what, by in listed if isinstance(what, OrderPaused)]
        assert "person ines" in pausers
    else:
        assert not found.done


def test_the_same_orders_in_any_interleaving_are_each_on_their_own() -> None:
    dice = random.Random(3)
    streams = {
        name: [
            said(order(name, items=(f"harbour:{name}",))),
            said(OrderExecuted(order=name, action="removed", items=(f"harbour:{name}",)), at=at(9)),
            said(OrderReported(order=name, annex="II", reference="r"), at=at(10)),
        ]
        for name in ("a", "b", "c")
    }
    for _ in range(30):
        waiting = {name: list(entries) for name, entries in streams.items()}
        mixed: list[Entry] = []
        while any(waiting.values()):
            name = dice.choice([name for name, left in waiting.items() if left])
            mixed.append(waiting[name].pop(0))
        assert {each.status for each in orders(linked(*mixed)).orders.values()} == {"done"}


def fields(found: OrderReceived, **more: bool) -> list[str]:
    return [each.field for each in flaws(found, HOST, **more)]


def test_a_sound_order_has_no_flaw() -> None:
    assert fields(order()) == []


@pytest.mark.parametrize(
    ("name", "value", "cause"),
    [
        ("authority", " ", "insufficient-information"),
        ("member_state", "XX", "insufficient-information"),
        ("authenticated_by", "", "insufficient-information"),
        ("contact", "", ""),
        ("language", "fr", ""),
        ("urls", (), "insufficient-information"),
        ("urls", ("https://harbour.example/",), "insufficient-information"),
        ("urls", ("p/1",), "insufficient-information"),
        ("grounds", (), "insufficient-information"),
        ("grounds", ("rude",), "manifest-error"),
        ("reasons", "", "insufficient-information"),
        ("items", (), ""),
        ("issued_at", "", "insufficient-information"),
        ("issued_at", "2026-11-22T02:00:00Z", ""),
        ("received_at", "soon", ""),
        ("confidential_until", "2027-02-01T00:00:00Z", ""),
        ("confidential_until", "later", ""),
    ],
)
def test_each_field_of_annex_one_is_checked(name: str, value: object, cause: str) -> None:
    (flaw,) = flaws(order(**{name: value}), HOST)
    assert (flaw.field, flaw.cause) == (name, cause)


def test_six_weeks_of_confidentiality_and_a_query_as_address_are_sound() -> None:
    assert fields(order(confidential_until="2027-01-03T00:55:00Z")) == []
    assert fields(order(urls=("https://harbour.example/?p=1",))) == []
    assert fields(order(), first=True) == ["authority"]


def test_the_report_says_what_was_done_and_refuses_what_was_not() -> None:
    page = annex_two(now((10, EXECUTED)), HOST, at=at(11), person="Ines").page()
    for part in ("Annex II", "TCO-7", "content was removed", "2026-11-22 01:10 UTC", "Art. 3 of", "Ines"):
        assert part in page, part
    early = annex_two(now(), HOST, at=at(11), person="Ines")
    assert "NOT EXECUTED" in early.missing[0]


def test_the_answer_that_it_cannot_be_executed_marks_the_cause() -> None:
    draft = annex_three(now((5, paused("insufficient-information"))), HOST, at=at(6), person="")
    assert draft.text.count("[x]") == 1
    assert "[x] the order does not contain sufficient information" in draft.text
    assert "the building is flooded" in draft.text
    assert "who signs is not known" in draft.missing


def test_the_content_provider_is_told_unless_it_is_confidential() -> None:
    assert to_content_provider(now(), HOST, at=at(30)) is None
    told = to_content_provider(now((10, EXECUTED)), HOST, at=at(30))
    assert told is not None
    assert "incites" in told.text
    assert "48 hours" not in told.text  # the host's own member state
    secret = order(confidential_until="2026-12-22T00:00:00Z", member_state="FR")
    hidden = now((10, EXECUTED), received=secret)
    assert told_from(hidden) == "2026-12-22T00:00:00Z"
    assert to_content_provider(hidden, HOST, at=at(30)) is None
    later = to_content_provider(hidden, HOST, at="2026-12-22T00:00:01Z")
    assert later is not None
    assert "the authority of DE" in later.text


def test_an_order_from_elsewhere_can_be_scrutinised_within_its_times() -> None:
    assert scrutiny(now(), "DE") is None
    away = now(received=order(member_state="FR"))
    found = scrutiny(away, "DE")
    assert found is not None
    assert (found.ask_until, found.decided_by) == ("2026-11-24T01:00:00Z", "2026-11-27T01:00:00Z")
    assert request_of_scrutiny(away, HOST, at="2026-11-24T00:59:00Z") is not None
    assert request_of_scrutiny(away, HOST, at="2026-11-24T01:01:00Z") is None


def test_when_it_was_received_stays_as_it_came_first() -> None:
    again = order(received_at="2026-11-22T01:30:00Z")
    found = orders(linked(said(order()), said(again, at=at(30))))
    assert found.orders[T].deadline == at(60)
    assert found.void == {2: "that order is there already: its first receipt counts"}
    assert found.orders[T].received.received_at == AT

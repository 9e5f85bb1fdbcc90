"""How does a removal order stand, and until when is there time? Regulation (EU) 2021/784, Art. 3.

A fold over the log: an order is open until it was executed in full and the authority was told (Annex II), or
was told why it cannot be (Annex III). Nothing else closes it, in whatever order things happen; what does not
fit is kept with the reason why it changed nothing. The hour runs from receipt, stands while a person has
paused it for one of the three causes of Art. 3(7) and 3(8), and begins anew when that has ended.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Literal

import msgspec

from aftershock.records import Record
from aftershock.shield.ledger.happenings import (
    Link,
    OrderExecuted,
    OrderPaused,
    OrderReceived,
    OrderReported,
    OrderResumed,
)
from aftershock.shield.ledger.reinstating import Reinstated
from aftershock.shield.ledger.times import apart, moved, seconds
from aftershock.shield.papers.draft import months_later

HOUR = timedelta(hours=1)
TWO_DAYS, THREE_DAYS = timedelta(hours=48), timedelta(hours=72)
KINDS = (
    "order-received", "order-paused", "order-resumed", "order-executed", "order-reported",
    "reinstated",
)  # fmt: skip

# open: the hour runs. paused: it stands. executed: the report is owed. declined: Annex III was sent, the
# authority's turn. done: executed and reported. annulled: it was lifted from all that it named.
Status = Literal["open", "paused", "executed", "declined", "done", "annulled"]


class Order(Record, frozen=True, kw_only=True):
    """How an order stands. ``clock`` is when the hour began last, ``clock_seq`` the place in the log where;
    an empty ``deadline``: no hour runs. ``late``: an hour ran out, however it went
    on. ``lifted``: items from which an authority or court took it.
    """

    received: OrderReceived
    seq: int
    status: Status
    clock: str
    clock_seq: int
    deadline: str
    cause: str = ""
    explanation: str = ""
    paused_at: str = ""
    paused_seq: int = 0
    executed_at: str = ""
    action: str = ""
    items: tuple[str, ...] = ()
    reported_at: str = ""
    annex: str = ""
    reference: str = ""
    late: bool = False
    lifted: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The authority's reference."""
        return self.received.order

    @property
    def done(self) -> bool:
        """Whether the host has nothing more to do until something new comes."""
        return self.status in ("done", "declined", "annulled")

    @property
    def missing(self) -> tuple[str, ...]:
        """Items of the order that were not executed, and from which it was not lifted."""
        done = {*self.items, *self.lifted}
        return tuple(each for each in self.received.items if each not in done)

    @property
    def preserved_until(self) -> str:
        """Until when what was removed is kept at least: six calendar months (Art. 6(1)); empty before."""
        return months_later(self.executed_at, 6) if self.executed_at else ""

    def overdue(self, now: str) -> bool:
        """Whether an hour has run out, or had when it was executed or paused."""
        return self.late or bool(self.deadline and apart(self.deadline, now) > 0)


class Orders(Record, frozen=True, kw_only=True):
    """All orders by reference, and the places of the log that changed nothing, each with why."""

    orders: dict[str, Order]
    void: dict[int, str]


def orders(links: Iterable[Link]) -> Orders:
    """How every order of a log stands."""
    known: dict[str, Order] = {}
    void: dict[int, str] = {}
    for link in links:
        what = link.entry.what
        if isinstance(what, OrderReceived):
            if what.order in known:
                void[link.seq] = "that order is there already: its first receipt counts"
            else:
                known[what.order] = _received(link, what)
        elif isinstance(what, Reinstated) and not what.order:
            continue  # about items without an order
        elif isinstance(what, OrderPaused | OrderResumed | OrderExecuted | OrderReported | Reinstated):
            order = known.get(what.order)
            made = "the log does not know that order" if order is None else after(order, link)
            if isinstance(made, str):
                void[link.seq] = made
            else:
                known[what.order] = made
    return Orders(orders=known, void=void)


def after(order: Order, link: Link) -> Order | str:
    """The order after one more happening, or why that changes nothing."""
    match link.entry.what:
        case OrderPaused() as what:
            return _paused(order, link, what)
        case OrderResumed():
            return _resumed(order, link)
        case OrderExecuted() as what:
            return _executed(order, link, what)
        case OrderReported() as what:
            return _reported(order, link, what)
        case Reinstated() as what:
            return _lifted(order, link, what)
        case _:
            return "not about an order"


def _received(link: Link, what: OrderReceived) -> Order:
    """The hour begins at receipt. Where the order's own time makes no sense or lies after the log's, the
    log's counts: a doubt never lengthens the hour.
    """
    began = link.entry.at
    try:
        if seconds(what.received_at) < seconds(began):
            began = what.received_at
    except ValueError:
        pass
    return Order(
        received=what, seq=link.seq, status="open", clock=began, clock_seq=link.seq,
        deadline=moved(began, HOUR),
    )  # fmt: skip


def _paused(order: Order, link: Link, what: OrderPaused) -> Order | str:
    if not link.entry.by.startswith("person "):
        return "only a person says that an order cannot be executed"
    if order.status in ("executed", "done", "annulled"):
        return "it was annulled" if order.status == "annulled" else "it was executed"
    if order.status == "paused" or order.status == "declined":
        return "its hour stands already"
    if not what.explanation.strip():
        return "a pause needs an explanation: the authority is told it (Annex III)"
    return msgspec.structs.replace(
        order, status="paused", cause=what.cause, explanation=what.explanation, paused_at=link.entry.at,
        paused_seq=link.seq, late=order.overdue(link.entry.at), deadline="",
    )  # fmt: skip


def _resumed(order: Order, link: Link) -> Order | str:
    if order.status not in ("paused", "declined"):
        return "its hour does not stand"
    return msgspec.structs.replace(
        order, status="open", cause="", explanation="", paused_at="", annex="", reported_at="", reference="",
        clock=link.entry.at, clock_seq=link.seq, deadline=moved(link.entry.at, HOUR),
    )  # fmt: skip


def _executed(order: Order, link: Link, what: OrderExecuted) -> Order | str:
    if order.status in ("executed", "done"):
        return "it was executed already"
    if order.status == "annulled":
        return "it was annulled: nothing is to be removed any more"
    if not what.items:
        return "nothing was executed: no item is named"
    items = tuple(dict.fromkeys((*order.items, *what.items)))
    if any(each not in (*items, *order.lifted) for each in order.received.items):
        return msgspec.structs.replace(order, items=items, action=what.action)  # in part: the hour runs on
    return msgspec.structs.replace(
        order, status="executed", items=items, action=what.action, executed_at=link.entry.at,
        late=order.overdue(link.entry.at), deadline="", annex="", reported_at="", reference="",
    )  # fmt: skip


def _reported(order: Order, link: Link, what: OrderReported) -> Order | str:
    if what.annex == "II" and order.status != "executed":
        return "Annex II says that it was executed, and it was not" if order.status != "done" else "reported"
    if what.annex == "III" and order.status != "paused":
        return "Annex III says why it cannot be executed: a person pauses it first, with the cause"
    status: Status = "done" if what.annex == "II" else "declined"
    return msgspec.structs.replace(
        order, status=status, annex=what.annex, reference=what.reference, reported_at=link.entry.at
    )


def _lifted(order: Order, link: Link, what: Reinstated) -> Order | str:
    """An authority or court took the order, or a part of it, away; what is left of it goes on."""
    if not link.entry.by.startswith("person "):
        return "only a person enters what an authority or court decided"
    lifted = tuple(dict.fromkeys((*order.lifted, *what.items)))
    if len(lifted) == len(order.lifted):
        return "it was lifted from them already"
    made = msgspec.structs.replace(order, lifted=lifted)
    if all(each in lifted for each in order.received.items or order.received.urls):
        late = order.overdue(link.entry.at)
        return msgspec.structs.replace(made, status="annulled", deadline="", late=late)
    if order.status == "open" and order.items and not made.missing:  # the rest of it was executed
        late = order.overdue(link.entry.at)
        return msgspec.structs.replace(
            made, status="executed", executed_at=link.entry.at, deadline="", late=late
        )
    return made


class Scrutiny(Record, frozen=True, kw_only=True):
    """An order from another member state (Art. 4): until when the host may ask its own authority to look at
    it, and by when that authority decides if it is asked at that last moment.
    """

    authority_of: str
    ask_until: str
    decided_by: str


def scrutiny(order: Order, member_state: str) -> Scrutiny | None:
    """What Art. 4(4) opens; None for an order of the host's own member state, or where that is not known."""
    if not member_state or order.received.member_state == member_state:
        return None
    received = order.received.received_at
    try:
        seconds(received)
    except ValueError:
        received = order.clock
    ask = moved(received, TWO_DAYS)
    return Scrutiny(authority_of=member_state, ask_until=ask, decided_by=moved(ask, THREE_DAYS))


def told_from(order: Order) -> str:
    """From when the content provider is told (Art. 11): at once, or when confidentiality ends; empty while
    nothing was removed.
    """
    if not order.executed_at:
        return ""
    until = order.received.confidential_until
    try:
        return until if until and apart(order.executed_at, until) > 0 else order.executed_at
    except ValueError:
        return order.executed_at

"""How much of the hour is left? Removal orders with their clock, and what a person does about one.

The page says what the log says (``papers.orders``); a step that the order's state does not take is refused
before it is written.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, cast

from aftershock.shield.accounts.refusals import Refused
from aftershock.shield.ledger.chain import GENESIS
from aftershock.shield.ledger.happenings import (
    Entry,
    Happening,
    Link,
    OrderExecuted,
    OrderPaused,
    OrderReported,
)
from aftershock.shield.ledger.times import apart
from aftershock.shield.papers.orders import KINDS, Order, after, orders
from aftershock.shield.review.asking import Reply, Turned, Unfit, Visit, see
from aftershock.shield.review.marked import defanged_link
from aftershock.shield.review.office import Office
from aftershock.shield.review.shown import page

CAUSES = {
    "force-majeure": "impossible, for reasons that are not ours (Art. 3(7))",
    "manifest-error": "the order has a manifest error (Art. 3(8))",
    "insufficient-information": "the order does not say enough (Art. 3(8))",
}


class Clock(NamedTuple):
    """An order as it is shown: ``left`` minutes of the hour, below nothing where it ran out; None where none
    runs.
    """

    order: Order
    left: int | None
    urls: list[str]


def listed(office: Office, visit: Visit) -> Reply:
    """All orders, those whose hour runs first."""
    found = orders(office.log.read(kinds=KINDS)).orders.values()
    clocks = [_clock(each, office.clock()) for each in found]
    clocks.sort(key=lambda c: (c.order.done, c.left is None, c.left or 0, c.order.seq))
    return page(office, visit, "orders.html", clocks=clocks, causes=CAUSES, acts="senior" in visit.roles)


def execute(office: Office, visit: Visit) -> Reply:
    """It was removed, or access disabled in all member states."""
    action = visit.said("action")
    if action not in ("removed", "disabled"):
        raise Unfit("choose: removed or disabled")
    order = _order(office, visit)
    items = order.received.items or order.received.urls
    what = OrderExecuted(order=order.id, action=cast(Literal["removed", "disabled"], action), items=items)
    return _written(office, visit, order, what)


def pause(office: Office, visit: Visit) -> Reply:
    """It cannot be executed now: the cause and what is told to the authority."""
    cause = visit.said("cause")
    if cause not in CAUSES:
        raise Unfit("choose a cause")
    order = _order(office, visit)
    what = OrderPaused(
        order=order.id,
        cause=cast(Literal["force-majeure", "manifest-error", "insufficient-information"], cause),
        explanation=visit.said("explanation")[:2_000],
    )
    return _written(office, visit, order, what)


def report(office: Office, visit: Visit) -> Reply:
    """The authority was told, with Annex II where it was executed and Annex III where not."""
    order = _order(office, visit)
    reference = visit.said("reference")[:500]
    if not reference:
        raise Unfit("say under which reference it was sent")
    annex: Literal["II", "III"] = "II" if order.status == "executed" else "III"
    return _written(office, visit, order, OrderReported(order=order.id, annex=annex, reference=reference))


def _written(office: Office, visit: Visit, order: Order, what: Happening) -> Reply:
    by = f"person {visit.person}"
    entry = Entry(key="asked first", at=office.clock(), by=by, what=what)
    found = after(order, Link(seq=order.seq + 1, entry=entry, prev=GENESIS, hash=GENESIS))
    if isinstance(found, str):
        raise Refused(found, where=order.id)
    office.write(f"order {order.id} {type(what).__name__} {order.clock_seq} {order.status}", by, what)
    return see("/orders")


def _order(office: Office, visit: Visit) -> Order:
    found = orders(office.log.read(kinds=KINDS)).orders.get(visit.said("order"))
    if found is None:
        raise Turned("the log does not know that order", 404)
    return found


def _clock(order: Order, now: str) -> Clock:
    left = int(apart(now, order.deadline) // 60) if order.deadline else None
    return Clock(order, left, [defanged_link(each) for each in order.received.urls])

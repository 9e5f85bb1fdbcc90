"""How much of the hour is left, and who has it? Removal orders with clock, calls, what a person does.

The page says what the log says (``papers.orders``); a step that the order's state does not take is refused
before it is written.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple, cast

from aftershock.shield.accounts.refusals import Refused
from aftershock.shield.ledger.chain import GENESIS
from aftershock.shield.ledger.happenings import (
    AlarmAcknowledged,
    Alarmed,
    Entry,
    Happening,
    Link,
    OrderExecuted,
    OrderPaused,
    OrderReceived,
    OrderReported,
    OrderResumed,
)
from aftershock.shield.ledger.times import apart, seconds
from aftershock.shield.papers.alarms import Heard, Matter, heard, matters, next_due
from aftershock.shield.papers.annexes import TYPES
from aftershock.shield.papers.laws import MEMBER_STATES
from aftershock.shield.papers.orders import KINDS, Order, after, orders
from aftershock.shield.papers.preserving import preserve
from aftershock.shield.papers.ringing import WATCHED
from aftershock.shield.review.asking import Reply, Turned, Unfit, Visit, see
from aftershock.shield.review.marked import defanged_link
from aftershock.shield.review.office import Office
from aftershock.shield.review.shown import page

CAUSES = {
    "force-majeure": "impossible, for reasons that are not ours (Art. 3(7))",
    "manifest-error": "the order has a manifest error (Art. 3(8))",
    "insufficient-information": "the order does not say enough (Art. 3(8))",
}


MOST = 50  # closed orders on the page
LINES = 1_000  # of addresses or items in one order


class Clock(NamedTuple):
    """An order as it is shown: ``left`` minutes of the hour, below nothing where it ran out; None where none
    runs. ``matter`` is what is called about, None where nothing is.
    """

    order: Order
    left: int | None
    urls: list[str]
    matter: Matter | None
    heard: Heard


def listed(office: Office, visit: Visit) -> Reply:
    """All orders, those whose hour runs first; who was called, who has it, when the next call is due."""
    links, at = list(office.log.read(kinds=WATCHED)), office.clock()
    waiting = {each.about: each for each in matters(links)}
    found = orders(links).orders.values()
    clocks = [_clock(each, links, waiting.get(f"order {each.id}"), at) for each in found]
    clocks.sort(key=lambda c: (c.order.done, c.left is None, c.left or 0, -c.order.seq))
    coming = next_due(links, office.rota, now=at) if office.rota is not None else ""
    return page(
        office, visit, "orders.html", clocks=clocks[: MOST + len(waiting)], causes=CAUSES,
        acts="senior" in visit.roles, coming=coming or "", rota=office.rota is not None,
        states=sorted(MEMBER_STATES), types=TYPES, more=max(0, len(clocks) - MOST - len(waiting)),
    )  # fmt: skip


def enter(office: Office, visit: Visit) -> Reply:
    """An order came another way than over the API; its hour runs from its receipt."""
    said = {name: visit.said(name)[:500] for name in ("order", "authority", "contact", "authenticated_by")}
    state = visit.said("member_state")
    if not said["order"] or not said["authority"] or not said["authenticated_by"]:
        raise Unfit("reference, authority and how it was authenticated are needed")
    if state not in MEMBER_STATES:
        raise Unfit("choose the authority's member state")
    urls, items = _lines(visit.said("urls")), _lines(visit.said("items"))
    if not urls and not items:
        raise Unfit("an order names addresses or items")
    grounds = tuple(each for each in visit.request.many.get("ground", ()) if each in TYPES)
    what = OrderReceived(
        **said, member_state=state, issued_at=_moment(visit, "issued_at", needed=False),
        received_at=_moment(visit, "received_at"), language=visit.said("language")[:20], urls=urls,
        items=items,
        grounds=grounds, reasons=visit.said("reasons")[:10_000],
        confidential_until=_moment(visit, "confidential_until", needed=False),
    )  # fmt: skip
    if office.log.get(f"order {what.order}") is not None:
        raise Refused("that order is there already: its first receipt counts", where=what.order)
    office.write(f"order {what.order}", f"person {visit.person}", what)
    return see("/orders")


def acknowledge(office: Office, visit: Visit) -> Reply:
    """Somebody has it. Who acknowledges is called again, with everybody called before, until it is done."""
    about, back = visit.said("about"), visit.said("back")
    links = list(office.log.read(kinds=WATCHED))
    matter = next((each for each in matters(links, now=office.clock()) if each.about == about), None)
    if matter is None:
        raise Refused("there is nothing to be done about it any more")
    called = [
        each.entry.what.alarm
        for each in links
        if isinstance(each.entry.what, Alarmed) and each.entry.what.about == about and each.seq > matter.seq
    ]
    if not called:
        raise Refused("nobody was called about it yet", next_step="Do it; the hour runs anyway")
    if not heard(links, matter).by:
        what = AlarmAcknowledged(alarm=called[-1])
        office.write(f"acknowledged {called[-1]}", f"person {visit.person}", what)
    return see(back if back in ("/orders", "/threats", "/trips") else "/orders")


def resume(office: Office, visit: Visit) -> Reply:
    """What had made it impossible is over; the hour begins anew."""
    order = _order(office, visit)
    return _written(office, visit, order, OrderResumed(order=order.id))


def execute(office: Office, visit: Visit) -> Reply:
    """It was removed, or access disabled in all member states."""
    action = visit.said("action")
    if action not in ("removed", "disabled"):
        raise Unfit("choose: removed or disabled")
    order = _order(office, visit)
    items = tuple(e for e in order.received.items or order.received.urls if e not in order.lifted)
    what = OrderExecuted(order=order.id, action=cast(Literal["removed", "disabled"], action), items=items)
    reply = _written(office, visit, order, what)
    preserve(office.log, now=office.clock())
    return reply


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


def _clock(order: Order, links: list[Link], matter: Matter | None, now: str) -> Clock:
    left = int(apart(now, order.deadline) // 60) if order.deadline else None
    urls = [defanged_link(each) for each in order.received.urls]
    return Clock(order, left, urls, matter, heard(links, matter) if matter else Heard())


def _lines(said: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(each.strip() for each in said.splitlines() if each.strip()))
    if len(found) > LINES or any(len(each) > 4_000 for each in found):
        raise Unfit(f"up to {LINES} lines, one address or item in each")
    return found


def _moment(visit: Visit, name: str, *, needed: bool = True) -> str:
    """A moment of the form, which is UTC: ``2026-11-22T09:05``."""
    said = visit.said(name)
    if not said and not needed:
        return ""
    whole = said if re.search(r":\d\d:\d\d$", said) else f"{said}:00"
    try:
        seconds(f"{whole}Z")
    except ValueError:
        raise Unfit("day and time are needed (UTC)", next_step=name.replace("_", " ").capitalize()) from None
    return f"{whole}Z"

"""What stands in one removal order, what is written back, who is told, and what is kept? TCO.

Annexes (Art. 3), a request of scrutiny (Art. 4) and the words for whoever posted it (Art. 11) are drafts; a
person sends them and says here that it was done. What was removed is kept (Art. 6).
"""

from __future__ import annotations

from urllib.parse import urlencode

from aftershock.shield.accounts.refusals import Refused
from aftershock.shield.ledger.happenings import Informed, OrderKept
from aftershock.shield.ledger.times import apart
from aftershock.shield.papers.annexes import (
    annex_three,
    annex_two,
    flaws,
    request_of_scrutiny,
    to_content_provider,
)
from aftershock.shield.papers.draft import months_later
from aftershock.shield.papers.orders import KINDS, Order, orders, scrutiny, told_from
from aftershock.shield.papers.preserving import preserve, preserved
from aftershock.shield.review.asking import Reply, Turned, Unfit, Visit, see
from aftershock.shield.review.marked import defanged_link
from aftershock.shield.review.office import Office, sealing
from aftershock.shield.review.shown import page

LONGER = (1, 3, 6, 12)  # months that an authority may ask for more


def one(office: Office, visit: Visit) -> Reply:
    """The order field by field, what a person should look at in it, the drafts, what is kept."""
    found = orders(office.log.read(kinds=KINDS)).orders
    order = _order(office, visit.request.query.get("order", ""))
    host, at = office.papers.host, office.clock()
    authority = order.received.authority
    first = not any(e.received.authority == authority and e.seq < order.seq for e in found.values())
    drafts = []
    if order.status == "executed":
        drafts.append(annex_two(order, host, at=at, person=visit.person))
    elif order.status == "paused":
        drafts.append(annex_three(order, host, at=at, person=visit.person))
    return page(
        office, visit, "order.html", order=order, flaws=flaws(order.received, host, first=first),
        urls=[defanged_link(each) for each in order.received.urls],
        drafts=drafts, request=request_of_scrutiny(order, host, at=at),
        scrutiny=scrutiny(order, host.member_state),
        uploader=to_content_provider(order, host, at=at), from_=told_from(order), told=_told(office, order),
        kept=preserved(office.log, order) if order.executed_at else None, longer=LONGER,
        acts="senior" in visit.roles,
    )  # fmt: skip


def told(office: Office, visit: Visit) -> Reply:
    """Whoever posted it was told; not before confidentiality ends."""
    order = _order(office, visit.said("order"))
    how = visit.said("how")[:500]
    draft = to_content_provider(order, office.papers.host, at=office.clock())
    if draft is None:
        raise Refused(
            "nobody is told yet", where=order.id,
            next_step="It was not executed, or the authority asked for confidentiality until later",
        )  # fmt: skip
    if not how:
        raise Unfit("say how they were told: by which way, under which reference")
    about, text = f"order {order.id}", draft.page()
    what = Informed(about=about, to="uploader", how=how, draft=sealing(text))
    office.keep(f"informed {about} {order.executed_at}", f"person {visit.person}", what, text)
    return see(f"/order?{urlencode({'order': order.id})}")


def keep(office: Office, visit: Visit) -> Reply:
    """An authority or court asks that it is kept longer."""
    order = _order(office, visit.said("order"))
    months, reason = visit.number("months"), visit.said("reason")[:2_000]
    if months not in LONGER:
        raise Unfit("choose how much longer")
    if not reason:
        raise Unfit("say who asked for it, and why")
    if not order.executed_at:
        raise Refused("nothing was removed yet", where=order.id)
    until = months_later(preserved(office.log, order).until, months)
    if apart(office.clock(), until) <= 0:
        raise Refused("that would be over already", where=order.id)
    what = OrderKept(order=order.id, until=until, reason=reason)
    office.write(f"order {order.id} kept {until}", f"person {visit.person}", what)
    preserve(office.log, now=office.clock())
    return see(f"/order?{urlencode({'order': order.id})}")


def _order(office: Office, id_: str) -> Order:
    found = orders(office.log.read(kinds=KINDS)).orders.get(id_)
    if found is None:
        raise Turned("the log does not know that order", 404)
    return found


def _told(office: Office, order: Order) -> tuple[str, str, str]:
    """When, by whom and how whoever posted it was told."""
    for link in office.log.read(kinds=("informed",)):
        what = link.entry.what
        if isinstance(what, Informed) and what.about == f"order {order.id}":
            return link.entry.at, link.entry.by.removeprefix("person "), what.how
    return "", "", ""

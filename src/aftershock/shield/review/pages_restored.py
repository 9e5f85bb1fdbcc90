"""How is content put back that an authority or a court decided on? A person enters the decision; then whoever
posted it is told.
"""

from __future__ import annotations

from typing import cast
from urllib.parse import urlencode

from aftershock.shield.accounts.refusals import Refused
from aftershock.shield.ledger.happenings import Informed
from aftershock.shield.ledger.reinstating import Basis, Reinstated
from aftershock.shield.papers.draft import Draft
from aftershock.shield.papers.orders import KINDS, Order, orders
from aftershock.shield.papers.reinstating import BASES, Restored, key_of, not_of, restored, words
from aftershock.shield.review.asking import Reply, Turned, Unfit, Visit, see
from aftershock.shield.review.marked import ITEM
from aftershock.shield.review.office import Office, sealing
from aftershock.shield.review.shown import page

MOST = 50  # on the page


def all_of(office: Office) -> dict[int, Restored]:
    """What was put back, by its place in the log."""
    return restored(office.log.read(kinds=("reinstated", "informed")), office.cases().void)


def listed(office: Office, visit: Visit) -> Reply:
    """What was put back, who is still to be told, and the form to enter a decision; ``order`` fills it in."""
    found, known = all_of(office), orders(office.log.read(kinds=KINDS)).orders
    asked = known.get(visit.request.query.get("order", ""))
    rows = sorted(found.values(), key=lambda each: (bool(each.told), -each.seq))[:MOST]
    shown = [(each, _words(office, each, known)) for each in rows]
    return page(
        office, visit, "restored.html", rows=shown, more=max(0, len(found) - MOST), bases=BASES, order=asked,
        items=[each for each in (asked.received.items or asked.received.urls) if each not in asked.lifted]
        if asked else [],
        known={each.seq: _banked(office, each) for each in rows}, acts="senior" in visit.roles,
    )  # fmt: skip


def enter(office: Office, visit: Visit) -> Reply:
    """Put back what an authority or court decided on."""
    basis, order = visit.said("basis"), visit.said("order")[:500]
    if basis not in BASES:
        raise Unfit("choose what the decision rests on")
    items = tuple(dict.fromkeys(each.strip() for each in visit.said("items").splitlines() if each.strip()))
    if not order and any(not ITEM.fullmatch(each) for each in items):
        raise Unfit("an item is written PLATFORM:ID, one a line")
    named = orders(office.log.read(kinds=KINDS)).orders.get(order) if order else None
    if order and named is None:
        raise Turned("the log does not know that order", 404)
    if named is not None and (strange := not_of(named, items)):
        raise Unfit(f"not an item of that order: {strange}")
    what = Reinstated(
        order=order, items=items, authority=visit.said("authority")[:500],
        reference=visit.said("reference")[:500], basis=cast(Basis, basis),
        reason=visit.said("reason")[:2_000], ours_stays=visit.said("ours") == "stays",
    )  # fmt: skip
    office.act(key_of(what), visit.person, what)
    return see("/restored")


def told(office: Office, visit: Visit) -> Reply:
    """Whoever posted it was told; what they were told is kept, sealed."""
    each = all_of(office).get(visit.number("seq"))
    if each is None:
        raise Turned("the log has no such decision", 404)
    draft = _words(office, each, orders(office.log.read(kinds=KINDS)).orders)
    how = visit.said("how")[:500]
    if draft is None:
        raise Refused("nobody is told yet: the authority asked for confidentiality until later")
    if not how:
        raise Unfit("say how they were told: by which way, under which reference")
    text = draft.page()
    what = Informed(about=each.about, to="uploader", how=how, draft=sealing(text))
    office.keep(f"informed {each.about}", f"person {visit.person}", what, text)
    return see("/restored")


def link_to(order: Order) -> str:
    """The page with the form filled in for an order."""
    return f"/restored?{urlencode({'order': order.id})}"


def _words(office: Office, each: Restored, known: dict[str, Order]) -> Draft | None:
    return words(each, known.get(each.what.order), office.papers.host, at=office.clock())


def _banked(office: Office, each: Restored) -> list[str]:
    """Known items that had brought these items down: they would do it again."""
    subjects = office.cases().subjects
    found: dict[str, None] = {}
    for item in each.what.items if not each.what.ours_stays else ():
        for revision in subjects[item].revisions.values() if item in subjects else ():
            _, decided = office.decided(revision.ruling)
            found.update(dict.fromkeys(id_ for ground in decided.answer.grounds for id_ in ground.items))
    return list(found)

"""Which blocks are proposed, on what do they rest, and who sets one? A person, with the items before them.

What still wants another look is not shown to somebody who could be asked for it: a list of strikes would say
what the first look decided.
"""

from __future__ import annotations

from datetime import timedelta

from aftershock.shield.accounts import standing as standings
from aftershock.shield.accounts.known import Known
from aftershock.shield.accounts.outcome import wanted
from aftershock.shield.accounts.standing import Strike
from aftershock.shield.ledger.happenings import AccountBlocked, AccountRestored
from aftershock.shield.ledger.times import moved
from aftershock.shield.review.asking import Reply, Turned, Unfit, Visit, see
from aftershock.shield.review.office import Office
from aftershock.shield.review.pages_queue import LONGEST
from aftershock.shield.review.shown import page

TERMS_DAYS = (7, 30, 90, 180, 365)  # for how long a block can be set here


def listed(office: Office, visit: Visit) -> Reply:
    """Proposals that can be decided on, and how many still want another look."""
    found = standings.proposals(office.cases(), now=office.clock())
    ready = [each for each in found if each.ready]
    return page(office, visit, "accounts.html", proposals=ready, waiting=len(found) - len(ready))


def one(office: Office, visit: Visit) -> Reply:
    """An account: its strikes that are settled, limits, block, and what can be done."""
    cases, account = office.cases(), visit.request.query.get("account", "").strip()
    if not account or account not in cases.accounts:
        raise Turned("the log does not know that account", 404)
    found = standings.standing(cases, account, now=office.clock())
    shown = [each for each in found.strikes if _settled(cases, each)]
    withheld = len(found.strikes) - len(shown)
    ready = found.proposal if found.proposal and found.proposal.ready else None
    limits = found.limits if not withheld else ()
    return page(
        office, visit, "account.html", account=account, strikes=shown, past=found.past, withheld=withheld,
        limits=limits, blocked=found.blocked, proposal=ready, days=TERMS_DAYS,
    )  # fmt: skip


def block(office: Office, visit: Visit) -> Reply:
    """Set a proposed block, for the items that it rests on."""
    account = visit.said("account")
    found = standings.standing(office.cases(), account, now=office.clock())
    if found.proposal is None or not found.proposal.ready:
        raise Turned("no block of that account is proposed, or its items want another look", 409)
    items, days = tuple(visit.request.many.get("item", ())), visit.number("days")
    if days not in TERMS_DAYS:
        raise Unfit("choose how long")
    if not set(items) <= set(found.proposal.items):
        raise Unfit("an item that the proposal does not rest on")
    until = moved(office.clock(), timedelta(days=days))
    what = AccountBlocked(account=account, items=items, reason=_reason(visit), until=until)
    office.act(f"blocked {account} {found.proposal.seq} {visit.person}", visit.person, what)
    return see("/accounts")


def restore(office: Office, visit: Visit) -> Reply:
    """Lift block and limits before their end."""
    account, place = visit.said("account"), office.log.head().seq
    what = AccountRestored(account=account, reason=_reason(visit))
    office.act(f"restored {account} {place} {visit.person}", visit.person, what)
    return see("/accounts")


def _reason(visit: Visit) -> str:
    reason = visit.said("reason")
    if not reason or len(reason) > LONGEST:
        raise Unfit(f"it needs a reason, of up to {LONGEST} characters")
    return reason


def _settled(cases: Known, strike: Strike) -> bool:
    """Whether nobody will be asked to look at it again, blind to what was decided."""
    if standings.confirmed(cases, strike):
        return True
    for_block = cases.terms.second_for_blocks
    return not wanted(cases.subjects[strike.items[0]], cases.terms, for_block=for_block)

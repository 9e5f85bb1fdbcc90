"""Which rules flooded, and what was done about each? The same list as the API's (`GET /v1/trips`)."""

from __future__ import annotations

from aftershock.shield.accounts.refusals import Refused
from aftershock.shield.ledger.happenings import RuleTripped
from aftershock.shield.papers.trips import KINDS, Trip, trips
from aftershock.shield.review.asking import Reply, Unfit, Visit, see
from aftershock.shield.review.office import Office
from aftershock.shield.review.shown import page

MOST = 100  # on the page
LONGEST = 2_000  # characters of a reason


def listed(office: Office, visit: Visit) -> Reply:
    """Rules that are out of force first, then the latest that were put back."""
    found = sorted(_trips(office), key=lambda each: (not each.open, -each.seq))
    return page(
        office, visit, "trips.html", trips=found[:MOST], more=max(0, len(found) - MOST),
        acts="admin" in visit.roles, answers="senior" in visit.roles,
    )  # fmt: skip


def free(office: Office, visit: Visit) -> Reply:
    """Put a rule back in force, with the reason; in all workers within a second."""
    rule, reason = visit.said("rule"), visit.said("reason")
    if not reason or len(reason) > LONGEST:
        raise Unfit(f"say why it may be in force again, in up to {LONGEST} characters")
    trip = next((each for each in _trips(office) if each.open and each.rule == rule), None)
    if trip is None:
        raise Refused("that rule does not flood, or somebody was faster")
    what = RuleTripped(rule=rule, why=reason, ended=True)
    office.write(f"freed {rule} {trip.seq}", f"person {visit.person}", what)
    return see("/trips")


def _trips(office: Office) -> list[Trip]:
    return trips(office.log.read(kinds=KINDS))

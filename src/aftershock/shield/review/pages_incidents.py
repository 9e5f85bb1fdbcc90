"""What is stricter now, until when, and which report is owed? Incidents with their overlay.

A person opens one for categories of the policy, prolongs it, and closes it with a report; all workers swap
within a second, and swap back by themselves when its time is over.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import NamedTuple

from aftershock.shield.accounts.refusals import Refused
from aftershock.shield.ledger.happenings import Entry, IncidentClosed, IncidentOpened
from aftershock.shield.ledger.times import apart, moved
from aftershock.shield.papers.incident import LONGEST, Incident, incidents, refusal, reported
from aftershock.shield.review.asking import Reply, Unfit, Visit, see
from aftershock.shield.review.office import Office
from aftershock.shield.review.shown import page

KINDS = ("incident-opened", "incident-closed")
LEVELS = {
    "watch": "watch: rules that only listen bring posts to a person",
    "strict": "strict: besides, what is enforced is one step stricter, never beyond holding",
}
HOURS = (2, 6, 12, 24, 48, 72)
LONG = 20_000  # characters of a report
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,39}")


class Shown(NamedTuple):
    """An incident as it is shown: minutes left, until when its report is due, the drafted report."""

    incident: Incident
    runs: bool
    left: int
    due: str
    late: bool
    report: str


def listed(office: Office, visit: Visit) -> Reply:
    """Those that run, those whose report is owed, those that are closed."""
    at = office.clock()
    known, _ = incidents(office.log.read(kinds=KINDS))
    shown = [_shown(office, each, at) for each in reversed(known.values())]
    shown.sort(key=lambda each: (not each.runs, not each.due))
    return page(
        office, visit, "incidents.html", shown=shown, levels=LEVELS, hours=HOURS,
        acts="senior" in visit.roles, categories=office.categories(), owed=any(each.due for each in shown),
    )  # fmt: skip


def open_(office: Office, visit: Visit) -> Reply:
    """Put the stricter overlay in force, for these categories and so long."""
    name, level, about = visit.said("incident"), visit.said("level"), visit.said("about")[:500]
    categories = tuple(dict.fromkeys(visit.request.many.get("category", ())))
    if not _NAME.fullmatch(name):
        raise Unfit("an incident has a short name of letters, digits and hyphens")
    if level not in LEVELS:
        raise Unfit("choose how strict")
    if not about:
        raise Unfit("say what happened")
    if not categories or not set(categories) <= set(office.categories()):
        raise Unfit("choose categories of the policy in force")
    if name in incidents(office.log.read(kinds=KINDS))[0]:
        raise Unfit("there is an incident of that name", next_step="Make it longer, or take another name")
    what = IncidentOpened(
        incident=name, level=level, about=about, policy="", until=_until(office, visit), categories=categories
    )
    return _written(office, visit, what)


def extend(office: Office, visit: Visit) -> Reply:
    """Make a running one end later."""
    known = incidents(office.log.read(kinds=KINDS))[0].get(visit.said("incident"))
    if known is None:
        raise Refused("the log does not know that incident")
    until = _until(office, visit)
    if apart(known.until, until) <= 0:
        raise Unfit("that is no later than it ends now")
    what = IncidentOpened(
        incident=known.incident, level=known.level, about=known.about, policy=known.policy, until=until,
        categories=known.categories,
    )  # fmt: skip
    return _written(office, visit, what)


def close(office: Office, visit: Visit) -> Reply:
    """End it, or what ended by itself, with its report."""
    report = visit.said("report")
    if len(report) > LONG:
        raise Unfit(f"a report of up to {LONG} characters")
    if "[a person writes this]" in report:
        raise Unfit("the report's last line is for a person to write")
    return _written(office, visit, IncidentClosed(incident=visit.said("incident"), report=report))


def _written(office: Office, visit: Visit, what: IncidentOpened | IncidentClosed) -> Reply:
    by = f"person {visit.person}"
    kind = "closed" if isinstance(what, IncidentClosed) else what.until
    entry = Entry(key=f"incident {what.incident} {kind}", at=office.clock(), by=by, what=what)
    why = refusal(office.log.read(kinds=KINDS), entry)
    if why:
        raise Refused(why, where=what.incident)
    link = office.write(entry.key, by, what)
    why = incidents(office.log.read(kinds=KINDS))[1].get(link.seq, "")  # somebody may have been faster
    if why:
        raise Refused(why, where=what.incident)
    return see("/incidents")


def _until(office: Office, visit: Visit) -> str:
    hours = visit.number("hours")
    if hours not in HOURS:
        raise Unfit(f"choose for how long; at most {LONGEST.total_seconds() / 3600:.0f} hours at one go")
    return moved(office.clock(), timedelta(hours=hours))


def _shown(office: Office, each: Incident, at: str) -> Shown:
    runs, due = each.runs(at), each.report_due(at)
    draft = ""
    if not each.report:
        # from a little before, as the bundle with the overlay came into force after its opening
        draft = reported(list(office.log.read(after=each.seq - 1)), each, now=at)
    left = max(0, int(apart(at, each.until) // 60)) if runs else 0
    return Shown(each, runs, left, due, bool(due) and apart(due, at) > 0, draft)

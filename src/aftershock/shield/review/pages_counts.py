"""How often was decided what, and what did people do? The same counts as everywhere, counted from the log."""

from __future__ import annotations

import re

from aftershock.shield.accounts.known import Day
from aftershock.shield.accounts.queue import appeals, queue
from aftershock.shield.accounts.statistics import statistics
from aftershock.shield.ledger.happenings import kind_of
from aftershock.shield.review.asking import Reply, Unfit, Visit
from aftershock.shield.review.office import Office
from aftershock.shield.review.shown import page

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
ROWS = 200  # of the log on one page
PEOPLE = (
    "claimed", "reviewed", "undone", "appealed", "appeal-decided", "account-blocked", "account-restored",
    "person-changed", "key-changed", "signed-in", "opened", "order-received", "order-paused", "order-resumed",
    "order-executed", "order-reported", "policy-activated", "rule-tripped",
)  # fmt: skip


def counts(office: Office, visit: Visit) -> Reply:
    """The statistics of a period (days, UTC; ``until`` not included), and what waits now."""
    cases, at = office.cases(), office.clock()
    since, until = visit.request.query.get("since", ""), visit.request.query.get("until", "")
    if any(each and not _DAY.fullmatch(each) for each in (since, until)):
        raise Unfit("a day is written YYYY-MM-DD")
    people = []
    if {"admin", "auditor"} & set(visit.roles):
        today = ((name, days.get(at[:10], Day())) for name, days in sorted(cases.days.items()))
        people = [(name, day) for name, day in today if day.looks]
    return page(
        office, visit, "statistics.html",
        told=statistics(cases, since=since, until=until), since=since, until=until,
        waiting=len(queue(cases, now=at)), appeals=len(appeals(cases)), people=people,
        hard_limit=office.setup.hard_limit,
    )  # fmt: skip


def log(office: Office, visit: Visit) -> Reply:
    """What people did, latest first: place, time, who, what kind. No words of posts and no reasons."""
    head = office.log.head()
    said = visit.request.query.get("before", "")
    before = int(said) if said.isascii() and said.isdigit() and len(said) < 16 else head.seq + 1
    after = max(0, before - 1 - 20 * ROWS)
    rows = [
        (link.seq, link.entry.at, link.entry.by, kind_of(link.entry.what))
        for link in office.log.read(after=after, kinds=PEOPLE)
        if link.seq < before
    ][-ROWS:]
    earlier = rows[0][0] if len(rows) == ROWS else after + 1
    return page(office, visit, "log.html", rows=rows[::-1], head=head, earlier=earlier if earlier > 1 else 0)

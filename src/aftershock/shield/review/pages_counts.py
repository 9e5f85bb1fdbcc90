"""How often was decided what, and what did people do? The same counts as everywhere, counted from the log."""

from __future__ import annotations

import re

from aftershock.shield.accounts.known import Day
from aftershock.shield.accounts.queue import appeals, queue
from aftershock.shield.accounts.statistics import statistics
from aftershock.shield.ledger.happenings import Poisoned, SetAside, kind_of
from aftershock.shield.review.asking import Reply, Unfit, Visit
from aftershock.shield.review.office import Office
from aftershock.shield.review.shown import page

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
ROWS = 200  # of the log on one page
PEOPLE = (
    "claimed", "reviewed", "undone", "appealed", "appeal-decided", "account-blocked", "account-restored",
    "person-changed", "key-changed", "signed-in", "opened", "order-received", "order-paused", "order-resumed",
    "order-executed", "order-reported", "order-kept", "policy-activated", "rule-tripped", "notice-received",
    "notice-decided", "informed", "threat-drafted", "threat-sent", "alarm-acknowledged", "statement-made",
    "incident-opened", "incident-closed", "set-aside", "poisoned", "bank-changed",
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


def set_aside(office: Office, visit: Visit) -> Reply:
    """What could not be checked (messages of the broker) or not be sent (places of the log), latest first."""
    came: list[tuple[str, Poisoned]] = []
    went: list[tuple[str, SetAside]] = []
    again: set[str] = set()
    for link in office.log.read(kinds=("poisoned", "set-aside")):
        what = link.entry.what
        if isinstance(what, Poisoned) and what.again:
            again.add(what.content)
        elif isinstance(what, Poisoned):
            came.append((link.entry.at, what))
        elif isinstance(what, SetAside):
            went.append((link.entry.at, what))
    return page(
        office, visit, "set-aside.html", came=came[::-1][:ROWS], went=went[::-1][:ROWS], again=again,
        more=max(0, len(came) - ROWS) + max(0, len(went) - ROWS),
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

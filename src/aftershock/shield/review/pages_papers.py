"""What does the law want on paper, and what of it is owed? Report, complaints, statements.

Everything here is counted from the log when the page is made; nothing is sent. These pages read the whole
log, so they do not hold up the others (``door.SLOW``).
"""

from __future__ import annotations

import re
from collections import deque
from itertools import islice

from aftershock.shield.ledger.happenings import StatementMade
from aftershock.shield.papers import complaints, statements_of_reasons, transparency
from aftershock.shield.papers.laws import DSA, TCO, bound
from aftershock.shield.papers.restrictions import Restriction, owed, puid, restrictions
from aftershock.shield.papers.transparency_pages import PLACES, as_csv
from aftershock.shield.papers.user_text import to_user
from aftershock.shield.papers.validation import problems
from aftershock.shield.review.asking import Reply, Turned, Unfit, Visit, see
from aftershock.shield.review.office import Office
from aftershock.shield.review.shown import page

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
ROWS = 200  # statements that are owed, on one page


def report(office: Office, visit: Visit) -> Reply:
    """The transparency report of a period as a page, with which articles bind this host and why."""
    since, until = _period(visit)
    at, host = office.clock(), office.papers.host
    made = transparency.report(office.log.read(), since=since, until=until, terms=office.terms)
    sections = (
        ("Notices", made.notices), ("Removal orders", made.orders), ("Complaints", made.complaints),
        ("Other", made.other),
    )  # fmt: skip
    return page(
        office, visit, "papers.html", report=made, since=since, until=until, sections=sections, host=host,
        laws=(DSA, TCO), binding=[bound(place, host, on=at[:10]) for place in PLACES],
    )  # fmt: skip


def table(office: Office, visit: Visit) -> Reply:
    """The same as a table for programs."""
    since, until = _period(visit)
    made = transparency.report(office.log.read(), since=since, until=until, terms=office.terms)
    name = f"transparency-{since or 'begin'}-{until or office.clock()[:10]}.csv"
    return Reply(200, as_csv(made).encode("utf-8"), "text/csv; charset=utf-8", name=name)


def audited(office: Office, visit: Visit) -> Reply:
    """What is wrong with how complaints were handled, looked at over the whole log (DSA 20, TCO 10)."""
    links = list(office.log.read())
    known = complaints.complaints(links, terms=office.terms)
    found = complaints.faults(links, now=office.clock(), terms=office.terms)
    return page(office, visit, "complaints.html", complaints=known, faults=found)


def owing(office: Office, visit: Visit) -> Reply:
    """Restrictions whose user was not given a statement of reasons yet, oldest first."""
    every = owed(office.log.read(), terms=office.terms)
    found = list(islice(every, ROWS))
    return page(office, visit, "statements.html", owed=found, more=sum(1 for _ in every))


def statement(office: Office, visit: Visit) -> Reply:
    """The statement for one restriction as the database takes it, and the words for the user; drafts."""
    found = _restriction(office, visit.request.query)
    publishing, at = office.papers.publishing, office.clock()
    looked = office.looked(found.decided.content) if found.decided else None
    made = statements_of_reasons.state(found, publishing, looked=looked)
    text = to_user(found, made, publishing, office.papers.host, at=at)
    given = office.log.get(_key(found))
    return page(
        office, visit, "statement.html", found=found, fields=made.statement.fields(), text=text,
        to_check=made.to_check, faults=problems(made.statement.fields()), given=given,
    )  # fmt: skip


def given(office: Office, visit: Visit) -> Reply:
    """The user was told, with these reasons."""
    found = _restriction(office, visit.request.form)
    what = StatementMade(puid=puid(found), item=found.item, revision=found.revision)
    office.write(_key(found), f"person {visit.person}", what)
    return see("/statements")


def _key(found: Restriction) -> str:
    return f"statement {puid(found)}"


def _restriction(office: Office, asked: dict[str, str]) -> Restriction:
    """The last restriction of what is asked for: an item's revision, or an account."""
    item, account, number = (asked.get(name, "").strip() for name in ("item", "account", "revision"))
    if number and (not number.isascii() or not number.isdigit() or len(number) > 15):
        raise Unfit("a revision is a number")
    every = restrictions(office.log.read(), terms=office.terms)
    wanted = (
        each
        for each in every
        if (each.item == item and each.revision == int(number or 0) if item else
            not each.item and bool(account) and each.account == account)
    )  # fmt: skip
    last = deque(wanted, maxlen=1)
    if not last:
        raise Turned("the log has no such restriction", 404)
    return last[0]


def _period(visit: Visit) -> tuple[str, str]:
    since, until = visit.request.query.get("since", ""), visit.request.query.get("until", "")
    if any(each and not _DAY.fullmatch(each) for each in (since, until)):
        raise Unfit("a day is written YYYY-MM-DD")
    return since, until

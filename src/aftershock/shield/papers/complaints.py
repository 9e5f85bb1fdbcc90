"""Was every complaint taken, in time, by somebody who may decide on it? DSA Art. 20, TCO Art. 10.

Who may decide is enforced where it is written (``accounts.refusals``); here the whole log is looked at
afterwards, so that an auditor need not trust that. That another person decides is this house's rule; the
law asks for qualified staff and not solely automated means (Art. 20(6)).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Literal

import msgspec

from aftershock.records import Record
from aftershock.shield.accounts.fold import Accounts
from aftershock.shield.accounts.refusals import had_part
from aftershock.shield.accounts.terms import Terms
from aftershock.shield.ledger.happenings import AppealDecided, Appealed, Informed, Link, StatementMade
from aftershock.shield.ledger.times import apart, moved
from aftershock.shield.papers.draft import months_later
from aftershock.shield.papers.orders import orders
from aftershock.shield.papers.restrictions import puid, restrictions

TWO_WEEKS = timedelta(days=14)
TARGET = timedelta(days=14)  # the law says without undue delay; this house's own mark
DAY = 86400.0


class Complaint(Record, frozen=True, kw_only=True):
    """One complaint. ``informed_at``: when the user was told of the decision; ``due``: TCO's two weeks where
    it is about what was removed as terrorist content, else the house's own mark.
    """

    appeal: str
    item: str
    account: str
    at: str
    seq: int
    due: str
    terrorist: bool
    informed_at: str = ""
    decided_at: str = ""
    person: str = ""
    overturned: bool = False
    reason: str = ""
    had_part: bool = False

    @property
    def days(self) -> float | None:
        """From complaint to decision; None while it waits."""
        return max(0.0, apart(self.at, self.decided_at) / DAY) if self.decided_at else None


class Fault(Record, frozen=True, kw_only=True):
    """What is wrong with how a complaint was handled, and after which article."""

    appeal: str
    kind: Literal["late", "automated", "same-person", "no-reason", "refused", "untold"]
    what: str
    after: str


def complaints(links: Iterable[Link], *, terms: Terms | None = None) -> dict[str, Complaint]:
    """All complaints of a log; what the accounts' rules refused is left out here and said by ``faults``."""
    return _read(links, terms)[0]


def faults(links: Iterable[Link], *, now: str, terms: Terms | None = None) -> list[Fault]:
    """Everything that is wrong at a moment; an empty list is what an auditor wants to see."""
    known, refused = _read(links, terms)
    found = list(refused)
    for each in known.values():
        if apart(each.due, each.decided_at or now) > 0:
            after = "TCO Art. 10(2)" if each.terrorist else "DSA Art. 20(4), by this house's own mark"
            what = "answered late" if each.decided_at else "waits longer than it may"
            found.append(Fault(appeal=each.appeal, kind="late", what=what, after=after))
        if not each.informed_at:
            what = "nobody told them of the decision with reasons: the six months have not begun"
            found.append(Fault(appeal=each.appeal, kind="untold", what=what, after="DSA Art. 17, 20(2)"))
        if not each.decided_at:
            continue
        if not each.person:
            what = "decided by a program alone"
            found.append(Fault(appeal=each.appeal, kind="automated", what=what, after="DSA Art. 20(6)"))
        if each.had_part:
            what = "decided by somebody who had a part in the decision"
            found.append(Fault(appeal=each.appeal, kind="same-person", what=what, after="this house's rule"))
        if not each.reason.strip():
            what = "no reasons were given"
            found.append(Fault(appeal=each.appeal, kind="no-reason", what=what, after="DSA Art. 20(5)"))
    return sorted(found, key=lambda each: (each.appeal, each.kind))


def open_until(informed_at: str) -> str:
    """Until when a complaint must be taken: six calendar months from the day the user was informed
    (Art. 20(2)), to that day's end.
    """
    return months_later(informed_at[:10] + "T23:59:59Z", 6)


def may_still(informed_at: str, *, now: str) -> bool:
    """Whether a complaint must still be taken; always where the user was not informed."""
    return not informed_at or apart(now, open_until(informed_at)) >= 0


def _read(links: Iterable[Link], terms: Terms | None) -> tuple[dict[str, Complaint], list[Fault]]:
    kept = list(links)
    accounts = Accounts(terms)
    ordered = {id_: each.items for id_, each in orders(kept).orders.items()}
    removed = {item for each in ordered.values() for item in each}
    informed = _informed(kept, ordered, terms)
    known: dict[str, Complaint] = {}
    refused: list[Fault] = []
    for link in kept:
        what, entry = link.entry.what, link.entry
        parts: set[str] = set()
        if isinstance(what, AppealDecided) and what.appeal in accounts.known.complaints:
            parts = had_part(accounts.known, accounts.known.complaints[what.appeal])
        accounts.apply(link)
        void = accounts.known.void.get(link.seq, "")
        if isinstance(what, Appealed) and not void:
            known[what.appeal] = _taken(link, what, accounts, informed, removed)
        elif isinstance(what, AppealDecided | Appealed):
            if void:
                fault = Fault(appeal=what.appeal, kind="refused", what=void, after="the log's own rules")
                refused.append(fault)
            elif isinstance(what, AppealDecided):
                person = entry.by.removeprefix("person ") if entry.by.startswith("person ") else ""
                known[what.appeal] = msgspec.structs.replace(
                    known[what.appeal], decided_at=entry.at, person=person, overturned=what.overturned,
                    reason=what.reason, had_part=person in parts,
                )  # fmt: skip
    return known, refused


def _informed(
    links: list[Link], ordered: Mapping[str, tuple[str, ...]], terms: Terms | None
) -> dict[tuple[str, int], str]:
    """When somebody was told, by item and revision, ``account NAME``, ``notice ID``, or, where an order
    removed it, by item and -1. A statement about an account names no item, its mark says which.
    """
    marks = {
        puid(each): (each.item, each.revision) if each.item else (f"account {each.account}", 0)
        for each in restrictions(links, terms=terms)
    }
    told: dict[tuple[str, int], str] = {}
    for link in links:
        what = link.entry.what
        if isinstance(what, StatementMade):
            told.setdefault(marks.get(what.puid, (what.item, what.revision)), link.entry.at)
        elif isinstance(what, Informed) and what.to == "notifier":
            told.setdefault((what.about, 0), link.entry.at)
        elif isinstance(what, Informed):
            for item in ordered.get(what.about.removeprefix("order "), ()):
                told.setdefault((item, -1), link.entry.at)
    return told


def _taken(
    link: Link,
    what: Appealed,
    accounts: Accounts,
    informed: dict[tuple[str, int], str],
    removed: set[str],
) -> Complaint:
    terrorist = what.item in removed
    account = accounts.known.complaints[what.appeal].account
    if what.by == "notifier":
        told = informed.get((f"notice {what.notice}", 0), "")
    elif what.item:
        told = informed.get((what.item, what.revision)) or informed.get((what.item, -1), "")
    else:
        told = informed.get((f"account {account}", 0), "")
    return Complaint(
        appeal=what.appeal, item=what.item, account=account,
        at=link.entry.at, seq=link.seq, terrorist=terrorist, informed_at=told,
        due=moved(link.entry.at, TWO_WEEKS if terrorist else TARGET),
    )  # fmt: skip

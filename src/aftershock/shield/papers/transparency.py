"""What was done in a period, by which rule, how automated, how often wrong? Counted from the log alone.

In the shape of DSA Art. 15(1) and 24(1) and of TCO Art. 7(3): measures, notices, orders, complaints,
automation. A measure is one restriction (``restrictions.py``) and belongs to the period in which it was
imposed; what became of it is counted up to the log's end. Allowed posts are logged by sample and never
counted here. The templates of Implementing Regulation (EU) 2024/2835 are filled from this by a person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from math import sqrt
from statistics import median

from aftershock.records import Record
from aftershock.shield.accounts.fold import Accounts
from aftershock.shield.accounts.known import Known
from aftershock.shield.accounts.outcome import live, stands
from aftershock.shield.accounts.terms import Terms
from aftershock.shield.ledger.happenings import (
    IncidentOpened,
    Link,
    OrderReceived,
    StatementMade,
    ThreatSent,
)
from aftershock.shield.ledger.times import apart, within
from aftershock.shield.papers.complaints import complaints
from aftershock.shield.papers.notices import notices
from aftershock.shield.papers.orders import orders
from aftershock.shield.papers.restrictions import Restriction, restrictions
from aftershock.shield.papers.statements_of_reasons import automation

FEWEST = 10  # below this a share says nothing and is not given
Kind = tuple[str, str, str, str, str]


class Rate(Record, frozen=True, kw_only=True):
    """A share with its 95 % interval (Wilson 1927); below ten cases neither is given."""

    name: str
    hits: int
    of: int
    share: float | None = None
    low: float | None = None
    high: float | None = None

    def __str__(self) -> str:
        if self.share is None or self.low is None or self.high is None:
            return f"{self.hits} of {self.of}: n < {FEWEST}, no share"
        return f"{self.share:.1%} ({self.low:.1%} to {self.high:.1%}; {self.hits} of {self.of})"


class Measures(Record, frozen=True, kw_only=True):
    """One kind of restriction. ``appealed``: how many of them somebody complained about, ``reversed``: how
    many of those complaints were won, ``restored``: how many stand no more, by complaint or a person's look.
    """

    rule: str
    category: str
    language: str
    automation: str
    outcome: str
    count: int
    appealed: int
    reversed: int
    restored: int


class Counted(Record, frozen=True, kw_only=True):
    """A count under a heading; ``median`` in ``unit`` of those that have one, None where none has."""

    what: str
    count: int
    median: float | None = None
    unit: str = ""


class Report(Record, frozen=True, kw_only=True):
    """The whole report. ``since`` inclusive, ``until`` exclusive; ``head`` is how far the log was read."""

    since: str
    until: str
    head: int
    measures: tuple[Measures, ...]
    notices: tuple[Counted, ...]
    orders: tuple[Counted, ...]
    complaints: tuple[Counted, ...]
    other: tuple[Counted, ...]
    rates: tuple[Rate, ...]

    @property
    def restrictions(self) -> int:
        """All measures together."""
        return sum(each.count for each in self.measures)


def report(links: Iterable[Link], *, since: str, until: str, terms: Terms | None = None) -> Report:
    """Count a period (ISO moments or days, compared as such; an empty bound is none)."""
    kept = list(links)
    accounts = Accounts(terms)
    for link in kept:
        accounts.apply(link)
    imposed = [each for each in restrictions(kept, terms=terms) if within(each.at, since, until)]
    measures = _measures(imposed, accounts.known)
    return Report(
        since=since,
        until=until,
        head=kept[-1].seq if kept else 0,
        measures=measures,
        notices=_notices(kept, since, until),
        orders=_orders(kept, since, until),
        complaints=_complaints(kept, since, until, terms),
        other=_other(kept, since, until),
        rates=_rates(imposed, measures, accounts.known),
    )


def rate(name: str, hits: int, of: int) -> Rate:
    """A share of ``of`` cases; without the share below ten."""
    if of < FEWEST:
        return Rate(name=name, hits=hits, of=of)
    z, share = 1.959964, hits / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    wide = z * sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    low, high = max(0.0, middle - wide), min(1.0, middle + wide)
    return Rate(name=name, hits=hits, of=of, share=share, low=low, high=high)


def _measures(imposed: Sequence[Restriction], known: Known) -> tuple[Measures, ...]:
    kinds: Counter[Kind] = Counter()
    tally: Counter[tuple[Kind, str]] = Counter()
    complained = _complained(imposed, known)
    for place, each in enumerate(imposed):
        ground = each.ground
        language = each.decided.language if each.decided and each.item else ""
        kind = (
            ground.rule if ground else "",
            ground.category if ground else "",
            language,
            automation(each).removeprefix("AUTOMATED_DECISION_").lower().replace("_", " "),
            each.verdict if each.item else "account blocked",
        )
        kinds[kind] += 1
        tally[kind, "appealed"] += place in complained
        tally[kind, "reversed"] += complained.get(place, False)
        tally[kind, "restored"] += _restored(each, known)
    return tuple(
        Measures(
            rule=kind[0], category=kind[1], language=kind[2], automation=kind[3], outcome=kind[4],
            count=count,
            appealed=tally[kind, "appealed"], reversed=tally[kind, "reversed"],
            restored=tally[kind, "restored"],
        )
        for kind, count in sorted(kinds.items())
    )  # fmt: skip


def _complained(imposed: Sequence[Restriction], known: Known) -> dict[int, bool]:
    """Which of the restrictions somebody complained about, and whether they won: the last before each
    complaint, on its revision or account.
    """
    found: dict[int, bool] = {}
    for complaint in known.complaints.values():
        about = [
            place
            for place, each in enumerate(imposed)
            if each.link.seq < complaint.seq
            and (
                (each.item, each.revision) == (complaint.item, complaint.revision)
                if complaint.item
                else not each.item and each.account == complaint.account
            )
        ]
        if about:
            found[about[-1]] = found.get(about[-1], False) or complaint.overturned
    return found


def _restored(each: Restriction, known: Known) -> bool:
    if not each.item:
        return known.accounts[each.account].restored > each.link.seq
    return stands(known.subjects[each.item].revisions[each.revision]).verdict == "allow"


def _notices(links: Sequence[Link], since: str, until: str) -> tuple[Counted, ...]:
    found = [each for each in notices(links).values() if within(each.at, since, until)]
    decided = [each for each in found if each.decision is not None]
    acted = [each for each in decided if each.decision and each.decision.verdict != "allow"]
    hours = [each.seconds / 3600 for each in decided if each.seconds is not None]
    grounds = Counter(each.received.ground or "not said" for each in found)
    return (
        Counted(what="received", count=len(found)),
        Counted(what="by trusted flaggers", count=sum(each.received.trusted_flagger for each in found)),
        Counted(what="decided", count=len(decided), median=_median(hours), unit="hours"),
        Counted(what="action taken", count=len(acted)),
        Counted(
            what="decided by automated means",
            count=sum(bool(each.decision and each.decision.automated) for each in decided),
        ),
        *(Counted(what=f"ground: {name}", count=count) for name, count in sorted(grounds.items())),
    )


def _orders(links: Sequence[Link], since: str, until: str) -> tuple[Counted, ...]:
    came = {each.seq: each.entry.at for each in links if isinstance(each.entry.what, OrderReceived)}
    found = [each for each in orders(links).orders.values() if within(came[each.seq], since, until)]
    executed = [each for each in found if each.executed_at]
    minutes = [max(0.0, apart(each.clock, each.executed_at)) / 60 for each in executed]
    states = Counter(each.received.member_state or "not said" for each in found)
    causes = Counter(each.cause for each in found if each.status == "declined")
    return (
        Counted(what="received", count=len(found)),
        Counted(what="executed", count=len(executed), median=_median(minutes), unit="minutes"),
        Counted(what="executed within the hour", count=sum(not each.late for each in executed)),
        Counted(what="items removed or disabled", count=sum(len(each.items) for each in executed)),
        Counted(what="reported to the authority", count=sum(each.status == "done" for each in found)),
        Counted(what="annulled", count=sum(each.status == "annulled" for each in found)),
        Counted(what="items put back by an authority or court", count=sum(len(e.lifted) for e in found)),
        *(Counted(what=f"not executed: {name}", count=count) for name, count in sorted(causes.items())),
        *(Counted(what=f"from {name}", count=count) for name, count in sorted(states.items())),
    )


def _complaints(links: Sequence[Link], since: str, until: str, terms: Terms | None) -> tuple[Counted, ...]:
    found = [each for each in complaints(links, terms=terms).values() if within(each.at, since, until)]
    decided = [each for each in found if each.decided_at]
    days = [each.days for each in decided if each.days is not None]
    terrorist = [each for each in found if each.terrorist]
    return (
        Counted(what="received", count=len(found)),
        Counted(what="decided", count=len(decided), median=_median(days), unit="days"),
        Counted(what="reversed", count=sum(each.overturned for each in decided)),
        Counted(what="upheld", count=sum(not each.overturned for each in decided)),
        Counted(what="on what a removal order had removed", count=len(terrorist)),
        Counted(what="of these reinstated", count=sum(each.overturned for each in terrorist)),
    )


def _other(links: Sequence[Link], since: str, until: str) -> tuple[Counted, ...]:
    entries = [each.entry for each in links if within(each.entry.at, since, until)]
    inside = [each.what for each in entries]
    opened = {each.incident for each in inside if isinstance(each, IncidentOpened)}
    threats = sum(
        isinstance(each.what, ThreatSent) and each.what.sent and each.by.startswith("person ")
        for each in entries
    )
    given = sum(isinstance(each, StatementMade) for each in inside)
    return (
        Counted(what="statements of reasons given", count=given),
        Counted(what="threats to life notified", count=threats),
        Counted(what="incidents", count=len(opened)),
    )


def _rates(imposed: Sequence[Restriction], measures: Sequence[Measures], known: Known) -> tuple[Rate, ...]:
    alone = [each for each in imposed if each.item and each.by in ("policy", "known item")]
    seen = [each for each in alone if _looked_at(each, known)]
    appealed, count = sum(each.appealed for each in measures), sum(each.count for each in measures)
    return (
        rate("restrictions that somebody complained about", appealed, count),
        rate("of these reversed", sum(each.reversed for each in measures), appealed),
        rate("restrictions that the policy decided alone", len(alone), count),
        rate("of these looked at by a person since", len(seen), len(alone)),
        rate("of these taken back", sum(_restored(each, known) for each in seen), len(seen)),
    )


def _looked_at(each: Restriction, known: Known) -> bool:
    revision = known.subjects[each.item].revisions[each.revision]
    return bool(live(revision)) or bool(revision.overturned)


def _median(values: Sequence[float]) -> float | None:
    return median(values) if values else None

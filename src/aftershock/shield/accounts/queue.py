"""What waits for a person, in which order, and for whom?

The most harmful and severe first; what has waited long moves up, so that nothing waits for ever. A record of
the queue says nothing about what an earlier person decided, and its ``look`` is for the server only: that a
second look is wanted can already tell what the first one said. Times are arguments; what lies in the future
has waited for no time.
"""

from __future__ import annotations

from collections.abc import Iterable

from aftershock.records import Record
from aftershock.shield.accounts import standing
from aftershock.shield.accounts.known import Complaint, Known, Revision
from aftershock.shield.accounts.outcome import newest, wanted
from aftershock.shield.accounts.refusals import had_part, holder_of, look_refused
from aftershock.shield.accounts.terms import Terms
from aftershock.shield.ledger.times import apart
from aftershock.shield.policy.table import VERDICTS

HOUR = 3600.0


class Waiting(Record, frozen=True, kw_only=True):
    """A revision that wants a look. ``seq`` and ``since``: when the policy first answered on it."""

    item: str
    revision: int
    look: int
    account: str
    seq: int
    since: str
    severity: int
    harm: int
    weight: float
    holder: str = ""


class Appeal(Record, frozen=True, kw_only=True):
    """A complaint that waits for a person who had no part."""

    appeal: str
    item: str
    revision: int
    account: str
    seq: int
    since: str


def queue(known: Known, *, now: str, person: str = "") -> list[Waiting]:
    """Everything that waits, first first; for a ``person`` only what they may take now."""
    found = [*_looks(known, known.waiting, now), *_for_blocks(known, now)]
    if person:
        found = [each for each in found if _open_to(known, each, person)]
    return sorted(found, key=lambda each: (-each.weight, each.seq))


def next_for(known: Known, person: str, *, now: str) -> Waiting | None:
    """What a person should look at next; what they have taken already comes first."""
    open_ = queue(known, now=now, person=person)
    return next((each for each in open_ if each.holder == person), open_[0] if open_ else None)


def appeals(known: Known, *, person: str = "") -> list[Appeal]:
    """Complaints that wait, oldest in the log first; for a ``person`` only those they had no part in."""
    waiting = (known.complaints[name] for name in known.open_complaints)
    return [
        _appeal(each)
        for each in sorted(waiting, key=lambda each: each.seq)
        if not person or person not in had_part(known, each)
    ]


def _looks(known: Known, items: Iterable[str], now: str, *, for_block: bool = False) -> list[Waiting]:
    found = []
    for item in items:
        subject = known.subjects[item]
        look = wanted(subject, known.terms, for_block=for_block)
        if not look:
            continue
        number = newest(subject)
        revision = subject.revisions[number]
        holder = holder_of(revision, look, at=now)
        severity, harm = VERDICTS.index(revision.ruling.verdict), _harm(revision, known.terms)
        waited = max(0.0, apart(revision.since, now)) / HOUR
        found.append(
            Waiting(
                item=item, revision=number, look=look, account=subject.account, seq=revision.first,
                since=revision.since, severity=severity, harm=harm,
                weight=harm + severity + waited / known.terms.ageing,
                holder=holder.person if holder else "",
            )
        )  # fmt: skip
    return found


def _for_blocks(known: Known, now: str) -> list[Waiting]:
    """Items that a proposed block rests on and that only one person has looked at."""
    if not known.terms.second_for_blocks:
        return []
    items: dict[str, None] = {}
    for proposal in standing.proposals(known, now=now):
        page = known.accounts[proposal.account]
        for strike in standing.strikes(known, page):
            unseconded = strike.items[0] in proposal.items and not standing.confirmed(known, strike)
            if unseconded and strike.items[0] not in known.waiting:
                items[strike.items[0]] = None
    return _looks(known, items, now, for_block=True)


def _open_to(known: Known, waiting: Waiting, person: str) -> bool:
    if waiting.holder and waiting.holder != person:
        return False
    return not look_refused(known, waiting.item, waiting.revision, waiting.look, person)


def _harm(revision: Revision, terms: Terms) -> int:
    return max((terms.harm.get(each, 0) for each in revision.ruling.categories), default=0)


def _appeal(each: Complaint) -> Appeal:
    return Appeal(
        appeal=each.appeal,
        item=each.item,
        revision=each.revision,
        account=each.account,
        seq=each.seq,
        since=each.at,
    )

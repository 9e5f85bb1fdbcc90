"""What waits for a person, in which order, and for whom?

The most harmful and severe first; what has waited long moves up, so that nothing waits for ever. A record of
the queue says nothing about what an earlier person decided, and its ``look`` is for the server only: that a
second look is wanted can already tell what the first one said. Times are arguments; what lies in the future
has waited for no time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from aftershock.records import Record
from aftershock.shield.accounts import standing
from aftershock.shield.accounts.known import Complaint, Known, Revision
from aftershock.shield.accounts.outcome import newest, wanted
from aftershock.shield.accounts.refusals import had_part, holder_of, look_refused
from aftershock.shield.accounts.terms import Terms
from aftershock.shield.ledger.times import seconds
from aftershock.shield.policy.table import VERDICTS

HOUR = 3600.0
_Place = tuple[float, int, str, int, int]  # minus weight, place in the log, item, look, revision
SEVERITY = {verdict: place for place, verdict in enumerate(VERDICTS)}


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


def queue(known: Known, *, now: str, person: str = "", limit: int | None = None) -> list[Waiting]:
    """What waits, first first, at most ``limit`` of it; for a ``person`` only what they may take now."""
    return list(islice(_open_in(known, _line(known, now), now, person), limit))


def next_for(known: Known, person: str, *, now: str) -> Waiting | None:
    """What a person should look at next; what they have taken already comes first."""
    line = _line(known, now)
    taken = [each for each in line if known.subjects[each[2]].revisions[each[4]].claims]
    mine = (each for each in _open_in(known, taken, now, person) if each.holder == person)
    return next(mine, None) or next(_open_in(known, line, now, person), None)


def appeals(known: Known, *, person: str = "") -> list[Appeal]:
    """Complaints that wait, oldest in the log first; for a ``person`` only those they had no part in."""
    waiting = (known.complaints[name] for name in known.open_complaints)
    return [
        _appeal(each)
        for each in sorted(waiting, key=lambda each: each.seq)
        if not person or person not in had_part(known, each)
    ]


def _line(known: Known, now: str) -> list[_Place]:
    """All that waits, in order, before anything is said about it: a long queue is walked in no time."""
    moment, terms = seconds(now), known.terms
    line: list[_Place] = []
    for item, look in (*known.waiting.items(), *_for_blocks(known, now).items()):
        subject = known.subjects[item]
        number = newest(subject)
        revision = subject.revisions[number]
        line.append((-_weight(revision, terms, moment), revision.first, item, look, number))
    line.sort()
    return line


def _open_in(known: Known, line: Iterable[_Place], now: str, person: str) -> Iterator[Waiting]:
    """What of a line a person may take, or all of it for nobody."""
    for weight, _, item, look, _ in line:
        waiting = _waiting(known, item, look, -weight, now)
        if not person or _open_to(known, waiting, person):
            yield waiting


def _weight(revision: Revision, terms: Terms, moment: float) -> float:
    """Harm and severity, and one more for each ``ageing`` hours of waiting; none for what lies ahead."""
    waited = max(0.0, moment - seconds(revision.since)) / HOUR
    return _harm(revision, terms) + SEVERITY[revision.ruling.verdict] + waited / terms.ageing


def _waiting(known: Known, item: str, look: int, weight: float, now: str) -> Waiting:
    subject = known.subjects[item]
    number = newest(subject)
    revision = subject.revisions[number]
    holder = holder_of(revision, look, at=now)
    return Waiting(
        item=item, revision=number, look=look, account=subject.account, seq=revision.first,
        since=revision.since, severity=SEVERITY[revision.ruling.verdict],
        harm=_harm(revision, known.terms), weight=weight, holder=holder.person if holder else "",
    )  # fmt: skip


def _for_blocks(known: Known, now: str) -> dict[str, int]:
    """Items that a proposed block rests on and that want another look for it, with that look."""
    items: dict[str, int] = {}
    if not known.terms.second_for_blocks:
        return items
    for proposal in standing.proposals(known, now=now):
        page = known.accounts[proposal.account]
        for strike in standing.strikes(known, page):
            unseconded = strike.items[0] in proposal.items and not standing.confirmed(known, strike)
            if unseconded and strike.items[0] not in known.waiting:
                items[strike.items[0]] = wanted(known.subjects[strike.items[0]], known.terms, for_block=True)
    return {item: look for item, look in items.items() if look}


def _open_to(known: Known, waiting: Waiting, person: str) -> bool:
    if waiting.holder and waiting.holder != person:
        return False
    return not look_refused(known, waiting.item, waiting.revision, waiting.look, person)


def _harm(revision: Revision, terms: Terms) -> int:
    if not terms.harm:
        return 0
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

"""Where does an account stand: strikes, limits, a proposed block, a block? Worked out from what was decided.

One item is one strike at most, whatever number of rules and revisions; copies of the same content within a
campaign are one. Only a person's decision or an exact known item counts. Everything expires, and everything
names its items. As nothing is stored, an appeal that was won or a look that was taken back restores it all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

import msgspec

from aftershock.records import Record
from aftershock.shield.accounts.known import Account, Block, Known
from aftershock.shield.accounts.outcome import Standing as Verdict_
from aftershock.shield.accounts.outcome import is_strike, seconded, stands
from aftershock.shield.accounts.terms import Restraint, Terms
from aftershock.shield.ledger.times import apart, moved, seconds

DAY = 86_400.0


class Strike(Record, frozen=True, kw_only=True):
    """One strike: its items (the first counts, the others are copies), since when, by whom, until when."""

    items: tuple[str, ...]
    revision: int
    content: str
    verdict: str
    by: str
    clause: str
    seq: int
    at: str
    until: str


class Limit(Record, frozen=True, kw_only=True):
    """What is limited, since and until when, and because of which items."""

    restraint: Restraint
    items: tuple[str, ...]
    seq: int
    since: str
    until: str


class Proposal(Record, frozen=True, kw_only=True):
    """A block that a person may set. ``ready``: two people agreed on each item, or it is a known one."""

    account: str
    items: tuple[str, ...]
    since: str
    seq: int
    ready: bool


class Blocked(Record, frozen=True, kw_only=True):
    """A block that stands."""

    items: tuple[str, ...]
    by: str
    reason: str
    since: str
    until: str
    seq: int


class AccountStanding(Record, frozen=True, kw_only=True):
    """Where an account stands at a moment. ``strikes`` are those that count; ``past`` those that expired."""

    account: str
    strikes: tuple[Strike, ...] = ()
    past: tuple[Strike, ...] = ()
    limits: tuple[Limit, ...] = ()
    blocked: Blocked | None = None
    proposal: Proposal | None = None

    def signals(self) -> dict[str, float | bool | None]:
        """What a policy may ask about an account, where it declares these signals."""
        restraints = {each.restraint for each in self.limits}
        return {
            "account.strikes": float(len(self.strikes)),
            "account.slower": "slower" in restraints,
            "account.held": "held" in restraints,
            "account.blocked": self.blocked is not None,
        }


def standing(known: Known, account: str, *, now: str) -> AccountStanding:
    """Where an account stands at ``now``; nothing is held against one that the log does not know."""
    page = known.accounts.get(account)
    if page is None or not account:
        return AccountStanding(account=account)
    every = strikes(known, page)
    counting = tuple(each for each in every if apart(now, each.until) > 0)
    blocked = _blocked(page, every, known.terms, now)
    return AccountStanding(
        account=account,
        strikes=counting,
        past=tuple(each for each in every if each not in counting),
        limits=limits(every, known.terms, now=now, after=page.restored),
        blocked=blocked,
        proposal=None if blocked else _proposal(known, page, counting),
    )


def proposals(known: Known, *, now: str) -> list[Proposal]:
    """Blocks that wait for a person, in the order in which they came to be."""
    least = known.terms.block_after
    pages = [known.accounts[each] for each in known.struck]
    found = [_proposed(known, page, now) for page in pages if len(page.items) >= least]
    return sorted((each for each in found if each is not None), key=lambda each: each.seq)


def strikes(known: Known, page: Account) -> tuple[Strike, ...]:
    """All strikes of an account in the order of the log, expired ones too; copies within a campaign are
    one.
    """
    terms = known.terms
    heads: list[Strike] = []
    for strike in sorted(_struck(known, page), key=lambda each: each.seq):
        same = next((place for place, head in enumerate(heads) if _copy(head, strike, terms)), None)
        if same is None:
            heads.append(strike)
        else:
            joined = heads[same].items + strike.items
            heads[same] = msgspec.structs.replace(heads[same], items=joined)
    return tuple(heads)


def limits(every: Sequence[Strike], terms: Terms, *, now: str, after: int = 0) -> tuple[Limit, ...]:
    """The limits in force at ``now``: of each restraint the one that lasts longest.

    ``after``: limits that strikes up to this place brought were lifted.
    """
    found: dict[Restraint, Limit] = {}
    for number, strike in enumerate(every, start=1):
        if strike.seq <= after:
            continue
        counting = [each for each in every[:number] if apart(strike.at, each.until) > 0]
        reached = [step for step in terms.steps if len(counting) >= step.strikes]
        if not reached:
            continue
        step = max(reached, key=lambda each: each.strikes)
        until = moved(strike.at, timedelta(days=step.days))
        before = found.get(step.restraint)
        if apart(now, until) > 0 and (before is None or apart(before.until, until) >= 0):
            items = tuple(item for each in counting for item in each.items)
            found[step.restraint] = Limit(
                restraint=step.restraint, items=items, seq=strike.seq, since=strike.at, until=until
            )
    return tuple(sorted(found.values(), key=lambda each: each.seq))


def blocks_rest_on(known: Known, page: Account, items: Sequence[str], *, now: str) -> tuple[Strike, ...]:
    """The independent strikes that count at ``now`` and have one of these items."""
    listed = set(items)
    return tuple(
        each
        for each in strikes(known, page)
        if listed.intersection(each.items) and apart(now, each.until) > 0
    )


def confirmed(known: Known, strike: Strike) -> bool:
    """Whether a strike may carry a block: a known item, or two people agreed."""
    return strike.by == "known item" or seconded(known.subjects[strike.items[0]].revisions[strike.revision])


def _struck(known: Known, page: Account) -> Iterator[Strike]:
    """One strike for each item that has one: the first decision of the log that still stands."""
    for item in page.items:
        found: list[tuple[int, int, Verdict_]] = []
        for number, revision in known.subjects[item].revisions.items():
            verdict = stands(revision)
            if is_strike(verdict, known.terms):
                found.append((verdict.seq, number, verdict))
        if found:
            _, number, verdict = min(found, key=lambda each: each[:2])
            yield Strike(
                items=(item,),
                revision=number,
                content=known.subjects[item].revisions[number].ruling.content,
                verdict=verdict.verdict,
                by=verdict.by,
                clause=verdict.clause,
                seq=verdict.seq,
                at=verdict.at,
                until=moved(verdict.at, timedelta(days=known.terms.strike_days)),
            )


def _copy(head: Strike, strike: Strike, terms: Terms) -> bool:
    """Whether a strike is for a copy of what ``head`` is for, within the same campaign, whatever clocks
    did.
    """
    if not strike.content or strike.content != head.content:
        return False
    return abs(seconds(strike.at) - seconds(head.at)) <= terms.campaign_days * DAY


def _blocked(page: Account, every: Sequence[Strike], terms: Terms, now: str) -> Blocked | None:
    """The last block that stands: not over, not lifted, and still resting on enough items."""
    for block in reversed(page.blocks):
        if block.seq > page.restored and apart(now, block.until) > 0 and _rests(block, every, terms):
            return Blocked(
                items=block.items, by=block.person, reason=block.reason,
                since=block.at, until=block.until, seq=block.seq,
            )  # fmt: skip
    return None


def _rests(block: Block, every: Sequence[Strike], terms: Terms) -> bool:
    return sum(1 for each in every if set(block.items) & set(each.items)) >= terms.block_items


def _proposed(known: Known, page: Account, now: str) -> Proposal | None:
    every = strikes(known, page)
    if len(every) < known.terms.block_after or _blocked(page, every, known.terms, now):
        return None
    return _proposal(known, page, [each for each in every if apart(now, each.until) > 0])


def _proposal(known: Known, page: Account, counting: Sequence[Strike]) -> Proposal | None:
    """A proposal where enough strikes count, and one of them came after the last time a person lifted all."""
    if len(counting) < max(known.terms.block_after, known.terms.block_items):
        return None
    last = counting[-1]
    if last.seq <= page.restored:
        return None
    ready = not known.terms.second_for_blocks or all(confirmed(known, each) for each in counting)
    return Proposal(
        account=page.account,
        items=tuple(each.items[0] for each in counting),
        since=last.at,
        seq=last.seq,
        ready=ready,
    )

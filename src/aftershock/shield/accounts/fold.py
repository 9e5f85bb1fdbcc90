"""How does one link of the log change what is known? The fold: from nothing, in the log's order, each once.

An entry that may not be (``refusals``) changes nothing but ``Known.void``, where it says why. The fold asks
no clock and no chance: the same log and terms always give the same.
"""

from __future__ import annotations

import msgspec

from aftershock.shield.accounts.known import (
    MEDIA,
    Account,
    Block,
    Claim,
    Complaint,
    Day,
    Known,
    Look,
    Revision,
    Ruling,
    Subject,
)
from aftershock.shield.accounts.outcome import is_strike, newest, stands, wanted
from aftershock.shield.accounts.refusals import person_of, refusal
from aftershock.shield.accounts.subjects import Subjects, parts_of
from aftershock.shield.accounts.terms import Terms
from aftershock.shield.ledger.happenings import (
    AccountBlocked,
    AccountRestored,
    AppealDecided,
    Appealed,
    Claimed,
    Decided,
    Entry,
    Link,
    NoticeDecided,
    Opened,
    OrderExecuted,
    OrderReceived,
    Reviewed,
    Undone,
)
from aftershock.shield.ledger.reinstating import Reinstated
from aftershock.shield.verdict import Answer

KINDS = (
    "decided", "claimed", "reviewed", "undone", "appealed", "appeal-decided", "account-blocked",
    "account-restored", "notice-decided", "order-received", "order-executed", "opened", "reinstated",
)  # fmt: skip


class Accounts:
    """What is known, kept up link by link; see ``ledger.projections`` for how it follows a log."""

    kinds = KINDS
    version = "accounts 7"

    def __init__(self, terms: Terms | None = None) -> None:
        self.known = Known(terms=terms or Terms())

    def apply(self, link: Link) -> None:
        """Take the next link; links of other kinds change nothing but the place."""
        if isinstance(link.entry.what, Decided):
            _decided(self.known, link.seq, link.entry.at, link.entry.what)
        elif why := refusal(self.known, link.entry):
            self.known.void[link.seq] = why
        else:
            _happened(self.known, link.seq, link.entry)
        self.known.seq = link.seq

    def saved(self) -> bytes:
        """What is known as bytes, for a snapshot."""
        encode = msgspec.msgpack.encode
        return encode(
            (encode(msgspec.structs.replace(self.known, subjects={})), parts_of(self.known.subjects))
        )

    def restored(self, data: bytes) -> bool:
        """Take a snapshot; False, and nothing changes, where it was made under other terms."""
        decode = msgspec.msgpack.decode
        whole, parts = decode(data, type=tuple[bytes, list[bytes]])
        known = decode(whole, type=Known)
        if known.terms != self.known.terms:
            return False
        known.subjects = Subjects(parts)
        self.known = known
        return True


def _decided(known: Known, seq: int, at: str, what: Decided) -> None:
    answer = what.answer
    subject = known.subjects.get(answer.item)
    if subject is None:
        subject = known.subjects[answer.item] = Subject(item=answer.item, account="")
    if what.account and not subject.account:  # the first that was said: an item does not change hands
        subject.account = what.account
        known.accounts.setdefault(what.account, Account(account=what.account)).items.append(answer.item)
    ruling = _ruling(seq, at, what)
    revision = subject.revisions.get(answer.revision)
    if revision is None:
        earlier = subject.revisions[newest(subject)] if subject.revisions else None
        revision = subject.revisions[answer.revision] = Revision(ruling=ruling, since=at, first=seq)
        if earlier is not None and earlier.ordered:
            revision.ordered, revision.ordered_at = earlier.ordered, earlier.ordered_at
    else:
        before = revision.ruling
        if (before.verdict, before.exact) == (ruling.verdict, ruling.exact):  # said once more, not anew
            ruling.seq, ruling.at = before.seq, before.at
        revision.ruling = ruling
    _settle(known, subject)


def _ruling(seq: int, at: str, what: Decided) -> Ruling:
    answer = what.answer
    categories = {each.category for each in answer.grounds}
    return Ruling(
        seq=seq,
        at=at,
        verdict=answer.verdict,
        review=answer.review,
        rule=deciding_rule(answer),
        categories=tuple(sorted(categories - {""})) if len(categories) > 1 else tuple(categories),
        exact=answer.verdict == "block" and any(g.outcome == "block" and g.items for g in answer.grounds),
        content=what.content,
        language=what.language,
    )


def deciding_rule(answer: Answer) -> str:
    """The first rule whose outcome is the verdict; where the post stands, the first that asks for a look."""
    verdict = "review" if answer.verdict == "allow" else answer.verdict
    for ground in answer.grounds:
        if ground.outcome == verdict:
            return ground.rule
    return ""


def _happened(known: Known, seq: int, entry: Entry) -> None:
    """What people did and were allowed to do."""
    person = person_of(entry)
    match entry.what:
        case Reviewed() as what:
            _reviewed(known, seq, entry.at, person, what)
        case Claimed() as what:
            revision = known.subjects[what.item].revisions[what.revision]
            revision.claims = [each for each in revision.claims if each.look != what.look]
            if what.until:
                claim = Claim(person=person, look=what.look, since=entry.at, until=what.until)
                revision.claims.append(claim)
        case Undone() as what:
            _undone(known, seq, what)
        case Appealed() as what:
            account = what.account
            if what.item:
                account = known.subjects[what.item].account
            known.complaints[what.appeal] = Complaint(
                appeal=what.appeal,
                seq=seq,
                at=entry.at,
                item=what.item,
                revision=what.revision,
                account=account,
                notice=what.notice if what.by == "notifier" else "",
            )
            known.open_complaints[what.appeal] = seq
        case AppealDecided() as what:
            _appeal_decided(known, seq, entry.at, person, what)
        case AccountBlocked() as what:
            page = known.accounts[what.account]
            page.blocks.append(
                Block(
                    seq=seq,
                    at=entry.at,
                    person=person,
                    items=what.items,
                    reason=what.reason,
                    until=what.until,
                )
            )
            page.parts.add(person)
        case AccountRestored() as what:
            page = known.accounts[what.account]
            page.restored = seq
            page.parts.add(person)
        case NoticeDecided() as what:
            known.noticed[what.notice] = (what.item, person)
            if what.item:
                _notice_decided(known, seq, entry.at, person, what)
        case Opened(why=why) as what if why == MEDIA and person:
            _went_to_see(_day(known, person, entry.at), f"{what.item}#{what.revision}")
        case OrderReceived() as what:
            known.orders.add(what.order)
        case OrderExecuted() as what:
            _order_executed(known, seq, entry.at, person, what)
        case Reinstated() as what:
            _reinstated(known, seq, entry.at, person, what)
        case _:
            pass


def _notice_decided(known: Known, seq: int, at: str, person: str, what: NoticeDecided) -> None:
    """A first look that begins anew."""
    revision = _revision(known, what.item, what.revision, seq, at)
    revision.anew = seq
    revision.claims = []
    revision.looks.append(
        Look(seq=seq, at=at, person=person, look=1, verdict=what.verdict, clause=what.clause, hard=False)
    )
    subject = known.subjects[what.item]
    subject.parts.add(person)
    _counted(known, person, at, 1, hard=False)
    _settle(known, subject)


def _revision(known: Known, item: str, number: int, seq: int, at: str) -> Revision:
    """A revision that people or an authority decided on. One that no rule found stood until then: that is its
    ruling.
    """
    subject = known.subjects.get(item)
    if subject is None:
        subject = known.subjects[item] = Subject(item=item, account="")
    if number not in subject.revisions:
        stood = Ruling(
            seq=seq, at=at, verdict="allow", review=False, rule="", categories=(), exact=False, content="",
            language="",
        )  # fmt: skip
        subject.revisions[number] = Revision(ruling=stood, since=at, first=seq)
    return subject.revisions[number]


def _order_executed(known: Known, seq: int, at: str, person: str, what: OrderExecuted) -> None:
    """The order is on the item: all its revisions, and those that come."""
    for item in what.items:
        if item in known.lifted.get(what.order, ()):
            continue
        known.ordered.setdefault(item, {})[what.order] = (seq, at)
        subject = known.subjects.get(item)
        _revision(known, item, newest(subject) if subject else 0, seq, at)
        subject = known.subjects[item]
        subject.parts.add(person)
        for revision in subject.revisions.values():
            revision.ordered, revision.ordered_at = seq, at
        _settle(known, subject)


def _reinstated(known: Known, seq: int, at: str, person: str, what: Reinstated) -> None:
    """The order falls off the items, another one stays; what the platform decided falls too, unless it
    stays.
    """
    if what.order:
        known.lifted.setdefault(what.order, []).extend(what.items)
    for item in what.items:
        subject = known.subjects.get(item)
        others = known.ordered.get(item, {})
        if subject is None or (what.order and what.order not in others):  # it was never executed on it
            continue
        known.ordered.pop(item, None)
        others.pop(what.order, None)
        if others:
            known.ordered[item] = others
        place, since = max(others.values(), default=(0, ""))
        subject.parts.add(person)
        for revision in subject.revisions.values():
            revision.ordered, revision.ordered_at = place, since
            if not what.ours_stays:
                revision.overturned = revision.found = seq
                revision.won, revision.won_at = "allow", at
        _settle(known, subject)


def _reviewed(known: Known, seq: int, at: str, person: str, what: Reviewed) -> None:
    subject = known.subjects[what.item]
    revision = subject.revisions[what.revision]
    revision.looks.append(
        Look(
            seq=seq,
            at=at,
            person=person,
            look=what.look,
            verdict=what.verdict,
            clause=what.clause,
            hard=what.hard,
        )
    )
    revision.claims = [each for each in revision.claims if each.look != what.look]
    subject.parts.add(person)
    known.reviews[seq] = (what.item, what.revision)
    seen = f"{what.item}#{what.revision}" in _day(known, person, at).media  # counted as it was opened
    _counted(known, person, at, 1, what.hard and not seen)
    _settle(known, subject)


def _undone(known: Known, seq: int, what: Undone) -> None:
    item, number = known.reviews[what.seq]
    subject = known.subjects[item]
    look = next(each for each in subject.revisions[number].looks if each.seq == what.seq)
    look.undone = seq
    _settle(known, subject)


def _appeal_decided(known: Known, seq: int, at: str, person: str, what: AppealDecided) -> None:
    complaint = known.complaints[what.appeal]
    complaint.decided, complaint.person, complaint.overturned = seq, person, what.overturned
    known.open_complaints.pop(what.appeal)
    if what.overturned and not complaint.item and complaint.notice:  # the notice named only an address
        complaint.item = what.item
        subject_ = known.subjects.get(what.item)
        complaint.revision = newest(subject_) if subject_ else 0
    if complaint.item:
        revision = _revision(known, complaint.item, complaint.revision, seq, at)
        subject = known.subjects[complaint.item]
        subject.parts.add(person)
        if what.overturned:
            revision.overturned, revision.won, revision.won_at = seq, what.verdict or "allow", at
            known.ordered.pop(complaint.item, None)
            for each in subject.revisions.values():
                each.ordered = 0
        _settle(known, subject)
    elif not complaint.notice:
        page = known.accounts[complaint.account]
        page.parts.add(person)
        if what.overturned:
            page.restored = seq


def _settle(known: Known, subject: Subject) -> None:
    """Whether an item still waits, and whether its account may have strikes, after something about it
    changed.
    """
    if len(subject.revisions) == 1:  # nearly all items: one answer and nobody has looked
        (only,) = subject.revisions.values()
        if not only.looks and not only.overturned and not only.ordered:
            if only.ruling.review:
                known.waiting[subject.item] = 1
            else:
                known.waiting.pop(subject.item, None)
            if only.ruling.exact and subject.account:
                known.struck.setdefault(subject.account, 0)
            return
    if look := wanted(subject, known.terms):
        known.waiting[subject.item] = look
    else:
        known.waiting.pop(subject.item, None)
    if subject.account and any(is_strike(stands(each), known.terms) for each in subject.revisions.values()):
        known.struck.setdefault(subject.account, 0)


def _day(known: Known, person: str, at: str) -> Day:
    return known.days.setdefault(person, {}).setdefault(at[:10], Day())


def _went_to_see(day: Day, revision: str) -> None:
    day.hard += revision not in day.media
    day.media.add(revision)


def _counted(known: Known, person: str, at: str, looks: int, hard: bool) -> None:
    day = _day(known, person, at)
    day.looks += looks
    day.hard += hard

"""May this person do that now? The rules about people, asked before something is written and again as it is
read.

Whoever acts asks first (``acting.act``) and is told why not. As two may act at once, the log's order decides:
``fold`` asks the same again at the entry's place, and what may not be has no effect there. Nothing here looks
at roles; who may review at all is a matter of signing in.
"""

from __future__ import annotations

from aftershock.errors import AftershockError
from aftershock.shield.accounts import standing
from aftershock.shield.accounts.known import Claim, Complaint, Known, Revision
from aftershock.shield.accounts.outcome import live, newest, stands, wanted
from aftershock.shield.ledger.happenings import (
    AccountBlocked,
    AccountRestored,
    AppealDecided,
    Appealed,
    Claimed,
    Entry,
    NoticeDecided,
    OrderExecuted,
    Reviewed,
    Undone,
)
from aftershock.shield.ledger.reinstating import Reinstated
from aftershock.shield.ledger.times import apart, seconds
from aftershock.shield.policy.table import VERDICTS

PERSON = "person "
MINUTE = 60.0


class Refused(AftershockError):
    """Somebody may not do this now; ``cause`` says why, ``next_step`` who or what could."""


def person_of(entry: Entry) -> str:
    """The name of the person who did it; empty where a rule, a key or the clock did."""
    return entry.by.removeprefix(PERSON).strip() if entry.by.startswith(PERSON) else ""


def refusal(known: Known, entry: Entry) -> str:
    """Why an entry may not be after all that is known, or an empty string."""
    match entry.what:
        case Reviewed() as what:
            return _review(known, what, person_of(entry), entry.at)
        case Claimed() as what:
            return _claim(known, what, person_of(entry), entry.at)
        case Undone() as what:
            return _undo(known, what, person_of(entry))
        case Appealed() as what:
            return _appeal(known, what)
        case AppealDecided() as what:
            return _appeal_decision(known, what, person_of(entry))
        case AccountBlocked() as what:
            return _block(known, what, person_of(entry), entry.at)
        case AccountRestored() as what:
            return _restore(known, what, person_of(entry))
        case NoticeDecided() as what if what.item:
            return _notice(known, what, person_of(entry))
        case NoticeDecided() as what if what.notice in known.noticed:
            return "that notice is decided"
        case OrderExecuted() as what if what.order not in known.orders:
            return "the log does not know that order"
        case Reinstated() as what:
            return _reinstatement(known, what, person_of(entry))
        case _:
            return ""


def _review(known: Known, what: Reviewed, person: str, at: str) -> str:
    revision = _revision(known, what.item, what.revision)
    if not person:
        return "only a person reviews"
    if revision is None:
        return f"the log has no decision on {what.item} revision {what.revision}"
    if not what.reason.strip():
        return "a review needs a reason"
    if revision.overturned:
        return _ended(revision)
    return look_refused(known, what.item, what.revision, what.look, person) or _taken(
        revision, what.look, person, at
    )


def look_refused(known: Known, item: str, number: int, look: int, person: str) -> str:
    """Whether this is the look that is open, and this person comes to it fresh."""
    looks = live(known.subjects[item].revisions[number])
    if look not in (1, 2, 3):
        return f"there is no look {look}: first, second and, where they differ, third"
    if look in looks:
        return "somebody else was faster: that look is done"
    if look > 1 and 1 not in looks:
        return "the first look is not done"
    if look == 3 and (2 not in looks or looks[1].verdict == looks[2].verdict):
        return "a third look is for two that differ"
    if any(each.person == person for number_, each in looks.items() if number_ != look):
        return "somebody who looked already does not look again: another person does"
    if look > 1 and any(
        each.person == person and each.look != look for each in known.subjects[item].revisions[number].looks
    ):
        return "somebody who looked before and took it back has seen it: another person does the next look"
    return ""


def _claim(known: Known, what: Claimed, person: str, at: str) -> str:
    if not person:
        return "only a person takes an item"
    subject = known.subjects.get(what.item)
    if subject is None or what.revision not in subject.revisions:
        return f"the log has no decision on {what.item} revision {what.revision}"
    revision = subject.revisions[what.revision]
    if not what.until:  # given back
        held = any(each.person == person and each.look == what.look for each in revision.claims)
        return "" if held else "somebody else has it"
    if what.revision != newest(subject):
        return "there is a newer revision"
    if not _moment(what.until) or not 0 < apart(at, what.until) <= known.terms.lease * MINUTE:
        return f"an item is taken for up to {known.terms.lease:.0f} minutes"
    if what.look != wanted(subject, known.terms) and what.look != wanted(
        subject, known.terms, for_block=True
    ):
        return "that look is not wanted, or no longer"
    return look_refused(known, what.item, what.revision, what.look, person) or _taken(
        revision, what.look, person, at
    )


def _taken(revision: Revision, look: int, person: str, at: str) -> str:
    holder = holder_of(revision, look, at=at)
    if holder is not None and holder.person != person:
        return f"somebody else has it until {holder.until}"
    return ""


def holder_of(revision: Revision, look: int, *, at: str) -> Claim | None:
    """Who has a look now. A claim from the future is over: the clock was set back, nobody knows how far."""
    for each in revision.claims:
        if each.look == look and apart(each.since, at) >= 0 and apart(at, each.until) > 0:
            return each
    return None


def _undo(known: Known, what: Undone, person: str) -> str:
    place = known.reviews.get(what.seq)
    if place is None:
        return "there is no review in force at that place of the log"
    revision = known.subjects[place[0]].revisions[place[1]]
    look = next(each for each in revision.looks if each.seq == what.seq)
    if look.undone:
        return "it was taken back already"
    if not person or look.person != person:
        return "only who decided takes it back; others can decide anew or on appeal"
    if look.seq < known.subjects[place[0]].revisions[place[1]].anew:
        return "a notice was decided on it since"
    if revision.overturned or _appeal_on(known, place[0], place[1], decided=True):
        return "an appeal was decided on it since"
    return ""


def _appeal(known: Known, what: Appealed) -> str:
    if what.appeal in known.complaints:
        return "there is an appeal of that name"
    if what.by == "notifier" and (why := _of_notifier(known, what)):
        return why
    if what.by == "notifier" and not what.item:
        return ""
    if what.item:
        if _revision(known, what.item, what.revision) is None:
            return f"the log has no decision on {what.item} revision {what.revision}"
    elif what.account not in known.accounts:
        return "the log does not know that account"
    open_ = (
        _appeal_on(known, what.item, what.revision, decided=False)
        if what.item
        else any(
            each.account == what.account and not each.item and not each.decided
            for each in known.complaints.values()
        )
    )
    return "an appeal on it is open" if open_ else ""


def _of_notifier(known: Known, what: Appealed) -> str:
    if what.notice not in known.noticed:
        return "the log has no decision on that notice"
    if known.noticed[what.notice][0] != what.item:
        return "that notice is about something else"
    if any(each.notice == what.notice for each in known.complaints.values()):
        return "there is an appeal on that notice"
    return ""


def _appeal_decision(known: Known, what: AppealDecided, person: str) -> str:
    complaint = known.complaints.get(what.appeal)
    if complaint is None:
        return "the log does not know that appeal"
    if not person:
        return "only a person decides on an appeal (DSA Art. 20(6))"
    if complaint.decided:
        return "that appeal is decided"
    if not what.reason.strip():
        return "a decision on an appeal needs a reason"
    named = known.subjects.get(what.item) if complaint.notice and not complaint.item else None
    if person in had_part(known, complaint) or (named is not None and person in named.parts):
        return "somebody who had a part in the decision does not decide on its appeal: another person does"
    return _won(known, complaint, what) if what.overturned else ""


def _won(known: Known, complaint: Complaint, what: AppealDecided) -> str:
    """Whether what stands after an appeal that was won is what it was about."""
    item = complaint.item or (what.item if complaint.notice else "")
    subject = known.subjects.get(item)
    number = complaint.revision if complaint.item else newest(subject) if subject else 0
    revision = _revision(known, item, number)
    now = stands(revision).verdict if revision else "allow"
    if not complaint.notice:
        milder = not what.verdict or VERDICTS.index(what.verdict) < VERDICTS.index(now)
        return "" if milder or not item else "an author's appeal is won by a milder verdict"
    if not item:
        return "the notice named only an address: say which item it is"
    if not what.verdict or VERDICTS.index(what.verdict) <= VERDICTS.index(now):
        return "an appeal of whoever gave notice is won by a stricter verdict: say which"
    return ""


def had_part(known: Known, complaint: Complaint) -> set[str]:
    """Everybody who had a part in what an appeal is about, who took it back or decided before too."""
    parts: set[str] = set()
    items = [complaint.item] if complaint.item else []
    if complaint.notice in known.noticed:
        parts.add(known.noticed[complaint.notice][1])
    elif not complaint.item:
        page = known.accounts[complaint.account]
        parts |= page.parts
        items = [item for block in page.blocks for item in block.items] or page.items
    for item in items:
        if item in known.subjects:
            parts |= known.subjects[item].parts
    return parts


def _block(known: Known, what: AccountBlocked, person: str, at: str) -> str:
    page = known.accounts.get(what.account)
    if not person:
        return "only a person blocks an account"
    if page is None:
        return "the log does not know that account"
    if not what.reason.strip():
        return "a block needs a reason"
    if not _moment(what.until) or apart(at, what.until) <= 0:
        return "a block ends at a moment after now"
    unknown = sorted(set(what.items) - set(page.items))
    if unknown:
        return f"not an item of that account: {unknown[0]}"
    resting = standing.blocks_rest_on(known, page, what.items, now=at)
    if len(resting) < known.terms.block_items:
        least = known.terms.block_items
        return f"a block rests on {least} independently decided items, here are {len(resting)}"
    if known.terms.second_for_blocks and not all(standing.confirmed(known, each) for each in resting):
        return "a second person has not looked at every item that the block rests on"
    return ""


def _restore(known: Known, what: AccountRestored, person: str) -> str:
    if not person:
        return "only a person lifts a block or limit"
    if what.account not in known.accounts:
        return "the log does not know that account"
    return "" if what.reason.strip() else "lifting needs a reason"


def _notice(known: Known, what: NoticeDecided, person: str) -> str:
    revision = _revision(known, what.item, what.revision)
    if not person:
        return "only a person decides on what a notice is about"
    if what.notice in known.noticed:
        return "that notice is decided"
    if not what.reason.strip():
        return "a decision on a notice needs a reason"
    if revision is not None and revision.overturned:
        return _ended(revision)
    if revision is not None and _appeal_on(known, what.item, what.revision, decided=False):
        return "an appeal on it is open: it is decided first"
    return ""


def _ended(revision: Revision) -> str:
    found = revision.found == revision.overturned
    who = "an authority or court put it back" if found else "an appeal was won"
    return f"{who}: this revision is not decided on again"


def _reinstatement(known: Known, what: Reinstated, person: str) -> str:
    if not person:
        return "only a person puts back what an authority or court decided on"
    if not all(each.strip() for each in (what.authority, what.reference, what.reason)):
        return "say who decided, under which reference, and why"
    if not what.items:
        return "say which items are put back"
    if what.order:
        if what.order not in known.orders:
            return "the log does not know that order"
        done = set(what.items) <= set(known.lifted.get(what.order, ()))
        return "that order was lifted from them already" if done else ""
    if what.ours_stays:
        return "without an order there is only what the platform decided"
    for item in what.items:
        if item in known.ordered:
            return f"a removal order is on {item}: say which one has fallen"
        if item not in known.subjects:
            return f"the log has no decision on {item}"
    every = [each for item in what.items for each in known.subjects[item].revisions.values()]
    return "" if any(stands(each).verdict != "allow" for each in every) else "nothing restricts them"


def _revision(known: Known, item: str, number: int) -> Revision | None:
    subject = known.subjects.get(item)
    return subject.revisions.get(number) if subject else None


def _appeal_on(known: Known, item: str, number: int, *, decided: bool) -> bool:
    return any(
        each.item == item and each.revision == number and bool(each.decided) == decided
        for each in known.complaints.values()
    )


def _moment(text: str) -> bool:
    try:
        seconds(text)
    except ValueError:
        return False
    return True

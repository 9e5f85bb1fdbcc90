"""What do people and trusted flaggers say is illegal, and what comes of it? DSA Art. 16; a person decides.

A decision on an item is a first look anew (``accounts.fold``): strikes, second looks, statements and appeals
follow from it as from any other. The page names whoever gave notice to those who decide and to nobody else;
that it did stands in the log.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from aftershock.shield.accounts.known import Known
from aftershock.shield.accounts.outcome import newest, stands
from aftershock.shield.accounts.refusals import Refused
from aftershock.shield.ledger.happenings import Informed, Link, NoticeDecided, Opened
from aftershock.shield.ledger.times import moved
from aftershock.shield.papers.givers import with_giver
from aftershock.shield.papers.notices import Notice, answer, gaps, notices, receipt, waiting
from aftershock.shield.policy.table import VERDICTS
from aftershock.shield.review.asking import Reply, Turned, Unfit, Visit, see
from aftershock.shield.review.marked import ITEM, defanged_link
from aftershock.shield.review.office import Office, sealing
from aftershock.shield.review.pages_appeals import fresh, opened
from aftershock.shield.review.pages_queue import CHOICES, LONGEST
from aftershock.shield.review.shown import page
from aftershock.shield.review.way import ask, asked, beside

KINDS = ("notice-received", "notice-decided", "informed")
DONE = 50  # decided notices on the page


def listed(office: Office, visit: Visit) -> Reply:
    """Undecided notices, trusted flaggers first; then those that were decided, latest first."""
    links = list(office.log.read(kinds=KINDS))
    told = _told(links)
    done = sorted((e for e in notices(links).values() if e.decision), key=lambda e: -e.seq)
    owed = [each for each in done if each.received.notice not in told and _reachable(each)]
    return page(
        office, visit, "notices.html", waiting=[(each, gaps(each.received)) for each in waiting(links)],
        done=done[:DONE], owed={each.received.notice for each in owed}, more=max(0, len(done) - DONE),
    )  # fmt: skip


def one(office: Office, visit: Visit) -> Reply:
    """One notice: what it says and lacks, the item as far as it is known here, what was or is to be told."""
    links = list(office.log.read(kinds=KINDS))
    notice = _named(office, _notice(links, visit.request.query.get("notice", "")))
    if notice.received.giver:
        who = f"notice {notice.received.notice}"
        what = Opened(item=who, revision=0, why="who gave the notice")
        office.write(f"opened {who} {visit.person}", f"person {visit.person}", what)
    got, cases, at, host = notice.received, office.cases(), office.clock(), office.papers.host
    number = _revision(cases, got.item)
    subject = cases.subjects.get(notice.decision.item if notice.decision else got.item)
    state = None
    if subject is not None:
        at_ = notice.decision.revision if notice.decision else newest(subject)
        state = stands(subject.revisions[at_]) if at_ in subject.revisions else None
    drafts = [receipt(notice, host, at=at), answer(notice, host, at=at)]
    matter = fresh(office, visit, got.item, number, since=notice.at)
    looked = matter.looked if matter else None
    return page(
        office, visit, "notice.html", notice=notice, gaps=gaps(got), url=defanged_link(got.url),
        matter=matter, way=beside(office, visit, got.item, number, looked, since=notice.at),
        known=subject is not None, state=state, revision=number, choices=CHOICES, clauses=office.clauses(),
        drafts=[each for each in drafts if each is not None], told=_told(links).get(got.notice),
        restricts=bool(notice.decision and notice.decision.item and notice.decision.verdict != "allow"),
        part=_part(cases, visit, got.item),
    )  # fmt: skip


def show(office: Office, visit: Visit) -> Reply:
    """Ask for the text of the item; it is in the log before it is shown."""
    notice = _notice(office.log.read(kinds=KINDS), visit.said("notice"))
    cases, item = office.cases(), notice.received.item
    number = _revision(cases, item)
    seen = asked(office, visit, item, number, since=notice.at)
    if ask(office, visit, item, number, seen=seen):
        return see(f"/notice?notice={notice.received.notice}")
    if item in cases.subjects and not opened(office, visit, item, number, since=notice.at):
        office.opened(visit.person, item, number, f"notice {notice.received.notice}")
    return see(f"/notice?notice={notice.received.notice}")


def decide(office: Office, visit: Visit) -> Reply:
    """Give a verdict with its clause and reason; whoever gave notice is then to be told."""
    notice = _notice(office.log.read(kinds=KINDS), visit.said("notice"))
    if notice.decision is not None:
        raise Refused("that notice is decided")
    verdict, reason, clause = visit.said("verdict"), visit.said("reason"), visit.said("clause")
    if verdict not in VERDICTS:
        raise Unfit("no verdict was chosen")
    if not reason or len(reason) > LONGEST:
        raise Unfit(f"a decision needs a reason, of up to {LONGEST} characters")
    item = notice.received.item or visit.said("item")
    if item and not ITEM.fullmatch(item):
        raise Unfit("an item is written PLATFORM:ID")
    if verdict != "allow" and not item:
        raise Unfit("a restriction names the item", next_step="Enter the platform's own id of it")
    cases = office.cases()
    what = NoticeDecided(
        notice=notice.received.notice, verdict=verdict, reason=reason, item=item,
        revision=_revision(cases, item), clause=clause,
    )  # fmt: skip
    office.act(f"notice {what.notice} decided", visit.person, what)
    if notice.received.giver:  # they are told of it, and may complain
        office.log.extend(notice.received.giver, moved(office.clock(), office.kept))
    return see(f"/notice?notice={what.notice}")


def told(office: Office, visit: Visit) -> Reply:
    """Whoever gave notice was told; what they were told is kept, sealed."""
    notice = _named(office, _notice(office.log.read(kinds=KINDS), visit.said("notice")))
    how = visit.said("how")[:500]
    draft = answer(notice, office.papers.host, at=office.clock())
    if draft is None:
        raise Refused("there is nothing to tell yet, or no address to tell it to")
    if not how:
        raise Unfit("say how they were told: by which way, under which reference")
    about, text = f"notice {notice.received.notice}", draft.page()
    what = Informed(about=about, to="notifier", how=how, draft=sealing(text))
    office.keep(f"informed {about}", f"person {visit.person}", what, text)
    return see(f"/notice?notice={notice.received.notice}")


def _notice(links: Iterable[Link], id_: str) -> Notice:
    found = notices(links).get(id_)
    if found is None:
        raise Turned("the log does not know that notice", 404)
    return found


def _named(office: Office, notice: Notice) -> Notice:
    """With name and address of whoever gave it, for as long as they are sealed here."""
    return msgspec.structs.replace(notice, received=with_giver(office.log, notice.received))


def _reachable(notice: Notice) -> bool:
    return notice.received.reachable or bool(notice.received.email)


def _told(links: list[Link]) -> dict[str, Link]:
    """When and how who gave a notice was told, by notice."""
    found = (each for each in links if isinstance(each.entry.what, Informed))
    return {
        each.entry.what.about.removeprefix("notice "): each
        for each in found
        if isinstance(each.entry.what, Informed) and each.entry.what.about.startswith("notice ")
    }


def _revision(cases: Known, item: str) -> int:
    subject = cases.subjects.get(item)
    return newest(subject) if subject else 0


def _part(cases: Known, visit: Visit, item: str) -> bool:
    """Whether this person decided on the item before; the page says so, and who complains gets another."""
    subject = cases.subjects.get(item)
    return subject is not None and visit.person in subject.parts

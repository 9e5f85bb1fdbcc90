"""How does a person decide on a complaint? Only one who had no part in what is complained about; they see
what was decided and why, but not by whom.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple, cast

from aftershock.shield.accounts import queue as queues
from aftershock.shield.accounts.known import Known, Look
from aftershock.shield.accounts.outcome import Standing, stands
from aftershock.shield.accounts.refusals import Refused
from aftershock.shield.accounts.standing import standing
from aftershock.shield.ledger.happenings import (
    AppealDecided,
    Appealed,
    NoticeDecided,
    NoticeReceived,
    Reviewed,
)
from aftershock.shield.ledger.sealed import Looked
from aftershock.shield.policy.table import VERDICTS, Verdict
from aftershock.shield.review.asking import Reply, Turned, Unfit, Visit, see
from aftershock.shield.review.marked import ITEM, Piece, Why, defanged_link, outline, pieces, reasons
from aftershock.shield.review.office import Office
from aftershock.shield.review.pages_queue import CHOICES, LONGEST
from aftershock.shield.review.shown import page
from aftershock.shield.review.way import ask, asked, beside


class Before(NamedTuple):
    """A look as an appeal shows it: what and why, not who."""

    at: str
    verdict: str
    clause: str
    reason: str
    undone: bool


class Matter(NamedTuple):
    """What is complained about: the item with the policy's answer and the looks."""

    item: str
    revision: int
    verdict: str
    reasons: list[Why]
    looks: list[Before]
    pieces: list[Piece]
    outline: list[str]
    looked: Looked | None
    links: list[str]
    opened: bool
    standing: Standing | None = None


class Noticed(NamedTuple):
    """The notice whose giver complains, and what was decided on it: what and why, not who gave it or
    decided.
    """

    explanation: str
    url: str
    ground: str
    verdict: str
    reason: str


def listed(office: Office, visit: Visit) -> Reply:
    """The complaints that this person may decide on, and how many wait for somebody else."""
    cases = office.cases()
    mine = queues.appeals(cases, person=visit.person)
    return page(office, visit, "appeals.html", appeals=mine, others=len(queues.appeals(cases)) - len(mine))


def one(office: Office, visit: Visit) -> Reply:
    """One complaint: its words, what was decided and why."""
    cases = office.cases()
    waiting = _mine(cases, visit, visit.request.query.get("appeal", ""))
    words = _words(office, waiting)
    matter = _matter(office, visit, cases, waiting) if waiting.item else None
    whole = waiting.account and not waiting.item
    account = standing(cases, waiting.account, now=office.clock()) if whole else None
    complaint = cases.complaints[waiting.appeal]
    stricter = tuple(each.verdict for each in CHOICES if each.verdict != "allow")
    return page(
        office, visit, "appeal.html", appeal=waiting, words=words, matter=matter, account=account,
        noticed=_noticed(office, complaint.notice) if complaint.notice else None, choices=stricter,
        way=beside(
            office, visit, waiting.item, waiting.revision, matter.looked if matter else None,
            since=waiting.since,
        ),
    )  # fmt: skip


def show(office: Office, visit: Visit) -> Reply:
    """Ask for the text of the item; it is in the log before it is shown."""
    waiting = _mine(office.cases(), visit, visit.said("appeal"))
    item, number = waiting.item, waiting.revision
    seen = asked(office, visit, item, number, since=waiting.since)
    if ask(office, visit, item, number, seen=seen):
        return see(f"/appeal?appeal={waiting.appeal}")
    if item and not _opened(office, visit, waiting):
        office.opened(visit.person, waiting.item, waiting.revision, f"appeal {waiting.appeal}")
    return see(f"/appeal?appeal={waiting.appeal}")


def decide(office: Office, visit: Visit) -> Reply:
    """Uphold or overturn, with a reason. Overturned: item, strikes and limits are as before."""
    waiting = _mine(office.cases(), visit, visit.said("appeal"))
    outcome, reason = visit.said("outcome"), visit.said("reason")
    if outcome not in ("uphold", "overturn"):
        raise Unfit("choose: uphold or overturn")
    if not reason or len(reason) > LONGEST:
        raise Unfit(f"a decision needs a reason, of up to {LONGEST} characters")
    verdict, item = cast(Verdict | Literal[""], visit.said("verdict")), visit.said("item")
    if verdict not in ("", *VERDICTS):
        raise Unfit("there is no such verdict")
    if item and not ITEM.fullmatch(item):
        raise Unfit("an item is written PLATFORM:ID")
    won = outcome == "overturn"
    what = AppealDecided(
        appeal=waiting.appeal, overturned=won, reason=reason,
        verdict=verdict if won else "", item=item if won else "",
    )  # fmt: skip
    office.act(f"appeal {waiting.appeal} decided {visit.person}", visit.person, what)
    return see("/appeals")


def _mine(cases: Known, visit: Visit, appeal: str) -> queues.Appeal:
    """An open complaint that this person may decide on; raises Refused, and says of no other one more."""
    for each in queues.appeals(cases, person=visit.person):
        if each.appeal == appeal:
            return each
    if appeal in cases.open_complaints:
        raise Refused("you had a part in it: another person decides on this appeal")
    raise Turned("no such appeal is open", 404)


def _noticed(office: Office, notice: str) -> Noticed:
    got = office.log.get(f"notice {notice}")
    done = office.log.get(f"notice {notice} decided")
    received = got.entry.what if got else None
    decided = done.entry.what if done else None
    if not isinstance(received, NoticeReceived) or not isinstance(decided, NoticeDecided):
        raise Turned("the log has no decision on that notice", 404)
    return Noticed(
        received.explanation, defanged_link(received.url), received.ground, decided.verdict, decided.reason
    )


def _words(office: Office, waiting: queues.Appeal) -> str:
    link = next(iter(office.log.read(after=waiting.seq - 1, limit=1)))
    return link.entry.what.words if isinstance(link.entry.what, Appealed) else ""


def _opened(office: Office, visit: Visit, waiting: queues.Appeal) -> bool:
    return opened(office, visit, waiting.item, waiting.revision, since=waiting.since)


def opened(office: Office, visit: Visit, item: str, number: int, *, since: str) -> bool:
    """Whether this person asked for the text since a moment."""
    work = office.people().work.get(visit.person)
    at = work.opened.get(f"{item}#{number}", "") if work else ""
    return bool(at) and at >= since


def fresh(office: Office, visit: Visit, item: str, number: int, *, since: str) -> Matter | None:
    """An item with the policy's answer and without what people decided; None for one that the log does not
    know.
    """
    subject = office.cases().subjects.get(item)
    if subject is None or number not in subject.revisions:
        return None
    revision = subject.revisions[number]
    _, decided = office.decided(revision.ruling)
    looked = office.looked(decided.content)
    seen = opened(office, visit, item, number, since=since)
    text = looked.text if looked and seen else None
    grounds = decided.answer.grounds
    return Matter(
        item=item, revision=number, verdict=revision.ruling.verdict, reasons=reasons(grounds, text), looks=[],
        pieces=pieces(text, grounds) if text is not None else [],
        outline=outline(looked.text if looked else ""), looked=looked,
        links=[defanged_link(each) for each in looked.links] if looked and seen else [], opened=seen,
    )  # fmt: skip


def _matter(office: Office, visit: Visit, cases: Known, waiting: queues.Appeal) -> Matter:
    found = fresh(office, visit, waiting.item, waiting.revision, since=waiting.since)
    if found is None:
        raise Turned("the log has no such decision", 404)
    revision = cases.subjects[waiting.item].revisions[waiting.revision]
    return found._replace(looks=list(before(office, revision.looks)), standing=stands(revision))


def before(office: Office, looks: list[Look]) -> Iterator[Before]:
    """Looks with the reasons that the log has."""
    for each in looks:
        link = next(iter(office.log.read(after=each.seq - 1, limit=1)))
        what = link.entry.what
        reason = what.reason if isinstance(what, Reviewed | NoticeDecided) else ""
        yield Before(each.at, each.verdict, each.clause, reason, bool(each.undone))

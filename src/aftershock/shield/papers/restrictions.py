"""Which restrictions did the log impose, and on whose decision? Each of them owes its user reasons.

A restriction is a change of the verdict that stands on a revision to a restrictive one, or a blocked account.
What stands is worked out by the same fold that strikes and the queue rest on, so that a refused entry, a
review taken back or an appeal that was won means here what it means there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aftershock.records import Record
from aftershock.shield.accounts.fold import Accounts
from aftershock.shield.accounts.known import Known
from aftershock.shield.accounts.outcome import Deciders, stands
from aftershock.shield.accounts.terms import Terms
from aftershock.shield.ledger.happenings import (
    AccountBlocked,
    AppealDecided,
    Decided,
    Link,
    NoticeDecided,
    NoticeReceived,
    Reviewed,
    StatementMade,
    Undone,
)
from aftershock.shield.ledger.reinstating import Reinstated
from aftershock.shield.policy.table import Verdict
from aftershock.shield.verdict import Ground
from aftershock.text import sha256


class Restriction(Record, frozen=True, kw_only=True):
    """One restriction: ``link`` imposed it, ``decided`` is what the policy had answered on that revision.

    ``by`` says on whose decision the verdict stands; ``person`` their name, for the log and never for a
    paper. ``notice`` came before it on the same item. ``until`` is set where it ends by itself.
    """

    link: Link
    item: str
    revision: int
    account: str
    verdict: Verdict
    by: Deciders
    at: str
    decided: Decided | None = None
    person: str = ""
    clause: str = ""
    reason: str = ""
    notice: NoticeReceived | None = None
    until: str = ""

    @property
    def ground(self) -> Ground | None:
        """The policy's first ground of that verdict, or its first at all."""
        grounds = self.decided.answer.grounds if self.decided else ()
        same = (each for each in grounds if each.outcome == self.verdict)
        return next(same, grounds[0] if grounds else None)

    @property
    def flagged(self) -> bool:
        """Whether a rule had found something, whoever decided in the end."""
        return self.ground is not None


def restrictions(links: Iterable[Link], *, terms: Terms | None = None) -> Iterator[Restriction]:
    """All restrictions of a log, in its order; the log is read from its first link."""
    accounts = Accounts(terms)
    known = accounts.known
    standing: dict[tuple[str, int], Verdict] = {}
    answers: dict[tuple[str, int], Decided] = {}
    notices: dict[str, NoticeReceived] = {}
    reviews: dict[int, Reviewed | NoticeDecided | AppealDecided] = {}
    for link in links:
        what = link.entry.what
        accounts.apply(link)
        if link.seq in known.void:
            continue
        if isinstance(what, Decided):
            answers[what.answer.item, what.answer.revision] = what
        elif isinstance(what, NoticeReceived) and what.item:
            notices.setdefault(what.item, what)
        elif isinstance(what, Reviewed | NoticeDecided | AppealDecided):
            reviews[link.seq] = what
        elif isinstance(what, AccountBlocked):
            yield _account(link, what, answers)
        for item, number in _touched(known, link):
            found = stands(known.subjects[item].revisions[number])
            before = standing.get((item, number), "allow")
            standing[item, number] = found.verdict
            if found.verdict in ("allow", before) or found.by == "order":
                continue  # an order's reasons are the authority's: TCO Art. 11 (``annexes``)
            review = reviews.get(found.seq) if found.by in ("person", "appeal") else None
            yield Restriction(
                link=link, item=item, revision=number, account=known.subjects[item].account,
                verdict=found.verdict, by=found.by, at=link.entry.at, decided=answers.get((item, number)),
                person=link.entry.by.removeprefix("person ") if review else "",
                clause=found.clause, reason=review.reason if review else "", notice=notices.get(item),
            )  # fmt: skip


def owed(links: Iterable[Link], *, terms: Terms | None = None) -> Iterator[Restriction]:
    """Restrictions for which the log has no statement of reasons yet."""
    kept = list(links)
    made = {link.entry.what.puid for link in kept if isinstance(link.entry.what, StatementMade)}
    return (each for each in restrictions(kept, terms=terms) if puid(each) not in made)


def puid(restriction: Restriction) -> str:
    """The platform's own mark of a statement: made of the key of what imposed it, so that it is made once.

    40 hexadecimal digits; no name of item or account can be read from it.
    """
    link = restriction.link
    return "sor-" + sha256(f"{link.entry.key}\0{restriction.item}\0{restriction.revision}")[:40]


def _touched(known: Known, link: Link) -> list[tuple[str, int]]:
    match link.entry.what:
        case Decided() as what:
            return [(what.answer.item, what.answer.revision)]
        case Reviewed() as what:
            return [(what.item, what.revision)]
        case NoticeDecided() as what if what.item:
            return [(what.item, what.revision)]
        case Undone() as what:
            return [known.reviews[what.seq]]
        case AppealDecided() as what:
            complaint = known.complaints[what.appeal]
            return [(complaint.item, complaint.revision)] if complaint.item else []
        case Reinstated() as what:
            known_ = [(item, known.subjects[item]) for item in what.items if item in known.subjects]
            return [(item, number) for item, subject in known_ for number in subject.revisions]
        case _:
            return []


def _account(link: Link, what: AccountBlocked, answers: dict[tuple[str, int], Decided]) -> Restriction:
    """A blocked account; the answer on the newest revision of its first item says what for."""
    first = what.items[0] if what.items else ""
    number = max((number for item, number in answers if item == first), default=0)
    return Restriction(
        link=link, item="", revision=0, account=what.account, verdict="block", by="person", at=link.entry.at,
        decided=answers.get((first, number)), person=link.entry.by.removeprefix("person "),
        reason=what.reason, until=what.until,
    )  # fmt: skip

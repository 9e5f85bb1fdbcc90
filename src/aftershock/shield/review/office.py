"""What do the pages stand on? The log, what is counted from it, proofs of who people are, and the setup."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from aftershock.shield.accounts.acting import act
from aftershock.shield.accounts.fold import Accounts
from aftershock.shield.accounts.known import Known as Cases
from aftershock.shield.accounts.known import Ruling
from aftershock.shield.accounts.terms import Terms
from aftershock.shield.ledger.happenings import (
    Decided,
    Entry,
    Happening,
    Link,
    NoticeReceived,
    Opened,
)
from aftershock.shield.ledger.log import Log
from aftershock.shield.ledger.projections import SNAPSHOT, Followed
from aftershock.shield.ledger.sealed import KEPT, Copy, Looked, content_of
from aftershock.shield.ledger.times import moved
from aftershock.shield.papers.laws import Host
from aftershock.shield.papers.rota import Rota
from aftershock.shield.papers.setup import Papers
from aftershock.shield.review import passwords
from aftershock.shield.review.asking import Turned
from aftershock.shield.review.passwords import Passwords
from aftershock.shield.review.setup import Setup
from aftershock.shield.review.staff import Known as People
from aftershock.shield.review.staff import Staff
from aftershock.shield.verdict import Answer
from aftershock.store.clock import now

Append = Callable[[Sequence[Entry]], list[Link]]
NO_PAPERS = Papers(host=Host(name="this service"))


class Clause(NamedTuple):
    """A clause of the policy in force, and what rules stand under it."""

    clause: str
    says: str


class Office:
    """One worker's. ``append`` shares a flush with the checks; ``clauses`` and ``categories`` are those of
    the policy in force, ``papers`` what drafts stand on, ``rota`` who is called; ``ending`` says which
    rules have expired or soon will have; ``kept`` is for how long sealed copies stand.
    """

    def __init__(
        self,
        log: Log,
        append: Append,
        folder: Path,
        *,
        setup: Setup,
        terms: Terms,
        clauses: Callable[[], Sequence[Clause]],
        categories: Callable[[], Sequence[str]] = tuple,
        papers: Papers = NO_PAPERS,
        rota: Rota | None = None,
        ending: Callable[[], Sequence[str]] = tuple,
        kept: timedelta = KEPT,
        clock: Callable[[], str] = now,
        cheap: bool = False,
    ) -> None:
        self.log, self.append, self.folder = log, append, folder
        self.setup, self.clauses, self.clock = setup, clauses, clock
        self.categories, self.papers, self.rota, self.terms = categories, papers, rota, terms
        self.kept, self.ending = kept, ending
        self.passwords = Passwords(folder, cheap=cheap)
        self.secret = passwords.secret(folder)
        self.accounts = Followed(log, lambda: Accounts(terms), snapshot=folder / SNAPSHOT)
        self.staff = Followed(log, Staff, snapshot=folder / "staff.snapshot")
        self.guard = threading.RLock()  # what is counted changes as the log grows: one page at a time

    def people(self) -> People:
        """The staff, up to the log's end. To be read under ``guard``."""
        with self.staff.now() as staff:
            return staff.known

    def cases(self) -> Cases:
        """Items, complaints and accounts, up to the log's end. To be read under ``guard``."""
        with self.accounts.now() as accounts:
            known = accounts.known
        self.accounts.keep()
        self.staff.keep()
        return known

    def write(self, key: str, by: str, what: Happening) -> Link:
        """Write what no rule about people stands against; durable when it returns."""
        (link,) = self.append([Entry(key=key, at=self.clock(), by=by, what=what)])
        return link

    def keep(self, key: str, by: str, what: Happening, text: str) -> Link:
        """``write`` together with a sealed copy of a text that ``what`` names by ``sealing``."""
        at = self.clock()
        looked = Looked(text=text)
        copy = Copy(content=content_of(looked), looked=looked, until=moved(at, self.kept))
        (link,) = self.log.append([Entry(key=key, at=at, by=by, what=what)], [copy])
        return link

    def taken(self, key: str, by: str, what: Happening, copies: Sequence[Copy]) -> Link:
        """``write`` of what somebody outside hands in, together with what of it is sealed."""
        (link,) = self.log.append([Entry(key=key, at=self.clock(), by=by, what=what)], copies)
        return link

    def act(self, key: str, person: str, what: Happening) -> Link:
        """Write what a person does, if they may; raises ``accounts.refusals.Refused``."""
        entry = Entry(key=key, at=self.clock(), by=f"person {person}", what=what)
        return act(self.accounts, self.log, entry, append=self.append)

    def opened(self, person: str, item: str, revision: int, why: str) -> None:
        """Say in the log that a person is shown sealed content; before it is shown."""
        key = f"opened {item}#{revision} {person} {self.log.head().seq}"
        self.write(key, f"person {person}", Opened(item=item, revision=revision, why=why))

    def decided(self, ruling: Ruling) -> tuple[str, Decided]:
        """When and what the policy decided last on a revision; nothing, where only people or an order brought
        it.
        """
        link = next(iter(self.log.read(after=ruling.seq - 1, limit=1)), None)
        if link is None:
            raise Turned("the log has no such decision", 404)
        if not isinstance(link.entry.what, Decided):  # a notice, order or appeal brought it
            at = link.entry.at
            none = Answer(item="", revision=0, verdict="allow", review=False, grounds=(), policy="", at=at)
            return at, Decided(answer=none)
        return link.entry.at, link.entry.what

    def looked(self, content: str) -> Looked | None:
        """The sealed copy, if it still stands."""
        copy = self.log.copy(content) if content else None
        return copy.looked if copy else None

    def notices_on(self, item: str) -> list[NoticeReceived]:
        """What notices say about an item; who gave them is for whoever decides on notices."""
        found = (link.entry.what for link in self.log.read(kinds=("notice-received",)))
        return [each for each in found if isinstance(each, NoticeReceived) and item and each.item == item]


def sealing(text: str) -> str:
    """Under which hash ``Office.keep`` seals a text."""
    return content_of(Looked(text=text))

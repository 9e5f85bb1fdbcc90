"""What do the pages stand on? The log, what is counted from it, proofs of who people are, and the setup."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from aftershock.shield.accounts.acting import act
from aftershock.shield.accounts.fold import Accounts
from aftershock.shield.accounts.known import Known as Cases
from aftershock.shield.accounts.known import Ruling
from aftershock.shield.accounts.terms import Terms
from aftershock.shield.ledger.happenings import Decided, Entry, Happening, Link, Opened
from aftershock.shield.ledger.log import Log
from aftershock.shield.ledger.projections import Followed
from aftershock.shield.ledger.sealed import Looked
from aftershock.shield.review import passwords
from aftershock.shield.review.asking import Turned
from aftershock.shield.review.passwords import Passwords
from aftershock.shield.review.setup import Setup
from aftershock.shield.review.staff import Known as People
from aftershock.shield.review.staff import Staff
from aftershock.store.clock import now

Append = Callable[[Sequence[Entry]], list[Link]]
SAVED_EVERY = 5_000  # links between two snapshots


class Clause(NamedTuple):
    """A clause of the policy in force, and what rules stand under it."""

    clause: str
    says: str


class Office:
    """One worker's. ``append`` shares a flush with the checks; ``clauses`` are those in force."""

    def __init__(
        self,
        log: Log,
        append: Append,
        folder: Path,
        *,
        setup: Setup,
        terms: Terms,
        clauses: Callable[[], Sequence[Clause]],
        clock: Callable[[], str] = now,
        cheap: bool = False,
    ) -> None:
        self.log, self.append, self.folder = log, append, folder
        self.setup, self.clauses, self.clock = setup, clauses, clock
        self.passwords = Passwords(folder, cheap=cheap)
        self.secret = passwords.secret(folder)
        self.accounts = Followed(log, lambda: Accounts(terms), snapshot=folder / "accounts.snapshot")
        self.staff = Followed(log, Staff, snapshot=folder / "staff.snapshot")
        self.guard = threading.RLock()  # what is counted changes as the log grows: one page at a time
        self._saved = self.accounts.head.seq

    def people(self) -> People:
        """The staff, up to the log's end. To be read under ``guard``."""
        with self.staff.now() as staff:
            return staff.known

    def cases(self) -> Cases:
        """Items, complaints and accounts, up to the log's end. To be read under ``guard``."""
        with self.accounts.now() as accounts:
            known = accounts.known
        if self.accounts.head.seq - self._saved > SAVED_EVERY:
            self._saved = self.accounts.head.seq
            self.accounts.save()
            self.staff.save()
        return known

    def write(self, key: str, by: str, what: Happening) -> Link:
        """Write what no rule about people stands against; durable when it returns."""
        (link,) = self.append([Entry(key=key, at=self.clock(), by=by, what=what)])
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
        """When and what the policy decided last on a revision."""
        link = next(iter(self.log.read(after=ruling.seq - 1, limit=1)), None)
        if link is None or not isinstance(link.entry.what, Decided):
            raise Turned("the log has no such decision", 404)
        return link.entry.at, link.entry.what

    def looked(self, content: str) -> Looked | None:
        """The sealed copy, if it still stands."""
        copy = self.log.copy(content) if content else None
        return copy.looked if copy else None

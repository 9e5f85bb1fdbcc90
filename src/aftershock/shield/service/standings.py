"""Where does the account behind a post stand, and which verdict on an item? Both from the log alone.

Accounts are signals for the policy, asked only where it declares one of ``account.*``; what the platform
sends itself is not overruled. Until a worker has counted the log they are missing: nobody is taken for clean.
Which items people had a hand in is known by name, so that nobody else's post waits for what is counted.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from pathlib import Path

import msgspec

from aftershock.shield.accounts.acting import Append, act
from aftershock.shield.accounts.fold import Accounts
from aftershock.shield.accounts.known import Known
from aftershock.shield.accounts.outcome import Standing, newest, stands
from aftershock.shield.accounts.standing import AccountStanding, standing
from aftershock.shield.accounts.terms import Terms
from aftershock.shield.ledger.happenings import (
    Appealed,
    Entry,
    Link,
    NoticeDecided,
    OrderExecuted,
    Reviewed,
)
from aftershock.shield.ledger.log import Log
from aftershock.shield.ledger.projections import Followed
from aftershock.shield.ledger.reinstating import Reinstated
from aftershock.shield.service.wire import Asked

# with which people begin to change what stands
HANDS = ("reviewed", "appealed", "notice-decided", "order-executed", "reinstated")
Place = tuple[str, int]  # an item (``platform:id``) and its revision


class Standings:
    """Accounts as the log has them; ``follow`` takes what it has since, a few times a second. ``look`` does
    the same for the names of items that people had a hand in.
    """

    def __init__(self, log: Log, terms: Terms, *, snapshot: Path | None = None) -> None:
        self._log, self._terms, self._snapshot = log, terms, snapshot
        self._begun: Followed[Accounts] | None = None
        self._guard = threading.Lock()
        self._handled: set[str] = set()
        self._looked = 0

    @property
    def _followed(self) -> Followed[Accounts]:
        """Begun when it is first asked: who asks nothing about accounts pays nothing for them."""
        with self._guard:
            if self._begun is None:
                self._begun = Followed(self._log, lambda: Accounts(self._terms), snapshot=self._snapshot)
            return self._begun

    def follow(self) -> None:
        """Catch up with the log."""
        self._followed.catch_up()

    def keep(self) -> None:
        """Write the snapshot with which a restart is quick, where much was counted since the last one."""
        if self._begun is not None:
            self._begun.keep()

    def of(self, account: str, *, at: str) -> AccountStanding | None:
        """Where an account stands, up to the log's end; None for one that the log does not know."""
        with self._followed.now() as accounts:
            known: Known = accounts.known
            return standing(known, account, now=at) if account in known.accounts else None

    def revision(self, item: str) -> int:
        """The newest revision of an item that the log knows; 0 for none."""
        with self._followed.now() as accounts:
            subject = accounts.known.subjects.get(item)
            return newest(subject) if subject else 0

    def look(self) -> None:
        """Take the names of items that people decided upon, or complained about, since the last look."""
        for link in self._log.read(after=self._looked, kinds=HANDS):
            what = link.entry.what
            if isinstance(what, Reviewed | Appealed | NoticeDecided):
                self._handled.add(what.item)
            elif isinstance(what, OrderExecuted | Reinstated):
                self._handled.update(what.items)
            self._looked = max(self._looked, link.seq)

    def handled(self, item: str) -> bool:
        """Whether people had a hand in what stands on an item, as far as ``look`` came."""
        return item in self._handled

    def items(self, places: Iterable[Place]) -> dict[Place, Standing]:
        """Which verdict stands on these revisions, up to the log's end; none for what the log does not
        know.
        """
        found: dict[Place, Standing] = {}
        with self._followed.now() as accounts:
            for item, number in places:
                subject = accounts.known.subjects.get(item)
                if subject is None:
                    continue
                revision = subject.revisions.get(number)
                if revision is None and subject.revisions[newest(subject)].ordered:
                    revision = subject.revisions[newest(subject)]  # an order is on all that the item becomes
                if revision is not None:
                    found[item, number] = stands(revision)
        return found

    def void(self) -> frozenset[int]:
        """Places of the log that had no effect, as they may not be."""
        with self._followed.now() as accounts:
            return frozenset(accounts.known.void)

    def act(self, entry: Entry, append: Append) -> Link:
        """Write what a person does, if they may; raises ``accounts.refusals.Refused``."""
        return act(self._followed, self._log, entry, append=append)

    def with_account(self, asked: Asked, declared: frozenset[str], *, at: str) -> Asked:
        """The post with those of the account's signals that are declared and that it does not bring; without
        them as long as the log was never counted to its end.
        """
        if not asked.account or self._begun is None or not self._begun.reached:
            return asked
        with self._begun.as_it_is() as accounts:
            found = standing(accounts.known, asked.account, now=at).signals()
        more = {name: value for name, value in found.items() if name in declared}
        return msgspec.structs.replace(asked, signals={**more, **asked.signals})

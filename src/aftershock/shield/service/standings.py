"""Where does the account behind a post stand? Signals for the policy, from the log's own strikes and limits.

Asked only where the policy declares one of ``account.*``. What the platform sends itself is not overruled.
"""

from __future__ import annotations

import msgspec

from aftershock.shield.accounts.acting import Append, act
from aftershock.shield.accounts.fold import Accounts
from aftershock.shield.accounts.known import Known
from aftershock.shield.accounts.outcome import newest
from aftershock.shield.accounts.standing import AccountStanding, standing
from aftershock.shield.accounts.terms import Terms
from aftershock.shield.ledger.happenings import Entry, Link
from aftershock.shield.ledger.log import Log
from aftershock.shield.ledger.projections import Followed
from aftershock.shield.service.wire import Asked


class Standings:
    """Accounts as the log has them; ``follow`` takes what it has since, a few times a second."""

    def __init__(self, log: Log, terms: Terms) -> None:
        self._log = log
        self._followed = Followed(log, lambda: Accounts(terms))

    def follow(self) -> None:
        """Catch up with the log."""
        self._followed.catch_up()

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

    def act(self, entry: Entry, append: Append) -> Link:
        """Write what a person does, if they may; raises ``accounts.refusals.Refused``."""
        return act(self._followed, self._log, entry, append=append)

    def with_account(self, asked: Asked, declared: frozenset[str], *, at: str) -> Asked:
        """The post with those of the account's signals that are declared and that it does not bring."""
        if not asked.account:
            return asked
        with self._followed.as_it_is() as accounts:
            found = standing(accounts.known, asked.account, now=at).signals()
        more = {name: value for name, value in found.items() if name in declared}
        return msgspec.structs.replace(asked, signals={**more, **asked.signals})

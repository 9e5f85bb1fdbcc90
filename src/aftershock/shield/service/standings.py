"""Where does the account behind a post stand? Signals for the policy, from the log's own strikes and limits.

Asked only where the policy declares one of ``account.*``. What the platform sends itself is not overruled.
"""

from __future__ import annotations

import msgspec

from aftershock.shield.accounts.fold import Accounts
from aftershock.shield.accounts.standing import standing
from aftershock.shield.accounts.terms import Terms
from aftershock.shield.ledger.log import Log
from aftershock.shield.ledger.projections import Followed
from aftershock.shield.service.wire import Asked


class Standings:
    """Accounts as the log has them; ``follow`` takes what it has since, a few times a second."""

    def __init__(self, log: Log, terms: Terms) -> None:
        self._followed = Followed(log, lambda: Accounts(terms))

    def follow(self) -> None:
        """Catch up with the log."""
        self._followed.catch_up()

    def with_account(self, asked: Asked, declared: frozenset[str], *, at: str) -> Asked:
        """The post with those of the account's signals that are declared and that it does not bring."""
        if not asked.account:
            return asked
        with self._followed.as_it_is() as accounts:
            found = standing(accounts.known, asked.account, now=at).signals()
        more = {name: value for name, value in found.items() if name in declared}
        return msgspec.structs.replace(asked, signals={**more, **asked.signals})

"""How does somebody act so that two who act at once cannot both succeed? Ask, write, and look what came of
it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from aftershock.shield.accounts.fold import Accounts
from aftershock.shield.accounts.refusals import Refused, refusal
from aftershock.shield.ledger.happenings import Entry, Link
from aftershock.shield.ledger.log import Log
from aftershock.shield.ledger.projections import Followed

Append = Callable[[Sequence[Entry]], list[Link]]


def act(followed: Followed[Accounts], log: Log, entry: Entry, *, append: Append | None = None) -> Link:
    """Write what a person does, if they may; raises Refused with the reason.

    The rules are asked before it is written, so that a refusal leaves no trace, and once it has its place:
    where somebody else was faster, their entry stands and this one has no effect. The same key again gives
    the first one back. ``append``: such as ``Committer.commit_now``, to share a flush with others.
    """
    link = log.get(entry.key)
    if link is None:
        with followed.now() as accounts:
            why = refusal(accounts.known, entry)
        if why:
            raise _refused(entry, why)
        (link,) = (append or log.append)([entry])
    with followed.now() as accounts:
        why = accounts.known.void.get(link.seq, "")
    if why:
        raise _refused(entry, why)
    return link


def _refused(entry: Entry, why: str) -> Refused:
    return Refused(why, where=entry.key, next_step="Look at it again; nothing was changed by this")

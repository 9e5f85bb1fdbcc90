"""Which reasons are stated to whom? The statement for one restriction, and those of a time as the database
takes them.

What kinds of content it was is told by the sealed copy, for as long as it stands; nothing else is taken from
it. Nothing here sends anything.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from aftershock.errors import UsageError
from aftershock.shield.accounts.terms import Terms
from aftershock.shield.ledger.log import Log, open_log
from aftershock.shield.papers.laws import Host
from aftershock.shield.papers.restrictions import Restriction, restrictions
from aftershock.shield.papers.setup import Papers, load
from aftershock.shield.papers.statements_of_reasons import Publishing, Stated, calls, state
from aftershock.shield.service.settings import Settings

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def papers_of(policy: Path) -> Papers:
    """What statements rest on: `papers.toml` beside the policy."""
    file = policy.parent / "papers.toml"
    return load(file) if file.is_file() else Papers(host=Host(name="this service"))


def last(log: Log, terms: Terms, wanted: Callable[[Restriction], bool]) -> Restriction | None:
    """The last restriction of those that are wanted, as the log has it; None where there is none."""
    every = (each for each in restrictions(log.read(), terms=terms) if wanted(each))
    found = deque(every, maxlen=1)
    return found[0] if found else None


def stated(log: Log, restriction: Restriction, publishing: Publishing) -> Stated:
    """The statement for a restriction, with the kinds of content that its sealed copy tells."""
    content = restriction.decided.content if restriction.decided else ""
    copy = log.copy(content) if content else None
    return state(restriction, publishing, looked=copy.looked if copy else None)


def of_time(policy: Path, settings: Settings, *, since: str, until: str = "") -> Iterator[Stated]:
    """The statements for all restrictions imposed from the day ``since`` until before the day ``until``
    (YYYY-MM-DD, UTC; an empty bound is none), of posts and of accounts. Raises UsageError for what is no day,
    and where there is no log.
    """
    for day in (since, until):
        if day and not _DAY.fullmatch(day):
            raise UsageError(f"'{day}' is no day", next_step="Write it YYYY-MM-DD")
    if "://" not in settings.log and not Path(settings.log).is_dir():
        raise UsageError("no log here", where=settings.log, next_step="Name the policy of a service that ran")
    publishing = papers_of(policy).publishing
    log = open_log(settings.log)
    try:
        for each in restrictions(log.read(), terms=settings.accounts):
            if each.at >= since and (not until or each.at < until):
                yield stated(log, each, publishing)
    finally:
        log.close()


def bodies(found: Iterable[Stated]) -> Iterator[bytes]:
    """The bodies of the calls that bring them to the transparency database, up to 100 statements in each."""
    yield from calls([each.statement for each in found])

"""How much was collected around an event, before and after its first report, and how completely?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from aftershock.events.intervals import moment
from aftershock.reaction.queries import ask
from aftershock.records import FieldReceipt, Record

if TYPE_CHECKING:
    import duckdb

# A whole day before, so that every hour of the day is in the rate that is compared with.
BEFORE = timedelta(hours=24)
# The reaction is measured over the first day: later, other news mixes in.
AFTER = timedelta(hours=24)
# Panels that differ more than this in active accounts are different collections (coordination: never raw
# counts; a rate per account corrects for panels that grew, not for another way of collecting).
COMPARABLE = 3.0


class Window(Record, frozen=True, kw_only=True):
    """Counts around one event: ``panel`` is the accounts active in the day before t0."""

    name: str
    t0: str
    posts: int
    accounts: int
    before: int
    panel: int
    hours_before: int
    platforms: str
    receipts: tuple[FieldReceipt, ...] = ()

    @property
    def completeness(self) -> str:
        """How much of the day before was collected, in words."""
        return (
            f"{self.hours_before} of {BEFORE // timedelta(hours=1)} hours before have posts; {self.panel} "
            f"accounts were active in them; what the collection misses is not known"
        )


Platforms = tuple[str, ...] | None  # the ones that count; None: all


def around(connection: duckdb.DuckDBPyConnection, name: str, t0: str, platforms: Platforms = None) -> Window:
    """The counts around ``t0`` (UTC), on ``platforms`` alone where they are given."""
    at, only = naive(t0), listed(platforms)
    before = ask(connection, "window", first=at - BEFORE, last=at, platforms=only)[0]
    after = ask(connection, "window", first=at, last=at + AFTER, platforms=only)[0]
    return Window(
        name=name,
        t0=t0,
        posts=after["posts"],
        accounts=after["accounts"],
        before=before["posts"],
        panel=before["accounts"],
        hours_before=before["hours"],
        platforms=after["platform_names"],
        receipts=ends(connection, at, at + AFTER, platforms),
    )


def listed(platforms: Platforms) -> list[str] | None:
    """Platforms as a query takes them."""
    return None if platforms is None else list(platforms)


def shared(now: Window, past: Sequence[Window]) -> Platforms:
    """The platforms that were collected around this event and around every past one that has any of them.

    None where they are all of this event's, or none: then nothing is narrowed.
    """
    here = _names(now)
    there = [found for window in past if (found := _names(window) & here)]
    both = here.intersection(*there) if there else set()
    return tuple(sorted(both)) if both and both != here else None


def _names(window: Window) -> set[str]:
    return {name for name in window.platforms.split(", ") if name}


def ends(
    connection: duckdb.DuckDBPyConnection, first: datetime, last: datetime, platforms: Platforms = None
) -> tuple[FieldReceipt, ...]:
    """The receipts of a count: the first and the last post that it counts."""
    return tuple(
        FieldReceipt(
            capture=row["capture"], locator=row["locator"], field="created_at", value=stamp(row["created_at"])
        )
        for row in ask(connection, "ends", first=first, last=last, platforms=listed(platforms))
    )


def incomparable(now: Window, past: Window) -> str | None:
    """Why two windows cannot be compared, or None where they can."""
    if past.posts + past.before == 0:
        return "no posts were collected around it"
    if past.panel == 0 or now.panel == 0:
        return "no accounts were active before one of the two"
    if past.platforms != now.platforms:
        return f"collected from {past.platforms or 'nothing'}, now from {now.platforms or 'nothing'}"
    if max(now.panel / past.panel, past.panel / now.panel) > COMPARABLE:
        return f"{past.panel} accounts were active before it, {now.panel} now"
    return None


def naive(t0: str) -> datetime:
    """A moment as the posts table keeps it: UTC without a zone."""
    return moment(t0).replace(tzinfo=None)


def stamp(at: datetime) -> str:
    """A moment of the posts table as the contract writes it."""
    return at.isoformat() + "Z"

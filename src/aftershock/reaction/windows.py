"""How much was collected around an event, before and after its first report, and what is missing of it?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from msgspec.structs import replace

from aftershock.engine.question import Row
from aftershock.events.intervals import moment
from aftershock.reaction.queries import ask
from aftershock.records import FieldReceipt, Record

if TYPE_CHECKING:
    from aftershock.reaction.queries import Asked

# A whole day before, so that every hour of the day is in the rate that is compared with; a week where it was
# collected: what one day has hangs on the few things that were passed on in it (evals/baseline).
BEFORE = timedelta(hours=24)
WEEK = 7
# Of the week's hours, how many must have posts.
COVERED = 0.5
# The reaction is measured over the first day: later, other news mixes in.
AFTER = timedelta(hours=24)
# Ids that are counted up leave a gap for each post that was not collected. Where more than this share of the
# numbers is missing, they count something else (times, other people's posts) and tell nothing.
MOST_GAPS = 0.6
# Where more times state no zone, minutes after the first report are hours off for all that is known; days
# without an hour all stand at midnight, where a few are a rise.
MOST_ASSUMED, MOST_DAYS = 0.2, 0.02

Platforms = tuple[str, ...] | None  # the ones that count; None: all


class Counted(Record, frozen=True, kw_only=True):
    """One stretch of time. ``often`` is how many accounts posted once, twice, three and four times.

    ``late`` were observed more than a day after they were written, of ``dated`` whose observation is known;
    ``lost`` is the share of posts that the ids say is missing, None where a platform's ids say nothing.
    Of several platforms ``missed`` posts and ``unseen`` accounts are summed: each has losses of its own.
    ``assumed`` times state no zone and are taken for UTC; ``by_day`` of them are days without an hour.
    """

    posts: int = 0
    accounts: int = 0
    hours: int = 0
    platforms: str = ""
    often: tuple[int, int, int, int] = (0, 0, 0, 0)
    deleted: int = 0
    dated: int = 0
    late: int = 0
    lost: float | None = None
    missed: float | None = None
    unseen: float | None = None
    assumed: int = 0
    by_day: int = 0

    @property
    def made(self) -> float:
        """Posts with those that the ids say are missing."""
        if self.missed is not None:
            return self.posts + self.missed
        return self.posts / (1.0 - (self.lost or 0.0))

    @property
    def gone(self) -> float:
        """The share of posts that is missing for all that the ids say; what they do not say counts as 0."""
        return 1.0 - self.posts / self.made if self.made else 0.0

    @property
    def present(self) -> float:
        """Accounts with those of whom every post is missing (Good and Toulmin 1956).

        Where a share l is missing at random, what is there is a thinned sample, and the accounts that one
        would see of all posts are n + sum (-1)^(k+1) t^k f_k with t = l / (1 - l); t stays below 1.
        """
        if self.unseen is not None:
            return self.accounts + self.unseen
        step = min(0.95, (self.lost or 0.0) / (1.0 - (self.lost or 0.0)))
        unseen = sum(-((-step) ** k) * count for k, count in enumerate(self.often, 1))
        return self.accounts + max(0.0, unseen)


class Window(Record, frozen=True, kw_only=True):
    """What was collected in the ``days`` before t0 and in the day after."""

    name: str
    t0: str
    before: Counted
    after: Counted
    days: int = 1
    receipts: tuple[FieldReceipt, ...] = ()

    @property
    def panel(self) -> float:
        """Accounts active in the days before, corrected for what is missing."""
        return self.before.present

    @property
    def usual(self) -> float:
        """Posts of one day before, corrected for what is missing."""
        return self.before.made / self.days

    @property
    def excess(self) -> float:
        """Posts of the day after beyond those of a day before."""
        return self.after.made - self.usual

    @property
    def late(self) -> float | None:
        """The share of posts that were observed more than a day after they were written."""
        dated = self.before.dated + self.after.dated
        return (self.before.late + self.after.late) / dated if dated else None

    @property
    def zoneless(self) -> tuple[float, float]:
        """The shares of times that state no zone, and that are days without an hour."""
        posts = max(self.before.posts + self.after.posts, 1)
        return (
            (self.before.assumed + self.after.assumed) / posts,
            (self.before.by_day + self.after.by_day) / posts,
        )

    @property
    def unsure(self) -> str:
        """Why nothing can be said to the minute; empty where it can."""
        assumed, by_day = self.zoneless
        if by_day > MOST_DAYS:
            return f"{by_day:.0%} of the times are days without an hour"
        return f"{assumed:.0%} of the times state no zone" if assumed > MOST_ASSUMED else ""

    @property
    def completeness(self) -> str:
        """How much was collected, in words."""
        sides = [each for each in (self.before, self.after) if each.posts]
        gone = max((each.gone for each in sides), default=0.0)
        if any(each.lost is not None for each in sides):
            missing = f"by their ids at most {gone * 100:.0f} % of the posts are missing"
        elif gone:
            missing = (
                f"by the ids of some platforms at most {gone * 100:.0f} % of all posts are missing, of the "
                "others it is not known"
            )
        else:
            missing = "what the collection misses is not known"
        seen = f"; {self.after.deleted} seen deleted" if self.after.deleted else ""
        late = f"; {self.late * 100:.0f} % observed a day late or more" if self.late else ""
        return (
            f"{min(self.before.hours, 24 * self.days)} of {24 * self.days} hours before have posts; "
            f"{self.before.accounts} accounts were active in them; {missing}{seen}{late}{self._zones}"
        )

    @property
    def _zones(self) -> str:
        assumed, by_day = (
            getattr(self.before, name) + getattr(self.after, name) for name in ("assumed", "by_day")
        )
        days = f", {by_day:,} of them days without an hour" if by_day else ""
        return f"; {assumed:,} times state no zone and are taken for UTC{days}" if assumed else ""


def around(connection: Asked, name: str, t0: str, platforms: Platforms = None) -> Window:
    """The counts around ``t0`` (UTC), on ``platforms`` alone where they are given."""
    at = naive(t0)
    return Window(
        name=name,
        t0=t0,
        before=counted(connection, at - BEFORE, at, platforms),
        after=counted(connection, at, at + AFTER, platforms),
        receipts=ends(connection, at, at + AFTER, platforms),
    )


def week(connection: Asked, window: Window, platforms: Platforms = None) -> Window | None:
    """The same window with the week before in the place of the day; None where it was not collected."""
    at = naive(window.t0)
    before = counted(connection, at - WEEK * BEFORE, at, platforms)
    if not covered(before):
        return None
    return replace(window, before=before, days=WEEK)


def covered(before: Counted) -> bool:
    """Whether a week was collected, by the hours that have posts."""
    return before.hours >= COVERED * 24 * WEEK


def counted(connection: Asked, first: datetime, last: datetime, platforms: Platforms = None) -> Counted:
    """What was collected between two moments."""
    span = {"first": first, "last": last, "platforms": listed(platforms)}
    (row,) = ask(connection, "window", **span)
    losses: dict[str, float | None] = {}
    if row["platforms"] == 1:
        losses = {"lost": missing(ask(connection, "gaps", **span))}
    elif row["platforms"]:
        names = row["platform_names"].split(", ")
        losses = summed([counted(connection, first, last, (name,)) for name in names])
    return Counted(
        posts=row["posts"],
        accounts=row["accounts"],
        hours=row["hours"],
        platforms=row["platform_names"],
        often=(int(row["once"]), int(row["twice"]), int(row["thrice"]), int(row["four_times"])),
        deleted=row["deleted"],
        dated=row["dated"],
        late=int(row["late"]),
        assumed=int(row["assumed"]),
        by_day=int(row["by_day"]),
        **losses,
    )


def summed(platforms: Sequence[Counted]) -> dict[str, float | None]:
    """What several platforms lost together: no account is on two of them."""
    missed = sum(each.made - each.posts for each in platforms)
    known = all(each.lost is not None for each in platforms)
    return {
        "lost": missed / sum(each.made for each in platforms) if known and platforms else None,
        "missed": missed,
        "unseen": sum(each.present - each.accounts for each in platforms),
    }


def missing(rows: Sequence[Row]) -> float | None:
    """The share of one platform's posts that is missing by the gaps in their ids; None where these tell
    nothing: there are no numbers, or half of the posts have none.

    A channel's own numbers are believed before the platform's. The first and last number of a stream are
    there by choice, and say nothing.
    """
    for row in rows:  # 'channel' comes before 'platform'
        room = row["numbers"] - 2 * row["streams"]
        share = (row["numbers"] - row["seen"]) / room if room > 0 else 1.0
        if share <= MOST_GAPS and 2 * row["numbered"] > row["posts"]:
            return float(share)
    return None


def untimed(connection: Asked) -> tuple[str, ...]:
    """What to say of posts without a time, and of days without an hour: a sentence each, where any are."""
    (row,) = ask(connection, "untimed")
    timeless, by_day = int(row["timeless"]), int(row["by_day"])
    return (
        *([f"{timeless:,} posts have no time that can be read: no count has them."] if timeless else []),
        *([f"{by_day:,} posts have a day and no hour: they count at midnight, UTC."] if by_day else []),
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
    return {name for name in window.after.platforms.split(", ") if name}


def ends(
    connection: Asked, first: datetime, last: datetime, platforms: Platforms = None
) -> tuple[FieldReceipt, ...]:
    """The receipts of a count: the first and the last post that it counts."""
    return tuple(
        FieldReceipt(
            capture=row["capture"], locator=row["locator"], field="created_at", value=stamp(row["created_at"])
        )
        for row in ask(connection, "ends", first=first, last=last, platforms=listed(platforms))
    )


def naive(t0: str) -> datetime:
    """A moment as the posts table keeps it: UTC without a zone."""
    return moment(t0).replace(tzinfo=None)


def stamp(at: datetime) -> str:
    """A moment of the posts table as the contract writes it."""
    return at.isoformat() + "Z"

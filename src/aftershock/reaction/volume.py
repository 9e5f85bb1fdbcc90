"""How large and how early is the reaction, beside past events? Curves, findings and artefacts of the posts.

Posts are aligned at t0, the first report. A connection is given; nothing is opened here.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec

from aftershock.events.case_info import CaseInfo
from aftershock.reaction import artefacts, baseline, onset
from aftershock.reaction.queries import ask
from aftershock.reaction.result import Curve, Reaction
from aftershock.reaction.windows import BEFORE, Platforms, Window, around, incomparable, listed, naive, shared
from aftershock.records import Finding

if TYPE_CHECKING:
    import duckdb

# The curves show a day before and two after: the rate before, and the decay.
SHOWN = timedelta(hours=48)


def react(
    connection: duckdb.DuckDBPyConnection, case: CaseInfo | None, *, first_report: str | None = None
) -> Reaction:
    """The reaction to the case's event; ``posts`` on the connection has the columns of `Post`.

    t0 is the case file's first report, else ``first_report`` (UTC: the earliest publication that the caller
    knows), else the event's start where it is known to the hour. Without it nothing is aligned, and the
    result says so. Past events that were collected otherwise are named and left out.
    """
    t0, how = alignment(case, first_report)
    if t0 is None:
        return Reaction(note="Nothing to align the posts at: neither a first report nor the hour is known.")
    title = (case.title if case else None) or "this event"
    now = around(connection, title, t0)
    if now.posts + now.before == 0:
        return Reaction(note=f"No posts within a day of {t0} ({how}).")
    events = case.past if case else ()
    past = [around(connection, event.title, event.t0) for event in events]
    notes = [f"Aligned at {t0} ({how})."]
    if platforms := shared(now, past):
        notes.append(
            f"Counted on {', '.join(platforms)} alone: what else is in {now.platforms} was not collected "
            "around the past events."
        )
        now = around(connection, title, t0, platforms)
        past = [around(connection, event.title, event.t0, platforms) for event in events]
    reasons = {window.name: incomparable(now, window) for window in past}
    kept = [window for window in past if reasons[window.name] is None]
    left = [f"{name}: {why}" for name, why in reasons.items() if why]
    if left:
        notes.append("Not compared with " + "; ".join(left) + ".")
    if len(kept) < baseline.MIN_PAST:
        notes.append(
            f"{len(kept)} comparable past events: at least {baseline.MIN_PAST} are needed for a verdict."
        )
    return Reaction(
        curves=(
            curve(connection, now, platforms, main=True),
            *(curve(connection, window, platforms) for window in past if window.posts + window.before),
        ),
        findings=findings(connection, now, kept, platforms),
        artefacts=artefacts.top(connection, t0),
        note=" ".join(notes),
    )


def alignment(case: CaseInfo | None, first_report: str | None) -> tuple[str | None, str]:
    """The moment that posts are aligned at, and how it is known."""
    if case is not None and case.t0:
        return case.t0, "the case file's first report"
    if first_report:
        return first_report, "the earliest dated publication"
    when = case.when if case is not None else None
    if when is not None and when.start and when.granularity in ("instant", "minute", "hour"):
        return when.start, "the event's start"
    return None, "unknown"


def findings(
    connection: duckdb.DuckDBPyConnection, now: Window, past: list[Window], platforms: Platforms = None
) -> tuple[Finding, ...]:
    """Size, participation, ratio, rank and onset, each beside what the past events let expect."""
    rates = [each for window in past if (each := baseline.rate(window)) is not None]
    return (
        baseline.size(now, past),
        baseline.ratio(now, past),
        baseline.rank("rank by posts per account active before", baseline.rate(now), rates, now),
        baseline.participants(now, past),
        *onsets(connection, now, past, platforms),
    )


def onsets(
    connection: duckdb.DuckDBPyConnection, now: Window, past: list[Window], platforms: Platforms = None
) -> tuple[Finding, Finding]:
    """The minute in which the reaction begins, and its place among the past events' (the earliest first)."""
    here = onset.of(connection, now.t0, platforms)
    earlier = [
        each for window in past if (each := onset.of(connection, window.t0, platforms).minute) is not None
    ]
    middle = sorted(earlier)[len(earlier) // 2] if earlier else None
    found = Finding(
        name="onset, minutes after the first report",
        value=here.minute,
        expected=middle,
        interval=here.interval,
        n=now.posts,
        completeness=now.completeness,
        method="Poisson CUSUM with parametric bootstrap@1",
        verdict="the posts rise here" if here.minute is not None else "no rise found",
        receipts=now.receipts,
    )
    place = baseline.rank("rank by onset, earliest first", here.minute, earlier, now, low_first=True)
    return found, msgspec.structs.replace(place, n=len(earlier))


def curve(
    connection: duckdb.DuckDBPyConnection, window: Window, platforms: Platforms = None, *, main: bool = False
) -> Curve:
    """Posts in each hour from a day before t0 to two days after; hours without posts are 0."""
    at = naive(window.t0)
    span = {"first": at - BEFORE, "last": at + SHOWN}
    rows = ask(connection, "bins", t0=at, step=3600, platforms=listed(platforms), **span)
    counts = {row["bin"]: row["posts"] for row in rows}
    hours = range(-(BEFORE // timedelta(hours=1)), SHOWN // timedelta(hours=1))
    return Curve(
        name=window.name,
        t0=window.t0,
        points=tuple((float(hour), float(counts.get(hour, 0))) for hour in hours),
        main=main,
        n=sum(counts.values()),
        completeness=window.completeness,
    )

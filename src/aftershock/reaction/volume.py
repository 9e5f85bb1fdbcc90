"""How large and how early is the reaction, beside past events? Curves, findings and artefacts of the posts.

Posts are aligned at t0, the first report. A connection is given; nothing is opened here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from aftershock.events.case_info import CaseInfo
from aftershock.events.intervals import moment
from aftershock.reaction import artefacts, baseline, callbacks, slogans, timing
from aftershock.reaction.active import Active, active, rates
from aftershock.reaction.comparable import incomparable
from aftershock.reaction.measured import Measured, measure, windows
from aftershock.reaction.result import Curve, Reaction
from aftershock.reaction.shared import Shared, SharedEvent, of_platforms
from aftershock.reaction.windows import AFTER, Platforms, Window, around, shared, untimed
from aftershock.records import Finding

if TYPE_CHECKING:
    from aftershock.reaction.queries import Asked


def react(
    connection: Asked,
    case: CaseInfo | None,
    *,
    first_report: str | None = None,
    baselines: Sequence[Shared] = (),
    listed: artefacts.Listed | None = None,
    statements: Sequence[callbacks.Said] = (),
) -> Reaction:
    """The reaction to the case's event; ``posts`` on the connection has the columns of `Post`.

    t0 is the case file's first report, else ``first_report`` (UTC: the earliest publication that the caller
    knows), else the event's start where it is known to the hour. Without it nothing is aligned, and the
    result says so. Past events are those of the case and those of shared ``baselines``; what was collected
    otherwise is named and left out. ``listed`` names channels that may be named, ``statements`` are old ones
    that may be quoted again.
    """
    t0, how = alignment(case, first_report)
    if t0 is None:
        return Reaction(note="Nothing to align the posts at: neither a first report nor the hour is known.")
    title = (case.title if case else None) or "this event"
    now = around(connection, title, t0)
    if now.after.posts + now.before.posts == 0:
        return Reaction(note=f"No posts within a day of {t0} ({how}).")
    notes = [f"Aligned at {t0} ({how}).", *untimed(connection)]
    platforms, past = _past(connection, case, baselines, now, notes)
    here = measure(connection, title, t0, platforms, intervals=True)
    kept = _kept(here, past, notes)
    return Reaction(
        curves=(
            curve(here, active(connection, here.window, listed or (), platforms), main=True),
            *(
                curve(each, active(connection, each.window, () if each.source else listed or (), platforms))
                for each in past
                if each.window.after.posts + each.window.before.posts
            ),
        ),
        findings=findings(here, kept),
        artefacts=(*artefacts.top(connection, t0, listed), *slogans.top(connection, t0, listed)),
        call_backs=callbacks.find(connection, statements, t0) if statements else (),
        note=" ".join(notes),
        compared=tuple((each.window.name, each.window.t0) for each in kept if not each.source),
        platforms=platforms,
    )


def _past(
    connection: Asked,
    case: CaseInfo | None,
    baselines: Sequence[Shared],
    now: Window,
    notes: list[str],
) -> tuple[Platforms, list[Measured]]:
    """The past events on the platforms that were collected around all of them."""
    events = case.past if case else ()
    given = _given(baselines, {each.t0 for each in events}, now.t0, notes)
    windows = [around(connection, event.title, event.t0) for event in events]
    platforms = shared(now, [*windows, *(event.window for event in given)])
    if platforms:
        notes.append(
            f"Counted on {', '.join(platforms)} alone: what else is in {now.after.platforms} was not "
            "collected around the past events."
        )
    past = [measure(connection, event.title, event.t0, platforms) for event in events]
    return platforms, past + [of_platforms(event, platforms) for event in given]


def _given(baselines: Sequence[Shared], known: set[str], t0: str, notes: list[str]) -> list[SharedEvent]:
    """The events of shared baselines, each once, without those that the case has itself."""
    given: list[SharedEvent] = []
    for one in baselines:
        fresh = [
            event
            for event in one.events
            if event.t0 not in known and abs(moment(event.t0) - moment(t0)) >= AFTER
        ]
        known = known | {event.t0 for event in fresh}
        left = len(one.events) - len(fresh)
        also = f"; {left} more are known here already, or are this event" if left else ""
        notes.append(
            f"Shared baseline from {one.by or 'somebody who is not named'}, {len(fresh)} events, compared "
            f"without their posts{also}."
        )
        given += fresh
    return given


def _kept(now: Measured, past: Sequence[Measured], notes: list[str]) -> list[Measured]:
    """The past events that can be compared; the others are named with the reason."""
    here, there = windows(now, past)
    reasons = [incomparable(here, each) for each in there]
    left = [f"{each.window.name}: {why}" for each, why in zip(past, reasons, strict=True) if why]
    if left:
        notes.append("Not compared with " + "; ".join(left) + ".")
    kept = [each for each, why in zip(past, reasons, strict=True) if why is None]
    if len(kept) < baseline.MIN_PAST:
        notes.append(
            f"{len(kept)} comparable past events: at least {baseline.MIN_PAST} are needed for a verdict."
        )
    return kept


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


def findings(now: Measured, past: Sequence[Measured]) -> tuple[Finding, ...]:
    """Size, participation, ratio, rank, share, onset and decay, each beside what past events let expect."""
    here, there = windows(now, past)
    sizes = [math.exp(each.value) for window in there if (each := baseline.size(window)) is not None]
    mine = baseline.size(here)
    return (
        baseline.predicted("posts per account active before", baseline.size, here, there),
        baseline.ratio(here, there),
        baseline.rank(
            "rank by posts per account active before",
            None if mine is None else math.exp(mine.value),
            sizes,
            here,
        ),
        baseline.predicted(
            "accounts taking part per account active before", baseline.participants, here, there
        ),
        baseline.predicted("posts by those of a usual day", baseline.activity, here, there),
        share(here),
        *timing.findings(now, past),
    )


def share(now: Window) -> Finding:
    """Which part of the first day's posts exceeds a usual day; the interval is the counting error."""
    after, usual = now.after.made, now.usual
    value = interval = None
    if now.after.posts >= baseline.MIN_POSTS:
        value = max(0.0, 1.0 - usual / after)
        error = 1.96 * math.sqrt(1 / after + 1 / (now.before.made + baseline.HALF))
        ends = [1.0 - (usual + baseline.HALF) / after * math.exp(sign * error) for sign in (1, -1)]
        interval = (max(0.0, min(ends[0], value)), max(ends[1], value))
    return Finding(
        name="share of the first day's posts beyond a usual day",
        value=value,
        expected=0.0,
        interval=interval,
        n=now.after.posts,
        completeness=now.completeness,
        method="ratio of two counts@1",
        verdict="so much is more than a usual day has" if value is not None else baseline.CANNOT,
        receipts=now.receipts,
    )


def curve(event: Measured, among: Active, *, main: bool = False) -> Curve:
    """Posts in each hour from a day before t0 to two days after; hours without posts are 0.

    ``among`` are the accounts that the rates are counted on.
    """
    first = -(len(event.hourly) // 3)
    points = tuple((float(first + n), float(count)) for n, count in enumerate(event.hourly))
    return Curve(
        name=event.window.name,
        t0=event.window.t0,
        points=points,
        main=main,
        n=sum(event.hourly),
        completeness=event.window.completeness + (f"; from {event.source}" if event.source else ""),
        active=among.accounts or None,
        active_of=among.of if among.accounts else "",
        rates=rates(points, event.window, among),
    )

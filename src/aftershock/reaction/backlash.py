"""Do posts blame a community in the week after, day by day, and more than in the week before?

The backlash that follows an attack hurts people who have no part in it. It is estimated as any tone is, and
no further: which community is blamed is not told apart, and no account is listed. Of each day a sample is
read, drawn by the posts' ids; days weigh by their posts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

import numpy

from aftershock.engine.question import Row
from aftershock.events.chronicle import Harm
from aftershock.reaction import tones
from aftershock.reaction.baseline import CANNOT
from aftershock.reaction.queries import ask
from aftershock.reaction.result import ToneShare
from aftershock.reaction.rise import METHOD, said, unlike
from aftershock.reaction.windows import Window, counted, naive
from aftershock.records import FieldReceipt, Finding, Receipt
from aftershock.store.memory import Memory
from aftershock.text import content_id
from aftershock.tone import head
from aftershock.tone.head import CLASSES, Class, Tone
from aftershock.tone.shares import FEWEST, Mix, changes, drawings, examples, mix, stands_on, told_of

if TYPE_CHECKING:
    from aftershock.models.encoder import Told
    from aftershock.reaction.queries import Asked
    from aftershock.tone.mixing import Floats

DAYS = 7
# Of a day: the interval of a week's share of two in a hundred is then a point and a half wide.
SAMPLE = 200
LEAST_DAYS = 3  # with posts enough before: fewer do not show how such days differ
# A smaller share is most of it the head's error, and is no line among the harms unless it rose.
LEAST = 0.005
TONE: Class = "blames-a-community"
NAME = "backlash: posts that blame a community"
_PLACE = CLASSES.index(TONE)
DAY, HOURS = timedelta(days=1), 24.0


class Day(NamedTuple):
    """One day, counted from t0 (negative: before): its posts, a sample of them, and what it tells."""

    number: int
    posts: int
    sample: Sequence[Row]
    mix: Mix | None = None
    shares: Floats | None = None  # drawings of all tones, under the same error tables for all days


class Backlash(NamedTuple):
    """What was found: a finding, a share for each day with posts enough, and a line among the harms."""

    finding: Finding | None = None
    days: tuple[ToneShare, ...] = ()
    harm: Harm | None = None


def find(
    asked: Asked,
    name: str,
    t0: str,
    *,
    memory: Memory | None = None,
    told: Told | None = None,
) -> Backlash:
    """The backlash of an event; nothing without the encoder, or where no day after has posts enough."""
    at = naive(t0)
    samples = _samples(asked, at) if head.ready() else []
    known = told_of([row["text"] for day in samples for row in day.sample], memory=memory, told=told)
    told_days = [day for day in _read(samples, known) if day.mix]
    before, after = ([day for day in told_days if (day.number >= 0) is late] for late in (False, True))
    if not after:
        return Backlash()
    week = DAYS * DAY
    window = Window(
        name=name, t0=t0, before=counted(asked, at - week, at), after=counted(asked, at, at + week), days=DAYS
    )
    rows = [row for day in after for row in day.sample]
    proofs = examples([row["text"] for row in rows], known, [tones.receipt(row) for row in rows])
    finding = _finding(before, after, window, proofs.get(TONE, []))
    return Backlash(
        finding,
        tuple(share for day in told_days for share in _share_of(day, name, t0)),
        _harm(finding, after) if finding.receipts else None,
    )


def _samples(asked: Asked, at: datetime) -> list[Day]:
    """The days with posts enough, each with its sample."""
    span = {"first": at - DAYS * DAY, "last": at + DAYS * DAY}
    rows = ask(asked, "bins", t0=at, step=DAY.total_seconds(), platforms=None, **span)
    return [
        Day(
            number, int(row["posts"]), tones.sample(asked, at + number * DAY, at + (number + 1) * DAY, SAMPLE)
        )
        for row in rows
        for number in [int(row["bin"])]
        if row["posts"] >= FEWEST
    ]


def _read(days: Sequence[Day], known: Mapping[str, Tone]) -> list[Day]:
    """The same days with what their samples tell."""
    texts = [[row["text"] for row in day.sample] for day in days]
    return [
        day._replace(mix=mix(words, known), shares=shares)
        for day, words, shares in zip(days, texts, drawings(texts, known), strict=True)
    ]


def _share_of(day: Day, name: str, t0: str) -> Iterator[ToneShare]:
    """The day's share. The days next to t0 have one of a larger sample (`tones`)."""
    if day.mix and day.number not in (-1, 0):
        for share in tones.of_mix(name, t0, day.mix, HOURS * day.number, HOURS * (day.number + 1), main=True):
            if share.tone == TONE:
                yield share


def _week(days: Sequence[Day]) -> Floats:
    """Drawings of the share over several days, each of which weighs by its posts."""
    weights = numpy.array([day.posts for day in days], dtype=float)
    drawn = numpy.stack([day.shares for day in days if day.shares is not None])
    shares: Floats = numpy.tensordot(weights / weights.sum(), drawn, axes=1)
    return shares


def _finding(
    before: Sequence[Day], after: Sequence[Day], window: Window, proofs: Sequence[FieldReceipt | Receipt]
) -> Finding:
    """The share of the week after, beside that of the days before; the verdict is about their difference."""
    later = _week(after)
    low, high = numpy.quantile(later[:, _PLACE], [0.025, 0.975])
    verdict, p, expected = f"{CANNOT}: no day before has {FEWEST} posts", None, None
    if before:
        earlier = _week(before)
        expected = float(earlier[:, _PLACE].mean())
        change = changes(earlier, later)[_PLACE]
        few = f"{len(before)} of the {DAYS} days before have {FEWEST} posts"
        why = few if len(before) < LEAST_DAYS else unlike(window)
        p = None if why else change.p
        verdict = said(change.value, (change.low, change.high), p, why)
    read = sum(day.mix.posts for day in (*before, *after) if day.mix)
    first = next((stands_on(day.mix) for day in after if day.mix), "")
    return Finding(
        name=NAME,
        value=float(later[:, _PLACE].mean()),
        expected=expected,
        interval=(float(low), float(high)),
        p=p,
        n=read,
        completeness=(
            f"{len(after)} of {DAYS} days after and {len(before)} of {DAYS} before have posts enough, at "
            f"most {SAMPLE} of each are read; {window.completeness}; on the first of them {first}"
        ),
        method=f"{METHOD}; {head.rule()}",
        verdict=verdict,
        receipts=tuple(proofs),
    )


def _harm(finding: Finding, after: Sequence[Day]) -> Harm | None:
    """The line among the harms, where the share is more than the head's error, or rose."""
    if finding.value is None or finding.interval is None:
        return None
    low, high = finding.interval
    if low < LEAST and not finding.verdict.startswith("rose"):
        return None
    posts = sum(day.posts for day in after)
    usual = "" if finding.expected is None else f", in the days before {percent(finding.expected)}"
    text = (
        f"Posts blamed a community: an estimated {percent(finding.value)} "
        f"({percent(low)} to {percent(high)}) of {posts:,} posts on {len(after)} days from the first "
        f"report on{usual}. {_risen(finding.verdict)}"
    )
    return Harm(
        id=content_id("harm", "community-blamed", NAME),
        kind="community-blamed",
        event=None,
        text=text,
        statements=(),
        receipts=finding.receipts,
    )


def _risen(verdict: str) -> str:
    if verdict.startswith(CANNOT):
        return f"Whether it rose cannot be told{verdict.removeprefix(CANNOT)}."
    return f"It {verdict}."


def percent(share: float) -> str:
    """``4.2 %``."""
    return f"{100 * share:.1f} %"

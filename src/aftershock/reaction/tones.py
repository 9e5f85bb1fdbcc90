"""What tone do the posts have after the first report, beside the day before it, and after past events?

Of a large reaction a sample is told, drawn by the posts' ids, which are as good as chance and the same in
every run; an interval of a few thousand posts is narrower than the head is sure. A text that is posted
often counts as often as it was posted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from aftershock.engine.question import Row
from aftershock.events.intervals import moment
from aftershock.reaction.queries import ask
from aftershock.reaction.result import ToneShare
from aftershock.reaction.windows import AFTER, BEFORE, Platforms, listed, naive, stamp
from aftershock.records import FieldReceipt
from aftershock.store.memory import Memory
from aftershock.tone import head, shares
from aftershock.tone.shares import Mix, ToneOf

if TYPE_CHECKING:
    from aftershock.models.encoder import Told
    from aftershock.reaction.queries import Asked

SAMPLE = 4_000  # posts after the first report: the interval of a share of one half is then 3 points wide
SAMPLE_BEFORE = 1_000
# Of a past event: what events differ by is more than the counting error of so many, and each costs reading.
SAMPLE_PAST = 400
SHORTEST = 3  # code points: less has no tone
NOT_READY = "Tone is not told: the multilingual encoder is not installed. Run: aftershock models install"
METHOD = "shares of tone, corrected for the head's errors@1"
DAY = 24.0
HOUR = 3600


def tone(
    asked: Asked,
    t0: str,
    *,
    completeness: str = "not known",
    platforms: Platforms = None,
    memory: Memory | None = None,
    told: Told | None = None,
) -> ToneOf:
    """The tone of the first day's posts; ``asked`` answers questions over posts, ``t0`` is the first report.

    What was told before is taken from ``memory``. Without the encoder there are no findings, and the note
    says why.
    """
    at = naive(t0)
    after = sample(asked, at, at + AFTER, SAMPLE, platforms)
    before = sample(asked, at - BEFORE, at, SAMPLE_BEFORE, platforms)
    if len(after) == SAMPLE:
        completeness += f"; a sample of {SAMPLE:,} posts, drawn by their ids"
    return _of(after, at, before, completeness=completeness, memory=memory, told=told)


def past(
    asked: Asked,
    t0: str,
    *,
    platforms: Platforms = None,
    memory: Memory | None = None,
    told: Told | None = None,
) -> ToneOf:
    """The tone of the first day after a past event, of a smaller sample."""
    at = naive(t0)
    after = sample(asked, at, at + AFTER, SAMPLE_PAST, platforms)
    return _of(after, at, (), completeness="not known", memory=memory, told=told)


def rows(event: str, t0: str, found: ToneOf, *, main: bool = False) -> Iterator[ToneShare]:
    """The shares of an event: of the day before, of the first day, of each of its hours with posts enough."""
    for mix, first, last in (
        (found.before, -DAY, 0.0),
        (found.mix, 0.0, DAY),
        *((each, hour, hour + 1) for each in found.hours for hour in [_hour(each, t0)]),
    ):
        if mix:
            yield from of_mix(event, t0, mix, first, last, main=main)


def of_mix(
    event: str, t0: str, mix: Mix, first: float, last: float, *, main: bool = False
) -> Iterator[ToneShare]:
    """The shares of the posts between two hours since t0."""
    for share in mix.shares:
        yield ToneShare(
            event=event,
            t0=t0,
            main=main,
            tone=share.tone,
            first=first,
            last=last,
            posts=mix.posts,
            value=share.value,
            low=share.low,
            high=share.high,
            counted=share.counted,
            not_told=mix.not_told,
            texts=mix.texts,
            languages=mix.languages,
            left_out=mix.left_out,
        )


def _hour(mix: Mix, t0: str) -> float:
    return (moment(mix.start or t0) - moment(t0)).total_seconds() / HOUR


def _of(
    after: Sequence[Row],
    at: datetime,
    before: Sequence[Row],
    *,
    completeness: str,
    memory: Memory | None,
    told: Told | None,
) -> ToneOf:
    if len(after) >= shares.FEWEST and not head.ready():
        return ToneOf(findings=(), mix=None, hours=(), note=NOT_READY)
    return shares.tone_of(
        [row["text"] for row in after],
        receipts=[receipt(row) for row in after],
        times=[stamp(row["created_at"]) for row in after],
        since=stamp(at),
        before=[row["text"] for row in before],
        completeness=completeness,
        memory=memory,
        told=told,
    )


def sample(asked: Asked, first: object, last: object, most: int, platforms: Platforms = None) -> list[Row]:
    """Posts with words between two moments, at most so many, drawn by their ids."""
    span = {"first": first, "last": last, "platforms": listed(platforms)}
    return ask(asked, "toned", most=most, shortest=SHORTEST, **span)


def receipt(row: Row) -> FieldReceipt:
    """The receipt of a sampled post's words."""
    return FieldReceipt(capture=row["capture"], locator=row["locator"], field="text", value=row["text"])

"""What tone do the posts have after the first report, beside the day before it?

Of a large reaction a sample is told, drawn by the posts' ids, which are as good as chance and the same in
every run; an interval of a few thousand posts is narrower than the head is sure. A text that is posted
often counts as often as it was posted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from aftershock.reaction.queries import ask
from aftershock.reaction.windows import AFTER, BEFORE, naive, stamp
from aftershock.records import FieldReceipt
from aftershock.tone import head, shares
from aftershock.tone.shares import ToneOf

if TYPE_CHECKING:
    import duckdb

    from aftershock.engine.question import Engine
    from aftershock.models.encoder import Told

SAMPLE = 4_000  # posts after the first report: the interval of a share of one half is then 3 points wide
SAMPLE_BEFORE = 1_000
SHORTEST = 3  # code points: less has no tone
NOT_READY = "Tone is not told: the multilingual encoder is not installed. Run: aftershock models install"


def tone(
    asked: duckdb.DuckDBPyConnection | Engine,
    t0: str,
    *,
    completeness: str = "not known",
    memory: head.Memory | None = None,
    told: Told | None = None,
) -> ToneOf:
    """The tone of the first day's posts; ``asked`` answers questions over posts, ``t0`` is the first report.

    What was told before is taken from ``memory``. Without the encoder there are no findings, and the note
    says why.
    """
    if not head.ready():
        return ToneOf(findings=(), mix=None, hours=(), note=NOT_READY)
    at = naive(t0)
    after = _posts(asked, at, at + AFTER, SAMPLE)
    before = _posts(asked, at - BEFORE, at, SAMPLE_BEFORE)
    if len(after) == SAMPLE:
        completeness += f"; a sample of {SAMPLE:,} posts, drawn by their ids"
    return shares.tone_of(
        [row["text"] for row in after],
        receipts=[_receipt(row) for row in after],
        times=[stamp(row["created_at"]) for row in after],
        since=stamp(at),
        before=[row["text"] for row in before],
        completeness=completeness,
        memory=memory,
        told=told,
    )


def _posts(asked: Any, first: object, last: object, most: int) -> Sequence[dict[str, Any]]:
    return ask(asked, "toned", first=first, last=last, most=most, shortest=SHORTEST)


def _receipt(row: dict[str, Any]) -> FieldReceipt:
    return FieldReceipt(capture=row["capture"], locator=row["locator"], field="text", value=row["text"])

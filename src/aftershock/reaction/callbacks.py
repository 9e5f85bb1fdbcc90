"""Which old statements are quoted again after the event?

A statement comes back where a post holds `WORDS` or more of its words in a row, without case and marks; in
scripts without blanks as many characters as make so many words (`runs`). The day before the event says how
often that happens anyway. Posts that appeared before the statement was made cannot quote it and do not count.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from aftershock.engine.question import Row
from aftershock.reaction.chances import rate_ratio
from aftershock.reaction.queries import ask
from aftershock.reaction.result import CallBack
from aftershock.reaction.runs import Run, joined, runs, tokens, weight
from aftershock.reaction.windows import AFTER, BEFORE, naive, stamp
from aftershock.records import FieldReceipt, Record

if TYPE_CHECKING:
    from aftershock.reaction.queries import Asked

# Five words in a row are shared by unrelated sentences ("in the middle of the"); six hardly ever, of which
# three must be longer than four letters.
WORDS, LONG, LETTERS = 6, 3, 4


class Said(Record, frozen=True, kw_only=True):
    """An old statement: its id, its words, and when it was made (UTC), where that is known."""

    id: str
    text: str
    at: str | None = None


def find(connection: Asked, said: Sequence[Said], t0: str) -> tuple[CallBack, ...]:
    """The statements that came back in the day after t0, those of most accounts first."""
    at = naive(t0)
    grams = _grams(each for each in said if each.at is None or naive(each.at) < at)
    if not grams:
        return ()
    span = {"length": WORDS * 2}  # no run is shorter, in any script
    before = _hits(ask(connection, "said", first=at - BEFORE, last=at, **span), grams)
    after = _hits(ask(connection, "said", first=at, last=at + AFTER, **span), grams)
    known = {each.id: each for each in said}
    made = [_call_back(known[id_], rows, before.get(id_, []), grams) for id_, rows in after.items()]
    return tuple(sorted(made, key=lambda each: (-each.accounts, -each.posts, each.statement)))


def _of(text: str) -> Iterable[Run]:
    return (run for _, run in runs(tokens(text), WORDS))


def _grams(said: Iterable[Said]) -> dict[Run, set[str]]:
    """The statements that each run of words stands in."""
    out: dict[Run, set[str]] = defaultdict(set)
    for each in said:
        for gram in _of(each.text):
            if sum(weight(word) for word in gram if weight(word) < 1 or len(word) > LETTERS) >= LONG:
                out[gram].add(each.id)
    return out


def _hits(rows: Iterable[Row], grams: Mapping[Run, set[str]]) -> dict[str, list[Row]]:
    """The rows that quote each statement."""
    out: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found = set().union(*(grams.get(gram, ()) for gram in _of(row["text"])))
        for id_ in found:
            out[id_].append(row)
    return out


def _call_back(
    said: Said,
    rows: Sequence[Row],
    before: Sequence[Row],
    grams: Mapping[Run, set[str]],
) -> CallBack:
    posts, earlier = (sum(row["posts"] for row in each) for each in (rows, before))
    first = min(rows, key=lambda row: (row["first_seen"], row["text"]))
    again = next(gram for gram in _of(first["text"]) if said.id in grams.get(gram, ()))
    return CallBack(
        statement=said.id,
        said_at=said.at,
        words=joined(again),
        posts=posts,
        # accounts that wrote the same text are counted once; one that wrote two of the texts, twice
        accounts=sum(row["accounts"] for row in rows),
        before=earlier,
        ratio=posts / earlier if earlier else None,
        interval=_finite(rate_ratio(posts, 1.0, earlier, 1.0)),
        first_seen=stamp(first["first_seen"]),
        receipts=(
            FieldReceipt(
                capture=first["capture"], locator=first["locator"], field="text", value=first["text"]
            ),
        ),
    )


def _finite(interval: tuple[float, float]) -> tuple[float, float | None]:
    """An interval as it can be kept: endless is None."""
    low, high = interval
    return low, None if math.isinf(high) else high

"""Which words name an act of violence, and which point to harm? The tables of ``data/lexicons`` as values.

`event_kinds.tsv`: how specific a kind is runs from 0 (only that something happened) to 3 (how it was done).
`harm_words.tsv`: "community" is never a signal against anyone; it marks people who may be at risk from
what is said about them.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from aftershock.statements.lexicon import rows


class Kind(NamedTuple):
    """What a word for an act stands for; ``specific`` runs from 0 (only that something happened) to 3."""

    kind: str
    specific: int


@cache
def kinds() -> dict[str, Kind]:
    """Words for acts of violence (lower case) and their kinds."""
    return {row["word"]: Kind(row["kind"], int(row["specific"])) for row in rows("event_kinds.tsv")}


@cache
def harm_words(points_to: str) -> re.Pattern[str]:
    """A pattern that finds the words that point to something: community, place, data, passing, suspect ..."""
    wanted = [row["word"] for row in rows("harm_words.tsv") if row["points_to"] == points_to]
    return any_of(wanted)


@cache
def kind_words() -> re.Pattern[str]:
    """A pattern that finds the words for acts of violence."""
    return any_of(list(kinds()))


def any_of(words: list[str]) -> re.Pattern[str]:
    """A pattern that finds any of some words as whole words, longest first, in any case."""
    alternatives = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{alternatives})(?![\w-])", re.IGNORECASE)

"""Which numbers are ages?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from aftershock.statements.figure_words import value_of

_AGE = re.compile(
    r"\b(?P<a>\d{1,3}|[a-z]+(?:-[a-z]+)?)[- ]years?[- ]olds?\b"
    r"|\baged?\s+(?:(?:between|from)\s+)?(?P<b>\d{1,3})(?:\s*(?:-|–|to|and)\s*(?P<b2>\d{1,3}))?\b(?!\s*(?:km|kilomet|per))"
    r"|(?<=[a-z]), (?P<c>[1-9]\d), (?!\d)"
    r"|\b(?:girl|boy|child|man|woman|youth)\s+of\s+(?P<d>\d{1,3}|[a-z]+(?:-[a-z]+)?)"
    r"(?=\s*[.,;:!?)]|\s+(?:and|or|was|were|is|who|has|had|died|from|in|with|among)\b)",
    re.IGNORECASE,
)
_NAMED_AGE = re.compile(r"(?:^|[^\w])(?:[A-Z][\w’'-]+\s+)+[A-Z][\w’'-]+$|\b(?:[A-Z][\w’'-]+)$")
OLDEST = 120


class Age(NamedTuple):
    """An age in years at ``start:end``, or a range of ages."""

    start: int
    end: int
    low: float
    high: float


def find(text: str, start: int, stop: int) -> Iterator[Age]:
    """The ages inside ``text[start:stop]``, in order."""
    for match in _AGE.finditer(text, start, stop):
        group = next(name for name in ("a", "b", "c", "d") if match.group(name))
        if group == "c" and not _NAMED_AGE.search(text[max(start, match.start() - 60) : match.start()]):
            continue
        low = value_of(match.group(group))
        if not 0 < low < OLDEST:
            continue
        high = value_of(match.group("b2")) if match.group("b2") else low
        yield Age(match.start(group), match.end("b2") if match.group("b2") else match.end(group), low, high)

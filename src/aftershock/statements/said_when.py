"""Which date expressions belong to a saying, and not to what is said?

Those beside the content in the evidence, right behind it ("claimed responsibility on Friday"), and before it
in its sentence ("On Friday the group ...").
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from aftershock.records import QuoteType
from aftershock.statements import dates
from aftershock.statements.reckoning import DateExpression
from aftershock.text import Span

_REACH = 60  # characters: a date right behind the evidence ends within them
_FRONT, _BESIDE = 15, 2  # characters: before a clock time that opens a sentence, and behind one at its words
_RIGHT_BEHIND = re.compile(r"[ ,]*(?:(?:on|in|at|by|around|about|early|late|earlier|later) )*")
# Between two dates that are one: "a week after it, on Friday".
_RESTATED = re.compile(r"[^.,;:\n]{0,40},\s*(?:(?:late|early) )?(?:on )?")
_ONWARD = {"later", "after", "afterwards", "afterward", "next", "following", "same"}


def find(
    reading: str, evidence: Span, opening: int, content: Span | None, quote: QuoteType
) -> tuple[DateExpression, ...]:
    """The expressions that date a saying, the nearest first; ``opening`` is where its sentence begins.

    Bare clock times come last: a day says more.

    ``content`` is what is said. One that another says once more ("two days after it, on Friday") is left out.
    """
    inside = dates.find(reading, *evidence)
    found = [e for e in inside if not _said(e, content, quote)]
    found += _behind(reading, evidence.end)
    if opening < evidence.start:
        before = (e for e in dates.find(reading, opening, evidence.end) if e.start < evidence.start)
        found += (e for e in before if _leads(e, opening, evidence))
    again = (any(_again(reading, one, after) for after in found[n : n + 1]) for n, one in enumerate(found, 1))
    kept = [one for one, repeated in zip(found, again, strict=True) if not repeated]
    return tuple(sorted(kept, key=lambda one: one.rule == "clock"))


def _said(expression: DateExpression, content: Span | None, quote: QuoteType) -> bool:
    """Whether a date stands in what is said; not so "claimed the attack within hours", where nothing is."""
    if content is None or not content.start <= expression.start < content.end:
        return False
    onward = expression.rule == "within" or bool({*expression.parts.values()} & _ONWARD)
    ends = expression.end >= content.end - 1
    return not (expression.counts_from == "event" and onward and ends and quote == "none")


def _leads(expression: DateExpression, opening: int, evidence: Span) -> bool:
    """Whether a clock time before the evidence is its own: "At 21:00 police said", not "it blew at 21:00"."""
    first, last = expression.start - opening <= _FRONT, evidence.start - expression.end <= _BESIDE
    return expression.rule != "clock" or first or last


def _behind(reading: str, end: int) -> Iterator[DateExpression]:
    """The date right behind the evidence, if there is one."""
    for expression in dates.find(reading, end, min(end + _REACH, len(reading)))[:1]:
        if _RIGHT_BEHIND.fullmatch(reading, end, expression.start):
            yield expression


def _again(reading: str, one: DateExpression, other: DateExpression) -> bool:
    """ "Two days after the attack, on Wednesday,": the second date says the first once more."""
    if one.counts_from != "event" or other.counts_from == "event" or other.start < one.end:
        return False
    return _RESTATED.fullmatch(reading, one.end, other.start) is not None

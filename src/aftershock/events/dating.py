"""Which date expression of a sentence dates the act that it names?

Right before the word, behind it in one clause, or a month at the sentence's head; "three days after the
shelling" counts back from the date beside it. A date that stands in another clause of the sentence is kept
apart as a loose one: it counts where nothing better is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from aftershock.events import intervals
from aftershock.records import Interval
from aftershock.statements import dates
from aftershock.statements.reckoning import DateExpression, resolve
from aftershock.text import Span

# A clause that begins between a date and the word for the act tears them apart.
_CLAUSE = re.compile(
    r"[,;:\"“”—–]|\b(?:said|says|had|has|was|were|is|claimed|before|after|since|until|when|that|who|which"
    r"|statements?|messages?|posts?|videos?|speech|interview|letter|recording|broadcast|briefing)\b"
)
_SINCE = re.compile(r"\b(?:since|until|till|before|after|from)[ ]\Z", re.IGNORECASE)
# How far a date stands from the word it dates: a day close by, a month or year at the end of the phrase.
NEAR, FAR, ADJACENT = 70, 120, 12
# "Two years after the first bombing": how far the word stands behind the count.
COUNTED = 25
# "The bombing and shooting down": two words of one act stand no further apart.
_PAIR = len(" and ")
# Verbs whose date is that of what is said, not of what happened.
_SAYING = re.compile(
    r"\b(?:said|says|told|claim\w*|announc\w*|report\w*|publish\w*|denie[sd]|warn\w*|arrest\w*|charg\w*|releas\w*"
    r"|offer\w*|open(?:s|ed)?|reopen\w*|ends?|ended|meets?|met|visit\w*|call(?:s|ed)|blam\w*|condemn\w*|threaten\w*"
    r"|will|closed?|named|court|trial)\b",
    re.IGNORECASE,
)


# "On Monday when a bomb exploded": the clause behind the date tells what happened then.
_WHEN = re.compile(r",?\s+when\s+(?:an?\s+|the\s+)?(?:\w+\s+){0,2}\Z", re.IGNORECASE)
# "The video of 4 May", "a speech from 2 February": the date is that of another thing.
_OF_ANOTHER = re.compile(r"\b(?:of|from|dated|since|until)\s+\Z", re.IGNORECASE)


class Time(NamedTuple):
    """A date expression of a sentence and what it means."""

    interval: Interval
    start: int
    end: int


class Dated(NamedTuple):
    """The times that date one act: those that stand with it, and those of its sentence at large."""

    when: tuple[Interval, ...]
    loose: tuple[Interval, ...]


def times(text: str, sentence: Span, published: Interval | None) -> Iterator[Time]:
    """What the date expressions of a sentence mean, as far as the publication date tells."""
    for expression in dates.find(text, sentence.start, sentence.end):
        if expression.counts_from == "event":
            continue  # "two days earlier" counts from an event that is not known yet
        interval = resolve(expression, published)
        if intervals.dated(interval):
            yield Time(interval, expression.start, expression.end)


def of_words(text: str, sentence: Span, words: Sequence[Span], published: Interval | None) -> list[Dated]:
    """For each word for an act of a sentence the times that date it."""
    told = list(times(text, sentence, published))
    counted = list(_counted(text, sentence, told))
    found = []
    for word in words:
        others = [other for other in words if other != word]
        when = [time.interval for time in told if _attached(text, sentence, time, word, others)]
        when += [
            time.interval
            for time in counted
            if 0 <= word.start - time.end <= COUNTED and not _CLAUSE.search(text[time.end : word.start])
        ]
        found.append(Dated(tuple(when), () if when else tuple(_loose(text, sentence, told, word, words))))
    return found


def _counted(text: str, sentence: Span, told: Sequence[Time]) -> Iterator[Time]:
    """ "Three days after shelling there": counted back from the day that the sentence gives before it."""
    for expression in dates.find(text, sentence.start, sentence.end):
        if expression.rule != "shift" or expression.parts.get("way") not in ("after", "before"):
            continue
        days = [time for time in told if time.end <= expression.start and time.interval.granularity == "day"]
        if days:
            interval = resolve(_turned(expression), days[-1].interval)
            if intervals.dated(interval) and interval.start and interval.end:
                yield Time(interval, expression.start, expression.end)


def _turned(expression: DateExpression) -> DateExpression:
    """What comes N days after the act has the act N days before it."""
    way = "earlier" if expression.parts["way"] == "after" else "later"
    return msgspec.structs.replace(expression, parts={**expression.parts, "way": way})


def _attached(text: str, sentence: Span, time: Time, word: Span, others: Sequence[Span]) -> bool:
    """Whether a date dates the act: right before it, behind it in one clause, or a month at its head."""
    beside = 0 <= word.start - time.end <= ADJACENT  # "after Friday's attack": after the attack
    if (
        not beside
        and _days(time.interval) <= 1
        and _SINCE.search(text[max(sentence.start, time.start - 8) : time.start])
    ):
        return False
    coarse = time.interval.granularity in ("month", "year")
    if time.start >= word.end:
        if any(word.end + _PAIR < other.start < time.start for other in others):
            return False  # "shelling on 8 July and an airstrike on 11 July"
        gap = text[word.end : time.start]
        return len(gap) <= (FAR if coarse else NEAR) and not _CLAUSE.search(gap)
    if _WHEN.fullmatch(text, time.end, word.start):
        return True
    if word.start - time.end <= ADJACENT:
        if any(0 <= time.start - other.end <= ADJACENT for other in others):
            return False
        gap = text[time.end : word.start]
        return not _CLAUSE.search(gap.removeprefix(",") if _heads(time, sentence) else gap)
    return coarse and _heads(time, sentence)


def _heads(time: Time, sentence: Span) -> bool:
    """Whether a date opens its sentence, so that a comma behind it parts nothing: "On 4 May, a bomb"."""
    return time.start - sentence.start <= len("In the ")


def _days(interval: Interval) -> float:
    if interval.granularity != "day" or not interval.start or not interval.end:
        return 1
    start, end = intervals.bounds(interval)
    return (end - start).days


def _loose(
    text: str, sentence: Span, told: Sequence[Time], word: Span, words: Sequence[Span]
) -> Iterator[Interval]:
    """The one day of a sentence with one act, where nothing is said to be said on that day."""
    if len(told) != 1 or len(words) != 1 or told[0].interval.granularity not in ("day", "minute", "hour"):
        return
    (time,) = told
    if time.start > word.start:
        return
    if _SINCE.search(text[max(sentence.start, time.start - 8) : time.start]):
        return
    if _OF_ANOTHER.search(text[sentence.start : time.start]):
        return
    clause = re.split(r"[;:]|,\s", text[sentence.start : time.start])[-1]
    after = re.split(r"[;:,]", text[time.end : sentence.end])[0]
    if not _SAYING.search(clause) and not _SAYING.search(after):
        yield time.interval

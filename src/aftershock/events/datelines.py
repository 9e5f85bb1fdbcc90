"""When was a page written, where only its own first lines say so? Agencies' datelines.

"ORRIN, 6 November 2031 (North Wire) —" dates a page that has no other date; else the posts that it carries
with their signatures do ("— Ada Brink (@brink) May 19, 2031"): it was written no earlier than the last of
them. A date without its year, or anywhere else in the text, dates nothing: then the answer is unknown, and
whatever counts from the publication stays unknown too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta

import msgspec

from aftershock.events.intervals import bounds
from aftershock.records import Interval
from aftershock.statements import dates
from aftershock.statements.reckoning import resolve

# A dateline stands within the first lines; a later date is one that the text tells of.
HEAD_LINES, HEAD_CHARACTERS = 6, 700
_PLACE = r"(?:[A-Z][\w.’'-]*(?:[ ][A-Z][\w.’'-]*){0,3})"
_AGENCY = r"(?:[ ]?\([^)\n]{2,40}\))?"
# "PLACE, date (Agency) —" and "(Agency) PLACE, date:"; a bare date as a whole line; "Published: date".
_BEFORE = re.compile(rf"\A\W*(?:\([^)\n]{{2,40}}\)[ ])?{_PLACE}(?:,[ ]{_PLACE})?{_AGENCY},?[ ]\(?\Z")
_AFTER = re.compile(rf"\A\)?{_AGENCY}[ ]?(?:[-–—:.]|,[ ]?[A-Z])")
_LABEL = re.compile(r"\A\W*(?:published|posted|updated|date|issued|written)?(?:[ ]on)?[: ]*\Z", re.IGNORECASE)
_WEEKDAY = re.compile(r"\A\W*(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?[ ])?\Z")
# How an embedded post ends: its author's name, handle and day.
_SIGNED = re.compile(
    r"[-–—][ \u00a0]*[^\n()]{2,60}\(@\w{1,30}\)[ \u00a0]*(?P<day>[A-Z][a-z]+\.? \d{1,2}, (?:19|20)\d\d"
    r"|\d{1,2} [A-Z][a-z]+ (?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d)"
)
TOGETHER = timedelta(days=3)  # posts about one event that a page gathers


def dateline(text: str) -> Interval | None:
    """The day that a page's own dateline states, year included, or None.

    ``how`` of the interval says "dateline".
    """
    at = 0
    for line in text[:HEAD_CHARACTERS].split("\n")[:HEAD_LINES]:
        found = _in_line(text, at, at + len(line))
        if found is not None:
            return found
        at += len(line) + 1
    return None


def _in_line(text: str, start: int, end: int) -> Interval | None:
    for expression in dates.find(text, start, end):
        if expression.counts_from != "nothing" or expression.rule not in ("day", "iso", "numeric"):
            continue
        before, after = text[start : expression.start], text[expression.end : end]
        alone = (_LABEL.match(before) or _WEEKDAY.match(before)) and not after.strip(" .)")
        if not alone and not (_BEFORE.match(before) and _AFTER.match(after)):
            continue
        interval = resolve(expression, None)
        if interval.start is not None and interval.granularity in ("day", "minute"):
            return msgspec.structs.replace(interval, how=f"dateline of the page ({expression.quote})")
    return None


def carried(texts: Iterable[str]) -> Interval | None:
    """The day of the last post that the copies of a page carry with their signatures; None where they part.

    A page that carries posts of several weeks tells of them and is dated by none.
    """
    days = {
        interval.start: interval
        for text in texts
        for match in _SIGNED.finditer(text)
        for expression in dates.find(text, match.start("day"), match.end("day"))
        if expression.counts_from == "nothing"
        for interval in [resolve(expression, None)]
        if interval.start is not None and interval.granularity == "day"
    }
    if not days:
        return None
    first, last = days[min(days)], days[max(days)]
    if bounds(last)[0] - bounds(first)[0] > TOGETHER:
        return None
    return msgspec.structs.replace(last, how="no earlier than the posts that the page carries")

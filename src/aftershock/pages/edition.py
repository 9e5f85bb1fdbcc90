"""Is the text on a page a later edition than the one whose day the page declares?

Guides, lists and background are written anew under an old address: the markup goes on declaring the first
day, while readers are shown the day of the edition that they have before them. What stands in it need not
have stood there on the first day, so the page is dated by its edition. A correction within a month makes no
edition, and where the first day is shown as well, or no day at all, the declared one stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from aftershock.pages import dates
from aftershock.pages.main_text import block_text
from aftershock.pages.markup import Fact, Markup
from aftershock.records import Interval

# Days between a page's first day and its revision; news is corrected and continued within a month.
NEW_EDITION = 30
# A line that shows the day holds a byline beside it at most.
MAX_SHOWN = 80
_META = (
    "article:modified_time", "og:article:modified_time", "og:updated_time", "datemodified",
    "article:modified", "dcterms.modified", "last-modified",
)  # fmt: skip
# Beyond so many a page is a list of articles, whose days are not its own.
_MAX_TIMES = 40


def edition_of(markup: Markup, tree: Any, first: Interval) -> tuple[Interval, Fact] | None:
    """The day that a page shows for its present edition, and where that is declared; None where the
    page is the one of its ``first`` declared day. ``tree`` is the lxml document."""
    began = _day(first)
    revised = [(when, fact) for fact in _revisions(markup) if (when := dates.declared(fact.value, "revised"))]
    later = [(_day(when), fact) for when, fact in revised if (_day(when) - began).days > NEW_EDITION]
    if not later:
        return None
    timed = [_day(when) for when in _times(tree)]
    if _near(began, timed):
        return None
    whole = block_text(tree)
    lines = whole.text.split("\n") if whole else []
    if _near(began, _written(lines, began)):
        return None
    short = [line for line in lines if len(line) <= MAX_SHOWN]
    for day, fact in later:
        shown = _near(day, timed) or _near(day, _written(short, day))
        when = dates.whole_day(shown, f"visible date of a later edition ({fact.where})") if shown else None
        if when:
            return when, fact
    return None


def _revisions(markup: Markup) -> Iterator[Fact]:
    yield from markup.ld.get("dateModified", ())[:2]
    for key in _META:
        yield from markup.meta.get(key, ())[:1]


def _times(tree: Any) -> Iterator[Interval]:
    for node in tree.xpath("//body//time[@datetime]")[:_MAX_TIMES]:
        if when := dates.declared(node.get("datetime"), "time"):
            yield when


def _written(lines: Iterable[str], near: date) -> Iterator[date]:
    """The days written in lines; only those with the year are looked at."""
    years = {str((near + timedelta(days=shift)).year) for shift in (-1, 0, 1)}
    for line in lines:
        if any(year in line for year in years):
            yield from (found.day for found in dates.written(line))


def _near(day: date, days: Iterable[date]) -> date | None:
    """The first of some days that is the same, or one beside it: zones move a day by one."""
    return next((other for other in days if abs((day - other).days) <= 1), None)


def _day(when: Interval) -> date:
    return date.fromisoformat((when.start or "")[:10])

"""When was a page published, and how is that known?

The declared date first (or that of a later edition, see `edition`), then the address, then htmldate's reading
of the whole page, then what stands in the text. Every answer is an interval with ``how``; "cannot tell" is
None.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import Any, NamedTuple

from aftershock.pages import dates
from aftershock.pages.edition import edition_of
from aftershock.pages.markup import Fact, Markup, clean
from aftershock.pages.release import is_label
from aftershock.records import Interval
from aftershock.text import Span, lines

_META = (
    "article:published_time", "og:article:published_time", "article:published", "og:published_time",
    "published_time",
    "parsely-pub-date", "sailthru.date", "datepublished", "pubdate", "publishdate", "publish-date",
    "publish_date",
    "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.created", "date", "cxenseparse:recs:publishtime",
    "citation_publication_date", "article.published", "article:post_date",
)  # fmt: skip

_LABEL = re.compile(
    r"(?i)^\W*(?:(?:first |originally )?(?:published|posted|issued|released)|date|veröffentlicht|"
    r"stand|publié|publicado|pubblicato|gepubliceerd|yayın|opublikowano|опубликовано|дата|نشر)\b[^\n]{0,60}$"
)
_BYLINE = re.compile(r"(?i)^\W*(?:by|von|par|por|di|door)\s+\S")
_PLACE = re.compile(r"\W*(?:[^\W\d_a-z][\w.'’-]*[\s,(/–—-]+){1,6}")
_OPENS = re.compile(r"\)?,?\s*(?:[(/][^()\n/]{1,40}[)/])?\s*(?:[–—-]{1,2}|:)\s*\S")
# asked for by attribute: most elements have none
_MARKED = " | ".join(
    "//body//@{}[{}]/parent::*[not(self::script or self::style or self::form)]".format(
        attribute,
        " or ".join(f"contains(., '{part}')" for part in ("date", "Date", "ublish", "osted", "imestamp")),
    )
    for attribute in ("class", "id")
)
_MAX_FACTS, _MAX_MARKED, _MAX_SHOWN = 6, 12, 60
# So many pieces of text behind the headline, and above it, may show the day.
_MAX_AROUND, _MAX_ABOVE = 12, 3
_NO_TEXT = frozenset(("script", "style", "noscript", "option", "a"))
_UPDATE = re.compile(
    r"(?i)\bupdat|modif|geändert|aktualisiert|mis à jour|actualizad|aggiornat|güncelle|обновл|更新|تحديث|عُ?دّل"
)
_SPACES = re.compile(r"\s+")
# Beyond these lines a date belongs to the story told, not to its publication.
_TOP_LINES, _END_LINES = 6, 3
# "Statement of the harbour office, Sunday 15 March 2026": who issued it, a comma, perhaps a weekday.
_ISSUED = re.compile(r"[,|·•–—-]\s*(?:(?:[A-Z][a-z]{2,8}),?\s+)?$")
_MAX_ISSUER = 80
_CLOCK = re.compile(
    r"[,;]?\s*(?:at\s|um\s|à\s)?\s*\d{1,2}[:.h]\d{2}(?:\s*(?:[ap]\.?m\.?|Uhr|[A-Z]{2,4}))?\W{0,2}$"
)
# A dateline begins a line; behind this many characters no date is one.
_REACH = 160
# A line that holds a date and little else.
_MAX_REST = 25


class Dated(NamedTuple):
    """When, where it is declared (a fact, with its raw value), or where it stands in a text."""

    when: Interval
    fact: Fact | None = None
    span: Span | None = None


def published_of(markup: Markup, tree: Any, url: str | None) -> Dated | None:
    """The publication date of an HTML page; ``tree`` is its lxml document."""
    facts = [*markup.ld.get("datePublished", ())[:2]]
    facts += [fact for key in _META for fact in markup.meta.get(key, ())[:1]]
    for fact in chain(facts, _itemprop(tree)):
        when = dates.declared(fact.value, fact.where)
        if when:
            later = edition_of(markup, tree, when)
            return Dated(*later) if later else Dated(when, fact)
    # An address is made once; htmldate may take the day on which the page was saved.
    american = _american(markup)
    return (
        _in_address(url) or _shown(tree, american) or _below_headline(tree, american) or _htmldate(tree, url)
    )


def _itemprop(tree: Any) -> Iterator[Fact]:
    """The first element marked as the date of publication, where it is among the first dates of the page."""
    for node in tree.xpath("//time[@datetime] | //@itemprop[. = 'datePublished']/..")[:_MAX_FACTS]:
        value = node.get("datetime") or node.get("content") or clean(node.text_content())
        if value and node.tag != "time":
            yield Fact("itemprop datePublished", value.strip()[:100])
            return


def published_in(text: str, url: str | None = None, taken: Sequence[Span] = ()) -> Dated | None:
    """The publication date of a plain text: a labelled line, a line that is a date, a byline, a dateline.

    Dates inside ``taken`` (embedded posts) are not the page's.
    """
    spans = list(lines(text))
    for number, (start, end) in enumerate(spans):
        at_end = number >= len(spans) - _END_LINES
        if number >= _TOP_LINES and not at_end:
            continue
        how = _how(text[start:end], at_end=at_end and number >= _TOP_LINES)
        reach = min(end, start + 120)
        found = next(dates.written(text, start, reach), None) if how else None
        if found is None or any(found.start < span.end and span.start < found.end for span in taken):
            continue
        if how == "dateline" and not _is_dateline(text, start, found, end):
            continue
        when = dates.whole_day(found.day, how)
        if when:
            return Dated(when, span=Span(found.start, found.end))
    return _in_address(url)


def _is_dateline(text: str, start: int, found: dates.Found, end: int) -> bool:
    """Whether a line opens with a place, this date, perhaps an agency, and a dash or colon."""
    return bool(_PLACE.fullmatch(text, start, found.start) and _OPENS.match(text, found.end, end))


def _how(line: str, *, at_end: bool) -> str:
    """What kind of line may hold the date of publication; empty where a date in it means something else."""
    stripped = line.strip()
    if _LABEL.match(stripped):
        return "visible date"
    if at_end:
        return ""
    if _BYLINE.match(stripped) and len(stripped) < 120:
        return "visible byline"
    found = dates.written_date().search(stripped, 0, _REACH)
    if found is None:
        return ""
    if len(stripped) - (found.end() - found.start()) <= _MAX_REST or is_label(stripped):
        return "visible date"
    if (
        len(_CLOCK.sub("", stripped[found.end() :])) <= 2
        and found.start() <= _MAX_ISSUER
        and _ISSUED.search(stripped, 0, found.start())
    ):
        return "visible date"
    return "dateline" if found.start() < 60 else ""


def _htmldate(tree: Any, url: str | None) -> Dated | None:
    from htmldate import find_date

    value = find_date(
        tree, url=url, original_date=True, extensive_search=False, min_date=f"{dates.FIRST_YEAR}-01-01"
    )
    when = dates.declared(value, "htmldate") if value else None
    return Dated(when, Fact("htmldate", value)) if value and when else None


def _shown(tree: Any, american: bool | None) -> Dated | None:
    """The date in the first element that is marked as one and holds little else; not that of an update."""
    for node in tree.xpath(_MARKED)[:_MAX_MARKED]:
        dated = _said_in(_SPACES.sub(" ", node.text_content())[:200].strip(), american)
        if dated:
            return dated
    return None


def _below_headline(tree: Any, american: bool | None) -> Dated | None:
    """The date in one of the first short texts around the headline, behind it before above it."""
    headline = next(tree.iter("h1"), None)
    if headline is None:
        return None
    behind = islice(headline.xpath("following::text()[normalize-space()]"), _MAX_AROUND)
    above = headline.xpath(f"preceding::text()[normalize-space()][position() <= {_MAX_ABOVE}]")
    for text in (*behind, *reversed(above)):
        if text.getparent().tag not in _NO_TEXT and (
            dated := _said_in(_SPACES.sub(" ", text).strip(), american)
        ):
            return dated
    return None


def _said_in(said: str, american: bool | None) -> Dated | None:
    """The day in a short text that is not that of an update; the day before one is."""
    said = _UPDATE.split(said, maxsplit=1)[0]
    if not said or len(said) > _MAX_SHOWN:
        return None
    found = next(dates.written(said), None)
    day = found.day if found else dates.slashed(said, american=american)
    when = dates.whole_day(day, "visible date") if day else None
    return Dated(when, Fact("visible date", said)) if when else None


def _american(markup: Markup) -> bool | None:
    """Whether the page's language writes the month first; None where it may."""
    said = [language.replace("_", "-").casefold() for language in markup.languages]
    if any(language.startswith(("en-us", "en-ph")) for language in said):
        return True
    return None if not said or "en" in said else False


def _in_address(url: str | None) -> Dated | None:
    day = dates.in_url(url) if url else None
    when = dates.whole_day(day, "url path") if day else None
    return Dated(when, Fact("url path", url or "")) if when else None

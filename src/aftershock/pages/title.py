"""What is a page's headline?

HTML: the declared headlines and the visible one are compared; the visible one wins where it agrees with a
declared one, because that is what readers saw. Plain text: the first line, where it looks like a headline.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from aftershock.pages.markup import Fact, Markup, clean
from aftershock.text import Span, lines

# Where <title> and og:title put the site's name: "Headline | Site", "Headline - Site", "Site: Headline".
_SEPARATOR = re.compile(r"\s+[|»·•–—\-]+\s+|\s*\|\s*|\s+::?\s+")
_PARTS = re.compile(r"\s+[|»·•–—\-]+\s+|\s*[|｜]\s*|:\s+")
_SOLID_HEADING = 6
_WORD = re.compile(r"\w+", re.UNICODE)
# Two headlines are the same when this share of the shorter one's words stands in the other.
SAME = 0.6
# A longer first line is a paragraph; a headline of one word is a name or a rubric.
MAX_TITLE, MIN_WORDS = 200, 2


def title_of(markup: Markup, url: str | None) -> Fact | None:
    """The headline of an HTML page and where it is declared; None where nothing declares one."""
    own = sites(markup, url)
    declared = [
        Fact(fact.where, without_site(fact.value, own))
        for fact in (
            *markup.ld.get("headline", ())[:1],
            *markup.meta.get("og:title", ())[:1],
            *markup.meta.get("twitter:title", ())[:1],
            *((markup.title,) if markup.title else ()),
        )
    ]
    declared = [fact for fact in declared if _letters(fact.value)]
    below = _below_the_site(markup)
    if below:
        return below
    for heading in markup.headings:
        shorter = [fact for fact in declared if heading.value.endswith(fact.value) and "|" in heading.value]
        if shorter:  # a rubric stands before the headline: "Politics | Council meets"
            return shorter[0]
        if any(
            alike(heading.value, fact.value) or _solid_part(heading.value, fact.value) for fact in declared
        ):
            return heading
    if declared:
        return declared[0]
    return next((heading for heading in markup.headings if _letters(heading.value)), None)


def alike(left: str, right: str) -> bool:
    """Whether two headlines are versions of one."""
    return same_words(words_of(left), words_of(right))


def _solid_part(heading: str, declared: str) -> bool:
    """Whether a heading in a script without spaces is a part of what is declared."""
    return (
        len(heading) >= _SOLID_HEADING
        and not heading.isascii()
        and " " not in heading
        and heading in declared
    )


def _below_the_site(markup: Markup) -> Fact | None:
    """The lower heading that is the rest of the page's title beside the name of the site.

    Templates give the first level to the site, or to nothing.
    """
    whole = markup.title.value if markup.title else ""
    above = {_squeeze(heading.value) for heading in markup.headings}
    below = {_squeeze(heading.value): heading for heading in markup.below}
    for mark in _PARTS.finditer(whole) if below else ():
        left, right = _squeeze(whole[: mark.start()]), _squeeze(whole[mark.end() :])
        for head, site in ((left, right), (right, left)):
            known = site in above or not (above or site in below)
            if head in below and head not in above and known and len(head) > len(site):
                return below[head]
    return None


def words_of(headline: str) -> frozenset[str]:
    """The words of a headline, case ignored."""
    return frozenset(_WORD.findall(headline.casefold()))


def same_words(left: frozenset[str], right: frozenset[str]) -> bool:
    """Whether two headlines, given as their words, are versions of one."""
    least = min(len(left), len(right))
    return least >= MIN_WORDS and len(left & right) >= SAME * least


def without_site(value: str, sites: frozenset[str]) -> str:
    """A headline without the name of its site at either end."""
    pieces = list(_SEPARATOR.finditer(value))
    if not pieces:
        return value
    last, first = pieces[-1], pieces[0]
    if is_site(value[last.end() :], sites):
        return without_site(value[: last.start()].rstrip(), sites)
    if is_site(value[: first.start()], sites):
        return without_site(value[first.end() :].lstrip(), sites)
    return value


def headline_span(text: str, is_frame: Callable[[str], object]) -> Span | None:
    """Where the headline of a plain text stands: its first line that is no frame, where it looks like one."""
    found = list(_first((span for span in lines(text) if not is_frame(text[slice(*span)])), 2))
    if len(found) < 2:
        return None
    start, end = found[0]
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if looks_like_headline(text[start:end]) else None


def looks_like_headline(line: str) -> bool:
    """A short line of some words that does not end as a sentence of a text does."""
    if len(line) > MAX_TITLE or len(_WORD.findall(line)) < MIN_WORDS:
        return False
    if re.search(r"[.。:,;؛،]$", line) or re.match(r"[(\[@#]|https?:", line):
        return False
    return not re.match(r"(?i)by\s+[A-Z]", line)


def _first(spans: Iterator[Span], count: int) -> Iterator[Span]:
    for _, span in zip(range(count), spans, strict=False):
        yield span


def _letters(value: str) -> bool:
    return len(_WORD.findall(value)) >= 1 and len(value) > 2


def sites(markup: Markup, url: str | None) -> frozenset[str]:
    """The names of the site, squeezed: declared ones, and the labels of its address."""
    names = [fact.value for key in ("og:site_name", "application-name") for fact in markup.meta.get(key, ())]
    host = urlsplit(url).hostname or "" if url else ""
    labels = [label for label in host.split(".")[:-1] if len(label) > 2 and label != "www"]
    whole = host.removeprefix("www.")
    return frozenset(filter(None, (_squeeze(name) for name in (*names, *labels, whole))))


def is_site(piece: str, sites: frozenset[str]) -> bool:
    """Whether a piece of a headline or a byline is only the name of the site."""
    squeezed = _squeeze(piece)
    return bool(squeezed) and any(squeezed == site or squeezed == f"the{site}" for site in sites)


def _squeeze(value: str) -> str:
    return "".join(_WORD.findall(clean(value).casefold()))

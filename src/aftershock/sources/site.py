"""Which pages does a site itself name, in its feeds or its sitemap?

Only asked where somebody wants a site's pages. Pages of the same host, with or without "www.", are named, in
the order of the lists of the site, and no more than were asked for; links inside of texts are never followed.
Addresses of other hosts are passed over and counted.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable, Iterator
from itertools import chain
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from aftershock.errors import FetchError
from aftershock.sources.decoding import detect
from aftershock.sources.web import Fetched

# Lists that are asked at most: large sites split their sitemap by month, and the first are the newest.
MAX_LISTS = 20
# Addresses at most, whatever a list holds (a sitemap may name 50,000: sitemaps.org/protocol.html).
MAX_PAGES = 50_000

_LINK = re.compile(r"<link\b[^<>]{0,2000}>", re.IGNORECASE)
_FEED = re.compile(r"""\btype\s*=\s*["']?application/(?:rss|atom)\+xml""", re.IGNORECASE)
_HREF = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_ROOT = re.compile(r"<(?:[\w.-]+:)?(urlset|sitemapindex|rss|feed|RDF)[\s>]")
_LOC = re.compile(r"<(?:[\w.-]+:)?loc>\s*(?:<!\[CDATA\[)?([^<\]]{1,4000}?)(?:\]\]>)?\s*</(?:[\w.-]+:)?loc>")
_SITEMAP = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_HEAD = 4096


class Named(NamedTuple):
    """The addresses of pages that a site names, and how many that are on other hosts."""

    pages: list[str]
    elsewhere: int


def pages_of(url: str, fetch: Callable[[str], Fetched], most: int) -> Named:
    """At most ``most`` addresses of pages that the site at ``url`` names: a page, feed or sitemap.

    Raises FetchError where the address cannot be fetched, or no list of the site can be found.
    """
    first = fetch(url)
    host = _host(first.url)
    found: dict[str, None] = {}
    others: set[str] = set()
    lists = 0
    waiting = [first] if _kind(_text(first)) else []
    named: Iterator[str] = iter(()) if waiting else _lists(first, fetch)
    seen = {first.url}
    while lists < MAX_LISTS and len(found) < min(most, MAX_PAGES):
        if not waiting:
            address = next(named, None)
            if address is None:
                break
            if address in seen or _host(address) != host:
                continue
            seen.add(address)
            try:
                waiting = [fetch(address)]
            except FetchError:  # a list that is gone or barred: the next one is asked
                lists += 1
                continue
        fetched = waiting.pop()
        lists += 1
        inside, further = _entries(fetched)
        others.update(each for each in inside if _host(each) not in ("", host))
        found.update(dict.fromkeys(each for each in inside if _host(each) == host and each != url))
        named = chain(further, named)
    if not found:
        raise FetchError(
            f"the site names no pages of its own in a feed or a sitemap, and {len(others)} of other hosts",
            where=url,
            next_step="Give the address of its feed or sitemap, or the pages one by one",
        )
    return Named(list(found)[: min(most, MAX_PAGES)], len(others))


def _host(address: str) -> str:
    """Whose an address is: a site names its pages with and without "www."."""
    return urlsplit(address).netloc.lower().removeprefix("www.")


def _full(page: Fetched, link: str) -> str:
    """A link as a whole address; empty where it is none ("http://[x")."""
    try:
        return urljoin(page.url, link)
    except ValueError:
        return ""


def _lists(page: Fetched, fetch: Callable[[str], Fetched]) -> Iterator[str]:
    """Where a site's lists may stand: feeds that its page names, its robots.txt, the usual place."""
    for link in _LINK.findall(_text(page)):
        if _FEED.search(link) and (href := _HREF.search(link)):
            yield _full(page, html.unescape(next(filter(None, href.groups()), "")))
    try:
        rules = fetch(urljoin(page.url, "/robots.txt"))
    except FetchError:  # a site need not have rules
        pass
    else:
        yield from (_full(page, each) for each in _SITEMAP.findall(_text(rules)))
    yield urljoin(page.url, "/sitemap.xml")


def _entries(fetched: Fetched) -> tuple[list[str], list[str]]:
    """The addresses of pages in a list, and those of further lists."""
    text = _text(fetched)
    kind = _kind(text)
    if kind in ("urlset", "sitemapindex"):
        addresses = [_full(fetched, html.unescape(each)) for each in _LOC.findall(text)]
        return (addresses, []) if kind == "urlset" else ([], addresses)
    if kind is None:
        return [], []
    import feedparser

    entries = feedparser.parse(io.BytesIO(fetched.data), sanitize_html=False).entries
    return [_full(fetched, link) for entry in entries if (link := entry.get("link"))], []


def _kind(text: str) -> str | None:
    """The root of a list; None for what is none."""
    found = _ROOT.search(text[:_HEAD])
    return found[1] if found and "<html" not in text[: found.start()].lower() else None


def _text(fetched: Fetched) -> str:
    encoding, marked = detect(fetched.data, whole=True)
    return fetched.data[marked:].decode(encoding, "replace")

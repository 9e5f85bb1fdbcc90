"""Which lines of the pages repeat on their sites? Remembered over runs, and marked in old and new pages.

A page that is new is judged with what is remembered of its site; where it is the third that has a line, the
older ones are marked as well. Nothing is taken out of a text: a passage is named, with its receipt, and left
aside where copies are compared.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

import msgspec

from aftershock import addresses
from aftershock.pages import repeated
from aftershock.pages.repeated import Sheet
from aftershock.progress import Progress
from aftershock.records import Boilerplate, Page
from aftershock.store import site_lines
from aftershock.store.folder import CaseFolder
from aftershock.store.site_lines import Remembered
from aftershock.text import Span, receipt

# Raised when lines are remembered or judged otherwise: all are then remembered and judged anew.
REMEMBERING = 1
# A line is judged by at most so many of its pages.
SAMPLE = 24
STAGE = "finding what repeats on a site"
_SHEETS = 64


def marked(
    case: CaseFolder, pages: Sequence[Page], texts: Mapping[str, str], progress: Progress
) -> tuple[Page, ...]:
    """The pages, those with lines that repeat on their site marked; ``texts`` are their texts by id."""
    of_sites = {page.id: (page, site) for page in pages if (site := site_of(page))}
    marks = {_mark(page, site): page.id for page, site in of_sites.values()}
    known = site_lines.keep_only(case, list(marks))
    new = [mark for mark in marks if mark not in known]
    rows = (_remembered(mark, *of_sites[marks[mark]], texts) for mark in new)
    for done in site_lines.remember(case, rows):
        progress(STAGE, done, len(new))
    _judge(case, of_sites, texts)
    found = dict(site_lines.marked(case))
    return tuple(_with(page, found[page.id], texts) if page.id in found else page for page in pages)


def site_of(page: Page) -> str:
    """The host of a page's address without ``www.``; empty for a post, and where no address is known."""
    if page.kind != "article" or not page.url or not addresses.is_web(page.url):
        return ""
    return re.split(r"[/?#]", addresses.canonical(page.url) or "", maxsplit=1)[0]


def _mark(page: Page, site: str) -> int:
    """A number made of all that the remembered lines of a page depend on."""
    said = f"{REMEMBERING}\n{page.id}\n{page.text}\n{site}\n{page.title}\n{_frame(page)}"
    return int.from_bytes(hashlib.blake2b(said.encode(), digest_size=8).digest()) >> 1


def _frame(page: Page) -> list[Span]:
    return [Span(b.receipt.start, b.receipt.end) for b in page.boilerplate if b.receipt.text == page.text]


def _sheet(page: Page, site: str, texts: Mapping[str, str]) -> Sheet:
    return repeated.sheet(site, texts[page.text], _frame(page), page.title)


def _remembered(mark: int, page: Page, site: str, texts: Mapping[str, str]) -> Remembered:
    lines = tuple((line.key, line.start, line.end) for line in _sheet(page, site, texts).edges)
    return Remembered(mark, page.id, page.text, site, lines)


def _judge(case: CaseFolder, of_sites: Mapping[str, tuple[Page, str]], texts: Mapping[str, str]) -> None:
    """Judge the lines whose pages changed; all are asked first, as one who asks cannot be written beside."""

    @lru_cache(maxsize=_SHEETS)
    def sheet(page: str) -> Sheet:
        return _sheet(*of_sites[page], texts)

    def verdicts() -> Iterator[tuple[int, str, bool]]:
        for asked in site_lines.asked(case, SAMPLE):
            sheets = [sheet(page) for page in asked.pages]
            repeats = repeated.repeats(asked.line, sheets, everywhere=asked.everywhere)
            yield asked.line, asked.state, repeats

    site_lines.judged(case, list(verdicts()))


def _with(page: Page, spans: Iterable[tuple[int, int]], texts: Mapping[str, str]) -> Page:
    text = texts[page.text]
    receipts = [receipt(page.text, text, *span) for span in spans]
    found = [Boilerplate(kind=repeated.KIND, receipt=each) for each in receipts]
    own = sorted((*page.boilerplate, *found), key=lambda b: (b.receipt.text != page.text, b.receipt.start))
    return msgspec.structs.replace(page, boilerplate=tuple(own))

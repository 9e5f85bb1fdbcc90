"""What text do the pages of a PDF hold, read in the order of a reader?

Columns that were drawn row by row are put one after the other, lines become paragraphs, words broken at line
ends are made whole, lines that run along the edges of many pages are taken out and named.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import median
from typing import NamedTuple

from aftershock.sources.pdf_pages import Line, Sheet

# So many lines at each edge of a page may be its frame.
EDGE = 3
_APART = 1.3  # times the usual distance of two lines
_PAGE_NUMBER = re.compile(r"\W*(?:page |seite |p\. ?)?#(?: ?(?:/|of|von|de) ?#)?\W*$", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")
_ENDS = re.compile(r"[.!?:;…][\"'”’»)\]]*$")
_ITEM = re.compile(r"(?:[•‣▪◦*–—-]|\(?\d{1,2}[.)]|\(?[a-z]\))\s")
_WORD = re.compile(r"\w+(?:-\w+)*")
_BROKEN = re.compile(r"(\w+)[-\u00ad\u2010]$")
# First halves that keep their hyphen when nothing in the document says otherwise.
_KEEPS = frozenset(
    ("all", "anti", "co", "counter", "cross", "ex", "half", "high", "long", "low", "mid", "multi", "non",
     "part", "post", "pre", "pro", "re", "self", "semi", "short", "so", "sub", "two", "three", "four", "five",
     "well")
)  # fmt: skip
_LIGATURES = {0xFB00 + at: letters for at, letters in enumerate(("ff", "fi", "fl", "ffi", "ffl", "st", "st"))}
# A row of two long pieces is two columns and not a table; so many rows make it sure.
_LONG, _MIN_ROWS, _MIN_SHARE = 20, 4, 0.5


class PdfText(NamedTuple):
    """A text, where in it each page begins, the lines that ran along the pages, and the largest line."""

    text: str
    starts: tuple[int, ...]
    running: tuple[str, ...]
    headline: str


def text_of(sheets: Sequence[Sheet]) -> PdfText:
    """The text of some pages in their order."""
    frames = _running(sheets)
    pages = []
    for sheet in sheets:
        edges = _edges(sheet)
        kept = [line for line in sheet.lines if line not in edges or _key(line) not in frames]
        pages.append(_in_columns(kept))
    whole = Counter(word.casefold() for page in pages for line in page for word in _WORD.findall(line.text))
    text, starts = _flowing(pages, whole)
    along = (line for sheet in sheets for line in _edges(sheet) if _key(line) in frames)
    running = tuple(dict.fromkeys(line.text.strip() for line in along))
    return PdfText(text, starts, running, _headline(pages[0]) if pages else "")


def _edges(sheet: Sheet) -> list[Line]:
    """The lines at the upper and lower edge that stand apart from what is between them."""
    by_height = sorted((line for line in sheet.lines if line.text.strip()), key=lambda line: -line.y)
    gaps = [a.y - b.y for a, b in itertools.pairwise(by_height) if a.y - b.y > 1]
    usual = median(gaps) if gaps else 0.0
    return _apart(by_height, usual) + _apart(by_height[::-1], usual)


def _apart(inwards: Sequence[Line], usual: float) -> list[Line]:
    for number, (outer, inner) in enumerate(itertools.pairwise(inwards[: EDGE + 1]), 1):
        other_size = abs(outer.size - inner.size) > 0.12 * inner.size
        if abs(outer.y - inner.y) > _APART * usual or (other_size and abs(outer.y - inner.y) > 1):
            return list(inwards[:number])
    return []


def _key(line: Line) -> str:
    """A line as it is the same on other pages: numbers apart, at the same height."""
    return f"{round(line.y / 3)} {_NUMBER.sub('#', line.text.strip())}"


def _running(sheets: Sequence[Sheet]) -> set[str]:
    """The keys of lines that stand at the edge of half of the pages, or are page numbers there."""
    counts = Counter(key for sheet in sheets for key in {_key(line) for line in _edges(sheet)})
    needed = max(2, len(sheets) / 2)
    return {
        key for key, count in counts.items() if count >= needed or _PAGE_NUMBER.match(key.partition(" ")[2])
    }


def _in_columns(lines: list[Line]) -> list[Line]:
    """The lines with two columns that were drawn row by row put one after the other."""
    rows: list[list[Line]] = []
    for line in lines:
        if rows and abs(rows[-1][-1].y - line.y) < 0.4 * line.size and line.x > rows[-1][-1].x:
            rows[-1].append(line)
        else:
            rows.append([line])
    pairs = [row for row in rows if len(row) == 2 and min(len(line.text) for line in row) >= _LONG]
    if len(pairs) < _MIN_ROWS or len(pairs) < _MIN_SHARE * len(rows):
        return lines
    gutter = median(row[1].x for row in pairs) - pairs[0][0].size
    found: list[Line] = []
    left: list[Line] = []
    right: list[Line] = []
    for line in (line for row in rows for line in row):
        if line.x < gutter < line.end - line.size:  # across both columns: a heading, a caption
            found += [*left, *right, line]
            left, right = [], []
        else:
            (left if line.x < gutter else right).append(line)
    return [*found, *left, *right]


def _flowing(pages: Sequence[Sequence[Line]], whole: Counter[str]) -> tuple[str, tuple[int, ...]]:
    """The pages as paragraphs, and where each page begins."""
    pieces: list[str] = []
    starts: list[int] = []
    length = 0
    before: Line | None = None
    for page in pages:
        gaps = [a.y - b.y for a, b in itertools.pairwise(page) if 0 < a.y - b.y < 4 * a.size]
        usual = median(gaps) if gaps else 0.0
        begun = False
        for line in page:
            text = _plain(line)
            if not text:
                continue
            if before is not None:
                glue, cut = _glue(before, line, text, usual, _right(page, before), whole)
                if cut:
                    pieces[-1], length = pieces[-1][:-1], length - 1
                pieces.append(glue)
                length += len(glue)
            if not begun:
                starts.append(length)
                begun = True
            pieces.append(text)
            length += len(text)
            before = line
        if not begun:
            starts.append(length)
    return "".join(pieces), tuple(starts)


def _plain(line: Line) -> str:
    """A line's words; letters that a font draws as one sign are written as the letters they are."""
    return " ".join(line.text.translate(_LIGATURES).split())


def _right(page: Iterable[Line], line: Line) -> float:
    """How far the lines of this line's column reach."""
    return max((each.end for each in page if abs(each.x - line.x) < 3 * line.size), default=line.end)


def _glue(
    before: Line, line: Line, text: str, usual: float, right: float, whole: Counter[str]
) -> tuple[str, bool]:
    """What stands between two lines, and whether the hyphen at the end of the first goes."""
    last = _plain(before)
    broken = _BROKEN.search(last)
    down = before.y - line.y
    if abs(before.size - line.size) > 0.12 * before.size or _ITEM.match(text):
        return "\n\n", False
    if broken and text[0].islower():
        return _hyphen(broken[1], text, last, whole)
    if down <= 0 or not usual or down > 4 * line.size:  # the next column, the next page
        full = before.end > right - 0.12 * (right - before.x)
        ended = _ENDS.search(last) or not (full or text[0].islower())
        return ("\n\n" if ended else " "), False
    apart = down > 1.4 * usual
    indented = line.x - before.x > 0.8 * line.size
    short = before.end < right - 0.12 * (right - before.x) and _ENDS.search(last)
    return ("\n\n" if apart or (indented and _ENDS.search(last)) or short else " "), False


def _hyphen(half: str, text: str, last: str, whole: Counter[str]) -> tuple[str, bool]:
    """Whether a word was broken at the end of its line, or had a hyphen of its own."""
    rest = _WORD.match(text)
    tail = rest[0] if rest else ""
    with_hyphen, joined = f"{half}-{tail}".casefold(), f"{half}{tail}".casefold()
    if last.endswith("\u00ad"):
        return "", True
    if whole[with_hyphen] != whole[joined]:
        return "", whole[joined] > whole[with_hyphen]
    return "", half.casefold() not in _KEEPS


def _headline(lines: Sequence[Line]) -> str:
    """The lines of the largest letters near the top, where they are larger than the text's."""
    sizes = [line.size for line in lines for _ in range(len(line.text))]
    if not sizes:
        return ""
    first = lines[:12]
    largest = max(line.size for line in first)
    if largest < 1.15 * median(sizes):
        return ""
    at = next(number for number, line in enumerate(first) if line.size > 0.98 * largest)
    found: list[str] = []
    for line in first[at:]:
        if abs(line.size - largest) > 0.02 * largest or len(found) == 4:
            break
        found.append(_plain(line))
    said = " ".join(found)
    return said if 8 <= len(said) <= 250 else ""

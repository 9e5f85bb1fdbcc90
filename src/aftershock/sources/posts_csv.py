"""What does a table of posts (CSV, TSV) hold? Any delimiter, any of the obvious column names."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from aftershock.records import Capture, Record, Reject
from aftershock.sources.columns import Columns, are_posts, understand
from aftershock.sources.decoding import lines
from aftershock.sources.head import Head, peek
from aftershock.sources.posts import Plan, Tally, plan_of, post_of
from aftershock.sources.raw import Found, refused
from aftershock.sources.source import Source, never_silent
from aftershock.sources.times import day_first

DELIMITERS = (",", ";", "\t", "|")
# Longer than any post. A quote that is never closed swallows at most this much before it is noticed.
MAX_RECORD = 1 << 20
# Rows of the head that are looked at to tell days from months, and a table from a text.
SAMPLE = 200
_QUOTE_STEP = "Look at the quotes of this row; double a quote that belongs to the text"


class Header(Record, frozen=True, kw_only=True):
    """How a table is written: its delimiter, the physical line of its header, its columns."""

    delimiter: str
    line: int
    names: tuple[str, ...]
    columns: Columns
    sample: tuple[tuple[str, ...], ...]


def header_of(head: Head) -> Header | None:
    """The header of a table: of all delimiters the one by which most columns are understood."""
    # The limit is one of the whole process; no other part of this program reads CSV with another.
    csv.field_size_limit(MAX_RECORD)
    text, line = head.text.lstrip("\r\n"), 1
    line += head.text[: len(head.text) - len(text)].count("\n")
    first, _, rest = text.partition("\n")
    forced = None
    if first.lower().startswith("sep=") and len(first.strip()) == 5:
        forced, text, line = first[4], rest, line + 1  # how spreadsheets state the delimiter
    candidates = [_header(text, delimiter, line) for delimiter in ((forced,) if forced else DELIMITERS)]
    return max(
        (candidate for candidate in candidates if candidate),
        key=lambda header: (len(header.columns.fields), len(header.names)),
        default=None,
    )


def _header(text: str, delimiter: str, line: int) -> Header | None:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        names = tuple(name.strip() for name in next(rows))
        if len(names) < 2:
            return None
        sample = tuple(tuple(row) for row, _ in zip(rows, range(SAMPLE), strict=False))
    except (csv.Error, StopIteration):
        return None
    return Header(delimiter=delimiter, line=line, names=names, columns=understand(names), sample=sample)


def matches(head: Head) -> bool:
    """Whether the first line names columns that make posts."""
    header = header_of(head)
    return header is not None and are_posts(header.columns.fields)


def unknown_table(head: Head) -> tuple[str, ...] | None:
    """The columns of a table that is not one of posts; None for what is no table at all.

    A table's header is a row of short names, and the rows after it have as many cells; prose has a space
    after its commas.
    """
    header = header_of(head)
    if header is None or len(header.names) < 3 or len(header.sample) < 2:
        return None
    if header.delimiter == "," and ", " in head.text.split("\n")[header.line - 1]:
        return None
    short = all(name and len(name) <= 40 and name.count(" ") <= 3 for name in header.names)
    whole = header.sample if head.whole else header.sample[:-1]
    even = all(len(row) in (len(header.names), 0) for row in whole)
    return header.names if short and even else None


def read(original: Path, capture: Capture) -> Iterator[Found]:
    """Each row as a post with locator ``row=N`` (the header is row 1, as a spreadsheet counts)."""
    head = peek(original, capture.source)
    header = header_of(head)
    if header is None:
        yield refused(capture, "no header row", "Name the columns in the first line", 1)
        return
    tally = Tally()
    yield from _posts(original, capture, head.encoding, header, tally)
    yield from tally.rejects(capture.source)
    if header.columns.unused:
        yield refused(
            capture,
            f"columns that no field of a post is known for: {', '.join(header.columns.unused)[:500]}",
            "Rename those that matter (author, created_at, text, url, ...); the rows were read",
            header.line,
        )


def plan_for(header: Header) -> Plan:
    """Where each field stands in a row; behind its last cell stands a None for the fields it lacks."""
    index = {name: at for at, name in reversed(list(enumerate(header.names)))}
    time = header.columns.fields.get("created_at")
    at = index[time] if time is not None else None
    order = day_first(row[at] for row in header.sample if at < len(row)) if at is not None else None
    return plan_of(header.columns, index, len(header.names), day_first=order)


def _posts(original: Path, capture: Capture, encoding: str, header: Header, tally: Tally) -> Iterator[Found]:
    """Rows many at a time, by columns where their plan allows it."""
    from aftershock.sources import bulk

    plan = plan_for(header)
    waiting: list[Row] = []
    for each in _rows(original, capture, encoding, header):
        if isinstance(each, Reject):
            yield each
            continue
        waiting.append(each)
        if len(waiting) == bulk.ROWS:
            yield from _some(waiting, plan, capture, tally)
            waiting = []
    yield from _some(waiting, plan, capture, tally)


class Row(NamedTuple):
    """The cells of one row (with a None behind them), its number, and its physical line."""

    cells: list[Any]
    number: int
    line: int


def _some(rows: list[Row], plan: Plan, capture: Capture, tally: Tally) -> Iterator[Found]:
    from aftershock.sources import bulk

    if bulk.possible(plan) and rows:
        columns = list(zip(*(row.cells for row in rows), strict=True))
        whole = bulk.Rows(
            column=columns.__getitem__,
            locators=[f"row={row.number}" for row in rows],
            lines=[row.line for row in rows],
            plan=plan,
        )
        yield from bulk.batches([(whole, range(len(rows)))], (), capture, tally, _ROW_STEP)
        return
    for row in rows:
        post = post_of(row.cells.__getitem__, plan, capture, f"row={row.number}", row.line, tally)
        yield refused(capture, post, _ROW_STEP, row.line) if isinstance(post, str) else post


_ROW_STEP = "Look at the row; add what is missing"


def _rows(original: Path, capture: Capture, encoding: str, header: Header) -> Iterator[Row | Reject]:
    width = len(header.names)
    source = Lines(lines(original, encoding, limit=MAX_RECORD))
    source.skip(header.line - 1)
    rows = csv.reader(source, delimiter=header.delimiter, strict=True)
    number = 0
    while True:
        source.held.clear()
        try:
            row: list[Any] = next(rows)
        except StopIteration:
            return
        except (csv.Error, RecordTooLong) as error:
            line = source.set_aside_one()
            if line is None:
                return
            number += 1
            yield refused(capture, f"the row cannot be read ({error})", _QUOTE_STEP, line)
            rows = csv.reader(source, delimiter=header.delimiter, strict=True)
            continue
        if not row:
            continue
        number += 1
        if number == 1:
            continue  # the header
        line = source.held[0][0]
        if len(row) != width and not _evened(row, width):
            yield refused(capture, f"the row has {len(row)} cells, the header {width}", _QUOTE_STEP, line)
            continue
        row.append(None)
        yield Row(row, number, line)


def _evened(row: list[str], width: int) -> bool:
    """Cuts empty cells behind the last column; whether the row then fits."""
    while len(row) > width and not row[-1]:
        row.pop()
    return len(row) == width


class RecordTooLong(ValueError):
    """One record of a table is longer than any post: a quote was not closed, or the line is not a row."""


class Lines:
    """The lines of one record, kept until it is read, so that after a bad row the next line is read again."""

    def __init__(self, source: Iterator[tuple[int, str | None]]) -> None:
        self.source = source
        self.held: list[tuple[int, str | None]] = []
        self._again: list[tuple[int, str | None]] = []  # last first
        self._length = 0

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> str:
        item = self._again.pop() if self._again else next(self.source)
        self.held.append(item)
        line = item[1]
        if line is None:
            raise RecordTooLong(f"a line of more than {MAX_RECORD} characters")
        self._length = len(line) + (self._length if len(self.held) > 1 else 0)
        if self._length > MAX_RECORD:
            raise RecordTooLong(f"a quote is opened and not closed within {MAX_RECORD} characters")
        return line

    def skip(self, count: int) -> None:
        """Passes over some lines before the table begins."""
        for _ in range(count):
            next(self.source, None)

    def set_aside_one(self) -> int | None:
        """Gives back all lines of the record but its first, whose number it returns."""
        if not self.held:
            return None
        first, *rest = self.held
        self._again.extend(reversed(rest))
        self.held.clear()
        return first[0]


source = Source(
    name="posts-csv", media_type="text/csv", version="3", matches=matches, read=never_silent(read)
)

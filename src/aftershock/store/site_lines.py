"""Which lines of a site's pages are remembered, which of them are to be judged, and where do they stand?

In the case file: a row for each line at a page's edge, so that what is asked costs one pass of the engine and
no more memory for more pages. What a line is and when it repeats is for `pages.repeated` to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice
from typing import TYPE_CHECKING, Any, NamedTuple

from aftershock.store import layout, tables

if TYPE_CHECKING:
    from aftershock.store.folder import CaseFolder

PAGES, ROWS = 2_000, 10_000  # pages remembered, and rows fetched, at a time
_PAGE, _LINE = ("mark", "page", "text", "site"), ("line", "mark", "low", "high")
_VERDICT = ("line", "state", "repeats")


class Remembered(NamedTuple):
    """One page: its key, its id, its text's, its site, and (line, start, end) of the lines at its edges."""

    mark: int
    page: str
    text: str
    site: str
    lines: tuple[tuple[int, int, int], ...]


class Asked(NamedTuple):
    """A line to be judged, by some pages that have it, each with another text.

    ``everywhere`` says that nearly all texts of the site have it, ``state`` changes with the pages.
    """

    line: int
    state: str
    everywhere: bool
    pages: tuple[str, ...]


def keep_only(case: CaseFolder, marks: Sequence[int]) -> set[int]:
    """Forget all pages but these; returns those of them that are remembered."""
    with case.turn, case.cursor(posts=False) as cursor:
        known = {row[0] for row in cursor.execute(tables.query("site_known.sql")).fetchall()}
        if known <= set(marks):
            return known
        case.unseal([layout.TABLES])
        with tables.transaction(cursor):
            cursor.execute(tables.query("site_forget.sql"), {"marks": list(marks)})
            cursor.execute(tables.query("site_sweep.sql"))
        return known & set(marks)


def remember(case: CaseFolder, pages: Iterable[Remembered]) -> Iterator[int]:
    """Remember new pages, a portion at a time; tells how many so far. A kill loses one portion at most."""
    case.writing()
    rest, done = iter(pages), 0
    while some := list(islice(rest, PAGES)):
        lines = [(line, each.mark, low, high) for each in some for line, low, high in each.lines]
        with case.turn, case.cursor(posts=False) as cursor:
            case.unseal([layout.TABLES])
            with tables.transaction(cursor):
                tables.insert_arrow(cursor, "site_pages", _table(_PAGE, [each[:4] for each in some]))
                if lines:
                    tables.insert_arrow(cursor, "site_lines", _table(_LINE, lines))
        done += len(some)
        yield done


def asked(case: CaseFolder, sample: int) -> Iterator[Asked]:
    """The lines that three texts and more of a site have, and that were not judged by these pages yet."""
    with case.cursor(posts=False) as cursor:
        cursor.execute(tables.query("site_asked.sql"), {"sample": sample})
        for (line, state, everywhere), rows in groupby(_fetched(cursor), key=lambda row: row[:3]):
            yield Asked(line, state, everywhere, tuple(page for *_, page in rows))


def judged(case: CaseFolder, verdicts: Sequence[tuple[int, str, bool]]) -> None:
    """Keep verdicts (line, state, whether it repeats) in the place of those that other pages gave."""
    if not verdicts:
        return
    with case.turn, case.cursor(posts=False) as cursor:
        case.unseal([layout.TABLES])
        with tables.transaction(cursor):
            cursor.execute(tables.query("site_sweep.sql"))
            tables.insert_arrow(cursor, "site_verdicts", _table(_VERDICT, verdicts))


def marked(case: CaseFolder) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """Pages with the passages that repeat on their site, by page id."""
    with case.cursor(posts=False) as cursor:
        cursor.execute(tables.query("site_marked.sql"))
        for page, rows in groupby(_fetched(cursor), key=lambda row: row[0]):
            yield page, [(low, high) for _, low, high in rows]


def _table(names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> Any:
    import pyarrow as pa

    return pa.table(dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)))


def _fetched(cursor: Any) -> Iterator[Any]:
    while rows := cursor.fetchmany(ROWS):
        yield from rows

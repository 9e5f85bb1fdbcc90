"""Which lines stand on the pages of a PDF, and where? Read by pypdf, in a process of its own.

Run as ``python -m aftershock.sources.pdf_pages``: takes a PDF on standard input and writes one JSON record a
line, the first about the document, then one for each page. The process may use so much time and memory and no
more; what it has written when it is stopped counts (`pdf` asks for it so).
"""

from __future__ import annotations

import io
import math
import struct
import sys
import zlib
from collections.abc import Iterator
from typing import Any

import msgspec

from aftershock.errors import InputError, brief
from aftershock.records import Record

# A page takes some 20 ms; the longest reports have some thousand pages.
MAX_PAGES, MAX_CHARACTERS, MAX_PAGE_CHARACTERS = 3000, 20_000_000, 200_000
CPU_SECONDS, MEMORY = 60, 2 << 30
# What pypdf raises on malformed files, beside its own errors.
BROKEN = (
    ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, ArithmeticError, OSError,
    AssertionError, NotImplementedError, EOFError, zlib.error, struct.error, MemoryError,
)  # fmt: skip
_SAVE_AGAIN = "Open it in a viewer, print it to a new PDF and add that, or save its text"
# Between two pieces of a line: so many times the letters' height make a space, and a column of its own.
_SPACE, _GUTTER = 0.15, 2.0


class Line(Record, frozen=True, kw_only=True, array_like=True):
    """A line of text: from ``x`` to ``end``, its foot at ``y`` (upwards), ``size`` high, all in points."""

    text: str
    x: float
    end: float
    y: float
    size: float


class Sheet(Record, frozen=True, kw_only=True, tag="sheet"):
    """One page: its lines as they were drawn, whether it shows pictures, and what was wrong with it."""

    number: int
    lines: tuple[Line, ...] = ()
    pictures: bool = False
    problem: str = ""


class About(Record, frozen=True, kw_only=True, tag="about"):
    """What a PDF says of itself; ``pages`` is how many it has."""

    pages: int
    title: str = ""
    author: str = ""
    created: str = ""


Told = About | Sheet


def told(data: bytes) -> Iterator[Told]:
    """The document, then its pages. Raises InputError where it is no PDF, or locked with a password."""
    import pypdf
    from pypdf.errors import DependencyError, PyPdfError

    broken = (*BROKEN, PyPdfError)
    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError(
                "it is a PDF locked with a password", next_step="Save a copy without password and add that"
            )
        pages = list(_first(reader.pages, MAX_PAGES))
        about = _about(reader, broken)
    except DependencyError as error:
        raise InputError(
            "it is an encrypted PDF, which needs the extra 'signatures'",
            next_step="Install it (aftershock[signatures]), or save a copy without encryption",
        ) from error
    except broken as error:
        raise InputError(f"the PDF is damaged ({brief(error)})", next_step=_SAVE_AGAIN) from error
    yield about
    left = MAX_CHARACTERS
    for number, page in enumerate(pages, 1):
        try:
            sheet = Sheet(number=number, lines=tuple(_lines(page)), pictures=_shows_pictures(page))
        except broken as error:
            sheet = Sheet(number=number, problem=brief(error))
        left -= sum(len(line.text) for line in sheet.lines)
        yield sheet
        if left < 0:
            return


def records(data: bytes) -> Iterator[Told | list[str]]:
    """The same, with cause and next step as the last where it is none or locked."""
    try:
        yield from told(data)
    except InputError as error:
        yield [error.cause, error.next_step]


def _first(pages: Any, count: int) -> Iterator[Any]:
    for number in range(min(len(pages), count)):
        yield pages[number]


def _about(reader: Any, broken: tuple[type[BaseException], ...]) -> About:
    said: dict[str, str] = {}
    try:
        for field, key in (("title", "/Title"), ("author", "/Author"), ("created", "/CreationDate")):
            value = (reader.metadata or {}).get(key)
            said[field] = " ".join(str(value).replace("\0", "").split())[:500] if value is not None else ""
    except broken:
        said = {}
    return About(pages=len(reader.pages), **said)


def _shows_pictures(page: Any) -> bool:
    resources = page.get("/Resources")
    objects = resources.get_object().get("/XObject") if resources is not None else None
    kinds = objects.get_object().values() if objects is not None else ()
    return any(each.get_object().get("/Subtype") == "/Image" for each in kinds)


def _lines(page: Any) -> Iterator[Line]:
    """The lines of a page in the order in which they were drawn; wide gaps part them."""
    runs: list[Line] = []
    left = MAX_PAGE_CHARACTERS

    def visit(text: str, cm: list[float], tm: list[float], _font: Any, size: float) -> None:
        nonlocal left
        x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
        y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        scale = math.sqrt(abs((tm[0] * tm[3] - tm[1] * tm[2]) * (cm[0] * cm[3] - cm[1] * cm[2]))) or 1.0
        height = abs(size) * scale or 1.0
        if not text:  # the place at which the run before ended
            if runs and abs(runs[-1].y - y) < 0.1 and x > runs[-1].x:
                runs[-1] = msgspec.structs.replace(runs[-1], end=x)
            return
        left -= len(text)
        for row, piece in enumerate(text.split("\n") if left > 0 else ()):
            if piece.strip():
                piece = piece.replace("\0", "")
                end = x + len(piece) * height * 0.5
                runs.append(Line(text=piece, x=x, end=end, y=y - 1.2 * row * height, size=height))

    page.extract_text(visitor_text=visit)
    yield from _joined(runs)


def _joined(runs: list[Line]) -> Iterator[Line]:
    """Runs that stand beside each other on one foot, as one line."""
    line: Line | None = None
    for run in runs:
        if line is not None and abs(run.y - line.y) < 0.4 * line.size:
            gap = run.x - line.end
            if -line.size <= gap <= _GUTTER * line.size or (run.x >= line.x and gap < 0):
                apart = " " if gap > _SPACE * line.size and not line.text.endswith(" ") else ""
                size = run.size if len(run.text) > len(line.text) else line.size  # a bullet has its own
                text = line.text + apart + run.text
                line = msgspec.structs.replace(line, text=text, end=run.end, size=size)
                continue
        if line is not None:
            yield line
        line = run
    if line is not None:
        yield line


def main() -> int:
    """Read standard input as a PDF and write what is in it; 2 where it is none."""
    import logging

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        if sys.platform == "linux":
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    out, refused = sys.stdout.buffer, False
    for each in records(sys.stdin.buffer.read()):
        out.write(msgspec.json.encode(each) + b"\n")
        out.flush()
        refused = isinstance(each, list)
    return 2 if refused else 0


if __name__ == "__main__":
    sys.exit(main())

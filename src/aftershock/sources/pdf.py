"""What does a PDF say? Its text, with where each page begins; scans and locked files are said to be such.

The locator is that of the file, with the offsets (code points of the text) at which its pages begin:
``bytes=0-N;pages=0,1480,3011``.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from aftershock.records import Capture, FieldReceipt, Reject
from aftershock.sources import pdf_pages, pdf_text
from aftershock.sources.head import Head
from aftershock.sources.pdf_pages import About, Sheet, Told
from aftershock.sources.raw import Found, RawPage, refused
from aftershock.sources.source import Source
from aftershock.sources.whole import read_whole

MAGIC = b"%PDF-"
WALL_SECONDS = 120.0
# A page with less text than this and a picture is a scan, perhaps with a stamp on it.
MIN_CHARACTERS = 20
_NO_TITLE = re.compile(
    r"(?i)^(?:untitled|microsoft word|powerpoint|document\d*$|.*\.(?:docx?|indd|pdf|tex|odt|pptx?|html?)$)"
)
_NO_AUTHOR = re.compile(r"(?i)^(?:user|admin\w*|owner|author|unknown|microsoft.*|windows.*|.*\d{3}.*|\W*)$")
_DATE = re.compile(r"(?:D:)?(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?(?:(Z)|([+-]\d\d)'?(\d\d)?)?)?")
_OCR = "Run text recognition over it (OCR) and add the result"
_decode = msgspec.json.Decoder(Told | list[str]).decode


class _Outcome(NamedTuple):
    about: About | None
    sheets: tuple[Sheet, ...]
    cause: str = ""
    next_step: str = "Open it in a viewer, print it to a new PDF and add that, or save its text"


def begins(data: bytes) -> bool:
    """Whether these first bytes are those of a PDF."""
    return data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(MAGIC)


def matches(head: Head) -> bool:
    """Whether a file begins as a PDF."""
    return begins(head.data)


def read(original: Path, capture: Capture) -> Iterator[Found]:
    """The one document of a PDF, and what of it could not be read."""
    data = read_whole(original, capture)
    if isinstance(data, Reject):
        yield data
        return
    yield from document(data, capture, f"bytes=0-{len(data)}", url=capture.url)


def document(
    data: bytes,
    capture: Capture,
    locator: str,
    *,
    url: str | None = None,
    receipts: Sequence[FieldReceipt] = (),
    place: str = "",
) -> Iterator[Found]:
    """A PDF that stands in a file or in an archive (``place`` says where in it)."""
    outcome = _in_a_process(data)
    yield from found_in(outcome, capture, locator, url=url, receipts=receipts, place=place)


def found_in(
    outcome: _Outcome,
    capture: Capture,
    locator: str,
    *,
    url: str | None = None,
    receipts: Sequence[FieldReceipt] = (),
    place: str = "",
) -> Iterator[Found]:
    """What was read of a PDF as a document, and a `Reject` for what was not."""

    def reject(cause: str, next_step: str) -> Reject:
        return refused(capture, f"{place}: {cause}" if place else cause, next_step)

    if outcome.cause:
        yield reject(outcome.cause, outcome.next_step)
    broken = [sheet.number for sheet in outcome.sheets if sheet.problem]
    if broken:
        yield reject(f"{_pages(broken)} of the PDF cannot be read", outcome.next_step)
    scans = [
        sheet.number for sheet in outcome.sheets if sheet.pictures and _characters(sheet) < MIN_CHARACTERS
    ]
    if scans and len(scans) == len(outcome.sheets):
        yield reject("the PDF holds pictures of pages and no text", _OCR)
        return
    if scans:
        yield reject(f"{_pages(scans)} of the PDF hold a picture and no text", _OCR)
    text = pdf_text.text_of(outcome.sheets)
    if not text.text.strip():
        if not (outcome.cause or broken):
            yield reject("the PDF holds no text", _OCR)
        return
    about = outcome.about or About(pages=len(outcome.sheets))
    if about.pages > len(outcome.sheets) and not outcome.cause:
        cause = f"of the {about.pages:,} pages of the PDF the first {len(outcome.sheets):,} were read"
        yield reject(cause, "Split it into parts and add those")
    said = tuple(
        FieldReceipt(capture=capture.id, locator=f"{locator};{where}", field=field, value=value)
        for field, where, value in (
            ("title", "pdf Title", about.title),
            ("author", "pdf Author", about.author),
            ("created", "pdf CreationDate", about.created),
            *(("running line", "pdf pages", line) for line in text.running[:6]),
        )
        if value
    )
    title = about.title if about.title and not _NO_TITLE.match(about.title) else text.headline
    yield RawPage(
        capture=capture.id,
        file=capture.source,
        locator=f"{locator};pages={','.join(map(str, text.starts))}",
        text=text.text,
        url=url,
        declared_title=title or None,
        declared_author=about.author if about.author and not _NO_AUTHOR.match(about.author) else None,
        made=date_of(about.created),
        receipts=(*receipts, *said),
    )


def gathered(told: Iterable[Told | list[str]]) -> _Outcome:
    """What `pdf_pages.records` gave, put together; cause and next step of what ended it are its last."""
    about: About | None = None
    sheets: list[Sheet] = []
    for each in told:
        if isinstance(each, list):
            return _Outcome(about, tuple(sheets), *each)
        if isinstance(each, About):
            about = each
        else:
            sheets.append(each)
    return _Outcome(about, tuple(sheets))


def _in_a_process(data: bytes) -> _Outcome:
    """Read a PDF in a process that may not run long nor grow large; what it wrote before its end counts."""
    command = [sys.executable, "-P", "-m", pdf_pages.__name__]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=WALL_SECONDS, check=False)
        wrote, failed = done.stdout, done.returncode not in (0, 2)
    except subprocess.TimeoutExpired as error:
        wrote, failed = error.stdout or b"", True
    found = gathered(_decode(line) for line in wrote.splitlines(keepends=True) if line.endswith(b"\n"))
    if found.cause or not failed:
        return found
    read = f"after {len(found.sheets)} of its {found.about.pages} pages " if found.about else ""
    return found._replace(cause=f"reading the PDF was stopped {read}(too long, or too large)")


def date_of(value: str) -> str | None:
    """A PDF date (``D:20310502081500+02'00'``) in ISO 8601, or None."""
    found = _DATE.match(value)
    if found is None:
        return None
    year, month, day, hour, minute, second, zulu, ahead, minutes = found.groups()
    if hour is None:
        return f"{year}-{month}-{day}"
    zone = "Z" if zulu else f"{ahead}:{minutes or '00'}" if ahead else ""
    return f"{year}-{month}-{day}T{hour}:{minute}:{second or '00'}{zone}"


def _characters(sheet: Sheet) -> int:
    return sum(len(line.text.strip()) for line in sheet.lines)


def _pages(numbers: Sequence[int]) -> str:
    shown = ", ".join(map(str, numbers[:10])) + (" ..." if len(numbers) > 10 else "")
    return f"page {shown}" if len(numbers) == 1 else f"pages {shown}"


source = Source(name="pdf", media_type="application/pdf", version="1", matches=matches, read=read)

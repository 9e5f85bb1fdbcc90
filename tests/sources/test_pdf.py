"""PDF: paragraphs in reading order beside pdftotext, and what is said of scans, locks and damages."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from pathlib import Path

import pypdf
import pytest

from aftershock.pages.read import read as read_page
from aftershock.sources import pdf, pdf_pages

from .archives import Placed
from .archives import pdf as pdf_of
from .conftest import ReadBytes, capture_of
from .test_warc import parted

PARAGRAPH = (
    "The ferry at Hask keeps running until the end of the month, the harbour administration said on Monday. "
    "Representatives of the neighbouring municipality had asked for an interruption of all connections. "
    "The council wants to hear both sides before it decides, and has invited engineers to its next meeting."
)
OTHER = PARAGRAPH.replace("ferry", "bridge").replace("Hask", "Arden").replace("Monday", "Tuesday")


def wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) >= width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def column(text: str, x: float, top: float, width: int = 48, size: float = 10) -> list[Placed]:
    return [(x, top - 12 * row, size, line) for row, line in enumerate(wrapped(text, width))]


def of(data: bytes) -> list:
    return list(pdf.found_in(pdf.gathered(pdf_pages.records(data)), capture_of(data, "x.pdf"), "bytes=0-1"))


def text_of(data: bytes) -> str:
    pages, _ = parted(of(data))
    return pages[0].text or ""


def test_a_pdf_is_a_document_with_the_places_of_its_pages(read: ReadBytes) -> None:
    pages = [
        [(50, 780, 20, "Council meets on bridge"), *column(PARAGRAPH, 50, 740, 90)],
        column(OTHER, 50, 740),
    ]
    data = pdf_of(pages, info={"Title": "Bridge report", "Author": "Cora Whitlock",
                               "CreationDate": "D:20310502081500+02'00'"})  # fmt: skip
    name, found = read(data, "report.bin")
    assert name == "pdf"
    (raw,), rejects = parted(found)
    assert not rejects
    assert raw.text == f"Council meets on bridge\n\n{PARAGRAPH}\n\n{OTHER}"
    starts = [int(at) for at in raw.locator.rpartition("pages=")[2].split(",")]
    assert raw.text[starts[1] :] == OTHER
    said = read_page(raw).page
    assert (said.title, said.author) == ("Bridge report", "Cora Whitlock")
    assert said.published is not None
    assert (said.published.start, said.published.how) == ("2031-05-02T06:15:00Z", "file made")


def test_a_title_that_a_program_wrote_is_not_believed() -> None:
    data = pdf_of([[(50, 780, 20, "Council meets on bridge"), *column(PARAGRAPH, 50, 740)]],
                  info={"Title": "Microsoft Word - notes3.docx", "Author": "user"})  # fmt: skip
    (raw,), _ = parted(of(data))
    assert (raw.declared_title, raw.declared_author) == ("Council meets on bridge", None)


def test_columns_that_were_drawn_row_by_row_are_read_one_after_the_other() -> None:
    left, right = column(PARAGRAPH, 50, 700, 44), column(OTHER, 320, 700, 44)
    rows = [line for pair in zip(left, right, strict=False) for line in pair]
    assert text_of(pdf_of([[(50, 740, 18, "Two columns on one page"), *rows]])) == (
        f"Two columns on one page\n\n{PARAGRAPH} {OTHER}".replace(". The bridge", ".\n\nThe bridge", 1)
    )


def test_a_table_stays_in_its_rows() -> None:
    heights = [700.0 - 12 * row for row in range(8)]
    cells = [
        cell
        for row, y in enumerate(heights)
        for cell in ((50.0, y, 10.0, f"Place {row}"), (300.0, y, 10.0, f"{row} ships"))
    ]
    text = re.sub(r"\s+", " ", text_of(pdf_of([cells])))
    assert "Place 2 2 ships Place 3 3 ships" in text


def test_words_broken_at_line_ends_are_made_whole() -> None:
    lines = ["The admin-", "istration of the well-", "known harbour met its neigh-", "bours and the co-",
             "workers of the north-", "east wing, the north-east wing said."]  # fmt: skip
    placed = [(50.0, 700.0 - 12 * row, 10.0, line) for row, line in enumerate(lines)]
    assert text_of(pdf_of([placed])) == (
        "The administration of the well-known harbour met its neighbours and the co-workers of the "
        "north-east wing, the north-east wing said."
    )


def test_lines_along_the_pages_go_and_are_named() -> None:
    pages = [
        [(50.0, 790.0, 8.0, "Harbour Review 12"), *column(PARAGRAPH.replace("Hask", f"Hask {n}"), 50, 740),
         (300.0, 20.0, 8.0, f"Page {n + 1} of 4")]
        for n in range(4)
    ]  # fmt: skip
    (raw,), _ = parted(of(pdf_of(pages)))
    assert raw.text == "\n\n".join(PARAGRAPH.replace("Hask", f"Hask {n}") for n in range(4))
    assert [r.value for r in raw.receipts if r.field == "running line"][:2] == [
        "Harbour Review 12",
        "Page 1 of 4",
    ]


def test_a_sentence_that_goes_over_a_page_stays_one() -> None:
    lines = column(PARAGRAPH, 50, 740, 90)
    text = text_of(pdf_of([lines[:2], [(x, y + 24, size, words) for x, y, size, words in lines[2:]]]))
    assert text == PARAGRAPH


def test_scans_and_empty_pages_are_said() -> None:
    pages, rejects = parted(of(pdf_of([[], []], pictures=(0, 1))))
    assert not pages
    assert (rejects[0].cause, "OCR" in rejects[0].next_step) == (
        "the PDF holds pictures of pages and no text",
        True,
    )
    pages, rejects = parted(of(pdf_of([column(PARAGRAPH, 50, 700), []], pictures=(1,))))
    assert pages
    assert rejects[0].cause == "page 2 of the PDF hold a picture and no text"
    assert parted(of(pdf_of([[]])))[1][0].cause == "the PDF holds no text"


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-256"])
def test_a_lock_with_a_password_is_said_and_one_without_is_opened(algorithm: str) -> None:
    for password in ("", "secret"):
        writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf_of([column(PARAGRAPH, 50, 700)])))
        writer.encrypt(user_password=password, owner_password="owner", algorithm=algorithm)
        out = io.BytesIO()
        writer.write(out)
        pages, rejects = parted(of(out.getvalue()))
        assert len(pages) == (not password)
        assert [r.cause for r in rejects] == (["it is a PDF locked with a password"] if password else [])


def test_a_damaged_pdf_is_read_as_far_as_it_goes_or_named(read: ReadBytes) -> None:
    data = pdf_of([column(PARAGRAPH, 50, 700), column(OTHER, 50, 700)])
    pages, rejects = parted(read(data[: len(data) * 3 // 4])[1])
    assert pages or rejects
    pages, rejects = parted(read(b"%PDF-1.7\n" + b"\xe2\xe3" * 200)[1])
    assert not pages
    assert "PDF is damaged" in rejects[0].cause
    assert rejects[0].next_step


def test_reading_is_stopped_after_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "WALL_SECONDS", 0.01)
    data = pdf_of([column(PARAGRAPH, 50, 700)])
    pages, rejects = parted(list(pdf.document(data, capture_of(data, "x.pdf"), "bytes=0-1")))
    assert not pages
    assert "was stopped" in rejects[0].cause


def test_a_page_that_unpacks_without_end_is_bounded() -> None:
    drawn = [(50.0, 700.0, 10.0, "word " * 600)] * 200
    sheets = [each for each in pdf_pages.told(pdf_of([drawn])) if isinstance(each, pdf_pages.Sheet)]
    assert sum(len(line.text) for line in sheets[0].lines) <= pdf_pages.MAX_PAGE_CHARACTERS + 300


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler's pdftotext")
def test_the_words_are_those_that_poppler_reads(tmp_path: Path) -> None:
    left, right = column(PARAGRAPH, 50, 700, 44), column(OTHER, 320, 700, 44)
    rows = [line for pair in zip(left, right, strict=False) for line in pair]
    data = pdf_of([[(50, 740, 18, "Two columns on one page"), *rows], column(PARAGRAPH, 50, 700, 90)])
    (tmp_path / "x.pdf").write_bytes(data)
    done = subprocess.run(
        ["pdftotext", "-enc", "UTF-8", str(tmp_path / "x.pdf"), "-"], capture_output=True, check=True
    )
    assert re.findall(r"\w+", text_of(data)) == re.findall(r"\w+", done.stdout.decode())


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("D:20310502081500Z", "2031-05-02T08:15:00Z"),
        ("D:20310502", "2031-05-02"),
        ("20310502081500-05'30", "2031-05-02T08:15:00-05:30"),
        ("yesterday", None),
    ],
)
def test_dates(written: str, read_as: str | None) -> None:
    assert pdf.date_of(written) == read_as

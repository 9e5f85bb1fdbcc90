# ruff: noqa: E501 (files as they stand)
"""A folder of hostile files: each is read or named with cause and next step, and the sound one goes through."""

from __future__ import annotations

import gzip
import io
import time
import zipfile
from pathlib import Path

import pytest

from aftershock import gather, intake
from aftershock.store.case import create

SENTENCE = "The ferry at Hask keeps running until the end of the month, the office said on Monday. "
PAGE = f"<html><head><title>Ferry runs</title></head><body><article><p>{SENTENCE * 8}</p></article></body></html>"
SECONDS, MEGABYTES = 240.0, 1500


def zipped(names: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in names.items():
            archive.writestr(name, data)
    return out.getvalue()


def corpus() -> dict[str, bytes]:
    """What each file tries, by its name; extensions lie on purpose."""
    bomb = zipped({f"{n}.txt": b"\0" * 20_000_000 for n in range(3)})
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    record = (
        b"WARC/1.1\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: %d\r\n\r\n"
    )
    feed = f"<rss><channel><item><title>x</title><description>{SENTENCE}</description><pubDate>%s</pubDate></item></channel></rss>"
    return {
        "sound.html": PAGE.encode(),
        "truncated.html": PAGE[:400].encode() + b"<p",
        "utf-16.html": PAGE.encode("utf-16"),
        "utf-16-unmarked.txt": (SENTENCE * 5).encode("utf-16-le"),
        "utf-32.csv": (SENTENCE * 5).encode("utf-32"),
        "controls.txt": (SENTENCE + "\x01\x02\x07\x1b[31m").encode() * 20,
        "one-line.txt": (SENTENCE * (10_000_000 // len(SENTENCE))).encode(),
        "one-line.ndjson": b'{"id": "1", "text": "' + b"x" * 10_000_000 + b'", "author": "a"}\n'
        + b'{"id": "2", "text": "short", "author": "a", "created_at": "2031-05-02T08:00:00Z"}\n',
        "one-line.csv": b"id,author,text\n1,a," + b"x" * 10_000_000 + b"\n2,a,short\n",
        "bomb.zip": bomb,
        "bomb-in-bomb.zip": zipped({"inner.zip": bomb}),
        "bomb.wacz": zipped({"datapackage.json": b"{}", "archive/a.warc": record % 10 + b" " * 80_000_000}),
        "bomb.warc.gz": gzip.compress(record % 90_000_000 + b"HTTP/1.1 200 OK\r\n\r\n" + b" " * 90_000_000),
        "bomb-in.warc": record % 200_100 + b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Type: text/html\r\n\r\n"
        + gzip.compress(b" " * 150_000_000)[:200_000],
        "entities.xml": f"<!DOCTYPE rss [<!ENTITY e0 'ha'>{entities}]><rss><channel><item><title>&e11;</title>"
        "</item></channel></rss>".encode(),
        "outside.xml": b'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]><rss><channel><item>'
        b"<title>&x;</title><description>words</description></item></channel></rss>",
        "deep.html": b"<html><body>" + b"<div>" * 30_000 + SENTENCE.encode() * 5,
        "deep.json": b'[{"id": "1", "text": ' + b"[" * 100_000,
        "dates.xml": (feed % "31 Feb 2031 25:61:61 +9999").encode(),
        "dates.html": PAGE.replace("</head>", '<meta name="date" content="2031-99-99T99:99"></head>').encode(),
        "empty.html": b"",
        "blank.txt": b" \n\t \r\n",
        "picture.html": b"\x89PNG\r\n\x1a\n" + bytes(500),
        "page.pdf": PAGE.encode(),
        "pdf.txt": b"%PDF-1.7\n" + b"1 0 obj << /Type /Catalog >> endobj " * 50,
        "parquet.csv": b"PAR1" + b"\xff" * 200 + b"PAR1",
        "names\u202egnp.txt": SENTENCE.encode(),
    }  # fmt: skip


def megabytes(what: str) -> float:
    """VmRSS, what this process holds, or VmHWM, the most that it held since the peak was set back."""
    status = Path("/proc/self/status").read_text("utf-8")
    return int(status.split(f"{what}:")[1].split()[0]) / 1024


@pytest.mark.slow
def test_every_hostile_file_is_read_or_named(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    files = corpus()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    Path("/proc/self/clear_refs").write_text(
        "5", "utf-8"
    )  # the peak of what ran before in this process is not ours
    started, before = time.perf_counter(), megabytes("VmRSS")
    with create(tmp_path / "x.case") as case:
        gather.gather(case, [str(folder)], lambda *_: None)
        taken = intake.read_new(case, lambda *_: None)
        pages = list(intake.pages(case, taken))
        rejects = case.rejects()
        sources = {capture.id: capture.source for capture in case.captures()}
        assert case.verify().findings == ()
    assert time.perf_counter() - started < SECONDS
    assert megabytes("VmHWM") - before < MEGABYTES
    read = {sources[each.capture] for each in taken if each.parts or each.posts}
    named = {each.file for each in rejects}
    assert "sound.html" in read
    assert {
        "utf-16.html",
        "utf-16-unmarked.txt",
        "utf-32.csv",
        "page.pdf",
        "one-line.txt",
    } <= read
    assert {
        "empty.html",
        "blank.txt",
        "bomb.zip",
        "bomb.warc.gz",
        "picture.html",
        "pdf.txt",
        "one-line.ndjson",
    } <= named
    assert set(files) <= read | named
    assert all(each.cause and each.next_step for each in rejects)
    for page in pages:
        assert page.published is None or "dates" not in sources[page.capture]
    hostname = Path("/etc/hostname")
    if hostname.exists():
        secret = hostname.read_text().strip()
        assert all(secret not in (page.title or "") for page in pages)

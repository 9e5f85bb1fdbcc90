"""Web archives: what is a document, where it stands, and that one bad byte costs one record."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable

import brotli
import pytest

from aftershock.pages.read import read as read_page
from aftershock.records import Reject
from aftershock.sources import http_answer, warc_records
from aftershock.sources.raw import Found, RawPage

from .archives import SENTENCE, answer, chunked, packed, page, pdf, record, sha1
from .conftest import ReadBytes


def parted(found: list[Found]) -> tuple[list[RawPage], list[Reject]]:
    return [f for f in found if isinstance(f, RawPage)], [f for f in found if isinstance(f, Reject)]


PAGES = [page(f"Council meets on bridge {number}") for number in range(4)]
RECORDS = [record(number, answer(body)) for number, body in enumerate(PAGES)]
JOINED: list[Callable[..., bytes]] = [lambda *records: b"".join(records), packed]
NAMES = ["plain", "packed"]


@pytest.mark.parametrize("joined", JOINED, ids=NAMES)
def test_each_answer_is_a_document_of_its_own(read: ReadBytes, joined: Callable[..., bytes]) -> None:
    data = joined(*RECORDS)
    name, found = read(data, "crawl.warc.gz")
    assert name == "warc"
    pages, rejects = parted(found)
    assert not rejects
    assert [each.html for each in pages] == [body.decode() for body in PAGES]
    assert [each.url for each in pages] == [f"https://hask.test/{n}" for n in range(4)]
    assert len({each.locator for each in pages}) == 4
    said = {receipt.field: receipt.value for receipt in pages[2].receipts}
    assert said == {"address": "https://hask.test/2", "fetched_at": "2031-05-03T08:00:00Z"}
    # the locator leads back: from that byte on, the archive begins with this record
    at = int(pages[2].locator.rpartition("at=")[2])
    found_again = warc_records.at(__import__("io").BytesIO(data), at, "https://hask.test/2")
    assert found_again is not None
    assert found_again.block == answer(PAGES[2])


def test_an_archive_packed_as_one_whole_is_read(read: ReadBytes) -> None:
    pages, rejects = parted(read(gzip.compress(b"".join(RECORDS), mtime=0))[1])
    assert len(pages) == 4
    assert len({each.locator for each in pages}) == 4
    assert not rejects


@pytest.mark.parametrize(
    ("coding", "coded"),
    [
        ("gzip", gzip.compress(PAGES[0], mtime=0)),
        ("x-gzip", gzip.compress(PAGES[0], mtime=0)),
        ("br", brotli.compress(PAGES[0])),
        ("deflate", zlib.compress(PAGES[0])),
        ("deflate", zlib.compress(PAGES[0])[2:-4]),
        ("gzip", PAGES[0]),
        ("identity", PAGES[0]),
    ],
)
def test_codings_are_undone(read: ReadBytes, coding: str, coded: bytes) -> None:
    for body, headers in ((coded, {}), (chunked(coded), {"Transfer_Encoding": "chunked"})):
        block = answer(body, Content_Encoding=coding, **headers)
        digests = {"WARC_Payload_Digest": sha1(coded), "WARC_Block_Digest": sha1(block)}
        pages, rejects = parted(read(record(1, block, **digests))[1])
        assert not rejects
        assert pages[0].html == PAGES[0].decode()
        assert {r.field: r.value for r in pages[0].receipts}["digest"] == sha1(coded)


def test_a_payload_that_is_not_what_its_digest_says_is_read_and_said(read: ReadBytes) -> None:
    wrong = record(1, answer(PAGES[0]), WARC_Payload_Digest=sha1(PAGES[1]))
    pages, rejects = parted(read(wrong)[1])
    assert len(pages) == 1
    assert "was not taken of" in rejects[0].cause
    assert "record at byte 0 (https://hask.test/1)" in rejects[0].cause
    assert "digest" not in {receipt.field for receipt in pages[0].receipts}


def test_texts_pdfs_and_pages_without_a_type_are_documents_and_the_rest_is_counted(read: ReadBytes) -> None:
    data = packed(
        record(1, answer(SENTENCE.encode(), "text/plain")),
        record(2, answer(pdf([[(50, 700, 12, SENTENCE)]]), "application/pdf")),
        record(3, answer(PAGES[0], "application/octet-stream")),
        record(4, answer(b"\x89PNG", "image/png")),
        record(5, answer(b"\x89PNG", "image/png")),
        record(6, answer(b"gone", status=404)),
        record(7, b"software: x\r\n", kind="warcinfo", content_type="application/warc-fields"),
        record(8, SENTENCE.encode(), kind="conversion", content_type="text/plain"),
        record(9, b"words", kind="resource", uri="urn:text:https://hask.test/1", content_type="text/plain"),
    )
    pages, rejects = parted(read(data)[1])
    assert [(p.url or "")[-1] for p in pages] == ["1", "2", "3", "8"]
    assert [bool(p.html) for p in pages] == [False, False, True, False]
    assert SENTENCE.strip() in (pages[1].text or "")
    assert [reject.cause for reject in rejects] == [
        "no documents: 2 image/png, 1 answers with status 404, 1 notes of the recorder"
    ]


def test_revisits_are_resolved_counted_or_listed(read: ReadBytes) -> None:
    short = b"HTTP/1.1 200 OK\r\n\r\n"
    first = record(1, answer(PAGES[0]), WARC_Payload_Digest=sha1(PAGES[0]))
    same = record(2, short, kind="revisit", uri="https://hask.test/1", WARC_Payload_Digest=sha1(PAGES[0]))
    other = record(3, short, kind="revisit", uri="https://copy.test/", WARC_Payload_Digest=sha1(PAGES[0]))
    lost = record(4, short, kind="revisit", uri="https://gone.test/", WARC_Payload_Digest=sha1(b"x"))
    for data in (first + same + other + lost, packed(first, same, other, lost)):
        pages, rejects = parted(read(data)[1])
        assert [p.url for p in pages] == ["https://hask.test/1", "https://copy.test/"]
        assert pages[1].html == PAGES[0].decode()
        assert {r.field: r.value for r in pages[1].receipts}["fetched_at"] == "2031-05-04T08:00:00Z"
        assert "https://gone.test/" in rejects[0].cause
        assert rejects[1].cause == "no documents: 1 pages seen again unchanged"


@pytest.mark.parametrize("joined", JOINED, ids=NAMES)
@pytest.mark.parametrize("damage", ["cut", "garbage", "flipped", "too long", "too short", "huge"])
def test_a_damage_costs_at_most_its_own_record(
    read: ReadBytes, joined: Callable[..., bytes], damage: str
) -> None:
    zero, one, two, three = RECORDS
    if damage == "cut":
        data = joined(zero, two, three) + joined(one)[:-200]
    elif damage == "garbage":
        data = joined(zero) + b"nothing that belongs here\r\n" * 5 + joined(two, three)
    elif damage == "flipped":
        broken = bytearray(joined(one))
        broken[20:120] = bytes(byte ^ 0x5A for byte in broken[20:120])
        data = joined(zero) + bytes(broken) + joined(two, three)
    else:
        length = {"too long": 3000, "too short": 500, "huge": 10**15}[damage]
        data = joined(zero, record(1, answer(PAGES[1]), length=length), two, three)
    pages, rejects = parted(read(data)[1])
    assert {"https://hask.test/0", "https://hask.test/2", "https://hask.test/3"} <= {p.url for p in pages}
    assert rejects
    assert all("at byte" in reject.cause and reject.next_step for reject in rejects)


def test_a_large_record_is_set_aside_without_unpacking_it(read: ReadBytes) -> None:
    large = record(1, answer(b" " * 40_000_000))
    for joined in JOINED:
        pages, rejects = parted(read(joined(RECORDS[0], large, RECORDS[2]))[1])
        assert [p.url for p in pages] == ["https://hask.test/0", "https://hask.test/2"]
        assert "a record of 38 MB is no document" in rejects[0].cause


def test_a_body_that_unpacks_to_too_much_is_cut_and_said() -> None:
    bomb = gzip.compress(b"x" * 3_000_000, mtime=0)
    body = http_answer.decoded(bomb, "gzip", 1 << 20)
    assert len(body.data) == 1 << 20
    assert body.problem == "unpacked it is larger than 1 MB"
    nested = http_answer.decoded(gzip.compress(bomb, mtime=0), "gzip, gzip", 1 << 20)
    assert (len(nested.data), nested.problem) == (1 << 20, "unpacked it is larger than 1 MB")


def test_what_was_packed_in_a_damaged_coding_is_kept_up_to_the_damage(read: ReadBytes) -> None:
    whole = gzip.compress(b"".join(PAGES) * 30, mtime=0)
    pages, rejects = parted(read(record(1, answer(whole[: len(whole) // 2], Content_Encoding="gzip")))[1])
    assert pages
    assert (pages[0].html or "").startswith("<!DOCTYPE html>")
    pages, rejects = parted(read(record(1, answer(chunked(PAGES[0])[:900], Transfer_Encoding="chunked")))[1])
    assert "Council meets" in (pages[0].html or "")
    assert "its chunks break off" in rejects[0].cause


def test_a_page_of_an_archive_reads_as_any_page(read: ReadBytes) -> None:
    pages, _ = parted(read(packed(*RECORDS))[1])
    reading = read_page(pages[1])
    assert reading.page.title == "Council meets on bridge 1"
    assert reading.page.url == "https://hask.test/1"
    assert reading.texts[0].locator == pages[1].locator

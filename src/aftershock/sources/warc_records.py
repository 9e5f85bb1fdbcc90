"""Which records stand in a web archive (WARC 1.0 and 1.1, plain or gzip), and where is it broken?

Read by fastwarc, one record at a time. After a damage the reading goes on at the next place where a record
begins, so that one bad byte costs one record.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator, Mapping
from typing import BinaryIO, NamedTuple

from aftershock.errors import brief
from aftershock.sources.whole import MAX_DOCUMENT

GZIP = b"\x1f\x8b\x08"
_START = re.compile(rb"WARC/\d\.\d\r?\n[A-Za-z][A-Za-z-]*:")
_BLOCK = 1 << 20
# An archive with more damages than this is no archive any more; each costs a search.
MAX_DAMAGES = 1000
# What records can hold that is a document, and what a recorder notes beside it.
READ = frozenset(("response", "resource", "conversion", "revisit"))
NOTES = frozenset(("warcinfo", "request", "metadata"))


class Entry(NamedTuple):
    """One record: the byte of the archive at which it begins, its headers (lower-case names), its block."""

    offset: int
    number: int
    kind: str
    headers: Mapping[str, str]
    block: bytes


class Damage(NamedTuple):
    """What is wrong at a byte of the archive; ``lost`` where the next record must be searched for."""

    offset: int
    cause: str
    lost: bool = True


def begins(data: bytes) -> bool:
    """Whether these first bytes of a file are those of a web archive."""
    if data.startswith(GZIP):
        data = _unpacked(data)
    return _START.match(data) is not None


def entries(stream: BinaryIO) -> Iterator[Entry | Damage]:
    """The records of an archive in their order; ``stream`` must be seekable. Holds two records at most."""
    stream.seek(0)
    yield from _entries(stream, 0, stream.read(len(GZIP)) == GZIP)


def salvaged(stream: BinaryIO) -> Iterator[Entry | Damage]:
    """The records that can be found in a file around them that is broken (a ZIP without its list)."""
    for packed in (True, False):
        start = _next(stream, 0, packed)
        if start is not None:
            yield from _entries(stream, start, packed)
            return


def _entries(stream: BinaryIO, start: int, packed: bool) -> Iterator[Entry | Damage]:
    number = reached = 0
    for _ in range(MAX_DAMAGES):
        lost = False
        for found in _run(stream, start, number, packed):
            reached = max(reached, found.offset)
            if isinstance(found, Damage):
                yield found
                lost = found.lost
            else:
                number = found.number
                if found.kind in READ:
                    yield found
                elif found.kind not in NOTES:
                    yield Damage(
                        found.offset, f"a record of the kind '{found.kind}', which is not read", lost=False
                    )
        following = _next(stream, reached + 1, packed) if lost else None
        if following is None:
            return
        start = following
    yield Damage(reached, f"more than {MAX_DAMAGES} damages; the rest is not read")


def at(stream: BinaryIO, offset: int, uri: str) -> Entry | None:
    """The record of an address at a byte where one was seen before; None where it cannot be found again."""
    stream.seek(offset)
    packed = stream.read(len(GZIP)) == GZIP
    for found in _run(stream, offset, 0, packed):
        if isinstance(found, Entry) and found.headers.get("warc-target-uri", "") == uri:
            return found
        return None
    return None


def _run(stream: BinaryIO, start: int, number: int, packed: bool) -> Iterator[Entry | Damage]:
    """The records from a place on, up to the end, or to a damage behind which they must be searched for."""
    from fastwarc.warc import ArchiveIterator

    size = stream.seek(0, io.SEEK_END)
    stream.seek(start)
    offset = start
    try:
        for record in ArchiveIterator(stream, parse_http=False):
            offset = max(offset, record.stream_pos)
            number += 1
            headers = {name.lower(): value for name, value in record.headers.to_tuples()}
            kind, written = str(record.record_type), headers.get("content-length", "").strip()
            # fastwarc's own figure shrinks where the stream ends
            length = int(written[:18]) if written.isdecimal() and written.isascii() else -1
            if length < 0:
                yield Damage(offset, "a record does not say how long it is")
                return
            if length > MAX_DOCUMENT:
                # unpacking it only to pass over it could take hours
                lost = packed or length > size - offset
                yield Damage(offset, f"a record of {length / 1048576:,.0f} MB is no document", lost=lost)
                if lost:
                    return
                continue
            block = record.reader.read(length) if length and kind in READ else b""
            if kind in READ and len(block) < length:
                yield Damage(offset, f"a record breaks off after {len(block):,} of its {length:,} bytes")
                return
            yield Entry(offset, number, kind, headers, block)
    except (OSError, ValueError) as error:
        yield Damage(offset, f"what follows the record there cannot be read ({brief(error)})")


def _next(stream: BinaryIO, at: int, packed: bool) -> int | None:
    """The next byte at which a record begins, or None."""
    while True:
        stream.seek(at)
        block = stream.read(_BLOCK)
        if not block:
            return None
        place = 0
        while True:
            place = _place(block, place, packed)
            if place < 0:
                break
            if not packed:
                return at + place
            stream.seek(at + place)
            if begins(stream.read(1 << 14)):
                return at + place
            place += 1
        if len(block) < _BLOCK:
            return None
        at += len(block) - 64  # a mark may stand across two blocks


def _place(block: bytes, start: int, packed: bool) -> int:
    if packed:
        return block.find(GZIP, start)
    found = _START.search(block, start)
    return found.start() if found else -1


def _unpacked(data: bytes) -> bytes:
    try:
        return zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(data, 64)
    except zlib.error:
        return b""

"""What does a plain text say? Any encoding; a clean UTF-8 text comes out character for character."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from aftershock.records import Capture, FieldReceipt, Reject
from aftershock.sources.decoding import decode
from aftershock.sources.head import Head
from aftershock.sources.raw import Found, RawPage
from aftershock.sources.source import Source
from aftershock.sources.whole import read_whole


def matches(head: Head) -> bool:
    """Whether there is anything to read; what is not text was refused before."""
    return not (head.whole and not head.text.strip())


def read(original: Path, capture: Capture) -> Iterator[Found]:
    """The one text of a file; its locator is the byte range, end exclusive."""
    data = read_whole(original, capture)
    if isinstance(data, Reject):
        yield data
        return
    decoded = decode(data)
    locator = f"bytes=0-{len(data)}"
    yield RawPage(
        capture=capture.id,
        file=capture.source,
        locator=locator,
        text=decoded.text,
        url=capture.url,
        receipts=encoding_receipts(capture, locator, decoded.encoding, decoded.repairs),
    )


def encoding_receipts(
    capture: Capture, locator: str, encoding: str, repairs: tuple[str, ...]
) -> tuple[FieldReceipt, ...]:
    """What was done to bytes that were not clean UTF-8, as metadata receipts."""
    said = [("encoding", encoding)] if encoding != "utf-8" else []
    said += [("repair", repair) for repair in repairs]
    return tuple(FieldReceipt(capture=capture.id, locator=locator, field=f, value=v) for f, v in said)


source = Source(name="text", media_type="text/plain", version="1", matches=matches, read=read)

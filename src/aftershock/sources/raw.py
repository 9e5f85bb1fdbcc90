"""What a source finds in an original, before anything is read from it."""

from __future__ import annotations

from aftershock.records import Capture, Channel, FieldReceipt, Post, Record, Reject
from aftershock.store.batch import PostBatch


class RawPage(Record, frozen=True, kw_only=True):
    """One document as it stands in an original: either HTML or plain text, already decoded and repaired.

    ``html`` is a whole page or, with ``fragment``, the content of a feed's entry. ``declared_*`` is what the
    format itself says about the document (a feed's author, an entry's date), each with a metadata receipt.
    """

    capture: str
    file: str
    locator: str
    html: str | None = None
    text: str | None = None
    fragment: bool = False
    url: str | None = None
    declared_title: str | None = None
    declared_author: str | None = None
    declared_published: str | None = None  # as it stands there, any zone
    declared_language: str | None = None
    made: str | None = None  # when the file itself was made: a date of publication where nothing better is
    receipts: tuple[FieldReceipt, ...] = ()


Found = RawPage | Post | PostBatch | Channel | Reject


def refused(capture: Capture, cause: str, next_step: str, line: int = 0) -> Reject:
    """What of an original cannot be read, and what to do; ``line`` is 1-based, 0 for no line of its own."""
    return Reject(file=capture.source, line=line, cause=cause, next_step=next_step)

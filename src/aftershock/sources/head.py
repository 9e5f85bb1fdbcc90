"""What does the beginning of a file look like? The evidence that every source is recognised by."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import BinaryIO

from aftershock.errors import InputError
from aftershock.records import Record
from aftershock.sources.decoding import detect

# Enough for the head of any page and a header with rows; small enough to look at every file of a folder.
HEAD_BYTES = 65536
# How far the end of a first line that fills the head is looked for: some 10 ms of reading.
FURTHEST = 1 << 25


class Head(Record, frozen=True, kw_only=True):
    """The first bytes of a file, decoded without their byte order mark; ``whole`` where that is all of it.

    ``second`` is how the second line begins, where the first is a JSON object longer than the head: one line
    that is much too long says nothing about the others.
    """

    name: str
    size: int
    data: bytes
    encoding: str
    text: str
    whole: bool
    second: str = ""


def peek(path: Path, name: str) -> Head:
    """The head of a file; raises InputError where it cannot be read."""
    try:
        with path.open("rb") as file:
            data = file.read(HEAD_BYTES)
            size = path.stat().st_size
            second = _second(file) if data.lstrip()[:1] == b"{" and b"\n" not in data else b""
    except OSError as error:
        raise InputError(
            f"cannot be read ({error.strerror})",
            where=name,
            next_step="Check that it exists and its permissions",
        ) from error
    whole = len(data) >= size
    encoding, marked = detect(data, whole=whole)
    text = codecs.getincrementaldecoder(encoding)("replace").decode(data[marked:], whole)
    return Head(
        name=name,
        size=size,
        data=data,
        encoding=encoding,
        text=text,
        whole=whole,
        second=second.decode("utf-8", "replace"),
    )


def _second(file: BinaryIO) -> bytes:
    """What follows the next line end of an open file; nothing where none is near."""
    while file.tell() < FURTHEST and (piece := file.read(HEAD_BYTES)):
        _, found, after = piece.partition(b"\n")
        if found:
            return after + file.read(HEAD_BYTES - len(after))
    return b""

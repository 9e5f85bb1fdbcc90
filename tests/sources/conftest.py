"""Reads bytes as a file of a folder is read: recognised by content, then read by its source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from aftershock.records import Capture
from aftershock.sources.raw import Found
from aftershock.sources.recognise import recognise
from aftershock.store.batch import PostBatch
from aftershock.store.posts import from_arrow
from aftershock.text import sha256

Reading = tuple[str, list[Found]]
ReadBytes = Callable[..., Reading]


def capture_of(data: bytes, name: str) -> Capture:
    return Capture(
        id="capture-0123456789abcdef",
        source=name,
        url=None,
        fetched_at="2024-03-02T08:00:00Z",
        sha256=sha256(data),
        media_type="",
        path="",
    )


def singly(found: Iterable[Found]) -> Iterator[Found]:
    """What was found, with the posts of each batch one by one."""
    for each in found:
        if isinstance(each, PostBatch):
            yield from from_arrow(each.table)
        else:
            yield each


@pytest.fixture
def read(tmp_path: Path) -> ReadBytes:
    """``read(data)``: the name of the source that knows the bytes, and all that it finds in them.

    The file's name says nothing: every source must know its format by content.
    """

    def reading(data: bytes | str, name: str = "folder/original.bin") -> Reading:
        raw = data.encode() if isinstance(data, str) else data
        path = tmp_path / "original.bin"
        path.write_bytes(raw)
        source = recognise(path, name)
        return source.name, list(singly(source.read(path, capture_of(raw, name))))

    return reading

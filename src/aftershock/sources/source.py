"""What is a source? One format or service: how it is recognised, and how it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from aftershock.records import Capture, Record
from aftershock.sources.head import Head
from aftershock.sources.raw import Found, refused


class Source(Record, frozen=True, kw_only=True):
    """One format. ``matches`` judges a file by its head; ``read`` streams what an original holds.

    ``read(original, capture)`` takes the path of the original and its record, raises nothing for bad
    input (it yields `Reject`), and holds one document or a few rows at a time.
    """

    name: str
    media_type: str
    version: str
    matches: Callable[[Head], bool]
    read: Callable[[Path, Capture], Iterator[Found]]


Read = Callable[[Path, Capture], Iterator[Found]]


def never_silent(read: Read) -> Read:
    """A reading that says so where nothing came of a file: an empty table, a feed without entries."""

    def reading(original: Path, capture: Capture) -> Iterator[Found]:
        silent = True
        for found in read(original, capture):
            silent = False
            yield found
        if silent:
            cause = "it is recognised, but holds no entry that can be read"
            yield refused(capture, cause, "Check that it was saved whole")

    return reading

"""What was added to a bank since its generation was made, in which file, and how is it put there?

    BANK/current.json          which generation stands, and which file holds what was added since
    BANK/added-000001.ndjson   additions, adoptions, removals, one a line, synced

A line that is not yet complete is not yet there: it is a crash that was never answered for.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec

from aftershock.errors import InputError
from aftershock.records import Record
from aftershock.shield.banks.items import Entry

LEAST = 50  # bytes of a line, at least


class Change(Record, frozen=True, kw_only=True):
    """One line of what was added: an entry, an adoption or a removal, by whom and when."""

    op: Literal["add", "adopt", "remove"]
    by: str
    at: str
    entry: Entry | None = None
    id: str = ""


class Place(NamedTuple):
    """How far a file was read: bytes and lines."""

    size: int = 0
    lines: int = 0


_decode = msgspec.json.Decoder(Change).decode


def current(folder: Path) -> dict[str, str]:
    """The names of the ``generation`` that stands (none: "") and of the file of what was ``added``."""
    path = folder / "current.json"
    if not path.is_file():
        return {"generation": "", "added": "added-000000.ndjson"}
    return msgspec.json.decode(path.read_bytes(), type=dict[str, str])


def read(path: Path, after: Place = Place()) -> tuple[list[Change], Place]:  # noqa: B008  a tuple
    """The changes behind a place, and how far that is; raises InputError for a line that is none."""
    if not path.is_file():
        return [], after
    with path.open("rb") as source:
        source.seek(after.size)
        new = source.read()
    whole = new[: new.rfind(b"\n") + 1]
    found = []
    for number, line in enumerate(whole.splitlines(), after.lines + 1):
        try:
            found.append(_decode(line))
        except msgspec.DecodeError as error:
            raise InputError(
                f"a line that is no change of the bank: {error}",
                where=str(path),
                line=number,
                next_step="Restore the file from a copy",
            ) from error
    return found, Place(after.size + len(whole), after.lines + len(found))


def more_than(folder: Path, count: int) -> bool:
    """Whether more than so many changes wait for a generation of their own."""
    path = folder / current(folder)["added"]
    if not path.is_file() or path.stat().st_size <= count * LEAST:
        return False
    return path.read_bytes().count(b"\n") > count


def write(folder: Path, changes: Iterable[Change]) -> int:
    """Add changes; returns how many. They are on disk when this returns. Take ``writing`` before."""
    path = folder / current(folder)["added"]
    data = path.read_bytes() if path.is_file() else b""
    lines = [msgspec.json.encode(change) + b"\n" for change in changes]
    with path.open("ab") as out:
        out.truncate(data.rfind(b"\n") + 1)  # a torn last line goes
        out.write(b"".join(lines))
        out.flush()
        os.fsync(out.fileno())
    synced(folder)
    return len(lines)


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """One writer at a time."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def synced(folder: Path) -> None:
    """The names in a folder are on disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

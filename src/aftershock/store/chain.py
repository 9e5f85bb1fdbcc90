"""Is a hash chain whole, and how is something added to it?

One JSON record a line, in canonical form (sorted keys, no spaces). ``digest`` is the SHA-256 of the body's
canonical JSON; ``hash`` is the SHA-256 of the canonical JSON of ``digest``, ``prev`` and ``seq``; ``prev``
is the ``hash`` of the line before. As the hash covers the body through its digest, a purge can replace a
body (``redacted`` then holds the digest of what stands there now, and custody has the tombstone) without
breaking the chain that others may have a head of.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from aftershock.errors import CaseDamaged
from aftershock.records import Record
from aftershock.store import layout
from aftershock.text import canonical_json, sha256

GENESIS = "0" * 64  # what stands before the first line


class Link(Record, frozen=True, kw_only=True, omit_defaults=True):
    """One line of a chain; ``seq`` counts from 1."""

    seq: int
    prev: str
    digest: str
    hash: str
    body: dict[str, Any]
    redacted: str | None = None


class Fault(Record, frozen=True, kw_only=True):
    """What is wrong with a chain at a line (1-based; 0: the whole file)."""

    line: int
    what: str


class Scan(Record, frozen=True, kw_only=True):
    """A chain as it stands on disk. ``size`` counts the bytes of whole lines, ``torn`` those after them."""

    links: tuple[Link, ...]
    faults: tuple[Fault, ...]
    size: int
    torn: int

    @property
    def head(self) -> str:
        return self.links[-1].hash if self.links else GENESIS


def digest_of(body: object) -> str:
    """The digest that a link keeps of its body."""
    return sha256(canonical_json(body))


def scan(path: Path) -> Scan:
    """Read a chain and check every line of it; faults name the line at which the chain stops fitting."""
    data = path.read_bytes() if path.exists() else b""
    size = data.rfind(b"\n") + 1
    links: list[Link] = []
    faults: list[Fault] = []
    expected_seq, expected_prev, sure = 1, GENESIS, True
    for number, line in enumerate(data[:size].split(b"\n")[:-1], start=1):
        link, fault = _read(line)
        if link is None or fault:
            faults.append(Fault(line=number, what=fault))
            expected_seq, sure = expected_seq + 1, False
            continue
        if link.seq != expected_seq or (sure and link.prev != expected_prev):
            faults.append(Fault(line=number, what=_misplaced(link.seq, expected_seq)))
        links.append(link)
        expected_seq, expected_prev, sure = link.seq + 1, link.hash, True
    return Scan(links=tuple(links), faults=tuple(faults), size=size, torn=len(data) - size)


def _read(line: bytes) -> tuple[Link | None, str]:
    """The link of a line, or what is wrong with the line itself."""
    try:
        link = msgspec.json.decode(line, type=Link)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None, "the line is not a record of the chain"
    if canonical_json(link) != line:
        return None, "the line's bytes are not as they were written"
    if digest_of(link.body) != (link.redacted or link.digest):
        return None, "the record's body does not fit its digest"
    if _hash(link.seq, link.prev, link.digest) != link.hash:
        return None, "the record's hash does not fit its content"
    return link, ""


def _misplaced(seq: int, expected: int) -> str:
    if seq > expected:
        return f"record {expected} is missing before record {seq}"
    if seq < expected:
        return f"record {seq} stands where record {expected} belongs"
    return "the record does not follow from the one before it"


def _hash(seq: int, prev: str, digest: str) -> str:
    return sha256(canonical_json({"seq": seq, "prev": prev, "digest": digest}))


def link_up(bodies: Iterable[dict[str, Any]], *, seq: int, prev: str) -> list[Link]:
    """New links for bodies, after a chain of ``seq`` links whose head is ``prev``."""
    links = []
    for body in bodies:
        # Through JSON and back: what is kept in memory is what a later reader will decode.
        body = msgspec.json.decode(canonical_json(body))
        seq += 1
        digest = digest_of(body)
        links.append(
            Link(seq=seq, prev=prev, digest=digest, hash=(prev := _hash(seq, prev, digest)), body=body)
        )
    return links


def append(path: Path, links: Sequence[Link], *, size: int) -> int:
    """Add links to a chain of ``size`` bytes in one write and one flush; returns the new size.

    Raises CaseError where the disk refuses; the chain then is as it was.
    """
    data = b"".join(canonical_json(link) + b"\n" for link in links)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, layout.WRITABLE)
    except OSError as error:
        raise layout.disk_refused(path, error) from error
    try:
        os.lseek(handle, size, os.SEEK_SET)
        view = memoryview(data)
        while view:
            view = view[os.write(handle, view) :]
        os.fsync(handle)
    except OSError as error:
        os.ftruncate(handle, size)
        raise layout.disk_refused(path, error) from error
    finally:
        os.close(handle)
    return size + len(data)


def cut(path: Path, size: int) -> None:
    """Take away the torn end that a crash left after ``size`` bytes of whole lines."""
    with path.open("r+b") as file:
        file.truncate(size)
        os.fsync(file.fileno())


class Chain:
    """A chain that is whole, kept open for additions. Raises CaseDamaged where it is not whole."""

    def __init__(self, path: Path) -> None:
        found = scan(path)
        if found.faults:
            fault = found.faults[0]
            raise CaseDamaged(
                fault.what,
                where=str(path),
                line=fault.line,
                next_step="Run verify on the case; nothing is written to it before that is cleared up",
            )
        self.path = path
        self.links = list(found.links)
        self.size, self.torn = found.size, found.torn

    @property
    def head(self) -> str:
        return self.links[-1].hash if self.links else GENESIS

    def repair(self) -> int:
        """Take away what a crash left torn; returns its bytes."""
        torn, self.torn = self.torn, 0
        if torn:
            cut(self.path, self.size)
        return torn

    def add(self, bodies: Iterable[dict[str, Any]]) -> list[Link]:
        """Add bodies as new links, in one write and one flush."""
        links = link_up(bodies, seq=len(self.links), prev=self.head)
        self.size = append(self.path, links, size=self.size)
        self.links += links
        return links

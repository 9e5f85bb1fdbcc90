"""How far did each chain reach, and what did the derived files look like, when the case was last written?

``seal.json`` is rewritten after every addition to a chain, and carries its own hash. A chain that is longer
than its seal was cut short by a crash in between; one that is shorter has lost records. While an owner may
still change the case file, the seal has no digest of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from aftershock.records import Record
from aftershock.store import layout
from aftershock.store.chain import GENESIS, Link
from aftershock.text import canonical_json, sha256


class Reach(Record, frozen=True, kw_only=True):
    """A chain's length in records and bytes, and the hash of its last record."""

    length: int = 0
    size: int = 0
    head: str = GENESIS


class Seal(Record, frozen=True, kw_only=True):
    """``files`` maps derived files (paths inside the case) to their SHA-256; ``hash`` covers all the rest."""

    at: str
    custody: Reach
    judgements: Reach
    files: dict[str, str] = msgspec.field(default_factory=dict)
    hash: str = ""


def write(root: Path, seal: Seal) -> Seal:
    """Put a seal in its place, durably; returns it with its hash."""
    sealed = msgspec.structs.replace(seal, hash=hash_of(seal))
    layout.place(root, [(layout.SEAL, canonical_json(sealed) + b"\n")], mode=layout.WRITABLE)
    return sealed


def read(root: Path) -> Seal | None:
    """The seal of a case, or None where it is missing or not as it was written."""
    path = root / layout.SEAL
    if not path.is_file():
        return None
    data = path.read_bytes()
    try:
        seal = msgspec.json.decode(data, type=Seal)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return seal if canonical_json(seal) + b"\n" == data and hash_of(seal) == seal.hash else None


def hash_of(seal: Seal) -> str:
    """The hash that the seal should carry."""
    return sha256(canonical_json(msgspec.structs.replace(seal, hash="")))


def digest_of_file(path: Path) -> str:
    """The SHA-256 of a file's bytes, read in pieces."""
    import hashlib

    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def reached(links: Sequence[Link], reach: Reach) -> bool:
    """Whether a chain has at least what was sealed of it: that many records, with that head there."""
    if len(links) < reach.length:
        return False
    return reach.head == (links[reach.length - 1].hash if reach.length else GENESIS)

"""How can somebody prove later how far the log reached? A head, signed each hour, and put where others keep
it.

A head covers everything before it: whoever keeps one elsewhere notices when the log is rewritten or cut
short (``shield verify --against``). The signature (Ed25519) says whose log it was; its key stays with the
service and only its public half is handed out. What is deposited is one line of JSON each, added and never
changed.
"""

from __future__ import annotations

import os
from pathlib import Path
from types import ModuleType

import msgspec

from aftershock.errors import ExtraMissing, InputError
from aftershock.records import Record
from aftershock.shield.ledger.chain import Head
from aftershock.shield.ledger.faults import LedgerDamaged, LedgerError
from aftershock.shield.ledger.times import apart
from aftershock.text import canonical_json

HOUR = 3600.0


class SignedHead(Record, frozen=True, kw_only=True):
    """A head at a time. ``key`` is the public key, ``signature`` covers head and time; both hexadecimal."""

    head: Head
    at: str
    key: str
    signature: str


def make_key(path: Path) -> str:
    """A new private key in a file that only its owner can read; returns the public half."""
    private = _library().Ed25519PrivateKey.generate()
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(private.private_bytes_raw())
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise LedgerError(
            f"no key can be put there: {error.strerror}", where=str(path), next_step="Name a new file"
        ) from error
    public: str = private.public_key().public_bytes_raw().hex()
    return public


def public_of(path: Path) -> str:
    """The public half of a private key in a file; raises InputError where there is none."""
    library = _library()
    try:
        private = library.Ed25519PrivateKey.from_private_bytes(path.read_bytes())
    except (OSError, ValueError) as error:
        raise InputError(
            f"no key can be read: {error}", where=str(path), next_step="Make one: shield head key FILE"
        ) from error
    public: str = private.public_key().public_bytes_raw().hex()
    return public


def signed(head: Head, *, at: str, key: Path) -> SignedHead:
    """A head signed with the key of a file."""
    private = _library().Ed25519PrivateKey.from_private_bytes(key.read_bytes())
    signature = private.sign(_said(head, at))
    public = private.public_key().public_bytes_raw()
    return SignedHead(head=head, at=at, key=public.hex(), signature=signature.hex())


def genuine(one: SignedHead, *, key: str) -> bool:
    """Whether a head was signed with the private half of ``key``, which one knows from elsewhere."""
    library = _library()
    from cryptography.exceptions import InvalidSignature

    try:
        public = library.Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
        public.verify(bytes.fromhex(one.signature), _said(one.head, one.at))
    except (InvalidSignature, ValueError):
        return False
    return True


def due(last: SignedHead | None, head: Head, *, now: str) -> bool:
    """Whether it is time for another: the log went on, and an hour is over or the clock was set back."""
    if last is None:
        return head.seq > 0
    return head.seq > last.head.seq and not 0 <= apart(last.at, now) < HOUR


def deposit(path: Path, one: SignedHead) -> None:
    """Add a head to a file of heads, durably. Keep a copy of it where the service cannot write."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
    try:
        os.write(handle, canonical_json(one) + b"\n")
        os.fsync(handle)
    finally:
        os.close(handle)


def deposited(path: Path) -> list[SignedHead]:
    """The heads of a file in their order; a last line without its end is a crash and passed over."""
    lines = path.read_bytes().split(b"\n")[:-1] if path.exists() else []
    found = []
    for number, line in enumerate(lines, start=1):
        try:
            found.append(msgspec.json.decode(line, type=SignedHead))
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise LedgerDamaged(
                f"not a head: {error}", where=str(path), line=number, next_step="Take the copy kept elsewhere"
            ) from error
    return found


def _said(head: Head, at: str) -> bytes:
    return canonical_json({"at": at, "head": head})


def _library() -> ModuleType:
    try:
        from cryptography.hazmat.primitives.asymmetric import ed25519
    except ImportError as error:
        raise ExtraMissing("signatures", what_for="signing the log's head") from error
    return ed25519

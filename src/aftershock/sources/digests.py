"""Do these bytes have the digest that was written down beside them?

Archives write ``sha1:`` and 32 letters (base 32), newer ones ``sha256:`` and 64 digits (base 16).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterable
from typing import BinaryIO

# What archives use; anything else is said to be unknown, never taken as right.
ALGORITHMS = ("md5", "sha1", "sha256", "sha384", "sha512")
_BLOCK = 1 << 20


def expected(declared: str) -> tuple[str, bytes] | None:
    """The algorithm and the bytes of a written digest (``sha1:ABC...``); None where nobody knows it."""
    name, _, value = declared.strip().partition(":")
    algorithm = name.strip().lower().replace("-", "")
    if algorithm not in ALGORITHMS:
        return None
    value, size = value.strip(), hashlib.new(algorithm).digest_size
    try:
        wanted = bytes.fromhex(value) if len(value) == 2 * size else _base32(value)
    except (ValueError, binascii.Error):
        return None
    return (algorithm, wanted) if len(wanted) == size else None


def holds(declared: str, forms: Iterable[bytes]) -> bool | None:
    """Whether one of several forms of the same bytes has a written digest; None where nobody can tell."""
    wanted = expected(declared)
    if wanted is None:
        return None
    algorithm, digest = wanted
    return any(hashlib.new(algorithm, form).digest() == digest for form in forms)


def stream_holds(declared: str, stream: BinaryIO) -> bool | None:
    """As `holds`, for a stream, which is read to its end a block at a time."""
    wanted = expected(declared)
    if wanted is None:
        return None
    algorithm, digest = wanted
    state = hashlib.new(algorithm)
    while block := stream.read(_BLOCK):
        state.update(block)
    return state.digest() == digest


def _base32(value: str) -> bytes:
    return base64.b32decode(value.upper() + "=" * (-len(value) % 8))

"""What is a known item, and what does a bank keep of it? Hashes, never the text or the picture."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from hashlib import blake2b
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from aftershock.errors import InputError
from aftershock.records import Record
from aftershock.shield import normalise
from aftershock.shield.banks import grams, pictures

Kind = Literal["text", "link", "file", "picture", "film"]
FRAMES = 4096  # key frames of one film


class KnownItem(Record, frozen=True, kw_only=True):
    """One known item of a bank.

    ``adopted_by`` names the person of the platform who took it over. Without one (as everything that comes
    from a case) a match is only looked at by a person; it never holds or blocks by itself.
    """

    id: str
    bank: str
    kind: Kind
    title: str = ""
    source: str = ""
    adopted_by: str | None = None
    adopted_at: str | None = None
    expires: str | None = None


class Entry(Record, frozen=True, kw_only=True):
    """An item with the hashes that find it: whole ones (128 bit), a sketch, anchors, picture hashes."""

    item: KnownItem
    keys: tuple[bytes, ...] = ()
    sketch: bytes = b""
    anchors: bytes = b""
    frames: tuple[bytes, ...] = ()


def key(kind: str, value: str) -> bytes:
    """The 128-bit key of a whole value; ``kind`` (text, folded, link, file) and the version of the folding
    belong to it."""
    hasher = _begun(kind).copy()
    hasher.update(value.encode("utf-8", "surrogatepass"))
    return hasher.digest()


def keys_of(kind: str, values: Iterable[bytes]) -> bytes:
    """The keys of many values in UTF-8, one after the other."""
    begun, found = _begun(kind), []
    for value in values:
        hasher = begun.copy()
        hasher.update(value)
        found.append(hasher.digest())
    return b"".join(found)


@cache
def _begun(kind: str) -> blake2b:
    return blake2b(digest_size=16, person=f"as.{kind}.{normalise.VERSION}".encode()[:16])


def of_text(item: KnownItem, text: str) -> Entry:
    """A text: as it is, without its disguise, and its near copies."""
    folded = normalise.fold(text)
    print_ = grams.print_of(folded)
    return Entry(
        item=item,
        keys=(key("text", normalise.plain(text)), key("folded", folded)),
        sketch=b"" if print_ is None else grams.sketch(print_).tobytes(),
        anchors=b"" if print_ is None else grams.anchors(print_, grams.KEPT).tobytes(),
    )


def of_link(item: KnownItem, canonical: str) -> Entry:
    """A link in its canonical spelling."""
    return Entry(item=item, keys=(key("link", canonical),))


def of_file(item: KnownItem, sha256: str) -> Entry:
    """A file by its SHA-256 (hexadecimal)."""
    return Entry(item=item, keys=(key("file", sha256.lower()),))


def of_picture(item: KnownItem, pdq: str) -> Entry:
    """A picture by its PDQ hash (64 hexadecimal digits)."""
    return Entry(item=item, frames=(pdq_bytes(pdq),))


def of_film(item: KnownItem, frames: tuple[str, ...]) -> Entry:
    """A film by the PDQ hashes of its key frames, in their order; frames without contrast are left out."""
    kept = tuple(dict.fromkeys(pdq_bytes(each) for each in frames))
    kept = tuple(each for each in kept if not pictures.blank(each))
    if not 1 <= len(kept) <= FRAMES:
        raise InputError(
            f"{len(kept)} usable key frames",
            where=f"film {item.id}",
            next_step=f"Give 1 to {FRAMES} frames that show something",
        )
    return Entry(item=item, frames=kept)


def pdq_bytes(pdq: str) -> bytes:
    """The 32 bytes of a PDQ hash; raises InputError where it is none."""
    try:
        value = bytes.fromhex(pdq)
    except ValueError:
        value = b""
    if len(value) != 32:
        raise InputError(
            "not a PDQ hash", where=pdq[:80], next_step="A PDQ hash is 64 hexadecimal digits"
        ) from None
    return value


def halves(digest: bytes) -> tuple[int, int]:
    """A 128-bit key as two numbers."""
    return int.from_bytes(digest[:8], "little"), int.from_bytes(digest[8:], "little")


def numbers(data: bytes) -> NDArray[np.uint32]:
    """Sketch or anchors of an entry as numbers."""
    return np.frombuffer(data, np.uint32)

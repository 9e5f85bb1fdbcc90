"""What is known of a capture or of a set of Texts that must not stand in the chain?

The chain holds ids and digests only. Names, paths, addresses and locators, which may point at a person,
stand in cards: small JSON files named by their SHA-256, which is what the chain holds. Each carries random
salt, so that after a purge the digest left in the chain cannot be used to try out guesses of what the card
said.
"""

from __future__ import annotations

import secrets
from pathlib import Path

import msgspec

from aftershock.errors import CaseDamaged
from aftershock.records import Capture, Record, Text
from aftershock.store import layout
from aftershock.text import canonical_json, sha256


class CaptureCard(Record, frozen=True, kw_only=True, tag="capture", tag_field="card"):
    """Where an original came from. ``withheld``: purged as a whole, nothing of it is to be read."""

    capture: Capture
    withheld: bool = False
    salt: str


class TextEntry(Record, frozen=True, kw_only=True, array_like=True):
    """One Text's place: which capture, where in its original, read by what."""

    id: str
    capture: str
    locator: str
    extractor: str


class TextsCard(Record, frozen=True, kw_only=True, tag="texts", tag_field="card"):
    """Texts that were entered together."""

    entries: tuple[TextEntry, ...]
    salt: str


Card = CaptureCard | TextsCard
_decoder: msgspec.json.Decoder[CaptureCard | TextsCard] = msgspec.json.Decoder(CaptureCard | TextsCard)


def new_salt() -> str:
    """Sixteen random bytes as hexadecimal digits."""
    return secrets.token_hex(16)


def capture_card(capture: Capture, *, withheld: bool = False) -> CaptureCard:
    """The card of a capture, freshly salted."""
    return CaptureCard(capture=capture, withheld=withheld, salt=new_salt())


def texts_card(texts: tuple[Text, ...]) -> TextsCard:
    """The card of Texts that are entered together, freshly salted."""
    entries = tuple(
        TextEntry(id=text.id, capture=text.capture, locator=text.locator, extractor=text.extractor)
        for text in texts
    )
    return TextsCard(entries=entries, salt=new_salt())


def encode(card: Card) -> tuple[str, bytes]:
    """A card's digest and bytes."""
    data = canonical_json(card)
    return sha256(data), data


def decode(data: bytes) -> Card:
    """A card from its bytes; raises msgspec.DecodeError where they are none."""
    return _decoder.decode(data)


def load(root: Path, digest: str) -> Card:
    """A card from the disk, checked against its digest; raises CaseDamaged where it is not what it was."""
    path = root / layout.card_path(digest)
    data = path.read_bytes() if path.is_file() else b""
    if sha256(data) != digest:
        raise CaseDamaged(
            "this card is missing or not as it was written",
            where=layout.card_path(digest),
            next_step="Put it back from a copy; verify lists all that is damaged",
        )
    return decode(data)

"""What exactly was decided upon, for an appeal or an authority, and for how long?

A copy stands beside the log under the hash of its content and not in it: the log stays for ever, a copy ends
(six months unless somebody extends it; Regulation (EU) 2021/784 Art. 6 and DSA Art. 20 ask for that long).
Its content says nothing about who wrote it and where, so that the same text posted twice is one copy. Who
looks at one writes ``Opened`` into the log; that is the caller's duty.
"""

from __future__ import annotations

import zlib
from datetime import timedelta

import msgspec

from aftershock.records import Record
from aftershock.shield.ledger.faults import LedgerDamaged
from aftershock.shield.ledger.happenings import Decided
from aftershock.shield.ledger.times import moved
from aftershock.shield.verdict import Item
from aftershock.text import canonical_json, sha256

KEPT = timedelta(days=184)  # six calendar months, whichever they are


class Looked(Record, frozen=True, kw_only=True):
    """What of a post was looked at; pictures and films as hashes only."""

    text: str = ""
    links: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    film: tuple[str, ...] = ()


class Copy(Record, frozen=True, kw_only=True):
    """A sealed copy: the hash of its content, the content, and until when it stands (UTC ISO 8601)."""

    content: str
    looked: Looked
    until: str


def looked_at(item: Item) -> Looked:
    """What of an item a decision looks at."""
    return Looked(text=item.text, links=item.links, files=item.files, pictures=item.pictures, film=item.film)


def content_of(looked: Looked) -> str:
    """The hash that ``Decided.content`` carries: SHA-256 of the content's canonical JSON."""
    return sha256(canonical_json(looked))


def sealed(item: Item, *, now: str, kept: timedelta = KEPT) -> Copy:
    """The copy of an item as it is now."""
    looked = looked_at(item)
    return Copy(content=content_of(looked), looked=looked, until=moved(now, kept))


def item_again(decided: Decided, copy: Copy) -> Item:
    """The item as the decision saw it: asked again with the same policy it must be answered the same."""
    platform, _, name = decided.answer.item.partition(":")
    looked = copy.looked
    return Item(
        platform=platform,
        id=name,
        revision=decided.answer.revision,
        text=looked.text,
        channel=decided.channel,
        links=looked.links,
        files=looked.files,
        pictures=looked.pictures,
        film=looked.film,
        signals=dict(decided.signals),
    )


def packed(looked: Looked) -> bytes:
    """A content as it stands on the disk, compressed."""
    return zlib.compress(canonical_json(looked), 6)


def unpacked(content: str, body: bytes, until: str) -> Copy:
    """A copy from the disk; raises LedgerDamaged where it cannot be read."""
    try:
        looked = msgspec.json.decode(zlib.decompress(body), type=Looked)
    except (zlib.error, msgspec.DecodeError) as error:
        raise LedgerDamaged(
            f"the sealed copy cannot be read: {error}", where=content, next_step="Run shield verify"
        ) from error
    return Copy(content=content, looked=looked, until=until)

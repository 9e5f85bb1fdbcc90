"""How does one entry of the log follow from the one before, and does a stretch of it still?

``hash`` is the SHA-256 of ``prev`` and the SHA-256 of the entry's canonical JSON, both as 64 hexadecimal
digits one after the other; ``prev`` is the ``hash`` before, 64 zeros before the first. As the hash covers the
entry through its digest, somebody who has only heads and digests can check the order without the contents.
Order is ``seq``; the times in entries are what clocks said, and nothing depends on them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple

import msgspec

from aftershock.records import Record
from aftershock.shield.ledger.faults import LedgerDamaged, LedgerError
from aftershock.shield.ledger.happenings import Entry, Link, kind_of
from aftershock.shield.ledger.times import seconds
from aftershock.text import canonical_json

GENESIS = "0" * 64  # what stands before the first entry
_decoder = msgspec.json.Decoder(Entry)


class Written(NamedTuple):
    """An entry as it goes to the disk: its key, its kind, its canonical JSON."""

    entry: Entry
    kind: str
    body: bytes


class Row(NamedTuple):
    """An entry as it stands on the disk; ``prev`` and ``hash`` are 32 bytes each."""

    seq: int
    key: str
    kind: str
    body: bytes
    prev: bytes
    hash: bytes


class Head(Record, frozen=True, kw_only=True):
    """How far the log reaches: the place and the hash of its last entry. Deposited elsewhere it proves."""

    seq: int = 0
    hash: str = GENESIS


class Verified(Record, frozen=True, kw_only=True):
    """What a check of the whole chain found; ``broken``: the first place that does not fit (0: the file);
    ``through``: how many deposited heads it passes through.
    """

    head: Head
    broken: int | None = None
    cause: str = ""
    through: int = 0


def written(entry: Entry) -> Written:
    """An entry made ready; raises LedgerError where it cannot be written down."""
    if not entry.key:
        raise LedgerError("an entry has no key", next_step="Give each entry an idempotency key")
    try:
        seconds(entry.at)
        return Written(entry, kind_of(entry.what), canonical_json(entry))
    except (ValueError, msgspec.MsgspecError, TypeError) as error:  # lone surrogates are a ValueError too
        raise LedgerError(
            f"the entry cannot be written down: {error}",
            where=entry.key,
            next_step="Nothing was written; mend its time or text and hand it in again",
        ) from error


def hash_of(prev: str, body: bytes) -> str:
    """The hash of an entry's canonical JSON after ``prev``."""
    return sha256((prev + sha256(body).hexdigest()).encode()).hexdigest()


def linked(ready: Sequence[Written], head: Head) -> list[Row]:
    """The rows of new entries after a head."""
    prev, before = head.hash, bytes.fromhex(head.hash)
    rows = []
    for seq, each in enumerate(ready, head.seq + 1):
        prev = hash_of(prev, each.body)
        after = bytes.fromhex(prev)
        rows.append(Row(seq, each.entry.key, each.kind, each.body, before, after))
        before = after
    return rows


def link_of(row: Row, *, again: bool = False) -> Link:
    """A row as the record that everybody reads; raises LedgerDamaged where it holds no entry."""
    try:
        entry = _decoder.decode(row.body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise LedgerDamaged(
            f"the entry cannot be read: {error}", line=row.seq, where="log", next_step="Run shield verify"
        ) from error
    return Link(seq=row.seq, entry=entry, prev=row.prev.hex(), hash=row.hash.hex(), again=again)


def checked(rows: Iterable[Row], *, against: Sequence[Head] = ()) -> Verified:
    """Walk the whole chain from its first entry; stop at the first place that is broken.

    ``against`` are heads that were deposited elsewhere: the log must still pass through each of them.
    """
    head, through = Head(), 0
    wanted: dict[int, set[str]] = {}
    for each in against:
        wanted.setdefault(each.seq, set()).add(each.hash)
    for row in rows:
        cause = _wrong(row, head)
        if not cause and row.seq in wanted:
            if wanted[row.seq] != {row.hash.hex()}:
                cause = "the log was rewritten: another entry stands where a deposited head was"
            through += 1
        if cause:
            return Verified(head=head, broken=row.seq, cause=cause)
        head = Head(seq=row.seq, hash=row.hash.hex())
    last = max(wanted, default=0)
    if head.seq < last:
        cause = f"the log was cut short: it ends at {head.seq}, the deposited head is {last}"
        return Verified(head=head, broken=head.seq + 1, cause=cause)
    return Verified(head=head, through=through)


def _wrong(row: Row, head: Head) -> str:
    """Why a row does not follow from the head before it; empty where it does."""
    if row.seq != head.seq + 1:
        return f"entry {head.seq + 1} is missing before entry {row.seq}"
    if row.prev.hex() != head.hash:
        return "the entry does not follow from the one before it"
    if hash_of(head.hash, row.body) != row.hash.hex():
        return "the entry's hash does not fit its content"
    try:
        entry = _decoder.decode(row.body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return "the content is not an entry"
    if (entry.key, kind_of(entry.what)) != (row.key, row.kind):
        return "the entry stands under another key or kind than its own"
    return ""


def fresh(ready: Sequence[Written], known: Mapping[str, Link]) -> list[Written]:
    """Those that stand nowhere yet, each key once, in their order."""
    first: dict[str, Written] = {}
    for each in ready:
        if each.entry.key not in known:
            first.setdefault(each.entry.key, each)
    return list(first.values())


def answered(ready: Sequence[Written], rows: Sequence[Row]) -> list[Link]:
    """The links of entries that were all written, in their rows."""
    return [
        Link(seq=row.seq, entry=each.entry, prev=row.prev.hex(), hash=row.hash.hex())
        for each, row in zip(ready, rows, strict=True)
    ]


def answered_again(
    ready: Sequence[Written], known: Mapping[str, Link], new: Sequence[Written], rows: Sequence[Row]
) -> list[Link]:
    """One link for each entry that was handed in: ``known`` ones again, ``new`` ones in their ``rows``."""
    links = {**known, **{link.entry.key: link for link in answered(new, rows)}}
    said: set[str] = set(known)
    given = []
    for each in ready:
        link, again = links[each.entry.key], each.entry.key in said
        given.append(msgspec.structs.replace(link, again=True) if again else link)
        said.add(each.entry.key)
    return given


def page_for(kinds: Sequence[str]) -> str:
    """Which question reads these kinds fastest."""
    if not kinds:
        return "page"
    return "page_of_kinds" if "decided" in kinds else "page_of_rare_kinds"

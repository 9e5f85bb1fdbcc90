"""What does it take to change a bank or a key? The entry for the bank, and the one for the log; over both
doors.
"""

from __future__ import annotations

from typing import Literal

from aftershock import addresses
from aftershock.errors import UsageError
from aftershock.shield.banks import items
from aftershock.shield.banks.items import KnownItem
from aftershock.shield.ledger.happenings import BankChanged, Entry, KeyChanged
from aftershock.shield.service.keys import Key
from aftershock.shield.service.said import Known

Change = Literal["added", "adopted", "removed"]


def entry_of(known: Known, *, person: str | None, at: str) -> items.Entry:
    """What the bank keeps of an item: hashes; raises UsageError where it is not exactly one thing."""
    given = [name for name in ("text", "link", "file", "picture", "film") if getattr(known, name) is not None]
    if len(given) != 1:
        said = f"an item is one thing, not {' and '.join(given) or 'nothing'}"
        raise UsageError(said, where=known.id, next_step="Give one of text, link, file, picture, film")

    def item(kind: items.Kind) -> KnownItem:
        return KnownItem(
            id=known.id,
            bank=known.bank,
            kind=kind,
            title=known.title,
            source=known.source,
            adopted_by=person,
            adopted_at=at if person else None,
            expires=known.expires,
        )

    if known.text is not None:
        return items.of_text(item("text"), known.text)
    if known.link is not None:
        spelled = addresses.canonical(known.link)
        if not spelled:
            raise UsageError("not an address", where=known.id, next_step="Write it with http:// or https://")
        return items.of_link(item("link"), spelled)
    if known.file is not None:
        return items.of_file(item("file"), known.file)
    if known.picture is not None:
        return items.of_picture(item("picture"), known.picture)
    return items.of_film(item("film"), known.film or ())


def changed(bank: str, item: str, change: Change, *, by: str, at: str) -> Entry:
    """What the log says of a change of a bank."""
    what = BankChanged(bank=bank, item=item, change=change)
    return Entry(key=f"bank {bank} {item} {change} {at}", at=at, by=by, what=what)


def key_changed(key: Key, *, by: str, at: str) -> Entry:
    """What the log says of a key that was made or revoked."""
    what = KeyChanged(key=key.id, scopes=key.scopes, active=key.active, flagger=key.flagger)
    return Entry(key=f"key {key.id} {'made' if key.active else 'revoked'}", at=at, by=by, what=what)

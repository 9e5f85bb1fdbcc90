"""Is a post, or something in it, known? One bank folder: the standing generation and what was added since.

    BANK/current.json          which generation stands, and which file holds what was added since
    BANK/generation-000001/    arrays, mapped, never changed
    BANK/added-000001.ndjson   additions, adoptions, removals, one a line, synced

Who opens a bank maps the generation and reads what was added; who has it open reads only what came since.
One process writes (`lock`); any number read. A reader sees either the old state or the new one:
`current.json` is replaced as a whole, and a line that is not yet complete is not yet there.
"""

from __future__ import annotations

import copy
import json
import os
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec
import numpy as np

from aftershock.errors import UsageError
from aftershock.shield.banks import changes, generation, grams
from aftershock.shield.banks.changes import Change, Place
from aftershock.shield.banks.films import matches
from aftershock.shield.banks.generation import Generation, row_of
from aftershock.shield.banks.items import Entry, Kind, KnownItem, key, keys_of, pdq_bytes
from aftershock.shield.banks.pictures import RADIUS, blank

# Changes that every process reads and indexes for itself; past this many they are made a generation.
SETTLE_AT = 5_000
_NONE = generation.of_entries(())


class Match(NamedTuple):
    """A known item that was found. ``exact``: the very item; else a disguise, a near copy, a look-alike.

    ``likeness`` is 1 for the same, else the share of grams (texts), of bits (pictures), of frames (films).
    """

    bank: str
    item: str
    kind: Kind
    how: Literal["exact", "folded", "near"]
    likeness: float
    adopted: bool
    expires: str | None = None


class Bank:
    """A bank folder, open for reading; `refresh` takes in what others wrote."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._seen: tuple[str, str, int] = ("", "", -1)
        self._base, self._fresh = _NONE, _NONE
        self._read = Place()
        self._ids: tuple[str, ...] = ()  # of the rows of `_fresh`
        self._gone: frozenset[str] = frozenset()  # of the generation: removed, or added anew
        self._adopted: dict[str, Change] = {}
        self.refresh()

    def renewed(self) -> Bank:
        """The bank as it is now. This one stays as it was, for whoever is reading in it; both share what
        stands.
        """
        later = copy.copy(self)
        return later if later.refresh() else self

    def refresh(self) -> bool:
        """Read what came since; returns whether something did. Two looks at the file system."""
        current = changes.current(self.folder)
        added = self.folder / current["added"]
        size = added.stat().st_size if added.is_file() else 0
        seen = (current["generation"], current["added"], size)
        if seen == self._seen:
            return False
        anew = seen[:2] != self._seen[:2]  # begun anew with another generation
        new, upto = changes.read(added, Place() if anew else self._read)
        if anew:
            name = current["generation"]
            self._base = generation.read(self.folder / name) if name else _NONE
            self._fresh, self._ids, self._gone, self._adopted = _NONE, (), frozenset(), {}
        self._take(new)
        self._read, self._seen = upto, seen
        return True

    def _take(self, new: Iterable[Change]) -> None:
        """Take changes in. Nothing that stands is changed in its place: another may share it."""
        fresh: dict[str, Entry] = {}
        touched: set[str] = set()
        adopted = dict(self._adopted)
        for change in new:
            if change.op == "add" and change.entry is not None:
                id_ = change.entry.item.id
                fresh[id_] = change.entry
                touched.add(id_)  # replaces one that stands
                adopted.pop(id_, None)
            elif change.op == "adopt":
                adopted[change.id] = change
            elif change.op == "remove":
                fresh.pop(change.id, None)
                touched.add(change.id)
        self._adopted = adopted
        if touched:
            dropped = [row for row, id_ in enumerate(self._ids) if id_ in touched]
            self._fresh = generation.joined(self._fresh, generation.of_entries(fresh.values()), dropped)
            self._ids = (*(id_ for id_ in self._ids if id_ not in touched), *fresh)
            self._gone |= touched

    def __len__(self) -> int:
        gone = sum(1 for id_ in self._gone if row_of(self._base, id_) is not None)
        return len(self._base) + len(self._fresh) - gone

    def item(self, id_: str) -> KnownItem | None:
        """An item by its id, as it stands now."""
        for part in (self._fresh, self._base):
            if part is self._base and id_ in self._gone:
                break
            row = row_of(part, id_)
            if row is not None:
                return self._standing(part.item(row))
        return None

    def items(self) -> Iterator[KnownItem]:
        """Every item as it stands now, those added last at the end."""
        for part in (self._base, self._fresh):
            for row in range(len(part)):
                item = part.item(row)
                if part is self._fresh or item.id not in self._gone:
                    yield self._standing(item)

    def kinds(self) -> frozenset[tuple[str, Kind]]:
        """Which kinds of items stand in which banks."""
        self._base = generation.counted(self._base)
        gone = (row_of(self._base, id_) for id_ in self._gone)
        less = Counter(self._base.kind(row) for row in gone if row is not None)
        return frozenset(generation.kinds_of(self._base) - less + generation.kinds_of(self._fresh))

    def text(self, plain: str, folded: str, print_: grams.Print | None) -> list[Match]:
        """Known texts that are this one: as it stands, without disguise, or nearly."""
        found: dict[str, Match] = {}
        for how, kind, value in (("exact", "text", plain), ("folded", "folded", folded)):
            digest = key(kind, value)
            for part in (self._base, self._fresh):
                for row in part.keys.rows(digest):
                    self._note(found, part, row, how, 1.0)  # type: ignore[arg-type]
        if print_ is not None:
            for part in (self._base, self._fresh):
                for row, share in part.near.find(print_):
                    self._note(found, part, row, "near", share)
        return list(found.values())

    def perhaps(self, plain: Sequence[bytes], folded: Sequence[bytes], prints: grams.Prints) -> set[int]:
        """The numbers of texts for which `text` may find something; for all others it finds nothing.

        The forms are in UTF-8, a text without a folded form is none.
        """
        found: set[int] = set()
        digests = (keys_of("text", plain), keys_of("folded", folded))
        for part in (self._base, self._fresh):
            if len(part):
                for each in digests:
                    found.update(np.flatnonzero(part.keys.perhaps(each)).tolist())
                found.update(part.near.nearly(prints))
        return {number for number in found if folded[number]}

    def link(self, canonical: str) -> list[Match]:
        """Known links in this spelling."""
        return self._whole("link", canonical)

    def file(self, sha256: str) -> list[Match]:
        """Known files of this SHA-256."""
        return self._whole("file", sha256.lower())

    def picture(self, pdq: str, radius: int = RADIUS) -> list[Match]:
        """Known pictures, and films with such a key frame, within the radius; never exact."""
        asked, found = pdq_bytes(pdq), dict[str, Match]()
        if blank(asked):
            return []
        for part in (self._base, self._fresh):
            for place, distance in part.pictures.find(asked, radius):
                self._note(found, part, int(part.pictures.row[place]), "near", 1 - distance / 256)
        return list(found.values())

    def film(self, frames: Sequence[str]) -> list[Match]:
        """Known films of which a part stands in these key frames, however it was cut."""
        asked = [each for each in map(pdq_bytes, frames) if not blank(each)]
        found: dict[str, Match] = {}
        for part in (self._base, self._fresh):
            for row, share in matches(part.pictures, part.frame_at, asked):
                self._note(found, part, row, "near", share)
        return list(found.values())

    def _whole(self, kind: str, value: str) -> list[Match]:
        found: dict[str, Match] = {}
        digest = key(kind, value)
        for part in (self._base, self._fresh):
            for row in part.keys.rows(digest):
                self._note(found, part, row, "exact", 1.0)
        return list(found.values())

    def _note(
        self,
        found: dict[str, Match],
        part: Generation,
        row: int,
        how: Literal["exact", "folded", "near"],
        share: float,
    ) -> None:
        item = part.item(row)
        if item.id in found or (part is self._base and item.id in self._gone):
            return
        item = self._standing(item)
        adopted = item.adopted_by is not None
        found[item.id] = Match(item.bank, item.id, item.kind, how, share, adopted, item.expires)

    def _standing(self, item: KnownItem) -> KnownItem:
        change = self._adopted.get(item.id)
        return item if change is None else _taken_over(item, change)


# --- writing -----------------------------------------------------------------------------------


def add(folder: Path, entries: Iterable[Entry], *, by: str, at: str) -> int:
    """Add items; returns how many. They are on disk when this returns."""
    with changes.writing(folder):
        return changes.write(folder, [Change(op="add", by=by, at=at, entry=entry) for entry in entries])


def adopt(folder: Path, ids: Iterable[str], *, by: str, at: str) -> int:
    """A person of the platform takes items over; only then may they hold or block."""
    if not by.strip():
        raise UsageError(
            "adopting items takes a person's name", where=str(folder), next_step="Say who adopts them"
        )
    with changes.writing(folder):
        return changes.write(folder, [Change(op="adopt", by=by, at=at, id=id_) for id_ in ids])


def remove(folder: Path, ids: Iterable[str], *, by: str, at: str) -> int:
    """Take items out of the bank."""
    with changes.writing(folder):
        return changes.write(folder, [Change(op="remove", by=by, at=at, id=id_) for id_ in ids])


def settle(folder: Path, *, past: int = -1) -> bool:
    """Make one generation of all that stands, and swap it in at once, where more than ``past`` changes wait;
    returns whether it was made.
    """
    if not changes.more_than(folder, past):
        return False
    with changes.writing(folder):
        if not changes.more_than(folder, past):
            return False  # another process has done it meanwhile
        bank = Bank(folder)
        base = generation.named(bank._base)
        gone = (row_of(base, id_) for id_ in bank._gone)
        whole = generation.joined(base, bank._fresh, [row for row in gone if row is not None])
        # what was adopted since is written anew with its adoption
        rows = [row for row in (row_of(whole, id_) for id_ in bank._adopted) if row is not None]
        if rows:
            again = [
                msgspec.structs.replace(entry, item=bank._standing(entry.item))
                for entry in generation.entries_of(whole, rows)
            ]
            whole = generation.joined(whole, generation.of_entries(again), rows)
        _swap(folder, whole)
        return True


def build(folder: Path, entries: Iterable[Entry]) -> int:
    """A new bank, or one built anew, from entries; returns how many."""
    with changes.writing(folder):
        return _swap(folder, generation.of_entries(entries))


def _swap(folder: Path, made: Generation) -> int:
    current = changes.current(folder)
    number = int(current["added"].removesuffix(".ndjson").rpartition("-")[2]) + 1
    name = f"generation-{number:06d}"
    waiting = folder / f"{name}.partial"
    shutil.rmtree(waiting, ignore_errors=True)
    generation.write(made, waiting)
    waiting.rename(folder / name)
    told = json.dumps({"generation": name, "added": f"added-{number:06d}.ndjson"})
    partial = folder / "current.json.partial"
    with partial.open("w", encoding="utf-8") as out:
        out.write(told)
        out.flush()
        os.fsync(out.fileno())
    partial.replace(folder / "current.json")
    changes.synced(folder)
    # what stood before stays for readers that are just opening it; what is older goes
    for old in sorted(folder.glob("generation-*"))[:-2]:
        shutil.rmtree(old)
    for old in sorted(folder.glob("added-*.ndjson")):
        if old.name < f"added-{number - 1:06d}.ndjson":
            old.unlink()
    return len(made)


def _taken_over(item: KnownItem, change: Change) -> KnownItem:
    return msgspec.structs.replace(item, adopted_by=change.by, adopted_at=change.at)

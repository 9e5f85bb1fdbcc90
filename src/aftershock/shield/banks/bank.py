"""Is a post, or something in it, known? One bank folder: the standing generation and what was added since.

    BANK/current.json          which generation stands, and which file holds what was added since
    BANK/generation-000001/    arrays, mapped, never changed
    BANK/added-000001.ndjson   additions, adoptions, removals, one a line, synced

One process writes (`lock`); any number read. A reader sees either the old state or the new one:
`current.json` is replaced as a whole, and a line that is not yet complete is not yet there.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec
import numpy as np

from aftershock.errors import InputError, UsageError
from aftershock.records import Record
from aftershock.shield.banks import generation, grams
from aftershock.shield.banks.films import matches
from aftershock.shield.banks.generation import Generation
from aftershock.shield.banks.items import Entry, Kind, KnownItem, key, keys_of, pdq_bytes
from aftershock.shield.banks.pictures import RADIUS, blank

# Additions in memory are searched one by one where pictures are concerned; past this many, `settle` them.
SETTLE_AT = 5_000


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


class Change(Record, frozen=True, kw_only=True):
    """One line of what was added: an entry, an adoption or a removal, by whom and when."""

    op: Literal["add", "adopt", "remove"]
    by: str
    at: str
    entry: Entry | None = None
    id: str = ""


_changes = msgspec.json.Decoder(Change)


class Bank:
    """A bank folder, open for reading; `refresh` takes in what others wrote."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._seen: tuple[object, ...] = ()
        self._base: Generation = generation.of_entries(())
        self._base_name = ""
        self._rows: dict[str, int] | None = None
        self._kinds: tuple[tuple[object, ...], frozenset[tuple[str, Kind]]] | None = None
        self.refresh()

    def refresh(self) -> bool:
        """Read again where something changed; returns whether it did. Two looks at the file system."""
        current = _current(self.folder)
        added = self.folder / current["added"]
        size = added.stat().st_size if added.is_file() else 0
        seen = (current["generation"], current["added"], size)
        if seen == self._seen:
            return False
        if current["generation"] != self._base_name:
            name = current["generation"]
            self._base = generation.read(self.folder / name) if name else generation.of_entries(())
            self._base_name = name
            self._rows = None
        fresh: dict[str, Entry] = {}
        gone: set[str] = set()
        adopted: dict[str, Change] = {}
        for change in _read(added):
            if change.op == "add" and change.entry is not None:
                fresh[change.entry.item.id] = change.entry
                gone.add(change.entry.item.id)  # replaces one that stands
                adopted.pop(change.entry.item.id, None)
            elif change.op == "adopt":
                adopted[change.id] = change
            elif change.op == "remove":
                fresh.pop(change.id, None)
                gone.add(change.id)
        self._fresh = generation.of_entries(_adopt(entry, adopted) for entry in fresh.values())
        self._gone, self._adopted = frozenset(gone), adopted
        self._entries = fresh
        self._seen = seen
        return True

    def __len__(self) -> int:
        return len(self._base) + len(self._fresh) - sum(1 for id_ in self._gone if id_ in self._by_id())

    def item(self, id_: str) -> KnownItem | None:
        """An item by its id, as it stands now."""
        for part in (self._fresh, self._base):
            for row in range(len(part)) if part is self._fresh else self._row_of(id_):
                item = part.item(row)
                if item.id == id_ and (part is self._fresh or id_ not in self._gone):
                    return self._standing(item)
        return None

    def items(self) -> Iterator[KnownItem]:
        """Every item as it stands now, those added last at the end."""
        for part in (self._base, self._fresh):
            for row in range(len(part)):
                item = part.item(row)
                if part is self._fresh or item.id not in self._gone:
                    yield self._standing(item)

    def kinds(self) -> frozenset[tuple[str, Kind]]:
        """Which kinds of items stand in which banks; read once for each state of the folder."""
        if self._kinds is None or self._kinds[0] != self._seen:
            found = frozenset((item.bank, item.kind) for item in self.items())
            self._kinds = (self._seen, found)
        return self._kinds[1]

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

    def _row_of(self, id_: str) -> list[int]:
        row = self._by_id().get(id_)
        return [] if row is None else [row]

    def _by_id(self) -> dict[str, int]:
        if self._rows is None:
            self._rows = {self._base.item(row).id: row for row in range(len(self._base))}
        return self._rows


# --- writing -----------------------------------------------------------------------------------


def add(folder: Path, entries: Iterable[Entry], *, by: str, at: str) -> int:
    """Add items; returns how many. They are on disk when this returns."""
    return _write(folder, [Change(op="add", by=by, at=at, entry=entry) for entry in entries])


def adopt(folder: Path, ids: Iterable[str], *, by: str, at: str) -> int:
    """A person of the platform takes items over; only then may they hold or block."""
    if not by.strip():
        raise UsageError(
            "adopting items takes a person's name", where=str(folder), next_step="Say who adopts them"
        )
    return _write(folder, [Change(op="adopt", by=by, at=at, id=id_) for id_ in ids])


def remove(folder: Path, ids: Iterable[str], *, by: str, at: str) -> int:
    """Take items out of the bank."""
    return _write(folder, [Change(op="remove", by=by, at=at, id=id_) for id_ in ids])


def settle(folder: Path) -> int:
    """Make one generation of all that stands, and swap it in at once; returns the number of items."""
    with _writing(folder):
        bank = Bank(folder)
        # an item adopted since is written anew with its adoption
        changed = {id_ for id_ in bank._adopted if id_ not in bank._entries}
        rows = bank._by_id()
        again = _again(bank, [rows[id_] for id_ in changed if id_ in rows])
        fresh = generation.of_entries(
            [*(_adopt(entry, bank._adopted) for entry in bank._entries.values()), *again]
        )
        dropped = [rows[id_] for id_ in bank._gone | changed if id_ in rows]
        return _swap(folder, generation.joined(bank._base, fresh, dropped))


def build(folder: Path, entries: Iterable[Entry]) -> int:
    """A new bank, or one built anew, from entries; returns how many."""
    with _writing(folder):
        return _swap(folder, generation.of_entries(entries))


def _again(bank: Bank, rows: list[int]) -> list[Entry]:
    """Entries of the standing generation, taken back out of its arrays."""
    base, wanted = bank._base, set(rows)
    keys: dict[int, list[bytes]] = {row: [] for row in rows}
    for place in np.flatnonzero(np.isin(base.keys.row, rows)).tolist():
        digest = int(base.keys.high[place]).to_bytes(8, "little") + int(base.keys.low[place]).to_bytes(
            8, "little"
        )
        keys[int(base.keys.row[place])].append(digest)
    anchors_of = base.near.anchors_of(wanted)
    frames: dict[int, list[bytes]] = {row: [] for row in wanted}
    for place in np.flatnonzero(np.isin(base.pictures.row, rows)).tolist():
        frames[int(base.pictures.row[place])].append(base.pictures.hashes[place].tobytes())
    entries = []
    for row in rows:
        anchors = anchors_of[row]
        sketch = base.near.sketches[row]
        entries.append(
            Entry(
                item=bank._standing(base.item(row)),
                keys=tuple(keys[row]),
                sketch=sketch.tobytes() if len(anchors) else b"",
                anchors=anchors.tobytes(),
                frames=tuple(frames[row]),
            )
        )
    return entries


def _swap(folder: Path, made: Generation) -> int:
    current = _current(folder)
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
    _sync_folder(folder)
    # the generation before stays for readers that hold it; older ones go
    for old in sorted(folder.glob("generation-*"))[:-2]:
        shutil.rmtree(old)
    return len(made)


def _write(folder: Path, changes: list[Change]) -> int:
    with _writing(folder):
        path = folder / _current(folder)["added"]
        whole = _complete(path)
        with path.open("ab") as out:
            out.truncate(whole)  # a torn last line is a crash: it was never answered for
            out.write(b"".join(msgspec.json.encode(change) + b"\n" for change in changes))
            out.flush()
            os.fsync(out.fileno())
        _sync_folder(folder)
    return len(changes)


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _current(folder: Path) -> dict[str, str]:
    path = folder / "current.json"
    if not path.is_file():
        return {"generation": "", "added": "added-000000.ndjson"}
    return msgspec.json.decode(path.read_bytes(), type=dict[str, str])


def _complete(path: Path) -> int:
    data = path.read_bytes() if path.is_file() else b""
    return data.rfind(b"\n") + 1


def _read(path: Path) -> Iterator[Change]:
    if not path.is_file():
        return
    whole = path.read_bytes()
    for number, line in enumerate(whole[: whole.rfind(b"\n") + 1].splitlines(), 1):
        try:
            yield _changes.decode(line)
        except msgspec.DecodeError as error:
            raise InputError(
                f"a line that is no change of the bank: {error}",
                where=str(path),
                line=number,
                next_step="Restore the file from a copy",
            ) from error


def _adopt(entry: Entry, adopted: dict[str, Change]) -> Entry:
    change = adopted.get(entry.item.id)
    return entry if change is None else msgspec.structs.replace(entry, item=_taken_over(entry.item, change))


def _taken_over(item: KnownItem, change: Change) -> KnownItem:
    return msgspec.structs.replace(item, adopted_by=change.by, adopted_at=change.at)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

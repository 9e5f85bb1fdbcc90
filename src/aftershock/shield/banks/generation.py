"""One generation of a bank: what it knows, as arrays that may lie on disk.

A generation is written once and never changed. Opening one maps its files and builds nothing.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from aftershock.errors import InputError
from aftershock.shield import normalise
from aftershock.shield.banks import grams
from aftershock.shield.banks.items import Entry, Kind, KnownItem, key, numbers
from aftershock.shield.banks.keys import Keys
from aftershock.shield.banks.near import Near
from aftershock.shield.banks.pictures import Pictures

FORMAT = "2"  # 1 had its anchors in another order
ID = "id"  # an item is found by its id as by any other key
Kinds = Counter[tuple[str, Kind]]  # how many items of which kind stand in which bank
_decoder = msgspec.json.Decoder(KnownItem)


class Generation(NamedTuple):
    """Items by row (JSON, one after the other, with their ends) and the four ways to find them.

    ``frame_row`` and ``frame_at`` say of each picture hash whose it is and which key frame it is; ``kinds``
    is None in a generation of before they were counted.
    """

    items: NDArray[np.uint8]
    ends: NDArray[np.uint64]
    keys: Keys
    near: Near
    pictures: Pictures
    frame_at: NDArray[np.uint32]
    kinds: Kinds | None = None

    def __len__(self) -> int:
        return len(self.ends)

    def item(self, row: int) -> KnownItem:
        """The item of a row."""
        first = int(self.ends[row - 1]) if row else 0
        return _decoder.decode(bytes(self.items[first : int(self.ends[row])]))

    def kind(self, row: int) -> tuple[str, Kind]:
        """The bank and the kind of the item of a row."""
        item = self.item(row)
        return item.bank, item.kind


def of_entries(entries: Iterable[Entry]) -> Generation:
    """A generation in memory."""
    listed = list(entries)
    rows = [msgspec.json.encode(entry.item) for entry in listed]
    frames = [(row, at, frame) for row, entry in enumerate(listed) for at, frame in enumerate(entry.frames)]
    hashes = np.frombuffer(b"".join(frame for _, _, frame in frames), np.uint64).reshape(len(frames), 4)
    return Generation(
        items=np.frombuffer(b"".join(rows), np.uint8),
        ends=np.fromiter(accumulate(map(len, rows)), np.uint64, len(rows)),
        keys=Keys.of(
            (digest, row)
            for row, entry in enumerate(listed)
            for digest in (*entry.keys, key(ID, entry.item.id))
        ),
        near=Near.of(
            (numbers(entry.anchors), numbers(entry.sketch) if entry.sketch else None) for entry in listed
        ),
        pictures=Pictures.of(hashes, np.array([row for row, _, _ in frames], np.uint32)),
        frame_at=np.array([at for _, at, _ in frames], np.uint32),
        kinds=Counter((entry.item.bank, entry.item.kind) for entry in listed),
    )


def joined(old: Generation, new: Generation, dropped: Iterable[int]) -> Generation:
    """Both as one: the rows of ``old`` without ``dropped``, then those of ``new``."""
    stay, gone = np.ones(len(old), np.bool_), set(dropped)
    stay[list(gone)] = False
    moved = np.cumsum(stay, dtype=np.int64) - 1  # old row -> its new one
    kept = int(stay.sum())
    lengths, new_lengths = _lengths(old), _lengths(new)
    items = np.concatenate([old.items[np.repeat(stay, lengths)], new.items])
    ends = np.cumsum(np.concatenate([lengths[stay], new_lengths]), dtype=np.uint64)
    of_old = stay[old.keys.row]
    keys = Keys.sorted(
        np.concatenate([old.keys.high[of_old], new.keys.high]),
        np.concatenate([old.keys.low[of_old], new.keys.low]),
        np.concatenate([moved[old.keys.row[of_old]], new.keys.row + kept]).astype(np.uint32),
    )
    anchors, whose = old.near.given()
    there = stay[whose]
    more, theirs = new.near.given()
    near = Near.placed(
        np.concatenate([anchors[there], more]),
        np.concatenate([moved[whose[there]], theirs + kept]).astype(np.uint32),
        np.concatenate([old.near.sketches[stay], new.near.sketches]),
    )
    shown = stay[old.pictures.row]
    pictures = Pictures.of(
        np.concatenate([old.pictures.hashes[shown], new.pictures.hashes]),
        np.concatenate([moved[old.pictures.row[shown]], new.pictures.row + kept]).astype(np.uint32),
    )
    return Generation(
        items=items,
        ends=ends,
        keys=keys,
        near=near,
        pictures=pictures,
        frame_at=np.concatenate([old.frame_at[shown], new.frame_at]),
        kinds=kinds_of(old) - Counter(map(old.kind, gone)) + kinds_of(new),
    )


def kinds_of(made: Generation) -> Kinds:
    """How many items of which kind stand in which bank; a generation of before that is read whole for it."""
    return Counter(map(made.kind, range(len(made)))) if made.kinds is None else made.kinds


def counted(made: Generation) -> Generation:
    """The same, its kinds counted."""
    return made if made.kinds is not None else Generation(**{**made._asdict(), "kinds": kinds_of(made)})


def row_of(made: Generation, id_: str) -> int | None:
    """The row of an item; in a generation of before its keys all items are read."""
    found = (row for row in made.keys.rows(key(ID, id_)) if made.item(row).id == id_)
    row = next(found, None)
    if row is None and not _is_named(made):
        return next((row for row in range(len(made)) if made.item(row).id == id_), None)
    return row


def named(made: Generation) -> Generation:
    """The same, with the keys of all items' ids, where it is from before they were there."""
    if _is_named(made):
        return made
    ids = Keys.of((key(ID, made.item(row).id), row) for row in range(len(made)))
    keys = Keys.sorted(
        np.concatenate([made.keys.high, ids.high]),
        np.concatenate([made.keys.low, ids.low]),
        np.concatenate([made.keys.row, ids.row]),
    )
    return Generation(**{**made._asdict(), "keys": keys})


def _is_named(made: Generation) -> bool:
    return not len(made) or 0 in made.keys.rows(key(ID, made.item(0).id))


def entries_of(made: Generation, rows: Sequence[int]) -> list[Entry]:
    """Entries taken back out of the arrays."""
    wanted = set(rows)
    keys: dict[int, list[bytes]] = {row: [] for row in rows}
    for place in np.flatnonzero(np.isin(made.keys.row, list(rows))).tolist():
        high, low = int(made.keys.high[place]), int(made.keys.low[place])
        keys[int(made.keys.row[place])].append(high.to_bytes(8, "little") + low.to_bytes(8, "little"))
    frames: dict[int, list[bytes]] = {row: [] for row in rows}
    for place in np.flatnonzero(np.isin(made.pictures.row, list(rows))).tolist():
        frames[int(made.pictures.row[place])].append(made.pictures.hashes[place].tobytes())
    anchors_of = made.near.anchors_of(wanted)
    found = []
    for row in rows:
        item, anchors = made.item(row), anchors_of[row]
        own = key(ID, item.id)  # put there again when a generation is made of it
        found.append(
            Entry(
                item=item,
                keys=tuple(each for each in keys[row] if each != own),
                sketch=made.near.sketches[row].tobytes() if len(anchors) else b"",
                anchors=anchors.tobytes(),
                frames=tuple(frames[row]),
            )
        )
    return found


def _lengths(made: Generation) -> NDArray[np.int64]:
    ends = made.ends.astype(np.int64)
    ends[1:] -= ends[:-1].copy()
    return ends


def _arrays(made: Generation) -> dict[str, NDArray[np.generic]]:
    return {
        "items": made.items,
        "ends": made.ends,
        "keys_high": made.keys.high,
        "keys_low": made.keys.low,
        "keys_row": made.keys.row,
        "anchors": made.near.anchors,
        "anchor_rows": made.near.rows,
        "anchor_starts": made.near.starts,
        "anchor_seen": made.near.seen,
        "sketches": made.near.sketches,
        "hashes": made.pictures.hashes,
        "hash_row": made.pictures.row,
        "starts": made.pictures.starts,
        "order": made.pictures.order,
        "halves": made.pictures.halves,
        "frame_at": made.frame_at,
    }


def write(made: Generation, folder: Path) -> None:
    """Write a generation into a new folder; every file is on disk when this returns."""
    folder.mkdir(parents=True)
    sizes = {}
    for name, array in _arrays(made).items():
        path = folder / f"{name}.npy"
        with path.open("wb") as out:
            np.save(out, array)
            out.flush()
            os.fsync(out.fileno())
        sizes[name] = path.stat().st_size
    told = {
        "format": FORMAT, "folding": normalise.VERSION, "sketch": grams.SKETCH, "kept": grams.KEPT,
        "items": len(made), "sizes": sizes,
        "kinds": [[*kind, count] for kind, count in sorted(kinds_of(made).items())],
    }  # fmt: skip
    with (folder / "manifest.json").open("w", encoding="utf-8") as out:
        out.write(json.dumps(told, indent=1))
        out.flush()
        os.fsync(out.fileno())


def read(folder: Path) -> Generation:
    """Map a generation; raises InputError where it is torn or made by another version."""
    told = json.loads((folder / "manifest.json").read_text("utf-8"))
    if (told["format"], told["folding"], told["sketch"]) != (FORMAT, normalise.VERSION, grams.SKETCH):
        raise InputError(
            "the bank was made by another version",
            where=str(folder),
            next_step="Build it again from its lists",
        )
    found: dict[str, Any] = {}
    for name, size in told["sizes"].items():
        path = folder / f"{name}.npy"
        if not path.is_file() or path.stat().st_size != size:
            raise InputError(
                "the file is not as it was written",
                where=str(path),
                next_step="Restore it, or build the bank again",
            )
        # plain views of the mapped file: slices of np.memmap are slow
        found[name] = np.asarray(np.load(path, mmap_mode="r" if size > 200 else None))
    return Generation(
        items=found["items"],
        ends=found["ends"],
        keys=Keys(found["keys_high"], found["keys_low"], found["keys_row"]),
        near=Near(
            found["anchors"],
            found["anchor_rows"],
            found["anchor_starts"],
            found["sketches"],
            found.get("anchor_seen"),
        ),
        pictures=Pictures(
            found["hashes"],
            found["hash_row"],
            found["starts"],
            found["order"],
            found["halves"],
        ),
        frame_at=found["frame_at"],
        kinds=Counter({(bank, kind): count for bank, kind, count in told["kinds"]})
        if "kinds" in told
        else None,
    )

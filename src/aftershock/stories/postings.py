"""How does the index of word triples grow, so that no new document waits for it?

Sorted runs of ``triple << 32 | document``, the older the longer: a log-structured merge tree (O'Neil et al.
1996). A document alone goes into a small run in memory; a full one is put behind the others, and runs
of about one size are merged a stretch of the keys at a time, one at each document, so that no document pays
for a merge. In a folder a merged run goes to its file as it is made: no more of it than a stretch stands in
memory, however long it is. A triple that very many documents have keeps the first `CROWD` of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import numpy as np

from aftershock.store import arrays, layout
from aftershock.stories.fingerprints import Keys

# Of a triple in more texts than this only the first stay.
CROWD = 200
# So many runs of one size are merged into one.
FANOUT = 8
# Documents that come one by one stand in a small run until they are this many: longer, and putting one more
# in takes longer than looking through one more run.
RECENT = 256
# So many keys are merged at each document: a hundred times as many as one brings.
STRETCH = 1 << 14

_HALF, _LOW = np.uint64(32), np.uint64(0xFFFFFFFF)
_EMPTY: Keys = np.empty(0, np.uint64)


class Run(msgspec.Struct, frozen=True):
    """A run's file and how many keys it has."""

    file: str
    keys: int


class Postings:
    """The index; in memory, or in ``folder`` with the runs that were noted there."""

    def __init__(self, folder: Path | None = None, noted: Sequence[Run] = ()) -> None:
        """ValueError or OSError where a file is shorter than was noted, or missing."""
        self._folder = folder
        self._runs: list[Keys] = [arrays.mapped(folder / r.file, np.uint64, r.keys) for r in noted if folder]
        self._files = [run.file for run in noted]  # "" for a run in memory
        self._durable = set(self._files)
        self._gone: list[str] = []
        self._made = 1 + max((int(file.split("-")[1]) for file in self._files), default=-1)
        self._recent, self._documents = _EMPTY, 0
        self._merging: Iterator[None] = iter(())
        for stray in folder.glob("triples-*") if folder else ():
            if stray.name not in self._durable:
                stray.unlink()  # a crash's leftover

    def runs(self) -> list[Keys]:
        """All runs, those of older documents first."""
        return [*self._runs, self._recent] if len(self._recent) else self._runs

    def add(self, own: Keys) -> None:
        """Put the sorted keys of many documents behind the others, and merge what is to be merged."""
        self._settle()
        self._put(own)
        while self._step():
            pass

    def add_one(self, own: Keys) -> None:
        """Put in the sorted keys of one document, and go on a little with merging."""
        self._recent = _woven(self._recent, own)
        self._documents += 1
        if self._documents >= RECENT:
            self._settle()
        self._step()

    def save(self) -> list[Run]:
        """Bring everything to the disk; what to note of it, oldest first. A merge may go on afterwards."""
        self._settle()
        if self._folder is not None:
            for place, file in enumerate(self._files):
                if not file:
                    file = self._files[place] = self._name()
                    out = arrays.Written(self._folder / file, np.uint64)
                    out.add(self._runs[place])
                    self._runs[place] = out.whole()
                if file not in self._durable:
                    layout.sync(self._folder / file)
                    self._durable.add(file)
        return [Run(file, len(keys)) for file, keys in zip(self._files, self._runs, strict=True)]

    def sweep(self) -> None:
        """Take away the files of runs that were merged; only after the new ones were noted."""
        for file in self._gone if self._folder else ():
            (self._folder / file).unlink(missing_ok=True)  # type: ignore[operator]
        self._gone = []

    def _settle(self) -> None:
        if self._documents:
            self._put(self._recent)
            self._recent, self._documents = _EMPTY, 0

    def _put(self, own: Keys) -> None:
        self._runs.append(own)
        self._files.append("")

    def _name(self) -> str:
        self._made += 1
        return f"triples-{self._made - 1}"

    def _step(self) -> bool:
        """Merge one stretch; False where nothing is to be merged."""
        if next(self._merging, self) is None:
            return True
        due = _due([len(run) for run in self._runs])
        if due is None:
            return False
        self._merging = self._merge(*due)
        return True

    def _merge(self, low: int, high: int) -> Iterator[None]:
        """Merge the runs ``low:high`` into one; others may be put behind meanwhile."""
        file = self._name() if self._folder else ""
        out = arrays.Written(self._folder / file, np.uint64) if self._folder else None
        whole = _EMPTY if out else np.empty(sum(map(len, self._runs[low:high])), np.uint64)
        count = 0
        for stretch in _merged(self._runs[low:high]):
            if out:
                out.add(stretch)
            else:
                whole[count : count + len(stretch)] = stretch
            count += len(stretch)
            yield
        self._gone += [each for each in self._files[low:high] if each]
        self._runs[low:high] = [out.whole() if out else whole[:count]]
        self._files[low:high] = [file]


def _due(sizes: Sequence[int]) -> tuple[int, int] | None:
    """Which neighbouring runs are to be merged: `FANOUT` that are not longer than twice the last of them."""
    for last in reversed(range(FANOUT - 1, len(sizes))):
        low = last
        while low and sizes[low - 1] < 2 * sizes[last]:
            low -= 1
        if last + 1 - low >= FANOUT:
            return low, last + 1
    return None


def _merged(runs: Sequence[Keys]) -> Iterator[Keys]:
    """The keys of all runs, sorted and capped, in stretches that part no triple."""
    longest = max(runs, key=len)
    every = max(1, STRETCH * len(longest) // max(1, sum(map(len, runs))))
    bounds = np.unique(longest[every::every] & ~_LOW)
    cuts = [np.concatenate(([0], np.searchsorted(run, bounds), [len(run)])) for run in runs]
    for stretch in range(len(bounds) + 1):
        pieces = [run[cut[stretch] : cut[stretch + 1]] for run, cut in zip(runs, cuts, strict=True)]
        keys = np.concatenate(pieces)
        keys.sort(kind="stable")  # pieces that are sorted already: one pass
        yield _capped(keys)


def _capped(keys: Keys) -> Keys:
    """The keys without those that nobody will meet: of each triple the first documents stay."""
    if len(keys) <= CROWD:
        return keys
    triple = keys >> _HALF
    late = np.zeros(len(keys), bool)
    late[CROWD:] = triple[CROWD:] == triple[:-CROWD]
    return keys[~late]


def _woven(one: Keys, two: Keys) -> Keys:
    """Two sorted arrays as one."""
    places = np.searchsorted(one, two) + np.arange(len(two))
    found = np.empty(len(one) + len(two), np.uint64)
    others = np.ones(len(found), bool)
    others[places] = False
    found[places], found[others] = two, one
    return found

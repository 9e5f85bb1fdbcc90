"""How does a derived array grow, in memory or on disk, so that what a crash leaves of it is a whole one?

What is added stands in memory until `save`; then it is at the end of the file, flushed. How much of a file
counts is written down by whoever owns the folder (`note`), after all its files: what stands behind that is a
crash's leftover and is cut off when the file is opened again.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from aftershock.store import layout

T = TypeVar("T")
_FIRST = 1024


class Growing:
    """A one-dimensional array; rows that were saved are mapped from the file, newer ones stand in memory."""

    def __init__(self, dtype: Any, path: Path | None = None, length: int = 0) -> None:
        """An array of ``length`` rows of the file; FileNotFoundError or ValueError where it has fewer."""
        self._dtype, self._path = np.dtype(dtype), path
        self._saved: NDArray[Any] = np.empty(0, self._dtype)
        self._recent: NDArray[Any] = np.empty(_FIRST, self._dtype)
        self._count = 0
        if path is not None:
            if length:
                os.truncate(path, _checked(path, length * self._dtype.itemsize))
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(b"")
            self._map(length)

    def __len__(self) -> int:
        return len(self._saved) + self._count

    def extend(self, rows: NDArray[Any]) -> None:
        """Put rows behind the others."""
        wanted = self._count + len(rows)
        if wanted > len(self._recent):
            grown = np.empty(max(wanted, 2 * len(self._recent)), self._dtype)
            grown[: self._count] = self._recent[: self._count]
            self._recent = grown
        self._recent[self._count : wanted] = rows
        self._count = wanted

    def rows(self, start: int, stop: int) -> NDArray[Any]:
        """The rows ``start:stop``; those of one `extend` are never copied."""
        saved = len(self._saved)
        if start >= saved:
            return self._recent[start - saved : min(stop - saved, self._count)]
        if stop <= saved:
            return self._saved[start:stop]
        return np.concatenate((self._saved[start:], self._recent[: min(stop - saved, self._count)]))

    def at(self, places: NDArray[np.int64]) -> NDArray[Any]:
        """The rows of some places, in the order asked."""
        saved = len(self._saved)
        if not self._count or not len(places) or int(places.max()) < saved:
            return np.asarray(self._saved[places])
        if int(places.min()) >= saved:
            return self._recent[places - saved]
        found = np.empty(len(places), self._dtype)
        old = places < saved
        found[old], found[~old] = self._saved[places[old]], self._recent[places[~old] - saved]
        return found

    def save(self) -> None:
        """Bring what is new to the disk; without a file it stays where it is."""
        if self._path is None or not self._count:
            return
        with self._path.open("ab") as out:
            self._recent[: self._count].tofile(out)
            out.flush()
            os.fsync(out.fileno())
        length = len(self)
        self._count, self._recent = 0, np.empty(_FIRST, self._dtype)
        self._map(length)

    def _map(self, length: int) -> None:
        if self._path is not None and length:
            self._saved = mapped(self._path, self._dtype, length)


def _checked(path: Path, size: int) -> int:
    if path.stat().st_size < size:
        raise ValueError(f"{path} is shorter than was noted")
    return size


class Written:
    """An array whose rows come piece by piece into a file of their own."""

    def __init__(self, path: Path, dtype: Any) -> None:
        self._path, self._dtype = path, np.dtype(dtype)
        self._count = 0
        self._out = path.open("wb")

    def add(self, rows: NDArray[Any]) -> None:
        """Put rows behind the others."""
        rows.astype(self._dtype, copy=False).tofile(self._out)
        self._count += len(rows)

    def whole(self) -> NDArray[Any]:
        """All rows, mapped; that they outlive a crash is for `layout.sync` to see to."""
        self._out.close()
        return mapped(self._path, self._dtype, self._count)


def mapped(path: Path, dtype: Any, length: int) -> NDArray[Any]:
    """The first ``length`` rows of a file; ValueError or OSError where it is shorter or missing."""
    _checked(path, length * np.dtype(dtype).itemsize)
    if not length:
        return np.empty(0, dtype)
    # a plain view of the mapped file: slices of np.memmap are slow
    return np.asarray(np.memmap(path, dtype, mode="r", shape=(length,)))


def note(path: Path, told: msgspec.Struct) -> None:
    """Write down what of a folder counts; all its files must be on the disk before."""
    partial = path.with_name(f".{secrets.token_hex(8)}")
    layout.write_synced(partial, msgspec.json.encode(told), layout.WRITABLE)
    layout.finish([(partial, path)])


def noted(path: Path, kind: type[T]) -> T | None:
    """What was noted, None where nothing was or by another version."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (FileNotFoundError, msgspec.DecodeError):
        return None

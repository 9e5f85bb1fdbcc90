"""What have all workers counted together? One mapped table: a place for each worker and each name.

Each worker writes its own places only, so nothing is locked where something is counted; whoever asks sums the
rows and sees at once what the others did. Names are given their columns under a lock, once.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import numpy as np

ROWS = 65  # of 64 workers and of whoever else counts (the tone head's process)
COLUMNS = 8_192
OTHER = "other"  # where names that come too late are counted


class Tally:
    """The table of a folder, seen from one row."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._names = folder / "names"
        table = folder / "counts"
        with (folder / "tally.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not table.is_file():
                with table.open("wb") as out:
                    out.truncate(ROWS * COLUMNS * 8)
                self._names.write_text(f"{OTHER}\n", "utf-8")
        # the numbers of one name stand side by side; single ones are read and written far quicker through
        # the buffer than through an array
        self._table = np.asarray(np.memmap(table, np.float64, "r+", shape=(COLUMNS, ROWS)))
        self._cells = self._table.data.cast("B").cast("d")
        self._lock, self.row = _free_row(folder)
        self._columns: dict[str, int] = {}
        self._read_to = 0
        self._read()

    def add(self, name: str, by: float = 1.0) -> None:
        """Count; seen by all at once."""
        column = self._columns.get(name)
        self._cells[(self._column(name) if column is None else column) * ROWS + self.row] += by

    def put(self, name: str, value: float) -> None:
        """Say how large something is in this row; the total is the sum over rows."""
        self._cells[self._column(name) * ROWS + self.row] = value

    def total(self, name: str) -> float:
        """What all rows have counted under a name."""
        column = self._columns.get(name)
        at = (self._column(name) if column is None else column) * ROWS
        return sum(self._cells[at : at + ROWS])

    def totals(self, beginning: str = "") -> dict[str, float]:
        """All totals by name, in the order in which the names came up."""
        self._read()
        sums = self._table[: len(self._columns)].sum(axis=1)
        return {name: float(sums[at]) for name, at in self._columns.items() if name.startswith(beginning)}

    def close(self) -> None:
        """Give the row back; its counts stay."""
        os.close(self._lock)

    def _column(self, name: str) -> int:
        found = self._columns.get(name)
        if found is not None:
            return found
        with (self._names.parent / "tally.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._read()
            if name not in self._columns and len(self._columns) < COLUMNS:
                with self._names.open("a", encoding="utf-8") as out:
                    out.write(name.replace("\n", " ") + "\n")
                self._read()
        return self._columns.get(name.replace("\n", " "), 0)

    def _read(self) -> None:
        with self._names.open("rb") as source:
            source.seek(self._read_to)
            new = source.read()
        whole = new[: new.rfind(b"\n") + 1]
        self._read_to += len(whole)
        for name in whole.decode("utf-8").splitlines():
            self._columns[name] = len(self._columns)


def _free_row(folder: Path) -> tuple[int, int]:
    """The lock and the number of the first row that nobody alive has."""
    for row in range(ROWS):
        handle = os.open(folder / f"row-{row}", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            continue
        return handle, row
    raise RuntimeError(f"more than {ROWS} processes count in {folder}")

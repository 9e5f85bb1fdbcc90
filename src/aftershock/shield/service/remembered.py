"""Was this revision perhaps decided upon before? A mapped table that all workers share: no for sure, or
perhaps.

Nearly every post comes for the first time, and asking the log costs as much as a fourth of the check. Each
decision marks three bytes of the table (a Bloom filter, Bloom 1970, of bytes, so that two workers never undo
each other's marks); only where all three are marked is the log asked. Marks are made before a decision is
answered. One worker follows the log and notes how far, so that after a crash only what is new is read again.
"""

from __future__ import annotations

import mmap
import os
from hashlib import blake2b
from pathlib import Path

from aftershock.shield.ledger.sqlite import SqliteLog

SLOTS = 1 << 26  # 64 MB at most: of five million decisions one new post in a hundred is looked up for nothing
HEAD = 8  # bytes in front: the place in the log up to which all is marked
FILE = "remembered"


class Remembered:
    """The table of a folder."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / FILE, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            os.ftruncate(handle, HEAD + SLOTS)
            self._table = mmap.mmap(handle, HEAD + SLOTS)
        finally:
            os.close(handle)

    def add(self, key: str) -> None:
        """Mark a decision's key; seen by all at once."""
        for place in _places(key):
            self._table[place] = 1

    def perhaps(self, key: str) -> bool:
        """False: there is no decision under this key. True: ask the log."""
        table = self._table
        one, two, three = _places(key)
        return bool(table[one] and table[two] and table[three])

    def follow(self, log: SqliteLog) -> int:
        """Mark what the log has since the last time; returns the place up to which all is marked."""
        head, upto = log.head().seq, int.from_bytes(self._table[:HEAD], "little")
        if (
            upto > head
        ):  # another log stands here: marks of the old one only cost time, but none may be missing
            upto = 0
        if upto == head and head:
            return head
        for _, key in log.decided(upto):
            self.add(key)
        self._table[:HEAD] = head.to_bytes(HEAD, "little")
        return head

    def close(self) -> None:
        """Let the table go; the marks stay."""
        self._table.close()


def _places(key: str) -> tuple[int, int, int]:
    value = int.from_bytes(blake2b(key.encode("utf-8", "surrogatepass"), digest_size=12).digest(), "little")
    return (
        HEAD + value % SLOTS,
        HEAD + (value >> 32) % SLOTS,
        HEAD + (value >> 64) % SLOTS,
    )

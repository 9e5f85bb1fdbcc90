"""Does everything that was acknowledged survive a power cut, whichever sectors the disk had written by then?

The model: what was flushed before the acknowledgement is there; of what was written since, any sectors of 512
bytes may be there and any others not, in any order, and the file may have either length. Between two flushes
nothing is promised, so pairs of acknowledgements in a row are cut between, with chance choosing the sectors;
also where the write-ahead log is settled into the file or begins again at its start. What this takes on
trust is that `fsync` of the system and the disk does what it says; no disk is needed for the model.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from aftershock.shield.ledger import moving
from aftershock.shield.ledger.chain import Head
from aftershock.shield.ledger.log import open_log
from aftershock.shield.ledger.sqlite import SqliteLog
from tests.shield.ledger.made import entry
from tests.shield.ledger.servers import PLACE

SECTOR, HEAD = 512, 32
COMMITS, EACH = 36, 40


class Files(NamedTuple):
    """The two files of a log as bytes."""

    main: bytes
    wal: bytes


def files(log: SqliteLog) -> Files:
    return Files((log.folder / "log.sqlite").read_bytes(), (log.folder / "log.sqlite-wal").read_bytes())


def cut(before: bytes, after: bytes, dice: random.Random) -> bytes:
    """A file in between: each sector old or new, the length of either."""
    length = dice.choice((len(before), len(after)))
    old, new = before.ljust(length, b"\0"), after.ljust(length, b"\0")
    sure = dice.random()
    mixed = bytearray(old[:length])
    for start in range(0, length, SECTOR):
        if old[start : start + SECTOR] != new[start : start + SECTOR] and dice.random() < sure:
            mixed[start : start + SECTOR] = new[start : start + SECTOR]
    return bytes(mixed[:length])


@pytest.fixture
def place() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="power-", dir=PLACE) as found:
        yield Path(found)


@pytest.mark.slow
@pytest.mark.parametrize("room", [False, True])
def test_no_mix_of_sectors_after_a_power_cut_loses_what_was_acknowledged(
    place: Path, monkeypatch: pytest.MonkeyPatch, room: bool
) -> None:
    monkeypatch.setattr(moving, "EVERY", 1_000_000)  # what it moves is moved here, when it is asked for
    monkeypatch.setattr(moving, "ROOM", 300 * 4_120)
    dice = random.Random(20261122)
    log = open_log(place / "log")
    assert isinstance(log, SqliteLog)
    log.append([entry("first")])
    if room:  # frames are written over zeros then
        moving.make_room(log.folder / "log.sqlite-wal")
    head, begun = log.head(), 0
    for number in range(COMMITS):
        seen = files(log)
        if number % 12 == 11:  # what the log settles into the file by itself, asked for now
            with closing(sqlite3.connect(log.folder / "log.sqlite")) as connection:
                connection.execute("pragma wal_checkpoint(passive)").fetchall()
            after = files(log)
            assert after.main != seen.main
            assert after.wal == seen.wal
            for way in range(6):
                found = Files(cut(seen.main, after.main, dice), after.wal)
                stood(place / f"settled-{number}-{way}", found, [head])
            seen = after
        log.append([entry(f"{number} {each} {dice.random()}") for each in range(EACH)])
        after = files(log)
        assert after.main == seen.main
        wrapped = after.wal[:32] != seen.wal[:32]
        begun += wrapped
        for way in range(8 if wrapped else 2):
            before = seen.wal
            if wrapped and way:  # a log that begins again flushes its head before anything behind it
                before = after.wal[:HEAD] + before[HEAD:]
            found = Files(after.main, cut(before, after.wal if way or not wrapped else before, dice))
            stood(place / f"cut-{number}-{way}", found, [head, log.head()])
        head = log.head()
    log.close()
    assert begun >= 2, "the write-ahead log began again"


def stood(folder: Path, found: Files, may: list[Head]) -> None:
    """The log opens on these files, reaches to one of these heads, verifies, and takes more."""
    folder.mkdir()
    (folder / "log.sqlite").write_bytes(found.main)
    (folder / "log.sqlite-wal").write_bytes(found.wal)
    again = open_log(folder)
    said = again.verify()
    assert said.broken is None
    assert said.head in may, f"{folder.name}: up to {said.head.seq}, not one of {[each.seq for each in may]}"
    again.append([entry("after the cut")])
    assert again.head().seq == said.head.seq + 1
    again.close()
    shutil.rmtree(folder)

"""Does the write-ahead log move into the file beside the commits, and begin anew where all write?"""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from aftershock.shield.ledger import moving
from aftershock.shield.ledger.faults import LedgerError
from aftershock.shield.ledger.happenings import Link
from aftershock.shield.ledger.log import open_log
from aftershock.shield.ledger.moving import Mover, move
from aftershock.shield.ledger.sealed import sealed
from aftershock.shield.ledger.sqlite import SqliteLog
from aftershock.shield.verdict import Item
from tests.shield.ledger.made import AT, entry


def log_at(folder: Path) -> SqliteLog:
    log = open_log(folder)
    assert isinstance(log, SqliteLog)
    return log


def in_the_file(folder: Path, to: Path) -> int:
    """How many entries the file alone has, without its write-ahead log."""
    to.mkdir()
    shutil.copy(folder / "log.sqlite", to)
    connection = sqlite3.connect(to / "log.sqlite")
    try:
        return int(connection.execute("select count(*) from entries").fetchone()[0])
    except sqlite3.DatabaseError:  # not even the table, or copied while the mover writes
        return 0
    finally:
        connection.close()


def test_who_commits_does_not_move_and_the_mover_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = log_at(tmp_path / "log")
    monkeypatch.setattr(moving, "EVERY", 10_000)
    for number in range(60):  # more pages than SQLite's own bound of a thousand
        log.append([entry(f"{number}-{part}" * 30) for part in range(40)])
    assert in_the_file(log.folder, tmp_path / "before") == 0
    monkeypatch.setattr(moving, "EVERY", 1)
    log.append([entry("last")])
    until = time.monotonic() + 5
    while in_the_file(log.folder, tmp_path / str(time.monotonic_ns())) < 60 * 40:
        assert time.monotonic() < until
        time.sleep(0.05)
    log.close()
    assert log_at(tmp_path / "log").verify().head.seq == 60 * 40 + 1


def test_a_long_log_begins_again_at_its_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moving, "LARGE", 10)
    monkeypatch.setattr(moving, "EVERY", 10_000)  # its own thread stays away
    log = log_at(tmp_path)
    log.append([entry(f"{part}" * 90) for part in range(400)])
    wal, other = tmp_path / "log.sqlite-wal", sqlite3.connect(tmp_path / "log.sqlite")
    size, head = wal.stat().st_size, wal.read_bytes()[:32]
    settled: list[str] = []

    def settle() -> None:
        settled.append("in turn")
        log._settled()

    move(other, settle)
    log.append([entry("first of the new round")])
    assert settled == ["in turn"]
    assert wal.stat().st_size == size
    assert wal.read_bytes()[:32] != head  # SQLite gives each round a salt of its own
    other.close()
    assert log.verify().head.seq == 401


def test_a_move_that_fails_is_tried_again_and_harms_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "EVERY", 1)
    monkeypatch.setattr(moving, "LARGE", 0)
    log, tries = log_at(tmp_path), list[float]()

    def refuse() -> None:
        tries.append(time.monotonic())
        raise LedgerError("the disk is full")

    mover = Mover(log.path, refuse)
    for wanted in (1, 2):
        mover.note(1)
        until = time.monotonic() + 5
        while len(tries) < wanted:
            assert time.monotonic() < until
            time.sleep(0.01)
    mover.close()
    mover.note(1)  # after its end nothing is begun
    assert len(tries) == 2
    assert log.append([entry(1)])[0].seq == 1


HOLDING = """
import fcntl, sys, time
file = open(sys.argv[1], "r+b")
fcntl.lockf(file, fcntl.LOCK_EX, 1, 121)  # where SQLite's lock of who moves stands (WAL-index, WAL_CKPT_LOCK)
print("held", flush=True)
time.sleep(0.4)
"""


def test_a_purge_waits_for_another_process_that_moves(tmp_path: Path) -> None:
    log = log_at(tmp_path)
    item = Item(platform="p", id="1", text="the grey boats leave at noon")
    log.append([entry(1)], [sealed(item, now=AT)])
    assert (tmp_path / "log.sqlite-wal").stat().st_size > 0
    shared = str(tmp_path / "log.sqlite-shm")
    with subprocess.Popen([sys.executable, "-c", HOLDING, shared], stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        assert log.purge("2099-01-01T00:00:00Z") == 1
    assert (tmp_path / "log.sqlite-wal").stat().st_size == 0  # what was taken away is nowhere any more


def test_room_is_made_behind_what_stands_and_a_crash_loses_nothing(tmp_path: Path) -> None:
    log, wal = log_at(tmp_path / "log"), tmp_path / "log" / "log.sqlite-wal"
    log.append([entry(n) for n in range(5)])
    stood = wal.read_bytes()
    moving.make_room(wal)
    assert wal.stat().st_size == moving.ROOM
    assert wal.read_bytes()[: len(stood)] == stood
    links = list(log.read()) + log.append([entry("written over the zeros")])
    assert wal.stat().st_size == moving.ROOM
    assert crashed(tmp_path / "log", tmp_path / "full") == links
    log.purge(AT)  # cuts it
    moving.make_room(wal)  # nothing but zeros, where a header would stand
    assert not any(wal.read_bytes())
    assert crashed(tmp_path / "log", tmp_path / "zeros") == links
    links += log.append([entry("the first of all")])
    assert crashed(tmp_path / "log", tmp_path / "first") == links
    assert log.verify().broken is None
    moving.make_room(wal)
    assert wal.stat().st_size == moving.ROOM  # there is enough


def crashed(folder: Path, to: Path) -> list[Link]:
    """What a log has after a crash: the shared memory is gone, the write-ahead log is not settled."""
    to.mkdir()
    for name in ("log.sqlite", "log.sqlite-wal"):
        shutil.copy(folder / name, to / name)
    again = log_at(to)
    found = list(again.read())
    again.append([entry("after the crash")])
    assert again.verify().broken is None
    return found


def test_room_is_made_where_many_are_expected_and_again_once_it_was_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "EVERY", 1)
    log, wal = log_at(tmp_path), tmp_path / "log.sqlite-wal"

    def long() -> None:
        until = time.monotonic() + 5
        while wal.stat().st_size < moving.ROOM:
            assert time.monotonic() < until
            time.sleep(0.01)

    log.append([entry(1)])
    assert wal.stat().st_size < moving.ROOM
    log.expect_many()
    long()
    log.purge(AT)
    log.append([entry(2)])
    long()
    log.close()
    assert log_at(tmp_path).verify().head.seq == 2

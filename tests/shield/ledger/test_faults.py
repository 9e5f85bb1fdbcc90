"""Does the log survive kills, full disks, torn files and clocks, with everything that it acknowledged?"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from aftershock.shield.ledger.faults import LedgerError
from aftershock.shield.ledger.log import open_log
from aftershock.shield.ledger.sqlite import SqliteLog
from tests.shield.ledger.made import entry

ROOT = Path(__file__).parents[3]


def killing(*words: object) -> Any:
    said = subprocess.run(
        [sys.executable, "-m", "tests.shield.ledger.killing", *map(str, words)],
        capture_output=True, text=True, cwd=ROOT, timeout=280,
    )  # fmt: skip
    assert said.returncode == 0, said.stderr
    return msgspec.json.decode(said.stdout)


def check(found: Any) -> None:
    assert found["lost"] == []
    assert found["unsealed"] == []
    assert found["twice"] == 0
    assert found["broken"] == 0
    assert found["strikes"] == found["items"]  # no double strikes, none lost
    assert found["slowest"] <= 20.0, "it hangs; how soon it serves again is what the bench tells"


def test_a_few_kills_lose_nothing(tmp_path: Path) -> None:
    found = killing("kills", tmp_path, 5, 1)
    check(found)
    assert found["acknowledged"] > 5


@pytest.mark.slow
def test_two_hundred_kills_under_load_lose_nothing(tmp_path: Path) -> None:
    found = killing("kills", tmp_path, 200, 2)
    check(found)
    assert found["acknowledged"] > 1_000


def test_a_full_disk_reaches_the_callers_and_the_log_goes_on_after(tmp_path: Path) -> None:
    found = killing("full", tmp_path)
    assert found["refused"] > 0
    assert found["acknowledged"] > 0
    assert found["later"] == 100
    assert found["lost"] == []
    assert found["broken"] is None


def test_a_full_database_refuses_whole_and_takes_more_when_there_is_room(tmp_path: Path) -> None:
    log = open_log(tmp_path)
    assert isinstance(log, SqliteLog)
    log.append([entry(0)])
    pages = log._writer.execute("pragma page_count").fetchone()[0]  # type: ignore[union-attr]
    log._writer.execute(f"pragma max_page_count = {pages + 4}")  # type: ignore[union-attr]
    done = 1

    def fill() -> None:
        nonlocal done
        for number in range(1, 1000):
            log.append([entry(f"{number}-{part}" * 20) for part in range(10)])
            done += 10

    with pytest.raises(LedgerError, match="full"):
        fill()
    assert log.head().seq == done
    assert log.verify().broken is None
    log.append([entry("room again")])  # a connection of its own: the bound is gone
    assert log.verify().head.seq == done + 1


def crashed(log: SqliteLog, to: Path) -> Path:
    """The files as a crash leaves them: the shared memory is gone, the write-ahead log is not settled."""
    to.mkdir()
    for name in ("log.sqlite", "log.sqlite-wal"):
        shutil.copy(log.folder / name, to / name)
    return to


def test_a_torn_page_of_an_unfinished_commit_is_passed_over(tmp_path: Path) -> None:
    log = open_log(tmp_path / "log")
    assert isinstance(log, SqliteLog)
    links = log.append([entry(n) for n in range(50)])
    wal = (log.folder / "log.sqlite-wal").read_bytes()
    frame = 24 + 4096
    for number, torn in enumerate(
        (wal[-frame:][:100], wal[-frame:][: frame - 1], bytes(frame), wal[32 : 32 + frame])
    ):
        place = crashed(log, tmp_path / str(number))
        with (place / "log.sqlite-wal").open("ab") as file:
            file.write(torn)
        again = open_log(place)
        assert list(again.read()) == links
        again.append([entry("after")])
        assert again.verify().broken is None


def test_a_torn_commit_that_the_disk_had_confirmed_is_found_by_the_deposited_head(tmp_path: Path) -> None:
    log = open_log(tmp_path / "log")
    assert isinstance(log, SqliteLog)
    for number in range(10):
        log.append([entry(number)])
    head = log.head()
    place = crashed(log, tmp_path / "torn")
    wal = place / "log.sqlite-wal"
    wal.write_bytes(wal.read_bytes()[:-10])
    again = open_log(place)
    assert again.verify().broken is None  # a whole prefix
    said = again.verify(against=[head])
    assert "cut short" in said.cause
    assert said.broken == 10


@pytest.mark.parametrize("place", range(1, 12, 2))
def test_a_page_of_rubbish_in_the_middle_is_noticed(tmp_path: Path, place: int) -> None:
    log = open_log(tmp_path)
    log.append([entry(f"{number:05}" * 8) for number in range(2_000)])
    log.close()
    path = tmp_path / "log.sqlite"
    data = bytearray(path.read_bytes())
    start = len(data) * place // 12 // 4096 * 4096 + 512
    data[start : start + 1024] = b"\xa5" * 1024
    path.write_bytes(data)
    assert noticed(tmp_path)


def noticed(folder: Path) -> str:
    """What is said of a damaged file, wherever it is said."""
    try:
        return open_log(folder).verify().cause
    except LedgerError as error:
        return str(error)


def test_a_clock_that_runs_backwards_does_not_matter(tmp_path: Path) -> None:
    log = open_log(tmp_path)
    times = [f"2026-11-22T{23 - hour:02}:00:00Z" for hour in range(24)]
    log.append([entry(number, at=at) for number, at in enumerate(times)])
    assert [link.entry.at for link in log.read()] == times
    assert log.verify().broken is None

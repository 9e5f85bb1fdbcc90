"""Is everybody answered after their own batch is durable, and with the error where it is not?"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from aftershock.shield.ledger import sqlite
from aftershock.shield.ledger.chain import Written
from aftershock.shield.ledger.faults import LedgerError
from aftershock.shield.ledger.grouping import Committer
from aftershock.shield.ledger.happenings import Link
from aftershock.shield.ledger.log import open_log
from aftershock.shield.ledger.sealed import Copy
from tests.shield.ledger.made import entry


class Counted(sqlite.SqliteLog):
    """A log that counts its transactions, and can be told to refuse or to wait."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.batches: list[int] = []
        self.refuse: BaseException | None = None
        self.gate = threading.Event()
        self.gate.set()

    def append_ready(self, ready: Sequence[Written], copies: Sequence[Copy] = ()) -> list[Link]:
        self.gate.wait(5)
        self.batches.append(len(ready))
        if self.refuse is not None:
            raise self.refuse
        return super().append_ready(ready, copies)


def test_what_gathers_during_a_flush_goes_together(tmp_path: Path) -> None:
    log = Counted(tmp_path)
    committer = Committer(log)
    log.gate.clear()

    async def all_of_them() -> list[list[Link]]:
        tasks = [asyncio.create_task(committer.commit([entry(n), entry(n + 100)])) for n in range(50)]
        await asyncio.sleep(0.05)
        log.gate.set()
        return await asyncio.gather(*tasks)

    answers = asyncio.run(all_of_them())
    assert [[link.entry.key for link in links] for links in answers] == [
        [str(n), str(n + 100)] for n in range(50)
    ]
    assert len(log.batches) <= 3
    assert sum(log.batches) == 100
    assert committer.close()
    assert open_log(tmp_path).head().seq == 100


def test_a_batch_has_a_largest_size(tmp_path: Path) -> None:
    log = Counted(tmp_path)
    committer = Committer(log, largest=8)
    log.gate.clear()
    waiting = [committer.submit([entry(f"{n}-{m}") for m in range(3)]) for n in range(6)]
    large = committer.submit([entry(f"large-{m}") for m in range(20)])
    log.gate.set()
    assert [len(each.result(5)) for each in [*waiting, large]] == [3] * 6 + [20]
    assert max(log.batches[:-1]) <= 8
    committer.close()


def test_an_error_reaches_every_caller_of_the_batch_and_the_next_is_tried_anew(tmp_path: Path) -> None:
    log = Counted(tmp_path)
    committer = Committer(log)
    log.refuse = LedgerError("the disk is full")
    log.gate.clear()
    waiting = [committer.submit([entry(n)]) for n in range(5)]
    log.gate.set()
    for each in waiting:
        with pytest.raises(LedgerError, match="full"):
            each.result(5)
    log.refuse = None
    assert committer.commit_now([entry("later")], timeout=5)[0].seq == 1
    assert committer.waiting == 0
    committer.close()


def test_closing_commits_what_waits_and_refuses_what_comes(tmp_path: Path) -> None:
    log = Counted(tmp_path)
    committer = Committer(log)
    log.gate.clear()
    waiting = [committer.submit([entry(n)]) for n in range(5)]
    closer = threading.Thread(target=committer.close)
    closer.start()
    log.gate.set()
    closer.join(5)
    assert sorted(each.result(0)[0].seq for each in waiting) == [1, 2, 3, 4, 5]
    with pytest.raises(LedgerError, match="closing"):
        committer.submit([entry("late")])


def test_too_many_waiting_are_refused_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aftershock.shield.ledger.grouping.WAITING", 10)
    log = Counted(tmp_path)
    committer = Committer(log)
    log.gate.clear()
    waiting = [committer.submit([entry(n)]) for n in range(10)]
    with pytest.raises(LedgerError, match="wait already"):
        committer.submit([entry("one more")])
    log.gate.set()
    assert all(each.result(5) for each in waiting)
    committer.close()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_fault_of_ours_leaves_nobody_waiting(tmp_path: Path) -> None:
    log = Counted(tmp_path)
    committer = Committer(log)
    log.refuse = ZeroDivisionError()
    with pytest.raises(ZeroDivisionError):
        committer.commit_now([entry(1)], timeout=5)
    committer._thread.join(5)
    with pytest.raises(LedgerError):
        committer.submit([entry(2)])


def test_a_caller_who_goes_away_harms_nobody(tmp_path: Path) -> None:
    log = Counted(tmp_path)
    committer = Committer(log)
    log.gate.clear()

    async def one_leaves() -> list[Link]:
        leaving = asyncio.create_task(committer.commit([entry(1)]))
        staying = asyncio.create_task(committer.commit([entry(2)]))
        await asyncio.sleep(0.01)
        leaving.cancel()
        log.gate.set()
        return await staying

    assert asyncio.run(one_leaves())[0].entry.key == "2"
    committer.close()
    assert log.head().seq == 2


def test_a_long_window_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="5 ms"):
        Committer(open_log(tmp_path), window=0.1)

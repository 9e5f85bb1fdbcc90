"""How fast is a durable entry of the log, beside a bare durable insert in the same run?

Run: python -m bench.bench_ledger [--seconds S] [--folder FOLDER] [--restart N]
Peers: one table and a plain insert on SQLite with the same settings (write-ahead log, synchronous=FULL), in
the same batches on the same disk, in turns with ours. Entries are decisions with one passage, about as long
as a service writes. Then how long a restart takes with N entries in the log.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np

from aftershock.records import Receipt
from aftershock.shield.accounts.fold import Accounts
from aftershock.shield.ledger.chain import written
from aftershock.shield.ledger.grouping import Committer
from aftershock.shield.ledger.happenings import Decided, Entry, Reviewed, decided_key
from aftershock.shield.ledger.log import Log, open_log
from aftershock.shield.ledger.projections import Followed
from aftershock.shield.verdict import Answer, Ground

AT = "2026-11-22T12:00:00Z"


def decision(number: int) -> Entry:
    """A held post with one passage."""
    item = f"harbour:{number}"
    passage = Receipt(text=f"{number:064x}", start=12, end=31, quote="paint the red doors")
    ground = Ground(
        rule="calls", clause="4.2", category="call", wanted="hold", outcome="hold", policy="p" * 64,
        evidence=(passage,),
    )  # fmt: skip
    answer = Answer(
        item=item, revision=0, verdict="hold", review=True, grounds=(ground,), policy="p" * 64, at=AT
    )
    what = Decided(
        answer=answer, account=f"a{number % 5000}", content=f"{number % 90000:064x}", language="en"
    )
    return Entry(key=decided_key(item, 0), at=AT, by="rule calls", what=what)


def timed(work: Callable[[int], None], batch: int, seconds: float) -> tuple[float, float]:
    """Entries a second and the 99th percentile of one commit in milliseconds."""
    spent: list[float] = []
    end = time.perf_counter() + seconds
    number = 0
    while time.perf_counter() < end:
        start = time.perf_counter()
        work(number)
        spent.append(time.perf_counter() - start)
        number += batch
    return batch * len(spent) / sum(spent), float(np.percentile(spent, 99) * 1e3)


def bare(path: Path) -> sqlite3.Connection:
    """The peer: a table and nothing else."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("pragma journal_mode = wal").fetchall()
    connection.execute("pragma synchronous = full")
    connection.execute("create table plain (n integer primary key, body blob)")
    return connection


def compare(folder: Path, seconds: float) -> None:
    """Batches of 1, 32 and 256, ours and the bare insert in turns."""
    print(f"{'batch':>6}{'entries/s':>12}{'p99 ms':>9}{'bare/s':>11}{'p99 ms':>9}{'ratio':>8}")
    for batch in (1, 32, 256):
        ours, peer = [], []
        for turn in range(3):
            log = open_log(folder / f"log{batch}-{turn}")
            ours.append(timed(lambda n: _append(log, n, batch), batch, seconds / 3))  # noqa: B023
            log.close()
            connection = bare(folder / f"bare{batch}-{turn}.sqlite")
            peer.append(timed(lambda n: _insert(connection, n, batch), batch, seconds / 3))  # noqa: B023
            connection.close()
        rate, slow = np.median(ours, axis=0)
        bare_rate, bare_slow = np.median(peer, axis=0)
        theirs = f"{bare_rate:>11,.0f}{bare_slow:>9.1f}{rate / bare_rate:>8.2f}"
        print(f"{batch:>6}{rate:>12,.0f}{slow:>9.1f}{theirs}")


def _append(log: Log, first: int, batch: int) -> None:
    log.append([decision(first + step) for step in range(batch)])


def _insert(connection: sqlite3.Connection, first: int, batch: int) -> None:
    connection.execute("begin immediate")
    rows = [(first + step, written(decision(first + step)).body) for step in range(batch)]
    connection.executemany("insert into plain values (?, ?)", rows)
    connection.execute("commit")


def shared(folder: Path, seconds: float) -> None:
    """Callers that each wait for their own entry, through the group committer."""
    print(f"\n{'callers':>8}{'entries/s':>12}{'p50 ms':>9}{'p99 ms':>9}")
    for callers in (1, 32, 256):
        log = open_log(folder / f"shared{callers}")
        committer = Committer(log)
        spent = asyncio.run(_callers(committer, callers, seconds))
        committer.close()
        log.close()
        p50, p99 = np.percentile(spent, (50, 99)) * 1e3
        print(f"{callers:>8}{len(spent) / seconds:>12,.0f}{p50:>9.1f}{p99:>9.1f}")


async def _callers(committer: Committer, callers: int, seconds: float) -> list[float]:
    spent: list[float] = []
    end = time.perf_counter() + seconds

    async def one(name: int) -> None:
        number = name
        while time.perf_counter() < end:
            entry = decision(number)
            start = time.perf_counter()
            await committer.commit([entry])
            spent.append(time.perf_counter() - start)
            number += callers

    await asyncio.gather(*(one(name) for name in range(callers)))
    return spent


def restart(folder: Path, entries: int) -> None:
    """From nothing, and from a snapshot; a tenth of the entries are people's."""
    log = open_log(folder / "restart")
    for first in range(0, entries, 1000):
        batch = [decision(n) for n in range(first, first + 900)]
        looks = [
            Reviewed(item=f"harbour:{n}", revision=0, verdict="hold", clause="4.2", reason="as it says")
            for n in range(first, first + 100)
        ]
        batch += [Entry(key=f"r{first}-{n}", at=AT, by="person ines", what=w) for n, w in enumerate(looks)]
        log.append(batch)
    log.close()
    path = folder / "snapshot"
    for words in ("counted from nothing", "from a snapshot"):
        start, spent = time.perf_counter(), time.process_time()
        log = open_log(folder / "restart")
        followed = Followed(log, Accounts, snapshot=path)
        followed.catch_up()
        took = f"{time.perf_counter() - start:.2f} s ({time.process_time() - spent:.2f} s of processor)"
        print(f"restart with {followed.head.seq:,} entries, {words}: {took}")
        followed.save()
        log.close()
    log = open_log(folder / "restart")
    start, spent = time.perf_counter(), time.process_time()
    assert log.verify().broken is None
    took = f"{time.perf_counter() - start:.2f} s ({time.process_time() - spent:.2f} s of processor)"
    print(f"verify {entries:,} entries: {took}")
    size = (folder / "restart" / "log.sqlite").stat().st_size / entries
    print(f"{size:.0f} bytes an entry, of which {len(msgspec.json.encode(decision(1)))} are its JSON")


def main() -> None:
    """Measure and print."""
    words = argparse.ArgumentParser()
    words.add_argument("--seconds", type=float, default=6.0)
    words.add_argument("--folder", type=Path)
    words.add_argument("--restart", type=int, default=200_000)
    given = words.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="bench-ledger-", dir=given.folder))
    try:
        compare(folder, given.seconds)
        shared(folder, given.seconds / 2)
        restart(folder, given.restart)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()

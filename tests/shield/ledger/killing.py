"""Run by test_faults in a process of its own: many kills of processes that append, and a full disk.

    python -m tests.shield.ledger.killing kills FOLDER ROUNDS SEED
    python -m tests.shield.ledger.killing full FOLDER

Says what it found as one line of JSON. It forks before it has threads or an open log.
"""

from __future__ import annotations

import asyncio
import os
import random
import resource
import select
import signal
import sys
import time
from pathlib import Path

import msgspec

from aftershock.shield.accounts.fold import Accounts
from aftershock.shield.accounts.standing import standing
from aftershock.shield.ledger.faults import LedgerError
from aftershock.shield.ledger.grouping import Committer
from aftershock.shield.ledger.log import open_log
from aftershock.shield.ledger.projections import Followed
from aftershock.shield.ledger.sealed import sealed
from aftershock.shield.verdict import Item
from tests.shield.ledger.made import AT, decided

TASKS = 16


def main(words: list[str]) -> dict[str, object]:
    """Do as the words say."""
    folder = Path(words[1])
    return kills(folder, int(words[2]), int(words[3])) if words[0] == "kills" else full_disk(folder)


def kills(folder: Path, rounds: int, seed: int) -> dict[str, object]:
    """Two processes append at once; both are killed at a moment that chance chooses; again and again."""
    chance = random.Random(seed)
    acknowledged: set[str] = set()
    open_log(folder).close()
    slowest, broken = 0.0, 0
    for number in range(rounds):
        # each round begins where a part of what was acknowledged is handed in again
        first = max(0, len(acknowledged) - chance.randrange(60))
        writers = [start(folder, first + 7 * writer, number) for writer in range(2)]
        acknowledged |= heard(writers, until=time.monotonic() + chance.uniform(0.01, 0.12))
        for pid, pipe in writers:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            acknowledged |= said(pipe)
        began = time.monotonic()
        log = open_log(folder)
        log.append([decided(f"r{number}", "block", account="after")])
        slowest = max(slowest, time.monotonic() - began)
        if number % 20 == 19 or number == rounds - 1:
            broken += log.verify().broken is not None
        log.close()
    return found(folder, acknowledged) | {"slowest": slowest, "broken": broken}


def start(folder: Path, first: int, number: int) -> tuple[int, int]:
    """A process that appends posts from ``first`` on and says the name of each that is durable."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return pid, reading
    try:
        os.close(reading)
        asyncio.run(load(folder, first, writing))
    finally:
        os._exit(1)


async def load(folder: Path, first: int, writing: int) -> None:
    """Many callers at once, through the group committer, with sealed copies."""
    committer = Committer(open_log(folder))
    names = iter(range(first, sys.maxsize))

    async def one() -> None:
        while True:
            name = f"p{next(names)}"
            copy = sealed(Item(platform="harbour", id=name, text=f"red door {name}"), now=AT)
            await committer.commit([decided(name, "block", content=copy.content)], [copy])
            os.write(writing, f"{name} {copy.content}\n".encode())

    await asyncio.gather(*(one() for _ in range(TASKS)))


def heard(writers: list[tuple[int, int]], *, until: float) -> set[str]:
    """What the processes say until then; a moment begins when both have said something."""
    names: set[str] = set()
    quiet = {pipe for _, pipe in writers}
    deadline = time.monotonic() + 10
    while time.monotonic() < (until if not quiet else deadline):
        ready, _, _ = select.select([pipe for _, pipe in writers], [], [], 0.005)
        for pipe in ready:
            names |= set(os.read(pipe, 65536).decode().splitlines())
            if pipe in quiet:
                quiet.discard(pipe)
                until = max(until, time.monotonic())
    return names


def said(pipe: int) -> set[str]:
    """What is left in the pipe of a dead process."""
    with os.fdopen(pipe, "rb") as rest:
        return set(rest.read().decode().splitlines())


def found(folder: Path, acknowledged: set[str]) -> dict[str, object]:
    """What stands in the log, against what was acknowledged."""
    log = open_log(folder)
    keys = [link.entry.key for link in log.read()]
    lines = [line.split() for line in acknowledged if line.count(" ") == 1 and len(line.split()[1]) == 64]
    stands = set(keys)
    lost = [name for name, _ in lines if f"decided harbour:{name}#0" not in stands]
    unsealed = [name for name, content in lines[:2000] if log.copy(content) is None]
    with Followed(log, Accounts).now() as accounts:
        counted = standing(accounts.known, "a1", now=AT)
    items = {key for key in keys if key.startswith("decided harbour:p")}
    return {
        "acknowledged": len(lines), "entries": len(keys), "twice": len(keys) - len(stands), "lost": lost,
        "unsealed": unsealed, "strikes": len(counted.strikes), "items": len(items),
    }  # fmt: skip


def full_disk(folder: Path) -> dict[str, object]:
    """No file may grow beyond a size; then it may again."""
    log = open_log(folder)
    committer = Committer(log)
    acknowledged: list[str] = []
    refused = 0
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, hard))
    waiting = [(f"p{n}", committer.submit([decided(f"p{n}", "block")])) for n in range(5_000)]
    for name, answer in waiting:
        try:
            answer.result(30)
            acknowledged.append(name)
        except LedgerError:
            refused += 1
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    later = [committer.commit_now([decided(name, "block")], timeout=30)[0] for name, _ in waiting[::50]]
    committer.close()
    keys = {link.entry.key for link in log.read()}
    return {
        "acknowledged": len(acknowledged), "refused": refused, "later": len(later),
        "lost": [name for name in acknowledged if f"decided harbour:{name}#0" not in keys],
        "broken": open_log(folder).verify().broken,
    }  # fmt: skip


if __name__ == "__main__":
    sys.stdout.write(msgspec.json.encode(main(sys.argv[1:])).decode() + "\n")

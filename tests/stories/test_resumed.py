"""A run that was killed goes on where it was saved last, and ends with the groups of one that was not."""

from __future__ import annotations

import multiprocessing
import os
import signal
from pathlib import Path

import pytest
from evals.stories import generate

from aftershock.stories import build, grouping, register
from aftershock.stories.register import Entry, Register

BLOCK = 20


def texts() -> list[str]:
    return [d.text for d in generate.corpus(14, 60, generate.DAMAGES)]


def entries() -> list[Entry]:
    return [Entry(n.to_bytes(16, "big"), text) for n, text in enumerate(texts())]


def taken_in(folder: Path, kill_at: int) -> None:
    """Take in what is not known yet; it is killed when it writes the ``kill_at``th time."""
    register.BLOCK, register.SAVE_EVERY = BLOCK, 1
    written, fsync = 0, os.fsync

    def counting(file: int) -> None:
        nonlocal written
        written += 1
        if written == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)
        fsync(file)

    os.fsync = counting  # type: ignore[assignment]
    some = Register(folder)
    some.add_all(entries()[len(some) :])


@pytest.mark.slow
def test_a_killed_run_goes_on_and_ends_the_same(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    known: list[int] = []
    for kill_at in (4, 9, 13, 19, 26, 0):
        run = spawn.Process(target=taken_in, args=(tmp_path, kill_at))
        run.start()
        run.join()
        assert run.exitcode == (-signal.SIGKILL if kill_at else 0)
        known.append(len(Register(tmp_path)))
    assert known == sorted(known)
    assert len(set(known)) > 3  # each run kept what it had saved
    assert known[-1] == len(texts())
    assert grouping.groups(Register(tmp_path)) == build.cluster(texts())
    names = {path.name for path in tmp_path.iterdir() if path.name.startswith("triples-")}
    assert len(names) <= 8  # and no run's leftovers stay

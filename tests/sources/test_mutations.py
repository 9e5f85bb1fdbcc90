"""A thousand spoiled files of each format: no traceback, bounded time and memory, every error whole.

Read as in a run: recognised by content, read by the source, pages read to their end. A PDF is read in this
process, without the time and memory that its own process grants it.
"""

from __future__ import annotations

import random
import resource
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import pytest

from aftershock.errors import InputError
from aftershock.pages.read import read as read_page
from aftershock.records import Reject
from aftershock.sources import pdf, pdf_pages
from aftershock.sources.raw import RawPage
from aftershock.sources.recognise import recognise

from .conftest import capture_of, singly
from .hostile import inputs, spoiled

# One file, on a loaded machine; the usual is a few milliseconds.
SECONDS, MEGABYTES = 10.0, 600
COUNT = 1000


class TooLongError(Exception):
    """Reading took longer than any file may."""


@pytest.fixture
def watched() -> Iterator[None]:
    def late(_signal: int, _frame: FrameType | None) -> None:
        raise TooLongError

    before = signal.signal(signal.SIGALRM, late)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


def everything(path: Path, name: str, *, pages: bool = True) -> tuple[int, list[tuple[str, str, str]]]:
    """How many documents and posts a file gave, and each error as (file, cause, next step)."""
    errors, given = [], 0
    try:
        source = recognise(path, name)
        for each in singly(source.read(path, capture_of(path.read_bytes(), name))):
            if isinstance(each, Reject):
                errors.append((each.file, each.cause, each.next_step))
            elif isinstance(each, RawPage) and pages:
                try:
                    read_page(each)
                    given += 1
                except InputError as error:
                    errors.append((each.file, error.cause, error.next_step))
            else:
                given += 1
    except InputError as error:
        errors.append((error.where or name, error.cause, error.next_step))
    return given, errors


@pytest.mark.slow
@pytest.mark.parametrize("kind", sorted(inputs()))
@pytest.mark.usefixtures("watched")
def test_spoiled_files(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_in_a_process", lambda data: pdf.gathered(pdf_pages.records(data)))
    sound, path = inputs()[kind], tmp_path / "spoiled"
    read = refused = 0
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for seed in range(COUNT):
        path.write_bytes(spoiled(sound, random.Random(f"{kind} {seed}")))
        signal.setitimer(signal.ITIMER_REAL, SECONDS)
        started = time.perf_counter()
        try:
            # what a page of an archive may be is what HTML may be: some are enough
            pages = kind == "html" or seed % 10 == 0
            given, errors = everything(path, "folder/spoiled.bin", pages=pages)
        except Exception as error:
            raise AssertionError(f"{kind}, seed {seed}: {error!r}") from error
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        assert time.perf_counter() - started < SECONDS, seed
        assert given or errors, f"{kind}, seed {seed}: nothing came of it and nothing was said"
        for file, cause, next_step in errors:
            assert file == "folder/spoiled.bin", (seed, file)
            assert cause, seed
            assert next_step, (seed, cause)
        read, refused = read + bool(given), refused + bool(errors)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) / 1024
    assert grown < MEGABYTES
    assert refused, "the damages are too mild to prove anything"
    if kind != "zip":  # of a table in columns any damage spoils all
        assert read > COUNT / (40 if kind == "parquet" else 10), "the damages are too harsh to prove anything"

"""Does a case survive being killed, running beside another, and a full disk?"""

from __future__ import annotations

import errno
import gc
import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from aftershock.errors import CaseError
from aftershock.records import Text
from aftershock.store import case as store
from aftershock.store import layout, tables
from aftershock.store.folder import CaseFolder
from aftershock.store.judgements import standing
from aftershock.store.verify import verify
from aftershock.text import sha256
from tests.store import sample
from tests.store.worker import PURGED

ROOT = Path(__file__).parent.parent.parent


def start(case: Path, count: int, wait: float = 2.0) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.store.worker", str(case), str(count), str(wait)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def nothing_twice(root: Path, count: int) -> None:
    """Every item is there once, apart from those that were purged."""
    with store.open_case(root) as case:
        withheld = {capture.id for capture in case.captures(withheld=True)} - {
            capture.id for capture in case.captures()
        }
        sources = Counter(capture.source for capture in case.captures())
        assert set(sources.values()) == {1}
        wanted = {f"item-{number}.txt" for number in range(count) if number % PURGED != PURGED - 1}
        assert wanted <= set(sources)
        assert len(withheld) >= count // PURGED
        assert set(Counter(case.text_entries()).values()) == {1}
        assert len(case.texts()) == 5 * len(sources)
        judged = Counter(judgement.targets for judgement in standing(case.judgements()))
        assert set(judged.values()) == {1}
        with case.cursor() as cursor:
            doubled = (
                "select count(*) from (select kind, id from kept.records group by all having count(*) > 1)"
            )
            assert cursor.execute(doubled).fetchall() == [(0,)]
    assert verify(root).findings == ()


@pytest.mark.parametrize("kills", [4, pytest.param(100, marks=pytest.mark.slow)])
def test_a_killed_owner_leaves_a_case_that_opens_verifies_and_goes_on(tmp_path: Path, kills: int) -> None:
    root = tmp_path / "quay.case"
    chance = random.Random(kills)
    for kill in range(kills):
        worker = start(root, 0)
        if kill % 5:  # the others are killed while they start, open or make the case
            assert worker.stdout is not None
            assert worker.stdout.readline() == b"open\n", worker.communicate()[1].decode()
        time.sleep(chance.uniform(0.0, 0.6))
        worker.kill()
        worker.communicate()
        if root.exists() and store.is_case(root) and (root / layout.SEAL).exists():
            damage = [finding for finding in verify(root).findings if finding.kind == "damage"]
            assert damage == [], f"kill {kill}"
            with store.open_case(root):
                pass
            left = [finding for finding in verify(root).findings if finding.kind != "crash"]
            assert left == [], f"kill {kill}: {left}"
    last = start(root, 15)
    _, said = last.communicate()
    assert last.returncode == 0, said.decode()
    nothing_twice(root, 15)


def test_two_at_once_add_everything_once(tmp_path: Path) -> None:
    root = tmp_path / "quay.case"
    with store.create(root):
        pass
    both = [start(root, 9, wait=60.0) for _ in range(2)]
    for worker in both:
        _, said = worker.communicate()
        assert worker.returncode == 0, said.decode()
    nothing_twice(root, 9)


def test_an_owner_keeps_others_out_and_says_who_it_is(tmp_path: Path) -> None:
    root = tmp_path / "quay.case"
    with store.create(root):
        with pytest.raises(CaseError, match=f"process {os.getpid()}"):
            store.open_case(root, wait=0.1)
        with pytest.raises(CaseError, match="in use"):
            store.open_case(root, readonly=True, wait=0.1)
    with store.open_case(root, readonly=True) as one, store.open_case(root, readonly=True) as other:
        assert one.head == other.head
        with pytest.raises(CaseError, match="opened for reading"):
            one.record("nothing")


def add_many(case: CaseFolder) -> None:
    for number in range(100):
        capture, _ = case.add_original(
            b"more %d" % number, source=f"more-{number}.txt", media_type="text/plain"
        )
        words = f"{number}"
        case.add_texts([Text(id=sha256(words), capture=capture.id, locator="", extractor="e@1", text=words)])


@pytest.mark.parametrize("room", [0, 10, 200, 1_000, 3_000, 6_000, 12_000])
def test_a_full_disk_is_said_and_leaves_a_good_case(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    """After ``room`` bytes no write gets through; a write that does not fit is cut short first."""
    root = tmp_path / "quay.case"
    sample.build(root)
    left = [room]
    write = os.write

    def tight(handle: int, data: bytes) -> int:
        if left[0] == 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        fits = min(left[0], len(data))
        left[0] -= fits
        return write(handle, bytes(data[:fits]))

    case = store.open_case(root)
    with monkeypatch.context() as patched:
        patched.setattr(os, "write", tight)
        with pytest.raises(CaseError, match="No space left on device"):
            add_many(case)
        left[0] = 0
        with pytest.raises(CaseError):
            case.record("still-full")
        with pytest.raises(CaseError):
            case.close()
    assert [finding for finding in verify(root).findings if finding.kind == "damage"] == []
    with store.open_case(root) as again:
        for number in range(10):
            again.add_original(b"more %d" % number, source=f"more-{number}.txt", media_type="text/plain")
        assert len({capture.source for capture in again.captures()}) == len(again.captures())
    assert all(finding.kind == "crash" for finding in verify(root).findings)


def test_a_torn_last_line_is_a_crash_and_a_missing_one_is_a_loss(tmp_path: Path) -> None:
    root = tmp_path / "quay.case"
    sample.build(root)
    chain = root / "custody.jsonl"
    whole = chain.read_bytes()
    chain.write_bytes(whole + b'{"body":{"action":"add-ori')
    assert [(finding.kind, finding.file) for finding in verify(root).findings] == [("crash", "custody.jsonl")]
    with store.open_case(root) as case:
        assert case.custody.links[-1].body["action"] == "recover"
        assert "crash" in case.notices[0]
    assert verify(root).findings == ()

    lines = whole.splitlines(keepends=True)
    chain.write_bytes(b"".join(lines[:-1]))
    assert [(finding.kind, finding.file) for finding in verify(root).findings] == [
        ("damage", "custody.jsonl")
    ]
    with pytest.raises(CaseError, match="Records were lost"):
        store.open_case(root)


def test_a_case_file_whose_tables_were_never_made_is_a_crash_and_no_damage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "quay.case"
    with store.open_case(root, create=True):
        pass

    def ended(*_: object, **__: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as cut:
        cut.setattr(tables, "migrate", ended)
        with pytest.raises(KeyboardInterrupt):  # between the file and its tables
            tables.connect(root / layout.TABLES)
    gc.collect()  # the engine lets go of the file
    assert (root / layout.TABLES).is_file()
    report = verify(root)
    assert report.ok
    assert any("no tables yet" in finding.what for finding in report.findings)
    with store.open_case(root):
        pass
    assert verify(root).ok

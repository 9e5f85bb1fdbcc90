"""Is a large file that nobody changed known without being read, and one that changed read again?"""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from aftershock import gather
from aftershock.progress import silent
from aftershock.store import case as store
from aftershock.store import familiar, originals, purging

LINE = b'{"id": "%d", "platform": "chirp", "created_at": "2026-03-14T12:00:00Z", "text": "x"}\n'


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of files that were hashed; every file counts as large."""
    names: list[str] = []
    digest = originals._digest

    def counted(data: bytes | Path) -> str:
        names.append(data.name if isinstance(data, Path) else "bytes")
        return digest(data)

    monkeypatch.setattr(originals, "_digest", counted)
    monkeypatch.setattr(familiar, "LARGE", 1)
    return names


def settled(path: Path, data: bytes) -> None:
    """A file that was written some time ago, as far as the clock says."""
    path.write_bytes(data)
    while time.time_ns() - path.stat().st_ctime_ns < familiar.SETTLED:
        time.sleep(0.01)


def test_a_large_file_is_hashed_again_only_when_it_changed(
    tmp_path: Path, hashed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(familiar, "SETTLED", 10**7)
    folder, path = tmp_path / "in", tmp_path / "in" / "a.ndjson"
    folder.mkdir()
    settled(path, LINE % 1)
    with store.create(tmp_path / "a.case") as case:
        assert gather.gather(case, [str(folder)], silent).new == 1
        assert gather.gather(case, [str(folder)], silent).known == 1
        assert hashed == ["a.ndjson"]
        was = path.stat()
        settled(path, LINE % 2)
        os.utime(path, ns=(was.st_atime_ns, was.st_mtime_ns))  # the time of change cannot be set back
        assert gather.gather(case, [str(folder)], silent).new == 1
        assert hashed == ["a.ndjson", "a.ndjson"]


def test_a_file_that_was_just_written_is_not_trusted(tmp_path: Path, hashed: list[str]) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.ndjson").write_bytes(LINE % 1)
    with store.create(tmp_path / "a.case") as case:
        for _ in range(2):
            gather.gather(case, [str(tmp_path / "in")], silent)
    assert hashed == ["a.ndjson", "a.ndjson"]


def test_bytes_that_were_purged_stay_out(
    tmp_path: Path, hashed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(familiar, "SETTLED", 10**7)
    folder = tmp_path / "in"
    folder.mkdir()
    settled(folder / "a.ndjson", LINE % 1)
    with store.create(tmp_path / "a.case") as case:
        gather.gather(case, [str(folder)], silent)

        purging.purge(case, source="a.ndjson", reason="asked for", person="Ana Test")
        again = gather.gather(case, [str(folder)], silent)
        assert (again.new, again.known, again.rejected) == (0, 0, 1)

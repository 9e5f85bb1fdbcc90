"""Do many pages come in portion by portion, on several cores, and is a killed run gone on with?"""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from aftershock import intake, portions
from aftershock.pages import side_by_side
from aftershock.pages.read import Reading
from aftershock.pages.side_by_side import Readers, read_one
from aftershock.progress import silent
from aftershock.records import Page, Reject
from aftershock.sources.raw import RawPage
from aftershock.store import case as store
from aftershock.store.folder import CaseFolder
from aftershock.store.texts import Texts
from aftershock.store.verify import verify
from aftershock.text import sha256
from tests.sources import archives

POST = (
    "<blockquote class='twitter-tweet'><p>The hall at Hask is closed, take the other pier.</p>&mdash; "
    "Edda Quill (@eddaquill) <a href='https://twitter.com/eddaquill/status/{0}'>May 2, 2031</a></blockquote>"
)


def warc(count: int) -> bytes:
    """Pages of which every ninth says nothing and every seventh carries a post."""
    records = []
    for number in range(count):
        page = archives.page(
            f"Note {number} from the quay", f"Line {number} of the harbour's own book is kept. "
        )
        if number % 9 == 5:
            page = b"<!DOCTYPE html><html><head><title>x</title></head><body></body></html>"
        if number % 7 == 3:
            page = page.replace(b"</article>", POST.format(1000 + number).encode() + b"</article>")
        records.append(archives.record(number, archives.answer(page)))
    return archives.packed(*records)


def made(place: Path, count: int) -> CaseFolder:
    case = store.create(place)
    case.add_original(warc(count), source="crawl.warc.gz", media_type="application/warc")
    return case


def read(case: CaseFolder) -> tuple[list[Page], list[str], list[Reject], list[str]]:
    """Everything that reading gave: pages, texts, what was set aside, posts."""
    pages = list(intake.pages(case, intake.read_new(case, silent)))
    posts = [post.text for post in case.iter_posts()]
    return pages, sorted(case.text_ids()), list(case.rejects()), posts


class Interrupted(Exception):
    """Stands for whatever ends a run."""


def stop_at(monkeypatch: pytest.MonkeyPatch, at: int) -> list[str]:
    """Let reading end at so many pages; gives the places of those that are read."""
    read_now: list[str] = []

    def reading(raw: RawPage) -> Reading | Reject:
        if len(read_now) == at:
            raise Interrupted
        read_now.append(raw.locator)
        return read_one(raw)

    monkeypatch.setattr(side_by_side, "read_one", reading)
    return read_now


def test_an_interrupted_archive_is_gone_on_with_and_ends_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with made(tmp_path / "whole.case", 40) as whole:
        wanted = read(whole)
    assert len(wanted[0]) == 36
    assert len(wanted[3]) == 6
    with made(tmp_path / "a.case", 40) as case:
        first = stop_at(monkeypatch, 30)
        with pytest.raises(Interrupted):
            intake.read_new(case, silent)
        kept = len(case.text_ids())
        assert kept >= portions.PAGES
    assert verify(tmp_path / "a.case").findings == ()
    with store.open_case(tmp_path / "a.case") as case:
        assert len(case.text_ids()) == kept, "what was read stands in the chain"
        second = stop_at(monkeypatch, 99)
        assert read(case) == wanted
        assert len(set(first) & set(second)) < portions.PAGES
        assert len(second) < 15
        third = stop_at(monkeypatch, 99)
        assert read(case) == wanted
        assert third == [], "and what was read is not read again"


def test_many_small_originals_share_a_portion(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with store.create(tmp_path / "a.case") as case:
        for number in range(60):
            data = archives.page(
                f"Note {number} from the quay", f"Line {number} of the book of the harbour. "
            )
            case.add_original(data, source=f"{number}.html", media_type="text/html")
        lines = len(case.custody.links)
        stop_at(monkeypatch, 55)
        with pytest.raises(Interrupted):
            intake.read_new(case, silent)
        assert len(case.custody.links) - lines == 55 // portions.PAGES
        second = stop_at(monkeypatch, 99)
        assert len(read(case)[0]) == 60
        assert len(second) <= 60 - 2 * (portions.PAGES - 1)


def test_an_archive_that_was_read_otherwise_is_read_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with made(tmp_path / "a.case", 40) as case:
        stop_at(monkeypatch, 30)
        with pytest.raises(Interrupted):
            intake.read_new(case, silent)
        monkeypatch.setattr(intake, "READING", intake.READING + 1)
        second = stop_at(monkeypatch, 99)
        pages, *_ = read(case)
        assert len(second) == 40
        assert len(pages) == len({page.id for page in pages}) == 36


def test_progress_is_told_by_record(tmp_path: Path) -> None:
    said: list[tuple[str, int, int | None]] = []
    with made(tmp_path / "a.case", 40) as case:
        intake.read_new(case, lambda *each: said.append(each))
    assert [done for stage, done, _ in said if stage == "reading pages of crawl.warc.gz"][-1] == 40
    assert [(done, total) for stage, done, total in said if stage == intake.STAGE] == [(0, 1), (1, 1)]


def test_two_processes_read_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(side_by_side, "WORTH_A_PROCESS", 4)
    found = []
    for count in ("1", "2"):
        monkeypatch.setenv("AFTERSHOCK_THREADS", count)
        with made(tmp_path / f"{count}.case", 60) as case:
            read(case)
            with case.cursor(posts=False) as cursor:
                kept = cursor.execute("select kind, key, value from cache order by all").fetchall()
            files = {
                path.relative_to(case.root).as_posix(): sha256(path.read_bytes())
                for folder in ("texts", "posts")
                for path in (case.root / folder).glob("*.parquet" if folder == "posts" else "*/*")
                if path.is_file()
            }
            found.append((kept, files, (case.root / "rejects.ndjson").read_bytes()))
    assert found[0] == found[1]
    assert len(found[0][1]) > 50


def raws(count: int) -> Iterator[tuple[int, object]]:
    for number in range(count):
        html = archives.page(f"Note {number}").decode()
        yield number, RawPage(capture="c", file="f", locator=f"at={number}", html=html)
        if number % 5 == 0:
            yield number, None


def test_a_reading_process_that_is_ended_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(side_by_side, "WORTH_A_PROCESS", 0)
    answers = []
    with Readers(2) as readers:
        for number, (key, answer) in enumerate(readers.over(raws(80))):
            answers.append((key, answer))
            if number == 10:
                assert readers._pool is not None
                os.kill(next(iter(readers._pool._processes)), signal.SIGKILL)
    with Readers(1) as alone:
        assert answers == list(alone.over(raws(80)))


def children(of: int) -> list[int]:
    """The processes that a process started."""
    return [
        int(each)
        for task in Path(f"/proc/{of}/task").iterdir()
        for each in (task / "children").read_text().split()
    ]


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="looks at processes as Linux shows them")
@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGINT])
def test_a_killed_run_keeps_its_portions_and_leaves_no_process(tmp_path: Path, sent: signal.Signals) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "crawl.warc.gz").write_bytes(warc(900))
    place = tmp_path / "a.case"
    command = [sys.executable, "-m", "aftershock", "report", str(tmp_path / "in"), "--out", str(place)]
    env = {**os.environ, "AFTERSHOCK_THREADS": "2"}
    running = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=env, start_new_session=True
    )
    started: list[int] = []
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and (len(started) < 2 or _texts(place) < 160):
        started = children(running.pid)
        time.sleep(0.02)
    assert _texts(place) >= 160
    os.killpg(running.pid, sent) if sent == signal.SIGINT else running.kill()
    running.communicate()
    assert running.returncode != 0
    kept = _texts(place)
    for _ in range(100):
        if not any(Path(f"/proc/{each}").exists() for each in started):
            break
        time.sleep(0.05)
    assert not [each for each in started if Path(f"/proc/{each}").exists()]
    with store.open_case(place) as case:
        assert len(case.text_ids()) >= min(kept, 100), "what was killed had its portions"
        pages = list(intake.pages(case, intake.read_new(case, silent)))
        assert len(pages) == len({page.id for page in pages}) == 800
    assert verify(place).findings == ()


def _texts(place: Path) -> int:
    """How many texts the chain has."""
    chain = place / "custody.jsonl"
    if not chain.is_file():
        return 0
    count = 0
    for line in io.StringIO(chain.read_text("utf-8")):
        if line.endswith("\n"):
            body: dict[str, Any] = json.loads(line)["body"]
            count += body.get("count", 0) if body["action"] == "add-texts" else 0
    return count


def test_texts_are_remembered_up_to_a_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aftershock.store.texts.MOST", 2_000)
    with made(tmp_path / "a.case", 20) as case:
        read(case)
        texts = case.texts()
        assert isinstance(texts, Texts)
        for _ in range(2):
            assert all(sha256(texts[each]) == each for each in texts)
            assert sum(map(len, texts._read.values())) <= 2_000

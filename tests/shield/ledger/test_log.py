"""Does the log keep what it acknowledged, once, in order, and notice what was changed?"""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from pathlib import Path

import msgspec
import pytest

import aftershock.shield.ledger
from aftershock.errors import UsageError
from aftershock.shield.ledger.chain import GENESIS, Head, hash_of
from aftershock.shield.ledger.faults import LedgerDamaged, LedgerError
from aftershock.shield.ledger.happenings import Opened, SignedIn
from aftershock.shield.ledger.log import open_log, query
from aftershock.text import canonical_json
from tests.shield.ledger.made import AT, decided, entry


def test_what_is_appended_comes_back_in_order_and_chained(tmp_path: Path) -> None:
    log = open_log(tmp_path / "log")
    first = log.append([entry(1), entry(2)])
    second = log.append([decided("p1")])
    links = list(log.read())
    assert links == first + second
    assert [link.seq for link in links] == [1, 2, 3]
    prev = GENESIS
    for link in links:  # the published rule, computed here again
        digest = hashlib.sha256(canonical_json(link.entry)).hexdigest()
        assert link.prev == prev
        assert link.hash == hashlib.sha256((prev + digest).encode()).hexdigest()
        prev = link.hash
    assert log.head() == Head(seq=3, hash=prev)
    assert log.verify().broken is None


def test_the_first_hash_is_the_one_worked_out_by_hand() -> None:
    body = b'{"a":1}'
    digest = hashlib.sha256(body).hexdigest()
    assert hash_of(GENESIS, body) == hashlib.sha256(b"0" * 64 + digest.encode()).hexdigest()


def test_a_key_that_stands_there_changes_nothing(tmp_path: Path) -> None:
    log = open_log(tmp_path)
    (first,) = log.append([entry("k", by="person ines")])
    other, again, own = log.append([entry("n"), entry("k", by="person other"), entry("n", by="key 1")])
    assert (other.seq, other.again) == (2, False)
    assert again == msgspec.structs.replace(first, again=True)
    assert own == msgspec.structs.replace(other, again=True)
    assert len(list(log.read())) == 2
    assert log.get("k") == first
    assert log.get("nobody") is None
    assert log.find(["k", "nobody", "n"]) == {"k": first, "n": other}


def test_links_are_read_by_kind_and_in_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aftershock.shield.ledger.sqlite.PAGE", 3)
    log = open_log(tmp_path)
    looked = Opened(item="harbour:p", revision=0, why="an appeal")
    log.append([decided(f"p{n}") if n % 2 else entry(n, looked) for n in range(10)])
    assert [link.seq for link in log.read()] == list(range(1, 11))
    assert [link.seq for link in log.read(after=4, kinds=("opened",))] == [5, 7, 9]
    assert [link.seq for link in log.read(kinds=("decided", "opened"), limit=7)] == list(range(1, 8))
    assert [link.seq for link in log.read(kinds=("decided",), limit=4)] == [2, 4, 6, 8]
    assert list(log.read(kinds=("reviewed",))) == []


def test_many_threads_and_handles_make_one_chain(tmp_path: Path) -> None:
    logs = [open_log(tmp_path) for _ in range(3)]

    def work(number: int) -> None:
        for step in range(20):
            logs[number % 3].append([entry(f"{number}-{step}"), entry(f"shared-{step}")])

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert logs[0].head().seq == 6 * 20 + 20
    assert logs[1].verify().broken is None


def test_an_entry_that_cannot_be_written_is_refused_whole(tmp_path: Path) -> None:
    log = open_log(tmp_path)
    for bad in (entry(""), entry("k", SignedIn(person="\ud800", how="in")), entry("k", at="yesterday")):
        with pytest.raises(LedgerError):
            log.append([entry("good"), bad])
    assert log.head() == Head()


def _raw(folder: Path, sql: str, *given: object) -> None:
    """Change the file behind the log's back, as somebody who can write to the disk would."""
    connection = sqlite3.connect(folder / "log.sqlite")
    for name in ("entries_stay", "entries_remain"):
        connection.execute(f"drop trigger {name}")
    connection.execute(sql, given)
    connection.commit()
    connection.close()


def _other(body: str) -> bytes:
    return canonical_json(entry("k4", by=body))


@pytest.mark.parametrize(
    ("sql", "given", "broken", "cause"),
    [
        ("update entries set body = ? where seq = 4", [_other("key 9")], 4, "does not fit its content"),
        ("delete from entries where seq = 4", [], 4, "entry 4 is missing"),
        ("delete from entries where seq = 9", [], 9, "cut short"),
        ("update entries set key = 'x' where seq = 2", [], 2, "another key or kind"),
        ("update entries set kind = 'opened' where seq = 5", [], 5, "another key or kind"),
        ("update entries set prev = zeroblob(32) where seq = 6", [], 6, "does not follow"),
    ],
)
def test_what_was_changed_is_named_by_place_and_cause(
    tmp_path: Path, sql: str, given: list[object], broken: int, cause: str
) -> None:
    log = open_log(tmp_path)
    log.append([entry(f"k{n}") for n in range(1, 10)])
    head = log.head()
    log.close()
    _raw(tmp_path, sql, *given)
    found = open_log(tmp_path).verify(against=[head])
    assert found.broken is not None
    assert cause in found.cause
    if "missing" in cause:
        assert found.broken == broken + 1  # the first that stands is the one that does not follow
    else:
        assert found.broken == broken


def test_a_log_that_was_rewritten_does_not_pass_through_the_deposited_head(tmp_path: Path) -> None:
    honest, forged = open_log(tmp_path / "a"), open_log(tmp_path / "b")
    honest.append([entry(n) for n in range(5)])
    forged.append([entry(n) for n in range(3)] + [entry("other"), entry(4), entry(5)])
    assert forged.verify().broken is None
    found = forged.verify(against=[honest.head()])
    assert found.broken == 5
    assert "rewritten" in found.cause


def test_entries_are_not_changed_through_sql(tmp_path: Path) -> None:
    log = open_log(tmp_path)
    log.append([entry(1)])
    connection = sqlite3.connect(tmp_path / "log.sqlite")
    for sql in ("update entries set kind = 'x'", "delete from entries"):
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute(sql)
    connection.close()


def test_a_file_that_is_no_log_is_said_to_be_damaged(tmp_path: Path) -> None:
    (tmp_path / "log.sqlite").write_bytes(b"not a database, but long enough to look like one " * 200)
    with pytest.raises(LedgerDamaged, match=r"log\.sqlite"):
        open_log(tmp_path)


def test_a_log_opened_before_a_fork_or_closed_refuses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = open_log(tmp_path)
    monkeypatch.setattr("os.getpid", lambda: 1)
    with pytest.raises(LedgerError, match="fork"):
        log.append([entry(1)])
    monkeypatch.undo()
    log.close()
    for ask in (lambda: log.append([entry(1)]), log.head):
        with pytest.raises(LedgerError, match="closed") as said:
            ask()
        assert not isinstance(said.value, LedgerDamaged)


def test_an_address_of_another_kind_is_refused() -> None:
    with pytest.raises(UsageError, match="mysql"):
        open_log("mysql://somewhere/log")


def test_a_process_that_hangs_with_the_log_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aftershock.shield.ledger.sqlite.PATIENCE", 0.05)
    one, two = open_log(tmp_path), open_log(tmp_path)
    with one._turn(), pytest.raises(LedgerError, match="another process holds"):  # type: ignore[attr-defined]
        two.append([entry(1)])
    two.append([entry(1)])


def test_a_job_is_done_by_one(tmp_path: Path) -> None:
    one, two = open_log(tmp_path), open_log(tmp_path)
    with one.alone("outbox") as first, two.alone("outbox") as second, two.alone("other") as third:
        assert (first, second, third) == (True, False, True)
    with two.alone("outbox") as later:
        assert later


SQL = Path(aftershock.shield.ledger.__file__).parent / "sql"
QUESTIONS: dict[str, dict[str, object]] = {
    "head": {},
    "sound": {},
    "decided": {},
    "known": {"keys": '["k"]'},
    "page": {"after": 0, "count": 5},
    "page_of_kinds": {"after": 0, "count": 5, "kinds": '["decided"]'},
    "page_of_rare_kinds": {"after": 0, "count": 5, "kinds": '["opened"]'},
    "copy": {"content": "c"},
    "extend": {"content": "c", "until": AT},
    "purge": {"now": AT},
}


def test_every_question_binds_to_the_empty_schema() -> None:
    connection = sqlite3.connect(":memory:")
    connection.executescript(query("sqlite", "schema"))
    for name, given in QUESTIONS.items():
        expected = [("ok",)] if name == "sound" else []
        assert connection.execute(query("sqlite", name), given).fetchall() == expected
    listed = {path.stem for path in SQL.glob("sqlite/*.sql")}
    assert listed == {*QUESTIONS, "schema", "add", "seal"}


def test_rare_kinds_are_found_by_their_index() -> None:
    connection = sqlite3.connect(":memory:")
    connection.executescript(query("sqlite", "schema"))
    given = QUESTIONS["page_of_rare_kinds"]
    plan = connection.execute("explain query plan " + query("sqlite", "page_of_rare_kinds"), given).fetchall()
    assert "entries_rare" in str(plan)


def test_questions_over_a_small_table() -> None:
    connection = sqlite3.connect(":memory:")
    connection.executescript(query("sqlite", "schema"))
    rows = [(1, "a", "decided"), (2, "b", "opened"), (3, "c", "decided"), (4, "d", "reviewed")]
    full = [(*row, b"{}", bytes(32), bytes([row[0]] * 32)) for row in rows]
    connection.executemany(query("sqlite", "add"), full)
    connection.executemany(query("sqlite", "seal"), [("x", b"1", "2026-01"), ("x", b"1", "2025-12")])

    def ask(name: str, **given: object) -> list[object]:
        return [row[0] for row in connection.execute(query("sqlite", name), given)]

    assert ask("head") == [4]
    connection.execute(query("sqlite", "add"), (5, "decided harbour:p#0", "decided", b"{}", b"", b""))
    assert ask("decided") == [5]
    assert ask("known", keys='["c", "a", "z"]') == [1, 3]
    assert ask("page", after=1, count=2) == [2, 3]
    assert ask("page_of_kinds", after=1, count=9, kinds='["decided", "reviewed"]') == [3, 4, 5]
    assert ask("page_of_rare_kinds", after=0, count=9, kinds='["opened"]') == [2]
    assert connection.execute(query("sqlite", "copy"), {"content": "x"}).fetchall() == [(b"1", "2026-01")]
    ask("extend", content="x", until="2025-01")
    ask("extend", content="x", until="2026-02")
    ask("purge", now="2026-01")
    assert connection.execute(query("sqlite", "copy"), {"content": "x"}).fetchall() == [(b"1", "2026-02")]
    ask("purge", now="2026-02")
    assert ask("copy", content="x") == []


def test_an_unreadable_entry_is_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = open_log(tmp_path)
    log.append([entry(1)])
    log.close()
    _raw(tmp_path, "update entries set body = ?", b"{")
    with pytest.raises(LedgerDamaged, match="cannot be read"):
        list(open_log(tmp_path).read())

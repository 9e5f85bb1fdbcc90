"""Do the tables keep records as they are, and does every question of the package fit them?"""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest
from msgspec.structs import replace

import aftershock
from aftershock.errors import CaseDamaged
from aftershock.records import Channel, Event, Figure, Interval, Receipt, Reject, Statement
from aftershock.store import case as store
from aftershock.store import tables
from tests.store import sample

PACKAGE = Path(aftershock.__file__).parent
# The filter's log is no case: its questions are asked of SQLite and PostgreSQL, in tests/shield/ledger.
QUESTIONS = sorted(
    name
    for name in (path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.sql"))
    if not name.startswith("shield/ledger/")
)
# These make the tables rather than ask them: they are run, not bound, when a case file is opened.
MAKERS = {f"store/{name}" for name in (*tables.MIGRATIONS, "migrations.sql", "posts.sql", "latest_posts.sql")}
PARAMETER = re.compile(r"(?<![\w$])\$([a-z_][a-z0-9_]*)")


@pytest.fixture
def empty() -> duckdb.DuckDBPyConnection:
    """An empty case, and what coordination's questions are asked of: acts with their seconds."""
    made = tables.connect(None)
    made.execute("create table acts (trace varchar, object varchar, account varchar, post varchar, t double)")
    return made


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_question_binds_to_the_empty_schema(name: str, empty: duckdb.DuckDBPyConnection) -> None:
    """Each file says its question first; each statement in it is planned with its named parameters."""
    text = (PACKAGE / name).read_text("utf-8")
    assert re.match(r"-- \S", text), f"{name} must begin with the question that it answers"
    if name in MAKERS:
        return
    statements = duckdb.extract_statements(text)
    assert statements, f"{name} asks nothing"
    for statement in statements:
        if statement.type == duckdb.StatementType.CREATE:
            empty.execute(statement)  # what a later statement of the same file asks of
            continue
        empty.execute(f"prepare question as {statement.query}")
        empty.execute("deallocate question")


def test_a_question_that_does_not_fit_is_noticed(empty: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(duckdb.BinderException):
        empty.execute("prepare question as select no_such_column from posts where lang = $lang")


def test_records_come_back_as_they_went_in_and_in_order(tmp_path: Path) -> None:
    odd = 'NUL \x00, quote ", “näher”, \U0001f54e, \u202eright'
    rejects = [Reject(file=f"{each}", line=each, cause=odd, next_step="") for each in (3, 1, 2)]
    with store.create(tmp_path / "a.case") as case:
        assert case.write("rejects", rejects) == 3
        assert case.read("rejects", Reject) == tuple(rejects)
        assert case.write("rejects", rejects[:1]) == 1
        assert case.read("events", Event) == ()


def test_of_two_with_one_key_the_later_stands_in_the_place_of_the_earlier(tmp_path: Path) -> None:
    one, other = (Channel(platform=name, id="1") for name in ("p", "q"))
    with store.create(tmp_path / "a.case") as case:
        assert case.write("channels", (one, other, replace(one, role="official"))) == 2
        assert [(each.platform, each.role) for each in case.read("channels", Channel)] == [
            ("p", "official"),
            ("q", "unknown"),
        ]


def test_main_columns_are_worked_out_by_hand(tmp_path: Path) -> None:
    receipt = Receipt(text="t", start=0, end=2, quote="12")
    figure = Figure(
        id="f", role="injured", unit="people", low=12, high=None, modifier="at least", receipt=receipt
    )
    when = Interval(start="2026-03-14T18:40:00Z", end=None)
    with store.create(tmp_path / "a.case") as case:
        case.write("figures", [figure])
        case.write("events", [Event(id="e", title="Lantern Hall", when=when, where="Port Hale", main=True)])
        case.write("statements", [Statement(id="s", story="y", act="denies", polarity="negative")])
        with case.cursor() as cursor:
            asked = "select low, high, modifier from figures"
            assert cursor.execute(asked).fetchall() == [(12.0, None, "at least")]
            asked = "select strftime(starts, '%H:%M'), place, main from events"
            assert cursor.execute(asked).fetchall() == [("18:40", "Port Hale", True)]
            asked = "select act, polarity, spans_damage, witnesses from statements"
            assert cursor.execute(asked).fetchall() == [("denies", "negative", False, 0)]


def test_the_storage_version_is_pinned(tmp_path: Path) -> None:
    sample.build(tmp_path / "a.case")
    with duckdb.connect(str(tmp_path / "a.case" / "case.duckdb")) as opened:
        ((tags,),) = opened.execute("select tags from duckdb_databases() where not internal").fetchall()
    assert tags["storage_version"].startswith(tables.STORAGE_VERSION)


def test_a_later_migration_is_applied_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sample.build(tmp_path / "a.case")
    later = {"later.sql": "-- later: what came after?\ncreate table kept.main.later (id varchar);"}
    query = tables.query
    monkeypatch.setattr(tables, "query", lambda name: later.get(name) or query(name))
    with store.open_case(tmp_path / "a.case") as case, case.cursor() as cursor:
        names = (*tables.MIGRATIONS, "later.sql")
        assert tables.migrate(cursor, names) == 1
        assert tables.migrate(cursor, names) == 0
        with pytest.raises(CaseDamaged, match="does not know"):
            tables.migrate(cursor, tables.MIGRATIONS[:0])


@pytest.mark.parametrize("damage", ["gone", "garbage", "edited"])
def test_a_case_file_that_is_not_as_sealed_is_dropped_and_that_is_said(tmp_path: Path, damage: str) -> None:
    root = tmp_path / "a.case"
    sample.build(root)
    path = root / "case.duckdb"
    if damage == "gone":
        path.unlink()
    elif damage == "garbage":
        path.write_bytes(b"no database\n" * 100)
    else:
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(bytes(data))
    with store.open_case(root) as case:
        assert case.read("statements", Statement) == ()
        assert "run the case to fill it again" in case.notices[0]
        assert case.custody.links[-1].body["action"] == "rebuild-tables"
        assert len(case.judgements()) == 2
        assert case.verify().ok


def test_what_is_kept_is_found_under_its_key(tmp_path: Path) -> None:
    with store.create(tmp_path / "a.case") as case:
        case.keep("reading", {"one": "1", "two": "2"})
        case.keep("reading", {"two": "zwei"})
        assert case.cached("reading", ["one", "two", "three"]) == {"one": "1", "two": "zwei"}
        assert case.cached("other", ["one"]) == {}

"""Does the log on PostgreSQL keep the same promises, also when the server is killed?"""

from __future__ import annotations

import json
import os
import threading
import time
from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner

import aftershock.shield.ledger.postgres
from aftershock.cli import cli
from aftershock.shield.ledger.chain import Head
from aftershock.shield.ledger.faults import LedgerError
from aftershock.shield.ledger.happenings import Opened
from aftershock.shield.ledger.log import open_log
from aftershock.shield.ledger.postgres import asked
from aftershock.shield.ledger.sealed import sealed
from aftershock.shield.verdict import Item
from tests.shield.ledger.made import AT, decided, entry
from tests.shield.ledger.servers import Postgres
from tests.shield.ledger.test_log import SQL
from tests.shield.service.running import CALL, folder


@pytest.fixture
def address(postgres: Postgres) -> str:
    """An empty database."""
    name = f"log{os.urandom(6).hex()}"
    with psycopg.connect(postgres.address, autocommit=True) as connection:
        connection.execute(f"create database {name}".encode())
    return postgres.address.replace("/postgres", f"/{name}", 1).replace(f"/{name}ql", "/postgresql", 1)


def test_a_replay_reads_it_by_its_address(address: str, tmp_path: Path) -> None:
    policy = folder(tmp_path)
    log = open_log(address)
    for number in range(3):
        copy = sealed(Item(platform="f", id=str(number), text=CALL), now=AT)
        log.append([decided(str(number), content=copy.content)], [copy])
    log.close()
    words = ["shield", "replay", address, "--policy", str(policy), "--against", str(policy), "--json"]
    said = CliRunner().invoke(cli, [*words, "--workers", "1"])
    assert said.exit_code == 0, said.output
    told = json.loads(said.stdout)
    assert told["posts"] == 3
    assert {each["rule"]: each["fired"] for each in told["rules"]}["calls"] == 3


def test_it_is_the_same_log_as_on_sqlite(address: str, tmp_path: str) -> None:
    handed = [decided("p1"), entry("n1", Opened(item="harbour:p1", revision=0, why="an appeal")), entry("n2")]
    logs = [open_log(address), open_log(str(tmp_path))]
    for log in logs:
        assert log.head() == Head()
        log.append(handed[:2])
        again, new = log.append([handed[1], handed[2]])
        assert (again.again, new.again, new.seq) == (True, False, 3)
        assert [link.seq for link in log.read(after=1, kinds=("opened",))] == [2]
        assert [link.seq for link in log.read(kinds=("opened", "decided"), limit=1)] == [1]
        assert log.verify().broken is None
        assert log.verify(against=[Head(seq=9, hash="0" * 64)]).broken == 4
    assert list(logs[0].read()) == list(logs[1].read())
    assert logs[0].get("n2") == logs[1].get("n2")
    assert logs[0].find(["n1", "x"]) == logs[1].find(["n1", "x"])


def test_copies_expire_and_can_be_extended(address: str) -> None:
    log = open_log(address)
    copy = sealed(Item(platform="harbour", id="p1", text="the red doors"), now=AT)
    log.append([decided("p1", content=copy.content)], [copy, copy])
    assert log.copy(copy.content) == copy
    assert log.extend(copy.content, "2027-12-01T00:00:00Z")
    assert log.purge(copy.until) == 0
    assert log.purge("2027-12-01T00:00:00Z") == 1
    assert log.copy(copy.content) is None


def test_nothing_is_changed_through_sql_and_changes_are_named(address: str) -> None:
    log = open_log(address)
    log.append([entry(n) for n in range(4)])
    with psycopg.connect(address) as connection, pytest.raises(psycopg.Error, match="never changed"):
        connection.execute("update entries set kind = 'x'")
    with psycopg.connect(address) as connection:
        connection.execute("alter table entries disable trigger all")
        connection.execute("update entries set body = '{}' where seq = 3")
    assert log.verify().broken == 3


def test_many_threads_and_handles_make_one_chain(address: str) -> None:
    logs = [open_log(address) for _ in range(3)]

    def work(number: int) -> None:
        for step in range(10):
            logs[number % 3].append([entry(f"{number}-{step}"), entry(f"shared-{step}")])

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert logs[0].head().seq == 70
    assert logs[1].verify().broken is None


def test_a_job_is_done_by_one(address: str) -> None:
    one, two = open_log(address), open_log(address)
    with one.alone("outbox") as first, two.alone("outbox") as second:
        assert (first, second) == (True, False)
    with two.alone("outbox") as later:
        assert later


def test_a_killed_server_loses_nothing_that_was_acknowledged(postgres: Postgres, address: str) -> None:
    log = open_log(address)
    acknowledged: list[str] = []
    refused = 0
    stop = threading.Event()

    def load() -> None:
        nonlocal refused
        number = 0
        while not stop.is_set():
            keys = [f"k{number + step}" for step in range(5)]
            try:
                log.append([entry(key) for key in keys])
            except LedgerError:
                refused += 1
                time.sleep(0.02)
                continue  # the same keys are handed in again
            acknowledged.extend(keys)
            number += 5

    writer = threading.Thread(target=load, daemon=True)
    writer.start()
    for _ in range(3):
        time.sleep(0.3)
        postgres.kill()
        postgres.start()
        start = time.monotonic()
        before = len(acknowledged)
        while len(acknowledged) == before:
            assert time.monotonic() - start < 20, "it hangs"
            time.sleep(0.01)
    stop.set()
    writer.join()
    fresh = open_log(address)
    keys = [link.entry.key for link in fresh.read()]
    assert len(keys) == len(set(keys))
    assert set(acknowledged) <= set(keys)
    assert fresh.verify().broken is None
    assert refused > 0


def test_a_server_that_is_not_there_is_named_without_its_password() -> None:
    with pytest.raises(LedgerError) as said:
        open_log("postgresql://shield:hush@127.0.0.1:1/none")
    assert "hush" not in str(said.value)
    assert "127.0.0.1" in str(said.value)


def test_every_question_binds_to_the_empty_schema(address: str) -> None:
    given = {
        "head": {}, "known": {"keys": ["k"]}, "copy": {"content": "c"}, "purge": {"now": AT},
        "page": {"after": 0, "count": 5}, "page_of_kinds": {"after": 0, "count": 5, "kinds": ["decided"]},
        "page_of_rare_kinds": {"after": 0, "count": 5, "kinds": ["opened"]},
        "extend": {"content": "c", "until": AT}, "turn": {"place": 1}, "alone": {"place": 2},
        "add": {"seqs": [1], "keys": ["k"], "kinds": ["x"], "bodies": [b""], "prevs": [b""], "hashes": [b""]},
        "seal": {"contents": ["c"], "bodies": [b""], "untils": [AT]},
    }  # fmt: skip
    open_log(address)
    with psycopg.connect(address) as connection:
        for name, values in given.items():
            found = connection.execute(asked(name), values)
            assert name in ("turn", "alone") or found.description is None or found.fetchall() == []
    assert {path.stem for path in SQL.glob("postgres/*.sql")} == {*given, "schema"}


def test_the_extra_is_named_where_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "psycopg", None)
    with pytest.raises(aftershock.shield.ledger.postgres.ExtraMissing, match="postgres"):
        open_log("postgresql://127.0.0.1/none")

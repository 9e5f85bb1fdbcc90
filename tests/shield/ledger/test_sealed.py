"""Is what was decided upon kept as long as it must be, and gone afterwards?"""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from aftershock.shield.ledger.faults import LedgerDamaged, LedgerError
from aftershock.shield.ledger.happenings import Decided
from aftershock.shield.ledger.log import open_log
from aftershock.shield.ledger.sealed import content_of, item_again, looked_at, sealed
from aftershock.shield.ledger.times import apart, moved
from aftershock.shield.verdict import Item
from tests.shield.ledger.made import AT, decided, entry

TEXT = "the red doors were painted in the night " * 20
ITEM = Item(
    platform="harbour", id="p:1", revision=2, text=TEXT, channel="c7", links=("https://example.org/a",),
    files=("f" * 64,), pictures=("0" * 64,), film=("1" * 64,),
    signals={"tone.calls": 0.25, "account.new": None},
)  # fmt: skip


def test_the_item_comes_back_as_the_decision_saw_it(tmp_path: Path) -> None:
    log = open_log(tmp_path)
    copy = sealed(ITEM, now=AT)
    handed = decided("p:1", revision=2, content=copy.content)
    assert isinstance(handed.what, Decided)
    what = msgspec.structs.replace(handed.what, channel=ITEM.channel, signals=ITEM.signals)
    (link,) = log.append([msgspec.structs.replace(handed, what=what)], [copy])
    stored = next(iter(log.read(after=link.seq - 1))).entry.what
    kept = log.copy(copy.content)
    assert isinstance(stored, Decided)
    assert kept is not None
    assert item_again(stored, kept) == ITEM


def test_the_same_content_is_one_copy_that_stands_as_long_as_the_longest(tmp_path: Path) -> None:
    log = open_log(tmp_path)
    other = msgspec.structs.replace(ITEM, id="p2", platform="quay", channel="", signals={}, revision=0)
    short, long = sealed(ITEM, now=AT), sealed(other, now=AT, kept=timedelta(days=365))
    assert short.content == long.content == content_of(looked_at(ITEM))
    log.append([entry(1)], [short, long, short])
    kept = log.copy(short.content)
    assert kept is not None
    assert kept.until == long.until
    assert content_of(looked_at(msgspec.structs.replace(ITEM, text=TEXT + "."))) != short.content


def test_a_copy_ends_and_leaves_no_bytes(tmp_path: Path) -> None:
    log = open_log(tmp_path)
    word = "zwq-unlikely-words"
    copy = sealed(msgspec.structs.replace(ITEM, text=word, film=()), now=AT)
    kept = sealed(ITEM, now=AT, kept=timedelta(days=400))
    log.append([entry(1)], [copy, kept])
    before = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    from aftershock.shield.ledger.sealed import packed

    assert packed(copy.looked)[10:60] in before
    assert log.purge(moved(copy.until, timedelta(seconds=-1))) == 0
    assert log.purge(copy.until) == 1
    after = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert packed(copy.looked)[10:60] not in after
    assert log.copy(copy.content) is None
    assert log.copy(kept.content) == kept
    assert log.verify().broken is None


def test_a_copy_is_kept_longer_and_never_shorter(tmp_path: Path) -> None:
    log = open_log(tmp_path)
    copy = sealed(ITEM, now=AT)
    log.append([entry(1)], [copy])
    assert not log.extend("0" * 64, "2030-01-01T00:00:00Z")
    assert log.extend(copy.content, "2020-01-01T00:00:00Z")
    assert log.copy(copy.content) == copy
    assert log.extend(copy.content, "2030-01-01T00:00:00Z")
    assert log.copy(copy.content) == msgspec.structs.replace(copy, until="2030-01-01T00:00:00Z")


def test_entry_and_copy_stand_or_fall_together(tmp_path: Path) -> None:
    log = open_log(tmp_path)
    copy = sealed(ITEM, now=AT)
    with pytest.raises(LedgerError):
        log.append([entry("")], [copy])
    assert log.copy(copy.content) is None


def test_six_months_are_no_less(tmp_path: Path) -> None:
    assert apart(AT, sealed(ITEM, now=AT).until) >= 184 * 86400


def test_a_damaged_copy_is_named(tmp_path: Path) -> None:
    log = open_log(tmp_path)
    copy = sealed(ITEM, now=AT)
    log.append([entry(1)], [copy])
    connection = sqlite3.connect(tmp_path / "log.sqlite")
    connection.execute("update copies set body = x'00'")
    connection.commit()
    connection.close()
    with pytest.raises(LedgerDamaged, match=copy.content):
        log.copy(copy.content)

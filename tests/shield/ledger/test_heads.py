"""Does a head that was deposited elsewhere prove how far the log reached?"""

from __future__ import annotations

import stat
from pathlib import Path

import msgspec
import pytest

from aftershock.shield.ledger import heads
from aftershock.shield.ledger.chain import Head
from aftershock.shield.ledger.faults import LedgerDamaged, LedgerError
from aftershock.shield.ledger.log import open_log
from tests.shield.ledger.made import AT, entry


def test_a_signed_head_holds_only_with_its_key_and_as_it_is(tmp_path: Path) -> None:
    public = heads.make_key(tmp_path / "key")
    other = heads.make_key(tmp_path / "other")
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    with pytest.raises(LedgerError, match="no key"):
        heads.make_key(tmp_path / "key")
    one = heads.signed(Head(seq=3, hash="ab" * 32), at=AT, key=tmp_path / "key")
    assert one.key == public
    assert heads.genuine(one, key=public)
    assert not heads.genuine(one, key=other)
    assert not heads.genuine(one, key="not hexadecimal")
    for change in (
        {"at": "2026-11-22T11:00:00Z"},
        {"head": Head(seq=2, hash="ab" * 32)},
        {"signature": "00"},
    ):
        assert not heads.genuine(msgspec.structs.replace(one, **change), key=public)


def test_a_log_that_was_cut_is_found_by_the_last_deposit(tmp_path: Path) -> None:
    heads.make_key(tmp_path / "key")
    log = open_log(tmp_path / "log")
    path = tmp_path / "heads.jsonl"
    assert heads.deposited(path) == []
    for number in range(3):
        log.append([entry(number)])
        heads.deposit(path, heads.signed(log.head(), at=AT, key=tmp_path / "key"))
    with path.open("ab") as file:
        file.write(b'{"head":')  # a crash
    kept = heads.deposited(path)
    assert [each.head.seq for each in kept] == [1, 2, 3]
    assert log.verify(against=[each.head for each in kept]).broken is None
    shorter = open_log(tmp_path / "shorter")
    shorter.append([entry(0), entry(1)])
    assert shorter.verify(against=[kept[1].head]).broken is None
    assert shorter.verify(against=[kept[2].head]).broken == 3
    path.write_bytes(b"rubbish\n")
    with pytest.raises(LedgerDamaged, match="not a head"):
        heads.deposited(path)


@pytest.mark.parametrize(
    ("seq", "now", "expected"),
    [
        (5, "2026-11-22T10:59:59Z", False),
        (5, "2026-11-22T11:00:00Z", True),
        (3, "2026-11-23T10:00:00Z", False),
        (5, "2026-11-22T09:00:00Z", True),
    ],
)
def test_each_hour_in_which_something_happened(seq: int, now: str, expected: bool) -> None:
    last = heads.SignedHead(head=Head(seq=3, hash="00"), at=AT, key="", signature="")
    assert heads.due(last, Head(seq=seq, hash="11"), now=now) is expected


def test_the_first_head_is_due_when_there_is_one() -> None:
    assert not heads.due(None, Head(), now=AT)
    assert heads.due(None, Head(seq=1, hash="11"), now=AT)

"""Does `verify` find every single change of a case, and blame the file that was changed and no other?"""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import duckdb
import msgspec
import pytest

from aftershock.store import seal
from aftershock.store.verify import verify
from tests.store import sample

LINED = ("custody.jsonl", "judgements.jsonl")
Damage = Callable[[random.Random, bytes], bytes | None]


def edit(chance: random.Random, data: bytes) -> bytes:
    at = chance.randrange(len(data))
    other = (data[at] + chance.randrange(1, 256)) % 256
    return data[:at] + bytes([other]) + data[at + 1 :]


def drop_byte(chance: random.Random, data: bytes) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + data[at + 1 :]


def insert(chance: random.Random, data: bytes) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + bytes([chance.randrange(256)]) + data[at:]


def truncate(chance: random.Random, data: bytes) -> bytes:
    return data[: chance.randrange(len(data))]


def remove(chance: random.Random, data: bytes) -> None:
    return None


def drop_line(chance: random.Random, data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    del lines[chance.randrange(len(lines))]
    return b"".join(lines)


def cut_lines(chance: random.Random, data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    return b"".join(lines[: chance.randrange(len(lines))])


def swap_lines(chance: random.Random, data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    one, other = chance.sample(range(len(lines)), 2)
    lines[one], lines[other] = lines[other], lines[one]
    return b"".join(lines)


def repeat_line(chance: random.Random, data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    lines.insert(chance.randrange(len(lines) + 1), chance.choice(lines))
    return b"".join(lines)


BYTES: tuple[Damage, ...] = (edit, edit, drop_byte, insert, truncate, remove)
LINES: tuple[Damage, ...] = (drop_line, cut_lines, swap_lines, repeat_line)


def test_a_whole_case_is_found_whole(tmp_path: Path) -> None:
    root = tmp_path / "quay.case"
    sample.build(root)
    report = verify(root)
    assert report.findings == ()
    assert report.checked["originals"] == len(sample.LINES)
    assert report.checked["receipts"] >= 4 * len(sample.LINES)


@pytest.mark.parametrize("trials", [25, pytest.param(800, marks=pytest.mark.slow)])
def test_every_change_of_a_file_is_found_and_blamed_on_it(tmp_path: Path, trials: int) -> None:
    root = tmp_path / "quay.case"
    sample.build(root)
    targets = [
        path.relative_to(root).as_posix()
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.name not in ("lock", "case.toml")
    ]
    chance = random.Random(20260314)
    for trial in range(trials):
        name = LINED[trial % 2] if trial % 4 == 0 else chance.choice(targets)
        path = root / name
        before = path.read_bytes()
        damage = chance.choice((*BYTES, *LINES) if name in LINED else BYTES)
        after = damage(chance, before)
        if after == before:
            continue
        path.chmod(0o644)
        path.unlink() if after is None else path.write_bytes(after)
        blamed = {finding.file for finding in verify(root).findings if finding.kind == "damage"}
        assert blamed == {name}, f"trial {trial}: {damage.__name__} of {name} was blamed on {blamed}"
        path.write_bytes(before)
    assert verify(root).ok


def test_originals_that_changed_places_are_both_found(tmp_path: Path) -> None:
    root = tmp_path / "quay.case"
    sample.build(root)
    one, other = sorted(path for path in (root / "originals").rglob("*") if path.is_file())[:2]
    first, second = one.read_bytes(), other.read_bytes()
    for path, data in ((one, second), (other, first)):
        path.chmod(0o644)
        path.write_bytes(data)
    blamed = {finding.file for finding in verify(root).findings}
    assert blamed == {path.relative_to(root).as_posix() for path in (one, other)}


def spoil(chance: random.Random, value: object) -> bool:
    """Change one receipt somewhere in a record; False where there is none."""
    holders: list[dict[str, object]] = []

    def walk(inner: object) -> None:
        if isinstance(inner, dict):
            if {"text", "start", "end"} <= inner.keys() or {"capture", "locator"} <= inner.keys():
                holders.append(inner)
            for each in inner.values():
                walk(each)
        elif isinstance(inner, list):
            for each in inner:
                walk(each)

    walk(value)
    if not holders:
        return False
    holder = chance.choice(holders)
    if "capture" in holder:
        holder["capture"] = f"capture-{chance.randrange(16**16):016x}"
        return True
    key = chance.choice([key for key in ("text", "start", "end", "quote") if key in holder])
    had = holder[key]
    if key == "quote":
        at = chance.randrange(len(str(had)))
        holder[key] = str(had)[:at] + chr(ord(str(had)[at]) + 1) + str(had)[at + 1 :]
    elif key == "text":
        holder[key] = "0" + str(had)[1:] if str(had)[0] != "0" else "1" + str(had)[1:]
    else:
        assert isinstance(had, int)
        holder[key] = had + chance.choice((-1, 1)) * chance.randrange(1, 4)
    return True


@pytest.mark.parametrize("trials", [6, pytest.param(200, marks=pytest.mark.slow)])
def test_every_change_of_a_receipt_is_found_even_without_a_seal(tmp_path: Path, trials: int) -> None:
    """The rows are edited through the engine, and the seal says nothing of the case file."""
    root = tmp_path / "quay.case"
    sample.build(root)
    sealed = seal.read(root)
    assert sealed is not None
    files = {name: digest for name, digest in sealed.files.items() if name != "case.duckdb"}
    seal.write(root, msgspec.structs.replace(sealed, files=files))
    chance = random.Random(7)
    for trial in range(trials):
        with duckdb.connect(str(root / "case.duckdb")) as rows:
            kind, key, record = chance.choice(rows.execute("select kind, id, record from records").fetchall())
            value = msgspec.json.decode(record)
            if not spoil(chance, value):
                continue
            at = [kind, key]
            spoilt = msgspec.json.encode(value).decode()
            rows.execute("update records set record = ? where kind = ? and id = ?", [spoilt, *at])
        found = [finding for finding in verify(root).findings if finding.kind == "damage"]
        assert found, f"trial {trial}: {kind} {key} was changed to {spoilt}"
        assert {finding.file for finding in found} == {"case.duckdb"}
        assert all(key in finding.what for finding in found)
        with duckdb.connect(str(root / "case.duckdb")) as rows:
            rows.execute("update records set record = ? where kind = ? and id = ?", [record, *at])


def test_a_head_deposited_elsewhere_is_found_again_or_missed(tmp_path: Path) -> None:
    root = tmp_path / "quay.case"
    sample.build(root)
    head = verify(root).heads["custody"]
    from aftershock.store import case as store

    with store.open_case(root) as case:
        case.record("looked-at", digest=head)
    assert verify(root, against=head).ok
    foreign = tmp_path / "other.case"
    sample.build(foreign)
    assert not verify(foreign, against=head).ok


def test_an_edited_case_file_is_a_notice_and_then_part_of_the_chain(tmp_path: Path) -> None:
    root = tmp_path / "quay.case"
    sample.build(root)
    (root / "case.toml").write_text('[case]\ntitle = "Lantern Hall"\n', "utf-8")
    report = verify(root)
    assert report.ok
    assert [(finding.kind, finding.file) for finding in report.findings] == [("notice", "case.toml")]
    from aftershock.store import case as store

    with store.open_case(root) as case:
        assert case.meta.title == "Lantern Hall"
    assert verify(root).findings == ()

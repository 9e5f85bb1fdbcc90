"""Do banks find what they know, and only that; after a restart, a crash, a swap?"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from aftershock.errors import InputError, UsageError
from aftershock.shield.banks import bank as banks
from aftershock.shield.banks import films, generation, grams, items
from aftershock.shield.banks.bank import Bank
from aftershock.shield.banks.items import KnownItem
from aftershock.shield.banks.keys import Keys
from aftershock.shield.banks.near import overlap
from aftershock.shield.banks.pictures import Pictures
from aftershock.shield.normalise import fold, plain

AT = "2026-11-22T10:00:00Z"
TEXT = "The lantern at the harbour gate was painted green again by the night crew of the ferry."
OTHER = "Nobody on the bridge knew why the bells of the town hall had been silent since Monday morning."


def item(id_: str, kind: items.Kind = "text", by: str | None = "Ana") -> KnownItem:
    return KnownItem(id=id_, bank="removed", kind=kind, adopted_by=by)


def ask(bank: Bank, text: str) -> dict[str, str]:
    folded = fold(text)
    return {match.item: match.how for match in bank.text(plain(text), folded, grams.print_of(folded))}


def turned(pdq: bytes, bits: int, rng: np.random.Generator) -> bytes:
    number = int.from_bytes(pdq, "little")
    for bit in rng.choice(256, bits, replace=False):
        number ^= 1 << int(bit)
    return number.to_bytes(32, "little")


def test_pictures_within_the_radius_are_all_found_and_no_others() -> None:
    rng = np.random.default_rng(3)
    hashes = rng.integers(0, 2**64, (3000, 4), dtype=np.uint64)
    index = Pictures.of(hashes, np.arange(3000, dtype=np.uint32))
    for radius in (0, 8, 31):
        for bits in (0, 1, 8, 15, 16, 30, 31, 32, 60):
            asked = turned(hashes[int(rng.integers(3000))].tobytes(), bits, rng)
            distance = np.bitwise_count(hashes ^ np.frombuffer(asked, np.uint64)).sum(axis=1)
            slow = sorted((int(d), int(at)) for at, d in enumerate(distance) if d <= radius)
            assert [(d, at) for at, d in index.find(asked, radius)] == slow


def test_the_sketch_estimates_the_share_of_grams_in_common() -> None:
    rng = np.random.default_rng(4)
    errors = []
    for _ in range(200):
        pool = rng.choice(2**31, 160, replace=False).astype(np.uint32)
        one, two = np.sort(pool[:100]), np.sort(pool[int(rng.integers(0, 60)) :])
        true = len(np.intersect1d(one, two)) / len(np.union1d(one, two))
        errors.append(overlap(one[None, : grams.SKETCH], two)[0] - true)
    assert abs(np.mean(errors)) < 0.02
    assert np.std(errors) < 0.1


def test_texts_are_found_whole_disguised_nearly_and_not_otherwise(tmp_path: Path) -> None:
    banks.add(tmp_path, [items.of_text(item("t"), TEXT), items.of_text(item("o"), OTHER)], by="Ana", at=AT)
    bank = Bank(tmp_path)
    assert ask(bank, TEXT.upper()) == {"t": "exact"}
    assert ask(bank, TEXT.replace("o", "0")) == {"t": "folded"}
    assert ask(bank, TEXT.replace("night", "day")) == {"t": "near"}
    assert ask(bank, TEXT[: len(TEXT) * 4 // 5]) == {"t": "near"}
    assert ask(bank, "A ferry is painted, and the town hall has a harbour gate; nobody knew the bells.") == {}


def test_links_files_pictures_films(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    frames = [rng.bytes(32).hex() for _ in range(12)]
    banks.add(
        tmp_path,
        [
            items.of_link(item("l", "link"), "example.org/a"),
            items.of_file(item("f", "file"), "AB" * 32),
            items.of_picture(item("p", "picture"), "a5" * 32),
            items.of_film(item("v", "film"), tuple(frames)),
        ],
        by="Ana",
        at=AT,
    )
    bank = Bank(tmp_path)
    assert [match.how for match in bank.link("example.org/a")] == ["exact"]
    assert bank.link("example.org/b") == []
    assert [match.item for match in bank.file("ab" * 32)] == ["f"]
    near = bank.picture(turned(bytes.fromhex("a5" * 32), 20, rng).hex())
    assert [(match.item, match.how) for match in near] == [("p", "near")]
    assert bank.picture("00" * 32) == []
    cut = [turned(bytes.fromhex(frame), 12, rng).hex() for frame in frames[6:10] + frames[1:4]]
    assert [match.item for match in bank.film([rng.bytes(32).hex(), *cut])] == ["v"]
    assert bank.film(frames[:2]) == []
    with pytest.raises(InputError, match="PDQ"):
        bank.picture("zz")


def test_in_order_is_the_longest_rising_run() -> None:
    assert films.in_order([]) == 0
    assert films.in_order([5, 1, 2, 9, 3]) == 3
    assert films.in_order([3, 2, 1]) == 1


def test_a_bank_that_was_settled_says_the_same_after_a_restart(tmp_path: Path) -> None:
    banks.add(
        tmp_path, [items.of_text(item("t", by=None), TEXT), items.of_text(item("o"), OTHER)], by="Ana", at=AT
    )
    assert banks.settle(tmp_path)
    banks.add(tmp_path, [items.of_picture(item("p", "picture"), "a5" * 32)], by="Ana", at=AT)
    banks.adopt(tmp_path, ["t"], by="Ben", at=AT)
    banks.remove(tmp_path, ["o"], by="Ben", at=AT)
    before = Bank(tmp_path)
    assert banks.settle(tmp_path)
    for bank in (before, Bank(tmp_path)):
        bank.refresh()
        assert len(bank) == 2
        assert ask(bank, TEXT) == {"t": "exact"}
        assert ask(bank, TEXT.replace("night", "day")) == {"t": "near"}
        assert ask(bank, OTHER) == {}
        assert len(bank.picture("a5" * 32)) == 1
        found = bank.item("t")
        assert found is not None
        assert found.adopted_by == "Ben"
        assert bank.item("o") is None


def test_the_arrays_of_a_generation_are_mapped(tmp_path: Path) -> None:
    banks.build(tmp_path, [items.of_text(item(f"t{n}"), f"{TEXT} {n}") for n in range(50)])
    read = generation.read(tmp_path / "generation-000001")
    assert isinstance(read.near.sketches.base, np.memmap)
    assert len(read) == 50


def test_what_nobody_adopted_says_so(tmp_path: Path) -> None:
    banks.add(tmp_path, [items.of_text(item("t", by=None), TEXT)], by="case", at=AT)
    bank = Bank(tmp_path)
    match = bank.text(plain(TEXT), fold(TEXT), None)[0]
    assert not match.adopted
    with pytest.raises(UsageError, match="name"):
        banks.adopt(tmp_path, ["t"], by=" ", at=AT)
    banks.adopt(tmp_path, ["t"], by="Ana", at=AT)
    assert bank.refresh()
    assert bank.text(plain(TEXT), fold(TEXT), None)[0].adopted
    assert not bank.refresh()


def test_a_torn_last_line_is_not_there_and_goes_with_the_next(tmp_path: Path) -> None:
    banks.add(tmp_path, [items.of_text(item("t"), TEXT)], by="Ana", at=AT)
    added = tmp_path / "added-000000.ndjson"
    with added.open("ab") as out:
        out.write(b'{"op":"add","by":"Ana","at":"x","ent')
    assert len(Bank(tmp_path)) == 1
    banks.add(tmp_path, [items.of_text(item("o"), OTHER)], by="Ana", at=AT)
    assert len(Bank(tmp_path)) == 2
    added.write_bytes(b"nonsense\n")
    with pytest.raises(InputError, match=r"added-000000.ndjson:1"):
        Bank(tmp_path)


def test_a_damaged_or_foreign_generation_is_refused(tmp_path: Path) -> None:
    banks.build(tmp_path, [items.of_text(item("t"), TEXT)])
    sketches = tmp_path / "generation-000001" / "sketches.npy"
    sketches.write_bytes(sketches.read_bytes()[:-4])
    with pytest.raises(InputError, match="sketches"):
        Bank(tmp_path)


def test_a_crash_while_settling_leaves_the_old_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    banks.add(tmp_path, [items.of_text(item("t"), TEXT)], by="Ana", at=AT)

    def crash(*_: object) -> None:
        raise OSError("no space left")

    with monkeypatch.context() as broken:
        broken.setattr(generation.np, "save", crash)
        with pytest.raises(OSError, match="space"):
            banks.settle(tmp_path)
    assert ask(Bank(tmp_path), TEXT) == {"t": "exact"}
    assert banks.settle(tmp_path)


def test_one_item_more_reads_and_indexes_itself_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    banks.build(tmp_path, [items.of_text(item(f"b{n}"), f"{OTHER} {n}") for n in range(20)])
    banks.add(tmp_path, [items.of_text(item(f"t{n}"), f"{TEXT} {n}") for n in range(30)], by="Ana", at=AT)
    before = Bank(tmp_path)
    indexed: list[str] = []
    whole = generation.of_entries

    def counted(entries: Iterable[items.Entry]) -> generation.Generation:
        listed = list(entries)
        indexed.extend(each.item.id for each in listed)
        return whole(listed)

    monkeypatch.setattr(generation, "of_entries", counted)
    monkeypatch.setattr(generation, "read", None)
    new = "The clock of the customs house stands still, and nobody has wound it since the feast."
    banks.add(tmp_path, [items.of_text(item("new"), new)], by="Ana", at=AT)
    banks.remove(tmp_path, ["t3", "b4"], by="Ana", at=AT)
    after = before.renewed()
    assert indexed == ["new"]
    assert after._base is before._base
    assert (len(before), len(after)) == (50, 49)
    assert ask(after, new) == {"new": "exact"}
    assert "new" not in ask(before, new), "whoever is reading in it reads on"
    assert before.item("t3") is not None
    assert after.item("t3") is None
    assert after.item("b4") is None
    for number in (0, 2, 4, 29):
        assert ask(after, f"{TEXT} {number}")[f"t{number}"] == "exact"
    assert after.renewed() is after


def test_any_order_of_changes_read_at_once_or_bit_by_bit_is_the_same_bank(tmp_path: Path) -> None:
    chance = random.Random(11)
    steps = Bank(tmp_path)
    for turn in range(60):
        ids = [f"t{chance.randrange(12)}" for _ in range(chance.randrange(1, 4))]
        what = chance.randrange(4)
        if what == 0:
            banks.remove(tmp_path, ids, by="Ana", at=AT)
        elif what == 1:
            banks.adopt(tmp_path, ids, by="Ben", at=AT)
        else:
            texts = [items.of_text(item(id_, by=None), f"{TEXT} {turn} {id_}") for id_ in ids]
            banks.add(tmp_path, texts, by="Ana", at=AT)
        if turn % 17 == 16:
            assert banks.settle(tmp_path, past=3)
        steps = steps.renewed()
        whole = Bank(tmp_path)
        assert sorted(steps.items(), key=str) == sorted(whole.items(), key=str)
        assert len(steps) == len(whole) == len(list(whole.items()))
        for number in range(12):
            assert steps.item(f"t{number}") == whole.item(f"t{number}")
    assert not banks.settle(tmp_path, past=1000)
    assert len(list(tmp_path.glob("added-*"))) <= 2


def test_which_kinds_stand_in_which_banks_is_kept_with_a_generation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kept(id_: str, bank: str, kind: items.Kind) -> items.Entry:
        return items.of_link(KnownItem(id=id_, bank=bank, kind=kind), f"example.org/{id_}")

    first = [kept(f"l{n}", "left", "link") for n in range(3)] + [kept("f", "right", "file")]
    banks.add(tmp_path, [*first, kept("p", "left", "picture")], by="Ana", at=AT)
    assert banks.settle(tmp_path)
    banks.remove(tmp_path, ["p", "l0"], by="Ana", at=AT)
    banks.add(tmp_path, [kept("f", "left", "file"), kept("t", "right", "text")], by="Ana", at=AT)
    wanted = {("left", "link"), ("left", "file"), ("right", "text")}
    assert Bank(tmp_path).kinds() == wanted
    assert banks.settle(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(generation.Generation, "item", lambda *_: pytest.fail("read for it"))
        assert Bank(tmp_path).kinds() == wanted
    manifest = tmp_path / "generation-000002" / "manifest.json"
    told = json.loads(manifest.read_text("utf-8"))
    assert told.pop("kinds") == [["left", "file", 1], ["left", "link", 2], ["right", "text", 1]]
    manifest.write_text(json.dumps(told), "utf-8")  # of before they were kept
    assert Bank(tmp_path).kinds() == wanted


def test_a_generation_without_keys_of_ids_is_read_and_gets_them_when_settled(tmp_path: Path) -> None:
    made = generation.of_entries([items.of_text(item(f"t{n}"), f"{TEXT} {n}") for n in range(9)])
    ids = {items.halves(items.key(generation.ID, f"t{n}")) for n in range(9)}
    keep = np.array(
        [pair not in ids for pair in zip(made.keys.high.tolist(), made.keys.low.tolist(), strict=True)]
    )
    keys = Keys(made.keys.high[keep], made.keys.low[keep], made.keys.row[keep])
    old = generation.Generation(made.items, made.ends, keys, made.near, made.pictures, made.frame_at)
    assert [generation.row_of(old, f"t{n}") for n in range(9)] == list(range(9))
    assert generation.row_of(old, "t9") is None
    new = generation.named(old)
    assert np.array_equal(new.keys.high, made.keys.high)
    assert generation.named(new) is new

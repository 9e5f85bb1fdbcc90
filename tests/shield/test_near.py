"""Does the index of near copies find what comparing every row finds, whatever its buckets look like?"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from aftershock.shield.banks import grams
from aftershock.shield.banks.near import ALIKE, COMPARED, CROWD, SHARED, Near, marked, overlap
from aftershock.shield.normalise import fold

WORDS = [
    first + second + third for first in "bdfgklm" for second in "aeiou" for third in ("n", "rt", "sk", "l")
]


def invented(rng: np.random.Generator, words: int) -> str:
    """A text of words of which the first are common."""
    return " ".join(WORDS[int(len(WORDS) * rng.random() ** 2)] for _ in range(words))


def made(count: int, rng: np.random.Generator, opening: str = "") -> tuple[list[grams.Print], Near]:
    prints = []
    for number in range(count):
        text = (opening if number % 2 else "") + invented(rng, int(rng.integers(8, 30)))
        print_ = grams.print_of(fold(text))
        assert print_ is not None
        prints.append(print_)
    return prints, Near.of((grams.anchors(each, grams.KEPT), grams.sketch(each)) for each in prints)


def slow(prints: list[grams.Print], asked: grams.Print) -> list[tuple[int, float]]:
    """Every row compared, one after the other."""
    kept = [set(each.anchors[: grams.KEPT].tolist()) for each in prints]
    mine = set(asked.anchors[: grams.ASKED].tolist())
    mine = {anchor for anchor in mine if sum(anchor in each for each in kept) <= CROWD}
    least = SHARED if len(asked.anchors[: grams.ASKED]) >= SHARED * 4 else 1
    shared = [(row, len(each & mine)) for row, each in enumerate(kept) if len(each & mine) >= least]
    found = []
    for row, _ in sorted(shared, key=lambda pair: (-pair[1], pair[0]))[:COMPARED]:
        sketch: NDArray[np.uint32] = grams.sketch(prints[row])[None, :]
        share = float(overlap(sketch, asked.alike)[0])
        if share >= ALIKE:
            found.append((row, share))
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))


@pytest.mark.parametrize("opening", ["", "nobody has seen the grey boats since the day of the fair: "])
def test_the_index_finds_what_comparing_every_row_finds(opening: str) -> None:
    rng = np.random.default_rng(7)
    # every second text has the opening, more than a crowd of them: its anchors lead nowhere
    prints, index = made(2 * CROWD + 40 if opening else 200, rng, opening)
    asked = prints[::97] + [
        each for each in (grams.print_of(fold(invented(rng, 12))) for _ in range(20)) if each is not None
    ]
    found = [index.find(each) for each in asked]
    assert found == [slow(prints, each) for each in asked]
    assert sum(map(len, found)) >= len(prints[::97]) - (len(opening) > 0) * 3


def test_anchors_come_back_as_they_were_given() -> None:
    prints, index = made(50, np.random.default_rng(8))
    told = index.anchors_of([3, 41])
    assert list(told) == [3, 41]
    assert all(np.array_equal(told[row], prints[row].anchors[: grams.KEPT]) for row in told)


def test_an_empty_index_finds_nothing() -> None:
    print_ = grams.print_of("thelanternattheharbourgate")
    assert print_ is not None
    assert Near.of([]).find(print_) == []
    assert Near.of([(print_.anchors[:0], None)]).find(print_) == []


def test_an_index_on_disk_is_searched_as_it_lies_there(tmp_path: Path) -> None:
    prints, index = made(80, np.random.default_rng(9))
    arrays = []
    for name in ("anchors", "rows", "starts", "sketches", "seen"):
        np.save(tmp_path / f"{name}.npy", getattr(index, name))
        arrays.append(np.load(tmp_path / f"{name}.npy", mmap_mode="r"))
    mapped = Near(*map(np.asarray, arrays))
    assert [mapped.find(each) for each in prints] == [index.find(each) for each in prints]
    without = Near(*map(np.asarray, arrays[:4]))  # a bank of before: its table is made when it is opened
    assert np.array_equal(without.seen, index.seen)


def test_the_table_of_anchors_denies_none_that_is_there_and_most_that_are_not() -> None:
    rng = np.random.default_rng(10)
    there = np.unique(rng.integers(0, 1 << 32, 5_000, dtype=np.uint32))
    table = marked(there)
    bits = np.unpackbits(table, bitorder="little")
    shift = np.uint32(32 - (len(bits) - 1).bit_length())
    assert bits[there >> shift].all()
    assert bits[rng.integers(0, 1 << 32, 5_000, dtype=np.uint32) >> shift].mean() < 1 / 7


def test_grams_of_five_letters_are_the_same_whichever_way_they_are_asked_for() -> None:
    folded = fold("The lantern at the harbour gate was painted green again by the night crew.")
    print_ = grams.print_of(folded)
    assert print_ is not None
    assert np.array_equal(print_.alike, grams.alike(folded))
    assert np.array_equal(print_.alike, np.unique(print_.alike))

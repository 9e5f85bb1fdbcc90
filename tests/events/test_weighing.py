"""Are the sums those of the method, and is a place only stable where nothing in the box moves it?"""

from __future__ import annotations

import random

import pytest

from aftershock.events.weighing import MOSTLY_SILENT, SWEEP, WEIGHTS, weigh
from aftershock.records import Assessment, Mark

WORDS: dict[str, Mark] = {"C": "consistent", "I": "inconsistent", "0": "silent", "N": "neutral"}
KINDS = ["observed"] * 5 + ["self-claim", "accuser", "accused", "anonymous", "anonymous, rebutted"]


def matrix(rows: dict[str, str], kinds: list[str]) -> list[Assessment]:
    """A cell for each letter: ``{"A": "CI0"}`` over as many kinds of interest."""
    return [
        Assessment(
            id=f"{who}{at}", hypothesis=who, item=f"i{at}", mark=WORDS[letter], reliability=1.0,
            interest=kinds[at], reason="",
        )
        for who, row in rows.items()
        for at, letter in enumerate(row)
    ]  # fmt: skip


def names(rows: dict[str, str]) -> dict[str, str]:
    return {who: who for who in rows}


def test_the_table_of_the_reference_is_reproduced() -> None:
    """The invented example of the method: five independent items, then five with an interest."""
    rows = {"A": "CCCC0CIIII", "B": "IICICICI0C", "D": "II000000C0"}
    found = {rank.hypothesis: rank for rank in weigh(names(rows), matrix(rows, KINDS)).ranks}
    assert [round(found[who].inconsistent, 2) for who in "ABD"] == [1.45, 4.2, 2.0]
    assert [round(found[who].net, 2) for who in "ABD"] == [3.25, -1.55, -1.7]
    assert [found[who].silence for who in "ABD"] == [0.1, 0.1, 0.7]
    assert [round(found[who].rate or 0, 2) for who in "ABD"] == [0.24, 0.61, 0.87]


def test_neutral_was_weighed_and_is_no_silence() -> None:
    rows = {"A": "CN", "B": "0I"}
    found = {rank.hypothesis: rank for rank in weigh(names(rows), matrix(rows, KINDS)).ranks}
    assert (found["A"].silence, found["B"].silence) == (0.0, 0.5)


@pytest.mark.parametrize("seed", range(30))
def test_no_weights_within_the_box_move_a_stable_place(seed: int) -> None:
    """The corners are enough: two thousand points inside the box give no place beyond the ones told."""
    chance = random.Random(seed)
    rows = {who: "".join(chance.choice("CCI0N") for _ in KINDS) for who in "ABCD"}
    cells = matrix(rows, KINDS)
    told = {rank.hypothesis: rank.ranks for rank in weigh(names(rows), cells).ranks}
    for _ in range(70):
        moved = {kind: weight * chance.uniform(*SWEEP) for kind, weight in WEIGHTS.items()}
        nets = {rank.hypothesis: rank.net for rank in weigh(names(rows), cells, moved).ranks}
        for who, net in nets.items():
            place = 1 + sum(other > net + 1e-3 for other in nets.values())
            assert told[who][0] <= place <= told[who][1]


@pytest.mark.parametrize("seed", range(30))
def test_a_mostly_silent_leader_never_goes_without_a_warning(seed: int) -> None:
    chance = random.Random(seed)
    rows = {who: "".join(chance.choice("CI000000") for _ in KINDS) for who in "ABC"}
    found = weigh(names(rows), matrix(rows, KINDS))
    first = found.ranks[0]
    if first.silence > MOSTLY_SILENT:
        assert any(f"'{first.hypothesis}' comes first" in caution for caution in found.cautions)


def test_a_leader_by_one_item_alone_is_not_stable() -> None:
    rows = {"A": "C0", "B": "0C"}
    found = weigh(names(rows), matrix(rows, ["observed", "observed"]))
    assert found.verdict == "not decidable from this"
    assert {each.leaders for each in found.left_out} == {("A",), ("B",)}


def test_reliability_scales_an_item() -> None:
    rows = {"A": "C", "B": "I"}
    cells = [
        Assessment(
            id="a",
            hypothesis="A",
            item="i",
            mark="consistent",
            reliability=0.5,
            interest="observed",
            reason="",
        )
    ]
    assert weigh(names(rows), cells).ranks[0].net == 0.5

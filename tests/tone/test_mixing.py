"""Shares corrected for a head's errors: worked out by hand, and against simulated truth."""

from __future__ import annotations

import numpy

from aftershock.tone.mixing import PRIOR, drawn, estimate, tables, unmix


def test_two_classes_by_hand() -> None:
    # of class A .8 are told A, of class B .3 are told A; .5 told A in all: .8 s + .3 (1 - s) = .5, s = .4
    table = numpy.array([[0.8, 0.2], [0.3, 0.7]])
    assert numpy.allclose(unmix(numpy.array([0.5, 0.5]), table), [0.4, 0.6], atol=1e-3)


def test_a_perfect_head_is_counted() -> None:
    assert numpy.allclose(unmix(numpy.array([0.1, 0.9]), numpy.eye(2)), [0.1, 0.9])


TABLE = numpy.array([[70.0, 20, 10], [15, 75, 10]])


def told(counts: list[int]) -> tuple[numpy.ndarray, numpy.ndarray]:  # type: ignore[type-arg]
    """Texts with these outcomes, each posted once."""
    outcome = numpy.repeat(numpy.arange(len(counts)), counts)
    return outcome, numpy.ones(len(outcome), dtype=numpy.int64)


def test_the_interval_holds_the_truth_and_is_wider_for_a_table_of_few_lines() -> None:
    truth = numpy.array([0.15, 0.85])
    counts = (2_000 * truth @ (TABLE / TABLE.sum(axis=1, keepdims=True))).round().astype(int).tolist()
    value, spread = estimate(*told(counts), TABLE)
    assert abs(value[0] - 0.15) < 0.03
    assert spread[0, 0] < 0.15 < spread[0, 1]
    _, wide = estimate(*told(counts), TABLE / 10)
    assert wide[0, 1] - wide[0, 0] > spread[0, 1] - spread[0, 0]


def test_a_text_of_many_copies_makes_the_interval_wide() -> None:
    """A hundred texts told as A err here and there; one that was posted a hundred times errs as a whole."""
    _, single = estimate(*told([100, 100, 0]), TABLE * 50)
    outcome = numpy.array([0] + [1] * 100)
    _, copied = estimate(outcome, numpy.array([100] + [1] * 100), TABLE * 50)
    assert copied[0, 1] - copied[0, 0] > single[0, 1] - single[0, 0]


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    chance = numpy.random.default_rng(5)
    table = TABLE / TABLE.sum(axis=1, keepdims=True)
    held = 0
    for _ in range(60):
        share = chance.uniform(0.05, 0.6)
        true = (chance.random(300) > share).astype(int)  # 0: class A
        outcome = numpy.array([chance.choice(3, p=table[one]) for one in true])
        _, spread = estimate(outcome, numpy.ones(300, dtype=numpy.int64), TABLE * 20)
        held += bool(spread[0, 0] <= (true == 0).mean() <= spread[0, 1])
    assert held >= 53  # of 60; 57 expected, 52 or fewer in 2 of 100 runs


def test_the_same_posts_give_the_same_interval() -> None:
    first, second = (estimate(*told([50, 30, 20]), TABLE) for _ in range(2))
    assert numpy.array_equal(first[1], second[1])


def differences(share: tuple[float, float], runs: int) -> tuple[int, int]:
    """Over simulated days: how often the interval of a difference holds the truth, and how often zero."""
    chance = numpy.random.default_rng(8)
    holds = zero = 0
    for _ in range(runs):
        table = numpy.stack([chance.dirichlet(row + PRIOR) for row in TABLE])  # the true one, not known
        drawings = numpy.random.default_rng(11)
        known = tables(drawings, TABLE, 300)
        sides = []
        for part in share:
            true = (chance.random(400) > part).astype(int)
            outcome = (chance.random((400, 1)) > numpy.cumsum(table, axis=1)[true]).sum(axis=1)
            sides.append(drawn(drawings, outcome, numpy.ones(400, dtype=numpy.int64), TABLE, known)[:, 0])
        low, high = numpy.quantile(sides[1] - sides[0], [0.025, 0.975])
        holds += bool(low <= share[1] - share[0] <= high)
        zero += bool(low <= 0 <= high)
    return holds, zero


def test_the_interval_of_a_difference_holds_the_truth_as_often_as_it_says() -> None:
    holds, zero = differences((0.2, 0.2), 40)
    assert holds == zero >= 34  # of 40; 38 expected, 33 or fewer in 1 of 100 runs
    holds, zero = differences((0.1, 0.4), 40)
    assert holds >= 34
    assert zero <= 3  # and a rise by thirty points is seen

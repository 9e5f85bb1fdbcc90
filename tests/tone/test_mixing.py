"""Shares corrected for a head's errors: worked out by hand, and against simulated truth."""

from __future__ import annotations

import numpy

from aftershock.tone.mixing import estimate, unmix


def test_two_classes_by_hand() -> None:
    # of class A .8 are told A, of class B .3 are told A; .5 told A in all: .8 s + .3 (1 - s) = .5, s = .4
    table = numpy.array([[0.8, 0.2], [0.3, 0.7]])
    assert numpy.allclose(unmix(numpy.array([0.5, 0.5]), table), [0.4, 0.6], atol=1e-3)


def test_a_perfect_head_is_counted() -> None:
    assert numpy.allclose(unmix(numpy.array([0.1, 0.9]), numpy.eye(2)), [0.1, 0.9])


def test_the_interval_holds_the_truth_and_is_wider_for_a_table_of_few_lines() -> None:
    table = numpy.array([[70.0, 20, 10], [15, 75, 10]])
    truth = numpy.array([0.15, 0.85])
    counts = 2_000 * truth @ (table / table.sum(axis=1, keepdims=True))
    value, spread = estimate(counts, table)
    assert abs(value[0] - 0.15) < 0.02
    assert spread[0, 0] < 0.15 < spread[0, 1]
    _, wide = estimate(counts, table / 10)
    assert wide[0, 1] - wide[0, 0] > spread[0, 1] - spread[0, 0]


def test_the_same_posts_give_the_same_interval() -> None:
    table = numpy.array([[70.0, 20, 10], [15, 75, 10]])
    first, second = (estimate(numpy.array([50.0, 30, 20]), table) for _ in range(2))
    assert numpy.array_equal(first[1], second[1])

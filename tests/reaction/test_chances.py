"""Do the formulas give what published tables give?"""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftershock.reaction.chances import beta_below, clopper_pearson, rate_ratio, t_below, t_quantile


@pytest.mark.parametrize(
    ("freedom", "chance", "value"),
    [(1, 0.975, 12.7062), (2, 0.975, 4.3027), (5, 0.95, 2.0150), (10, 0.975, 2.2281), (30, 0.995, 2.7500)],
)
def test_quantiles_of_t_stand_in_every_table(freedom: int, chance: float, value: float) -> None:
    assert t_quantile(chance, freedom) == pytest.approx(value, abs=5e-5)
    assert t_below(value, freedom) == pytest.approx(chance, abs=1e-5)


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [(0, 10, 0.0, 0.30850), (1, 10, 0.00253, 0.44502), (5, 10, 0.18709, 0.81291), (10, 10, 0.69150, 1.0)],
)
def test_exact_intervals_of_a_proportion(hits: int, of: int, low: float, high: float) -> None:
    assert clopper_pearson(hits, of) == pytest.approx((low, high), abs=1e-5)


@given(st.integers(1, 40), st.integers(1, 40), st.floats(0.01, 0.99))
def test_the_incomplete_beta_is_a_sum_of_binomial_chances(a: int, b: int, x: float) -> None:
    n = a + b - 1
    slow = sum(math.comb(n, k) * x**k * (1 - x) ** (n - k) for k in range(a, n + 1))
    assert beta_below(x, a, b) == pytest.approx(slow, rel=1e-9, abs=1e-12)


def test_the_ratio_of_equal_rates_holds_one_and_scales_with_exposure() -> None:
    low, high = rate_ratio(50, 10.0, 50, 10.0)
    assert low < 1 < high
    assert low == pytest.approx(1 / high, rel=1e-6)
    assert rate_ratio(50, 20.0, 50, 10.0) == pytest.approx((low / 2, high / 2), rel=1e-9)
    assert rate_ratio(5, 1.0, 0, 1.0)[1] == math.inf


def test_no_proportion_is_an_error() -> None:
    with pytest.raises(ValueError, match="no proportion"):
        clopper_pearson(3, 2)

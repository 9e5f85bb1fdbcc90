"""Are the tails those that a library of statistics gives?"""

from __future__ import annotations

import numpy as np
from scipy import stats

from aftershock.reaction.coordination.significance import at_least, more_than


def test_a_binomial_tail_is_the_librarys() -> None:
    rng = np.random.default_rng(3)
    trials = rng.integers(0, 60, 4_000)
    count = rng.integers(-3, 64, 4_000)
    chance = rng.uniform(0, 1, 4_000)
    assert np.allclose(more_than(count, trials, chance), stats.binom.sf(count, trials, chance), atol=1e-12)


def test_a_poisson_tail_is_the_librarys() -> None:
    rng = np.random.default_rng(4)
    count = rng.integers(0, 40, 4_000)
    mean = rng.gamma(2.0, 4.0, 4_000)
    assert np.allclose(at_least(count, mean), stats.poisson.sf(count - 1, mean), rtol=1e-9)

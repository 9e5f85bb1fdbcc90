"""Are the nulls what their formulas say, on tables worked out by hand, and flat where nothing is to be
found?"""

from __future__ import annotations

import math

import numpy as np
import pytest
from evals.coordination import generate
from scipy import stats

from aftershock.reaction.coordination import co_choice, join, stream
from aftershock.reaction.coordination.communities import communities
from aftershock.reaction.coordination.crowd import crowd, even_share, own
from aftershock.reaction.coordination.layers import layer, weigh
from aftershock.reaction.coordination.opportunity import testable as hopeful
from aftershock.reaction.coordination.scramble import scrambled
from aftershock.reaction.coordination.settings import Settings
from aftershock.reaction.coordination.significance import (
    at_least,
    cauchy,
    e_rejected,
    e_values,
    q_values,
)
from tests.reaction.coordination.streams import Row, noise, table


def test_tails_are_those_of_poisson() -> None:
    for count in range(9):
        for mean in (0.001, 0.4, 3.0):
            exact = 1.0 - sum(math.exp(-mean) * mean**k / math.factorial(k) for k in range(count))
            assert at_least(np.asarray([count]), np.asarray([mean]))[0] == pytest.approx(exact, rel=1e-6)
    assert at_least(np.asarray([9]), np.asarray([1e-30]))[0] > 0


def test_q_values_by_hand() -> None:
    # of 10 hypotheses: .001 * 10 / 1, .004 * 10 / 2, .03 * 10 / 3, .04 * 10 / 4 -> .1 both
    p = np.asarray([0.03, 0.001, 0.04, 0.004])
    assert q_values(p, 10).tolist() == pytest.approx([0.1, 0.01, 0.1, 0.02])


def test_e_values_have_a_mean_of_at_most_one_and_reject_by_hand() -> None:
    counts = np.arange(60)
    for mean in (0.01, 0.5):
        mass = stats.poisson.pmf(counts, mean)
        assert (mass * e_values(counts, np.full(60, mean))).sum() <= 1.0 + 1e-9
    # 100 hypotheses at .1: k e must reach 1000: 900 no, 2 x 600 yes, 3 x 100 no
    assert sorted(e_rejected(np.asarray([100.0, 900.0, 600.0]), 100, 0.1).tolist()) == [1, 2]


def test_the_cauchy_combination_keeps_small_values_and_is_not_fooled_by_one() -> None:
    assert cauchy(np.asarray([[1e-200, 1.0]]))[0] == pytest.approx(2e-200, rel=1e-6)
    assert cauchy(np.asarray([[0.2, 0.2]]))[0] == pytest.approx(0.2)
    flat = cauchy(np.random.default_rng(1).random((20_000, 3)))
    assert abs((flat < 0.01).mean() - 0.01) < 0.003


def test_null_a_by_hand() -> None:
    # one hour: a and b act twice each, c once; N = 5; pairs of actions of different accounts:
    # (25 - 4 - 4 - 1) / 2 = 8; one meeting (a, b on x within 60 s), so K = 1/8 and lambda_ab = 4/8
    rows: list[Row] = [
        ("x", "a", "1", 4000.0), ("x", "b", "2", 4030.0),
        ("y", "a", "3", 4400.0), ("z", "b", "4", 4500.0), ("w", "c", "5", 4600.0),
    ]  # fmt: skip
    events = stream.read(table(rows))
    pair = join.shared(events.streams[0], (60.0,), accounts=3, least=(1,)).pair
    # the second cut of the hours is the same hour here: the first action lies within the first half hour
    assert co_choice.expected(events.streams[0], (60.0,), pair, accounts=3).ravel().tolist() == [0.5]


def test_a_meeting_across_the_cut_of_an_hour_is_not_certain() -> None:
    rows: list[Row] = [(f"o{n}", f"a{n % 4}", f"p{n}", 200.0 + 300 * n) for n in range(20)]
    rows += [("x", "a0", "q0", 3795.0), ("x", "a1", "q1", 3805.0)]
    events = stream.read(table(rows))
    pair = join.shared(events.streams[0], (60.0,), accounts=4, least=(1,)).pair
    assert co_choice.expected(events.streams[0], (60.0,), pair, accounts=4)[0, 0] > 0.05


def test_repeats_of_one_account_count_once() -> None:
    rows: list[Row] = [("x", "a", f"p{n}", 10.0 * n) for n in range(5)] + [("x", "b", "q", 5.0)]
    events = stream.read(table(rows))
    assert len(co_choice.unrepeated(events.streams[0], 60.0)) == 2


def test_the_even_share_knows_the_grid() -> None:
    assert even_share(60.0, 1000) == pytest.approx(121 / 7201)
    assert even_share(60.0, 60_000) == pytest.approx(3 / 121)


def test_a_crowd_is_without_the_community_that_is_looked_at() -> None:
    rows: list[Row] = [("x", f"a{n}", f"p{n}", 1000.0 + n) for n in range(6)] + [("x", "b", "q", 2500.0)]
    events = stream.read(table(rows))
    one = events.streams[0]
    label = np.asarray([0] * 6 + [-1])
    around, mine = crowd(one, 60.0), own(one, label, 60.0)
    assert around.near.tolist() == [5] * 6 + [0]
    assert around.far.tolist() == [6] * 7
    assert mine.near.tolist() == [5] * 6 + [0]
    assert (around.near - mine.near).tolist() == [0] * 7


def test_pairs_without_hope_need_no_correction() -> None:
    smallest = np.asarray([1.0, 1.0, 1e-3, 1e-6, 1e-9])
    # 100,000 pairs have 2 or more objects in common, 5,000 have 3 or more: .01 / 5000 >= 1e-6
    assert hopeful(np.asarray([1e6, 1e6, 1e5, 5e3, 100.0]), smallest, 0.01) == (3, 5e3)


def test_leiden_finds_two_cliques_and_is_stable() -> None:
    edges = [(x, y) for low in (0, 5) for x in range(low, low + 5) for y in range(x + 1, low + 5)]
    a, b = np.asarray([*edges, (4, 5)]).T
    found = communities(a, b, np.append(np.full(len(edges), 8.0), 1.2), 12)
    assert found.label.tolist() == [0] * 5 + [1] * 5 + [-1] * 2
    assert found.stability.tolist() == pytest.approx([1.0, 1.0])


def test_scrambling_keeps_posts_hours_and_activity() -> None:
    rows = noise(4, rows=300, span=20_000)
    events = stream.read(table(rows))
    other = scrambled(events, 1)
    before, after = events.streams[0], other.streams[0]
    assert (before.object == after.object).all()
    assert (before.account != after.account).any()
    posts = np.asarray(events.posts.to_pylist())[after.row]
    assert all(len(set(after.account[posts == post].tolist())) == 1 for post in set(posts.tolist()))
    hours = before.t // 3_600_000
    for hour in set(hours.tolist()):
        (
            _,
            once,
        ) = np.unique(posts[hours == hour], return_index=True)
        mine = [np.sort(each.account[hours == hour][once]).tolist() for each in (before, after)]
        assert mine[0] == mine[1]


def test_p_values_are_not_too_small_where_nothing_is_to_be_found() -> None:
    """Discrete p-values lie above the diagonal; of several thousand pairs no tail is heavier than chance."""
    events = stream.read(
        generate.world(3, posts=12_000, accounts=300, plant=None, traces=("hashtag",)).events
    )
    settings = Settings(loose=1.0, windows=(60.0,), least=(1,), most=10**6)
    found = layer(scrambled(events, 5), scrambled(events, 5).streams[0], settings)
    seen = weigh(found, np.full(len(events.accounts), -1), settings)
    pairs = len(events.accounts) * (len(events.accounts) - 1) / 2
    for p in (seen.p_choice, seen.p_even, seen.p_crowd):
        for level in (0.01, 0.001):
            false = int((p[:, 0] <= level).sum())
            assert false <= stats.binom.ppf(0.999, int(pairs), level)

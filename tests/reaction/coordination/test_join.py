"""Are the pairs and counts those of a slow twin, whatever the chunk, the cap and the window?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from aftershock.errors import InputError
from aftershock.reaction.coordination import join, matches, stream
from tests.reaction.coordination.streams import Row, noise, slow_shared, table

WINDOWS = (10.0, 60.0, 600.0)


def named(events: stream.Events, pair: np.ndarray, count: np.ndarray) -> dict[tuple[str, str], int]:
    names = events.accounts.to_pylist()
    a, b = np.divmod(pair, len(names))
    return {
        (min(names[i], names[j]), max(names[i], names[j])): int(n)
        for i, j, n in zip(a, b, count, strict=True)
        if n
    }


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("chunk", [1, 50, 1_000_000])
def test_counts_equal_the_slow_twin(seed: int, chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(join, "CHUNK", chunk)
    rows = noise(seed)
    events = stream.read(table(rows))
    found = join.shared(events.streams[0], WINDOWS, accounts=len(events.accounts), least=(1, 1, 1))
    for place, window in enumerate(WINDOWS):
        assert named(events, found.pair, found.count[:, place]) == slow_shared(rows, window)


def test_portions_of_many_accounts_count_what_one_portion_does() -> None:
    rows = noise(2, rows=600)
    events = stream.read(table(rows))
    one, many = events.streams[0], len(events.accounts)
    apart = 200_000 // many  # far numbers, so that the accounts lie in several portions
    assert len(join._portions(200_000)) > 10
    plain = join.shared(one, WINDOWS, accounts=many, least=(1, 1, 1))
    spread = replace(one, account=one.account * apart)
    cut = join.shared(spread, WINDOWS, accounts=200_000, least=(1, 1, 1))
    a, b = np.divmod(cut.pair, 200_000)
    assert (a // apart * many + b // apart).tolist() == plain.pair.tolist()
    assert cut.count.tolist() == plain.count.tolist()


def test_only_pairs_that_reach_the_least_in_some_window_are_listed() -> None:
    rows = noise(9)
    events = stream.read(table(rows))
    found = join.shared(events.streams[0], WINDOWS, accounts=len(events.accounts), least=(2, 3, 5))
    slow = [slow_shared(rows, window) for window in WINDOWS]
    wanted = {p for p in slow[2] if slow[0].get(p, 0) >= 2 or slow[1].get(p, 0) >= 3 or slow[2][p] >= 5}
    assert set(named(events, found.pair, found.count[:, 2])) == wanted


def test_empty_objects_join_nobody() -> None:
    rows: list[Row] = [("", f"a{n}", f"p{n}", float(n)) for n in range(20)] + [(" ", "a0", "q", 1.0)]
    events = stream.read(table(rows))
    assert events.refused == {"url": 21}
    assert events.actions == 0
    assert not len(join.shared(events.streams[0], WINDOWS, accounts=20, least=(1, 1, 1)).pair)


def test_a_missing_column_is_said() -> None:
    with pytest.raises(InputError, match="no column t"):
        stream.read(table(noise(1)).drop_columns(["t"]))


def test_an_object_over_the_budget_is_joined_at_a_narrower_window_and_recorded() -> None:
    rows: list[Row] = [("o", *row[1:]) for row in noise(3, rows=300)]
    rows += [(f"x{n}", f"a{n % 5}", f"y{n}", float(n)) for n in range(50)]
    events = stream.read(table(rows))
    one = events.streams[0]
    full = [int(join.spans(one, window)[one.object == one.object[0]].sum()) for window in WINDOWS]
    found = join.shared(one, WINDOWS, accounts=len(events.accounts), least=(1, 1, 1), budget=full[1])
    assert [cap[2:] for cap in found.capped] == [(1, 1.0)]
    assert named(events, found.pair, found.count[:, 2]) == slow_shared(rows, 60.0)


def test_an_object_over_the_budget_at_any_window_is_sampled_by_account() -> None:
    rows: list[Row] = [("o", *row[1:]) for row in noise(3, rows=400, accounts=60)]
    events = stream.read(table(rows))
    one = events.streams[0]
    pairs = int(join.spans(one, 10.0).sum())
    found = join.shared(one, (10.0,), accounts=len(events.accounts), least=(1,), budget=pairs // 4)
    ((_, _, _, share),) = found.capped
    assert share == pytest.approx(0.5, abs=0.02)
    everything = slow_shared(rows, 10.0)
    got = named(events, found.pair, found.count[:, 0])
    assert got.items() <= everything.items()
    assert 0 < len(got) < 0.6 * len(everything)


def test_matches_are_all_pairs_of_actions_near_each_other() -> None:
    rows = noise(5)
    events = stream.read(table(rows))
    one, accounts = events.streams[0], len(events.accounts)
    found = join.shared(one, WINDOWS, accounts=accounts, least=(2, 2, 2))
    seen = matches.matches(one, found.pair, 600.0, accounts=accounts)
    a, b = np.divmod(found.pair, accounts)
    assert (one.account[seen.first] == a[seen.pair]).all()
    assert (one.account[seen.second] == b[seen.pair]).all()
    assert (one.object[seen.first] == one.object[seen.second]).all()
    for place, window in enumerate(WINDOWS):
        near = seen.dt <= window * 1000
        distinct = np.unique(np.stack([seen.pair[near], seen.object[near]]), axis=1)
        assert (np.bincount(distinct[0], minlength=len(a)) == found.count[:, place]).all()


def test_times_of_minutes_are_known_as_such() -> None:
    assert stream.read(table([("o", "a", "p", 60.0), ("o", "b", "q", 180.0)])).streams[0].grid == 60_000
    assert stream.read(table([("o", "a", "p", 60.0), ("o", "b", "q", 181.0)])).streams[0].grid == 1000


def test_what_pairs_have_in_common_is_what_the_join_counts() -> None:
    """One window, nothing left out: the short way says the same as the whole join."""
    from evals.coordination import generate

    made = generate.world(6, posts=3_000, accounts=120, plant=None, traces=("repost", "hashtag"))
    for each in stream.read(made.events).streams:
        found = join.shared(each, (3600.0,), accounts=120, least=(1,), budget=2**62)
        short = join.in_common(each, 3600.0, accounts=120)
        assert sorted(short.tolist()) == sorted(found.count[:, 0].tolist())
        assert len(short)

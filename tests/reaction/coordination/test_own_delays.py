"""Is a group that only amplifies told from its audience by its members' own delays, and nobody else?"""

from __future__ import annotations

import numpy as np
import pytest
from evals.crowds import amplifiers
from evals.crowds.audiences import Audience

from aftershock.reaction.coordination.detection import detect
from aftershock.reaction.coordination.result import Group
from aftershock.reaction.coordination.settings import Settings

FANS = Audience(fans=30, channels=10, posts=20, share=0.5, delay=30.0)
TOLD = (10, 300.0, 15.0, 0.6)
MEMBERS = {f"a{n}" for n in range(TOLD[0])}


def groups(rows: list[amplifiers.Act]) -> tuple[Group, ...]:
    dice = np.random.default_rng(3)
    return detect(amplifiers.table(dice, rows, FANS), Settings(scrambles=0)).groups


def rows(kind: str = "plain", plant: tuple[int, float, float, float] | None = None) -> list[amplifiers.Act]:
    dice = np.random.default_rng((1, 2))
    found = amplifiers.acts(dice, FANS, kind)
    return amplifiers.planted(dice, found, plant) if plant else found


def test_who_is_told_when_to_amplify_is_a_group() -> None:
    (group,) = groups(rows(plant=TOLD))
    assert {each.account for each in group.members} == MEMBERS
    assert (group.beside, group.followed) == (10, 0)
    assert group.observed >= 3 * group.expected
    assert group.q <= 0.01
    assert f"of each other {group.observed} times" in group.words
    assert "a message that only they get, cannot be told from times" in group.words


@pytest.mark.parametrize("kind", ["plain", "programs", "mixed"])
def test_fans_who_decide_alone_are_an_audience(kind: str) -> None:
    found = groups(rows(kind))
    assert found
    assert all(each.followed for each in found)


def test_who_acts_at_once_on_every_post_cannot_be_told() -> None:
    found = groups(rows(plant=(10, 0.0, 10.0, 0.6)))
    assert found
    assert all(each.followed for each in found)


def test_who_follows_one_account_that_goes_first_or_the_clock_is_not_told_by_it() -> None:
    planted = rows(plant=TOLD)
    led, clocked = [], []
    for post, fan, t, at in planted:
        first = min(row[2] for row in planted if row[0] == post and row[1] < TOLD[0]) if fan < TOLD[0] else t
        led.append((post, fan, first if not fan else t + 2 * (fan < TOLD[0]), at))
        tick = -(-first // 900) * 900
        clocked.append((post, fan, tick + (t - first) if fan < TOLD[0] else t, at))
    present = {row[0] for row in led if not row[1]}
    led = [row for row in led if row[1] >= TOLD[0] or row[0] in present]
    for each in (led, clocked):
        assert not any(group.beside for group in groups(each))

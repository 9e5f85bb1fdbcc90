"""Does the tone stand beside past events: unusual where it is, and untold where they are too few?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy
import pytest

from aftershock.reaction import gladness
from aftershock.reaction.chances import discoveries
from aftershock.tone.head import CLASSES
from aftershock.tone.shares import Mix, Share, ToneOf, findings


def mix(glad: float, posts: int = 400) -> Mix:
    """Posts of which a part celebrates and the others are spread over the other tones."""
    left = (1 - glad) / (len(CLASSES) - 1)
    shares = [glad if name == "celebrates" else left for name in CLASSES]
    return Mix(
        posts=posts,
        not_told=0.1,
        shares=tuple(
            Share(tone=name, value=value, low=max(0.0, value - 0.04), high=min(1.0, value + 0.04))
            for name, value in zip(CLASSES, shares, strict=True)
        ),
    )


def now(glad: float) -> ToneOf:
    whole = mix(glad)
    found = findings(whole, {}, before=None, completeness="all of it")
    return ToneOf(findings=found, mix=whole, hours=(), note="")


def celebrates(glad: float, past: Sequence[float]) -> gladness.Finding:
    found = gladness.beside(now(glad), [mix(each) for each in past])
    assert len(found) == len(CLASSES)
    (one,) = [each for each in found if each.name == f"{gladness.NAME}celebrates"]
    return one


PAST = (0.10, 0.12, 0.08, 0.11, 0.09, 0.13, 0.10, 0.07)


def test_a_share_far_above_past_ones_is_more_than_they_let_expect() -> None:
    found = celebrates(0.5, PAST)
    assert found.value == pytest.approx(0.5)
    assert found.expected == pytest.approx(0.098, abs=0.005)
    assert found.interval is not None
    assert found.interval[1] < 0.5
    assert (found.n, found.p is not None and found.q is not None) == (8, True)
    assert found.q is not None
    assert found.q < 0.01
    assert found.verdict.startswith("more than past events let expect; place 1 of 9, the largest")
    assert "no significance is claimed" in found.verdict


def test_a_share_among_past_ones_is_within_them() -> None:
    found = celebrates(0.105, PAST)
    assert found.verdict.startswith("within what past events let expect; place 4 of 9")


@pytest.mark.parametrize("past", [(), (0.1,), (0.1, 0.11)])
def test_few_past_events_tell_nothing(past: tuple[float, ...]) -> None:
    found = celebrates(0.6, past)
    assert (found.n, found.p, found.q, found.interval) == (len(past), None, None, None)
    assert found.verdict == "cannot be told from these"
    assert (found.expected is None) is (not past)


def test_nothing_stands_beside_nothing() -> None:
    assert gladness.beside(ToneOf(findings=(), mix=None, hours=(), note="too few"), [mix(0.1)]) == ()


def test_an_event_like_the_others_is_seldom_called_unusual() -> None:
    """Events whose tones differ by chance alone: the q of a tone is below .05 in about 5 of 100."""
    chance = numpy.random.default_rng(7)
    called = 0
    for _ in range(200):
        drawn = 1 / (1 + numpy.exp(-chance.normal(-1.5, 0.5, 9)))
        found = gladness.beside(now(float(drawn[0])), [mix(float(each)) for each in drawn[1:]])
        called += any(each.q is not None and each.q <= gladness.LEVEL for each in found)
    assert called <= 18  # 10 expected of 200, 19 or more in 1 of 100 runs


def test_q_of_each_p() -> None:
    assert discoveries({4: 0.01, 7: 0.04, 9: 0.03}) == pytest.approx({4: 0.03, 7: 0.04, 9: 0.04})

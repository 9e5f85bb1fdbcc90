"""Is a rise of a tone told where there is one, and nothing where the interval holds zero?"""

from __future__ import annotations

import pytest

from aftershock.reaction import gladness, rise
from aftershock.reaction.windows import Counted, Window
from aftershock.tone.head import CLASSES
from aftershock.tone.shares import Change, Finding, ToneOf, findings

from .test_gladness import PAST, mix, now

ALIKE = Window(
    name="it",
    t0="2026-03-14T12:00:00Z",
    before=Counted(posts=400, accounts=90, hours=24, platforms="chirp"),
    after=Counted(posts=900, accounts=200, hours=24, platforms="chirp"),
)


def told(values: dict[str, tuple[float, float, float, float]], window: Window = ALIKE) -> dict[str, Finding]:
    """Findings where these tones changed (value, low, high, p), and all others by nothing."""
    whole = mix(0.2)
    changes = tuple(
        Change(tone=name, value=v, low=low, high=high, p=p)
        for name in CLASSES
        for v, low, high, p in [values.get(name, (0.0, -0.02, 0.02, 0.9))]
    )
    found = findings(whole, {}, before=whole, completeness="all of it")
    tone = ToneOf(findings=found, mix=whole, hours=(), note="", before=whole, changes=changes)
    made = rise.since_the_day_before(tone, window)
    return {each.name.removeprefix(rise.SINCE): each for each in made}


def test_a_rise_and_a_fall_are_told_in_points_with_their_interval() -> None:
    found = told({"celebrates": (0.12, 0.08, 0.163, 0.002), "condemns": (-0.2, -0.25, -0.15, 0.002)})
    assert found["celebrates"].verdict == "rose by 12 points (8 points to 16.3 points)"
    assert (found["celebrates"].value, found["celebrates"].expected) == (0.12, 0.0)
    assert found["celebrates"].interval == (0.08, 0.163)
    assert found["condemns"].verdict.startswith("fell by 20 points (15 points to 25")
    assert found["reports"].verdict == "cannot be told from these: the interval holds zero"


def test_one_of_six_tones_apart_by_chance_is_no_rise() -> None:
    found = told({"celebrates": (0.03, 0.001, 0.06, 0.045)})["celebrates"]
    assert found.q == pytest.approx(0.27)
    assert found.verdict == "cannot be told from these: so far apart are some of all tones by chance"


@pytest.mark.parametrize(
    ("before", "why"),
    [
        (Counted(posts=400, hours=24, platforms="boat"), "collected from boat before, from chirp after"),
        (Counted(posts=400, hours=5, platforms="chirp"), "5 of the 24 hours before have posts"),
        (
            Counted(posts=400, hours=24, platforms="chirp", lost=0.4),
            "by their ids 40% of the posts before are missing, 0% after",
        ),
        (
            Counted(posts=400, hours=24, platforms="chirp", dated=400, late=400),
            "100% of the posts before were collected a day late or more, 0% after",
        ),
        (
            Counted(posts=400, hours=24, platforms="chirp", assumed=400),
            "31% of the times state no zone",
        ),
    ],
)
def test_where_the_collection_differs_nothing_is_told(before: Counted, why: str) -> None:
    window = Window(name="it", t0=ALIKE.t0, before=before, after=ALIKE.after)
    found = told({"celebrates": (0.12, 0.08, 0.16, 0.002)}, window)["celebrates"]
    assert found.verdict == f"cannot be told from these: {why}"
    assert (found.p, found.q) == (None, None)


def test_past_events_give_the_same_difference_with_their_own_interval() -> None:
    beside = gladness.beside(now(0.5), [mix(each) for each in PAST])
    found = {each.name: each for each in rise.against_past(beside)}[f"{rise.AGAINST}celebrates"]
    (share,) = [each for each in beside if each.name.endswith(": celebrates")]
    assert share.value is not None
    assert share.expected is not None
    assert share.interval is not None
    assert found.value == pytest.approx(share.value - share.expected)
    assert found.interval == pytest.approx((share.value - share.interval[1], share.value - share.interval[0]))
    assert found.verdict.startswith("rose by 40")
    assert rise.against_past(gladness.beside(now(0.5), [mix(0.1)])) == ()
    same = {each.name: each for each in rise.against_past(gladness.beside(now(0.1), [mix(p) for p in PAST]))}
    assert same[f"{rise.AGAINST}celebrates"].verdict.endswith("the interval holds zero")

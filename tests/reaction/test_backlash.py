"""Is the backlash seen over the week, told by its difference, and shown among the harms?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import numpy
import pytest

from aftershock.reaction import backlash
from aftershock.tone import head

from .test_tones import Remembers, posts

T0 = "2026-03-14T12:00:00Z"
AT = datetime(2026, 3, 14, 12, 0)


def week(before: float, after: float, days: Iterable[int], *, many: int = 120) -> backlash.Backlash:
    """What is found in posts of which these parts blame a community, before and after."""
    chance = numpy.random.default_rng(3)
    rows: list[dict[str, object]] = []
    for day in days:
        for n in range(many):
            blames = chance.random() < (after if day >= 0 else before)
            text = f"{'blames-a-community' if blames else 'reports'} what the town says {day} {n}"
            at = AT + timedelta(days=day, minutes=11 * n)
            rows.append({"account": f"a{n}", "created_at": at, "text": text})
    return backlash.find(posts(rows), "it", T0, memory=Remembers(str(row["text"]) for row in rows))


@pytest.fixture(autouse=True)
def _ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(head, "ready", lambda: True)


def test_a_backlash_is_told_day_by_day_and_stands_among_the_harms() -> None:
    found = week(0.02, 0.3, range(-7, 7))
    assert found.finding is not None
    assert found.finding.interval is not None
    assert found.finding.interval[0] <= 0.3 <= found.finding.interval[1]
    assert found.finding.verdict.startswith("rose by ")
    assert {(day.first, day.last) for day in found.days} == {
        (24.0 * day, 24.0 * day + 24) for day in range(-7, 7) if day not in (-1, 0)
    }
    assert {day.tone for day in found.days} == {"blames-a-community"}
    assert all(day.low <= day.value <= day.high for day in found.days)
    assert found.harm is not None
    assert (found.harm.kind, found.harm.statements) == ("community-blamed", ())
    assert "It rose by " in found.harm.text
    assert len(found.harm.receipts) == 3
    assert all(
        receipt.value.startswith("blames-a-community")  # type: ignore[union-attr]
        for receipt in found.harm.receipts
    )


def test_what_was_always_so_did_not_rise_and_still_stands_among_the_harms() -> None:
    found = week(0.3, 0.3, range(-7, 7))
    assert found.finding is not None
    assert found.finding.verdict == "cannot be told from these: the interval holds zero"
    assert found.harm is not None
    assert "Whether it rose cannot be told" in found.harm.text


def test_posts_that_blame_nobody_are_no_harm() -> None:
    found = week(0.0, 0.0, range(-7, 7))
    assert found.finding is not None
    assert found.harm is None


def test_one_day_before_does_not_show_how_days_differ() -> None:
    found = week(0.0, 0.4, range(-1, 7))
    assert found.finding is not None
    assert found.finding.verdict == "cannot be told from these: 1 of the 7 days before have 30 posts"
    assert found.finding.p is None
    assert found.harm is not None


def test_no_day_after_gives_nothing() -> None:
    assert week(0.3, 0.3, range(-7, 0)) == backlash.Backlash()
    assert week(0.3, 0.3, range(-7, 7), many=20) == backlash.Backlash()

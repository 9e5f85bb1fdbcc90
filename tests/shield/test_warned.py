"""Is what a sound policy leaves open said: rules near their end, and nobody exempted?"""

from __future__ import annotations

from pathlib import Path

import pytest

from aftershock.shield.policy.table import read
from aftershock.shield.policy.warned import ending, left_open

SOURCE = (Path(__file__).parent / "policy.toml").read_text("utf-8")
EXPIRES = "2027-02-20"  # of all its rules


@pytest.mark.parametrize(
    ("day", "expired", "soon"),
    [("2027-02-05", 0, 0), ("2027-02-06", 0, 5), (EXPIRES, 0, 5), ("2027-02-21", 5, 0)],
)
def test_rules_are_said_to_end_from_two_weeks_before(day: str, expired: int, soon: int) -> None:
    found = ending(read(SOURCE).policy.rules, day)
    assert (len(found.expired), len(found.soon)) == (expired, soon)
    lines = left_open(read(SOURCE), day)
    assert len(lines) == expired + soon
    if lines:
        assert lines[0].startswith("rule calls ")
        assert f"{EXPIRES} (owner desk)" in lines[0]


def test_what_ended_first_comes_first_and_what_is_off_is_left_out() -> None:
    source = SOURCE.replace('expires = "2027-02-20"\nmode = "shadow"', 'expires = "2027-02-10"\nmode = "off"')
    assert source != SOURCE
    earlier = source.replace("expires = 2027-02-20", "expires = 2027-02-01")
    lines = left_open(read(earlier), "2027-02-10")
    assert len(lines) == 4
    assert lines[0] == "rule known has been silent since it expired: 2027-02-01 (owner desk)"
    assert lines[1] == "rule calls expires: 2027-02-20 (owner desk)"


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("context.quote or context.counter", ["context.newsroom"]),
        ("context.report and context.newsroom", ["context.counter"]),
        ("context.art", ["context.newsroom", "context.quote or context.report", "context.counter"]),
        ("context.newsroom or context.quote or context.counter", []),
    ],
)
def test_whoever_is_not_exempted_is_named(when: str, said: list[str]) -> None:
    before, _, _ = SOURCE.rpartition("when = ")
    lines = left_open(read(f'{before}when = "{when}"\n'), "2026-11-22")
    assert [line.removeprefix("no exemption asks ").partition(":")[0] for line in lines] == said


def test_an_exemption_for_nobody_and_a_policy_that_keeps_nothing_back() -> None:
    nobody = left_open(read(SOURCE.replace('newsrooms = ["daily"]', "")), "2026-11-22")
    assert [line.partition(":")[0] for line in nobody] == ["[lists] names no newsroom"]
    mild, _, _ = SOURCE.partition("[[exemption]]")
    assert len(left_open(read(mild), "2026-11-22")) == 3
    for action in ("block", "hold"):
        mild = mild.replace(f'action = "{action}"', 'action = "label"')
    assert left_open(read(mild), "2026-11-22") == ()

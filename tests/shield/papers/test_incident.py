"""Does an overlay end by itself, stay below a block, and leave a report that nobody gets around?"""

from __future__ import annotations

import pytest

from aftershock.errors import UsageError
from aftershock.shield.ledger.happenings import Entry, IncidentClosed, IncidentOpened
from aftershock.shield.papers.incident import Overlay, incidents, overlaid, refusal, reported
from aftershock.shield.policy.table import Parsed, read
from tests.shield.ledger import made
from tests.shield.papers.told import linked, said

POLICY = """
[policy]
id = "harbour"
version = "3"
[lists]
phrases = ["calls"]
banks = ["removed"]
"""
RULE = """
[[rule]]
id = "{id}"
clause = "4.2"
category = "{category}"
when = "{when}"
action = "{action}"
mode = "{mode}"
rollout = {rollout}
owner = "desk"
expires = "2027-06-30"
{fires}
"""


def policy() -> Parsed:
    lines = [POLICY]
    for id_, category, action, mode, when, fires in (
        ("a", "call", "label", "enforce", "phrase.calls > 0", True),
        ("b", "call", "limit", "enforce", "phrase.calls > 0", True),
        ("c", "call", "hold", "enforce", "phrase.calls > 0", True),
        ("d", "call", "block", "enforce", "known.removed", True),
        ("e", "call", "hold", "shadow", "phrase.calls > 0", True),
        ("f", "call", "hold", "shadow", "phrase.calls > 0", False),
        ("g", "call", "label", "off", "phrase.calls > 0", True),
        ("h", "call", "hold", "review", "phrase.calls > 0", True),
        ("i", "other", "label", "enforce", "phrase.calls > 0", True),
    ):
        lines.append(
            RULE.format(
                id=id_, category=category, action=action, mode=mode, when=when, rollout=50,
                fires='fires = ["paint the red doors"]' if fires else "",
            )
        )  # fmt: skip
    return read("\n".join(lines))


def overlay(level: str = "strict", *categories: str) -> Overlay:
    until = "2026-11-23T00:00:00Z"
    named = categories or ("call",)
    return Overlay(incident="i1", level=level, categories=named, until=until)  # type: ignore[arg-type]


def acted(parsed: Parsed) -> dict[str, tuple[str, str, float]]:
    return {each.id: (each.action, each.mode, each.rollout) for each in parsed.policy.rules}


def test_a_strict_overlay_is_one_step_stricter_and_never_blocks_what_was_not_blocked() -> None:
    before, after = policy(), overlaid(policy(), overlay())
    assert acted(after) == {
        "a": ("limit", "enforce", 100), "b": ("hold", "enforce", 100), "c": ("hold", "enforce", 100),
        "d": ("block", "enforce", 100), "e": ("hold", "review", 50), "f": ("hold", "shadow", 50),
        "g": ("label", "off", 50), "h": ("hold", "review", 50), "i": ("label", "enforce", 50),
    }  # fmt: skip
    assert after.rules == before.rules  # the expressions are the same
    assert after.policy.head.version == "3+i1"


def test_a_watch_overlay_only_brings_posts_to_people() -> None:
    before, after = acted(policy()), acted(overlaid(policy(), overlay("watch")))
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"e"}
    assert after["e"] == ("hold", "review", 50)


def test_an_overlay_of_categories_that_the_policy_lacks_is_refused() -> None:
    with pytest.raises(UsageError, match="no rule"):
        overlaid(policy(), overlay("strict", "unknown"))


def opened(
    id_: str = "i1", until: str = "2026-11-22T12:00:00Z", *, at: str = "2026-11-22T06:00:00Z"
) -> Entry:
    return said(
        IncidentOpened(incident=id_, level="strict", about="an event", policy="p", until=until), at=at
    )


def closed(id_: str = "i1", report: str = "what was done", *, at: str) -> Entry:
    return said(IncidentClosed(incident=id_, report=report), at=at)


def test_it_ends_by_itself_and_its_report_is_owed() -> None:
    (one,) = incidents(linked(opened()))[0].values()
    assert one.runs("2026-11-22T11:59:59Z")
    assert not one.runs("2026-11-22T12:00:00Z")
    assert one.report_due("2026-11-22T11:00:00Z") == ""
    assert one.report_due("2026-11-22T13:00:00Z") == "2026-11-29T12:00:00Z"
    (done,) = incidents(linked(opened(), closed(at="2026-11-24T00:00:00Z")))[0].values()
    assert done.report_due("2026-11-25T00:00:00Z") == ""
    assert done.ended("2026-11-25T00:00:00Z") == "2026-11-22T12:00:00Z"


def test_closing_it_early_ends_it() -> None:
    (one,) = incidents(linked(opened(), closed(at="2026-11-22T08:00:00Z")))[0].values()
    assert not one.runs("2026-11-22T09:00:00Z")
    assert one.ended("2026-11-22T09:00:00Z") == "2026-11-22T08:00:00Z"


@pytest.mark.parametrize(
    ("happened", "why"),
    [
        ([said(opened().what, by="clock")], "only a person"),
        ([opened(until="soon")], "give a moment"),
        ([opened(until="2026-11-22T05:00:00Z")], "ends after now"),
        ([opened(until="2026-11-25T06:00:01Z")], "at most 72 hours"),
        ([opened(), opened(until="2026-11-22T20:00:00Z", at="2026-11-22T12:00:00Z")], "it is over"),
        ([opened(), opened("i2", "2026-11-23T00:00:00Z", at="2026-11-22T13:00:00Z")], "i1 is owed"),
        ([opened(), closed(report=" ", at="2026-11-22T08:00:00Z")], "closed with its report"),
        ([closed(at="2026-11-22T08:00:00Z")], "does not know"),
        ([opened(), closed(at="2026-11-22T08:00:00Z"), closed(at="2026-11-22T09:00:00Z")], "report is there"),
    ],
)  # fmt: skip
def test_what_may_not_be_changes_nothing(happened: list[Entry], why: str) -> None:
    before, last = linked(*happened[:-1]), happened[-1]
    assert why in refusal(before, last)
    known, void = incidents(linked(*happened))
    assert why in void[len(happened)]
    assert known == incidents(before)[0]


def test_a_person_makes_it_longer_while_it_runs() -> None:
    longer = opened(until="2026-11-22T20:00:00Z", at="2026-11-22T11:00:00Z")
    (one,) = incidents(linked(opened(), longer))[0].values()
    assert one.runs("2026-11-22T19:00:00Z")
    assert one.extended == (("2026-11-22T20:00:00Z", "ines"),)
    assert one.opened_at == "2026-11-22T06:00:00Z"


def test_the_report_counts_what_was_done_under_the_overlay() -> None:
    links = linked(
        made.decided("before", "hold", at="2026-11-22T05:00:00Z"),
        said(
            IncidentOpened(incident="i1", level="strict", about="an event", policy=made.POLICY,
                           until="2026-11-22T12:00:00Z"),
            at="2026-11-22T06:00:00Z",
        ),
        made.decided("p1", "hold", at="2026-11-22T07:00:00Z"),
        made.decided("p2", "limit", at="2026-11-22T08:00:00Z"),
        made.decided("p3", "hold", at="2026-11-22T12:30:00Z"),
    )  # fmt: skip
    (one,) = incidents(links)[0].values()
    text = reported(links, one, now="2026-11-23T00:00:00Z")
    assert "under it: 2 (hold 1, limit 1)" in text
    assert "calls 2" in text
    assert "Posts restricted: 2; complaints on them: 0; won so far: 0." in text
    assert "[a person writes this]" in text

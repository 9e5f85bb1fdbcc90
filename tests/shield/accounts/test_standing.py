"""Do strikes count what was independently decided, once; and does everything that was wrong come back?"""

from __future__ import annotations

import pytest

from aftershock.shield.accounts.terms import Step, Terms
from tests.shield.accounts.story import NO_SECOND, Story


def test_an_automated_hold_is_no_strike_until_a_person_confirms_it() -> None:
    story = Story()
    story.decided("p1", "hold")
    assert story.standing().strikes == ()
    story.reviewed("ines", "p1", "hold")
    (strike,) = story.standing().strikes
    assert (strike.items, strike.by, strike.verdict) == (("harbour:p1",), "person", "hold")


def test_an_exact_known_item_is_a_strike_without_a_person() -> None:
    story = Story()
    story.decided("p1", "block")
    (strike,) = story.standing().strikes
    assert strike.by == "known item"
    story.reviewed("ines", "p1", "allow")
    assert story.standing().strikes == ()


@pytest.mark.parametrize(("verdict", "strikes"), [("allow", 0), ("label", 0), ("limit", 1), ("block", 1)])
def test_only_restrictive_decisions_count(verdict: str, strikes: int) -> None:
    story = Story()
    story.decided("p1", "hold")
    story.reviewed("ines", "p1", verdict)  # type: ignore[arg-type]
    assert len(story.standing().strikes) == strikes


def test_one_item_is_one_strike_whatever_revisions_and_rules() -> None:
    story = Story()
    for revision in range(3):
        story.decided("p1", "block", revision=revision, rule=f"r{revision}", content=f"c{revision}")
        story.decided("p1", "block", revision=revision, rule="other", head="tone", content=f"c{revision}")
        story.reviewed("ines", "p1", "block", revision=revision)
    assert len(story.standing().strikes) == 1


def test_copies_within_a_campaign_are_one_strike_and_later_ones_another() -> None:
    story = Story()
    for day, name in ((1, "p1"), (2, "p2"), (7, "p3"), (9, "p4"), (10, "p5")):
        story.at = f"2026-11-{day:02}T10:00:00Z"
        story.decided(name, "block", content="same")
    story.decided("p6", "block", content="other")
    story.decided("p7", "block", content="same", account="a2")
    found = story.standing().strikes
    assert [each.items for each in found] == [
        ("harbour:p1", "harbour:p2", "harbour:p3"), ("harbour:p4", "harbour:p5"), ("harbour:p6",),
    ]  # fmt: skip
    assert len(story.standing("a2").strikes) == 1


def test_items_without_a_content_are_not_copies_of_each_other() -> None:
    story = Story()
    story.restricted("p1", "p2")
    assert len(story.standing().strikes) == 2


def test_when_the_head_of_a_campaign_is_overturned_its_copies_still_count_once() -> None:
    story = Story()
    for name in ("p1", "p2", "p3"):
        story.decided(name, "block", content="same")
    story.appealed("x", "p1")
    story.judged("omar", "x")
    (strike,) = story.standing().strikes
    assert strike.items == ("harbour:p2", "harbour:p3")


def test_strikes_expire_and_are_listed_as_past() -> None:
    story = Story()
    story.restricted("p1")
    until = story.standing().strikes[0].until
    assert until == "2027-02-20T10:00:00Z"
    assert len(story.standing(now="2027-02-20T09:59:59Z").strikes) == 1
    over = story.standing(now=until)
    assert over.strikes == ()
    assert len(over.past) == 1


def test_limits_begin_at_their_step_list_their_items_and_expire() -> None:
    story = Story()
    story.restricted("p1")
    assert story.standing().limits == ()
    story.restricted("p2")
    (limit,) = story.standing().limits
    assert (limit.restraint, limit.items) == ("slower", ("harbour:p1", "harbour:p2"))
    assert limit.until == "2026-11-29T10:00:00Z"
    story.restricted("p3")
    slower, held = story.standing().limits
    assert (slower.restraint, held.restraint, held.until) == ("slower", "held", "2026-12-06T10:00:00Z")
    assert story.standing(now="2026-11-29T10:00:00Z").limits == (held,)
    assert story.standing(now=held.until).limits == ()
    assert story.standing().signals() == {
        "account.strikes": 3.0, "account.slower": True, "account.held": True, "account.blocked": False,
    }  # fmt: skip


def test_expired_strikes_do_not_bring_limits() -> None:
    story = Story(Terms(strike_days=10, steps=(Step(strikes=2, restraint="held", days=5),)))
    story.restricted("p1")
    story.at = "2026-12-05T10:00:00Z"
    story.restricted("p2")
    assert story.standing(now="2026-12-05T11:00:00Z").limits == ()


def test_winning_an_appeal_restores_item_strikes_limits_and_block() -> None:
    story = Story()
    before = story.standing()
    story.restricted("p1", "p2")
    story.blocked("omar", "p1", "p2")
    found = story.standing()
    assert (len(found.strikes), len(found.limits)) == (2, 1)
    assert found.blocked is not None
    assert found.blocked.items == ("harbour:p1", "harbour:p2")
    story.appealed("x", "p2")
    story.judged("vera", "x")
    after = story.standing()
    assert (len(after.strikes), after.limits, after.blocked) == (1, (), None)
    story.appealed("y", "p1")
    story.judged("vera", "y")
    assert story.standing() == before


def test_an_appeal_that_is_upheld_changes_nothing() -> None:
    story = Story()
    story.restricted("p1", "p2")
    before = story.standing()
    story.appealed("x", "p2")
    story.judged("vera", "x", overturned=False)
    assert story.standing() == before


def test_taking_a_review_back_restores_everything() -> None:
    story = Story()
    story.restricted("p1")
    before = story.standing()
    story.decided("p2")
    seq = story.reviewed("ines", "p2")
    assert len(story.standing().limits) == 1
    story.undone("ines", seq)
    assert story.standing() == before
    again = story.reviewed("ines", "p2")
    assert not story.void(again)
    assert len(story.standing().strikes) == 2


def test_what_two_people_dispute_is_no_strike_until_a_third_decides() -> None:
    story = Story()
    story.decided("p1")
    story.reviewed("ines", "p1", "block")
    assert len(story.standing().strikes) == 1
    story.reviewed("omar", "p1", "allow", look=2)
    assert story.standing().strikes == ()
    story.reviewed("vera", "p1", "hold", look=3)
    (strike,) = story.standing().strikes
    assert strike.verdict == "hold"


def test_a_block_is_proposed_with_its_items_and_set_by_a_person_only() -> None:
    story = Story()
    story.restricted("p1", "p2", "p3")
    assert story.standing().proposal is None
    story.restricted("p4")
    proposal = story.standing().proposal
    assert proposal is not None
    assert proposal.items == tuple(f"harbour:p{n}" for n in (1, 2, 3, 4))
    assert proposal.ready
    assert story.standing().blocked is None
    story.blocked("omar", "p1", "p3")
    found = story.standing()
    assert found.proposal is None
    assert found.blocked is not None
    assert story.standing(now="2027-01-01T00:00:00Z").blocked is None


def test_a_block_rests_on_independent_items_seen_by_two() -> None:
    story = Story(Terms(second_share=0.0, second_always=()))
    for name in ("p1", "p2"):
        story.decided(name, content="same")
        story.reviewed("ines", name)
    assert "independently" in story.void(story.blocked("omar", "p1", "p2"))
    story.restricted("p3")
    assert "second person" in story.void(story.blocked("omar", "p1", "p3"))
    story.reviewed("omar", "p1", look=2)
    story.reviewed("omar", "p3", look=2)
    story.decided("q", account="a2")
    assert "not an item" in story.void(story.blocked("omar", "p1", "q"))
    assert "ends" in story.void(story.blocked("omar", "p1", "p3", until="2026-11-22T09:00:00Z"))
    assert "ends" in story.void(story.blocked("omar", "p1", "p3", until="soon"))
    assert not story.void(story.blocked("omar", "p1", "p3"))


def test_known_items_carry_a_block_without_a_second_person() -> None:
    story = Story(Terms(second_share=0.0, second_always=()))
    story.decided("p1", "block", content="c1")
    story.decided("p2", "block", content="c2")
    assert not story.void(story.blocked("omar", "p1", "p2"))


def test_a_person_lifts_block_and_limits_and_the_strikes_stay() -> None:
    story = Story()
    story.restricted("p1", "p2", "p3", "p4")
    story.blocked("omar", "p1", "p2")
    story.restored("vera")
    found = story.standing()
    assert (len(found.strikes), found.limits, found.blocked, found.proposal) == (4, (), None, None)
    story.restricted("p5")
    found = story.standing()
    assert [each.restraint for each in found.limits] == ["held"]
    assert found.proposal is not None


def test_an_appeal_of_the_account_lifts_its_block() -> None:
    story = Story()
    story.restricted("p1", "p2")
    story.blocked("omar", "p1", "p2")
    story.appealed("x")
    assert "had a part" in story.void(story.judged("omar", "x"))
    assert "had a part" in story.void(story.judged("ines", "x"))
    story.judged("vera", "x")
    assert story.standing().blocked is None


def test_a_clock_that_was_set_back_loses_and_doubles_nothing() -> None:
    straight, back = Story(), Story()
    for story, times in ((straight, ("10", "11", "12", "13")), (back, ("10", "03", "12", "01"))):
        for hour, name in zip(times, ("p1", "p2", "p3", "p1"), strict=True):
            story.at = f"2026-11-22T{hour}:00:00Z"
            story.decided(name, "block", content=name)
    for story in (straight, back):
        found = story.standing(now="2026-11-21T00:00:00Z")
        assert [each.items for each in found.strikes] == [("harbour:p1",), ("harbour:p2",), ("harbour:p3",)]
        assert [each.restraint for each in found.limits] == ["slower", "held"]


def test_an_older_revision_that_comes_late_does_not_hide_the_newer() -> None:
    story = Story()
    story.decided("p1", "block", revision=2)
    story.decided("p1", "allow", revision=1)
    assert len(story.standing().strikes) == 1
    assert len(story.known.subjects["harbour:p1"].revisions) == 2


def test_nothing_is_known_of_a_stranger_or_of_no_account() -> None:
    story = Story(NO_SECOND)
    story.decided("p1", "block", account="")
    assert story.standing("").strikes == ()
    assert story.standing("nobody").signals()["account.strikes"] == 0.0

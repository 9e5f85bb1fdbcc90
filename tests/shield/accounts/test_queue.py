"""Who looks at what, in which order; and is who may not look or decide turned away?"""

from __future__ import annotations

import pytest

from aftershock.shield.accounts.queue import appeals, next_for, queue
from aftershock.shield.accounts.standing import proposals
from aftershock.shield.accounts.terms import Terms
from tests.shield.accounts.story import NO_SECOND, NOW, Story

SECOND = Terms(second_share=1.0)
UNTIL = "2026-11-22T10:20:00Z"


def waiting(story: Story, person: str = "", *, now: str = NOW) -> list[tuple[str, int]]:
    return [
        (each.item.removeprefix("harbour:"), each.look) for each in queue(story.known, now=now, person=person)
    ]


def test_what_a_policy_asks_to_be_looked_at_waits_until_somebody_did() -> None:
    story = Story()
    story.decided("p1", "hold")
    story.decided("p2", "allow")
    story.decided("p3", "allow", review=True)
    assert waiting(story) == [("p1", 1), ("p3", 1)]
    story.reviewed("ines", "p1")
    assert waiting(story) == [("p3", 1)]


def test_only_the_newest_revision_waits() -> None:
    story = Story()
    story.decided("p1", "hold", revision=1)
    story.decided("p1", "hold", revision=0)
    assert [each.revision for each in queue(story.known, now=NOW)] == [1]
    story.decided("p1", "allow", revision=2)
    assert waiting(story) == []
    story.decided("p1", "hold", revision=2, head="tone")
    assert [each.revision for each in queue(story.known, now=NOW)] == [2]


def test_severe_and_harmful_come_first_and_nothing_waits_for_ever() -> None:
    story = Story(Terms(second_share=0, second_always=(), harm={"call": 5}, ageing=4.0))
    story.at = "2026-11-22T11:59:00Z"
    story.decided("light", "limit", review=True)
    story.decided("grave", "hold")
    assert [name for name, _ in waiting(story)] == ["grave", "light"]
    story.at = "2026-11-22T03:00:00Z"
    story.decided("old", "limit", review=True)
    assert [name for name, _ in waiting(story)] == ["old", "grave", "light"]
    weights = [each.weight for each in queue(story.known, now=NOW)]
    assert weights[0] == pytest.approx(5 + 2 + 9 / 4)
    early = queue(story.known, now="2026-11-22T01:00:00Z")
    assert early[0].item == "harbour:grave"  # a clock set back: nothing has waited


def test_the_second_looks_blind_and_the_third_decides() -> None:
    story = Story(SECOND)
    story.decided("p1")
    story.reviewed("ines", "p1", "block")
    (seen,) = queue(story.known, now=NOW, person="omar")
    assert "ines" not in str(seen)
    assert "block" not in str(seen)
    assert (seen.look, seen.severity, seen.since, seen.seq) == (2, 3, story.at, 1)  # as the policy said
    assert waiting(story, "ines") == []
    assert "another person" in story.void(story.reviewed("ines", "p1", "block", look=2))
    story.reviewed("omar", "p1", "allow", look=2)
    assert waiting(story) == [("p1", 3)]
    assert waiting(story, "omar") == waiting(story, "ines") == []
    assert "another person" in story.void(story.reviewed("omar", "p1", look=3))
    story.reviewed("vera", "p1", "limit", look=3)
    assert waiting(story) == []


def test_two_who_agree_need_no_third() -> None:
    story = Story(SECOND)
    story.decided("p1")
    story.reviewed("ines", "p1", "hold")
    story.reviewed("omar", "p1", "hold", look=2)
    assert waiting(story) == []
    assert "differ" in story.void(story.reviewed("vera", "p1", look=3))


def test_a_sampled_share_gets_a_second_look_and_severe_ones_always() -> None:
    story = Story(Terms(second_share=0.25, second_always=("block",), salt="s"))
    for number in range(400):
        story.decided(f"p{number}")
        story.reviewed("ines", f"p{number}", "allow")
    share = len(waiting(story)) / 400
    assert 0.17 < share < 0.33  # three and a half standard errors
    other = Story(Terms(second_share=0.25, salt="t"))
    for number in range(400):
        other.decided(f"p{number}")
        other.reviewed("ines", f"p{number}", "allow")
    assert waiting(other) != waiting(story)
    story.decided("grave")
    story.reviewed("ines", "grave", "block")
    assert ("grave", 2) in waiting(story)


def test_who_took_a_look_back_does_not_come_as_second() -> None:
    story = Story(SECOND)
    story.decided("p1")
    story.undone("ines", story.reviewed("ines", "p1"))
    story.reviewed("omar", "p1")
    assert "another person" in story.void(story.reviewed("ines", "p1", look=2))
    assert waiting(story, "ines") == []
    assert waiting(story, "vera") == [("p1", 2)]


def test_somebody_else_may_not_take_a_review_back() -> None:
    story = Story()
    story.decided("p1")
    seq = story.reviewed("ines", "p1")
    assert "only who decided" in story.void(story.undone("omar", seq))
    assert not story.void(story.undone("ines", seq))
    assert "already" in story.void(story.undone("ines", seq))
    assert "no review" in story.void(story.undone("ines", 99))


def test_of_two_who_act_at_once_the_first_in_the_log_counts() -> None:
    story = Story()
    story.decided("p1")
    assert not story.void(story.reviewed("ines", "p1", "hold"))
    assert "faster" in story.void(story.reviewed("omar", "p1", "allow"))
    assert len(story.standing().strikes) == 1


def test_an_item_is_taken_for_a_while_by_one() -> None:
    story = Story()
    story.decided("p1")
    story.decided("p2", "limit", review=True)
    assert not story.void(story.claimed("ines", "p1", UNTIL))
    assert waiting(story, "omar", now="2026-11-22T10:10:00Z") == [("p2", 1)]
    mine = next_for(story.known, "ines", now="2026-11-22T10:10:00Z")
    assert mine is not None
    assert (mine.item, mine.holder) == ("harbour:p1", "ines")
    assert "somebody else has it" in story.void(story.claimed("omar", "p1", UNTIL))
    assert "somebody else has it" in story.void(story.reviewed("omar", "p1"))
    assert waiting(story, "omar", now=UNTIL) == [("p1", 1), ("p2", 1)]
    assert not story.void(story.claimed("ines", "p1", ""))  # given back
    assert not story.void(story.reviewed("omar", "p1"))


@pytest.mark.parametrize("until", ["2026-11-22T11:00:00Z", "2026-11-22T09:00:00Z", "later"])
def test_an_item_is_not_taken_for_long(until: str) -> None:
    story = Story()
    story.decided("p1")
    assert "minutes" in story.void(story.claimed("ines", "p1", until))


def test_a_clock_set_back_does_not_keep_an_item_taken() -> None:
    story = Story()
    story.decided("p1")
    story.claimed("ines", "p1", UNTIL)
    assert waiting(story, "omar", now="2026-11-21T00:00:00Z") == [("p1", 1)]


def test_only_a_person_reviews_and_with_a_reason() -> None:
    from aftershock.shield.ledger.happenings import Entry, Reviewed

    story = Story()
    story.decided("p1")
    what = Reviewed(item="harbour:p1", revision=0, verdict="block", clause="1", reason="x")
    assert "only a person" in story.void(story.tell(Entry(key="k", at=story.at, by="rule r", what=what)))
    blank = Reviewed(item="harbour:p1", revision=0, verdict="block", clause="1", reason=" ")
    assert "reason" in story.void(story.person("ines", blank))
    missing = Reviewed(item="harbour:none", revision=0, verdict="block", clause="1", reason="x")
    assert "no decision" in story.void(story.person("ines", missing))


def test_an_appeal_goes_to_somebody_who_had_no_part() -> None:
    story = Story(SECOND)
    story.decided("p1")
    story.undone("paul", story.reviewed("paul", "p1", "block"))
    story.reviewed("ines", "p1", "block")
    story.reviewed("omar", "p1", "block", look=2)
    story.appealed("x", "p1")
    for name in ("paul", "ines", "omar"):
        assert appeals(story.known, person=name) == []
        assert "had a part" in story.void(story.judged(name, "x"))
    assert [each.appeal for each in appeals(story.known, person="vera")] == ["x"]
    assert not story.void(story.judged("vera", "x", overturned=False))
    assert appeals(story.known) == []
    assert "decided" in story.void(story.judged("rita", "x"))
    assert not story.void(story.appealed("y", "p1"))
    assert "had a part" in story.void(story.judged("vera", "y"))  # who upheld it before has a part now


def test_an_appeal_is_not_decided_by_a_machine() -> None:
    from aftershock.shield.ledger.happenings import AppealDecided, Entry

    story = Story()
    story.decided("p1")
    story.appealed("x", "p1")
    what = AppealDecided(appeal="x", overturned=False, reason="score")
    assert "only a person" in story.void(story.tell(Entry(key="k", at=story.at, by="rule r", what=what)))


def test_appeals_that_make_no_sense_have_no_effect() -> None:
    story = Story()
    story.decided("p1")
    assert "no decision" in story.void(story.appealed("x", "none"))
    assert "does not know" in story.void(story.appealed("x", account="none"))
    assert "does not know" in story.void(story.judged("vera", "x"))
    assert not story.void(story.appealed("x", "p1"))
    assert "of that name" in story.void(story.appealed("x", "p1"))
    assert "is open" in story.void(story.appealed("y", "p1"))


def test_after_a_won_appeal_the_item_is_free_and_not_decided_on_again() -> None:
    story = Story(SECOND)
    story.decided("p1")
    seq = story.reviewed("ines", "p1", "block")
    story.appealed("x", "p1")
    story.judged("vera", "x")
    assert waiting(story) == []
    assert "not decided on again" in story.void(story.reviewed("omar", "p1", look=2))
    assert "since" in story.void(story.undone("ines", seq))
    story.decided("p1", "block", head="tone")
    assert story.standing().strikes == ()
    story.decided("p1", "hold", revision=1)
    assert waiting(story) == [("p1", 1)]


def test_what_a_proposed_block_rests_on_is_looked_at_twice() -> None:
    story = Story(Terms(second_share=0.0, second_always=()))
    story.restricted("p1", "p2", "p3")
    assert waiting(story) == []
    story.restricted("p4")
    assert not proposals(story.known, now=NOW)[0].ready
    assert sorted(waiting(story)) == [("p1", 2), ("p2", 2), ("p3", 2), ("p4", 2)]
    assert waiting(story, "ines") == []
    assert not story.void(story.claimed("omar", "p1", UNTIL, look=2))
    for name in ("p1", "p2", "p3", "p4"):
        story.reviewed("omar", name, look=2)
    assert proposals(story.known, now=NOW)[0].ready
    assert waiting(story) == []


def test_an_empty_queue_has_nothing_next() -> None:
    assert next_for(Story(NO_SECOND).known, "ines", now=NOW) is None

"""What does a person's decision on a notice do to the item, its account, and everything after it?"""

from __future__ import annotations

import msgspec

from aftershock.shield.accounts.fold import Accounts
from aftershock.shield.accounts.outcome import stands, wanted
from aftershock.shield.accounts.terms import Terms
from aftershock.shield.ledger.happenings import Entry, NoticeDecided, NoticeReceived
from aftershock.shield.papers.restrictions import restrictions
from aftershock.shield.policy.table import Verdict
from tests.shield.accounts.story import NO_SECOND, Story


def on(
    name: str, verdict: Verdict = "hold", *, notice: str = "n1", reason: str = "as it says"
) -> NoticeDecided:
    return NoticeDecided(
        notice=notice, verdict=verdict, reason=reason, item=f"harbour:{name}", revision=0, clause="4.2"
    )


def verdict(story: Story, name: str) -> tuple[str, str]:
    found = stands(story.known.subjects[f"harbour:{name}"].revisions[0])
    return found.verdict, found.by


def test_a_post_that_no_rule_found_is_restricted_struck_and_restored() -> None:
    story = Story()
    story.person("ben", on("p"))
    assert verdict(story, "p") == ("hold", "person")
    assert story.void(story.appealed("a1", "p")) == ""
    assert "had a part" in story.void(story.judged("ben", "a1"))
    assert story.void(story.judged("cem", "a1")) == ""
    assert verdict(story, "p") == ("allow", "appeal")
    assert "appeal was won" in story.void(story.person("ben", on("p", notice="n2")))


def test_it_is_a_first_look_anew_whatever_was_decided_before() -> None:
    story = Story()
    story.decided("p", "hold", account="a1")
    first = story.reviewed("ines", "p", "allow")
    assert verdict(story, "p") == ("allow", "person")
    assert len(story.standing().strikes) == 0
    story.person("ben", on("p", "limit"))
    assert verdict(story, "p") == ("limit", "person")
    assert [each.items for each in story.standing().strikes] == [("harbour:p",)]
    assert "notice was decided" in story.void(story.undone("ines", first))
    assert "look is done" in story.void(story.reviewed("ines", "p", "allow"))
    story.decided("p", "hold", account="a1")  # asked once more: the person's decision stands
    assert verdict(story, "p") == ("limit", "person")


def test_the_second_look_is_wanted_as_after_any_first_and_by_somebody_fresh() -> None:
    story = Story(Terms(second_share=0.0, second_always=("block",)))
    story.person("ben", on("p", "block"))
    assert story.known.waiting == {"harbour:p": 2}
    assert "looked already" in story.void(story.reviewed("ben", "p", "block", look=2))
    assert story.void(story.reviewed("ines", "p", "hold", look=2)) == ""
    assert wanted(story.known.subjects["harbour:p"], story.known.terms) == 3


def test_who_may_not_and_what_is_none() -> None:
    story = Story()
    story.decided("p")
    clock = story.tell(Entry(key="k", at=story.at, by="clock", what=on("p")))
    assert "only a person" in story.void(clock)
    assert "needs a reason" in story.void(story.person("ben", on("p", reason=" ")))
    assert story.void(story.person("ben", on("p"))) == ""
    assert "is decided" in story.void(story.person("cem", on("p", "allow")))
    assert verdict(story, "p") == ("hold", "person")
    story.decided("q")
    story.appealed("a9", "q")
    assert "appeal on it is open" in story.void(story.person("ben", on("q", notice="n3")))
    elsewhere = NoticeDecided(notice="n4", verdict="hold", reason="no item of ours")
    assert story.void(story.person("ben", elsewhere)) == ""


def test_the_statement_it_owes_names_the_notice_and_the_person() -> None:
    story = Story()
    told = NoticeReceived(notice="n1", item="harbour:p", url="", explanation="why", ground="threat")
    story.tell(Entry(key="k", at=story.at, by="key 1", what=told))
    story.person("ben", on("p", reason="it names a street"))
    (found,) = restrictions(story.links, terms=NO_SECOND)
    assert (found.item, found.verdict, found.by, found.person) == ("harbour:p", "hold", "person", "ben")
    assert (found.reason, found.clause, found.notice) == ("it names a street", "4.2", told)


def test_a_snapshot_in_between_changes_nothing() -> None:
    story = Story()
    story.decided("p")
    story.person("ben", on("p", "limit"))
    half = Accounts(NO_SECOND)
    assert half.restored(story.accounts.saved())
    story.appealed("a1", "p")
    story.judged("cem", "a1")
    for link in story.links[2:]:
        half.apply(link)
    assert msgspec.msgpack.encode(half.known) == msgspec.msgpack.encode(story.known)

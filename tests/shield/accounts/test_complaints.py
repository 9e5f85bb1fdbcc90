"""Who may complain besides an author of what the platform decided: whoever gave a notice, and whose post an
order removed; and what stands once they have won?
"""

from __future__ import annotations

import pytest

from aftershock.shield.accounts.fold import Accounts
from aftershock.shield.accounts.known import Known
from aftershock.shield.accounts.outcome import stands, wanted
from aftershock.shield.accounts.statistics import statistics
from aftershock.shield.accounts.terms import Terms
from aftershock.shield.ledger.happenings import (
    AppealDecided,
    Appealed,
    Decided,
    Entry,
    Informed,
    NoticeDecided,
    OrderExecuted,
)
from aftershock.shield.ledger.reinstating import Reinstated
from aftershock.shield.papers.complaints import complaints, faults
from aftershock.shield.papers.restrictions import restrictions
from aftershock.shield.papers.statements_of_reasons import Publishing, automation, state
from aftershock.shield.papers.validation import problems
from aftershock.shield.policy.table import VERDICTS, Verdict
from tests.shield.accounts.chance import log_by_chance
from tests.shield.accounts.story import NO_SECOND, Story
from tests.shield.accounts.test_notices import on, verdict
from tests.shield.papers.told import order

TERMS = Terms(second_share=0.3)


def complains(story: Story, appeal: str = "c", *, notice: str = "n1", item: str = "harbour:p") -> int:
    what = Appealed(
        appeal=appeal, item=item, revision=0, account="", words="it is a threat", by="notifier", notice=notice
    )
    return story.tell(Entry(key="k", at=story.at, by="key 1", what=what))


def judged(story: Story, who: str, appeal: str, verdict: Verdict | str = "", item: str = "") -> str:
    what = AppealDecided(appeal=appeal, overturned=True, reason="looked again", verdict=verdict, item=item)  # type: ignore[arg-type]
    return story.void(story.person(who, what))


def executed(story: Story, *names: str, known: str = "TCO-7") -> int:
    story.tell(Entry(key="o", at=story.at, by="person ben", what=order()))
    items = tuple(f"harbour:{name}" for name in names)
    return story.person("ben", OrderExecuted(order=known, action="removed", items=items))


def test_whoever_gave_a_notice_wins_a_restriction_and_nothing_less() -> None:
    story = Story()
    story.decided("p", "allow", account="a1")
    story.person("ben", on("p", "allow"))
    assert story.void(complains(story)) == ""
    assert "had a part" in judged(story, "ben", "c", "hold")
    for milder in ("", "allow"):
        assert "stricter verdict" in judged(story, "cem", "c", milder)
    assert verdict(story, "p") == ("allow", "person")
    story.at = "2026-11-22T11:00:00Z"
    assert judged(story, "cem", "c", "hold") == ""
    assert verdict(story, "p") == ("hold", "appeal")
    assert [each.items for each in story.standing().strikes] == [("harbour:p",)]
    assert story.standing().strikes[0].at == story.at
    # the author may complain about that, a third person decides, and all is as before
    assert story.void(story.appealed("a", "p")) == ""
    assert "had a part" in story.void(story.judged("cem", "a"))
    assert story.void(story.judged("dov", "a")) == ""
    assert verdict(story, "p") == ("allow", "appeal")
    assert story.standing().strikes == ()
    assert "is an appeal on that notice" in story.void(complains(story, "d"))


def test_what_a_notifier_may_not() -> None:
    story = Story()
    assert "no decision on that notice" in story.void(complains(story))
    story.person("ben", on("p", "label"))
    assert "about something else" in story.void(complains(story, item="harbour:q"))
    assert story.void(complains(story)) == ""
    assert "stricter" in judged(story, "cem", "c", "label")
    assert story.void(story.judged("cem", "c", overturned=False)) == ""
    assert verdict(story, "p") == ("label", "person")


def test_a_notice_that_named_only_an_address_gets_its_item_on_appeal() -> None:
    story = Story()
    story.person("ben", NoticeDecided(notice="n1", verdict="allow", reason="nothing in it"))
    assert "that notice is decided" in story.void(story.person("cem", on("p")))
    assert story.void(complains(story, item="")) == ""
    assert "had a part" in judged(story, "ben", "c", "hold", "harbour:p")
    assert "which item" in judged(story, "cem", "c", "hold")
    assert judged(story, "cem", "c", "hold", "harbour:p") == ""
    assert verdict(story, "p") == ("hold", "appeal")


def test_an_author_wins_a_milder_verdict_and_nothing_stricter() -> None:
    story = Story()
    story.decided("p")
    story.reviewed("ines", "p", "hold")
    story.appealed("a", "p")
    assert "milder" in judged(story, "cem", "a", "block")
    assert judged(story, "cem", "a", "label") == ""
    assert verdict(story, "p") == ("label", "appeal")


def test_what_an_order_removed_stands_removed_until_an_appeal_lifts_it() -> None:
    story = Story()
    assert story.void(executed(story, "p", known="no such")) == "the log does not know that order"
    story.decided("q", "hold")
    story.reviewed("ines", "q", "label")
    seq = executed(story, "p", "q")
    for name in ("p", "q"):
        assert verdict(story, name) == ("block", "order")
    assert story.standing().strikes == (), "an authority's decision is no strike"
    story.decided("q", "allow", revision=1)
    edit = stands(story.known.subjects["harbour:q"].revisions[1])
    assert (edit.verdict, edit.by, edit.seq) == ("block", "order", seq)
    assert wanted(story.known.subjects["harbour:q"], NO_SECOND) == 0
    assert story.void(story.appealed("a", "p")) == ""
    assert "had a part" in story.void(story.judged("ben", "a"))
    assert story.void(story.judged("cem", "a")) == ""
    assert verdict(story, "p") == ("allow", "appeal")
    assert verdict(story, "q") == ("block", "order")
    story.appealed("b", "q")
    story.judged("cem", "b")
    assert verdict(story, "q") == ("allow", "appeal")
    assert stands(story.known.subjects["harbour:q"].revisions[1]).verdict == "allow"


def test_the_papers_say_what_it_was() -> None:
    story = Story()
    story.person("ben", on("p", "allow"))
    complains(story)
    assert [(f.kind, f.appeal) for f in faults(story.links, now=story.at, terms=NO_SECOND)] == [
        ("untold", "c")
    ]
    told = Informed(about="notice n1", to="notifier", how="mail")
    other = Story()
    other.person("ben", on("p", "allow"))
    other.person("ben", told)
    complains(other)
    judged(other, "cem", "c", "hold")
    assert faults(other.links, now=other.at, terms=NO_SECOND) == []
    (found,) = restrictions(other.links, terms=NO_SECOND)
    assert (found.by, found.person, found.reason, found.verdict) == ("appeal", "cem", "looked again", "hold")
    assert automation(found) == "AUTOMATED_DECISION_NOT_AUTOMATED"
    statement = state(found, Publishing()).statement
    assert problems(statement.fields()) == ()
    assert "complaint of whoever had given notice" in statement.decision_facts
    assert statistics(other.known).restored_by_appeal == 0

    ordered = Story()
    executed(ordered, "p")
    ordered.person("ben", Informed(about="order TCO-7", to="uploader", how="message"))
    ordered.appealed("a", "p")
    assert list(restrictions(ordered.links, terms=NO_SECOND)) == [], (
        "an order's reasons are told under TCO 11"
    )
    (complaint,) = complaints(ordered.links, terms=NO_SECOND).values()
    assert complaint.terrorist
    assert complaint.informed_at
    assert faults(ordered.links, now=ordered.at, terms=NO_SECOND) == []


@pytest.mark.parametrize("seed", range(40))
def test_whatever_happens_the_law_about_appeals_holds(seed: int) -> None:
    """In logs that chance wrote, at every place: who decides, what an appeal can do, and a snapshot is the
    same.
    """
    links = log_by_chance(seed, wider=True)
    accounts, half = Accounts(TERMS), Accounts(TERMS)
    for link in links[:120]:
        half.apply(link)
    again = Accounts(TERMS)
    assert again.restored(half.saved())
    for link in links:
        what, before = link.entry.what, _standing(accounts.known)
        parts = {name: set(each.parts) for name, each in accounts.known.subjects.items()}
        accounts.apply(link)
        after = _standing(accounts.known)
        if link.seq > 120:
            again.apply(link)
        if link.seq in accounts.known.void:
            assert after == before
        elif isinstance(what, AppealDecided) and what.overturned:
            complaint = accounts.known.complaints[what.appeal]
            if not complaint.item:
                continue
            place = (complaint.item, complaint.revision)
            was, is_ = before.get(place, "allow"), after[place]
            moved = VERDICTS.index(is_) - VERDICTS.index(was)
            assert moved > 0 if complaint.notice else moved <= 0
            assert link.entry.by.removeprefix("person ") not in parts.get(complaint.item, set())
        elif isinstance(what, OrderExecuted):
            if what.items[0] not in accounts.known.lifted.get(what.order, ()):
                revisions = accounts.known.subjects[what.items[0]].revisions.values()
                assert all(stands(each).by == "order" for each in revisions)
        elif isinstance(what, Reinstated):
            subject = accounts.known.subjects.get(what.items[0])
            for revision in subject.revisions.values() if subject else ():
                assert not revision.ordered
                if not what.order:
                    assert (stands(revision).verdict, stands(revision).by) == ("allow", "authority")
        elif isinstance(what, Decided) and before.get((what.answer.item, what.answer.revision)):
            revision = accounts.known.subjects[what.answer.item].revisions[what.answer.revision]
            if stands(revision).by in ("person", "appeal", "order", "authority"):
                assert after == before, "a repeat changes nothing that people decided"
    assert again.known == accounts.known


def test_chance_does_it_all() -> None:
    done: dict[str, int] = {}
    for seed in range(40):
        accounts = Accounts(TERMS)
        for link in log_by_chance(seed, wider=True):
            accounts.apply(link)
        for each in accounts.known.complaints.values():
            kind = ("notifier" if each.notice else "author") + (" won" if each.overturned else "")
            done[kind] = done.get(kind, 0) + 1
        ordered = any(r.ordered for s in accounts.known.subjects.values() for r in s.revisions.values())
        done["ordered"] = done.get("ordered", 0) + ordered
    least = {"notifier won": 3, "author won": 10, "ordered": 10}
    assert all(done.get(kind, 0) >= count for kind, count in least.items()), done


def _standing(known: Known) -> dict[tuple[str, int], Verdict]:
    return {
        (name, number): stands(revision).verdict
        for name, subject in known.subjects.items()
        for number, revision in subject.revisions.items()
    }

"""Does a notice's lack of anything show, are flaggers first, and do answers say what the article asks for?"""

from __future__ import annotations

import pytest

from aftershock.shield.ledger.happenings import Entry, NoticeDecided, NoticeReceived
from aftershock.shield.papers.laws import Host
from aftershock.shield.papers.notices import NAMELESS, answer, gaps, notices, receipt, sufficient, waiting
from tests.shield.papers.told import HOST, linked, said

LATER = "2026-11-22T05:00:00Z"


def notice(id_: str = "n1", **more: object) -> NoticeReceived:
    given: dict[str, object] = {
        "notice": id_, "item": "harbour:p1", "url": "",
        "explanation": "It announces harm to a named person.",
        "ground": "threat", "name": "Vera", "email": "vera@harbour.example", "good_faith": True,
    }  # fmt: skip
    return NoticeReceived(**{**given, **more})  # type: ignore[arg-type]


def decided(name: str = "n1", *, by: str = "person ines", at: str = LATER, **more: object) -> Entry:
    given: dict[str, object] = {"notice": name, "verdict": "block", "reason": "A threat.", **more}
    what = NoticeDecided(**given)  # type: ignore[arg-type]
    return said(what, at=at, by=by)


def test_a_whole_notice_is_sufficient() -> None:
    assert gaps(notice()) == ()
    assert sufficient(notice(item="", url="https://harbour.example/p/1"))


@pytest.mark.parametrize(
    ("changed", "element", "kind"),
    [
        ({"explanation": "  "}, "explanation", "missing"),
        ({"explanation": "it is bad"}, "explanation", "doubt"),
        ({"item": ""}, "location", "missing"),
        ({"item": "", "url": "https://harbour.example/"}, "location", "missing"),
        ({"item": "", "url": "harbour.example/p/1"}, "location", "missing"),
        ({"name": ""}, "name", "missing"),
        ({"email": "vera"}, "email", "missing"),
        ({"good_faith": False}, "good-faith", "missing"),
        ({"trusted_flagger": True}, "trusted-flagger", "doubt"),
    ],
)
def test_each_element_of_the_article(changed: dict[str, object], element: str, kind: str) -> None:
    (gap,) = gaps(notice(**changed))
    assert (gap.element, gap.kind) == (element, kind)
    assert sufficient(notice(**changed)) is (kind == "doubt")


def test_nobody_need_be_named_about_the_abuse_of_children() -> None:
    assert sufficient(notice(name="", email="", ground=NAMELESS))


def test_trusted_flaggers_first_then_in_order() -> None:
    links = linked(
        said(notice("a"), by="key 1"), said(notice("b"), by="key 1"),
        said(notice("c", trusted_flagger=True), by="key 1"),
        said(notice("a", explanation="again"), by="key 1"),
        decided("b"), decided("unknown"),
    )  # fmt: skip
    assert [each.received.notice for each in waiting(links)] == ["c", "a"]
    assert notices(links)["a"].received.explanation == notice().explanation


def test_the_first_decision_counts_for_the_time_and_the_last_for_what_came_of_it() -> None:
    links = linked(
        said(notice(), by="key 1"), decided(verdict="allow"),
        decided(at="2026-11-23T05:00:00Z", verdict="hold"),
    )  # fmt: skip
    found = notices(links)["n1"]
    assert found.seconds == 4 * 3600
    assert found.decision is not None
    assert found.decision.verdict == "hold"


def test_the_receipt_says_what_is_missing() -> None:
    (found,) = notices(linked(said(notice(good_faith=False), by="key 1"))).values()
    draft = receipt(found, HOST, at=LATER)
    assert draft is not None
    assert "good faith" in draft.text
    (silent,) = notices(linked(said(notice(email=""), by="key 1"))).values()
    assert receipt(silent, HOST, at=LATER) is None


def test_the_answer_has_reasons_automation_and_redress() -> None:
    (found,) = notices(linked(said(notice(), by="key 1"), decided(automated=True))).values()
    draft = answer(found, HOST, at=LATER)
    assert draft is not None
    for part in (
        "We removed it",
        "A threat.",
        "automated means",
        "until 2027-05-22",
        "court",
        "out-of-court",
    ):
        assert part in draft.text
    small = answer(found, Host(name="Small", small=True), at=LATER)
    assert small is not None
    assert "out-of-court" not in small.text
    assert small.binding.binds  # notices bind small hosts too
    (open_,) = notices(linked(said(notice(), by="key 1"))).values()
    assert answer(open_, HOST, at=LATER) is None
    (bare,) = notices(linked(said(notice(), by="key 1"), decided(reason=" ", by="key 1"))).values()
    empty = answer(bare, HOST, at=LATER)
    assert empty is not None
    assert "the reasons of the decision" in empty.missing
    assert any("which person" in each for each in empty.missing)

"""Does somebody who looks get what they need and nothing that sways them, and is everything in the log?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from aftershock.shield.accounts.outcome import stands
from aftershock.shield.ledger.happenings import Opened, Reviewed, Undone
from aftershock.shield.review.setup import Setup
from tests.shield.review.visiting import ALL_TWICE, CALL, Browser, Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def verdict_of(desk: Desk, name: str) -> str:
    return stands(desk.office.cases().subjects[f"forum:{name}"].revisions[0]).verdict


def test_the_text_comes_only_when_asked_for_and_that_is_in_the_log_before(desk: Desk) -> None:
    desk.post("a", f"the word is {CALL} now", links=("https://elsewhere.example/x.html",))
    ana = desk.signed_in("ana", "reviewer")
    ana.get("/")
    ana.post("/take")
    hidden = ana.get("/item")
    for secret in (CALL, "the word is", "elsewhere"):
        assert secret not in hidden
    assert "calls" in hidden
    assert "Opened" not in desk.kinds()
    ana.post("/item/show")
    assert [e.entry.by for e in desk.log.read(kinds=("opened",))] == ["person ana"]
    shown = ana.get("/item")
    assert f"<mark>{CALL}<sup>1</sup></mark>" in shown
    assert "hxxps://elsewhere[.]example/x[.]html" in shown
    assert "https://elsewhere" not in shown
    ana.post("/item/show")  # once is enough
    assert desk.kinds().count("Opened") == 1


def test_rules_near_their_end_stand_on_the_first_page(desk: Desk) -> None:
    ana, none = desk.signed_in("ana", "admin"), desk.signed_in("none")
    assert "of the policy expired" not in ana.get("/")
    desk.office.ending = lambda: ["rule calls expires: 2026-12-01 (owner desk)"]
    assert "1 rule of the policy expired, or soon will" in ana.get("/")
    assert "rule calls expires: 2026-12-01 (owner desk)" in ana.page
    assert "of the policy expired" not in none.get("/")


def test_a_decision_is_written_and_the_next_item_comes_at_once(desk: Desk) -> None:
    desk.post("a")
    desk.post("b")
    ana = desk.signed_in("ana", "reviewer")
    ana.take()
    reply = ana.decide("limit", reason="a call, as the clause says", hard="1")
    assert (reply.status, reply.place) == (303, "/item")
    link = next(desk.log.read(kinds=("reviewed",)))
    assert link.entry.by == "person ana"
    assert isinstance(link.entry.what, Reviewed)
    what = link.entry.what
    assert (what.item, what.verdict, what.clause, what.reason, what.look, what.hard) == (
        "forum:a", "limit", "4.2", "a call, as the clause says", 1, True,
    )  # fmt: skip
    assert "forum:b" in ana.get("/item")
    assert verdict_of(desk, "a") == "limit"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"verdict": "nothing"}, "no verdict"),
        ({"verdict": ""}, "no verdict"),
        ({"reason": "  "}, "needs a reason"),
        ({"reason": "x" * 2001}, "needs a reason"),
        ({"clause": ""}, "names a clause"),
        ({"clause": "9.9"}, "names a clause"),
    ],
)
def test_a_decision_is_whole_or_none(desk: Desk, change: dict[str, str], said: str) -> None:
    desk.post("a")
    ana = desk.signed_in("ana", "reviewer")
    ana.take()
    reply = ana.decide(**{"verdict": "hold", **change})  # type: ignore[arg-type]
    assert reply.status == 400
    assert said in ana.page.casefold()
    assert "Reviewed" not in desk.kinds()


def test_nobody_decides_unseen_or_on_what_they_do_not_have(desk: Desk) -> None:
    desk.post("a")
    desk.post("b")
    ana, ben = desk.signed_in("ana", "reviewer"), desk.signed_in("ben", "reviewer")
    ana.get("/")
    ana.post("/take")
    ana.get("/item")
    assert ana.decide().status == 400  # not looked at
    theirs = ana.field("claim") if 'name="claim"' in ana.page else ""
    ana.get("/item")
    theirs = ana.field("claim")
    ben.take()
    reply = ben.post("/item/decide", claim=theirs, verdict="allow", clause="", reason="mine")
    assert reply.status == 409
    assert ben.post("/item/decide", claim="7x", verdict="allow", clause="", reason="mine").status == 400
    assert "Reviewed" not in desk.kinds()


def test_the_same_form_twice_is_one_decision(desk: Desk) -> None:
    desk.post("a")
    desk.post("b")
    ana = desk.signed_in("ana", "reviewer")
    ana.take()
    fields = {"claim": ana.field("claim"), "verdict": "hold", "clause": "4.2", "reason": "as it says"}
    assert ana.post("/item/decide", **fields).place == "/item"
    assert ana.post("/item/decide", **fields).place == "/item"
    assert desk.kinds().count("Reviewed") == 1


def test_two_people_never_have_the_same_look(desk: Desk) -> None:
    desk.post("a")
    ana, ben = desk.signed_in("ana", "reviewer"), desk.signed_in("ben", "reviewer")
    ana.take()
    ben.get("/")
    assert ben.post("/take").place == "/"
    assert ben.ask("GET", "/item").place == "/"
    desk.later(minutes=31)  # the time ana has it for is over
    assert "forum:a" in ben.take()


def test_undo_gives_the_item_back_and_leaves_both_in_the_log(desk: Desk) -> None:
    desk.post("a")
    desk.post("b")
    ana = desk.signed_in("ana", "reviewer")
    ana.take()
    ana.decide("block", reason="a slip")
    page = ana.get("/item")
    assert "forum:b" in page
    assert ana.post("/undo", seq=ana.field("seq")).place == "/item"
    assert "forum:a" in ana.get("/item")
    undone = next(desk.log.read(kinds=("undone",))).entry.what
    assert isinstance(undone, Undone)
    assert verdict_of(desk, "a") == "hold"  # the policy's again
    ana.post("/item/show")
    ana.get("/item")
    ana.decide("allow", clause="", reason="it is quoted")
    assert verdict_of(desk, "a") == "allow"


def test_undo_reaches_only_ones_own_looks_of_this_session(desk: Desk) -> None:
    for name in "abc":
        desk.post(name)
    ana, ben = desk.signed_in("ana", "reviewer"), desk.signed_in("ben", "reviewer")
    ana.take()
    ana.decide()
    seq = next(desk.log.read(kinds=("reviewed",))).seq
    ben.get("/mine")
    assert ben.post("/undo", seq=seq).status == 409
    ana.get("/")
    ana.post("/sign-out")
    desk.later(minutes=5)
    ana.sign_in()
    ana.get("/mine")
    assert ana.post("/undo", seq=seq).status == 409
    assert "Undone" not in desk.kinds()


def test_what_is_skipped_goes_to_others_and_comes_back_when_asked_for(desk: Desk) -> None:
    desk.post("a")
    desk.post("b")
    ana, ben = desk.signed_in("ana", "reviewer"), desk.signed_in("ben", "reviewer")
    ana.take()
    assert ana.post("/item/skip", claim=ana.field("claim")).place == "/item"
    assert "forum:b" in ana.get("/item")
    assert "forum:a" in ben.take()
    ben.post("/item/skip", claim=ben.field("claim"))
    ana.post("/item/skip", claim=ana.field("claim"))
    assert "2 skipped" in ana.get("/")
    assert ana.post("/take", again="1").place == "/item"
    assert "forum:a" in ana.get("/item")


def decided_by(browser: Browser, verdict: str) -> str:
    page = browser.take()
    browser.decide(verdict, clause="" if verdict == "allow" else "4.2", reason=f"because of {verdict}ness")
    return page


def test_the_second_looks_blind_and_a_third_decides_where_they_differ(tmp_path: Path) -> None:
    desk = Desk(tmp_path, terms=ALL_TWICE)
    desk.post("a")
    ana, ben, cem = (desk.signed_in(name, "reviewer", "senior") for name in ("ana", "ben", "cem"))
    first = decided_by(ana, "block")
    # what ben sees is what ana saw, word for word, but for tokens and the place of the claim
    second = ben.take()
    ben.get("/")
    ben.get("/accounts")
    ben.get("/appeals")
    ben.get("/statistics")
    account = ben.get("/account?account=a1")
    assert _plain(second) == _plain(first)
    for page in (second, account):
        assert "blockness" not in page
        assert "ana" not in re.sub(r"[a-z]ana|ana[a-z]", "", _plain(page))
    assert "1 item wants another look" not in account or "forum:a" not in account
    assert "forum:a" not in account
    ana.get("/")
    assert ana.post("/take").place == "/"  # not twice the same person
    ben.get("/item")
    ben.decide("allow", clause="", reason="it quotes")
    assert desk.office.cases().subjects["forum:a"].revisions[0].looks[1].look == 2
    third = cem.take()
    assert _plain(third) == _plain(first)
    cem.decide("limit", reason="in between")
    assert verdict_of(desk, "a") == "limit"
    assert [e.entry.what.look for e in desk.log.read(kinds=("reviewed",))] == [1, 2, 3]  # type: ignore[union-attr]


def _plain(page: str) -> str:
    """A page without tokens, the place of the claim, and who it is for."""
    page = re.sub(r'name="(form|claim|seq)" value="[^"]*"', "", page)
    page = re.sub(r"<bdi>(ana|ben|cem)</bdi>", "", page)
    return re.sub(r'(?s)<p class="day">.*?</p>', "", page)


def test_breaks_are_suggested_and_hard_items_have_a_limit(tmp_path: Path) -> None:
    desk = Desk(tmp_path, setup=Setup(break_items=3, hard_limit=4))
    for number in range(8):
        desk.post(f"p{number}")
    ana = desk.signed_in("ana", "reviewer")
    for number in range(4):
        page = ana.take()
        assert ("Time for a break" in page) == (number >= 3), number
        ana.decide(hard="1")
        desk.later(minutes=1)
    assert "4 hard items today" in ana.get("/")
    assert ana.post("/take").place == "/"
    assert "Begin" not in ana.page
    desk.later(hours=14)  # the next day, by UTC
    ana.sign_in()
    assert ana.post("/take").status == 403  # the token of the page before is not this session's
    assert "Time for a break" not in ana.take()


def test_a_copy_that_is_gone_is_said_and_can_be_decided(desk: Desk) -> None:
    desk.post("a")
    assert desk.log.purge("2028-01-01T00:00:00Z") == 1
    ana = desk.signed_in("ana", "reviewer")
    ana.get("/")
    ana.post("/take")
    assert "No copy of the content" in ana.get("/item")
    assert ana.decide().status == 303


def test_hostile_text_stays_text(desk: Desk) -> None:
    text = f"<script>alert(1)</script>\u202e\"&' {CALL} </mark><img src=x onerror=alert(1)>"
    desk.post("a", text)
    ana = desk.signed_in("ana", "reviewer")
    page = ana.take()
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "\u202e" not in page
    assert "U+202E" in page
    opened = next(desk.log.read(kinds=("opened",))).entry.what
    assert isinstance(opened, Opened)
    assert opened.why == "review"

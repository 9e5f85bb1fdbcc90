"""Do the pages for orders, incidents and threats let a person do what is due, and nothing that is not?"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from aftershock.shield.accounts.outcome import stands
from aftershock.shield.ledger.happenings import (
    AlarmAcknowledged,
    Entry,
    IncidentClosed,
    OrderReceived,
    RuleTripped,
    ThreatDrafted,
)
from aftershock.shield.ledger.times import moved
from aftershock.shield.papers.ringing import ring, wake
from aftershock.shield.papers.rota import read
from aftershock.shield.papers.trips import KINDS, trips
from tests.shield.review.visiting import Browser, Desk

ROTA = """
[[person]]
name = "ines"
webhook = "https://bell.harbour.example/ines"
[[person]]
name = "omar"
webhook = "https://bell.harbour.example/omar"
[[shift]]
days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
from = "00:00"
to = "00:00"
people = ["ines", "omar"]
"""


class Bell:
    """Reaches everybody."""

    def reaches(self, person: object) -> bool:
        return True

    def ring(self, call: object, person: object) -> None:
        pass


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    made.office.rota = read(ROTA)
    made.office.categories = lambda: ["call", "removed"]
    return made


@pytest.fixture
def ben(desk: Desk) -> Browser:
    return desk.signed_in("ben", "senior")


def order(desk: Desk, name: str = "FR 1/b", **more: str) -> None:
    what = OrderReceived(
        order=name, authority="Bureau", member_state="FR", contact="", issued_at=desk.at,
        received_at=desk.at, language="en", authenticated_by="seal", urls=("https://f.example/1",),
        items=("forum:p1",), **more,
    )  # fmt: skip
    desk.log.append([Entry(key=f"order {name}", at=desk.at, by="key 1", what=what)])


def test_the_page_says_who_was_called_who_has_it_and_when_the_next_call_is(desk: Desk, ben: Browser) -> None:
    order(desk)
    page = ben.get("/orders")
    assert "Nobody was called yet" in page
    assert "I have it" not in page
    assert ben.post("/orders/acknowledge", about="order FR 1/b", back="/orders").status == 409
    ring(desk.log, desk.office.rota, [Bell()], now=desk.at)  # type: ignore[arg-type]
    page = ben.get("/orders")
    assert "ines</bdi> (+0 min)" in page
    assert "The next call is due 2026-11-22 10:05 UTC" in page
    assert ben.post("/orders/acknowledge", about="order FR 1/b", back="//evil.example").place == "/orders"
    assert "<b><bdi>ben</bdi></b> has it" in ben.get("/orders")
    assert wake(desk.log, desk.office.rota, now=desk.at) == "2026-11-22T10:15:00Z"  # type: ignore[arg-type]
    ben.post("/orders/acknowledge", about="order FR 1/b", back="/orders")
    acknowledged = [e for e in desk.log.read() if isinstance(e.entry.what, AlarmAcknowledged)]
    assert [each.entry.by for each in acknowledged] == ["person ben"], "once is enough"
    assert ben.post("/orders/acknowledge", about="order none", back="/orders").status == 409


def test_whoever_posted_it_is_not_told_before_confidentiality_ends(desk: Desk, ben: Browser) -> None:
    order(desk, confidential_until=moved(desk.at, timedelta(days=7)))
    ben.get("/orders")
    assert ben.post("/orders/execute", order="FR 1/b", action="removed").status == 303
    assert "Not to be told before 2026-11-29 10:00 UTC" in ben.get("/order?order=FR%201/b")
    assert ben.post("/order/told", order="FR 1/b", how="message").status == 409
    desk.later(days=7, seconds=1)
    ben.sign_in()
    assert "To be told now" in ben.get("/order?order=FR%201/b")
    assert ben.post("/order/told", order="FR 1/b", how="message 9").place == "/order?order=FR+1%2Fb"
    page = ben.get("/order?order=FR%201/b")
    assert "message 9" in page
    assert ">To the person whose content was removed<" not in page, "once told, no draft to tell"


def test_what_an_authority_or_court_puts_back_is_entered_and_told(desk: Desk, ben: Browser) -> None:
    desk.post("p1")
    order(desk)
    ben.get("/orders")
    ben.post("/orders/execute", order="FR 1/b", action="removed")
    assert "put it back</a>" in ben.get("/order?order=FR%201/b")
    assert "forum:p1</textarea>" in ben.get("/restored?order=FR%201/b")
    fields = {
        "order": "FR 1/b", "items": "forum:p1", "basis": "court", "authority": "Court", "reference": "7 K",
        "reason": "it is a play", "ours": "falls",
    }  # fmt: skip
    for wrong, status in (
        ({"basis": "none"}, 400), ({"items": "forum:p2"}, 400), ({"order": "no"}, 404),
        ({"reference": " "}, 409), ({"order": "", "items": "p1"}, 400),
    ):  # fmt: skip
        assert ben.post("/restored/enter", **{**fields, **wrong}).status == status, wrong
    assert ben.post("/restored/enter", **fields).place == "/restored"
    assert ben.post("/restored/enter", **fields).place == "/restored"
    assert desk.kinds().count("Reinstated") == 1, "the same twice is one"
    assert stands(desk.office.cases().subjects["forum:p1"].revisions[0]).by == "authority"
    assert "1 person is to hear of content put back" in ben.get("/")
    page = ben.get("/restored")
    assert "to be told" in page
    assert "no strike, limit or block" in page
    assert "annulled" in ben.get("/orders")
    assert "took it from" in ben.get("/order?order=FR%201/b")
    ben.get("/restored")
    seq = ben.field("seq")
    assert ben.post("/restored/told", seq=seq, how="").status == 400
    assert ben.post("/restored/told", seq="1", how="message").status == 404
    assert ben.post("/restored/told", seq=seq, how="message 12").place == "/restored"
    assert "message 12" in ben.get("/restored")
    assert "put back" not in ben.get("/")


def test_it_is_said_which_known_items_would_bring_it_down_again(desk: Desk, ben: Browser) -> None:
    desk.post("p1", known=("k7",))
    ben.get("/restored")
    fields = {"items": "forum:p1", "basis": "finding", "authority": "A", "reference": "1", "reason": "news"}
    assert ben.post("/restored/enter", **fields).place == "/restored"
    assert "<code>k7</code>" in ben.get("/restored")


def test_what_was_missing_came_and_the_hour_begins_anew(desk: Desk, ben: Browser) -> None:
    order(desk)
    ben.get("/orders")
    fields = {"order": "FR 1/b", "cause": "insufficient-information"}
    assert ben.post("/orders/pause", **fields, explanation="which post is it?").status == 303
    assert "Annex III" in ben.get("/order?order=FR%201/b")
    desk.later(minutes=30)
    ben.get("/orders")
    assert ben.post("/orders/resume", order="FR 1/b").status == 303
    assert "<b>60</b> minutes left" in ben.get("/orders")
    assert ben.post("/orders/resume", order="FR 1/b").status == 409


def opened(ben: Browser, name: str = "storm-1", hours: str = "6", **more: str) -> int:
    ben.get("/incidents")
    form = {"incident": name, "level": "strict", "about": "a test", "category": "call", "hours": hours}
    return ben.post("/incidents/open", **{**form, **more}).status


def test_a_rule_that_flooded_is_shown_with_what_was_done_and_put_back_by_an_admin(
    desk: Desk, ben: Browser
) -> None:
    assert "No rule has flooded" in ben.get("/trips")
    why = "fires on 9 of 10 posts"
    desk.log.append([Entry(key="tripped", at=desk.at, by="clock", what=RuleTripped(rule="calls", why=why))])
    assert "1 rule is out of force" in ben.get("/")
    assert "Nobody was called" in ben.get("/trips")
    desk.later(minutes=1)
    ring(desk.log, desk.office.rota, [Bell()], now=desk.at)  # type: ignore[arg-type]
    desk.later(minutes=2)
    assert ">I have it<" in ben.get("/trips")
    assert ben.post("/orders/acknowledge", about="rule calls", back="/trips").place == "/trips"
    page = ben.get("/trips")
    assert f"Since 2026-11-22 10:00 UTC: it {why}." in page
    assert "Called: <bdi>ines</bdi>. <bdi>ben</bdi> has it since 2026-11-22 10:03 UTC." in page
    assert "An admin puts it back" in page
    adam = desk.signed_in("adam", "admin")
    adam.get("/trips")
    assert adam.post("/trips/free", rule="calls", reason=" ").status == 400
    assert adam.post("/trips/free", rule="known", reason="x").status == 409
    assert adam.post("/trips/free", rule="calls", reason="it was one campaign").place == "/trips"
    page = adam.get("/trips")
    assert "Put back in force 2026-11-22 10:03 UTC by <bdi>adam</bdi>: “<bdi>it was one campaign" in page
    assert adam.post("/trips/free", rule="calls", reason="again").status == 409
    assert "out of force" not in ben.get("/")
    desk.log.append([Entry(key="again", at=desk.at, by="clock", what=RuleTripped(rule="calls", why=why))])
    found = trips(desk.log.read(kinds=KINDS))
    assert [(each.open, each.called, each.had_by) for each in found] == [
        (False, ("ines",), "ben"),
        (True, (), ""),
    ]


def test_an_incident_is_opened_prolonged_and_owes_its_report(desk: Desk, ben: Browser) -> None:
    for wrong in ({"name": "no spaces"}, {"level": "mad"}, {"about": ""}, {"category": "x"}, {"hours": "99"}):
        assert opened(ben, **wrong) == 400, wrong
    assert opened(ben) == 303
    assert opened(ben) == 400, "the name is taken"
    ben.get("/incidents")
    assert ben.post("/incidents/extend", incident="storm-1", hours="2").status == 400, "no later"
    assert ben.post("/incidents/extend", incident="storm-1", hours="24").status == 303
    assert "until 2026-11-23 10:00 UTC" in ben.get("/incidents")
    desk.later(hours=25)
    ben.sign_in()
    page = ben.get("/incidents")
    assert "report owed" in page
    assert "due 2026-11-30 10:00 UTC" in page
    assert "Open one" not in page
    assert opened(ben, "storm-2") == 409
    ben.get("/incidents")
    assert ben.post("/incidents/extend", incident="storm-1", hours="2").status == 409, "it is over"
    assert ben.post("/incidents/close", incident="storm-1", report=" ").status == 409
    assert ben.post("/incidents/close", incident="storm-1", report="what we did").status == 303
    assert 'by <bdi>ben</bdi></summary><pre dir="auto">what we did' in ben.get("/incidents")
    assert ben.post("/incidents/close", incident="storm-1", report="another").status == 409
    assert [e.entry.what.report for e in desk.log.read() if isinstance(e.entry.what, IncidentClosed)] == [
        "what we did"
    ]
    assert opened(ben, "storm-2") == 303


def test_the_home_page_says_what_else_waits(desk: Desk, ben: Browser) -> None:
    assert "also" not in ben.get("/")
    order(desk)
    what = ThreatDrafted(threat="t", item="forum:p1", words="a place")
    desk.log.append([Entry(key="t", at=desk.at, by="person ana", what=what)])
    page = ben.get("/")
    assert "1 removal order is open" in page
    assert "1 suspicion of a threat to life" in page
    ben.get("/orders")
    ben.post("/orders/execute", order="FR 1/b", action="removed")
    assert "1 answer to an authority is owed" in ben.get("/")
    assert "removal order" not in desk.signed_in("ana", "reviewer").get("/")

"""Does an appeal, a block, an order go to the right person, and does everything come back where it must?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from aftershock.shield.accounts.outcome import stands
from aftershock.shield.accounts.standing import standing
from aftershock.shield.accounts.statistics import statistics
from aftershock.shield.accounts.terms import Terms
from aftershock.shield.ledger.happenings import Entry, OrderReceived, Reviewed
from aftershock.shield.papers.orders import KINDS, orders
from tests.shield.review.visiting import CALL, Browser, Desk

BOTH = ("reviewer", "senior")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def decided(browser: Browser, verdict: str = "hold", reason: str = "as the clause says") -> None:
    browser.take()
    browser.decide(verdict, reason=reason)


def test_an_appeal_goes_to_somebody_who_had_no_part(desk: Desk) -> None:
    desk.post("a")
    ana, ben = desk.signed_in("ana", *BOTH), desk.signed_in("ben", *BOTH)
    decided(ana, reason="a call it is")
    desk.appeal("p1", "a")
    assert "0 appeals wait" in ana.get("/appeals")
    assert "1 more wait" in ana.page
    assert ana.ask("GET", "/appeal?appeal=p1").status == 409
    assert ana.post("/appeal/decide", appeal="p1", outcome="uphold", reason="it was right").status == 409
    assert "AppealDecided" not in desk.kinds()
    page = ben.get("/appeal?appeal=p1")
    assert "it was a play" in page
    assert "a call it is" in page
    assert ">ana<" not in page
    assert CALL not in page
    assert ben.post("/appeal/decide", appeal="p1", outcome="", reason="x").status == 400
    ben.get("/appeal?appeal=p1")
    ben.post("/appeal/show", appeal="p1")
    assert CALL in ben.get("/appeal?appeal=p1")
    assert [e.entry.by for e in desk.log.read(kinds=("opened",))] == ["person ana", "person ben"]
    assert ben.post("/appeal/decide", appeal="p1", outcome="overturn", reason="a play").place == "/appeals"
    cases = desk.office.cases()
    assert stands(cases.subjects["forum:a"].revisions[0]).verdict == "allow"
    assert standing(cases, "a1", now=desk.at).strikes == ()
    assert ben.ask("GET", "/appeal?appeal=p1").status == 404


def test_taking_a_look_back_does_not_make_somebody_a_stranger_to_it(desk: Desk) -> None:
    desk.post("a")
    ana = desk.signed_in("ana", *BOTH)
    decided(ana)
    ana.get("/mine")
    ana.post("/undo", seq=ana.field("seq"), reason="a slip")
    desk.appeal("p1", "a")
    ana.get("/")
    assert ana.ask("GET", "/appeal?appeal=p1").status == 409


@pytest.fixture
def struck(tmp_path: Path) -> Desk:
    """Two items of an account that two people held, and a third that waits for a second look."""
    desk = Desk(tmp_path, terms=Terms(second_share=0.0, block_after=2, second_for_blocks=True))
    ana, ben = desk.signed_in("ana", *BOTH), desk.signed_in("ben", *BOTH)
    for name in "ab":
        desk.post(name)
    for browser in (ana, ana):
        decided(browser)
    assert "1 more" in ben.get("/accounts")
    for browser in (ben, ben):
        decided(browser)
    return desk


def test_a_block_is_set_by_a_person_with_its_items_and_an_end(struck: Desk) -> None:
    cem = struck.signed_in("cem", "senior")
    assert "a1" in cem.get("/accounts")
    page = cem.get("/account?account=a1")
    assert page.count('name="item"') == 2
    items = [("item", "forum:a"), ("item", "forum:b")]
    assert cem.post("/account/block", *items, account="a1", days="30", reason="").status == 400
    cem.get("/account?account=a1")
    assert cem.post("/account/block", *items, account="a1", days="9999", reason="x").status == 400
    cem.get("/account?account=a1")
    assert cem.post("/account/block", items[0], account="a1", days="30", reason="x").status == 409
    cem.get("/account?account=a1")
    assert cem.post("/account/block", ("item", "forum:z"), account="a1", days="30", reason="x").status == 400
    assert standing(struck.office.cases(), "a1", now=struck.at).blocked is None
    cem.get("/account?account=a1")
    assert cem.post("/account/block", *items, account="a1", days="30", reason="again and again").status == 303
    blocked = standing(struck.office.cases(), "a1", now=struck.at).blocked
    assert blocked is not None
    assert (blocked.by, blocked.items, blocked.until[:10]) == ("cem", ("forum:a", "forum:b"), "2026-12-22")
    cem.get("/account?account=a1")
    assert cem.post("/account/restore", account="a1", reason="it was a play").status == 303
    assert standing(struck.office.cases(), "a1", now=struck.at).blocked is None


def test_a_block_that_is_not_ready_is_neither_shown_nor_set(tmp_path: Path) -> None:
    desk = Desk(tmp_path, terms=Terms(second_share=0.0, block_after=2, second_for_blocks=True))
    ana, ben = desk.signed_in("ana", *BOTH), desk.signed_in("ben", *BOTH)
    for name in "ab":
        desk.post(name)
    for _ in range(2):
        decided(ana)
    page = ben.get("/account?account=a1")
    assert "2 items want another look" in page
    assert "forum:" not in page
    assert "slower" not in page  # a limit would tell as much
    items = [("item", "forum:a"), ("item", "forum:b")]
    assert ben.post("/account/block", *items, account="a1", days="30", reason="x").status == 409
    assert "AccountBlocked" not in desk.kinds()


def order_of(desk: Desk, name: str, *items: str) -> None:
    what = OrderReceived(
        order=name, authority="Authority of the Isles", member_state="XA", contact="desk@isles.example",
        issued_at=desk.at, received_at=desk.at, language="en", authenticated_by="seal",
        urls=("https://forum.example/1",), items=items,
    )  # fmt: skip
    desk.log.append([Entry(key=f"order {name}", at=desk.at, by="key 1", what=what)])


def test_an_order_shows_its_clock_and_takes_only_the_steps_that_its_state_takes(desk: Desk) -> None:
    order_of(desk, "XA-1", "forum:a")
    order_of(desk, "XA-2", "forum:b")
    desk.later(minutes=41)
    cem, eva = desk.signed_in("cem", "senior"), desk.signed_in("eva", "auditor")
    assert cem.get("/orders").count("<b>19</b> minutes left") == 2
    assert "https://forum" not in cem.page
    assert "Executed" not in eva.get("/orders")
    assert cem.post("/orders/report", order="XA-1", reference="r").status == 409
    cem.get("/orders")
    assert cem.post("/orders/execute", order="XA-1", action="removed").status == 303
    assert cem.post("/orders/execute", order="XA-1", action="removed").status == 409
    cem.get("/orders")
    assert cem.post("/orders/report", order="XA-1", reference="mail 7").status == 303
    cem.get("/orders")
    assert cem.post("/orders/pause", order="XA-2", cause="manifest-error", explanation="").status == 409
    cem.get("/orders")
    assert (
        cem.post("/orders/pause", order="XA-2", cause="manifest-error", explanation="no address").status
        == 303
    )
    found = orders(desk.log.read(kinds=KINDS))
    assert {name: each.status for name, each in found.orders.items()} == {"XA-1": "done", "XA-2": "paused"}
    assert found.void == {}
    desk.later(minutes=30)
    assert "minutes" not in cem.get("/orders").split("XA-2")[1].split("</article>")[0]


def test_the_counts_are_those_of_the_log(desk: Desk) -> None:
    for number in range(6):
        desk.post(f"p{number}", account=f"a{number}")
    ana, ben, eva = (
        desk.signed_in("ana", *BOTH),
        desk.signed_in("ben", *BOTH),
        desk.signed_in("eva", "auditor"),
    )
    for verdict in ("hold", "limit", "allow", "hold"):
        decided(ana, verdict)
    ana.get("/mine")
    ana.post("/undo", seq=ana.field("seq"), reason="a slip")
    done = [link.entry.what for link in desk.log.read(kinds=("reviewed",))]
    desk.appeal("p", done[0].item.removeprefix("forum:"))  # type: ignore[union-attr]
    ben.get("/appeal?appeal=p")
    ben.post("/appeal/decide", appeal="p", outcome="overturn", reason="a play")
    page = eva.get("/statistics")
    shown = {name: int(count) for name, count in re.findall(r'data-count="([^"]+)">(\d+)<', page)}
    # counted by hand over the log
    reviews = [what for what in done if isinstance(what, Reviewed)]
    assert shown["decided"] == desk.kinds().count("Decided") == 6
    assert shown["looks"] == len(reviews) == 4
    assert shown["taken back"] == desk.kinds().count("Undone") == 1
    assert shown["changed by a person"] == 2  # limit and allow; the policy had said hold
    assert (shown["appeals"], shown["decided appeals"], shown["overturned"]) == (1, 1, 1)
    told = statistics(desk.office.cases())
    rows = re.findall(r"<tr>(.*?)</tr>", page.split('<table id="lines">')[1].split("</table>")[0])[1:]
    cells = [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in rows]
    assert [tuple(map(int, each[4:])) for each in cells] == [
        (e.count, e.appealed, e.reversed) for e in told.lines
    ]
    assert sum(int(each[4]) for each in cells) == 6
    assert eva.ask("GET", "/statistics?since=yesterday").status == 400
    assert 'data-count="decided">0<' in eva.get("/statistics?since=2026-11-23")
    log = eva.get("/log")
    assert log.count("<td>reviewed</td>") == 4
    assert "as the clause says" not in log

"""Three complaints over HTTP alone: of whoever gave a notice, of whose post an order removed, of whose post a
notice brought down.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from aftershock.shield.accounts.terms import Terms
from aftershock.shield.client import Client
from aftershock.shield.faults import Rejected
from aftershock.shield.ledger.log import open_log
from aftershock.shield.review import people
from aftershock.shield.review.office import Office
from aftershock.shield.review.setup import Setup
from tests.shield.review.visiting import WORD
from tests.shield.service.running import Running, running
from tests.shield.service.test_whole_way import SETTINGS, Person, until


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("complaints"), workers=2, service=SETTINGS) as found:
        folder = found.place / "shield-log"
        log = open_log(folder)
        office = Office(log, log.append, folder, setup=Setup(), terms=Terms(), clauses=tuple, cheap=True)
        for name in ("Ben", "Cem", "Dov"):
            people.make(office, name, ("senior",), by="machine tester")
            office.passwords.choose(name, WORD)
        log.close()
        yield found


@pytest.fixture(scope="module")
def client(service: Running) -> Iterator[Client]:
    with Client(f"http://127.0.0.1:{service.port}", service.key, when_down="raise") as found:
        yield found


def stands(client: Client, id_: str) -> tuple[str, str]:
    found = client.item("forum", id_)
    return found.verdict, found.by


def answers(client: Client, text: str) -> set[str]:
    posts = [{"platform": "forum", "id": "o1", "text": text, "revision": n} for n in (0, 1) * 6]
    return {client.check(**post).verdict for post in posts}


def noticed(service: Running, client: Client, id_: str, verdict: str, reason: str) -> str:
    said = client.notice(item=f"forum:{id_}", explanation="it calls on people to hurt my neighbour",
                         name="Noa", good_faith=True, email="noa@harbour.example")  # fmt: skip
    ben = Person(service, "Ben")
    ben.get(f"/notice?notice={said.notice}")
    form = {"notice": said.notice, "verdict": verdict, "clause": "4.2", "reason": reason}
    assert ben.post("/notice/decide", **form) == 200, ben.page
    return said.notice


def test_whoever_gave_a_notice_complains_and_wins_a_restriction(service: Running, client: Client) -> None:
    client.check(platform="forum", id="n1", text="the ferry is late", account="a2")
    with pytest.raises(Rejected) as none:
        client.complain("no such notice", "why")
    assert none.value.status == 404
    notice = noticed(service, client, "n1", "allow", "there is nothing in it")
    assert stands(client, "n1") == ("allow", "person")
    appeal = client.complain(notice, "It names the street where she lives.")
    assert (appeal.by, appeal.notice, appeal.item, appeal.state) == ("notifier", notice, "forum:n1", "open")
    assert client.complain(notice, "It names the street where she lives.").appeal == appeal.appeal
    with pytest.raises(Rejected) as twice:
        client.complain(notice, "once more")
    assert twice.value.status == 409, "a complaint that could have no effect is not acknowledged"

    cem = Person(service, "Cem")
    assert "forum:n1" in cem.get("/appeals")
    page = cem.get(f"/appeal?appeal={appeal.appeal}")
    assert "names the street" in page
    assert "there is nothing in it" in page, "whoever decides reads the reasons of the decision"
    assert "hurt my neighbour" in page
    assert "Noa" not in page
    form = {"appeal": appeal.appeal, "outcome": "overturn", "reason": "the street is hers"}
    assert cem.post("/appeal/decide", **form) == 409, "won, and nothing restricted: that is no win"
    cem.get(f"/appeal?appeal={appeal.appeal}")
    assert cem.post("/appeal/decide", verdict="hold", **form) == 200, cem.page
    assert stands(client, "n1") == ("hold", "appeal")
    state = client.appeal_state(appeal.appeal)
    assert (state.state, state.verdict, state.reason) == ("overturned", "hold", "the street is hers")
    again = {"platform": "forum", "id": "n1", "text": "the ferry is late", "account": "a2"}
    until(client, lambda: {client.check(**again).verdict for _ in range(8)} == {"hold"})
    draft = client.statement("forum", "n1")
    assert draft.statement.source_type == "SOURCE_ARTICLE_16"
    assert "Noa" not in draft.words

    mine = client.appeal("forum:n1", "it was about a ferry", account="a2")
    dov = Person(service, "Dov")
    dov.get(f"/appeal?appeal={mine.appeal}")
    assert dov.post("/appeal/decide", appeal=mine.appeal, outcome="overturn", reason="a ferry") == 200
    assert stands(client, "n1") == ("allow", "appeal")


def test_what_an_order_removed_and_the_filter_had_let_stand_can_be_complained_about(
    service: Running, client: Client
) -> None:
    text = "nothing that a rule would find"
    assert client.check(platform="forum", id="o1", text=text, account="a3").verdict == "allow"
    with pytest.raises(Rejected) as none:
        client.appeal("forum:o1", "why")
    assert none.value.status == 404
    ben = Person(service, "Ben")
    ben.get("/orders")
    at = time.strftime("%Y-%m-%dT%H:%M", time.gmtime())
    order = {
        "order": "XA 9", "authority": "Bureau of the Coast", "authenticated_by": "call back",
        "member_state": "FR", "received_at": at, "issued_at": at, "urls": "https://forum.example/p/o1",
        "items": "forum:o1", "ground": "incites", "reasons": "a call", "language": "en",
    }  # fmt: skip
    assert ben.post("/orders/enter", **order) == 200
    ben.get("/orders")
    assert ben.post("/orders/execute", order="XA 9", action="removed") == 200
    assert stands(client, "o1") == ("block", "order")
    until(client, lambda: answers(client, text) == {"block"})  # a look of every worker, a few times a second
    assert answers(client, text) == {"block"}, "neither a repeat nor an edit puts it up again"
    appeal = client.appeal("forum:o1", "it was about a ferry", account="a3", revision=1)
    own = Person(service, "Ben")
    assert own.ask("GET", f"/appeal?appeal={appeal.appeal}") == 409
    cem = Person(service, "Cem")
    assert "on a removal order" in cem.get(f"/appeal?appeal={appeal.appeal}")
    audit = cem.get("/complaints")
    assert "(removal order)" in audit, "two weeks: TCO Art. 10"
    cem.get(f"/appeal?appeal={appeal.appeal}")
    assert cem.post("/appeal/decide", appeal=appeal.appeal, outcome="overturn", reason="a ferry") == 200
    assert stands(client, "o1") == ("allow", "appeal")
    assert client.check(platform="forum", id="o1", text=text).verdict == "allow"


def test_whoever_decides_an_appeal_reads_why_a_notice_brought_the_post_down(
    service: Running, client: Client
) -> None:
    client.check(platform="forum", id="r1", text="the lantern is lit", account="a4")
    noticed(service, client, "r1", "block", "it lights the way to her door")
    appeal = client.appeal("forum:r1", "it was a lantern", account="a4")
    cem = Person(service, "Cem")
    page = cem.get(f"/appeal?appeal={appeal.appeal}")
    assert "it lights the way to her door" in page
    assert "Ben" not in page.split("<main")[1], "what was decided and why, not by whom"
    assert cem.post("/appeal/decide", appeal=appeal.appeal, outcome="uphold", reason="it does") == 200
    assert stands(client, "r1") == ("block", "person")
    assert client.appeal_state(appeal.appeal).state == "upheld"

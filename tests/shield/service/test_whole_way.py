"""From a post to a block and back, over HTTP alone: the client of a platform, and people in their browsers.

Strikes, a proposed block with its items, a person who sets it, an appeal that another person decides: what
was restored is asked for with the client, as a platform would.
"""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest

from aftershock.shield.accounts.terms import Terms
from aftershock.shield.client import Client
from aftershock.shield.faults import Rejected
from aftershock.shield.ledger.log import open_log
from aftershock.shield.ledger.times import moved
from aftershock.shield.papers.restrictions import owed
from aftershock.shield.review import people
from aftershock.shield.review.office import Office
from aftershock.shield.review.setup import Setup
from tests.shield.review.visiting import WORD
from tests.shield.service.running import CALL, Running, running

SETTINGS = """
[accounts]
second_share = 0.0
second_always = []
second_for_blocks = false
block_after = 3
block_items = 2
[breaker]
least = 1000000
"""
POLICY_SIGNAL = '[signal."account.blocked"]\ntype = "boolean"\n'


class Person:
    """A browser without a picture: cookies, forms, redirects."""

    def __init__(self, service: Running, name: str) -> None:
        self.service, self.cookies, self.page = service, {}, ""  # type: tuple[Running, dict[str, str], str]
        self.get("/sign-in")
        assert self.post("/sign-in", person=name, password=WORD) == 200, self.page

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.service.port, timeout=30)
        sent = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        body = urlencode(form).encode() if form else None
        if body:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, f"/review{path}".rstrip("/"), body, sent)
        answer = connection.getresponse()
        page = answer.read().decode()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                cookie, _, rest = value.partition("=")
                self.cookies[cookie] = rest.partition(";")[0]
        connection.close()
        if answer.status == 303:
            return self.ask("GET", answer.getheader("location", "").removeprefix("/review"))
        self.page = page
        return answer.status

    def get(self, path: str) -> str:
        assert self.ask("GET", path) == 200, (path, self.page)
        return self.page

    def field(self, name: str) -> str:
        found = re.search(rf'name="{name}" value="([^"]*)"', self.page)
        assert found, (name, self.page)
        return unescape(found[1])

    def post(self, path: str, **form: str) -> int:
        return self.ask("POST", path, {"form": self.field("form"), **form})

    def decide(self, verdict: str) -> str:
        """Take the next item, look at it, decide; returns which it was."""
        self.get("/")
        if 'action="/review/take"' in self.page:
            assert self.post("/take") == 200
        self.get("/item")
        if "/item/show" in self.page:
            assert self.post("/item/show") == 200
        item = unescape(re.findall(r'<p class="over"><code>([^<]*)', self.page)[0])
        assert self.post("/item/decide", claim=self.field("claim"), verdict=verdict, clause="4.2",
                         reason="as the clause says") == 200, self.page  # fmt: skip
        return item


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("whole"), service=SETTINGS) as found:
        folder = found.place / "shield-log"
        log = open_log(folder)
        office = Office(log, log.append, folder, setup=Setup(), terms=Terms(), clauses=tuple, cheap=True)
        for name, *roles in (("Ana", "reviewer"), ("Ben", "senior"), ("Cem", "senior"), ("Dov", "senior")):
            people.make(office, name, tuple(roles), by="machine tester")
            office.passwords.choose(name, WORD)
        log.close()
        yield found


@pytest.fixture(scope="module")
def client(service: Running) -> Iterator[Client]:
    with Client(f"http://127.0.0.1:{service.port}", service.key, when_down="raise") as found:
        yield found


def test_strikes_a_block_an_appeal_and_everything_is_as_before(service: Running, client: Client) -> None:
    for number in range(3):
        said = client.check(platform="forum", id=f"w{number}", text=f"{CALL} ({number})", account="a1")
        assert (said.verdict, said.review) == ("hold", True)
    assert client.account("a1").strikes == (), "nobody has looked: a rule alone is no strike"
    ana = Person(service, "Ana")
    assert {ana.decide("hold") for _ in range(3)} == {"forum:w0", "forum:w1", "forum:w2"}
    stands = client.account("a1")
    assert [each.items for each in stands.strikes] == [("forum:w0",), ("forum:w1",), ("forum:w2",)]
    assert {each.restraint for each in stands.limits} == {"slower", "held"}
    assert all(each.until and each.items for each in stands.limits)
    assert stands.blocked is None
    assert stands.proposal is not None, "a block is proposed and nobody is blocked by it"

    ben = Person(service, "Ben")
    assert "a1" in ben.get("/accounts")
    ben.get("/account?account=a1")
    assert (
        ben.post("/account/block", account="a1", item="forum:w0", days="30", reason="x") == 409
    )  # one is few
    ben.get("/account?account=a1")
    items = re.findall(r'name="item" value="([^"]*)"', ben.page)
    assert items == ["forum:w0", "forum:w1", "forum:w2"]
    body = [("form", ben.field("form")), ("account", "a1"), ("days", "30"), ("reason", "again and again")]
    many = urlencode([*body, *(("item", each) for each in items)])
    assert posted(ben, "/account/block", many) == 303
    blocked = client.account("a1").blocked
    assert blocked is not None
    assert (blocked.by, blocked.items) == ("Ben", ("forum:w0", "forum:w1", "forum:w2"))

    # the account complains; who blocked it does not decide on that
    state = client.appeal("", "it was our play", account="a1")
    assert (state.state, state.account) == ("open", "a1")
    assert "1 more wait for somebody else" in re.sub(r"\s+", " ", Person(service, "Ben").get("/appeals"))
    cem = Person(service, "Cem")
    cem.get(f"/appeal?appeal={state.appeal}")
    assert cem.post("/appeal/decide", appeal=state.appeal, outcome="overturn", reason="it was a play") == 200
    assert client.appeal_state(state.appeal).state == "overturned"
    after = client.account("a1")
    assert (after.blocked, after.limits, after.proposal) == (None, (), None)
    assert len(after.strikes) == 3, "the items are decided as before: only they can be appealed one by one"

    for number in range(3):
        one = client.appeal(f"forum:w{number}", "look once more", account="a1")
        cem.get(f"/appeal?appeal={one.appeal}")
        assert cem.post("/appeal/decide", appeal=one.appeal, outcome="overturn", reason="a play") == 200
        assert client.appeal_state(one.appeal).state == "overturned"
    assert client.account("a1").strikes == ()
    kinds = [each.entry.what for each in client.events(kinds=["account-blocked", "appeal-decided"]).events]
    assert len(kinds) == 5


def posted(person: Person, path: str, body: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", person.service.port, timeout=30)
    sent = {
        "Cookie": "; ".join(f"{k}={v}" for k, v in person.cookies.items()),
        "Content-Type": "application/x-www-form-urlencoded",
    }
    connection.request("POST", f"/review{path}", body, sent)
    status = connection.getresponse().status
    connection.close()
    return status


def test_a_notice_is_decided_by_a_person_and_everybody_is_told(service: Running, client: Client) -> None:
    """On a post that no rule had found: a decision, a strike, a statement, an appeal that is won."""
    assert client.check(platform="forum", id="n1", text="the ferry is late", account="a2").verdict == "allow"
    said = client.notice(
        item="forum:n1", explanation="it calls on people to hurt my neighbour", name="Noa", good_faith=True,
        email="noa@harbour.example", ground="threat",
    )  # fmt: skip
    assert said.lacks == ()
    ben = Person(service, "Ben")
    assert "1 notice waits" in ben.get("/notices")
    page = ben.get(f"/notice?notice={said.notice}")
    assert "hurt my neighbour" in page
    assert "Regulation (EU) 2022/2065 of 2022-10-19" in page, "the draft says the law's date"
    assert ben.post("/notice/decide", notice=said.notice, verdict="hold", clause="4.2", reason="") == 400
    ben.get(f"/notice?notice={said.notice}")
    reason = "it names a person and calls for harm"
    assert ben.post("/notice/decide", notice=said.notice, verdict="hold", clause="4.2", reason=reason) == 200
    state = client.notice_state(said.notice)
    assert (state.state, state.verdict, state.reason, state.told) == ("decided", "hold", reason, "")
    draft = client.statement("forum", "n1")
    assert draft.statement.source_type == "SOURCE_ARTICLE_16"
    assert draft.statement.automated_decision == "AUTOMATED_DECISION_NOT_AUTOMATED"
    assert "Noa" not in draft.words, "whoever gave notice is named to nobody"
    assert "noa@" not in draft.words
    ben.get(f"/notice?notice={said.notice}")
    assert ben.post("/notice/told", notice=said.notice, how="by mail, 17") == 200
    assert client.notice_state(said.notice).told
    assert ben.post("/notice/decide", notice=said.notice, verdict="allow", reason="no") == 409

    log = open_log(service.place / "shield-log")
    terms = Terms(second_share=0.0, second_always=(), second_for_blocks=False)
    assert "forum:n1" in {each.item for each in owed(log.read(), terms=terms)}
    client.statement_given("forum", "n1")
    assert "forum:n1" not in {each.item for each in owed(log.read(), terms=terms)}
    log.close()
    appeal = client.appeal("forum:n1", "it was about a ferry")
    own = Person(service, "Ben")
    assert own.ask("GET", f"/appeal?appeal={appeal.appeal}") == 409
    cem = Person(service, "Cem")
    cem.get(f"/appeal?appeal={appeal.appeal}")
    assert cem.post("/appeal/decide", appeal=appeal.appeal, outcome="overturn", reason="a ferry") == 200
    assert client.appeal_state(appeal.appeal).state == "overturned"
    audit = cem.get("/complaints")
    assert audit.count(f"<code>{appeal.appeal}</code>") == 1, "it is listed, and nothing is wrong with it"


def test_an_incident_is_in_force_in_all_workers_and_gone_when_it_is_closed(
    service: Running, client: Client
) -> None:
    before = client.policy()
    dov = Person(service, "Dov")
    dov.get("/incidents")
    category = re.findall(r'name="category" value="([^"]*)"', dov.page)[0]
    form = {"incident": "storm-1", "about": "an attack in the port", "level": "strict", "hours": "2"}
    assert dov.post("/incidents/open", category="nothing", **form) == 400
    dov.get("/incidents")
    assert dov.post("/incidents/open", category=category, **form) == 200
    seen = [before]

    def came(incidents: tuple[str, ...]) -> bool:
        seen.append(client.policy())
        return seen[-1].incidents == incidents

    said = until(client, lambda: came(("storm-1",)))
    assert said < 2.0
    assert seen[-1].hash != before.hash, "said by the same answer, not by the next"
    assert seen[-1].version.endswith("+storm-1")
    assert "in force, strict" in dov.get("/incidents")
    report = "Kept: nothing.\nIt was needed for an evening."
    assert dov.post("/incidents/close", incident="storm-1", report="x [a person writes this]") == 400
    dov.get("/incidents")
    assert dov.post("/incidents/close", incident="storm-1", report=report) == 200
    until(client, lambda: came(()))
    assert seen[-1].hash == before.hash
    activated = client.events(kinds=["policy-activated"]).events
    versions = [each.entry.what.version for each in activated]  # type: ignore[union-attr]
    assert versions[-2:] == [f"{before.version}+storm-1", before.version]


def until(client: Client, wanted: object, seconds: float = 5.0) -> float:
    start = time.monotonic()
    while time.monotonic() - start < seconds:
        if wanted():  # type: ignore[operator]
            return time.monotonic() - start
        time.sleep(0.05)
    raise AssertionError("it did not come")


def test_a_threat_is_drafted_sent_by_a_person_and_its_receipt_kept(service: Running, client: Client) -> None:
    client.check(platform="forum", id="t1", text=f"{CALL} at noon, where Lior lives", account="a9")
    ana = Person(service, "Ana")
    ana.get("/")
    assert ana.post("/take") == 200
    assert ana.post("/item/threat", words="it names a person and a time") == 400  # nobody looked yet
    ana.get("/item")
    assert ana.post("/item/show") == 200
    assert ana.post("/item/threat", words="it names a person and a time") == 200
    assert "The people on call are called" in ana.page
    ben = Person(service, "Ben")
    page = ben.get("/threats")
    threat = unescape(re.findall(r"threat\?threat=([^\"]*)", page)[0])
    ben.get(f"/threat?threat={threat}")
    knows = {"threat": threat, "state0": "FR", "role0": "offence", "who": "a person named in it"}
    assert ben.post("/threat/draft", **knows) == 400, "how a state is known is said"
    ben.get(f"/threat?threat={threat}")
    assert ben.post("/threat/draft", known0="the post names the quay", **knows) == 200
    assert "law enforcement or judicial authority of FR" in ben.page
    assert "Art. 18 of Regulation (EU) 2022/2065 of 2022-10-19" in ben.page
    assert "Lior" not in ben.page, "the post is attached, not quoted"
    sent = {"known0": "the post names the quay", "to": "authority of FR", **knows}
    assert ben.post("/threat/sent", receipt="", **sent) == 400
    ben.get(f"/threat?threat={threat}")
    assert ben.post("/threat/sent", receipt="R-77", **sent) == 200
    assert "R-77" in ben.page
    assert ben.ask("POST", "/threat/not", {"form": ben.field("form"), "threat": threat, "reason": "x"}) == 409
    log = open_log(service.place / "shield-log")
    (link,) = log.read(kinds=("threat-sent",))
    copy = log.copy(link.entry.what.draft)  # type: ignore[union-attr]
    assert copy is not None
    assert "the post names the quay" in copy.looked.text
    assert all("quay" not in str(each.entry.what) for each in log.read()), (
        "what a person knew is not in the log"
    )
    log.close()


def test_an_order_is_entered_executed_kept_and_its_uploader_told(service: Running, client: Client) -> None:
    client.check(platform="forum", id="o1", text=f"{CALL} for the order", account="a5")
    ben = Person(service, "Ben")
    ben.get("/orders")
    at = time.strftime("%Y-%m-%dT%H:%M", time.gmtime())
    order = {
        "order": "XA 17/b", "authority": "Bureau of the Coast", "authenticated_by": "call back",
        "member_state": "FR", "received_at": at, "issued_at": at, "urls": "https://forum.example/p/o1",
        "items": "forum:o1\nforum:unknown", "ground": "incites", "reasons": "a call", "language": "en",
    }  # fmt: skip
    assert ben.post("/orders/enter", **{**order, "received_at": "soon"}) == 400
    ben.get("/orders")
    assert ben.post("/orders/enter", **order) == 200
    assert "minutes left" in ben.page
    assert ben.post("/order/told", order="XA 17/b", how="x") == 409, "nothing was executed"
    ben.get("/orders")
    assert ben.post("/orders/execute", order="XA 17/b", action="removed") == 200
    page = ben.get("/order?order=XA%2017/b")
    assert "Annex II" in page
    assert "1 sealed copy here" in page
    assert "No copy here of" in page
    assert "Regulation (EU) 2021/784 of 2021-04-29" in page
    log = open_log(service.place / "shield-log")
    content = next(
        each.entry.what.content  # type: ignore[union-attr]
        for each in log.read(kinds=("decided",))
        if each.entry.what.answer.item == "forum:o1"  # type: ignore[union-attr]
    )
    kept = log.copy(content)
    assert ben.post("/order/keep", order="XA 17/b", months="12", reason="a court asks") == 200
    longer = log.copy(content)
    assert kept is not None
    assert longer is not None
    assert longer.until > kept.until
    assert log.purge(moved(kept.until, timedelta(days=30))) >= 0
    assert log.copy(content) is not None
    log.close()
    assert ben.post("/order/told", order="XA 17/b", how="message 4") == 200
    assert "message 4" in ben.page


def test_what_the_service_does_not_know_is_said_as_that(client: Client) -> None:
    for ask in (
        lambda: client.account("nobody"),
        lambda: client.appeal("", "why", account="nobody"),
        lambda: client.statement("forum", "nothing"),
    ):
        with pytest.raises(Rejected) as error:
            ask()
        assert error.value.status == 404
    with pytest.raises(Rejected) as error:
        client.appeal("", "why")
    assert error.value.status == 400


def test_the_report_is_a_page_and_a_table(service: Running, tmp_path: Path) -> None:
    cem = Person(service, "Cem")
    assert "Transparency report of" in cem.get("/papers")
    assert cem.get("/papers/report.csv").startswith("section,what,rule")
    assert cem.ask("GET", "/papers?since=yesterday") == 400

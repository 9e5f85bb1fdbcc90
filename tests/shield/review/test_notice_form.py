"""Can anybody give notice without an account, and is who they are told to nobody but those who decide?"""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from html import unescape
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import urlencode

import msgspec
import pytest

from aftershock.errors import UsageError
from aftershock.shield.accounts.terms import Terms
from aftershock.shield.ledger.happenings import NoticeReceived, Opened
from aftershock.shield.ledger.log import Log, open_log
from aftershock.shield.papers.givers import given, with_giver
from aftershock.shield.review import people
from aftershock.shield.review.office import Office
from aftershock.shield.review.pages_give import ADDRESSES, Gate
from aftershock.shield.review.setup import Setup
from aftershock.shield.service import keys
from aftershock.shield.service.rates import Buckets
from aftershock.shield.service.tally import Tally
from tests.shield.review.visiting import WORD, Browser, Desk
from tests.shield.service.running import AT, Running, key_of, running

SCRIPT = Path(__file__).parent / "give.cjs"
PARTS = Path(__file__).parents[2] / "dossier" / "browser"
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
WHO = {"name": "Noa of the Quay", "email": "noa@harbour.example"}
NOTICE = {
    "url": "https://forum.example/post/40", "ground": "threat", "good_faith": "yes",
    "explanation": "It says where my shop is and what is to happen to it.", **WHO,
}  # fmt: skip
OPEN = "[review]\nnotice_form = true\n[breaker]\nleast = 1000000\n"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path, setup=Setup(notice_form=True))


def handed_in(log: Log) -> list[NoticeReceived]:
    found = [link.entry.what for link in log.read(kinds=("notice-received",))]
    return [each for each in found if isinstance(each, NoticeReceived)]


def test_a_notice_is_taken_acknowledged_and_read_by_whoever_decides(desk: Desk) -> None:
    anybody = Browser(desk)
    anybody.get("/notice-form?item=forum:p40&url=https://forum.example/post/40")
    assert anybody.field("item") == "forum:p40"
    reply = anybody.post("/notice-form", item="forum:p40", **NOTICE)
    assert reply.status == 200
    (got,) = handed_in(desk.log)
    assert got.notice in reply.body.decode(), "Art. 16(4): it is confirmed, with its reference"
    assert (got.item, got.url, got.ground, got.good_faith) == (
        "forum:p40", NOTICE["url"], "threat", True,
    )  # fmt: skip
    assert (got.named, got.reachable, got.trusted_flagger) == (True, True, False)
    assert "lacks" not in reply.body.decode()
    whole = b"".join(msgspec.json.encode(link) for link in desk.log.read())
    assert b"Noa" not in whole
    assert b"noa@" not in whole

    ben = desk.signed_in("Ben", "senior")
    page = ben.get(f"/notice?notice={got.notice}")
    assert "Noa of the Quay" in page
    assert "noa@harbour.example" in page
    ben.get(f"/notice?notice={got.notice}")
    opened = [each for link in desk.log.read() if isinstance(each := link.entry.what, Opened)]
    assert [each.item for each in opened] == [f"notice {got.notice}"], "that it was read stands in the log"
    form = {"notice": got.notice, "verdict": "hold", "clause": "4.2", "reason": "as it says"}
    assert ben.post("/notice/decide", **form).status == 303
    ben.get(f"/notice?notice={got.notice}")
    assert ben.post("/notice/told", notice=got.notice, how="mail 17").status == 303


def test_who_gave_it_ends_and_the_notice_stays(desk: Desk) -> None:
    anybody = Browser(desk)
    anybody.get("/notice-form")
    anybody.post("/notice-form", **NOTICE)
    (got,) = handed_in(desk.log)
    assert with_giver(desk.log, got).email == WHO["email"]
    desk.later(days=100)
    ben = desk.signed_in("Ben", "senior")
    ben.get(f"/notice?notice={got.notice}")
    ben.post("/notice/decide", notice=got.notice, verdict="allow", reason="nothing in it")
    desk.later(days=100)
    desk.log.purge(desk.at)
    assert with_giver(desk.log, got).email == WHO["email"], "a decision keeps it: they may complain"
    desk.later(days=100)
    assert desk.log.purge(desk.at) == 1
    assert with_giver(desk.log, got).email == ""
    assert ben.sign_in().status == 303
    page = ben.get(f"/notice?notice={got.notice}")
    assert "not kept any more" in page
    assert "Lacks" not in page, "that there was a name is still known"
    assert desk.log.verify().broken is None


def test_what_it_lacks_is_said_and_what_makes_no_sense_is_asked_again(desk: Desk) -> None:
    anybody = Browser(desk)
    anybody.get("/notice-form")
    few = {"url": NOTICE["url"], "explanation": "<b>It names</b> my neighbour and her street."}
    page = anybody.post("/notice-form", **few).body.decode()
    assert "an email address" in page
    assert "good faith" in page
    anybody.get("/notice-form")
    nameless = {**few, "ground": "directive-2011-93", "good_faith": "yes"}
    assert "lacks" not in anybody.post("/notice-form", **nameless).body.decode()
    assert len(handed_in(desk.log)) == 2 - 1, "the same words by the same nobody are one notice"
    for wrong in (
        {**NOTICE, "explanation": " "},
        {**NOTICE, "url": ""},
        {**NOTICE, "ground": "x"},
        {**NOTICE, "explanation": "x" * 10_001},
        {**NOTICE, "name": "<script>", "url": ""},
    ):
        anybody.get("/notice-form")
        reply = anybody.post("/notice-form", **wrong)
        assert reply.status == 400
        assert b'role="alert"' in reply.body
        assert b"<script>" not in reply.body
        assert WHO["email"].encode() in reply.body, "what was filled in stays"
    assert len(handed_in(desk.log)) == 1


def test_the_same_twice_is_one_and_somebody_elses_is_another(desk: Desk) -> None:
    anybody = Browser(desk)
    for more in ({}, {}, {"email": "lior@harbour.example"}):
        anybody.get("/notice-form")
        anybody.post("/notice-form", **{**NOTICE, **more})
    first, second = handed_in(desk.log)
    assert (with_giver(desk.log, first).email, with_giver(desk.log, second).email) == (
        WHO["email"], "lior@harbour.example",
    )  # fmt: skip


def test_neither_id_nor_hash_can_be_made_again_from_a_guess() -> None:
    def made(secret: bytes) -> NoticeReceived:
        told = {name: str(value) for name, value in NOTICE.items() if name != "good_faith"}
        what, _ = given(secret, **told, at=AT, kept=Office.__init__.__kwdefaults__["kept"])  # type: ignore[arg-type]
        return what

    one, again, other = made(b"1" * 32), made(b"1" * 32), made(b"2" * 32)
    assert one == again
    assert one.notice != other.notice
    assert one.giver != other.giver


def test_another_site_can_send_no_notice(desk: Desk) -> None:
    anybody = Browser(desk)
    form = list(NOTICE.items())
    assert anybody.ask("POST", "/notice-form", form).status == 403
    anybody.get("/notice-form")
    token = ("form", anybody.token())
    assert anybody.ask("POST", "/notice-form", [token, *form], sec_fetch_site="cross-site").status == 403
    assert anybody.ask("POST", "/notice-form", [token, *form], origin="https://bad.example").status == 403
    stranger = Browser(desk)
    stranger.get("/notice-form")
    assert stranger.ask("POST", "/notice-form", [token, *form]).status == 403, "a token of another browser"
    assert handed_in(desk.log) == []


def test_it_is_closed_until_it_is_opened(tmp_path: Path) -> None:
    closed = Browser(Desk(tmp_path))
    assert closed.ask("GET", "/notice-form").status == 404


def test_one_address_and_all_together_give_so_many(tmp_path: Path) -> None:
    tally = Tally(tmp_path)
    gate = Gate(Buckets(tally), each_minute=20.0)
    assert [gate.wait("a", 0.0) == 0 for _ in range(6)] == [True] * 5 + [False]
    assert gate.wait("b", 0.0) == 0
    assert gate.wait("a", 61.0) == 0
    assert gate.wait("a", 61.0) > 0
    passed = sum(gate.wait(f"host {n}", 62.0) == 0 for n in range(100))
    assert 5 <= passed <= 21, "whoever has many addresses is held by what all may"
    for n in range(ADDRESSES + 50):
        gate.wait(f"other {n}", 63.0)
    assert len(gate._addresses) == ADDRESSES
    tally.close()


# --- over HTTP ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def receiver() -> Iterator[tuple[str, list[bytes]]]:
    """A platform's own webhook, which keeps what it is sent."""
    bodies: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/", bodies
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, receiver: tuple[str, list[bytes]]) -> Iterator[Running]:
    place = tmp_path_factory.mktemp("notice-form")
    (place / "hook.secret").write_text("a secret of some length, for the hook", "utf-8")
    sent = f'[send.platform]\nwebhook = "{receiver[0]}"\nsecret = "hook.secret"\n'
    with running(place, service=OPEN + sent) as found:
        folder = place / "shield-log"
        log = open_log(folder)
        office = Office(log, log.append, folder, setup=Setup(), terms=Terms(), clauses=tuple, cheap=True)
        people.make(office, "Ben", ("senior",), by="machine tester")
        office.passwords.choose("Ben", WORD)
        log.close()
        yield found


def visit(service: Running, method: str, path: str, body: str = "", cookie: str = "") -> tuple[int, str, str]:
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=20)
    sent = {"Cookie": cookie, **({"Content-Type": "application/x-www-form-urlencoded"} if body else {})}
    connection.request(method, path, body.encode() or None, sent)
    answer = connection.getresponse()
    page = answer.read().decode()
    found = (answer.getheader("set-cookie") or "").partition(";")[0]
    policy = answer.getheader("content-security-policy") or ""
    connection.close()
    assert "default-src 'none'" in policy
    return answer.status, page, found


def test_over_http_nobody_outside_hears_who_gave_it(
    service: Running, receiver: tuple[str, list[bytes]]
) -> None:
    status, page, cookie = visit(service, "GET", "/notice?item=forum:p7")
    assert status == 200
    assert "/notice/static/review.css" in page, "the form needs no page of /review"
    assert visit(service, "GET", "/notice/people")[0] == 404
    token = unescape(re.findall(r'name="form" value="([^"]*)"', page)[0])
    body = urlencode({"form": token, "item": "forum:p7", **NOTICE})
    status, page, _ = visit(service, "POST", "/notice", body, cookie)
    assert status == 200, page
    reference = re.findall(r'id="reference">([^<]*)', page)[0]
    state = service.ask("GET", f"/v1/notices/{reference}").body
    assert (state["state"], state["lacks"]) == ("open", [])
    by_api = {"item": "forum:p8", "explanation": "It names my street and a day.", "good_faith": True, **WHO}
    assert service.ask("POST", "/v1/notices", by_api).body["lacks"] == []
    events = service.ask("GET", "/v1/events?kinds=notice-received").raw
    assert events.count(b"notice-received") == 2
    for _ in range(100):
        if b"".join(receiver[1]).count(b"notice-received") >= 2:
            break
        threading.Event().wait(0.1)
    for heard in (events, b"".join(receiver[1]), service.said().encode()):
        assert b"noa@" not in heard
        assert b"Noa of" not in heard
    assert b"".join(receiver[1]).count(b"notice-received") == 2
    statuses = [visit(service, "POST", "/notice", body, cookie)[0] for _ in range(6)]
    assert statuses[-1] == 429
    assert visit(service, "GET", "/notice")[0] == 200, "the form itself is still shown"


def test_a_trusted_flaggers_key_brings_its_notices_first(service: Running) -> None:
    with pytest.raises(UsageError, match="notices only"):
        keys.make(service.place / "shield-log", ["notices", "read"], by="x", at=AT, flagger="Quay Watch")
    policy = str(service.place / "policy.toml")
    asked = ["key", "make", "--scope", "notices", "--flagger", "Quay Watch", "--policy", policy]
    made = subprocess.run(
        [sys.executable, "-m", "aftershock", "shield", *asked], capture_output=True, text=True
    )
    assert made.returncode == 0, made.stderr
    nobodys = key_of(service.place, "notices")
    person = key_of(service.place, "review", person="Ben")
    time.sleep(1.0)  # within which a new key is known in all workers
    plain = {"item": "forum:p9", "explanation": "It is a call to harm people.", "good_faith": True, **WHO}
    told = {**plain, "item": "forum:p10"}
    assert service.ask("POST", "/v1/notices", plain, key=nobodys).status == 201
    assert service.ask("POST", "/v1/notices", told, key=made.stdout.strip()).status == 201
    said = {**plain, "trusted_flagger": True}
    assert service.ask("POST", "/v1/notices", said, key=nobodys).status == 400, "nobody says it of themselves"
    waiting = service.ask("GET", "/v1/notices", key=person).body
    assert (waiting[0]["item"], waiting[0]["trusted_flagger"]) == ("forum:p10", True)
    assert not any(each["trusted_flagger"] for each in waiting[1:])
    events = json.loads(service.ask("GET", "/v1/events?kinds=key-changed").raw)["events"]
    assert [each["entry"]["what"]["flagger"] for each in events] == ["Quay Watch"]


@pytest.mark.browser
@pytest.mark.timeout(300)
def test_the_form_is_filled_in_by_keyboard_and_axe_finds_nothing(service: Running, tmp_path: Path) -> None:
    if not CHROMIUM or not shutil.which("npm"):
        pytest.skip("needs Chromium and npm")
    if not (PARTS / "node_modules" / "axe-core").is_dir():
        quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        subprocess.run(["npm", "ci", *quiet], cwd=PARTS, check=True, timeout=180)
    with running(tmp_path / "service", service=OPEN) as service:
        found = {"CHROMIUM": CHROMIUM, "NODE_PATH": str(PARTS / "node_modules")}
        told = subprocess.run(
            ["node", str(SCRIPT), f"http://127.0.0.1:{service.port}", str(tmp_path)],
            capture_output=True,
            text=True,
            timeout=240,
            env={**os.environ, **found},
        )
        assert told.returncode == 0, told.stderr + service.said()
        seen = json.loads(told.stdout)
        assert service.ask("GET", f"/v1/notices/{seen['reference']}").body["lacks"] == []
    assert {each: seen[each] for each in ("axe", "wide", "elsewhere", "errors")} == {
        "axe": [], "wide": [], "elsewhere": [], "errors": [],
    }  # fmt: skip
    assert seen["problem"] != "", "the browser itself asks for what is required"
    assert seen["plain"].startswith("notice-"), "it works without script"

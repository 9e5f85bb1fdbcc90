"""Can somebody come in who should not, or send what another site made them send?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from aftershock.errors import InputError
from aftershock.shield.review import session
from aftershock.shield.review.asking import Turned, request_of
from aftershock.shield.review.door import HEADERS
from aftershock.shield.review.pages_signin import FREE, MANY, waiting
from aftershock.shield.review.passwords import FILE, Passwords, hasher
from aftershock.shield.review.setup import Elsewhere, Setup, looked_at
from tests.shield.review.visiting import AT, WORD, Browser, Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_session_begins_with_a_new_token_and_ends_everywhere(desk: Desk) -> None:
    ana = desk.person("ana", "reviewer")
    ana.cookies["review-session"] = planted = "planted~2026-11-22T10:00:00Z~0"
    assert ana.ask("GET", "/").place == "/sign-in"
    ana.sign_in()
    first = ana.cookies["review-session"]
    assert first != planted
    other = Browser(desk, "ana")
    other.sign_in()
    assert other.cookies["review-session"] != first
    stolen = Browser(desk, "thief")
    stolen.cookies = dict(ana.cookies)
    ana.get("/")
    ana.post("/sign-out")
    assert stolen.ask("GET", "/").place == "/sign-in"
    assert other.ask("GET", "/").status == 200
    assert [e.entry.what.how for e in desk.log.read(kinds=("signed-in",))] == ["in", "in", "out"]  # type: ignore[union-attr]
    token = first.partition("~")[0]
    assert all(token not in str(link) for link in desk.log.read())


def test_a_session_ends_by_itself(desk: Desk) -> None:
    ana = desk.signed_in("ana", "reviewer")
    for _ in range(9):
        desk.later(minutes=59)
        assert ana.ask("GET", "/").status == 200  # used: it does not lie idle
    desk.later(minutes=61)
    assert ana.ask("GET", "/").place == "/sign-in"
    ana.sign_in()
    for _ in range(11):
        desk.later(minutes=55)
        ana.ask("GET", "/")
    assert ana.ask("GET", "/").place == "/sign-in"  # ten hours, however busy


def test_a_cookie_that_was_tampered_with_is_none(desk: Desk) -> None:
    ana = desk.signed_in("ana", "reviewer")
    token, used, signed = ana.cookies["review-session"].split("~")
    for value in (
        f"{token}~2026-11-22T23:00:00Z~{signed}", f"{token}x~{used}~{signed}", f"{token}~{used}~",
        token, "~~",
        f"{token}~{used}~{'0' * 64}", f"{token}~{used}~é",
    ):  # fmt: skip
        ana.cookies["review-session"] = value
        assert ana.ask("GET", "/").place == "/sign-in", value
    key = b"k" * 32
    for moment in ("2026-11-22T10:02:00Z", "nonsense", ""):
        assert session.read(key, session.written(key, "t", moment), now=AT, idle=60) is None


@pytest.mark.parametrize("secure", [False, True])
def test_cookies_are_not_for_scripts_nor_for_other_sites(tmp_path: Path, secure: bool) -> None:
    desk = Desk(tmp_path, setup=Setup(public_url="https://shield.example" if secure else ""))
    ana = desk.person("ana", "reviewer")
    reply = ana.sign_in()
    line = next(each for each in reply.cookies if "session=" in each)
    assert "; HttpOnly; SameSite=Strict" in line
    assert "Path=/;" in line
    assert (line.startswith("__Host-"), "; Secure" in line) == (secure, secure)


def test_headers_leave_no_room_for_other_sites() -> None:
    told = dict(HEADERS)
    policy = told["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy
    assert told["x-frame-options"] == "DENY"


def test_no_page_has_a_script_or_style_of_its_own() -> None:
    folder = Path(__file__).parents[3] / "src" / "aftershock" / "shield" / "review" / "templates"
    for file in folder.glob("*.html"):
        text = file.read_text("utf-8")
        assert not re.search(
            r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:|\|\s*safe\b", text
        ), file
        forms = len(re.findall(r'method="post"', text))
        assert text.count('name="form" value="{{ visit.form }}"') == forms, file
        assert "http://" not in text
        assert "https://" not in text


def test_every_form_must_come_from_a_page_of_this_session(desk: Desk) -> None:
    desk.post("a")
    ana, ben = desk.signed_in("ana", "reviewer"), desk.signed_in("ben", "reviewer")
    before = desk.log.head().seq
    ana.get("/")
    mine = ana.token()
    ben.get("/")
    for token in ("", "x", ben.token(), mine[:-1], mine + "0", "é"):
        assert ana.ask("POST", "/take", [("form", token)]).status == 403, token
    for headers in (
        {"origin": "https://other.example"}, {"origin": "null"}, {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"}, {"origin": "http://desk.test.other.example"},
    ):  # fmt: skip
        assert ana.ask("POST", "/take", [("form", mine)], **headers).status == 403, headers
    assert desk.log.head().seq == before
    good = {"origin": "http://desk.test", "sec_fetch_site": "same-origin"}
    assert ana.ask("POST", "/take", [("form", mine)], **good).place == "/item"


def test_nobody_is_signed_in_as_somebody_by_another_site(desk: Desk) -> None:
    desk.person("eve", "reviewer")
    victim = Browser(desk, "eve")
    assert victim.ask("POST", "/sign-in", [("person", "eve"), ("password", WORD)]).status == 403
    eve = Browser(desk, "eve")
    eve.get("/sign-in")
    form = [("form", eve.token()), ("person", "eve"), ("password", WORD)]
    assert victim.ask("POST", "/sign-in", form).status == 403  # her token, not this browser's


def test_wrong_names_and_words_are_answered_alike_and_slower_each_time(desk: Desk) -> None:
    desk.person("ana", "reviewer")
    told = []
    for name in ("ana", "nobody"):
        browser = Browser(desk, name)
        replies = [browser.sign_in("not the right words").status for _ in range(FREE + 1)]
        told.append(replies)
        assert replies == [401] * FREE + [429]
        assert "wait 5 seconds" in browser.page
    assert told[0] == told[1]
    assert Browser(desk, "ana").sign_in().status == 429  # the right word does not help either
    assert Browser(desk, "Ana").sign_in().status == 429  # another spelling is the same name
    desk.later(seconds=6)
    assert Browser(desk, "ana").sign_in().status == 303
    names = {e.entry.what.person for e in desk.log.read(kinds=("signed-in",))}  # type: ignore[union-attr]
    assert names == {"ana", "somebody"}  # what was typed and is nobody's name is not written down


def test_waiting_grows_and_ends() -> None:
    at = "2026-11-22T10:00:00Z"
    assert [waiting([at] * n, now=at) for n in (0, 4, 5, 6, 7, 20)] == [0, 0, 5, 10, 20, 300]
    assert waiting([at] * 20, now="2026-11-22T10:05:00Z") == 0
    assert waiting([at] * 20, now="2026-11-22T09:59:00Z") == 300  # a clock set back lets nobody in sooner
    assert waiting([at] * 20, now="2026-11-22T10:15:00Z") == 0


def test_strangers_do_not_fill_the_log(desk: Desk) -> None:
    browser = Browser(desk)
    for number in range(MANY + 20):
        browser.name = f"name {number}"
        assert browser.sign_in("x").status == 401
    assert desk.log.head().seq == 2 * MANY
    desk.person("ana", "reviewer")
    assert Browser(desk, "ana").sign_in().status == 303


def test_passwords_are_kept_as_argon2id_and_for_their_owner_only(tmp_path: Path) -> None:
    proofs = Passwords(tmp_path, cheap=True)
    proofs.choose("ana", WORD)
    stood = (tmp_path / FILE).read_text("utf-8")
    assert WORD not in stood
    assert "$argon2id$v=19$" in stood
    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0
    assert proofs.right("ana", WORD, at=AT) == "password"
    assert proofs.right("ana", WORD.upper(), at=AT) == ""
    assert proofs.right("ben", WORD, at=AT) == ""
    assert proofs.right("ana", "four plain words here\0", at=AT) == ""
    proofs.choose("zoe", "cafe\u0301 au lait et pain")
    assert proofs.right("zoe", "caf\u00e9 au lait et pain", at=AT) == "password"
    proofs.bind("ana", "https://id.example 7")
    assert proofs.of_subject("https://id.example 7") == "ana"
    assert (proofs.of_subject(""), proofs.of_subject("https://id.example 8")) == ("", "")


def test_the_real_hash_costs_what_it_should() -> None:
    made = hasher()
    assert (made.memory_cost, made.time_cost, made.type.name) == (65_536, 3, "ID")


def test_changing_the_password_needs_the_old_one_and_ends_other_sessions(desk: Desk) -> None:
    ana, other = desk.signed_in("ana", "reviewer"), Browser(desk, "ana")
    other.sign_in()
    new = "five other plain words here"
    ana.get("/password")
    assert ana.post("/password", old="wrong words here", new=new, again=new).status == 400
    assert ana.post("/password", old=WORD, new=new, again=new).place == "/"
    assert ana.ask("GET", "/").status == 200
    assert other.ask("GET", "/").place == "/sign-in"
    assert Browser(desk, "ana").sign_in(WORD).status == 401
    assert desk.office.people().people["ana"].roles == ("reviewer",)


def test_requests_that_are_none_are_turned_away() -> None:
    for query, kind, body in (
        (b"a=%ff", "", b""),
        ("a=é".encode(), "", b""),
        (b"", "application/json", b"{}"),
        (b"", "multipart/form-data", b"x"),
        (b"", "application/x-www-form-urlencoded", b"&".join(b"a=1" for _ in range(100))),
        (b"", "application/x-www-form-urlencoded", b"a=%ff"),
    ):
        with pytest.raises(Turned):
            request_of("POST", "/take", query, {"content-type": kind}, body)


def test_a_setup_that_makes_no_sense_is_refused() -> None:
    for setup in (
        Setup(session_hours=0), Setup(hard_limit=-1), Setup(public_url="ftp://x"),
        Setup(elsewhere=Elsewhere(issuer="https://id.example")),
        Setup(elsewhere=Elsewhere(issuer="https://id.example", client_id="c")),
        Setup(public_url="https://x.example", elsewhere=Elsewhere(issuer="http://id.example", client_id="c")),
    ):  # fmt: skip
        with pytest.raises(InputError):
            looked_at(setup, "service.toml")


def test_another_worker_knows_the_session_and_its_end(tmp_path: Path) -> None:
    one, two = Desk(tmp_path), Desk(tmp_path)
    ana = one.signed_in("ana", "reviewer")
    there = Browser(two, "ana")
    there.cookies = dict(ana.cookies)
    ana.get("/")
    there.page = ana.page
    assert there.post("/take").place == "/"  # the token of one worker's form is good at the other
    ana.post("/sign-out")
    assert there.ask("GET", "/").place == "/sign-in"

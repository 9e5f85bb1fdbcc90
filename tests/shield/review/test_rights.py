"""Who may ask for which page? Every role tries every route; and nobody widens their own rights."""

from __future__ import annotations

from pathlib import Path

import pytest

from aftershock.shield.ledger.happenings import Entry, PersonChanged
from aftershock.shield.review.rights import RIGHTS
from aftershock.shield.review.serving import PAGES
from tests.shield.review.visiting import Browser, Desk

R, S, AD, AU = "reviewer", "senior", "admin", "auditor"
ALL = {R, S, AD, AU, "none"}
# The same table once more, by hand: who gets in. "out" is somebody who is not signed in.
MATRIX: dict[tuple[str, str], set[str]] = {
    ("GET", "/sign-in"): ALL | {"out"},
    ("POST", "/sign-in"): ALL | {"out"},
    ("GET", "/elsewhere"): ALL | {"out"},
    ("GET", "/back"): ALL | {"out"},
    ("GET", "/notice-form"): ALL | {"out"},
    ("POST", "/notice-form"): ALL | {"out"},
    ("GET", "/"): ALL,
    ("POST", "/sign-out"): ALL,
    ("GET", "/password"): ALL,
    ("POST", "/password"): ALL,
    ("POST", "/take"): {R, S},
    ("GET", "/item"): {R, S},
    ("POST", "/item/show"): {R, S},
    ("POST", "/item/decide"): {R, S},
    ("POST", "/item/skip"): {R, S},
    ("GET", "/mine"): {R, S},
    ("POST", "/undo"): {R, S},
    ("GET", "/appeals"): {S},
    ("GET", "/appeal"): {S},
    ("POST", "/appeal/show"): {S},
    ("POST", "/appeal/decide"): {S},
    ("GET", "/accounts"): {S},
    ("GET", "/account"): {S},
    ("POST", "/account/block"): {S},
    ("POST", "/account/restore"): {S},
    ("GET", "/orders"): {S, AD, AU},
    ("POST", "/orders/enter"): {S},
    ("POST", "/orders/execute"): {S},
    ("POST", "/orders/pause"): {S},
    ("POST", "/orders/resume"): {S},
    ("POST", "/orders/report"): {S},
    ("POST", "/orders/acknowledge"): {S},
    ("GET", "/order"): {S, AD, AU},
    ("POST", "/order/told"): {S},
    ("POST", "/order/keep"): {S},
    ("GET", "/restored"): {S, AD, AU},
    ("POST", "/restored/enter"): {S},
    ("POST", "/restored/told"): {S},
    ("GET", "/notices"): {S},
    ("GET", "/notice"): {S},
    ("POST", "/notice/show"): {S},
    ("POST", "/notice/decide"): {S},
    ("POST", "/notice/told"): {S},
    ("POST", "/item/threat"): {R, S},
    ("GET", "/threats"): {S},
    ("GET", "/threat"): {S},
    ("POST", "/threat/show"): {S},
    ("POST", "/threat/draft"): {S},
    ("POST", "/threat/sent"): {S},
    ("POST", "/threat/not"): {S},
    ("GET", "/incidents"): {S, AD, AU},
    ("POST", "/incidents/open"): {S},
    ("POST", "/incidents/extend"): {S},
    ("POST", "/incidents/close"): {S},
    ("GET", "/trips"): {S, AD, AU},
    ("POST", "/trips/free"): {AD},
    ("GET", "/papers"): {S, AD, AU},
    ("GET", "/papers/report.csv"): {S, AD, AU},
    ("GET", "/complaints"): {S, AD, AU},
    ("GET", "/statements"): {S},
    ("GET", "/statement"): {S},
    ("POST", "/statement/given"): {S},
    ("GET", "/set-aside"): {AD, AU},
    ("GET", "/statistics"): {S, AD, AU},
    ("GET", "/log"): {AU},
    ("GET", "/people"): {AD, AU},
    ("POST", "/people/make"): {AD},
    ("POST", "/people/roles"): {AD},
    ("POST", "/people/invite"): {AD},
}
WHO = (R, S, AD, AU, "none", "out")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(tmp_path_factory.mktemp("rights"))


@pytest.fixture(scope="module")
def browsers(desk: Desk) -> dict[str, Browser]:
    desk.signed_in("root", AD)
    found = {role: desk.signed_in(f"person-{role}", role) for role in (R, S, AD, AU)}
    found["none"] = desk.signed_in("person-none")
    return found


def test_every_page_stands_in_both_tables() -> None:
    assert set(PAGES) == set(RIGHTS) == set(MATRIX)


@pytest.mark.parametrize("route", MATRIX, ids=lambda route: f"{route[0]}{route[1]}")
def test_a_route_takes_these_roles_and_no_other(
    desk: Desk, browsers: dict[str, Browser], route: tuple[str, str]
) -> None:
    for who in WHO:
        tried(desk, browsers, route, who)


def tried(desk: Desk, browsers: dict[str, Browser], route: tuple[str, str], who: str) -> None:
    browser = Browser(desk, "x")
    if who != "out":  # a session of its own, as some routes end it
        browser.cookies = dict(browsers[who].cookies)
        browser.page = browsers[who].page
    before = desk.log.head().seq
    reply = browser.ask(*route)  # without a form's token: whoever gets as far as that may ask
    assert desk.log.head().seq == before
    if who in MATRIX[route]:
        meant = route[0] == "GET" or b"the form is too old" in reply.body.lower()
        assert meant, reply.body
        assert reply.status in (200, 303, 403, 404), reply.status
        assert b"not for your role" not in reply.body
    elif who == "out" and route[0] == "GET":
        assert (reply.status, reply.place) == (303, "/sign-in")
    else:
        assert reply.status == 403
        assert b"not for your role" in reply.body


def test_what_is_not_in_the_table_is_not_there(browsers: dict[str, Browser]) -> None:
    for method, path in (
        ("GET", "/take"), ("DELETE", "/people"), ("PUT", "/password"), ("HEAD", "/"),
        ("GET", "/people/../log"),
        ("GET", "/PEOPLE"), ("GET", "/%70eople"), ("POST", "/"),
    ):  # fmt: skip
        assert browsers[AD].ask(method, path).status == 404, (method, path)


def test_navigation_shows_only_what_may_be_asked_for(browsers: dict[str, Browser]) -> None:
    for who, browser in browsers.items():
        page = browser.get("/")
        for path in ("/appeals", "/accounts", "/people", "/log", "/mine", "/statistics"):
            assert (f'href="/review{path}"' in page) == (who in MATRIX["GET", path]), (who, path)


def test_a_role_is_not_taken_from_the_request(desk: Desk, browsers: dict[str, Browser]) -> None:
    ana = browsers[R]
    ana.get("/")
    for path in ("/people?role=admin&roles=admin", "/people?person=root"):
        assert (
            ana.ask("GET", path, role="admin", x_forwarded_user="root", authorization="Bearer as_x_y").status
            == 403
        )
    assert ana.post("/people/roles", person="person-reviewer", role="admin", active="1").status == 403
    assert ana.post("/people/make", person="sock", role="admin").status == 403
    assert ana.post("/people/invite", person="root").status == 403
    assert "sock" not in desk.office.people().people


def test_an_admin_changes_others_and_never_themselves(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    root, ana = desk.signed_in("root", AD), desk.signed_in("ana", R)
    root.get("/people")
    assert root.post("/people/roles", person="root", active="1", role="senior").status == 409
    assert root.post("/people/roles", person="root", active="1", role=AD).status == 409
    assert desk.office.people().people["root"].roles == (AD,)
    assert root.post("/people/invite", person="root").status == 409
    assert root.post("/people/roles", person="nobody", role=R, active="1").status == 409
    assert root.post("/people/roles", person="ana", role="emperor", active="1").status == 409
    both = [("role", R), ("role", AU)]
    assert root.post("/people/roles", *both, person="ana", active="1").status == 409
    assert root.post("/people/roles", person="ana", role=S, active="1").status == 200
    assert desk.office.people().people["ana"].roles == (S,)
    assert ana.ask("GET", "/").place == "/sign-in"  # sessions of before end
    ana.sign_in()
    assert root.post("/people/roles", person="ana", role=S).status == 200  # out of use
    assert ana.ask("GET", "/").place == "/sign-in"
    assert ana.sign_in().status == 401


def test_what_got_into_the_log_otherwise_changes_nothing(tmp_path: Path) -> None:
    """A hostile reviewer who could write entries: the fold asks who did it."""
    desk = Desk(tmp_path)
    ana = desk.signed_in("ana", R)
    desk.person("root", AD)

    def wrote(by: str, person: str, *roles: str) -> None:
        place = desk.log.head().seq
        what = PersonChanged(person=person, roles=roles)
        desk.log.append([Entry(key=f"forged {place}", at=desk.at, by=by, what=what)])

    wrote("person ana", "ana", R, AD)
    wrote("person ana", "sock", AD)
    wrote("key 0123", "ana", AD)
    wrote("clock", "ana", AD)
    wrote("person nobody", "ana", AD)
    wrote("person ", "ana", AD)
    wrote("person sock", "ana", AD)
    known = desk.office.people()
    assert known.people["ana"].roles == (R,)
    assert "sock" not in known.people
    assert len(known.void) == 7
    assert ana.ask("GET", "/people").status == 403


def test_the_last_admin_stays(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    root, eva = desk.signed_in("root", AD), desk.signed_in("eva", AD)
    root.get("/people")
    assert root.post("/people/roles", person="eva", role=R, active="1").status == 200
    assert eva.sign_in().status == 303
    assert eva.ask("GET", "/people").status == 403
    assert desk.office.people().people["root"].roles == (AD,)


def test_an_invitation_is_shown_once_and_opens_only_the_choice_of_a_password(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    root = desk.signed_in("root", AD)
    root.get("/people")
    assert root.post("/people/make", person="Zoë", role=AD).status == 200
    word = root.page.split('<code id="word">')[1].split("<")[0]
    assert word not in root.get("/people")
    assert root.post("/people/make", person="zoË", role=R).status == 409  # one spelling is one person
    assert all(word.encode() not in each.read_bytes() for each in tmp_path.rglob("*") if each.is_file())
    zoe = Browser(desk, "Zoë")
    assert zoe.sign_in(word).place == "/password"
    for path in ("/", "/people", "/statistics", "/item"):
        assert zoe.ask("GET", path).place == "/password" or zoe.ask("GET", path).status == 403, path
    zoe.get("/password")
    assert zoe.post("/people/make", person="sock", role=AD).status == 403
    assert zoe.post("/password", new="short", again="short").status == 400
    assert zoe.post("/password", new="zoë zoë zoë zoë", again="zoë zoë zoë zoë").status == 400
    assert zoe.post("/password", new="another plain sentence", again="not the same at all").status == 400
    assert zoe.post("/password", new="another plain sentence", again="another plain sentence").place == "/"
    zoe.get("/people")
    other = Browser(desk, "Zoë")
    assert other.sign_in(word).status == 401  # good once
    assert other.sign_in("another plain sentence").place == "/"
    late = Browser(desk, "late")
    root.get("/people")
    root.post("/people/make", person="late", role=R)
    word = root.page.split('<code id="word">')[1].split("<")[0]
    desk.later(days=3, seconds=1)
    assert late.sign_in(word).status == 401

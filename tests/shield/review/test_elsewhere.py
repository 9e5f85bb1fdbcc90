"""Does signing in elsewhere let in whom the issuer vouches for, and nobody for whom it, or somebody, lies?"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
import pytest

from aftershock.shield.review import serving, tokens
from aftershock.shield.review.asking import Reply, Turned
from aftershock.shield.review.pages_elsewhere import Elsewhere
from aftershock.shield.review.setup import Elsewhere as Setup_
from aftershock.shield.review.setup import Setup
from aftershock.shield.review.transport_signin import Issuer as Asked
from aftershock.store.clock import now
from tests.shield.review import issuer as issuers
from tests.shield.review.issuer import CLIENT, OTHER, Issuer, issuing
from tests.shield.review.visiting import Browser, Desk

KEYS = msgspec.convert({"keys": issuers.published()[1:]}, tokens.Keys)


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with issuing() as found:
        yield found


@pytest.fixture
def desk(tmp_path: Path, issuer: Issuer, monkeypatch: pytest.MonkeyPatch) -> Desk:
    elsewhere = Setup_(issuer=issuer.address, client_id=CLIENT, name="the harbour")
    made = Desk(tmp_path, setup=Setup(public_url="http://desk.test", elsewhere=elsewhere))
    made.at = now()
    pages = Elsewhere(Asked(elsewhere))
    monkeypatch.setitem(serving.PAGES, ("GET", "/elsewhere"), pages.go)
    monkeypatch.setitem(serving.PAGES, ("GET", "/back"), pages.back)
    made.person("ana", "reviewer")
    made.office.passwords.bind("ana", f"{issuer.address} u7")
    return made


def go(desk: Desk, issuer: Issuer, browser: Browser) -> str:
    """Go there and be sent back; the path and query that the browser comes back with."""
    reply = browser.ask("GET", "/elsewhere")
    assert reply.status == 303, browser.page
    assert reply.place.startswith(f"{issuer.address}/authorize?")
    assert "Lax" in reply.cookies[0]
    back = urlsplit(issuer.authorize(reply.place))
    assert back.path == "/review/back"
    return f"/back?{back.query}"


def came(desk: Desk, issuer: Issuer) -> tuple[Browser, Reply]:
    browser = Browser(desk)
    return browser, browser.ask("GET", go(desk, issuer, browser))


@pytest.mark.parametrize("signed", [{}, {"alg": "RS256", "kid": "r1"}, {"kid": ""}], ids=str)
def test_whom_the_issuer_vouches_for_comes_in_as_who_they_are_here(
    desk: Desk, issuer: Issuer, signed: dict[str, str]
) -> None:
    issuer.signed = signed
    issuer.claims = {"roles": ["admin"], "preferred_username": "root", "email": "root@desk.test"}
    assert "the harbour" in Browser(desk).get("/sign-in")
    browser, reply = came(desk, issuer)
    assert reply.status == 200, browser.page
    assert "ana" in browser.get("/")
    assert browser.ask("GET", "/people").status == 403  # roles come from no token
    assert [e.entry.by for e in desk.log.read(kinds=("signed-in",))] == ["person ana"]


LIES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "another nonce": ({"nonce": "n"}, {}),
    "no nonce": ({"nonce": ""}, {}),
    "another audience": ({"aud": "other"}, {}),
    "several audiences": ({"aud": [CLIENT, "other"]}, {}),
    "for us, asked for by another": ({"azp": "other"}, {}),
    "another issuer": ({"iss": "https://id.example"}, {}),
    "expired": ({"exp": time.time() - 120}, {}),
    "old": ({"iat": time.time() - 3_600}, {}),
    "from the future": ({"iat": time.time() + 3_600}, {}),
    "not yet": ({"nbf": time.time() + 3_600}, {}),
    "nobody": ({"sub": ""}, {}),
    "a number as subject": ({"sub": 7}, {}),
    "unsigned": ({}, {"alg": "none"}),
    "unsigned, shouted": ({}, {"alg": "None"}),
    "signed with the public key": ({}, {"alg": "HS256", "kid": "r1"}),
    "another's signature": ({}, {"key": OTHER}),
    "a key it has not": ({}, {"kid": "e9"}),
    "RSA said, EC key named": ({}, {"alg": "RS256", "kid": "e1"}),
    "what must be understood": ({}, {"crit": ["exp"]}),
    "somebody unknown here": ({"sub": "u8"}, {}),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_lets_nobody_in(desk: Desk, issuer: Issuer, lie: str) -> None:
    issuer.claims, issuer.signed = LIES[lie]
    browser, reply = came(desk, issuer)
    assert reply.status == (403 if "unknown" in lie else 401), browser.page
    assert "review-session" not in browser.cookies
    assert "SignedIn" not in desk.kinds()


def test_state_and_code_are_of_this_browser_and_good_once(desk: Desk, issuer: Issuer) -> None:
    eve, ana = Browser(desk), Browser(desk)
    theirs = go(desk, issuer, eve)
    assert ana.ask("GET", theirs).status == 401  # no sign-in begun in this browser
    back = go(desk, issuer, ana)
    assert ana.ask("GET", theirs).status == 401  # begun, but that is another's
    assert ana.ask("GET", back.replace("code=", "code=x")).status == 502  # the issuer refuses
    assert ana.ask("GET", back + "&iss=https%3A%2F%2Fother.example").status == 401
    assert ana.ask("GET", back + "&error=access_denied").status == 401
    assert ana.ask("GET", back).status == 200
    assert ana.ask("GET", back).status == 401  # used up
    late = Browser(desk)
    back = go(desk, issuer, late)
    desk.later(minutes=11)
    assert late.ask("GET", back).status == 401


def test_a_new_key_is_asked_for_and_not_too_often(desk: Desk, issuer: Issuer) -> None:
    keys, issuer.keys = issuer.keys, issuer.keys[:1]
    assert came(desk, issuer)[1].status == 401
    issuer.keys = keys
    assert came(desk, issuer)[1].status == 401  # within the minute nothing is asked again
    assert issuer.asked.count("/keys") == 1


@pytest.mark.parametrize(
    "says",
    [
        {"issuer": "https://id.example"},
        {"token_endpoint": "http://id.example/t"},
        {"jwks_uri": "file:///etc"},
    ],
    ids=str,
)
def test_an_issuer_that_says_it_is_another_or_goes_without_tls_is_not_asked(
    desk: Desk, issuer: Issuer, says: dict[str, str]
) -> None:
    issuer.says = says
    assert Browser(desk).ask("GET", "/elsewhere").status == 502
    assert issuer.asked == ["/.well-known/openid-configuration"]


def test_somebody_out_of_use_does_not_come_in(desk: Desk, issuer: Issuer) -> None:
    root = desk.signed_in("root", "admin")
    root.get("/people")
    root.post("/people/roles", person="ana", role="reviewer")
    assert came(desk, issuer)[1].status == 403


def test_what_is_no_token_is_refused() -> None:
    for said in ("", "a.b", "a.b.c", "..", "é.é.é", "A" * 20_000 + ".b.c", "e30.e30.e30", "W10.W10."):
        with pytest.raises(Turned):
            tokens.subject(said, KEYS, issuer="i", client="c", nonce="n", now=0)

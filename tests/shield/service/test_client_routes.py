"""Has each route of the API a method of the client that asks it, and no other?"""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable

import msgspec
import pytest

from aftershock.shield.client import Client
from aftershock.shield.client_transport import Received
from aftershock.shield.faults import Rejected, Unreachable
from tests.shield.service.running import CALL, Running

POST = {"platform": "forum", "id": "1"}
AT = "2026-11-22T10:00:00Z"
ORDER = {
    "order": "XA 1", "authority": "an authority", "member_state": "DE", "issued_at": AT, "received_at": AT,
    "authenticated_by": "call back",
}  # fmt: skip
OPENING = {
    "incident": "i-1", "level": "watch", "about": "a drill", "categories": ["call"], "hours": 1.0,
}  # fmt: skip
DECISION = {
    "items": ["forum:1"], "authority": "a court", "reference": "7", "basis": "court", "reason": "a play",
}  # fmt: skip
# Each route, with the call that asks it. Values in braces stand for themselves; a revision is 0.
ASKED: dict[tuple[str, str], Callable[[Client], object]] = {
    ("POST", "/v1/check"): lambda c: c.check(**POST),
    ("POST", "/v1/check/batch"): lambda c: c.check_many([POST]),
    ("GET", "/v1/policy"): lambda c: c.policy(),
    ("POST", "/v1/policy/prove"): lambda c: c.prove(""),
    ("GET", "/v1/rules"): lambda c: c.rules(),
    ("POST", "/v1/rules/{rule}/free"): lambda c: c.free_rule("{rule}", "seen"),
    ("GET", "/v1/trips"): lambda c: c.trips(),
    ("GET", "/v1/decisions/{platform}/{item}/{revision}"): lambda c: c.decision("{platform}", "{item}"),
    ("GET", "/v1/events"): lambda c: c.events(),
    ("POST", "/v1/appeals"): lambda c: c.appeal("forum:1", "why"),
    ("GET", "/v1/appeals/{appeal_id}"): lambda c: c.appeal_state("{appeal_id}"),
    ("POST", "/v1/notices"): lambda c: c.notice(item="forum:1", explanation="why"),
    ("GET", "/v1/notices/{notice_id}"): lambda c: c.notice_state("{notice_id}"),
    ("GET", "/v1/notices"): lambda c: c.notices_waiting(),
    ("POST", "/v1/notices/{notice_id}/decide"): lambda c: c.decide_notice(
        "{notice_id}", verdict="allow", reason="seen"
    ),
    ("POST", "/v1/threats"): lambda c: c.threat("forum:1", "why"),
    ("GET", "/v1/threats"): lambda c: c.threats(),
    ("GET", "/v1/incidents"): lambda c: c.incidents(),
    ("POST", "/v1/incidents"): lambda c: c.open_incident(**OPENING),
    ("POST", "/v1/incidents/{incident}/close"): lambda c: c.close_incident("{incident}", "all was quiet"),
    ("GET", "/v1/items/{platform}/{item}/{revision}"): lambda c: c.item("{platform}", "{item}"),
    ("GET", "/v1/accounts/{account}"): lambda c: c.account("{account}"),
    ("GET", "/v1/set-aside"): lambda c: c.set_aside(),
    ("POST", "/v1/set-aside/{content}/again"): lambda c: c.check_again("{content}"),
    ("GET", "/v1/statements/{platform}/{item}/{revision}"): lambda c: c.statement("{platform}", "{item}"),
    ("POST", "/v1/statements/{platform}/{item}/{revision}/given"): lambda c: c.statement_given(
        "{platform}", "{item}"
    ),
    ("GET", "/v1/accounts/{account}/statement"): lambda c: c.account_statement("{account}"),
    ("POST", "/v1/accounts/{account}/statement/given"): lambda c: c.account_statement_given("{account}"),
    ("POST", "/v1/orders"): lambda c: c.order(**ORDER),
    ("GET", "/v1/orders"): lambda c: c.orders(),
    ("POST", "/v1/reinstatements"): lambda c: c.reinstate(**DECISION),
    ("GET", "/v1/reinstatements"): lambda c: c.reinstatements(),
    ("POST", "/v1/alarms/{alarm}/acknowledge"): lambda c: c.acknowledge("{alarm}"),
    ("GET", "/v1/transparency"): lambda c: c.transparency(),
    ("POST", "/v1/bank"): lambda c: c.add_known(id="k", bank="removed", text="a text"),
    ("GET", "/v1/bank/{item}"): lambda c: c.known("{item}"),
    ("POST", "/v1/bank/{item}/adopt"): lambda c: c.adopt("{item}", "seen"),
    ("POST", "/v1/bank/{item}/remove"): lambda c: c.remove_known("{item}", "seen"),
    ("GET", "/v1/keys"): lambda c: c.api_keys(),
    ("POST", "/v1/keys"): lambda c: c.make_key(["check"]),
    ("DELETE", "/v1/keys/{key_id}"): lambda c: c.revoke_key("{key_id}"),
}
# Routes of the OpenAPI that the client does not ask, each with why. None by now: /metrics, /healthz and
# /readyz are for Prometheus and probes, and stand in no OpenAPI.
UNASKED: dict[tuple[str, str], str] = {}
# Methods that ask no route of their own.
BESIDE = {"close": "lets connections go", "media": "hashes local files", "complain": "POST /v1/appeals, too"}


class Seen:
    """Remembers what was asked, and answers nothing."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, bytes | None]] = []

    def send(self, method: str, path: str, body: bytes | None) -> Received:
        self.asked.append((method, path, body))
        raise Unreachable("nobody is there")

    def close(self) -> None:
        pass


def test_each_route_of_the_openapi_has_a_method_or_a_reason(service: Running) -> None:
    paths = service.ask("GET", "/v1/schema/openapi.json", key="").body["paths"]
    told = {(method.upper(), path) for path, routes in paths.items() for method in routes}
    assert told == ASKED.keys() | UNASKED.keys()
    assert not ASKED.keys() & UNASKED.keys()
    assert all(UNASKED.values())


@pytest.mark.parametrize("route", ASKED, ids=" ".join)
def test_a_method_asks_its_route_and_sends_what_it_takes(service: Running, route: tuple[str, str]) -> None:
    seen = Seen()
    client = Client("http://127.0.0.1:1", "as_x_y", when_down="raise", transport=seen)
    with pytest.raises(Unreachable):
        ASKED[route](client)
    ((method, path, body),) = seen.asked
    path = path.partition("?")[0].replace("%7B", "{").replace("%7D", "}")
    assert (method, path) == (route[0], route[1].replace("{revision}", "0"))
    described = service.ask("GET", "/v1/schema/openapi.json", key="").body
    wanted = described["paths"][route[1]][method.lower()].get("requestBody")
    if wanted is None:
        assert body in (None, b"{}")
    else:
        name = wanted["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        sent = msgspec.json.decode(body or b"")
        assert set(described["components"]["schemas"][name].get("required", ())) <= set(sent)


def test_each_method_stands_in_the_table() -> None:
    names = {name for name, _ in inspect.getmembers(Client, inspect.isfunction) if not name.startswith("_")}
    called = set()
    for call in ASKED.values():
        called |= names & set(call.__code__.co_names)
    assert names == called | BESIDE.keys()


def test_a_started_service_answers_them_in_their_records(service: Running) -> None:
    with Client(f"http://127.0.0.1:{service.port}", service.key) as shield:
        shield.check(platform="forum", id="cr1", text=CALL, account="cr")
        assert shield.decision("forum", "cr1").entry.what.answer.item == "forum:cr1"  # type: ignore[union-attr]
        assert {each.id for each in shield.rules()} > {"calls"}
        assert not shield.prove("[policy]").sound
        added = shield.add_known(id="cr-k", bank="removed", file="ab" * 32)
        assert (added.kind, added.adopted_by) == ("file", None)
        until = time.monotonic() + 20
        while True:
            try:
                assert shield.known("cr-k").bank == "removed"
                break
            except Rejected:
                assert time.monotonic() < until
        assert shield.adopt("cr-k", "seen").adopted_by == "Ana"
        assert shield.remove_known("cr-k", "tried").id == "cr-k"
        made = shield.make_key(["check"])
        assert made.secret
        assert not shield.revoke_key(made.id).active
        assert service.key.split("_")[1] in {each.id for each in shield.api_keys()}
        notice = shield.notice(item="forum:cr1", explanation="It names a neighbour, and more than that.")
        assert notice.notice in {each.notice for each in shield.notices_waiting()}
        decided = shield.decide_notice(notice.notice, verdict="hold", reason="it does", clause="4.2")
        assert decided.state == "decided"
        assert shield.transparency("2026-01-01").measures is not None
        assert isinstance(shield.trips(), list)
        assert isinstance(shield.orders(), list)
        assert isinstance(shield.incidents(), list)
        assert isinstance(shield.threats(), list)
        assert isinstance(shield.set_aside(), list)
        for call in (lambda: shield.free_rule("calls", "x"), lambda: shield.check_again("none")):
            with pytest.raises(Rejected) as error:
                call()
            assert error.value.status == 404
        with pytest.raises(Rejected, match="no such alarm"):
            shield.acknowledge("none")

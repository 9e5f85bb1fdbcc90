"""Who may call which route? One table, tried route by route; and nobody can widen their own rights."""

from __future__ import annotations

import hashlib
import json
import time
from pathlib import Path

import pytest

from aftershock.errors import UsageError
from aftershock.shield.service import keys
from aftershock.shield.service.keys import SCOPES, Keys, Refused
from tests.shield.service.running import AT, Running, key_of

POST = {"platform": "forum", "id": "matrix", "text": "fine"}
# route: the scope that it takes; None is for everybody
MATRIX: dict[tuple[str, str], str | None] = {
    ("POST", "/v1/check"): "check",
    ("POST", "/v1/check/batch"): "check",
    ("GET", "/v1/policy"): "read",
    ("POST", "/v1/policy/prove"): "admin",
    ("GET", "/v1/rules"): "read",
    ("POST", "/v1/rules/{rule}/free"): "admin",
    ("GET", "/v1/trips"): "read",
    ("GET", "/v1/decisions/{platform}/{item}/{revision}"): "read",
    ("GET", "/v1/events"): "read",
    ("POST", "/v1/appeals"): "notices",
    ("GET", "/v1/appeals/{appeal_id}"): "notices",
    ("POST", "/v1/notices"): "notices",
    ("GET", "/v1/notices/{notice_id}"): "notices",
    ("GET", "/v1/notices"): "review",
    ("POST", "/v1/notices/{notice_id}/decide"): "review",
    ("POST", "/v1/threats"): "review",
    ("GET", "/v1/threats"): "review",
    ("POST", "/v1/incidents"): "review",
    ("GET", "/v1/incidents"): "read",
    ("POST", "/v1/incidents/{incident}/close"): "review",
    ("GET", "/v1/items/{platform}/{item}/{revision}"): "read",
    ("GET", "/v1/accounts/{account}"): "read",
    ("GET", "/v1/set-aside"): "read",
    ("POST", "/v1/set-aside/{content}/again"): "admin",
    ("POST", "/v1/statements/{platform}/{item}/{revision}/given"): "notices",
    ("POST", "/v1/orders"): "review",
    ("GET", "/v1/orders"): "read",
    ("POST", "/v1/reinstatements"): "review",
    ("GET", "/v1/reinstatements"): "read",
    ("POST", "/v1/alarms/{alarm}/acknowledge"): "review",
    ("GET", "/v1/statements/{platform}/{item}/{revision}"): "read",
    ("GET", "/v1/accounts/{account}/statement"): "read",
    ("POST", "/v1/accounts/{account}/statement/given"): "notices",
    ("GET", "/v1/transparency"): "read",
    ("POST", "/v1/bank"): "admin",
    ("GET", "/v1/bank/{item}"): "read",
    ("POST", "/v1/bank/{item}/adopt"): "admin",
    ("POST", "/v1/bank/{item}/remove"): "admin",
    ("GET", "/v1/keys"): "admin",
    ("POST", "/v1/keys"): "admin",
    ("DELETE", "/v1/keys/{key_id}"): "admin",
    ("GET", "/metrics"): "read",
    ("GET", "/healthz"): None,
    ("GET", "/readyz"): None,
    ("GET", "/v1/schema/openapi.json"): None,
}
HOT = {"/metrics", "/healthz", "/readyz", "/v1/schema/openapi.json"}  # not described in the OpenAPI
BODIES = {"/v1/check": POST, "/v1/check/batch": {"posts": [POST]}, "/v1/policy/prove": {"source": ""}}


@pytest.fixture(scope="module")
def held(service: Running) -> dict[str, str]:
    """A key for each scope alone, and one that was revoked."""
    found = {scope: key_of(service.place, scope, person="Ben") for scope in SCOPES}
    found["revoked"] = key_of(service.place, *SCOPES, person="Ben")
    keys.revoke(service.place / "shield-log", found["revoked"].split("_")[1])
    time.sleep(0.8)
    return found


def test_every_route_stands_in_the_matrix(service: Running) -> None:
    paths = service.ask("GET", "/v1/schema/openapi.json", key="").body["paths"]
    told = {(method.upper(), path) for path, routes in paths.items() for method in routes}
    assert told == {route for route in MATRIX if route[1] not in HOT}


@pytest.mark.parametrize(("route", "scope"), MATRIX.items(), ids=lambda each: str(each))
def test_a_route_takes_its_scope_and_no_other(
    service: Running, held: dict[str, str], route: tuple[str, str], scope: str | None
) -> None:
    method, path = route
    body = BODIES.get(path, {"reason": "x"}) if method == "POST" else None
    path = path.replace("{revision}", "0").replace("{", "").replace("}", "")
    for name, key in {**held, "none": "", "wrong": "as_000000000000_nothing"}.items():
        said = service.ask(method, path, body, key=key)
        if scope is None:
            assert said.status == 200, name
        elif name in ("none", "wrong", "revoked"):
            assert (said.status, said.headers["www-authenticate"]) == (401, "Bearer"), name
        elif name == scope:
            assert said.status in (200, 400, 404), (name, said.raw)
        else:
            assert said.status == 403, name


def test_other_methods_and_places_are_not_there(service: Running) -> None:
    for method, path in (
        ("GET", "/v1/check"),
        ("PUT", "/v1/policy"),
        ("DELETE", "/v1/check"),
        ("GET", "/v2"),
    ):
        assert service.ask(method, path).status in (404, 405)
    assert service.ask("GET", "/v1/../v1/keys", key="").status in (400, 401, 404)
    assert service.ask("POST", "/v1/check/", POST, key="").status in (401, 404)


def test_a_key_cannot_widen_its_rights_over_the_network(service: Running) -> None:
    admin = key_of(service.place, "admin", "check", each_second=50, burst=100)
    time.sleep(0.8)
    for wanted in (["admin"], ["review"], ["read"], ["check", "read"]):
        assert service.ask("POST", "/v1/keys", {"scopes": wanted}, key=admin).status == 403, wanted
    assert service.ask("POST", "/v1/keys", {"scopes": ["check"], "each_second": 51}, key=admin).status == 403
    assert service.ask("POST", "/v1/keys", {"scopes": ["check"], "person": "Ana"}, key=admin).status == 400
    made = service.ask("POST", "/v1/keys", {"scopes": ["check"]}, key=admin)
    assert made.status == 201
    assert (made.body["scopes"], made.body["person"]) == (["check"], "")
    for _ in range(40):
        if service.ask("POST", "/v1/check", POST, key=made.body["secret"]).status == 200:
            break
        time.sleep(0.1)
    # what only a person may do, a machine's key may not
    assert service.ask("POST", "/v1/bank/k/adopt", {"reason": "x"}, key=admin).status == 403
    assert service.ask("POST", "/v1/rules/calls/free", {"reason": "x"}, key=admin).status == 403
    item = {"id": "k9", "bank": "removed", "text": "a text of some length", "adopt": True}
    assert service.ask("POST", "/v1/bank", item, key=admin).status == 403
    gone = service.ask("DELETE", f"/v1/keys/{made.body['id']}", key=admin)
    assert (gone.status, gone.body["active"]) == (200, False)
    for _ in range(40):
        if all(
            service.ask("POST", "/v1/check", POST, key=made.body["secret"]).status == 401 for _ in range(4)
        ):
            break
        time.sleep(0.1)
    else:
        raise AssertionError("a revoked key still works")
    listed = service.ask("GET", "/v1/keys").body
    assert all(each["secret"] == "" for each in listed)


def test_secrets_are_kept_as_hashes_and_compared_whole(tmp_path: Path) -> None:
    key, secret = keys.make(tmp_path, ["check"], by="tester", at=AT)
    stood = (tmp_path / keys.FILE).read_text("utf-8")
    random = secret.split("_", 2)[2]
    assert random not in stood
    assert hashlib.sha256(random.encode()).hexdigest() in stood
    assert (tmp_path / keys.FILE).stat().st_mode & 0o077 == 0
    found = Keys(tmp_path)
    assert found.of(f"Bearer {secret}").id == key.id
    assert found.of(f"bearer {secret}").id == key.id
    wrong = [
        "",
        secret,
        f"Basic {secret}",
        f"Bearer {secret}x",
        f"Bearer {secret[:-1]}",
        "Bearer as__",
        "Bearer é",
    ]
    for said in wrong:
        with pytest.raises(Refused) as error:
            found.of(said)
        assert error.value.status == 401
        assert random not in str(error.value)
    keys.revoke(tmp_path, key.id)
    assert found.refresh()
    with pytest.raises(Refused):
        found.of(f"Bearer {secret}")
    assert [each.active for each in keys.listed(tmp_path)] == [False]
    assert json.loads(stood)[0]["id"] == key.id


def test_a_key_that_makes_no_sense_is_not_made(tmp_path: Path) -> None:
    for scopes in ([], ["everything"], ["check", "root"]):
        with pytest.raises(UsageError):
            keys.make(tmp_path, scopes, by="tester", at=AT)
    with pytest.raises(UsageError, match="belongs to a person"):
        keys.make(tmp_path, ["review"], by="tester", at=AT)
    assert not (tmp_path / keys.FILE).exists()
    with pytest.raises(UsageError, match="no key of this id"):
        keys.revoke(tmp_path, "nothing")

"""Do the statements that the API, the client and the verb give pass the database's own rules, for posts and
accounts, and say what kind of content it was?
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from aftershock.errors import UsageError
from aftershock.shield.banks import bank as banks
from aftershock.shield.banks import items
from aftershock.shield.banks.items import KnownItem
from aftershock.shield.client import Client
from aftershock.shield.faults import Rejected
from aftershock.shield.ledger.happenings import AccountBlocked, Entry, Reviewed
from aftershock.shield.ledger.log import open_log
from aftershock.shield.papers.restrictions import owed
from aftershock.shield.papers.validation import MOST_AT_ONCE, exposing, problems, problems_of_call
from aftershock.shield.service import settings, stating
from aftershock.store.clock import now
from tests.shield.service.running import CALL, Running, running
from tests.shield.service.test_in_front_of_a_forum import SETTINGS
from tests.shield.service.test_verbs import run

PICTURE = "a5" * 32


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    place = tmp_path_factory.mktemp("stating")
    known = KnownItem(id="p", bank="removed", kind="picture", adopted_by="Ana")
    banks.add(place / "bank", [items.of_picture(known, PICTURE)], by="Ana", at=now())
    with running(place, service=SETTINGS) as found:
        yield found


@pytest.fixture(scope="module")
def client(service: Running) -> Iterator[Client]:
    with Client(f"http://127.0.0.1:{service.port}", service.key, when_down="raise") as found:
        yield found


@pytest.fixture(scope="module", autouse=True)
def happened(service: Running, client: Client) -> None:
    """A picture without a word is held, posts are decided on, and their account is blocked."""
    held = client.check(platform="forum", id="picture", pictures=[PICTURE], account="a1", language="en")
    assert held.verdict == "hold"
    log = open_log(service.place / "shield-log")
    for name in ("b1", "b2"):
        client.check(platform="forum", id=name, text=f"{CALL} {name}", account="bad")
        what = Reviewed(item=f"forum:{name}", revision=0, verdict="block", clause="4.2", reason="as it says")
        log.append([Entry(key=f"reviewed {name}", at=now(), by="person Ana", what=what)])
    block = AccountBlocked(
        account="bad",
        items=("forum:b1", "forum:b2"),
        reason="mail noa@harbour.example",
        until="2027-01-01T00:00:00Z",
    )
    log.append([Entry(key="block", at=now(), by="person Ben", what=block)])
    log.close()


def test_a_picture_without_a_word_is_stated_as_one(client: Client) -> None:
    draft = client.statement("forum", "picture")
    assert draft.statement.content_type == ("CONTENT_TYPE_IMAGE",)
    assert problems(draft.statement.fields()) == ()
    text = client.statement("forum", "b1")
    assert text.statement.content_type == ("CONTENT_TYPE_TEXT",)


def test_a_blocked_account_gets_its_reasons_too(service: Running, client: Client) -> None:
    draft = client.account_statement("bad")
    fields = draft.statement.fields()
    assert problems(fields) == ()
    assert exposing(fields) == ()
    assert draft.statement.decision_account == "DECISION_ACCOUNT_SUSPENDED"
    assert draft.statement.end_date_account_restriction == "2027-01-01"
    assert "noa@" not in draft.statement.decision_facts
    assert "blocked your account" in draft.words
    with pytest.raises(Rejected) as error:
        client.account_statement("a1")
    assert error.value.status == 404
    log = open_log(service.place / "shield-log")
    terms = settings.load(service.place / "policy.toml").accounts
    assert "bad" in [each.account for each in owed(log.read(), terms=terms) if not each.item]
    first, again = client.account_statement_given("bad"), client.account_statement_given("bad")
    assert first == again
    assert first.puid == draft.statement.puid
    assert [each for each in owed(log.read(), terms=terms) if not each.item] == []
    log.close()


def test_the_verb_gives_the_bodies_of_calls_and_each_is_taken(service: Running) -> None:
    policy = str(service.place / "policy.toml")
    (body,) = run("statements", "--since", "2026-01-01", "--policy", policy).splitlines()
    statements = json.loads(body)["statements"]
    assert problems_of_call(statements) == ()
    assert [exposing(each) for each in statements] == [()] * len(statements)
    accounts = [each for each in statements if each.get("decision_account")]
    assert len(accounts) == 1
    assert len(statements) == 6, "three holds, two blocks of posts, one of an account"
    assert sum(each["content_type"] == ["CONTENT_TYPE_IMAGE"] for each in statements) == 1
    assert len({each["puid"] for each in statements}) == 6
    assert "forum:" not in body
    assert run("statements", "--since", "2099-01-01", "--policy", policy) == ""
    assert run("statements", "--since", "2026-01-01", "--until", "2026-01-02", "--policy", policy) == ""


def test_more_than_a_hundred_are_several_calls(service: Running) -> None:
    policy = service.place / "policy.toml"
    (one, *_) = stating.of_time(policy, settings.load(policy), since="")
    many = [
        msgspec.structs.replace(one, statement=msgspec.structs.replace(one.statement, puid=f"sor-{n}"))
        for n in range(2 * MOST_AT_ONCE + 1)
    ]
    bodies = [json.loads(each)["statements"] for each in stating.bodies(many)]
    assert [len(each) for each in bodies] == [MOST_AT_ONCE, MOST_AT_ONCE, 1]
    assert [problems_of_call(each) for each in bodies] == [(), (), ()]
    assert list(stating.bodies([])) == []


def test_what_is_no_day_and_what_is_no_log_is_said(service: Running, tmp_path: Path) -> None:
    policy = service.place / "policy.toml"
    with pytest.raises(UsageError, match="no day"):
        list(stating.of_time(policy, settings.load(policy), since="yesterday"))
    with pytest.raises(UsageError, match="no log"):
        list(stating.of_time(tmp_path / "policy.toml", settings.load(tmp_path / "policy.toml"), since=""))

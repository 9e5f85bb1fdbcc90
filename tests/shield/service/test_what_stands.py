"""What is answered on a repeat after people decided: what stands, in every worker, after a restart too?"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from aftershock.shield.ledger.happenings import (
    AppealDecided,
    Appealed,
    Entry,
    Happening,
    NoticeDecided,
    Reviewed,
    Undone,
)
from aftershock.shield.ledger.log import Log, open_log
from aftershock.shield.service.wire import Checked
from tests.shield.service.running import AT, CALL, Running, key_of, ready, running, start
from tests.shield.service.test_desk import Held, asked

QUIET = "[breaker]\nleast = 1000000\n[accounts]\nsecond_share = 0.0\nsecond_always = []\n"


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Held]:
    found = Held(tmp_path)
    yield found
    found.close()


def person(log: Log, name: str, what: Happening) -> int:
    key = f"{type(what).__name__} {log.head().seq}"
    (link,) = log.append([Entry(key=key, at=AT, by=f"person {name}", what=what)])
    return link.seq


def reviewed(item: str, verdict: str, look: int = 1, revision: int = 0) -> Reviewed:
    return Reviewed(item=item, revision=revision, verdict=verdict, clause="4.2", reason="seen", look=look)  # type: ignore[arg-type]


def won(log: Log, item: str, by: str = "Cem") -> int:
    appeal = f"a {item}"
    what = Appealed(appeal=appeal, item=item, revision=0, account="", words="mine")
    log.append([Entry(key=appeal, at=AT, by="key 1", what=what)])
    return person(log, by, AppealDecided(appeal=appeal, overturned=True, reason="their own doors"))


def stood(answer: Checked) -> tuple[str, str, int]:
    assert answer.standing is not None
    return answer.verdict, answer.standing.by, answer.standing.seq


def test_a_repeat_gives_what_people_made_of_it(held: Held) -> None:
    first = held.one("1", CALL)
    assert (first.verdict, first.review, first.standing) == ("hold", True, None)
    assert stood(held.one("1", CALL)) == ("hold", "policy", first.seq)
    look = person(held.log, "Ana", reviewed("forum:1", "allow"))
    again = held.one("1", CALL)
    assert stood(again) == ("allow", "person", look)
    assert (again.again, again.review, again.seq) == (True, False, first.seq)
    assert [ground.rule for ground in again.grounds] == ["calls"], "the rules' reasons are still told"
    person(held.log, "Ana", Undone(seq=look, reason="a slip"))
    assert stood(held.one("1", CALL)) == ("hold", "policy", first.seq)
    last = person(held.log, "Ben", reviewed("forum:1", "block"))
    assert stood(held.one("1", CALL)) == ("block", "person", last)
    assert stood(held.one("1", CALL)) == ("block", "person", last)
    seq = won(held.log, "forum:1")
    assert stood(held.one("1", CALL)) == ("allow", "appeal", seq)


def test_of_two_looks_that_differ_the_first_stands_until_a_third(held: Held) -> None:
    held.one("1", CALL)
    first = person(held.log, "Ana", reviewed("forum:1", "hold"))
    person(held.log, "Ben", reviewed("forum:1", "allow", look=2))
    assert stood(held.one("1", CALL)) == ("hold", "person", first)
    third = person(held.log, "Cem", reviewed("forum:1", "allow", look=3))
    assert stood(held.one("1", CALL)) == ("allow", "person", third)


def test_a_post_that_only_a_notice_brought_down_is_not_let_up_by_a_repeat(held: Held) -> None:
    assert held.one("1", "the ferry is late").verdict == "allow"
    what = NoticeDecided(notice="n", verdict="hold", reason="it names a neighbour", item="forum:1")
    seq = person(held.log, "Ana", what)
    held.desk.standings.look()  # as a worker does a few times a second
    repeat = held.one("1", "the ferry is late")
    assert stood(repeat) == ("hold", "person", seq)
    assert not repeat.again
    edit = held.one("1", "the ferry is on time", revision=1)
    assert (edit.verdict, edit.standing) == ("allow", None), "an edit is another revision"


def test_a_void_decision_changes_no_answer(held: Held) -> None:
    held.one("1", CALL)
    person(held.log, "Ana", reviewed("forum:1", "hold"))
    person(held.log, "Ana", reviewed("forum:1", "allow", look=2))  # she looked already
    assert held.one("1", CALL).verdict == "hold"


def test_nobody_else_waits_for_what_is_counted(held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    held.one("1", CALL)
    held.one("2", CALL)
    person(held.log, "Ana", reviewed("forum:1", "allow"))
    held.desk.standings.look()
    asked_for: list[object] = []
    whole = held.desk.standings.items

    def items(places: object) -> object:
        asked_for.append(places)
        return whole(places)  # type: ignore[arg-type]

    monkeypatch.setattr(held.desk.standings, "items", items)
    held.check(asked("3", CALL), asked("2", CALL), asked("4", "the ferry is late"))
    assert asked_for == []
    held.check(asked("3", CALL), asked("1", CALL))
    assert asked_for == [[("forum:1", 0)]]


def test_where_it_cannot_be_counted_in_time_the_surface_decides(
    held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    held.one("1", CALL, surface="uploads")
    person(held.log, "Ana", reviewed("forum:1", "allow"))

    def slow(places: object) -> object:
        time.sleep(0.9)
        return {}

    monkeypatch.setattr(held.desk.standings, "items", slow)
    late, other = held.check(asked("1", CALL, surface="uploads"), asked("2", "the ferry is late"))
    assert isinstance(late, Checked)
    assert (late.verdict, late.decided) == ("hold", False)
    assert isinstance(other, Checked)
    assert other.decided


def checks(service: Running, count: int = 12) -> set[tuple[str, str]]:
    """Repeats on connections of their own, so that both workers are asked."""
    told = [service.check("1", CALL).body for _ in range(count)]
    assert all(each["again"] for each in told)
    return {(each["verdict"], each["standing"]["by"]) for each in told}


def test_a_won_appeal_is_answered_by_all_workers_and_after_a_restart(tmp_path: Path) -> None:
    key = key_of(tmp_path, "check", "read", "notices")
    with running(tmp_path, workers=2, service=QUIET, key=key) as service:
        assert service.check("1", CALL).body["verdict"] == "hold"
        assert service.ask("GET", "/v1/items/forum/1/0").body["by"] == "policy"
        assert service.ask("GET", "/v1/items/forum/2/0").status == 404
        assert checks(service) == {("hold", "policy")}
        log = open_log(tmp_path / "shield-log")
        seq = won(log, "forum:1")
        log.close()
        assert checks(service) == {("allow", "appeal")}
        states = [service.ask("GET", "/v1/items/forum/1/0").body for _ in range(6)]
        assert {(each["verdict"], each["by"], each["seq"]) for each in states} == {("allow", "appeal", seq)}
        first = service.ask("GET", "/v1/decisions/forum/1/0").body["entry"]["what"]["answer"]
        assert first["verdict"] == "hold", "what was answered then stays in the log"
        service.stop()
        found = start(tmp_path, workers=2, key=key)
        try:
            ready(found)
            assert checks(found) == {("allow", "appeal")}
        finally:
            found.stop()

"""Is what many processes count one count, is a rate one rate, and does a flood trip once for all?"""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from aftershock.shield.breaker import Limits
from aftershock.shield.ledger.happenings import Decided, Entry, RuleTripped, decided_key
from aftershock.shield.ledger.log import open_log
from aftershock.shield.ledger.sqlite import SqliteLog
from aftershock.shield.service import metrics
from aftershock.shield.service.flood import FIRED, SEEN, Copies, Watch
from aftershock.shield.service.rates import Bucket, Buckets
from aftershock.shield.service.remembered import Remembered
from aftershock.shield.service.tally import Tally
from aftershock.shield.verdict import Answer
from tests.shield.service.running import AT


def test_processes_count_together(tmp_path: Path) -> None:
    own = Tally(tmp_path)
    own.add("a", 2)
    code = (
        "import sys; from pathlib import Path; from aftershock.shield.service.tally import Tally\n"
        "t = Tally(Path(sys.argv[1]))\n"
        "for n in range(1000): t.add('a'); t.add(f'b {n % 3}')\n"
    )
    each = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path)]) for _ in range(3)]
    assert [one.wait() for one in each] == [0, 0, 0]
    assert own.total("a") == 3002
    assert own.totals("b ") == {"b 0": 1002, "b 1": 999, "b 2": 999}
    # a row is free again when its process is gone, and what was counted in it stays
    second = Tally(tmp_path)
    assert second.row == 1
    second.add("a")
    assert own.total("a") == 3003
    own.close()
    second.close()


def test_too_many_names_are_counted_as_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aftershock.shield.service.tally.COLUMNS", 64)
    tally = Tally(tmp_path)
    for number in range(100):
        tally.add(f"name {number}")
    assert tally.total("other") > 0
    assert tally.total("name 1") == 1
    tally.close()


def slow_bucket(events: list[tuple[float, float]], each_second: float, burst: float) -> list[bool]:
    """A bucket as the book has it, on one clock, by one process."""
    level, last, said = burst, events[0][0], []
    for at, cost in events:
        level = min(burst, level + (at - last) * each_second)
        last = at
        said.append(level >= min(cost, burst))
        if said[-1]:
            level -= cost
    return said


def test_one_bucket_is_the_books_bucket_and_two_views_of_it_are_one() -> None:
    rng = random.Random(3)
    for _ in range(50):
        at, events = 100.0, []
        for _ in range(200):
            at += rng.choice((0.0, 0.01, 0.1, 1.0))
            events.append((at, float(rng.choice((1, 1, 2, 5)))))
        each_second, burst = rng.choice((1.0, 5.0, 20.0)), rng.choice((1.0, 10.0))
        views = [Bucket(each_second, burst, 100.0, 0.0) for _ in range(2)]
        spent, said = 0.0, []
        for moment, cost in events:
            for view in views:  # both look a few times a second; here at each moment
                view.look(moment, spent)
            waits = views[rng.randrange(2)].wait(cost, moment, spent)
            said.append(waits == 0)
            spent += cost if not waits else 0.0
        assert said == slow_bucket(events, each_second, burst)


def test_a_key_waits_as_long_as_it_must(tmp_path: Path) -> None:
    tally = Tally(tmp_path)
    one, other = Buckets(tally), Buckets(tally)
    assert [one.wait("k", 1, 0.0, 2.0, 3.0) for _ in range(3)] == [0, 0, 0]
    assert one.wait("k", 1, 0.0, 2.0, 3.0) == pytest.approx(0.5)
    assert other.wait("k", 1, 0.0, 2.0, 3.0) == pytest.approx(
        0.5
    )  # a worker that sees the key for the first time
    assert one.wait("k", 1, 0.5, 2.0, 3.0) == 0
    assert one.wait("another", 1, 0.0, 2.0, 3.0) == 0
    one.look(50.0)
    assert one.wait("k", 100, 50.0, 2.0, 3.0) == 0  # more than a bucket: when it is full
    assert one.wait("k", 1, 50.0, 2.0, 3.0) > 40
    tally.close()


def test_a_flood_trips_once_is_learnt_and_stays_tripped_over_a_restart(tmp_path: Path) -> None:
    log = open_log(tmp_path / "log")
    tally = Tally(tmp_path / "run")
    watch = Watch(tmp_path, tally, log, Limits(half_life=60.0))
    rules = frozenset(["calls", "calm"])
    for second in range(300):  # ordinary hours
        tally.add(SEEN, 100)
        tally.add(FIRED + "calls", second % 2)
        assert watch.look(rules, frozenset(), float(second)) == []
    assert watch.states["calls"].baseline < 0.007
    tripped: list[str] = []
    for second in range(300, 320):
        tally.add(SEEN, 100)
        tally.add(FIRED + "calls", 30)
        tripped += watch.look(rules, frozenset(tripped), float(second))
        if tripped:
            break
    assert (tripped, second) == (["calls"], 301) or second <= 309
    links = list(log.read(kinds=("rule-tripped",)))
    assert len(links) == 1
    assert isinstance(links[0].entry.what, RuleTripped)
    watch.save()
    again = Watch(tmp_path, tally, log, Limits(half_life=60.0))
    assert again.states["calls"].baseline == watch.states["calls"].baseline
    assert again.look(rules, frozenset(["calls"]), 400.0) == []
    # freed by a person: what it fires on now is its baseline, so that it does not trip again at once
    for second in range(400, 420):
        tally.add(SEEN, 100)
        tally.add(FIRED + "calls", 30)
        again.look(rules, frozenset(["calls"]), float(second))
    for second in range(420, 440):
        tally.add(SEEN, 100)
        tally.add(FIRED + "calls", 30)
        assert again.look(rules, frozenset(), float(second)) == []
    tally.close()
    log.close()


def test_a_rule_that_nobody_knows_may_fire_on_two_posts_in_a_hundred(tmp_path: Path) -> None:
    log = open_log(tmp_path / "log")
    tally = Tally(tmp_path / "run")
    watch = Watch(tmp_path, tally, log)
    for second in range(60):
        tally.add(SEEN, 1000)
        tally.add(FIRED + "new", 20)
        assert watch.look(frozenset(["new"]), frozenset(), float(second)) == []
    assert list(log.read()) == []
    tally.close()
    log.close()


def flooded(watch: Watch, tally: Tally, fired: int, seconds: int, **more: Any) -> list[str]:
    """The rules that trip while `new` fires on so many of a thousand posts a second."""
    begin = max((state.learnt for state in watch.states.values()), default=0.0)
    for second in range(1, seconds + 1):
        tally.add(SEEN, 1000)
        tally.add(FIRED + "new", fired)
        found = watch.look(frozenset(["new"]), frozenset(), begin + second, **more)
        if found:
            return found
    return []


def test_a_new_rule_that_fires_on_seven_posts_in_a_hundred_trips(tmp_path: Path) -> None:
    log, tally = open_log(tmp_path / "log"), Tally(tmp_path / "run")
    assert flooded(Watch(tmp_path, tally, log), tally, 70, 20) == ["new"]
    log.close()
    tally.close()


def test_a_flood_that_comes_slowly_is_not_learnt_as_ordinary(tmp_path: Path) -> None:
    log, tally = open_log(tmp_path / "log"), Tally(tmp_path / "run")
    watch = Watch(tmp_path, tally, log, Limits(half_life=60.0))
    tripped_at = 0
    for fired in range(1, 200):  # one in a thousand more each minute
        if flooded(watch, tally, fired, 60):
            tripped_at = fired
            break
    assert 0 < tripped_at <= 8 * 2 * 5 + 1, "8 times twice of one in two hundred"
    log.close()
    tally.close()


def test_what_a_rule_does_in_shadow_is_what_it_is_known_by(tmp_path: Path) -> None:
    log, tally = open_log(tmp_path / "log"), Tally(tmp_path / "run")
    watch = Watch(tmp_path, tally, log)
    for second in range(60):
        tally.add(SEEN, 1000)
        tally.add(FIRED + "new", 70)
        assert watch.look(frozenset(), frozenset(), float(second), tried=frozenset(["new"])) == []
    assert watch.states["new"].baseline == pytest.approx(0.07)
    watch.save()
    again = Watch(tmp_path, tally, log)
    assert flooded(again, tally, 70, 60) == []
    assert flooded(again, tally, 700, 60) == ["new"]
    log.close()
    tally.close()


def test_what_a_rule_says_is_usual_is_no_flood(tmp_path: Path) -> None:
    log, tally = open_log(tmp_path / "log"), Tally(tmp_path / "run")
    assert flooded(Watch(tmp_path, tally, log), tally, 70, 60, usual={"new": 0.05}) == []
    log.close()
    tally.close()


def test_copies_of_one_known_item_by_one_account_count_once_in_a_window() -> None:
    copies = Copies(8.0)
    told = [copies.first(("rule", ("removed:1",), "a-1"), 1.0 + n / 10) for n in range(30)]
    assert told == [True] + [False] * 29
    assert copies.first(("rule", ("removed:1",), "a-2"), 4.0)
    assert copies.first(("rule", ("removed:2",), "a-1"), 4.0)
    assert not copies.first(("rule", ("removed:1",), "a-1"), 8.9)
    assert copies.first(("rule", ("removed:1",), "a-1"), 9.1)


def test_the_exposition_escapes_and_sums_buckets() -> None:
    totals = {'rule a"b hold': 2.0, "verdict allow": 3.0}
    for seconds in (0.0005, 0.004, 9.0):
        for name, by in metrics.observe("check", 200, seconds):
            totals[name] = totals.get(name, 0) + by
    text = metrics.exposition(totals, {"log_seq": 7.0}, {"id": 'x"\n', "hash": "h"})
    assert 'aftershock_shield_rule_total{rule="a\\"b",outcome="hold"} 2' in text
    assert 'aftershock_shield_request_seconds_bucket{route="check",le="0.001"} 1' in text
    assert 'aftershock_shield_request_seconds_bucket{route="check",le="0.005"} 2' in text
    assert 'aftershock_shield_request_seconds_bucket{route="check",le="+Inf"} 3' in text
    assert 'aftershock_shield_request_seconds_count{route="check"} 3' in text
    assert 'aftershock_shield_policy_info{id="x\\"\\n",hash="h"} 1' in text
    assert text.count("# TYPE aftershock_shield_posts_total counter") == 1


def test_an_entry_is_what_the_log_takes() -> None:
    entry = Entry(key="k", at=AT, by="clock", what=RuleTripped(rule="r", why="w"))
    assert msgspec.json.decode(msgspec.json.encode(entry), type=Entry) == entry


def decided(id_: str) -> Entry:
    answer = Answer(item=f"f:{id_}", revision=0, verdict="hold", review=True, grounds=(), policy="p", at=AT)
    return Entry(key=decided_key(f"f:{id_}", 0), at=AT, by="rule r", what=Decided(answer=answer))


def test_what_was_decided_is_remembered_by_all_and_over_a_crash(tmp_path: Path) -> None:
    log = open_log(tmp_path / "log")
    assert isinstance(log, SqliteLog)
    assert list(log.decided()) == []
    log.append([decided("1"), Entry(key="other", at=AT, by="clock", what=RuleTripped(rule="r", why="w"))])
    log.append([decided("2")])
    assert sorted(log.decided()) == [(1, "decided f:1#0"), (3, "decided f:2#0")]
    assert list(log.decided(1)) == [(3, "decided f:2#0")]
    one, other = Remembered(tmp_path), Remembered(tmp_path)
    assert one.follow(log) == 3
    assert [other.perhaps(decided_key(f"f:{n}", 0)) for n in ("1", "2", "3")] == [True, True, False]
    log.append([decided("3")])  # by a worker that dies before it marks it
    assert not other.perhaps("decided f:3#0")
    one.close()
    again = Remembered(tmp_path)
    assert again.follow(log) == 4
    assert again.follow(log) == 4
    assert other.perhaps("decided f:3#0")
    other.add("decided f:9#0")
    assert again.perhaps("decided f:9#0")
    # an older log is put in its place: nothing of it may be missing
    shorter = open_log(tmp_path / "shorter")
    shorter.append([decided("8")])
    assert isinstance(shorter, SqliteLog)
    assert again.follow(shorter) == 1
    assert again.perhaps("decided f:8#0")
    wrong = sum(again.perhaps(f"decided g:{n}#0") for n in range(10_000))
    assert wrong <= 1
    for each in (again, other):
        each.close()
    for each_log in (log, shorter):
        each_log.close()

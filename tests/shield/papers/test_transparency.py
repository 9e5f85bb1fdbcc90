"""Are the report's numbers those of a recount of the log, made differently; is a share given only with its
interval?

The recount walks the log's JSON with plain loops and knows nothing of folds, restrictions or records.
"""

from __future__ import annotations

import csv
import io
import random
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest
from scipy.stats import binomtest

from aftershock.shield.ledger.happenings import (
    Link,
    NoticeDecided,
    NoticeReceived,
    OrderExecuted,
    OrderPaused,
    OrderReported,
    StatementMade,
    ThreatSent,
)
from aftershock.shield.ledger.times import moved
from aftershock.shield.papers.draft import CHECK
from aftershock.shield.papers.laws import Host
from aftershock.shield.papers.transparency import Counted, Report, rate, report
from aftershock.shield.papers.transparency_pages import HEAD, as_csv, as_page
from tests.shield.accounts.story import NO_SECOND, Story
from tests.shield.papers.told import HOST, order, said

VERDICTS = ("allow", "label", "limit", "hold", "block")
START = "2026-11-01T00:00:00Z"


def log(seed: int, items: int = 60) -> Story:
    """A month of a board: each item its own course, all mixed."""
    dice = random.Random(seed)
    courses = [_course(f"p{number}", dice) for number in range(items)]
    courses += [_paper(number, dice) for number in range(items // 3)]
    told = Story(NO_SECOND)
    hour = 0
    while any(courses):
        course = dice.choice([each for each in courses if each])
        hour += dice.randint(0, 3)
        told.at = moved(START, timedelta(hours=hour, minutes=dice.randint(0, 59)))
        course.pop(0)(told)
    assert not told.known.void
    return told


def _course(name: str, dice: random.Random) -> list[Any]:
    rule, language = dice.choice(("calls", "links")), dice.choice(("en", "ar", ""))
    verdict, look, again = (dice.choice(VERDICTS) for _ in range(3))
    steps: list[Any] = [lambda told: told.decided(name, verdict, rule=rule, language=language)]
    kept: list[int] = []
    if dice.random() < 0.6:
        steps.append(lambda told: kept.append(told.reviewed("ines", name, look)))
        if dice.random() < 0.3:
            steps.append(lambda told: told.undone("ines", kept[0]))
            steps.append(lambda told: told.reviewed("omar", name, again))
    if dice.random() < 0.4:
        steps.append(lambda told: told.appealed(f"x{name}", name))
        if dice.random() < 0.8:
            won = dice.random() < 0.5
            steps.append(lambda told: told.judged("vera", f"x{name}", overturned=won))
    if dice.random() < 0.2:
        late = dice.choice(VERDICTS)
        steps.append(lambda told: told.decided(name, late, rule=rule, language=language, revision=1))
    return steps


def _paper(number: int, dice: random.Random) -> list[Any]:
    id_, flagger = f"n{number}", dice.random() < 0.3
    ground = dice.choice(("threat", ""))
    received = NoticeReceived(
        notice=id_, item="", url="https://harbour.example/p/1", explanation="why", ground=ground,
        trusted_flagger=flagger,
    )  # fmt: skip
    steps: list[Any] = [lambda told: told.tell(said(received, at=told.at, by="key 1"))]
    if dice.random() < 0.7:
        decision = NoticeDecided(
            notice=id_,
            verdict=dice.choice(VERDICTS),
            reason="so",
            automated=dice.random() < 0.3,  # type: ignore[arg-type]
        )
        steps.append(lambda told: told.tell(said(decision, at=told.at)))
    name, state = f"o{number}", dice.choice(("DE", "FR"))
    item = f"harbour:q{number}"
    two = OrderReported(order=name, annex="II", reference="r")
    three = OrderReported(order=name, annex="III", reference="r")
    steps.append(
        lambda told: told.tell(
            said(order(name, member_state=state, items=(item,), received_at=told.at), at=told.at, by="key 1")
        )
    )
    if dice.random() < 0.7:
        gone = OrderExecuted(order=name, action="removed", items=(item,))
        steps.append(lambda told: told.tell(said(gone, at=told.at)))
        steps.append(lambda told: told.tell(said(two, at=told.at)))
    elif dice.random() < 0.6:
        stop = OrderPaused(order=name, cause="manifest-error", explanation="no such page")
        steps.append(lambda told: told.tell(said(stop, at=told.at)))
        steps.append(lambda told: told.tell(said(three, at=told.at)))
    if dice.random() < 0.5:
        steps.append(lambda told: told.tell(said(StatementMade(puid=id_, item=item, revision=0), at=told.at)))
        steps.append(lambda told: told.tell(said(ThreatSent(threat=id_, to="x", sent=flagger), at=told.at)))
    return steps


def slow(links: list[Link], since: str, until: str) -> dict[str, Any]:
    """The recount."""
    rows = [msgspec.to_builtins(each) for each in links]
    posts: dict[tuple[str, int], dict[str, Any]] = {}
    measures: list[dict[str, Any]] = []
    looks: dict[int, tuple[str, int]] = {}
    appeals: dict[str, dict[str, Any]] = {}
    for row in rows:
        what, at = row["entry"]["what"], row["entry"]["at"]
        kind = what["type"]
        key: tuple[str, int] | None = None
        if kind == "decided":
            answer = what["answer"]
            key = (answer["item"], answer["revision"])
            posts[key] = {
                "policy": answer,
                "language": what["language"],
                "looks": {},
                "won": False,
                "now": "allow",
            }
        elif kind == "reviewed":
            key = (what["item"], what["revision"])
            posts[key]["looks"][row["seq"]] = what["verdict"]
            looks[row["seq"]] = key
        elif kind == "undone":
            key = looks[what["seq"]]
            del posts[key]["looks"][what["seq"]]
        elif kind == "appealed":
            appeals[what["appeal"]] = {"key": (what["item"], what["revision"]), "at": at, "won": None}
            mine = [each for each in measures if each["key"] == (what["item"], what["revision"])]
            if mine:
                mine[-1]["appealed"] = True
                appeals[what["appeal"]]["measure"] = mine[-1]
        elif kind == "appeal-decided":
            one = appeals[what["appeal"]]
            one["won"], one["after"] = what["overturned"], at
            if what["overturned"]:
                key = one["key"]
                posts[key]["won"] = True
                if "measure" in one:
                    one["measure"]["reversed"] = True
        if key is None:
            continue
        post = posts[key]
        verdict = post["policy"]["verdict"]
        if post["looks"]:
            verdict = post["looks"][min(post["looks"])]
        if post["won"]:
            verdict = "allow"
        if verdict not in ("allow", post["now"]):
            grounds = post["policy"]["grounds"]
            if not post["looks"]:
                how = "fully"
            else:
                how = "partially" if grounds else "not automated"
            measures.append(
                {
                    "key": key, "at": at, "outcome": verdict, "how": how, "language": post["language"],
                    "rule": grounds[0]["rule"] if grounds else "", "appealed": False, "reversed": False,
                    "category": grounds[0]["category"] if grounds else "",
                }
            )  # fmt: skip
        post["now"] = verdict
    inside = [each for each in measures if since <= each["at"] < until]
    lines: dict[tuple[str, ...], Counter[str]] = {}
    for each in inside:
        name = (each["rule"], each["category"], each["language"], each["how"], each["outcome"])
        line = lines.setdefault(name, Counter())
        line["count"] += 1
        line["appealed"] += each["appealed"]
        line["reversed"] += each["reversed"]
        line["restored"] += posts[each["key"]]["now"] == "allow"
    return {
        "measures": {name: dict(line) for name, line in lines.items()},
        "alone": sum(each["how"] == "fully" for each in inside),
        "appeals": [each for each in appeals.values() if since <= each["at"] < until],
        "rows": rows,
    }


def counts(listed: tuple[Counted, ...]) -> dict[str, int]:
    return {each.what: each.count for each in listed}


@pytest.mark.parametrize("seed", range(12))
def test_every_number_is_that_of_a_recount(seed: int) -> None:
    told = log(seed)
    since, until = "2026-11-02T00:00:00Z", "2026-11-20T00:00:00Z"
    made = report(told.links, since=since, until=until, terms=NO_SECOND)
    again = slow(told.links, since, until)
    fast = {
        (each.rule, each.category, each.language, each.automation, each.outcome): {
            "count": each.count, "appealed": each.appealed, "reversed": each.reversed,
            "restored": each.restored,
        }
        for each in made.measures
    }  # fmt: skip
    assert fast == again["measures"]
    assert made.restrictions == sum(each["count"] for each in again["measures"].values())
    by = {each.name: each for each in made.rates}
    assert by["restrictions that the policy decided alone"].hits == again["alone"]
    appeals = again["appeals"]
    said_ = counts(made.complaints)
    assert said_["received"] == len(appeals)
    assert said_["reversed"] == sum(each["won"] is True for each in appeals)
    assert said_["upheld"] == sum(each["won"] is False for each in appeals)
    assert made.head == len(told.links)
    _papers(made, again["rows"], since, until)


def _papers(made: Report, rows: list[dict[str, Any]], since: str, until: str) -> None:
    """Notices, orders and the rest, counted once more."""
    happened = [(row["entry"]["at"], row["entry"]["what"]) for row in rows]
    came = {what["notice"]: (at, what) for at, what in happened if what["type"] == "notice-received"}
    came = {name: each for name, each in came.items() if since <= each[0] < until}
    answers = {
        what["notice"]: (at, what)
        for at, what in happened
        if what["type"] == "notice-decided" and what["notice"] in came
    }
    notices = counts(made.notices)
    assert notices["received"] == len(came)
    assert notices["by trusted flaggers"] == sum(what["trusted_flagger"] for _, what in came.values())
    assert notices["decided"] == len(answers)
    assert notices["action taken"] == sum(what["verdict"] != "allow" for _, what in answers.values())
    assert notices["decided by automated means"] == sum(what["automated"] for _, what in answers.values())
    hours = sorted(_hours(came[name][0], at) for name, (at, _) in answers.items())
    (decided,) = [each for each in made.notices if each.what == "decided"]
    middle = len(hours) // 2
    wanted = hours[middle] if len(hours) % 2 else (hours[middle - 1] + hours[middle]) / 2
    assert decided.median == pytest.approx(wanted)
    got = {w["order"]: (at, w) for at, w in happened if w["type"] == "order-received" and since <= at < until}
    gone = {w["order"]: at for at, w in happened if w["type"] == "order-executed" and w["order"] in got}
    orders = counts(made.orders)
    assert orders["received"] == len(got)
    assert orders["executed"] == orders["items removed or disabled"] == len(gone)
    assert orders["executed within the hour"] == sum(
        _hours(got[name][0], at) <= 1 for name, at in gone.items()
    )
    three = [
        w for _, w in happened if w["type"] == "order-reported" and w["annex"] == "III" and w["order"] in got
    ]
    assert orders.get("not executed: manifest-error", 0) == len(three)
    assert orders.get("from FR", 0) == sum(what["member_state"] == "FR" for _, what in got.values())
    other = counts(made.other)
    inside = [what for at, what in happened if since <= at < until]
    assert other["statements of reasons given"] == sum(what["type"] == "statement-made" for what in inside)
    assert other["threats to life notified"] == sum(
        what["type"] == "threat-sent" and what["sent"] for what in inside
    )


def _hours(earlier: str, later: str) -> float:
    day = timedelta(days=1)
    read = [datetime.fromisoformat(each) for each in (earlier, later)]
    return (read[1] - read[0]) / day * 24


def test_a_blocked_account_is_one_measure_and_restored_by_its_appeal() -> None:
    told = Story()
    told.restricted("p1", "p2")
    told.blocked("omar", "p1", "p2")
    told.appealed("x")
    told.judged("vera", "x")
    made = report(told.links, since="", until="", terms=NO_SECOND)
    (line,) = [each for each in made.measures if each.outcome == "account blocked"]
    assert (line.count, line.appealed, line.reversed, line.restored) == (1, 1, 1, 1)


@pytest.mark.parametrize(("hits", "of"), [(0, 10), (3, 10), (10, 10), (57, 300), (1, 4000)])
def test_a_share_has_its_interval(hits: int, of: int) -> None:
    found = rate("x", hits, of)
    wanted = binomtest(hits, of).proportion_ci(method="wilson")
    assert found.share == hits / of
    assert found.low == pytest.approx(wanted.low, abs=1e-7)
    assert found.high == pytest.approx(wanted.high, abs=1e-7)


def test_below_ten_there_is_no_share() -> None:
    found = rate("x", 3, 9)
    assert (found.share, found.low, found.high) == (None, None, None)
    assert str(found) == "3 of 9: n < 10, no share"


def test_an_empty_log_gives_an_empty_report() -> None:
    made = report([], since="", until="")
    assert (made.restrictions, made.measures, made.head) == (0, (), 0)
    assert "n &lt; 10" in as_page(made, HOST, at="2026-11-22T00:00:00Z")


def test_the_table_holds_every_figure_and_runs_nothing() -> None:
    told = log(1, 20)
    told.decided("evil", "hold", rule="=1+1", language="@x")
    made = report(told.links, since="", until="", terms=NO_SECOND)
    read = list(csv.DictReader(io.StringIO(as_csv(made))))
    assert tuple(read[0]) == HEAD
    total = sum(int(row["count"]) for row in read if (row["section"], row["what"]) == ("measures", "count"))
    assert total == made.restrictions
    assert not any(value.startswith(("=", "@")) for row in read for value in row.values())
    assert any(row["rule"] == "'=1+1" for row in read)


def test_the_page_says_draft_laws_and_what_binds_and_runs_nothing() -> None:
    told = log(2, 20)
    told.decided("evil", "hold", rule="<script>alert(1)</script>")
    made = report(told.links, since="2026-11-01", until="2026-12-31", terms=NO_SECOND)
    page = as_page(made, Host(name="Small <Board>", small=True), at="2026-11-22T00:00:00Z")
    assert CHECK in page
    assert "2022-10-19" in page
    assert "Small &lt;Board&gt;" in page
    assert "<script" not in page
    assert "src=" not in page
    assert "<td>no</td><td>a micro or small enterprise (DSA Art. 15(2))</td>" in page
    assert f"<h2>Measures: {made.restrictions}</h2>" in page

"""Is a reaction of known size and onset found, and does the null stay a null?"""

from __future__ import annotations

import math
import random
from datetime import datetime, timedelta

import duckdb
import pytest

from aftershock.events.case_info import CaseInfo, PastEvent
from aftershock.reaction import baseline
from aftershock.reaction.simulate import example
from aftershock.reaction.volume import alignment, react
from aftershock.records import FieldReceipt, Finding

from .stream import empty, fill

INCIDENTS = example.EXAMPLE_INCIDENTS


def case(past: int = 3) -> CaseInfo:
    """The example's case: the last incident, and the first ``past`` as past events."""
    earlier = tuple(
        PastEvent(title=each.place, when=None, t0=f"{each.first_report:%Y-%m-%dT%H:%M:%SZ}")
        for each in INCIDENTS[:past]
    )
    return CaseInfo(title="Lantern Hall", t0="2026-03-14T18:52:00Z", past=earlier)


@pytest.fixture(scope="module")
def posts() -> duckdb.DuckDBPyConnection:
    """The example's stream, with the planted sizes 330, 410, 240 and 1,150."""
    connection = empty()
    fill(connection, ({**row, "account": row["author_id"]} for row in example.posts()))
    return connection


def by_name(findings: tuple[Finding, ...], words: str) -> Finding:
    """The one finding whose name starts so."""
    (found,) = [finding for finding in findings if finding.name.startswith(words)]
    return found


def test_the_planted_reaction_is_the_largest_and_the_earliest(posts: duckdb.DuckDBPyConnection) -> None:
    found = react(posts, case()).findings
    size = by_name(found, "posts per account")
    assert size.interval is not None
    assert size.expected is not None
    assert size.value is not None
    assert size.value > 2 * size.expected
    ratio = by_name(found, "ratio")
    assert ratio.interval is not None
    assert ratio.value is not None
    assert ratio.interval[0] < ratio.value < ratio.interval[1]
    rank = by_name(found, "rank by posts")
    assert (rank.value, rank.p, rank.n) == (1.0, 0.25, 3)
    assert "cannot fall below 0.25" in rank.verdict
    assert by_name(found, "rank by onset").value == 1.0


def test_the_planted_onset_lies_in_its_interval(posts: duckdb.DuckDBPyConnection) -> None:
    onset = by_name(react(posts, case()).findings, "onset,")
    assert onset.interval is not None
    assert onset.interval[0] <= 3.5
    assert onset.interval[1] >= 3
    assert onset.value == pytest.approx(3, abs=3)


@pytest.mark.parametrize(
    ("share", "clock", "why"),
    [
        (0.5, "created_at", "of the times state no zone"),
        (0.05, "date_trunc('day', created_at)", "5% of the times are days without an hour"),
    ],
)
def test_times_that_are_not_known_to_the_hour_give_no_onset(share: float, clock: str, why: str) -> None:
    connection = empty()
    fill(connection, ({**row, "account": row["author_id"]} for row in example.posts()))
    connection.execute(
        f"update posts set tz_source = 'assumed', created_at = {clock} "
        f"where cast(substr(locator, 2) as integer) % 100 < {share * 100}"
    )
    told = react(connection, case())
    for name in ("onset,", "onset beside", "half-life,"):
        found = by_name(told.findings, name)
        assert (found.value, found.interval) == (None, None)
        assert found.verdict.startswith(f"{baseline.CANNOT}: ")
        assert why in found.verdict
    assert by_name(told.findings, "larger and earlier").verdict == baseline.CANNOT
    size = by_name(told.findings, "posts per account active")
    assert size.value is not None
    assert "times state no zone and are taken for UTC" in size.completeness
    assert ("have a day and no hour" in told.note) == ("days" in why)


def test_an_event_whose_times_state_no_zone_is_not_compared_with_one_whose_do() -> None:
    connection = empty()
    fill(connection, ({**row, "account": row["author_id"]} for row in example.posts()))
    connection.execute("update posts set tz_source = 'assumed' where created_at < timestamp '2026-01-01'")
    told = react(connection, case())
    assert "100% of the times around it state no zone, now 0%" in told.note


def test_posts_without_a_time_are_said() -> None:
    connection = empty()
    fill(connection, ({**row, "account": row["author_id"]} for row in example.posts()))
    connection.execute("update posts set created_at = null where locator in ('/3', '/4', '/5')")
    assert "3 posts have no time that can be read" in react(connection, case()).note


def test_two_past_events_are_too_few_for_a_verdict(posts: duckdb.DuckDBPyConnection) -> None:
    told = react(posts, case(past=2))
    assert by_name(told.findings, "posts per account").verdict == baseline.CANNOT
    assert by_name(told.findings, "posts per account").interval is None
    assert "at least 3 are needed" in told.note


def test_a_past_event_of_another_collection_is_left_out_and_named(posts: duckdb.DuckDBPyConnection) -> None:
    info = case()
    other = PastEvent(title="Not collected", when=None, t0="2020-01-01T00:00:00Z")
    told = react(posts, CaseInfo(title=info.title, t0=info.t0, past=(*info.past, other)))
    assert "Not collected: no posts were collected around it" in told.note
    assert by_name(told.findings, "posts per account").n == 3


def test_what_was_only_collected_now_does_not_count_and_is_named() -> None:
    connection = empty()
    fill(connection, ({**row, "account": row["author_id"]} for row in example.posts()))
    alone = by_name(react(connection, case()).findings, "posts per account").value
    connection.execute(
        "insert into posts by name select * replace ('boat' as platform) from posts "
        "where created_at >= timestamp '2026-03-14 18:52:00' limit 40"
    )
    told = react(connection, case())
    assert by_name(told.findings, "posts per account").value == alone
    assert "Counted on chirp alone" in told.note


def test_every_number_has_receipts_and_says_how_complete_it_is(posts: duckdb.DuckDBPyConnection) -> None:
    told = react(posts, case())
    for finding in told.findings:
        assert finding.receipts
        assert "hours before have posts" in finding.completeness
        assert "@" in finding.method
    for artefact in told.artefacts:
        (receipt,) = artefact.receipts
        assert isinstance(receipt, FieldReceipt)
        assert receipt.value == artefact.label


def test_no_account_is_named(posts: duckdb.DuckDBPyConnection) -> None:
    told = repr(react(posts, case()))
    assert "acc0" not in told
    assert "reader_" not in told


def test_the_tag_and_link_of_the_event_lead(posts: duckdb.DuckDBPyConnection) -> None:
    told = react(posts, case())
    leading = {artefact.kind: artefact for artefact in reversed(told.artefacts)}
    assert leading["hashtag"].label == "PortHale"
    assert leading["hashtag"].before == 0
    assert leading["link"].label == "https://ops.example/wire/20260314-117"
    assert leading["text"].accounts >= 3


def test_curves_hold_every_post_of_their_window(posts: duckdb.DuckDBPyConnection) -> None:
    told = react(posts, case())
    assert [curve.main for curve in told.curves] == [True, False, False, False]
    main = told.curves[0]
    assert len(main.points) == 72
    assert sum(count for _, count in main.points) == main.n == 1150 + 260


def test_nothing_to_align_at_and_no_posts_are_said() -> None:
    assert "Nothing to align" in react(empty(), None).note
    assert "No posts" in react(empty(), case()).note
    assert alignment(CaseInfo(), "2026-03-14T19:00:00Z")[0] == "2026-03-14T19:00:00Z"


def test_the_null_is_a_null() -> None:
    """Past events and this one from one over-dispersed process: the interval holds about 95 of 100."""
    dice = random.Random(4)
    held, flat, runs = 0, 0, 2000
    for _ in range(runs):
        counts = [draw(dice, mean=300, shape=4) for _ in range(7)]
        here, *past = [baseline.Measure(value=math.log(each), error=1 / math.sqrt(each)) for each in counts]
        made = baseline.predict(past, here.error)
        held += abs(here.value - made.middle) < made.reach
        flat += baseline.two_sided(made.below(here.value)) < 0.5
    assert held / runs == pytest.approx(0.95, abs=0.02)
    assert flat / runs == pytest.approx(0.5, abs=0.04)


def draw(dice: random.Random, mean: float, shape: float) -> float:
    """A negative binomial count (a Poisson count around a gamma rate), with the half that logarithms need."""
    rate = dice.gammavariate(shape, mean / shape)
    count = max(0.0, round(dice.gauss(rate, math.sqrt(rate))))  # a Poisson of this size is as good as normal
    return count + baseline.HALF


def test_posts_without_any_reaction_show_no_onset() -> None:
    connection = empty()
    t0 = datetime(2026, 3, 14, 18, 52)
    dice = random.Random(11)
    fill(
        connection,
        (
            {"account": f"a{dice.randrange(50)}", "created_at": t0 + timedelta(hours=dice.uniform(-24, 24))}
            for _ in range(240)
        ),
    )
    onset = by_name(react(connection, case(past=0)).findings, "onset,")
    assert (onset.value, onset.verdict) == (None, "no rise found")

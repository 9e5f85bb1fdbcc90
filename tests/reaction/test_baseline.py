"""Are losses and growth taken in, are unlike collections refused, does a baseline travel without posts?"""

from __future__ import annotations

import json
import math
import random
from datetime import datetime, timedelta

import duckdb
import pyarrow as pa
import pytest
from evals.baseline import measure as twin
from msgspec.structs import replace

from aftershock.errors import InputError
from aftershock.events.case_info import CaseInfo, PastEvent
from aftershock.reaction import baseline, decay, onset, shared, timing
from aftershock.reaction.comparable import incomparable
from aftershock.reaction.measured import Measured, measure, windows
from aftershock.reaction.simulate import example, stream
from aftershock.reaction.volume import react
from aftershock.reaction.windows import Counted, Window, counted, missing
from aftershock.records import Finding
from aftershock.text import canonical_json, sha256

from .stream import empty, fill

T0 = "2026-03-14T12:00:00Z"


def window(
    after: int,
    *,
    before: int = 100,
    accounts: int = 50,
    lost: float | None = None,
    late: int = 0,
    hours: int = 24,
) -> Window:
    """A window of one platform, worked out by hand."""
    told = {"platforms": "chirp", "lost": lost, "dated": 100, "late": late}
    return Window(
        name="x",
        t0=T0,
        before=Counted(posts=before, accounts=accounts, hours=hours, **told),
        after=Counted(posts=after, accounts=accounts, hours=24, **told),
    )


def test_the_fast_count_of_the_evaluation_is_what_the_queries_give() -> None:
    plan = twin.world(3, 0.2)
    plan = replace(plan, posts=6000, accounts=300, incidents=plan.incidents[:2])
    made = stream.make(plan, seed=3)
    connection = twin.posts(made, True)
    for event in plan.incidents:
        twin.around(connection, event)
        t0 = f"{event.first_report:%Y-%m-%dT%H:%M:%SZ}"
        slow = measure(connection, event.title, t0, intervals=True)
        fast = twin.counted(made, event, True, intervals=True)
        bare = replace(slow.window, receipts=())
        assert (bare.before, bare.after) == (fast.window.before, fast.window.after)
        assert (bare.name, bare.t0, bare.days) == (fast.window.name, fast.window.t0, 1)
        assert slow.week is not None
        assert fast.week is not None
        assert slow.week.before.posts == fast.week.before.posts
        assert (slow.hourly, slow.onset, slow.half_life) == (fast.hourly, fast.onset, fast.half_life)


def test_missing_numbers_are_missing_posts_and_other_peoples_numbers_say_nothing() -> None:
    all_ = {"posts": 100, "numbered": 100}
    channel = {"level": "channel", "streams": 2, "seen": 82.0, "numbers": 102.0, **all_}
    assert missing([channel]) == pytest.approx(20 / 98)
    assert missing([{**channel, "numbered": 50}]) is None
    sparse = {"level": "channel", "streams": 5, "seen": 50.0, "numbers": 9000.0, **all_}
    dense = {"level": "platform", "streams": 1, "seen": 90.0, "numbers": 100.0, **all_}
    assert missing([sparse, dense]) == pytest.approx(10 / 98)
    assert missing([sparse, {**dense, "numbers": 1e9}]) is None
    assert missing([]) is None


def two_platforms(connection: duckdb.DuckDBPyConnection, *, lost: float, of: str) -> None:
    """Fill in a table of Telegram and Bluesky posts; of one platform a share is missing at random."""
    dice, rows = random.Random(6), []
    for platform, made in (("telegram", 1000), ("bluesky", 4000)):
        for n in range(made):
            if platform == of and dice.random() < lost:
                continue
            at = datetime(2026, 3, 14, 12) + timedelta(seconds=n * 86_400 / made)
            name = str(n + 1) if platform == "telegram" else f"3k{n:08x}zq"
            row = {"account": f"{platform}{n % 200}", "created_at": at.isoformat(), "id": name}
            rows.append({**row, "platform": platform})
    fill(connection, rows)


def test_what_one_platforms_ids_say_holds_for_no_other() -> None:
    connection = empty()
    two_platforms(connection, lost=0.5, of="telegram")
    first, last = datetime(2026, 3, 14, 12), datetime(2026, 3, 15, 12)
    both = counted(connection, first, last)
    assert both.made == pytest.approx(5000, rel=0.02)
    assert both.lost is None
    assert both.present == pytest.approx(400, rel=0.02)
    alone = counted(connection, first, last, ("telegram",))
    assert alone.lost == pytest.approx(0.5, abs=0.04)
    assert both.gone == pytest.approx(0.1, abs=0.01)
    told = Window(name="x", t0=T0, before=both, after=both).completeness
    assert "of some platforms at most 10 % of all posts are missing, of the others it is not known" in told
    assert incomparable(
        Window(name="x", t0=T0, before=both, after=both), Window(name="y", t0=T0, before=alone, after=alone)
    )


def test_a_stream_of_two_platforms_that_lost_a_part_is_counted_as_it_was() -> None:
    """The simulator's own: one platform's ids count up, the other's do not, and a fifth is missing."""
    world = twin.world(4, 0.2)
    incident = replace(world.incidents[0], lost=0.2, deleted=0.0, collected_after=None)
    world = replace(world, posts=6000, accounts=400, incidents=(incident,), platforms=("telegram", "bluesky"))
    whole, thin = (
        stream.make(replace(world, incidents=(replace(incident, lost=lost),)), seed=4).table()
        for lost in (0.0, 0.2)
    )
    at = incident.first_report.replace(tzinfo=None)
    days = (at - timedelta(days=1), at + timedelta(days=1))

    def made(table: pa.Table, platforms: tuple[str, ...] | None) -> Counted:
        connection = duckdb.connect(":memory:")
        connection.register("given", table)
        connection.register(
            "whole", whole
        )  # the stream numbers its posts over all platforms: here each its own
        connection.execute(
            "create view posts as select given.* replace (case given.platform when 'bluesky' "
            "then 'z' || given.post_id else cast(n as varchar) end as post_id) from given join "
            "(select post_id, row_number() over (partition by platform order by created_at, post_id) as n "
            "from whole) as numbered on numbered.post_id = given.post_id"
        )
        return counted(connection, *days, platforms)

    known, lost = made(whole, ("telegram",)), made(thin, None)
    other = made(thin, ("bluesky",))
    assert other.lost is None
    assert lost.made == pytest.approx(known.posts + other.posts, rel=0.06)


def test_accounts_of_whom_every_post_is_missing_are_counted_in() -> None:
    """A panel of accounts with few posts each, thinned at random: the corrected number is near."""
    dice = random.Random(3)
    accounts, lost = 4000, 0.3
    kept = [
        sum(dice.random() >= lost for _ in range(1 + int(dice.expovariate(0.7)))) for _ in range(accounts)
    ]
    often = tuple(sum(n == k for n in kept) for k in (1, 2, 3, 4))
    seen = sum(n > 0 for n in kept)
    counted = Counted(posts=sum(kept), accounts=seen, often=often, lost=lost)  # type: ignore[arg-type]
    assert seen < 0.85 * accounts
    assert counted.present == pytest.approx(accounts, rel=0.04)


def test_raw_counts_fail_where_the_platform_grew_and_the_rate_does_not() -> None:
    """The same reaction of each account on a platform that doubles: nothing happened."""
    dice = random.Random(8)
    past = []
    for n in range(20):
        grown = 1 + n / 20
        reaction = round(300 * grown * dice.gauss(1, 0.1))
        past.append(window(reaction, before=round(100 * grown), accounts=round(50 * grown)))
    now = window(900, before=300, accounts=150)
    found = baseline.predicted("size", baseline.size, now, past)
    assert found.verdict.startswith("within")
    assert found.p is not None
    assert found.p > 0.2
    raw = [baseline.Measure(value=math.log(each.after.posts)) for each in past]
    made = baseline.predict(raw, 0.0)
    assert math.log(now.after.posts) > made.middle + 1.5 * made.wide


def test_losses_that_the_ids_tell_are_corrected_for() -> None:
    whole, half = window(300), window(240, before=80, lost=0.2)
    known = replace(whole, before=replace(whole.before, lost=0.0), after=replace(whole.after, lost=0.0))
    assert half.excess == pytest.approx(whole.excess)
    assert incomparable(known, half) is None


@pytest.mark.parametrize(
    ("past", "why"),
    [
        (window(300, late=100), "collected a day late or more, now 0%"),
        (window(300, lost=0.6), "60% of the posts around it are missing"),
        (window(300, lost=0.2), "known for one of the two alone"),
        (window(300, hours=5), "5 of the hours before it have posts, 24 now"),
        (window(300, accounts=200), "200 accounts were active before it, 50 now"),
        (window(0, before=0, accounts=0), "no posts were collected"),
    ],
)
def test_no_verdict_where_collection_differs(past: Window, why: str) -> None:
    said = incomparable(window(300), past)
    assert said is not None
    assert why in said


def test_eight_past_events_say_what_cannot_be_told() -> None:
    dice = random.Random(5)
    past = [window(round(200 + 100 * math.exp(dice.gauss(0, 0.3)))) for _ in range(8)]
    found = baseline.predicted("size", baseline.size, window(340), past)
    assert "times the usual cannot be told from 8 past events" in found.verdict
    rank = baseline.rank("rank", 9.0, [1.0] * 8, window(900))
    assert rank.p == pytest.approx(1 / 9)
    assert "no significance is claimed from fewer than 19" in rank.verdict
    assert "no significance" not in baseline.rank("rank", 9.0, [1.0] * 19, window(900)).verdict


def event(minute: float, after: int) -> Measured:
    """A measured event by hand."""
    return Measured(
        window=window(after),
        week=None,
        hourly=(0,) * 72,
        onset=onset.Onset(minute=minute, interval=None, rate_before=1.0, threshold=9.0),
        half_life=decay.HalfLife(minutes=100.0 + minute),
    )


def test_larger_and_earlier_asks_both_and_takes_the_weaker_one() -> None:
    dice = random.Random(2)
    past = [event(dice.uniform(20, 60), round(300 * math.exp(dice.gauss(0, 0.2)))) for _ in range(20)]

    def told(now: Measured) -> Finding:
        return timing.both(now, past)

    assert told(event(-30, 2500)).verdict == "larger and earlier than past events let expect"
    late = told(event(40, 2500))
    assert "larger: yes" in late.verdict
    assert "earlier: cannot be told" in late.verdict
    small = told(event(-30, 310))
    assert small.p is not None
    assert small.p > 0.1
    assert timing.both(event(1, 900), past[:2]).verdict == baseline.CANNOT


def test_an_evening_is_no_onset_and_clustered_posts_are_none() -> None:
    """A daily rhythm, three times as much in the evening, posts in sittings of four: no rise."""
    dice = random.Random(9)
    found = 0
    for _ in range(60):
        counts: dict[int, int] = {}
        for _ in range(250):
            start = dice.randrange(-1440, 1440)
            if dice.random() > (0.35 if math.cos(2 * math.pi * start / 1440) < 0 else 1.0):
                continue
            for _ in range(4):
                minute = start + dice.randrange(0, 12)
                counts[minute] = counts.get(minute, 0) + 1
        found += onset.find(counts, interval=False).minute is not None
    assert found <= 11  # a tenth is expected (Poisson posts: a twentieth)


def test_half_of_the_reaction_is_found_where_it_was_put() -> None:
    dice = random.Random(1)
    counts = dict.fromkeys(range(-1440, 1440), 2)
    for _ in range(3000):
        minute = int(dice.expovariate(math.log(2) / 120))
        counts[minute] = counts.get(minute, 0) + 1
    found = decay.find(counts)
    assert found.minutes == pytest.approx(120, abs=8)
    assert found.interval is not None
    assert found.interval[0] < 120 < found.interval[1]
    assert decay.find(dict.fromkeys(range(-1440, 1440), 2)).minutes is None


# --- baselines that teams share ----------------------------------------------------------------


def example_case(past: int = 3) -> CaseInfo:
    events = tuple(
        PastEvent(title=each.place, when=None, t0=f"{each.first_report:%Y-%m-%dT%H:%M:%SZ}")
        for each in example.EXAMPLE_INCIDENTS[:past]
    )
    return CaseInfo(title="Lantern Hall", t0="2026-03-14T18:52:00Z", past=events)


@pytest.fixture(scope="module")
def made() -> shared.Shared:
    connection = empty()
    fill(connection, ({**row, "account": row["author_id"]} for row in example.posts()))
    return shared.of_case(connection, example_case(), by="Tidewatch Monitor")


def test_a_baseline_holds_no_post_no_account_and_comes_back_the_same(made: shared.Shared) -> None:
    data = shared.write(made)
    told = data.decode()
    assert "acc0" not in told
    assert "capture" not in told
    assert "reader_" not in told
    assert len(data) < 20_000
    back = shared.read(data, "baseline.json")
    assert [each.window for each in back.events] == [each.window for each in made.events]
    assert back.events[0].all.source == f"baseline {made.digest[:12]}"


def test_a_baseline_of_the_first_version_is_read_by_its_own_digest(made: shared.Shared) -> None:
    """It had one share of losses, and no sums by platform."""
    told = json.loads(shared.write(made))
    windows_ = [each["all"][name] for each in told["events"] for name in ("window", "week")]
    for each in windows_:
        for side in ("before", "after") if each else ():
            del each[side]["missed"], each[side]["unseen"]
    told = {**told, "version": 1, "digest": sha256(canonical_json(told["events"]))}
    back = shared.read(json.dumps(told).encode(), "baseline.json")
    assert [each.window for each in back.events] == [each.window for each in made.events]


def test_a_case_without_past_posts_is_compared_with_a_shared_baseline(made: shared.Shared) -> None:
    """What the posts themselves give, and what the file gives, are the same findings."""
    connection = empty()
    fill(connection, ({**row, "account": row["author_id"]} for row in example.posts()))
    own = react(connection, example_case()).findings
    past = shared.Shared(events=made.events[:3])
    connection.execute("delete from posts where created_at < timestamp '2026-03-01'")
    told = react(connection, example_case(past=0), baselines=[past])
    assert "Shared baseline from somebody who is not named, 3 events" in told.note
    for mine, theirs in zip(own, told.findings, strict=True):
        assert (mine.name, mine.value, mine.p, mine.n) == (theirs.name, theirs.value, theirs.p, theirs.n)
        assert mine.expected == (None if theirs.expected is None else pytest.approx(theirs.expected))
    assert len(told.curves) == 4


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda told: told.update(version=9), "this version reads"),
        (lambda told: told["events"][0].update(authors=["a"]), "more than aggregates: events.authors"),
        (lambda told: told["events"][0]["all"]["window"].update(name="seen at @somebody"), "is no title"),
        (lambda told: told["events"][0]["all"]["window"]["after"].update(posts=1), "contradict each other"),
        (lambda told: told["events"][0]["all"].update(hourly=[1]), "is not one of 72 hours"),
        (lambda told: told["events"][0]["all"]["window"].update(t0="soon"), "is no moment"),
        (lambda told: told["events"].pop(), "its digest"),
        (lambda told: told.pop("events"), "not a baseline"),
    ],
)
def test_what_is_no_baseline_is_refused_with_its_reason(
    made: shared.Shared, change: object, why: str
) -> None:
    told = json.loads(shared.write(made))
    change(told)  # type: ignore[operator]
    with pytest.raises(InputError, match=why):
        shared.read(json.dumps(told).encode(), "baseline.json")


def test_one_platform_of_several_is_taken_out_of_a_baseline() -> None:
    one, other = window(300), replace(window(200), name="x")
    parts = {
        "chirp": replace(event(5, 300), window=one),
        "boat": replace(event(9, 200), window=replace(other, after=replace(other.after, platforms="boat"))),
    }
    whole = replace(
        event(4, 500), window=replace(one, after=replace(one.after, posts=500, platforms="boat, chirp"))
    )
    told = shared.SharedEvent(all=whole, by_platform=parts)
    assert shared.of_platforms(told, None) is whole
    assert shared.of_platforms(told, ("chirp",)).onset.minute == 5
    assert windows(whole, [])[0].after.posts == 500

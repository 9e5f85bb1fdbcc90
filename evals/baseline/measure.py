"""Do the statements about a reaction hold on sets of events whose truth is known?

    python -m evals.baseline.measure --sets 500 [--spread 0.18] [--seed 1000]

Each set: 20 past events over some years on a platform that grows (25 % a year) and whose accounts come and go
(30 % leave in a year); each event with a deletion rate of its own (0 to 35 %), half of them collected days
later with what was deleted by then missing, and up to 15 % lost. Then two events: one like the past ones, one
twice as large. Asked of each: does the interval of 20 (and of the last 8) past events hold the one that is
like them, and does it tell the one that is twice as large? The same with raw counts, for comparison.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import re
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
from msgspec import structs

from aftershock.reaction import baseline, comparable, decay, onset, timing
from aftershock.reaction.baseline import Measure, predict
from aftershock.reaction.chances import clopper_pearson
from aftershock.reaction.measured import Measured, hours, windows
from aftershock.reaction.simulate import incidents, stream
from aftershock.reaction.simulate.plan import Incident, World
from aftershock.reaction.windows import Counted, Window, covered, missing

HERE = Path(__file__).parent
PAST = 20
LEAST = re.compile(r"less than ([0-9.]+) times the usual cannot be told from")


def world(seed: int, spread: float, law: str = "normal", ids: bool = True) -> World:
    """One set: 20 past events, one more of the same kind, one twice as large."""
    dice = random.Random(seed)
    at, events = datetime(2022, 1, 10, 9, 0, tzinfo=UTC), []
    for number in range(PAST + 2):
        at = (at + timedelta(days=dice.uniform(20, 70), hours=dice.uniform(0, 24))).replace(
            second=0, microsecond=0
        )
        late = dice.random() < 0.5
        events.append(
            Incident(
                title=f"event {number}",
                first_report=at,
                size=1.0 * math.exp(_drawn(dice, spread, law)) * (2.0 if number == PAST + 1 else 1.0),
                onset=round(math.exp(dice.gauss(math.log(10), 0.5)), 1),
                half_life=round(math.exp(dice.gauss(math.log(150), 0.25)), 1),
                deleted=dice.uniform(0, 0.35),
                collected_after=dice.uniform(24, 300) if late else None,
                lost=dice.uniform(0, 0.15),
                days_before=8,
            )
        )
    return World(
        posts=5000 * len(events),
        accounts=1500,
        communities=8,
        around_incidents=True,
        growth=0.25,
        churn=0.30,
        incidents=tuple(events),
    )


def _drawn(dice: random.Random, spread: float, law: str) -> float:
    """How the logarithm of an event's size differs from the usual, with the same standard deviation."""
    if law == "gamma":  # negative binomial counts
        shape = 1 / spread**2
        return math.log(dice.gammavariate(shape, 1 / shape))
    if law == "heavy":  # Student's t with five degrees of freedom
        drawn = dice.gauss(0, 1) / math.sqrt(dice.gammavariate(2.5, 1 / 2.5))
        return spread * drawn / math.sqrt(5 / 3)
    return dice.gauss(0, spread)


def posts(made: stream.Stream, ids: bool) -> duckdb.DuckDBPyConnection:
    """The stream's posts without their texts, as a table ``given``; without ids that count up, if asked."""
    columns, kept = made.columns, np.flatnonzero(made.columns["kept"])
    numbers = kept + 1 if ids else (kept + 1) * 7_777_777 % 1_000_000_007 * 1_000_003
    times = {
        name: pa.array(columns[key][kept], pa.timestamp("ms"), mask=columns[key][kept] < 0).cast(
            pa.timestamp("us")
        )
        for name, key in (("created_at", "at"), ("deleted_at", "deleted"), ("observed_at", "observed"))
    }
    table = pa.table(
        {
            "platform": pa.array(["chirp"] * len(kept)),
            "channel_id": pa.array(columns["account"][kept].astype(str)),
            "author_id": pa.array(columns["account"][kept].astype(str)),
            "post_id": pa.array(numbers.astype(str)),
            **times,
            "capture": pa.array(["c"] * len(kept)),
            "locator": pa.array(kept.astype(str)),
        }
    )
    connection = duckdb.connect(":memory:")
    connection.execute("set threads = 1")
    connection.register("given", table)
    return connection


def counted(made: stream.Stream, event: Incident, ids: bool, *, intervals: bool) -> Measured:
    """What `measured.measure` gives for one event, counted without a database: 20 times as fast.

    tests/reaction/test_baseline.py holds that both are the same.
    """
    columns, t0 = made.columns, int(event.first_report.timestamp() * 1000)
    low, high = np.searchsorted(columns["at"], [t0 - 7 * 86_400_000, t0 + 2 * 86_400_000])
    rows = np.flatnonzero(columns["kept"][low:high]) + low
    at = columns["at"][rows]
    ends = {day: np.searchsorted(at, t0 + day * 86_400_000) for day in (-7, -1, 0, 1)}
    week, before, after = (
        _stretch(columns, rows[ends[a] : ends[b]], ids) for a, b in ((-7, 0), (-1, 0), (0, 1))
    )
    when, many = np.unique((at[ends[-1] :] - t0) // 60_000, return_counts=True)
    minutes = dict(zip(when.tolist(), many.tolist(), strict=True))
    stamp = f"{event.first_report:%Y-%m-%dT%H:%M:%SZ}"
    window = Window(name=event.title, t0=stamp, before=before, after=after)
    return Measured(
        window=window,
        week=structs.replace(window, before=week, days=7) if covered(week) else None,
        hourly=hours(minutes),
        onset=onset.find(minutes, interval=intervals),
        half_life=decay.find(minutes, interval=intervals),
    )


def _stretch(columns: dict[str, np.ndarray], rows: np.ndarray, ids: bool) -> Counted:
    n = np.unique(columns["account"][rows], return_counts=True)[1]
    late = columns["observed"][rows] - columns["at"][rows] > 86_400_000
    room = rows[-1] - rows[0] + 1
    gaps = [
        {
            "platform": "chirp",
            "level": "platform",
            "streams": 1,
            "seen": len(rows),
            "numbers": float(room),
            "posts": len(rows),
            "numbered": len(rows),
        }
    ]
    return Counted(
        posts=len(rows),
        accounts=len(n),
        hours=len(np.unique(columns["at"][rows] // 3_600_000)),
        platforms="chirp",
        often=tuple(int((n == k).sum()) for k in (1, 2, 3, 4)),
        deleted=int((columns["deleted"][rows] >= 0).sum()),
        dated=len(rows),
        late=int(late.sum()),
        lost=missing(gaps) if ids else None,
    )


def around(connection: duckdb.DuckDBPyConnection, event: Incident) -> None:
    """Lets ``posts`` be those around one event: the rest need not be scanned."""
    low, high = (datetime.fromtimestamp(each, UTC).replace(tzinfo=None) for each in incidents.span(event))
    connection.execute(
        "create or replace table posts as select *, null::varchar as author_handle, 'exact' as tz_source, "
        "null::varchar as author_name from given where created_at >= ? and created_at < ?",
        [low, high],
    )


def one(seed: int, spread: float, law: str, ids: bool) -> dict[str, object]:
    """What is found in one set."""
    plan = world(seed, spread, law)
    made = stream.make(plan, seed=seed)
    events = [
        counted(made, each, ids, intervals=number >= PAST) for number, each in enumerate(plan.incidents)
    ]
    past, like, twice = events[:PAST], events[PAST], events[PAST + 1]
    out: dict[str, object] = {"seed": seed}
    for n in (PAST, 8):
        for name, now in (("like", like), ("twice", twice)):
            here, there = windows(now, past[-n:])
            alike = [comparable.incomparable(here, each) is None for each in there]
            kept = [each for each, is_alike in zip(past[-n:], alike, strict=True) if is_alike]
            out[f"{name}{n}"] = _told(now, kept)
            out[f"raw_{name}{n}"] = _raw(now, past[-n:])
    out["onsets"] = [
        (each.onset.minute, plan.incidents[n].onset, each.onset.interval) for n, each in enumerate(events)
    ]
    out["half_life"] = [each.half_life.minutes for each in events]
    out["sizes"] = [
        (round(measured.value, 3), round(measured.error, 3), round(math.log(each.size), 3))
        for event, each in zip(events, plan.incidents, strict=True)
        if (measured := baseline.size(event.week or event.window))
    ]
    out["lost"] = [
        (each.window.before.lost, each.window.after.lost, each.window.after.deleted) for each in events
    ]
    return out


def _told(now: Measured, past: list[Measured]) -> dict[str, object]:
    here, there = windows(now, past)
    size = baseline.predicted("size", baseline.size, here, there)
    share = baseline.predicted("activity", baseline.activity, here, there)
    who = baseline.predicted("participants", baseline.participants, here, there)
    parts = timing.findings(now, past)
    ratio = baseline.ratio(here, there)
    inside = {}
    for name, found in (
        ("size", size), ("activity", share), ("participants", who), ("onset", parts[1]),
        ("half-life", parts[4]),
    ):  # fmt: skip
        if found.interval is not None and found.value is not None:
            low, high = found.interval
            inside[name] = -1 if found.value < low else 1 if found.value > high else 0
    return {
        "n": len(past), "inside": inside, "p": size.p, "ratio": ratio.value, "ratio_interval": ratio.interval,
        "both": parts[5].p, "least": size.verdict,
    }  # fmt: skip


def _raw(now: Measured, past: list[Measured]) -> int:
    """The same interval over raw counts of the first day."""
    known = [Measure(value=math.log(each.window.after.posts + 0.5)) for each in past]
    made = predict(known, 0.0)
    value = math.log(now.window.after.posts + 0.5)
    return -1 if value < made.middle - made.reach else 1 if value > made.middle + made.reach else 0


def summary(rows: list[dict[str, object]]) -> dict[str, object]:
    """Shares with exact intervals."""

    def share(hits: int, of: int) -> list[float]:
        low, high = clopper_pearson(hits, of) if of else (0.0, 1.0)
        return [round(hits / of, 4) if of else math.nan, round(low, 4), round(high, 4), of]

    out: dict[str, object] = {}
    for n in (PAST, 8):
        for name in ("size", "activity", "participants", "onset", "half-life"):
            told = [row[f"like{n}"]["inside"][name] for row in rows if name in row[f"like{n}"]["inside"]]  # type: ignore[index]
            out[f"coverage {name} N={n}"] = share(sum(each == 0 for each in told), len(told))
        for name in ("size", "activity"):
            told = [row[f"twice{n}"]["inside"].get(name, 0) for row in rows]  # type: ignore[index]
            out[f"power {name} at 2x N={n}"] = share(sum(each == 1 for each in told), len(told))
        said = [row[f"{name}{n}"] for row in rows for name in ("like", "twice")]
        within = [each for each in said if each["inside"].get("size") == 0]  # type: ignore[index]
        least = [float(found[1]) for each in within if (found := LEAST.search(each["least"]))]  # type: ignore[index]
        out[f"not told apart, and says from what size it could be, N={n}"] = share(len(least), len(within))
        out[f"that size, median and 90 %, N={n}"] = (
            [round(float(np.quantile(least, each)), 2) for each in (0.5, 0.9)] if least else None
        )
        raw = [row[f"raw_like{n}"] for row in rows]
        out[f"raw coverage N={n}"] = share(sum(each == 0 for each in raw), len(raw))
        raw = [row[f"raw_twice{n}"] for row in rows]
        out[f"raw power N={n}"] = share(sum(each == 1 for each in raw), len(raw))
        out[f"events compared of {n}"] = round(float(np.mean([row[f"like{n}"]["n"] for row in rows])), 2)  # type: ignore[index]
        held = [
            row[f"twice{n}"]["ratio_interval"]
            for row in rows
            if row[f"twice{n}"]["ratio_interval"]  # type: ignore[index]
        ]
        out[f"median ratio interval at 2x N={n}"] = (
            [round(float(np.median([each[k] for each in held])), 2) for k in (0, 1)] if held else None
        )
    errors = [abs(found - true) for row in rows for found, true, _ in row["onsets"] if found is not None]  # type: ignore[attr-defined]
    missed = sum(found is None for row in rows for found, _, _ in row["onsets"])  # type: ignore[attr-defined]
    out["onset error, minutes: median, 90 %, missed"] = [
        float(np.median(errors)), float(np.quantile(errors, 0.9)), missed / (missed + len(errors)),
    ]  # fmt: skip
    out["onset error <= 2"] = share(sum(each <= 2 for each in errors), len(errors))
    held = [
        (low - 1 <= true <= high + 1)
        for row in rows
        for found, true, interval in row["onsets"]
        if interval
        for low, high in [interval]
    ]  # type: ignore[attr-defined]
    out["onset interval holds the truth"] = share(sum(held), len(held))
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1000)
    parser.add_argument("--spread", type=float, default=0.18)
    parser.add_argument("--law", choices=["normal", "gamma", "heavy"], default="normal")
    parser.add_argument("--no-ids", action="store_true", help="ids that tell nothing of gaps")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--read", type=Path, nargs="*", help="sum up what was written before")
    asked = parser.parse_args()
    if asked.read:
        rows = [json.loads(line) for path in asked.read for line in path.read_text("utf-8").splitlines()]
        print(json.dumps(summary(rows), indent=1), len(rows), "sets")
        return
    begun = time.monotonic()
    rows = []
    for n in range(asked.sets):
        rows.append(one(asked.seed + n, asked.spread, asked.law, not asked.no_ids))
        if asked.out:
            with asked.out.open("a", encoding="utf-8") as file:
                file.write(json.dumps(rows[-1]) + "\n")
    print(json.dumps(summary(rows), indent=1))
    print(f"{asked.sets} sets in {time.monotonic() - begun:.0f} s")


if __name__ == "__main__":
    main()

"""Is a group that only amplifies a few channels told from their audience, and is no audience taken for one?

python -m evals.crowds.amplifiers crowds|plants [--draws 40] [--seed 3] [--only KIND]

``crowds``: fans alone, of each kind in turn; any group that stands, or pair, is false. ``plants``: some of
the fans pass on posts of the channels alone, when somebody tells them. Sizes, shares, delays are drawn
(`audiences.drawn`).
"""

from __future__ import annotations

import argparse
from collections import Counter
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from evals.crowds.audiences import ACTIONS, DAYS, PEOPLE, Audience, drawn
from scipy import stats

from aftershock.reaction.coordination import stream
from aftershock.reaction.coordination.search import search
from aftershock.reaction.coordination.settings import Settings

DAY = 86_400.0
Act = tuple[int, int, float, float]  # post, fan, when, and when the post was made
KINDS = (
    "plain",  # each decides alone
    "speeds",  # some are always fast, some always slow
    "programs",  # two in five pass on by program, each with a lag of its own
    "clock",  # two in five by programs that look every quarter of an hour
    "zones",  # three time zones; who sleeps is late
    "popular",  # posts differ in how many pass them on, and how soon
    "sessions",  # fans come sixty times, and pass on what is there
    "shift",  # all come at eight o'clock in the evening, within minutes
    "hub",  # two in five mostly follow one fan, who is late
    "mixed",  # speeds, programs, zones and popular at once
)
# members, mean seconds until they are told (0: at once), seconds within which they act, share of posts
PLANTS = (
    (10, 300.0, 15.0, 0.6), (10, 60.0, 15.0, 0.6), (10, 900.0, 60.0, 0.6), (6, 300.0, 15.0, 0.3),
    (20, 300.0, 30.0, 0.9), (10, 0.0, 10.0, 0.6),
)  # fmt: skip


class Fan(NamedTuple):
    """What one fan is like: speed, time zone in s, lag of its program (or None), whether it follows a hub."""

    speed: float
    zone: float
    lag: float | None
    led: bool
    sessions: np.ndarray


def fans(dice: np.random.Generator, crowd: Audience, kind: str) -> list[Fan]:
    """As many as the crowd has."""
    mixed = kind == "mixed"
    found = []
    for _ in range(crowd.fans):
        program = kind in ("programs", "mixed", "clock") and dice.random() < 0.4
        found.append(
            Fan(
                speed=float(np.exp(dice.normal(0, 1.0))) if mixed or kind == "speeds" else 1.0,
                zone=float(dice.integers(0, 3) * 8 * 3600) if mixed or kind == "zones" else -1.0,
                lag=float(dice.uniform(1, 40)) if program else None,
                led=kind == "hub" and dice.random() < 0.4,
                sessions=np.sort(dice.uniform(0, DAYS * DAY, 60)),
            )
        )
    return found


def acts(dice: np.random.Generator, crowd: Audience, kind: str) -> list[Act]:
    """What the fans pass on."""
    people, out, post = fans(dice, crowd, kind), [], 0
    mixed = kind == "mixed"
    for _ in range(crowd.channels * crowd.posts):
        at, post = dice.uniform(0, DAYS * DAY), post + 1
        liked = dice.beta(2, 2) * 2 if mixed or kind == "popular" else 1.0
        pace = float(np.exp(dice.normal(0, 0.8))) if mixed or kind == "popular" else 1.0
        hub = at + 2 + dice.exponential(3 * crowd.delay) if kind == "hub" and dice.random() < 0.7 else None
        if hub is not None:
            out.append((post, 0, hub, at))
        for number, fan in enumerate(people):
            if dice.random() >= crowd.share * liked or (hub is not None and not number):
                continue
            t = at + 2 + dice.exponential(crowd.delay * fan.speed * pace)
            if fan.lag is not None:
                t = at + fan.lag + dice.normal(0, 0.5)
                t = -(-at // 900) * 900 + 2 + dice.exponential(3) if kind == "clock" else t
            if fan.led and hub is not None and dice.random() < 0.7:
                t = hub + 2 + dice.exponential(crowd.delay / 2)
            if fan.zone >= 0 and (asleep := 8 * 3600 - (t + fan.zone) % DAY) > 0:
                t += asleep + dice.exponential(1800)
            if kind == "sessions":
                later = fan.sessions[fan.sessions > at]
                t = later[0] + dice.exponential(120) if len(later) else t
            if kind == "shift":
                t = (at // DAY + (at % DAY > 20 * 3600)) * DAY + 20 * 3600 + dice.exponential(300)
            out.append((post, number, t, at))
    return out


def planted(
    dice: np.random.Generator,
    rows: list[Act],
    plant: tuple[int, float, float, float],
) -> list[Act]:
    """The same, in which the first fans act on posts of the channels when they are told, and not else."""
    members, late, jitter, share = plant
    out = [row for row in rows if row[1] >= members]
    for post, at in sorted({(row[0], row[3]) for row in rows}):
        if dice.random() < share:
            told = at + 3 + (dice.exponential(late) if late else 0.0)
            out += [
                (post, n, told + dice.uniform(0, jitter), at) for n in range(members) if dice.random() < 0.9
            ]
    return out


def table(dice: np.random.Generator, rows: list[Act], crowd: Audience) -> pa.Table:
    """The event table, among people who act on anything."""
    made: list[tuple[str, str, int, float, str | None]] = []
    for post, fan, t, _ in rows:
        made.append(("forward", f"c{post % crowd.channels}", fan, t, None))
        made.append(("text", f"p{post}", fan, t, f"c{post % crowd.channels}"))
    for _ in range(ACTIONS):
        who = int(dice.integers(0, PEOPLE + crowd.fans))
        made.append(("link", f"l{int(dice.zipf(1.4)) % 900}", who, dice.uniform(0, DAYS * DAY), None))
    trace, thing, account, t, source = zip(*made, strict=True)
    return pa.table(
        {
            "trace": trace,
            "object": thing,
            "account": [f"a{one}" for one in account],
            "post": [f"p{who}-{one:.3f}" for who, one in zip(account, t, strict=True)],
            "t": pa.array(np.round(t, 1)),
            "source": pa.array(source, pa.string()),
        }
    )


def judged(events: pa.Table, members: int) -> Counter[str]:
    """What stands that should not, and how many members were found."""
    coded = stream.read(events)
    found, names = search(coded, Settings()), coded.accounts.to_pylist()
    inside = {f"a{n}" for n in range(members)}
    seen = {names[n] for n in np.flatnonzero(found.stands >= 0).tolist()}
    pairs = found.judged.pair[found.judged.q <= Settings().level].tolist()
    false = sum(not {names[end] for end in divmod(pair, len(names))} <= inside for pair in pairs)
    return Counter(
        wrong=bool(seen - inside or false),
        accounts=len(seen - inside),
        pairs=false,
        found=len(seen & inside),
        seen=2 * len(seen & inside) >= members > 0,
        audiences=sum(bool(each.followed) for each in found.groups),
    )


def main() -> None:
    """One line for each kind or plant."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("crowds", "plants"))
    parser.add_argument("--draws", type=int, default=40)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--only")
    asked = parser.parse_args()
    if asked.what == "crowds":
        total = Counter[str]()
        for number in range(asked.draws):
            kind = asked.only or KINDS[number % len(KINDS)]
            dice = np.random.default_rng((asked.seed, number))
            crowd = drawn(dice)
            found = judged(table(dice, acts(dice, crowd, kind), crowd), 0)
            if found["wrong"]:
                print(f"false: {kind} {crowd} {dict(found)}", flush=True)
            total += found
        low, high = stats.binomtest(total["wrong"], asked.draws).proportion_ci()
        said = f"{total['wrong']} of {asked.draws} with anything false ({low:.3f} to {high:.3f})"
        print(f"crowds: {said}; {dict(total)}")
        return
    for plant in PLANTS:
        total = Counter[str]()
        for number in range(asked.draws):
            dice = np.random.default_rng((asked.seed, number, 1))
            crowd = drawn(dice)
            crowd = crowd._replace(fans=max(crowd.fans, 2 * plant[0]))
            kind = asked.only or KINDS[number % 2 * 9]
            rows = planted(dice, acts(dice, crowd, kind), plant)
            total += judged(table(dice, rows, crowd), plant[0])
        print(f"{plant}: seen {total['seen']} of {asked.draws}, {dict(total)}", flush=True)


if __name__ == "__main__":
    main()

"""Are followers of the same channels told from groups that act together? Drawn sizes, speeds and shares.

python -m evals.crowds.audiences [--draws 40] [--seed 1]

Each draw has fans of some channels who forward a share of all that these post, each after a delay of its own,
among people who act on anything. Alone, everything found in it is false unless the report names the audience.
With a group among the fans that also puts out links of its own within seconds, the group is to be found.
"""

from __future__ import annotations

import argparse
from collections import Counter
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from scipy import stats

from aftershock.reaction.coordination import stream
from aftershock.reaction.coordination.search import Searched, search
from aftershock.reaction.coordination.settings import Settings

DAYS, PEOPLE, ACTIONS = 6, 400, 4_000
MEMBERS, CAMPAIGNS, WITHIN = 10, 25, 30.0


class Audience(NamedTuple):
    """How many fans follow how many channels with so many posts; the share they forward, the delay in s."""

    fans: int
    channels: int
    posts: int
    share: float
    delay: float


def drawn(dice: np.random.Generator) -> Audience:
    """Any of them, on scales of ratios."""

    def between(low: float, high: float) -> float:
        return float(np.exp(dice.uniform(np.log(low), np.log(high))))

    return Audience(
        fans=round(between(8, 90)),
        channels=round(between(4, 40)),
        posts=round(between(4, 40)),
        share=between(0.15, 0.85),
        delay=between(8, 400),
    )


def made(dice: np.random.Generator, crowd: Audience, *, planted: bool) -> pa.Table:
    """The event table of a draw; fans are numbered from 0, planted members are the first of them."""
    rows: list[tuple[str, str, int, float, str | None]] = []
    for channel in range(crowd.channels):
        for number in range(crowd.posts):
            at = dice.uniform(0, DAYS * 86_400)
            for fan in np.flatnonzero(dice.random(crowd.fans) < crowd.share).tolist():
                t = at + 2 + dice.exponential(crowd.delay)
                rows.append(("forward", f"c{channel}", fan, t, None))
                rows.append(("text", f"c{channel}-{number}", fan, t, f"c{channel}"))
    for number in range(CAMPAIGNS if planted else 0):
        at = dice.uniform(0, DAYS * 86_400)
        for member in np.flatnonzero(dice.random(MEMBERS) < 0.8).tolist():
            rows.append(("link", f"own{number}", member, at + dice.uniform(0, WITHIN), None))
    for _ in range(ACTIONS):
        who = int(dice.integers(0, PEOPLE + crowd.fans))
        rows.append(("link", f"l{int(dice.zipf(1.4)) % 900}", who, dice.uniform(0, DAYS * 86_400), None))
    trace, thing, account, t, source = zip(*rows, strict=True)
    return pa.table(
        {
            "trace": trace,
            "object": thing,
            "account": [f"a{one}" for one in account],
            "post": [f"p{one:.3f}" for one in t],
            "t": pa.array(np.round(t, 1)),
            "source": pa.array(source, pa.string()),
        }
    )


def judged(table: pa.Table, *, planted: bool) -> Counter[str]:
    """What was found: edges and groups that stand, audiences named, members of the planted group."""
    events = stream.read(table)
    found: Searched = search(events, Settings())
    names = events.accounts.to_pylist()
    members = {f"a{n}" for n in range(MEMBERS)} if planted else set()
    out: Counter[str] = Counter(audiences=sum(bool(each.followed) for each in found.groups))
    for pair in found.judged.pair[found.judged.q <= Settings().level].tolist():
        ends = {names[end] for end in divmod(pair, len(names))}
        out["edges"] += 1
        out["false edges"] += not ends <= members
    for place, group in enumerate(found.groups):
        if group.followed:
            continue
        inside = {names[n] for n in np.flatnonzero(found.label == place).tolist()}
        out["groups"] += 1
        out["false groups"] += 2 * len(inside & members) < len(inside)
    seen = {names[n] for n in np.flatnonzero(found.stands >= 0).tolist()}
    out["members seen"], out["members"] = len(seen & members), len(members)
    out["accounts"] = len(seen)
    return out


def main() -> None:
    """Totals alone and with a group, with exact intervals."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    for planted in (False, True):
        dice, total = np.random.default_rng((asked.seed, planted)), Counter[str]()
        wrong = 0
        for _ in range(asked.draws):
            crowd = drawn(dice)
            crowd = crowd._replace(fans=max(crowd.fans, 2 * MEMBERS)) if planted else crowd
            found = judged(made(dice, crowd, planted=planted), planted=planted)
            wrong += bool(found["false groups"] or found["false edges"])
            total += found
        low, high = stats.binomtest(wrong, asked.draws).proportion_ci()
        print(
            f"{'a group among fans' if planted else 'fans alone'}: {asked.draws} draws, {wrong} with "
            f"anything false ({low:.3f} to {high:.3f}); {dict(total)}"
        )


if __name__ == "__main__":
    main()

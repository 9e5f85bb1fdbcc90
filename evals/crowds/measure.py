"""Are crowds left alone, and are groups seen, on the simulator's streams? Totals alone, by kind.

python -m evals.crowds.measure open|organic|kept|kept-organic [--posts 100000] [--seeds 2]

Each stream goes the way of any posts: into a case, its traces out of it, owners as the truth declares. An
edge is false unless both accounts are of one planted group, a group where fewer than half of its members
are.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter
from pathlib import Path

import pyarrow as pa
from scipy import stats

from aftershock.reaction.coordination import detection
from aftershock.reaction.coordination.result import Coordination
from aftershock.reaction.coordination.settings import Settings
from aftershock.reaction.simulate.stream import Made, Stream
from aftershock.response import actions
from aftershock.store import case as store
from aftershock.store.batch import PostBatch

from .make import made as make


def main() -> None:
    """One line a stream, then the totals."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", choices=["open", "organic", "kept", "kept-organic"])
    parser.add_argument("--posts", type=int, default=100_000)
    parser.add_argument("--seeds", type=int, default=2)
    asked = parser.parse_args()
    total: Counter[str] = Counter()
    for seed in range(asked.seeds):
        begin = time.process_time()
        counted = judged(make(asked.part, asked.posts, 100 + seed))
        print(f"{asked.part} {seed}: {dict(counted)} ({time.process_time() - begin:.0f} s)", flush=True)
        total += counted
    said(total)


def judged(stream: Stream) -> Counter[str]:
    """What was found in one stream, beside its truth."""
    found, called = searched(stream)
    truth = stream.truth
    group_of = {a: n for n, c in enumerate(truth.causes) if c.planted for a in c.accounts}
    kind_of = {a: c.kind for c in truth.causes if c.kind.startswith("crowd") for a in c.accounts}
    out: Counter[str] = Counter(
        posts=truth.posts, scrambled=found.self_check.edges, tested=found.groups_tested
    )
    chosen: set[str] = set()
    for row in found.edges.to_pylist():
        if row["q"] > found.level:
            continue
        ends = (called[row["a"]], called[row["b"]])
        mine = {group_of.get(each, -1) for each in ends}
        out["edges"] += 1
        if len(mine) > 1 or -1 in mine:
            out["false edges"] += 1
            out[f"false edges among {' and '.join(sorted({kind_of.get(e, 'talk') for e in ends}))}"] += 1
        chosen.update(ends)
    for group in found.groups:
        names = [called[member.account] for member in group.members]
        place, hits = Counter(group_of.get(each, -1) for each in names).most_common(1)[0]
        out["groups"] += 1
        if place < 0 or 2 * hits < len(names):
            out["false groups"] += 1
            kind = Counter(kind_of.get(each, "talk") for each in names).most_common(1)[0][0]
            out[f"false groups of {kind}"] += 1
        chosen.update(names)
    out["accounts"], out["right accounts"] = len(chosen), len(chosen & group_of.keys())
    out["planted accounts"] = len(group_of)
    for name, count in seen(truth, chosen).items():
        out[name] += count
    return out


def seen(truth: Made, chosen: set[str]) -> Counter[str]:
    """Of each kind of planted group, how many had half of their members found."""
    out: Counter[str] = Counter()
    for cause in truth.causes:
        if cause.planted:
            kind = cause.name.rstrip("0123456789 ")
            out[f"planted {kind}"] += 1
            out[f"seen {kind}"] += 2 * len(chosen & set(cause.accounts)) >= len(cause.accounts)
    return out


def searched(stream: Stream) -> tuple[Coordination, dict[str, str]]:
    """The search on a stream, and the name of each account as the truth has it."""
    owned = {a: c.owner for c in stream.truth.causes if c.owner for a in c.accounts}
    with (
        tempfile.TemporaryDirectory() as scratch,
        store.open_case(Path(scratch) / "a.case", create=True) as case,
    ):
        case.add_posts(
            PostBatch(capture="simulated", table=pa.Table.from_batches([batch])) for batch in stream.batches()
        )
        case.relate_posts()
        with case.cursor() as cursor:
            events = actions(cursor)
            rows = cursor.execute("select distinct account, author_id from marked_posts").fetchall()
    called = {str(number): str(name) for number, name in rows}
    owners = {number: owned[str(name)] for number, name in rows if str(name) in owned}
    return detection.detect(events, Settings(), owners=owners), called


def said(total: Counter[str]) -> None:
    """The totals with exact intervals."""

    def share(hits: int, of: int) -> str:
        if not of:
            return "none"
        low, high = stats.binomtest(hits, of).proportion_ci()
        return f"{hits}/{of} = {hits / of:.3f} ({low:.3f} to {high:.3f})"

    print(f"false edges {share(total['false edges'], total['edges'])}")
    print(f"false groups {share(total['false groups'], total['groups'])} of {total['tested']} tested")
    print(f"account precision {share(total['right accounts'], total['accounts'])}")
    print(f"account recall {share(total['right accounts'], total['planted accounts'])}")
    for name in sorted(total):
        if name.startswith("planted ") and name != "planted accounts":
            kind = name.removeprefix("planted ")
            print(f"  {kind}: {share(total[f'seen {kind}'], total[name])} groups seen")
        elif name.startswith(("false edges among", "false groups of")):
            print(f"  {name}: {total[name]}")


if __name__ == "__main__":
    main()

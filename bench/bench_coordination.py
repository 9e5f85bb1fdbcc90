"""How fast are co-actions found and judged, beside the QUT toolkit on the same posts in the same run?

Run: python -m bench.bench_coordination [--posts N] [--peer PYTHON] [--hot SHARES]
PYTHON is an interpreter with coordination-network-toolkit 1.5.2; without it the ratio is said to be absent.
``--hot`` adds one object of so many shares (the 10-million-post run: --posts 10000000 --hot 500000
--join-only). Seconds of the clock and of the processor; the bare two-pointer join is the floor that nothing
can undercut.
"""

from __future__ import annotations

import argparse
import itertools
import resource
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from evals.coordination import generate, parity

from aftershock.reaction.coordination import join, stream, weights
from aftershock.reaction.coordination.search import search
from aftershock.reaction.coordination.settings import Settings

WINDOW = 60.0


def timed(name: str, work: Callable[[], object]) -> tuple[object, float]:
    """Run, print, return what it gave and the seconds of the clock."""
    clock, processor = time.perf_counter(), time.process_time()
    given = work()
    clock, processor = time.perf_counter() - clock, time.process_time() - processor
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"{name:46} {clock:7.2f} s {processor:7.2f} s of processor, peak {peak:.2f} GB", flush=True)
    return given, clock


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=1_000_000)
    parser.add_argument("--hot", type=int, default=0)
    parser.add_argument("--peer", type=Path)
    parser.add_argument("--join-only", action="store_true")
    given = parser.parse_args()
    table = world(given.posts, given.hot, all_traces=not given.join_only)
    events, _ = timed("read and code the events", lambda: stream.read(table))
    assert isinstance(events, stream.Events)
    repost = next(each for each in events.streams if each.trace == "repost")
    accounts = len(events.accounts)
    _, bare = timed("bare two-pointer join, 60 s, pairs only", lambda: bare_join(repost))
    _, whole = timed(
        "join of reposts, 60 s, pairs with counts",
        lambda: join.shared(repost, (WINDOW,), accounts=accounts, least=(2,)),
    )
    print(f"{'':46} {whole / bare:7.1f} x the bare join")
    _, wide = timed(
        "join of reposts, 10 s, 60 s, 10 min, 1 h",
        lambda: join.shared(repost, (10.0, 60.0, 600.0, 3600.0), accounts=accounts, least=(2, 2, 3, 4)),
    )
    del wide
    if not given.join_only:
        _, ours = timed(
            "co-repost weights as the QUT toolkit's", lambda: weights.matched_posts(events, repost, WINDOW)
        )
        peer(table, given.peer, ours)
    everything = replace(events, streams=(repost,)) if given.join_only else events
    timed("both nulls, groups, expansion, all traces", lambda: search(everything, Settings()))


def world(posts: int, hot: int, *, all_traces: bool) -> pa.Table:
    """A stream with the easy plant, and one hot object where asked."""
    traces = ("repost", "url", "hashtag", "reply", "domain") if all_traces else ("repost",)
    made = generate.world(5, posts=posts, accounts=max(1000, int(posts * 0.0477)), traces=traces).events
    if not hot:
        return made
    dice = np.random.default_rng(1)
    accounts = pc.unique(made["account"])
    who = accounts.take(pa.array(dice.integers(0, len(accounts), hot)))
    more = pa.table(
        {
            "trace": pa.array(["repost"]).take(pa.array(np.zeros(hot, dtype=np.int32))),
            "object": pa.array(["hot"]).take(pa.array(np.zeros(hot, dtype=np.int32))),
            "account": who.combine_chunks() if isinstance(who, pa.ChunkedArray) else who,
            "post": pa.array([f"h{number}" for number in range(hot)]),
            "t": pa.array(86400.0 + dice.exponential(4 * 3600.0, hot)),
            "source": pa.array(["s0"]).take(pa.array(np.zeros(hot, dtype=np.int32))),
        }
    )
    return pa.concat_tables([made, more])


def bare_join(one: stream.Stream) -> int:
    """List every pair of actions within the window, a portion at a time, and do nothing with it."""
    counts = join.spans(one, WINDOW)
    cut = np.searchsorted(counts.cumsum(), np.arange(0, int(counts.sum()), join.CHUNK))
    bounds = np.unique(np.concatenate([[0], cut, [len(one)]]))
    return sum(
        len(join.listed(int(low), counts[low:high])[0]) for low, high in itertools.pairwise(bounds.tolist())
    )


def peer(table: pa.Table, python: Path | None, ours: float) -> None:
    """The toolkit's computing time on the same posts, or that it is absent."""
    if python is None:
        print("the QUT toolkit is absent: give --peer PYTHON (an interpreter with 1.5.2) for the ratio")
        return
    part = table.filter(pc.equal(table["trace"], "repost"))
    _, seconds = parity.run_qut(part, python)
    print(
        f"{'QUT toolkit 1.5.2, 2 processes, computing only':46} {seconds:7.2f} s: {seconds / ours:.1f} x ours"
    )


if __name__ == "__main__":
    main()

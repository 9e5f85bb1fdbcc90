"""How long does the reaction beside past events take, beside one plain scan of the same posts?

Run: python -m bench.bench_baseline [--posts N]
The posts are those of nine events (`aftershock simulate --what events`), in a case. The scan counts posts by
minute over the whole table: less cannot be read. Seconds of the clock and of the processor.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa

from aftershock import description
from aftershock.reaction import volume
from aftershock.reaction.simulate import described, plan, stream
from aftershock.store import case as store
from aftershock.store.batch import PostBatch

SCAN = "select date_trunc('minute', created_at), count(*) from posts group by 1"


def timed(name: str, work: Callable[[], object]) -> float:
    """Run, print, return the seconds of the clock."""
    clock, processor = time.perf_counter(), time.process_time()
    work()
    clock, processor = time.perf_counter() - clock, time.process_time() - processor
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"{name:46} {clock:7.2f} s {processor:7.2f} s of processor, peak {peak:.2f} GB", flush=True)
    return clock


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=200_000)
    given = parser.parse_args()
    made = stream.make(plan.preset("events", posts=given.posts))
    info = description.read(described.case_file(made), file=Path("case.toml")).info
    with (
        tempfile.TemporaryDirectory() as scratch,
        store.open_case(Path(scratch) / "a.case", create=True) as case,
    ):
        case.add_posts(
            PostBatch(capture="made", table=pa.Table.from_batches([batch])) for batch in made.batches()
        )
        case.relate_posts()
        with case.cursor() as cursor:
            scan = timed(f"scan of {made.truth.posts:,} posts", lambda: cursor.execute(SCAN).fetchall())
            whole = timed("curves, findings, artefacts of 9 events", lambda: volume.react(cursor, info))
    print(f"{'':46} {whole / scan:7.1f} x the scan")


if __name__ == "__main__":
    main()

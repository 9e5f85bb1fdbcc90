"""How fast are copies found and read together, at what size, beside peers on the same input in the same run?

Run: python -m bench.bench_stories [--sizes 1000 10000 100000] [--stream 1000000] [--keep FOLDER]
[--inserts 2000]. Wall seconds with both cores, and processor seconds, which a busy machine stretches less.
"found": from raw text to groups. "stream": pages made on the fly (their making counts) into an index on
disk, with progress; with ``--keep`` a run that was killed goes on where it was saved last. "insert": one
document at a time into the largest size, merges of the index included. Peers: MinHash (128 permutations),
TF-IDF cosine and Jaccard of all pairs on the smallest size; difflib for one pair.
"""

from __future__ import annotations

import argparse
import difflib
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path

from bench import stories_input
from evals.stories import generate, peers
from evals.stories.clusters import ari

from aftershock.records import Page
from aftershock.stories import build, grouping
from aftershock.stories.align import align
from aftershock.stories.growing import Growing
from aftershock.stories.letters import Letters
from aftershock.stories.register import Entry, Register
from aftershock.stories.tokens import tokens
from aftershock.text import sha256

MOST_PAIRS = 10_000  # documents of which the peers keep a table of all pairs


def seconds(work: Callable[[], object]) -> float:
    """Wall seconds of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def entries(made: Iterable[stories_input.Made], told: list[tuple[int, bool]]) -> Iterable[Entry]:
    """Pages as documents; what is true of them is put into ``told``."""
    for number, each in enumerate(made):
        told.append((each.story, each.roundup))
        yield Entry(number.to_bytes(16, "big"), each.text)


def told(every: int) -> Callable[[int], None]:
    """Prints now and then how many documents are known, at what processor time and memory."""

    def tell(known: int) -> None:
        if known % every == 0:
            print(f"{'':>16}  {known} documents, {time.process_time():.0f} s of processor, {peak():.2f} GB",
                  flush=True)  # fmt: skip

    return tell


def peak() -> float:
    """The largest memory so far in GB, mapped files included."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def found(
    label: str, made: Iterable[stories_input.Made], folder: Path | None, every: int = 1 << 60
) -> Register:
    """Group the pages and print how fast and how well; what ``folder`` knows already is not read again."""
    truth: list[tuple[int, bool]] = []
    start, processor = time.perf_counter(), time.process_time()
    register = Register(folder)
    register.add_all(islice(entries(made, truth), len(register), None), told(every))
    index = time.perf_counter() - start
    groups = grouping.groups(register)
    whole, busy = time.perf_counter() - start, time.process_time() - processor
    merged = sum(truth[n][1] for group in groups if len(group) > 1 for n in group)
    print(
        f"{label:>16}: {len(truth) / whole:6.0f} documents/s ({index:.1f} s index and scores, "
        f"{whole - index:.1f} s groups, {busy:.1f} s of processor); "
        f"{len(register.edges()) / len(truth):.2f} pairs kept a document; "
        f"ARI {ari(groups, [story for story, _ in truth]):.4f}; "
        f"round-ups merged {merged}/{sum(r for _, r in truth)}; "
        f"{peak():.2f} GB at most",
        flush=True,
    )
    return register


def page(number: int) -> Page:
    """A page of that number."""
    return Page(id=f"page-{number:08}", capture="c", text=str(number), file=str(number))


def inserted(register: Register, count: int) -> None:
    """Print how long one document takes."""
    known = len(register)
    growing = Growing(register, [page(n) for n in range(known)])
    spent = []
    # the next pages of the same stream: some belong to stories that are there
    more = islice(stories_input.pages(known + count, 5), known, None)
    for number, each in enumerate(more, start=known):
        entry = Entry(number.to_bytes(16, "big"), each.text)
        start = time.perf_counter()
        growing.insert(entry, page(number))
        spent.append(1000 * (time.perf_counter() - start))
    cuts = statistics.quantiles(spent, n=100)
    print(
        f"{'insert':>16}: into {known}: median {cuts[49]:.2f} ms, p95 {cuts[94]:.2f} ms, "
        f"p99 {cuts[98]:.2f} ms, longest {max(spent):.1f} ms"
    )


def whole(size: int) -> None:
    """Print the speed of stories with their readings and apparatus."""
    made = list(stories_input.pages(size, 7))
    pages = [
        Page(id=f"page-{n:07}", capture="c", text=sha256(m.text), file=str(n)) for n, m in enumerate(made)
    ]
    texts = {sha256(m.text): m.text for m in made}
    spent = seconds(lambda: sum(1 for _ in build.each(pages, texts)))
    print(f"{'with apparatus':>16}: {size / spent:6.0f} documents/s of {size}")


def against_peers(size: int) -> None:
    """Print the peers on the same pages."""
    made = list(stories_input.pages(size, 7))
    texts = [m.text for m in made]
    build.cluster(texts[:200])
    ours = seconds(lambda: build.cluster(texts))
    for name, work in (
        ("MinHash w2", peers.minhashes), ("TF-IDF cosine", peers.cosines), ("Jaccard w2", peers.jaccards)
    ):  # fmt: skip
        spent = seconds(lambda work=work: work(texts))
        print(f"{name:>16}: {size / spent:6.0f} documents/s of {size}, {spent / ours:.2f} x our time")


def one_pair() -> None:
    """Print the alignment of two copies beside difflib."""
    rng = random.Random(5)
    world = generate.world(rng)
    text = generate.story(rng, world, 30)
    among = Letters()
    one = tokens(text, among=among)
    two = tokens(generate.damaged(rng, text, world, generate.DAMAGES[:3], reorder=False).text, among=among)
    ours = seconds(lambda: [align(one, two) for _ in range(20)]) / 20
    keys = one.keys(), two.keys()
    theirs = seconds(lambda: difflib.SequenceMatcher(None, *keys, autojunk=False).get_opcodes())
    print(f"{'one pair':>16}: {len(one)} tokens, align {1000 * ours:.2f} ms, difflib {1000 * theirs:.2f} ms")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=[1_000, 10_000, 100_000])
    parser.add_argument("--stream", type=int, default=0)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--inserts", type=int, default=2_000)
    parser.add_argument("--whole", type=int, default=3_000)
    given = parser.parse_args()
    register = None
    for size in given.sizes:
        made = list(stories_input.pages(size, 5))
        register = found(f"found {size}", made, None)
    if register is not None and given.inserts:
        inserted(register, given.inserts)
    if given.stream:
        with tempfile.TemporaryDirectory() as place:
            folder = given.keep or Path(place) / "index"
            found(f"stream {given.stream}", stories_input.pages(given.stream, 5), folder, 25_000)
    if given.whole:
        whole(given.whole)
    if given.sizes and not given.stream:
        against_peers(min(*given.sizes, MOST_PAIRS))
        one_pair()


if __name__ == "__main__":
    main()

"""How fast are copies found and collated, beside peers on the same input in the same run?

Run: python -m bench.bench_stories [--stories N]
Processor seconds of one core. Peers: TF-IDF cosine of all pairs (dense), Jaccard of all pairs, difflib for
the collation of one pair.
"""

from __future__ import annotations

import argparse
import difflib
import random
import time
from collections.abc import Callable

from evals.stories import clusters, generate, train

from aftershock.records import Page
from aftershock.stories import build
from aftershock.stories.align import align
from aftershock.stories.tokens import tokens
from aftershock.text import sha256


def seconds(work: Callable[[], object]) -> float:
    """Processor seconds of one call."""
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stories", type=int, default=200)
    given = parser.parse_args()
    documents = generate.corpus(5, given.stories, generate.DAMAGES)
    pages = [
        Page(id=f"page-{n}", capture="c", text=sha256(d.text), file=f"{n}") for n, d in enumerate(documents)
    ]
    texts = {sha256(d.text): d.text for d in documents}
    words = [tokens(d.text) for d in documents]
    prints = train.prints_of(documents)
    rows = [
        ("tokens", seconds(lambda: [tokens(d.text) for d in documents])),
        ("clusters, from tokens", seconds(lambda: build.cluster(words))),
        ("build: all, with collation", seconds(lambda: build.build(pages, texts))),
        ("TF-IDF cosine, all pairs, dense", seconds(lambda: clusters.cosines(prints))),
        ("Jaccard w2, all pairs", seconds(lambda: clusters.jaccards(prints))),
    ]
    whole = rows[2][1]
    print(f"{len(documents)} documents, {sum(map(len, words)) // len(words)} tokens each on average")
    for name, spent in rows:
        rate = len(documents) / max(spent, 1e-9)
        print(f"{name:34} {spent:7.2f} s {rate:8.0f} documents/s {spent / whole:6.2f} x build")
    rng = random.Random(5)
    world = generate.world(rng)
    text = generate.story(rng, world, 30)
    one = tokens(text)
    two = tokens(generate.damaged(rng, text, world, generate.DAMAGES[:3], reorder=False).text)
    ours = seconds(lambda: [align(one, two) for _ in range(20)]) / 20
    keys = [w.key for w in one], [w.key for w in two]
    theirs = seconds(lambda: difflib.SequenceMatcher(None, *keys, autojunk=False).get_opcodes())
    print(f"one pair of {len(one)} tokens: align {1000 * ours:.2f} ms, difflib {1000 * theirs:.2f} ms")


if __name__ == "__main__":
    main()

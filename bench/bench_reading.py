"""What does reading cost beside spaCy's own small pipeline, over the same full texts in the same run?

    python bench/bench_reading.py [--rounds N] [FILE ...]

Without files: the texts of evals/statements (invented incidents; dense, a statement in every sentence). Both
read every text once a round, in turns, in one process; the median of each side's rounds counts, in seconds of
the clock and of all processors. The peer is the whole pipeline as it ships (tagger, parser, lemmas, names).
Memory is the peak of the process, measured in a process that reads only (`--memory`).
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from aftershock.models import manifest
from aftershock.records import Page
from aftershock.statements import read as reading
from aftershock.statements import weights
from aftershock.stories.reading import single
from aftershock.text import sha256

SET = Path(__file__).parents[1] / "evals" / "statements" / "set.json"


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--memory", action="store_true", help="read once, print the peak in MB")
    options = parser.parse_args()
    texts = [path.read_text("utf-8") for path in options.files] or [
        t["text"] for t in json.loads(SET.read_text("utf-8"))
    ]
    if options.memory:
        ours(texts)
        print(round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))
        return
    import spacy

    whole = spacy.load(manifest.require("english"))
    sides: dict[str, Callable[[list[str]], object]] = {
        "spaCy, small pipeline": lambda these: list(whole.pipe(these, batch_size=32)),
        "statements read": ours,
    }
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in sides}
    for read in sides.values():
        read(texts[:2])  # what is loaded late is loaded now
    for _ in range(options.rounds):
        for name, read in sides.items():
            clock, cores = time.perf_counter(), time.process_time()
            read(texts)
            taken[name].append((time.perf_counter() - clock, time.process_time() - cores))
    (base_clock, base_cores), *_ = (_middle(each) for each in taken.values())
    characters = sum(map(len, texts))
    print(f"{len(texts)} texts, {characters:,} characters, {os.cpu_count()} cores; "
          f"trained reader {'there' if weights.trained() else 'missing: rules only'}")  # fmt: skip
    print(f"{'':24} {'clock s':>8} {'ratio':>6} {'cores s':>8} {'ratio':>6}")
    for name, each in taken.items():
        clock, cores = _middle(each)
        print(f"{name:24} {clock:8.2f} {clock / base_clock:6.2f} {cores:8.2f} {cores / base_cores:6.2f}")
    said = subprocess.run(
        [sys.executable, __file__, "--memory", *map(str, options.files)],
        capture_output=True,
        text=True,
        check=True,
    )
    print(f"peak memory of reading: {said.stdout.strip()} MB")


def ours(texts: list[str]) -> list[object]:
    """The statements of each text as a story of one page."""
    reader = reading.reader()
    pages = [Page(id=f"p{n}", capture="c", text=sha256(text), file=f"{n}") for n, text in enumerate(texts)]
    stories = [single(page, text) for page, text in zip(pages, texts, strict=True)]
    by_text = {page.text: text for page, text in zip(pages, texts, strict=True)}
    return list(reading.each(stories, {page.id: page for page in pages}, by_text, reader=reader))


def _middle(each: list[tuple[float, float]]) -> tuple[float, float]:
    return statistics.median(a for a, _ in each), statistics.median(b for _, b in each)


if __name__ == "__main__":
    main()

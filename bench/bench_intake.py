"""What does a second core save when a web archive is read, and does memory grow with the archive?

Run: python -m bench.bench_intake [--records N ...] [--threads T ...]

Makes archives of invented reports, each packed as recorders do, and takes them in and reads them in processes
of their own: everything up to the pages on disk, no stories. Seconds of the clock and of all processors, the
most memory of the process that writes and of the largest that reads. Runs of one archive are told as a ratio
to the first.
"""

from __future__ import annotations

import argparse
import gzip
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from evals.stories import generate

from aftershock.progress import silent

NAVIGATION = "".join(f"<li><a href='/s/{n}'>Section {n} of the paper</a></li>" for n in range(30))


def main() -> None:
    """Print a line for each archive and number of processes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, nargs="+", default=[2_000])
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--read", type=Path, help="read this archive into a case beside it (used by itself)")
    given = parser.parse_args()
    if given.read:
        read(given.read)
        return
    for count in given.records:
        with tempfile.TemporaryDirectory(prefix="bench-intake-") as folder:
            archive = Path(folder) / "crawl.warc.gz"
            with archive.open("wb") as out:
                out.writelines(records(count))
            first = 0.0
            for threads in given.threads:
                took = said(archive, count, threads, first)
                first = first or took


def said(archive: Path, count: int, threads: int, first: float) -> float:
    """Read an archive with so many processes; returns the seconds of the clock."""
    command = [sys.executable, "-m", "bench.bench_intake", "--read", str(archive)]
    env = {**os.environ, "AFTERSHOCK_THREADS": str(threads)}
    started = time.perf_counter()
    done = subprocess.run(command, env=env, check=True, capture_output=True, text=True)
    clock = time.perf_counter() - started
    ratio = f", {first / clock:.2f} times as fast" if first else ""
    print(f"{count:,} records, {threads} at once: {clock:.1f} s{ratio}; {done.stdout.strip()}", flush=True)
    return clock


def read(archive: Path) -> None:
    """Take an archive in, read it, and print what that took."""
    import resource

    from aftershock import intake
    from aftershock.store import case as store

    with (
        tempfile.TemporaryDirectory(dir=archive.parent) as folder,
        store.create(Path(folder) / "a.case") as case,
    ):
        case.add_original(archive, source=archive.name, media_type="application/warc")
        intake.read_new(case, silent)
        texts = len(case.text_ids())
    own, others = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    spent = [each.ru_utime + each.ru_stime for each in (own, others)]
    print(
        f"{sum(spent):.1f} s of processors, {spent[1]:.1f} of them by others; {texts:,} texts; "
        f"at most {own.ru_maxrss / 1e3:.0f} MB, others {others.ru_maxrss / 1e3:.0f} MB"
    )


def records(count: int, seed: int = 3) -> Iterator[bytes]:
    """Packed records, each an answer with a page of a news site: a report of some 300 words in its frame."""
    rng = random.Random(seed)
    for number in range(count):
        if number % 50 == 0:
            w = generate.world(rng)
        day = 1 + number % 28
        title = f"{rng.choice(w.places)}: {generate.sentence(rng, w)[:60]}"
        body = "".join(f"<p>{line}</p>" for line in generate.story(rng, w, 12).split("\n") if line.strip())
        html = (
            f"<!DOCTYPE html><html><head><title>{title}</title>"
            f"<meta property='article:published_time' content='2031-05-{day:02}T08:00:00Z'></head>"
            f"<body><nav><ul>{NAVIGATION}</ul></nav><article><h1>{title}</h1>{body}</article>"
            f"<footer><p>Courier {number % 40}, all rights reserved.</p></footer></body></html>"
        ).encode()
        block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html
        head = (
            "WARC/1.1\r\nWARC-Type: response\r\n"
            f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{number:012}>\r\n"
            f"WARC-Date: 2031-05-{day:02}T09:00:00Z\r\n"
            f"WARC-Target-URI: https://courier{number % 40}.example/{number}\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
        ).encode()
        yield gzip.compress(head + block + b"\r\n\r\n", mtime=0)


if __name__ == "__main__":
    main()

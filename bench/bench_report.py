"""How long is the way of many posts or pages to a dossier, and what does 1 % more posts cost?

Run: python -m bench.bench_report [--posts N] [--keep FOLDER]
     python -m bench.bench_report --pages N [N ...]
The posts are a rehearsal's (`aftershock simulate`: an event and its past ones). The last hundredth is held
back; `aftershock report` runs on the rest as a process of its own, then on everything with the hundredth as a
second file, then once more with nothing new. Seconds of the clock and of the processor, peak memory, the size
of the page. ``--keep`` leaves folder and case there, to look at the dossier.
With ``--pages`` the folder holds so many short invented reports as HTML of forty sites, a third of them
copies; told is the processor's time for a page.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from evals.stories import generate

from aftershock.reaction.simulate import files, plan, stream

HELD = 100  # one post in so many comes later
CLOSING = (
    "The desk of {site} reads what its readers write and prints a part of it on the last page each Friday."
)


class Spent(NamedTuple):
    """Seconds of the clock and of the processor; the most memory in GB."""

    clock: float
    processor: float
    peak: float


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--pages", type=int, nargs="+")
    given = parser.parse_args()
    for count in given.pages or ():
        with tempfile.TemporaryDirectory(prefix="bench-report-") as scratch:
            folder = Path(scratch) / "in"
            write_pages(folder, count, given.seed)
            spent = said(
                f"{count:,} pages", report(folder, Path(scratch) / "a.case"), Path(scratch) / "a.case"
            )
            print(f"{'':12} {1e3 * spent.processor / count:.1f} ms of processor a page", flush=True)
    if given.pages:
        return
    with tempfile.TemporaryDirectory(prefix="bench-report-") as scratch:
        work = given.keep or Path(scratch)
        folder, case, later = work / "folder", work / "a.case", work / "later.ndjson"
        made = folder_of(given.posts, given.seed, folder, later)
        print(f"{made:,} posts, of them {made // HELD:,} later")
        first = said("first run", report(folder, case), case)
        shutil.move(later, folder / later.name)
        said("1 % more", report(folder, case), case, first)
        said("nothing new", report(folder, case), case, first)


def folder_of(posts: int, seed: int, folder: Path, later: Path) -> int:
    """A rehearsal's folder without the last hundredth of its posts, which stands in ``later``; how many."""
    files.write(stream.make(plan.preset("case", posts=posts), seed=seed), folder, "ndjson")
    path = folder / "posts.ndjson"
    lines = path.read_bytes().splitlines(keepends=True)
    cut = len(lines) - len(lines) // HELD
    path.write_bytes(b"".join(lines[:cut]))
    later.write_bytes(b"".join(lines[cut:]))
    return len(lines)


def write_pages(folder: Path, count: int, seed: int) -> None:
    """Short reports of invented events; every third is a copy of the one before on another site."""
    rng = random.Random(seed)
    folder.mkdir()
    for number in range(count):
        if number % 30 == 0:
            w = generate.world(rng)
        if number % 3 != 2:
            text, title = generate.story(rng, w, 4), generate.sentence(rng, w)[:60]
        site = f"courier{rng.randrange(40)}.example"
        body = "".join(f"<p>{line}</p>" for line in text.split("\n") if line.strip())
        body += f"<p>{CLOSING.format(site=site)}</p>"
        page = (
            f"<!DOCTYPE html><html><head><title>{title}</title>"
            f"<link rel='canonical' href='https://{site}/{number}'></head>"
            f"<body><nav><a href='/'>Home</a></nav><article><h1>{title}</h1>{body}</article></body></html>"
        )
        (folder / f"{number:06}.html").write_text(page, encoding="utf-8")


def report(folder: Path, case: Path) -> Spent:
    """One run of the main job in a process of its own."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-m", "aftershock", "report", str(folder), "--out", str(case)]
    clock = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=kept)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return Spent(time.perf_counter() - clock, used.ru_utime + used.ru_stime, used.ru_maxrss / 1e6)


def said(name: str, spent: Spent, case: Path, first: Spent | None = None) -> Spent:
    """One line."""
    page = (case / "dossier.html").stat().st_size / 1e6
    part = ""
    if first is not None:
        part = f"; {spent.clock / first.clock:.3f} of the first run's clock, "
        part += f"{spent.processor / first.processor:.3f} of its processor"
    print(
        f"{name:12} {spent.clock:7.1f} s {spent.processor:7.1f} s of processor, peak {spent.peak:.2f} GB, "
        f"page {page:.2f} MB{part}",
        flush=True,
    )
    return spent


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()

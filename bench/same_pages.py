"""Is all that is read of the labelled pages the same, to the byte, as it was before a change?

    python bench/same_pages.py FOLDER FILE

Before the change FILE is absent, and a line for each page goes into it; after the change the pages that are
read otherwise are named, and it ends with 1 where there are any. FOLDER is that of bench_pages.
A line is the set, the page, and two SHA-256: of the whole `Reading` as JSON (texts, facts, receipts, frame,
posts, agreement) and of what the fast reading gives; or of the error. No text of a page is kept.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from bench_pages import SETS, Case, load

from aftershock.errors import NoMainText
from aftershock.pages.read import read
from aftershock.pages.streamed import main_text_of
from aftershock.sources.raw import RawPage
from aftershock.text import canonical_json, sha256


def main() -> None:
    """Write the file where there is none; else compare with it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("file", type=Path)
    parser.add_argument("--sets", default=",".join(SETS))
    options = parser.parse_args()
    found = list(lines_of(options.folder, options.sets.split(",")))
    if not found:
        sys.exit("same_pages: no page was found in the folder; nothing was compared")
    if not options.file.exists():
        options.file.write_text("\n".join(found) + "\n", "utf-8")
        print(f"{len(found)} pages written to {options.file}")
        return
    before = set(options.file.read_text("utf-8").splitlines())
    other = [line for line in found if line not in before]
    for line in other:
        print(line)
    print(f"{len(found) - len(other)} of {len(found)} pages are read as before")
    sys.exit(1 if other else 0)


def lines_of(folder: Path, sets: Iterable[str]) -> Iterator[str]:
    """Set, page and digest, each page of each set in its order."""
    for name in sets:
        for case in load(folder, name):
            yield "\t".join((name, case.name, digest(case, read), digest(case, main_text_of)))


def digest(case: Case, reading: Callable[[RawPage], object]) -> str:
    """The SHA-256 of what is read of a page, or of why nothing is."""
    raw = RawPage(capture="c", file="f", locator="", html=case.html, url=case.url)
    try:
        return sha256(canonical_json(reading(raw)))
    except NoMainText as error:
        return sha256(f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    main()

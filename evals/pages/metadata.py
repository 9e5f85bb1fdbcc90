"""Title, author and date of labelled news pages: how often right, and where wrong?

Run: python evals/pages/metadata.py FOLDER [--half tuned|held] [--show title|author|date]

FOLDER holds np4k.tar.xz (see bench/bench_pages.py); its pages are third parties' and gate nothing. Half of
them, chosen by a hash of the page's name, were looked at while rules were bettered; the rest only measured.
Labels whose day and month are right in another year are counted apart: such a label is probably mistyped.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from bench.bench_pages import Case, load, names, near, squeeze

from aftershock.errors import NoMainText
from aftershock.pages import read as pages
from aftershock.sources.raw import RawPage

FIELDS = ("title", "author", "date")


def half_of(name: str) -> str:
    """Whether a page may be looked at (``tuned``) or is only measured (``held``)."""
    return "tuned" if hashlib.sha256(name.encode()).digest()[0] % 2 == 0 else "held"


def found_in(case: Case) -> dict[str, str]:
    """What `pages.read` says of a page."""
    try:
        page = pages.read(RawPage(capture="c", file=case.name, locator="", html=case.html, url=case.url)).page
    except NoMainText:
        return dict.fromkeys(FIELDS, "")
    when = (page.published.start or "") if page.published else ""
    return {"title": page.title or "", "author": page.author or "", "date": when}


def right(case: Case, found: dict[str, str]) -> dict[str, bool]:
    """For each field that is labelled, whether it is right."""
    marks = {}
    if case.title:
        marks["title"] = squeeze(case.title) == squeeze(found["title"])
    if case.authors:
        marks["author"] = names(case.authors) == names(re.split(r"[,;]| and ", found["author"]))
    if case.date:
        marks["date"] = near(case.date, found["date"])
    return marks


def interval(good: int, count: int) -> tuple[float, float]:
    """Wilson's interval at 95 %."""
    z, share = 1.96, good / count
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    width = z * (share * (1 - share) / count + z * z / (4 * count * count)) ** 0.5 / (1 + z * z / count)
    return middle - width, middle + width


def main() -> None:
    """Print the rates of both halves, and the errors of the first where they are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--half", choices=("tuned", "held"))
    parser.add_argument("--show", choices=FIELDS)
    options = parser.parse_args()
    counts: dict[tuple[str, str], list[bool]] = {}
    other_year: dict[str, int] = {}
    for case in load(options.folder, "NP4K"):
        half = half_of(case.name)
        if options.half not in (None, half):
            continue
        found = found_in(case)
        for field, good in right(case, found).items():
            counts.setdefault((half, field), []).append(good)
            if field == "date" and not good and found["date"][4:10] == case.date[4:10] != "":
                other_year[half] = other_year.get(half, 0) + 1
            if half == "tuned" and options.show == field and not good:
                truth = {"title": case.title, "author": case.authors, "date": case.date}[field]
                print(f"{case.name}\n   label {truth!r}\n   found {found[field]!r}")
    for (half, field), goods in sorted(counts.items()):
        low, high = interval(sum(goods), len(goods))
        print(
            f"{half:6} {field:7} {sum(goods) / len(goods):.3f}  ({low:.3f} to {high:.3f}, n = {len(goods)})"
        )
    for half, count in sorted(other_year.items()):
        goods = counts[half, "date"]
        rest = sum(goods) / max(1, len(goods) - count)
        print(f"{half:6} dates that differ from the label in the year alone: {count} ({rest:.3f} without)")


if __name__ == "__main__":
    main()

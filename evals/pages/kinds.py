"""How are kinds of pages read that the known sets have few of: body lines, title, author, day?

Run: python evals/pages/kinds.py [--show] [--peer]

The pages in ``kinds/`` were made after the habits of real systems; all of it is invented. A page is
``=== name | address``, the title, author and day it should be read with (``-``: cannot be told), and the
HTML, in which ``⟦...⟧`` is body and ``⟪...⟫`` is right either way. Recall is the share of the body's
characters whose line stands in the text read, precision that of the text's that stand in such lines; means.
"""

from __future__ import annotations

import argparse
import hashlib
import html
import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from aftershock.errors import NoMainText
from aftershock.pages.lead import solid
from aftershock.pages.read import read
from aftershock.sources.raw import RawPage

FOLDER = Path(__file__).parent / "kinds"
_PIECE = re.compile(r"⟦(.*?)⟧|⟪(.*?)⟫", re.DOTALL)
_BLOCK = re.compile(
    r"</?(?:p|div|li|[ou]l|br|h\d|tr|td|th|table|thead|tbody|blockquote|section|d[ltd]|pre|cite)\b[^>]*>"
    r"|\\n|\n\n"
)
_TAG = re.compile(r"<[^>]+>")
_ESCAPE = re.compile(r"\\u([0-9a-f]{4})")


class Case(NamedTuple):
    """A labelled page; ``body`` and ``either`` are lines."""

    name: str
    url: str
    html: str
    body: tuple[str, ...]
    either: tuple[str, ...]
    title: str
    author: str
    day: str


class Found(NamedTuple):
    """What a tool makes of a page; absent values are empty."""

    text: str
    title: str
    author: str
    day: str


def files() -> list[Path]:
    """The labelled files, in order."""
    return sorted(FOLDER.glob("*.txt"))


def digest() -> str:
    """SHA-256 over the labelled files, in order."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in files())).hexdigest()


def cases() -> list[Case]:
    """The labelled pages, marks taken out."""
    blocks = [block for path in files() for block in ("\n" + path.read_text("utf-8")).split("\n=== ")[1:]]
    return [_case(block) for block in blocks]


def _case(block: str) -> Case:
    head, _, page = block.partition("\n---\n")
    first, *facts = head.split("\n")
    name, url = first.split(" | ")
    said = dict(fact.split(": ", 1) for fact in facts)
    pieces = [found.groups() for found in _PIECE.finditer(page)]
    body = tuple(line for inside, _ in pieces for line in _lines(inside or ""))
    either = tuple(line for _, inside in pieces for line in _lines(inside or ""))
    return Case(
        name, url, re.sub("[⟦⟧⟪⟫]", "", page), body, either, said["title"], said["author"], said["date"]
    )


def _lines(piece: str) -> list[str]:
    piece = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), piece)
    lines = (html.unescape(_TAG.sub("", line)) for line in _BLOCK.split(piece))
    return [line for line in (" ".join(line.split()) for line in lines) if solid(line)]


def ours(case: Case) -> Found:
    """`pages.read.read`."""
    try:
        reading = read(RawPage(capture="c", file="f", locator="", html=case.html, url=case.url))
    except NoMainText:
        return Found("", "", "", "")
    page = reading.page
    day = (page.published.start or "") if page.published else ""
    return Found(reading.texts[0].text, page.title or "", page.author or "", day[:10])


def peer(case: Case) -> Found:
    """trafilatura as it comes, without comments."""
    import trafilatura

    found = trafilatura.bare_extraction(case.html, url=case.url, with_metadata=True, include_comments=False)
    if found is None:
        return Found("", "", "", "")
    return Found(found.text or "", found.title or "", found.author or "", found.date or "")


def lost(case: Case, found: Found) -> list[str]:
    """The body's lines that the text lacks."""
    text = solid(found.text)
    return [line for line in case.body if solid(line) not in text]


def wrong(case: Case, found: Found) -> dict[str, int]:
    """The lines with letters that are neither body nor right either way nor the headline, and how many."""
    pieces = [solid(line) for line in (*case.body, *case.either, case.title)]
    known = [solid("".join(case.body)), solid("".join(case.either)), *pieces]
    rest = {}
    for line in found.text.split("\n"):
        letters = solid(line)
        if any(letters in whole for whole in known):
            continue
        left = len(letters) - sum(len(piece) for piece in set(pieces) if piece in letters)
        if left > 0:
            rest[line] = left
    return rest


def right(case: Case, found: Found) -> dict[str, bool]:
    """Whether title, author (all of the names, no other) and day are as labelled."""

    def people(value: str) -> set[str]:
        return {solid(name) for name in re.split(r"[,;]| and ", value)} - {""}

    return {
        "title": solid(case.title) == solid(found.title),
        "author": people(case.author) == people(found.author),
        "day": case.day.strip("-") == found.day,
    }


def scores(tool: Callable[[Case], Found], *, show: str = "") -> dict[str, float]:
    """Means over pages; ``show``: print what is lost or wrong under this name."""
    rows: list[dict[str, float]] = []
    for case in cases():
        found = tool(case)
        missed, extra, facts = lost(case, found), wrong(case, found), right(case, found)
        size, own = sum(map(len, case.body)), len(solid(found.text))
        recall = 1 - sum(map(len, missed)) / size
        precision = 1 - sum(extra.values()) / own if own else 0.0
        f1 = 2 * recall * precision / (recall + precision) if recall + precision else 0.0
        rows.append({"f1": f1, "recall": recall, "precision": precision, **facts})
        if show and (missed or extra or not all(facts.values())):
            print(f"{show} {case.name}: recall {recall:.2f}, precision {precision:.2f}")
            for mark, lines in (("-", missed), ("+", list(extra))):
                print("".join(f"   {mark} {line[:110]}\n" for line in lines), end="")
            for name, ok in facts.items():
                if not ok:
                    print(f"   {name}: {getattr(found, name)!r} for {getattr(case, name)!r}")
    return {name: sum(row[name] for row in rows) / len(rows) for name in rows[0]}


def main() -> None:
    """Print one line a tool."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--peer", action="store_true", help="trafilatura beside ours")
    options = parser.parse_args()
    tools = {"ours": ours, **({"trafilatura": peer} if options.peer else {})}
    for name, tool in tools.items():
        means = scores(tool, show=name if options.show else "")
        print(
            f"{name:12}" + "".join(f"  {key} {value:.3f}" for key, value in means.items()),
            f"({len(cases())} pages)",
        )


if __name__ == "__main__":
    main()

"""Which headings and items of lists stand between two lines of a text and are missing from it?

Where an extractor finds no container that it knows, it gathers the paragraphs of a page and leaves behind
what stands between them. The second extractor's text shows the order of lines; the tree shows which of them
are headings or items and no links. A single one is often frame; of three and more, nine in ten belong to the
text (`evals/pages/LOG.md`).
"""

from __future__ import annotations

import re
from typing import Any

from aftershock.pages.boilerplate import kind_of
from aftershock.pages.lead import in_links, solid

# Fewer missing lines on a page are chance; more of them between two lines are another part of the page.
MIN_LINES, MAX_GAP, MAX_LINES = 3, 12, 1_000
# A heading or item with more of its letters in links points elsewhere.
MAX_LINKED = 0.5
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_ITEMS = ("li", "dt", "dd")
_BEGINS = frozenset("•-–*0123456789")
_BULLET = re.compile(r"(?:[•\-–*]|\d{1,3}[.)])\s+")


def with_gaps_filled(text: str, witness: str, tree: Any, *, linked: bool = False) -> str:
    """The text with what is missing between its lines; ``witness`` is the second extractor's text.

    ``linked`` takes headings that are links as well, as pages that list others have them.
    """
    lines = text.split("\n")
    if len(set(map(str.strip, witness.split("\n"))).difference(lines)) < MIN_LINES:
        return text
    gaps = _gaps(lines, witness)
    if not MIN_LINES <= sum(map(len, gaps.values())) <= MAX_LINES:
        return text
    wanted, whole = _wanted(tree, linked=linked), solid(text)
    filled = {
        at: [line for line in gap if (bare := solid(_bare(line))) in wanted and bare not in whole]
        for at, gap in gaps.items()
    }
    if len({line for gap in filled.values() for line in gap}) < MIN_LINES:
        return text
    return "\n".join(each for number, line in enumerate(lines) for each in (line, *filled.get(number, ())))


def _gaps(lines: list[str], witness: str) -> dict[int, list[str]]:
    """The lines of the witness between two of the text, by the number of the one before them."""
    at = {_bare(line): number for number, line in enumerate(lines)}
    found: dict[int, list[str]] = {}
    gap: list[str] = []
    last = -1
    for line in map(str.strip, witness.split("\n")):
        here = at.get(_bare(line), -1) if line else -1
        if here > last:
            if last >= 0 and 0 < len(gap) <= MAX_GAP:
                found[last] = gap
            last, gap = here, []
        elif line and here < 0:
            gap.append(line)
    return found


def _bare(line: str) -> str:
    """A line without the mark or number of an item."""
    line = line.strip()
    return _BULLET.sub("", line, count=1) if line[:1] in _BEGINS else line


def _wanted(tree: Any, *, linked: bool) -> set[str]:
    """The letters of the page's headings and items that are no frame and lead nowhere else."""
    found = set()
    for node in tree.iter(*_HEADINGS, *_ITEMS):
        said = " ".join(node.text_content().split())
        free = linked and node.tag in _HEADINGS
        if said and (free or in_links(node) <= MAX_LINKED * len(said)) and kind_of(said) is None:
            found.add(solid(_bare(said)))
    return found - {""}

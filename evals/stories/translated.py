"""Are translations and retellings found, and other articles on the same event left alone?

Run: python -m evals.stories.translated
Pairs of texts of `translated.txt` (see there); `PARTS` says what was looked at when. "likeness": every pair
is asked; "as built": what `stories.build` brings together, with its cheap choice of whom to
ask. Wilson intervals (1927) of 95 %.
"""

from __future__ import annotations

import math
import re
import time
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

from aftershock.models import encoder
from aftershock.records import Page
from aftershock.stories import build, translated
from aftershock.text import sha256

FILE = Path(__file__).with_name("translated.txt")
# The threshold was chosen on the first; of the middle ones extreme values were seen then; the last are fresh.
PARTS = (("tuned", range(1, 6)), ("seen", range(6, 15)), ("fresh", range(15, 99)))


class Piece(NamedTuple):
    """One text of the set."""

    event: int
    article: str
    language: str
    text: str


def pieces() -> list[Piece]:
    """The set."""
    raw = FILE.read_text(encoding="utf-8")
    rows = re.findall(r"^== (\d+)\.(\w)\.(\w\w)\w*\n(.+)$", raw, re.MULTILINE)
    return [Piece(int(event), article, language, text) for event, article, language, text in rows]


def wilson(right: int, of: int) -> tuple[float, float]:
    """The interval of a share."""
    if not of:
        return 0.0, 1.0
    z, p = 1.96, right / of
    middle, half = p + z * z / (2 * of), z * math.sqrt(p * (1 - p) / of + z * z / (4 * of * of))
    return (middle - half) / (1 + z * z / of), (middle + half) / (1 + z * z / of)


def report(
    label: str, told: set[tuple[int, int]], some: list[Piece], places: list[int]
) -> tuple[float, float, float]:
    """Print precision, recall and F1 over the pairs of some pieces; returns them."""
    truth = {
        (i, j)
        for i, j in combinations(places, 2)
        if (some[i].event, some[i].article) == (some[j].event, some[j].article)
    }
    told = {pair for pair in told if pair[0] in places and pair[1] in places}
    right = len(told & truth)
    precision, recall = right / max(len(told), 1), right / max(len(truth), 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    low, high = wilson(right, len(truth))
    low_p, _ = wilson(right, len(told))
    print(
        f"{label:24} {len(truth)} pairs: precision {precision:.3f} (at least {low_p:.3f}), "
        f"recall {recall:.3f} ({low:.3f} to {high:.3f}), F1 {f1:.3f}"
    )
    return precision, recall, f1


def main() -> None:
    """Print the measurement."""
    some = pieces()
    start = time.process_time()
    vectors = encoder.encoder().embed_groups([translated.sentences(each.text) for each in some])
    spent = (time.process_time() - start) / len(some)
    print(f"{len(some)} texts, {1000 * spent:.0f} ms of processor each")
    near = {
        (i, j)
        for i, j in combinations(range(len(some)), 2)
        if translated.likeness(vectors[i], vectors[j]) >= translated.ALIKE
    }
    pages = [
        Page(id=f"page-{n:03}", capture="c", text=sha256(p.text), file=str(n), language=p.language)
        for n, p in enumerate(some)
    ]
    texts = {sha256(p.text): p.text for p in some}
    stories = build.build(pages, texts, embed=encoder.encoder)
    place = {page.id: n for n, page in enumerate(pages)}
    groups = [[place[member.page] for member in story.members] for story in stories]
    built = {pair for group in groups for pair in combinations(sorted(group), 2)}
    for label, told in (("likeness", near), ("as built", built)):
        for part, events in PARTS:
            report(f"{label}, {part}", told, some, [n for n, p in enumerate(some) if p.event in events])


if __name__ == "__main__":
    main()

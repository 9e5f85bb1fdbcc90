"""How well are figures read? Run: python evals/figures/measure.py [--show]

A figure counts as found where its number overlaps and role and unit agree; ``bounds`` is the share of the
found whose low, high and modifier agree too. Printed for the lines tuned on and for those held back.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from aftershock.statements import figures

HERE = Path(__file__).parent
FILES = (HERE / "labelled.tsv", HERE / "distractors.txt")
PARTS = ("tuned", "held_back")
Label = tuple[int, int, str, str, float, float | None, str]


def digest() -> str:
    """SHA-256 over the labelled files, in order."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in FILES)).hexdigest()


def labels(text: str, answers: str) -> list[Label]:
    """The labelled figures of a line with their places; each is looked for behind the one before."""
    found: list[Label] = []
    at = 0
    for answer in answers.split(" ; ") if answers.strip() != "-" else []:
        quote, role, unit, low, high, modifier = answer.strip().split("|")
        start = text.index(quote, at)
        at = start + len(quote)
        found.append(
            (start, at, role, unit, float(low), None if high == "-" else float(high), modifier.strip())
        )
    return found


def measure(show: bool = False) -> dict[str, dict[str, float]]:
    """Figures for ``tuned`` and ``held_back`` (precision, recall, f1, bounds) and the distractors hit."""
    rows = [line.split("\t") for line in FILES[0].read_text("utf-8").splitlines() if not line.startswith("#")]
    counts = {part: dict.fromkeys(("labelled", "read", "right", "bounds"), 0) for part in PARTS}
    for number, (text, answers) in enumerate(rows, 1):
        part = PARTS[number % 3 == 0]
        expected, read = labels(text, answers), list(figures.find(text))
        counts[part]["labelled"] += len(expected)
        counts[part]["read"] += len(read)
        wrong = False
        for label in expected:
            hit = next((one for one in read if one.start < label[1] and label[0] < one.end), None)
            right = hit is not None and (hit.role, hit.unit) == label[2:4]
            exact = hit is not None and right and (hit.low, hit.high, hit.modifier) == label[4:]
            counts[part]["right"] += right
            counts[part]["bounds"] += exact
            wrong = wrong or not exact
        if show and part == "tuned" and (wrong or len(read) != len(expected)):
            print(text, "|", answers)
            for one in read:
                print("    ", one.role, one.unit, one.low, one.high, repr(one.modifier), repr(one.cue))
    lines = [line for line in FILES[1].read_text("utf-8").splitlines() if not line.startswith("#")]
    hit_lines = [line for line in lines if figures.find(line)]
    if show:
        print(*(f"distractor hit: {line} {figures.find(line)}" for line in hit_lines), sep="\n")
    result = {part: _shares(count) for part, count in counts.items()}
    return {**result, "distractors": {"lines": float(len(lines)), "hit": float(len(hit_lines))}}


def _shares(count: dict[str, int]) -> dict[str, float]:
    precision, recall = count["right"] / max(1, count["read"]), count["right"] / max(1, count["labelled"])
    return {
        "labelled": float(count["labelled"]),
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / max(1e-9, precision + recall),
        "bounds": count["bounds"] / max(1, count["right"]),
    }


if __name__ == "__main__":
    for part, numbers in measure("--show" in sys.argv).items():
        print(part, {name: round(number, 3) for name, number in numbers.items()})
    print("digest", digest())

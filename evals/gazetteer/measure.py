"""How well are names told from words, and spellings brought to their entity?

Run: python evals/gazetteer/measure.py [--show]

``words.tsv`` (tuned on) and ``held_back.tsv`` (not): a line is right where exactly the
bracketed names are found among the names that are also words.
``variants.tsv``: a spelling is right where the text around it gives its entity and nothing longer or shorter.
"""

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path

from aftershock.statements import gazetteer

HERE = Path(__file__).parent
FILES = (HERE / "words.tsv", HERE / "held_back.tsv", HERE / "variants.tsv")
PARTS = ("tuned", "held_back")


def digest() -> str:
    """SHA-256 over the labelled files, in order."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in FILES)).hexdigest()


def lines(path: Path) -> list[str]:
    """The lines of a labelled file without its comments."""
    return [line for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]


def spans(line: str) -> tuple[str, set[tuple[int, int]]]:
    """A line without its brackets, and where they stood."""
    text, marked = "", set()
    for piece in re.split(r"(\[[^\]]*\])", line):
        if piece.startswith("["):
            piece = piece[1:-1]
            marked.add((len(text), len(text) + len(piece)))
        text += piece
    return text, marked


def measure(show: bool = False) -> dict[str, dict[str, float]]:
    """Accuracy by line for ``tuned`` and ``held_back``, and the share of variants brought to their entity."""
    listed = gazetteer.load()
    word_names = {
        name.name.casefold() for entity in listed.entities.values() for name in entity.names if name.word
    }
    right = dict.fromkeys(PARTS, 0)
    total = dict.fromkeys(PARTS, 0)
    for part, line in [
        (part, line) for part, path in zip(PARTS, FILES, strict=False) for line in lines(path)
    ]:
        text, marked = spans(line)
        # A longer name around a word name ("US officials") finds it too.
        found = {
            (mention.start, mention.end)
            for mention in listed.find(text)
            if mention.name.casefold() in word_names or any(_within(one, mention) for one in marked)
        }
        agree = len(found) == len(marked) and all(any(a < d and c < b for c, d in marked) for a, b in found)
        total[part] += 1
        right[part] += agree
        if show and not agree and part == "tuned":
            print(line, "|", sorted(text[a:b] for a, b in found))
    variants = [line.split("\t") for line in lines(FILES[2])]
    good = 0
    for spelling, entity_id in variants:
        text = f"A note from {spelling} came late."
        hits = [(mention.name, mention.entity_id) for mention in listed.find(text)]
        agree = hits == [(spelling.lstrip("#"), entity_id)]
        good += agree
        if show and not agree:
            print(spelling, entity_id, hits)
    result = {part: {"lines": float(total[part]), "accuracy": right[part] / total[part]} for part in PARTS}
    return {**result, "variants": {"lines": float(len(variants)), "accuracy": good / len(variants)}}


def _within(span: tuple[int, int], mention: gazetteer.Mention) -> bool:
    return mention.start <= span[0] and span[1] <= mention.end


if __name__ == "__main__":
    for part, numbers in measure("--show" in sys.argv).items():
        print(part, {name: round(number, 3) for name, number in numbers.items()})
    print("digest", digest())

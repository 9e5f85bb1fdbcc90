"""How well are date expressions found and reckoned? Run: python evals/dates/measure.py [--show]

Prints, for the lines that rules were tuned on and for those held back (every third), the share of expressions
whose interval is right, whose granularity is right, and how many were found where none is.
"""

from __future__ import annotations

import hashlib
import re
import sys
from datetime import datetime, timedelta
from pathlib import Path

from aftershock.records import Interval
from aftershock.statements import dates

HERE = Path(__file__).parent
FILES = (HERE / "labelled.tsv", HERE / "distractors.txt")
ANCHORS = {"A": "2031-05-02", "B": "2029-12-31", "C": "2030-02-14", "D": "2028-03-01"}
Answer = tuple[str | None, str | None, str]


def digest() -> str:
    """SHA-256 over the labelled files, in order."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in FILES)).hexdigest()


def anchor(key: str) -> Interval | None:
    """The publication at noon of the anchor's day; N has none."""
    if key == "N":
        return None
    at = f"{ANCHORS[key]}T12:00:00Z"
    return Interval(start=at, end=at, granularity="instant", how="label")


def _stamp(word: str) -> str | None:
    if word == "..":
        return None
    moment = datetime.fromisoformat(word)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def answer(words: str) -> Answer:
    """``2031-05`` and its like as start, end and granularity."""
    words = words.strip()
    if words == "-":
        return None, None, "unknown"
    if "@" in words:
        bounds, granularity = words.split("@")
        start, end = bounds.split("/")
        return _stamp(start), _stamp(end), granularity
    if words.endswith("w"):
        start_day = datetime.fromisoformat(words[:-1])
        return _stamp(words[:-1]), _stamp((start_day + timedelta(days=7)).isoformat()), "week"
    if "T" in words:
        at = datetime.fromisoformat(words)
        return _stamp(words), _stamp((at + timedelta(minutes=1)).isoformat()), "minute"
    pieces = [int(piece) for piece in words.split("-")]
    if len(pieces) == 1:
        return _stamp(f"{words}-01-01"), _stamp(f"{pieces[0] + 1}-01-01"), "year"
    if len(pieces) == 2:
        year, month = pieces[0] + pieces[1] // 12, pieces[1] % 12 + 1
        return _stamp(f"{words}-01"), _stamp(f"{year}-{month:02}-01"), "month"
    return _stamp(words), _stamp((datetime.fromisoformat(words) + timedelta(days=1)).isoformat()), "day"


def marked(sentence: str) -> tuple[str, list[tuple[int, int]]]:
    """A sentence without its brackets, and where they stood."""
    text, spans = "", []
    for piece in re.split(r"(\[[^\]]*\])", sentence):
        if piece.startswith("["):
            spans.append((len(text), len(text) + len(piece) - 2))
            piece = piece[1:-1]
        text += piece
    return text, spans


def measure(show: bool = False) -> dict[str, dict[str, float]]:
    """Figures for ``tuned`` and ``held_back``: expressions, interval, granularity, false hits."""
    rows = [line.split("\t") for line in FILES[0].read_text("utf-8").splitlines() if not line.startswith("#")]
    figures = {
        part: dict.fromkeys(("expressions", "interval", "granularity", "false_hits"), 0.0) for part in PARTS
    }
    for number, (key, sentence, answers) in enumerate(rows, 1):
        part = PARTS[number % 3 == 0]
        text, spans = marked(sentence)
        found = dates.find(text)
        for span, words in zip(spans, answers.split(" ; "), strict=True):
            expected = answer(words)
            hits = [hit for hit in found if hit.start < span[1] and span[0] < hit.end]
            got = dates.resolve(hits[0], anchor(key)) if hits else None
            read: Answer = (got.start, got.end, got.granularity) if got else (None, None, "nothing found")
            figures[part]["expressions"] += 1
            figures[part]["interval"] += bool(hits) and read[:2] == expected[:2]
            figures[part]["granularity"] += read[2] == expected[2]
            if show and read != expected and part == "tuned":
                print(
                    key,
                    sentence,
                    "| expected",
                    *expected,
                    "| read",
                    *read,
                    "|",
                    hits[0].quote if hits else "",
                )
        extra = [hit for hit in found if not any(hit.start < end and start < hit.end for start, end in spans)]
        figures[part]["false_hits"] += len(extra)
        if show and extra and part == "tuned":
            print(key, sentence, "| too much:", *(hit.quote for hit in extra))
    for part in figures.values():
        part["interval"] /= part["expressions"]
        part["granularity"] /= part["expressions"]
    lines = [line for line in FILES[1].read_text("utf-8").splitlines() if not line.startswith("#")]
    hit = [line for line in lines if dates.find(line)]
    if show:
        print(*(f"distractor hit: {line}" for line in hit), sep="\n")
    return {**figures, "distractors": {"lines": float(len(lines)), "hit": float(len(hit))}}


PARTS = ("tuned", "held_back")

if __name__ == "__main__":
    for part, numbers in measure("--show" in sys.argv).items():
        print(part, {name: round(number, 3) for name, number in numbers.items()})
    print("digest", digest())

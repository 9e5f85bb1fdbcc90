"""How often is the language of a short text named rightly?

    python evals/language/measure.py [--part held|tuned|all] [--errors] [--speed] [--routes base ensemble]

Sentences and posts of this project in fifteen languages (`sentences.tsv`, `posts.tsv`), sentences in
languages that are near to those (`neighbours.tsv`), and, tuned on by nobody here, the posts that `evals/tone`
labels for another purpose. Half of the lines (by the hash of the text) may be looked at; the other half is
only counted: errors are never shown of it. No answer counts as wrong.
"""

from __future__ import annotations

import argparse
import hashlib
import math
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from aftershock.pages import language

HERE = Path(__file__).parent
SETS = {name: HERE / f"{name}.tsv" for name in ("sentences", "posts", "neighbours")}
ELSEWHERE = HERE.parent / "tone" / "lines" / "open.txt"
Line = tuple[str, str]  # language, text


def digest() -> str:
    """SHA-256 of the files, in their order."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in SETS.values())).hexdigest()


def lines(name: str, part: str = "all") -> list[Line]:
    """The labelled lines of a set: all, or the half that may be looked at (tuned) or not (held)."""
    if name == "tone":
        if part == "tuned":
            return []
        rows = [
            row.split("|", 2)[1:] for row in ELSEWHERE.read_text("utf-8").splitlines() if row.count("|") > 1
        ]
        return [(code, text) for code, text in rows]
    rows = [row.split("\t", 1) for row in SETS[name].read_text("utf-8").splitlines()]
    return [(code, text) for code, text in rows if part == "all" or _part(text) == part]


def _part(text: str) -> str:
    return "held" if hashlib.sha256(text.encode()).digest()[0] & 1 else "tuned"


def share(
    rows: Iterable[Line], answer: Callable[[str], str | None]
) -> tuple[float, tuple[float, float], int]:
    """How many of the lines are answered rightly: share, Wilson's interval of 95 %, number of lines."""
    right = [answer(text) == code for code, text in rows]
    total, found = len(right), sum(right)
    return found / total, wilson(found, total), total


def wilson(found: int, total: int, z: float = 1.96) -> tuple[float, float]:
    """Wilson's score interval (E. B. Wilson 1927)."""
    rate, weight = found / total, z * z / total
    middle = (rate + weight / 2) / (1 + weight)
    half = z * math.sqrt(rate * (1 - rate) / total + weight / (4 * total)) / (1 + weight)
    return middle - half, middle + half


def main() -> None:
    """Print one line a set and route."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=("held", "tuned", "all"), default="tuned")
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--speed", action="store_true")
    parser.add_argument("--routes", nargs="*", default=list(ROUTES))
    asked = parser.parse_args()
    for route in asked.routes:
        answer = ROUTES[route]
        for name in (*SETS, "tone"):
            rows = lines(name, asked.part)
            if not rows:
                continue
            rate, (low, high), total = share(rows, answer)
            print(f"{route:9} {name:10} {asked.part:5} {rate:.3f} [{low:.3f}, {high:.3f}] of {total}")
            wrong = [(code, answer(text), text) for code, text in rows if answer(text) != code]
            print("   ", dict(Counter(code for code, _, _ in wrong)))
            if asked.errors and asked.part == "tuned":
                for code, said, text in wrong:
                    print(f"    {code} -> {said}: {text}")
        if asked.speed:
            _speed(route, answer)


def _speed(route: str, answer: Callable[[str], str | None]) -> None:
    texts = [text for _, text in lines("posts")] * 5
    started = time.process_time()
    for text in texts:
        answer(text)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{route}: {len(texts) / (time.process_time() - started):,.0f} posts/s of processor, {memory:.0f} MB"
    )


def base(text: str) -> str | None:
    """The answer without the extra, whether it is installed or not."""
    second = language._second
    language._second = lambda codes: None  # type: ignore[assignment]
    try:
        return language.language_of(text)
    finally:
        language._second = second


ROUTES: dict[str, Callable[[str], str | None]] = {"base": base, "ensemble": language.language_of}


if __name__ == "__main__":
    main()

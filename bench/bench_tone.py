"""How many distinct posts a second get a tone, beside the bare encoder in the same run?

``python bench/bench_tone.py [posts]``: generated posts of about 157 characters in two to three sentences.
"""

from __future__ import annotations

import random
import sys
import time

from aftershock.models.encoder import encoder
from aftershock.tone.head import read

SAID = """market harbour people said that the blast was heard near station officials report crowd video online
channel after before river morning bridge school evening nobody knows where friend house street train"""
WORDS = SAID.split()


def posts(n: int) -> list[str]:
    """Distinct posts; the same seed gives the same."""
    draw = random.Random(4)
    return [
        " ".join(draw.choice(WORDS) for _ in range(12))
        + ". "
        + " ".join(draw.choice(WORDS) for _ in range(12))
        for _ in range(n)
    ]


def main() -> None:
    """Print rates and their ratio."""
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    texts = posts(n)
    read(texts[:20])
    start = time.perf_counter()
    read(texts)
    tone = n / (time.perf_counter() - start)
    start = time.perf_counter()
    encoder().embed(texts)
    bare = n / (time.perf_counter() - start)
    length = sum(map(len, texts)) / n
    print(f"{n} posts of {length:.0f} characters, {encoder().threads} threads")
    print(f"tone {tone:.0f}/s; the encoder alone {bare:.0f}/s; ratio {tone / bare:.2f} (mark: 400/s)")


if __name__ == "__main__":
    main()

"""Are near copies of known texts found, and only they? python -m evals.shield.near [--items N]

Known: invented posts of 8 to 45 words, two thirds Latin. Asked: known ones with one word changed, with a
fifth cut off at the end or the beginning, with both, copied whole with a frame of other words around
(shown, no mark), and posts of the same vocabulary that are nobody's copy.
"""

from __future__ import annotations

import argparse
import random
import time

import numpy as np
from evals.shield import made

from aftershock.shield import normalise
from aftershock.shield.banks import grams, near


def one_word(rng: random.Random, text: str) -> str:
    """One word replaced by another."""
    words = text.split()
    words[rng.randrange(len(words))] = made.invented(rng, words=1).strip(".").lower()
    return " ".join(words)


def cut(rng: random.Random, text: str) -> str:
    """A fifth of the words gone, from one end."""
    words = text.split()
    gone = round(len(words) / 5)
    return " ".join(words[gone:] if rng.random() < 0.5 else words[: len(words) - gone])


def framed(rng: random.Random, text: str) -> str:
    """The text inside others' words, a quarter as long."""
    more = made.invented(rng, words=max(2, len(text.split()) // 4))
    return f"{more} {text}" if rng.random() < 0.5 else f"{text} {more}"


def built(count: int, seed: int = 11) -> tuple[near.Near, list[str]]:
    """The index over ``count`` invented texts, and the texts that are long enough to be compared."""
    rng = random.Random(seed)
    scripts = ("latin", "latin", "latin", "latin", "cyrillic", "arabic")
    texts, parts = [], []
    while len(texts) < count:
        text = made.invented(rng, scripts[len(texts) % 6])
        found = grams.print_of(normalise.fold(text))
        if found is not None:
            texts.append(text)
            parts.append((grams.anchors(found, grams.KEPT).copy(), grams.sketch(found)))
    return near.Near.of(parts), texts


def main() -> None:
    """Print recall by change, false finds, and time of one lookup."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--asked", type=int, default=3_000)
    parser.add_argument("--clean", type=int, default=100_000)
    given = parser.parse_args()
    index, texts = built(given.items)
    rng = random.Random(5)
    print(f"{given.items} known texts; mark: one word .99, a fifth cut .95, false 1e-5, p99 300 us")
    spent = []
    changes = {"one word": one_word, "a fifth cut": cut, "framed": framed}
    changes["one word and a fifth cut"] = lambda r, t: cut(r, one_word(r, t))
    for name, change in changes.items():
        found = 0
        for _ in range(given.asked):
            row = rng.randrange(len(texts))
            folded = normalise.fold(change(rng, texts[row]))
            start = time.process_time_ns()
            asked = grams.print_of(folded)
            rows = index.find(asked) if asked else []
            spent.append(time.process_time_ns() - start)
            found += any(texts[other] == texts[row] for other, _ in rows)
        print(f"{name:26} {found / given.asked:.4f} of {given.asked}")
    false = 0
    for text in made.stream(999, given.clean):
        asked = grams.print_of(normalise.fold(text))
        start = time.process_time_ns()
        false += bool(asked and index.find(asked))
        spent.append(time.process_time_ns() - start)
    print(f"false: {false} of {given.clean} (95 % below {(false + 3) / given.clean:.1e})")
    print("lookup us, p50 p99:", *(np.percentile(spent, (50, 99)) / 1e3).round())


if __name__ == "__main__":
    main()

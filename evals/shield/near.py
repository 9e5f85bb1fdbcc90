"""Are near copies of known texts found, and only they? python -m evals.shield.near [--items N]

Known: invented posts of 8 to 45 words, two thirds Latin. Asked: known ones with one word changed, with a
fifth cut off at the end or the beginning, with both, copied whole with a frame of other words around
(shown, no mark), and posts of the same vocabulary that are nobody's copy.

A million texts are made in parts (`--kept FOLDER --part K`) and joined once; the index is then opened
from the disk, mapped, as a service opens it.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from evals.shield import made

from aftershock.shield import normalise
from aftershock.shield.banks import grams, near

PARTS = 8
ASKED = 1_000  # texts of each part that are kept as such, to be asked about
ARRAYS = ("anchors", "rows", "starts", "sketches")
Change = Callable[[random.Random, str], str]


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


CHANGES: dict[str, Change] = {
    "one word": one_word,
    "a fifth cut": cut,
    "framed": framed,
    "one word and a fifth cut": lambda rng, text: cut(rng, one_word(rng, text)),
}


def part(count: int, seed: int) -> tuple[list[str], list[grams.Print]]:
    """Invented texts that are long enough to be compared, and their grams."""
    rng = random.Random(seed)
    scripts = ("latin", "latin", "latin", "latin", "cyrillic", "arabic")
    texts, prints = [], []
    while len(texts) < count:
        text = made.invented(rng, scripts[len(texts) % 6])
        found = grams.print_of(normalise.fold(text))
        if found is not None:
            texts.append(text)
            prints.append(found)
    return texts, prints


def built(count: int, seed: int = 11) -> tuple[near.Near, list[str]]:
    """The index over ``count`` invented texts, and the texts."""
    texts, prints = part(count, seed)
    parts = [(grams.anchors(each, grams.KEPT), grams.sketch(each)) for each in prints]
    return near.Near.of(parts), texts


def keep(folder: Path, count: int, number: int) -> None:
    """One part of a large index, into a folder: anchors, rows, sketches, and the first of its texts."""
    texts: list[str] = []
    anchors, rows, sketches = [], [], []
    for at in range(0, count, 10_000):  # bounds memory
        some, prints = part(min(10_000, count - at), seed=1_000 * (number + 1) + at // 10_000)
        texts += some[: ASKED - len(texts)]
        for row, each in enumerate(prints, number * count + at):
            anchors.append(grams.anchors(each, grams.KEPT).copy())
            rows.append(np.full(len(anchors[-1]), row, np.uint32))
            sketches.append(grams.sketch(each).copy())
    folder.mkdir(parents=True, exist_ok=True)
    np.savez(
        folder / f"part-{number}.npz",
        anchors=np.concatenate(anchors),
        rows=np.concatenate(rows),
        sketches=np.stack(sketches),
        texts=np.array(texts),
    )


def joined(folder: Path, count: int) -> None:
    """All parts as one index, as arrays on disk."""
    found = [np.load(folder / f"part-{number}.npz") for number in range(PARTS)]
    index = near.Near.placed(
        *(np.concatenate([each[name] for each in found]) for name in ("anchors", "rows", "sketches"))
    )
    for name in ARRAYS:
        np.save(folder / f"{name}.npy", getattr(index, name))
    asked = [
        (number * count + row, text)
        for number, each in enumerate(found)
        for row, text in enumerate(each["texts"])
    ]
    np.savez(folder / "asked.npz", rows=[row for row, _ in asked], texts=[text for _, text in asked])


def opened(folder: Path) -> tuple[near.Near, list[int], list[str]]:
    """The index of a folder, mapped; rows and texts that may be asked about."""
    asked = np.load(folder / "asked.npz")
    arrays = [np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r")) for name in ARRAYS]
    return near.Near(*arrays), asked["rows"].tolist(), asked["texts"].tolist()


def recall(
    index: near.Near, rows: list[int], texts: list[str], change: Change, count: int, spent: list[int]
) -> float:
    """The share of changed texts that lead to the text they come from; adds the time of each lookup (ns)."""
    rng = random.Random(5)
    found = 0
    for _ in range(count):
        which = rng.randrange(len(texts))
        folded = normalise.fold(change(rng, texts[which]))
        start = time.process_time_ns()
        asked = grams.print_of(folded)
        near_ = index.find(asked) if asked else []
        spent.append(time.process_time_ns() - start)
        found += any(row == rows[which] for row, _ in near_)
    return found / count


def false(index: near.Near, count: int, spent: list[int], seed: int = 999) -> int:
    """Clean posts that are found nearly known; adds the time of each lookup (ns)."""
    found = 0
    for text in made.stream(seed, count):
        folded = normalise.fold(text)
        start = time.process_time_ns()
        asked = grams.print_of(folded)
        found += bool(asked and index.find(asked))
        spent.append(time.process_time_ns() - start)
    return found


def main() -> None:
    """Print recall by change, false finds, and time of one lookup (grams and search)."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--asked", type=int, default=3_000)
    parser.add_argument("--clean", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=999)
    parser.add_argument("--kept", type=Path)
    parser.add_argument("--part", type=int, help=f"make this one of {PARTS} parts; the last also joins them")
    given = parser.parse_args()
    if given.part is not None:
        keep(given.kept, given.items // PARTS, given.part)
        if given.part == PARTS - 1:
            joined(given.kept, given.items // PARTS)
        return
    if given.kept:
        index, rows, texts = opened(given.kept)
    else:
        index, texts = built(given.items)
        rows = list(range(len(texts)))
    print(f"{len(index.sketches)} known texts; mark: one word .99, a fifth cut .95, false 1e-5, p99 300 us")
    spent: list[int] = []
    for name, change in CHANGES.items():
        share = recall(index, rows, texts, change, given.asked, spent)
        print(f"{name:26} {share:.4f} of {given.asked}")
    print("lookup of copies us, p50 p99:", *(np.percentile(spent, (50, 99)) / 1e3).round())
    spent = []
    wrong = false(index, given.clean, spent, given.seed)
    print(f"false: {wrong} of {given.clean} (95 % below {(wrong + 3) / given.clean:.1e})")
    print("lookup of others us, p50 p99:", *(np.percentile(spent, (50, 99)) / 1e3).round())


if __name__ == "__main__":
    main()

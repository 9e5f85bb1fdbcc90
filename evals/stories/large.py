"""Are copies still met, and few others with them, when there are very many documents?

Run: python -m evals.stories.large [--pages 10000 100000] [--stories 3000] [--seed S]
Recall of the pairs that are compared among all pairs of copies, and the share of all pairs that is compared;
the truth is the generators'. "pages": those of `bench/stories_input.py`, with six kinds of damage, borrowed
passages, outlets' closing lines and stories of 151 copies ("crowds"); "stories": those of `generate.py` with
all kinds, of a small vocabulary, whose events share names, places and quotes. Two texts with the same words
are compared through the first of them. Intervals are Wilson's (1927), 95 %.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterable, Sequence
from itertools import combinations
from math import comb, sqrt
from typing import Any, NamedTuple

import numpy as np
from bench import stories_input
from evals.stories import generate
from evals.stories.clusters import ari
from numpy.typing import NDArray

from aftershock.stories import grouping
from aftershock.stories.register import Asked, Entry, Register

# More copies than this are a crowd, of which an index meets the first ones only unless it looks again.
CROWD = 32


class Known(NamedTuple):
    """A document as its generator made it."""

    text: str
    story: int
    roundup: bool


class Counted(NamedTuple):
    """What was compared of a set: pairs of copies and those met, in crowds and beside them, and all pairs."""

    copies: int
    met: int
    crowd_copies: int
    crowd_met: int
    compared: int
    documents: int

    def recall(self) -> float:
        """Of all pairs of copies, crowds and others."""
        return (self.met + self.crowd_met) / (self.copies + self.crowd_copies)

    def share(self) -> float:
        """How much of all pairs is compared."""
        return self.compared / comb(self.documents, 2)


class Listening(Register):
    """A register that keeps which pairs were compared, as ``left << 32 | right``."""

    def __init__(self) -> None:
        super().__init__()
        self.pairs: list[NDArray[np.int64]] = []

    def _compare(self, asked: Asked) -> NDArray[Any]:
        self.pairs.append(asked.numbers[asked.left] << 32 | asked.numbers[asked.right])
        return super()._compare(asked)


def counted(register: Listening, truth: Sequence[int]) -> Counted:
    """How many of the pairs of copies were compared."""
    pairs = np.sort(np.concatenate(register.pairs))
    twin = register.documents()["twin"].astype(np.int64)
    stories: dict[int, list[int]] = {}
    for number, story in enumerate(truth):
        stories.setdefault(story, []).append(number)
    total, met = [0, 0], [0, 0]
    for members in stories.values():
        if len(members) < 2:
            continue
        both = np.sort(twin[np.array(list(combinations(members, 2)))], axis=1)
        code = both[:, 0] << 32 | both[:, 1]
        place = np.minimum(np.searchsorted(pairs, code), len(pairs) - 1)
        found = (both[:, 0] == both[:, 1]) | (pairs[place] == code)
        total[len(members) > CROWD] += len(both)
        met[len(members) > CROWD] += int(found.sum())
    return Counted(total[0], met[0], total[1], met[1], len(pairs), len(truth))


def interval(found: int, of: int) -> tuple[float, float]:
    """Wilson's interval of a share, 95 %."""
    z, share = 1.96, found / of
    middle, half = share + z * z / (2 * of), z * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return (middle - half) / (1 + z * z / of), (middle + half) / (1 + z * z / of)


def measured(documents: Iterable[Known]) -> tuple[Counted, Listening, list[Known]]:
    """A set taken in, and what was compared of it."""
    known = list(documents)
    register = Listening()
    register.add_all(Entry(n.to_bytes(16, "big"), each.text) for n, each in enumerate(known))
    return counted(register, [each.story for each in known]), register, known


def report(label: str, documents: Iterable[Known]) -> None:
    """Print one line of recall and share, one of the groups."""
    start = time.perf_counter()
    count, register, known = measured(documents)
    low, high = interval(count.met + count.crowd_met, count.copies + count.crowd_copies)
    crowd = f", crowds {count.crowd_met} of {count.crowd_copies}" if count.crowd_copies else ""
    print(
        f"{label}: {count.documents} documents; recall {count.recall():.5f} ({low:.5f} to {high:.5f}; "
        f"{count.met} of {count.copies}{crowd}) at {100 * count.share():.4f} % of all pairs, "
        f"{count.compared / count.documents:.1f} a document",
        flush=True,
    )
    groups = grouping.groups(register)
    merged = sum(known[n].roundup for group in groups if len(group) > 1 for n in group)
    print(
        f"  ARI {ari(groups, [each.story for each in known]):.4f}; round-ups merged {merged} of "
        f"{sum(each.roundup for each in known)}; {time.perf_counter() - start:.0f} s",
        flush=True,
    )


def pages(count: int, seed: int) -> Iterable[Known]:
    """Pages of the benchmark."""
    return (Known(*made) for made in stories_input.pages(count, seed))


def stories(count: int, seed: int) -> Iterable[Known]:
    """Stories of the generator, with all kinds of damage."""
    return (Known(*made) for made in generate.corpus(seed, count, generate.DAMAGES + generate.HELD_BACK))


def main() -> None:
    """Print the measurements."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--stories", type=int, default=3_000)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    if given.stories:
        report(f"stories, seed {given.seed}", stories(given.stories, given.seed))
    for count in given.pages:
        report(f"pages, seed {given.seed}", pages(count, given.seed))


if __name__ == "__main__":
    main()

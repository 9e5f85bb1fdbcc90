"""How well are copies brought together, beside TF-IDF cosine, Jaccard and MinHash in the same run?

Run: python -m evals.stories.clusters [--stories N] [--seed S]
The baselines score all pairs and are given the best threshold on a training set of their own; ours uses the
weights as shipped. ARI: the adjusted Rand index (Hubert and Arabie 1985). "fresh": a new seed; "held back":
also the two damage kinds that no weight was trained on; "bodies": real texts by path, two copies each.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from math import comb

from evals.stories import bodies, generate, peers, train
from evals.stories.peers import Pairs

from aftershock.stories import build
from aftershock.stories.clusters import average_linkage, components

THRESHOLDS = tuple(n / 20 for n in range(1, 20))
PEERS = (("TF-IDF cosine", peers.cosines), ("Jaccard w2", peers.jaccards), ("MinHash w2", peers.minhashes))


def ari(groups: Iterable[Sequence[int]], truth: Sequence[int]) -> float:
    """The adjusted Rand index of a partition of ``0..n-1`` against the true labels."""
    groups = list(groups)
    both = sum(comb(n, 2) for group in groups for n in Counter(truth[i] for i in group).values())
    mine = sum(comb(len(group), 2) for group in groups)
    theirs = sum(comb(n, 2) for n in Counter(truth).values())
    expected = mine * theirs / comb(len(truth), 2)
    top = (mine + theirs) / 2
    return 1.0 if top == expected else (both - expected) / (top - expected)


def union_find(count: int, pairs: Pairs, threshold: float) -> list[tuple[int, ...]]:
    """Groups chained by every pair above the threshold."""
    return components(count, (pair for pair, value in pairs.items() if value >= threshold))


def best(pairs: Pairs, truth: list[int], link: Callable[[int, Pairs, float], list[tuple[int, ...]]]) -> float:
    """The threshold with the highest ARI."""
    return max(THRESHOLDS, key=lambda t: ari(link(len(truth), pairs, t), truth))


def line(label: str, groups: list[tuple[int, ...]], documents: list[generate.Document]) -> str:
    """ARI and how many round-ups were merged with anything."""
    truth = [d.story for d in documents]
    roundups = [n for n, d in enumerate(documents) if d.roundup]
    merged = sum(any(n in group and len(group) > 1 for group in groups) for n in roundups)
    return f"  {label:28} ARI {ari(groups, truth):.4f}  round-ups merged {merged}/{len(roundups)}"


def compare(label: str, documents: list[generate.Document], tuned: list[generate.Document]) -> None:
    """Print ours and the baselines on one set."""
    texts = [d.text for d in documents]
    start = time.perf_counter()
    groups = build.cluster(texts)
    seconds = time.perf_counter() - start
    pairs = set(train.candidates_of(texts))
    copies = [
        (i, j) for j in range(len(documents)) for i in range(j) if documents[i].story == documents[j].story
    ]
    found = recalled(pairs, copies, texts)
    print(
        f"{label}: {len(documents)} documents, {len(copies)} pairs of copies; candidates keep "
        f"{found / len(copies):.4f} of them in {len(pairs) / comb(len(documents), 2):.4f} of all pairs"
    )
    print(line("ours", groups, documents) + f"  ({len(documents) / seconds:.0f} documents/s from raw text)")
    truth = [d.story for d in tuned]
    for name, score in PEERS:
        known, fresh = score([d.text for d in tuned]), score(texts)
        for linkage, link in (("union-find", union_find), ("average linkage", average_linkage)):
            threshold = best(known, truth, link)
            print(line(f"{name}, {linkage} {threshold}", link(len(documents), fresh, threshold), documents))


def recalled(pairs: set[tuple[int, int]], copies: list[tuple[int, int]], texts: list[str]) -> int:
    """How many pairs of copies are compared; a twin (the same words) is so through the first of them."""
    first: dict[tuple[str, ...], int] = {}
    twin = [first.setdefault(tuple(re.findall(r"\w+", t.lower())), n) for n, t in enumerate(texts)]
    met = ((min(twin[i], twin[j]), max(twin[i], twin[j])) for i, j in copies)
    return sum(pair[0] == pair[1] or pair in pairs for pair in met)


def real(seed: int, count: int) -> list[generate.Document]:
    """Real bodies, each with two damaged copies, all kinds of damage."""
    rng = random.Random(seed)
    every = generate.DAMAGES + generate.HELD_BACK
    documents = []
    texts = dict.fromkeys(text for texts in bodies.bodies().values() for text in texts)
    for number, text in enumerate(list(texts)[:count]):
        w = bodies.names_in(text)
        documents.append(generate.Document(text, number, False))
        for _ in range(2):
            copy = generate.damaged(rng, text, w, tuple(rng.sample(every, 3)), reorder=rng.random() < 0.1)
            documents.append(generate.Document(copy.text, number, False))
    return documents


def main() -> None:
    """Print the comparison."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stories", type=int, default=150)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    tuned = generate.corpus(101, given.stories, generate.DAMAGES)
    compare("fresh", generate.corpus(given.seed, given.stories, generate.DAMAGES), tuned)
    every = generate.DAMAGES + generate.HELD_BACK
    compare("held back", generate.corpus(given.seed + 1, given.stories, every), tuned)
    if bodies.available():
        compare("bodies", real(given.seed, given.stories), tuned)
    else:
        print(f"no labelled pages in {bodies.FOLDER}: real bodies not measured")


if __name__ == "__main__":
    main()

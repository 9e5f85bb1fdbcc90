"""What the usual means would give: TF-IDF cosine, Jaccard and MinHash over all pairs, none of them ours.

Written from their definitions with NumPy and SciPy: TF-IDF with smoothed idf and log tf (Manning, Raghavan,
Schütze, Introduction to Information Retrieval, 6.4), MinHash with 128 permutations (Broder 1997). Each gives
the likeness of all pairs above a floor; thresholds are tuned by who calls.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_array, diags_array

Pairs = dict[tuple[int, int], float]
FLOOR = 0.05
PERMUTATIONS = 128


def runs(texts: Sequence[str], size: int) -> csr_array:
    """Texts by runs of words, with counts: rows are texts."""
    columns: dict[tuple[str, ...], int] = {}
    rows, places = [], []
    for row, text in enumerate(texts):
        words = re.findall(r"\w+", text.lower())
        for run in zip(*(words[n:] for n in range(size)), strict=False):
            rows.append(row)
            places.append(columns.setdefault(run, len(columns)))
    shape = (len(texts), max(1, len(columns)))
    found = csr_array((np.ones(len(rows)), (rows, places)), shape=shape)
    found.sum_duplicates()
    return found


def _pairs(table: np.ndarray) -> Pairs:
    left, right = np.nonzero(np.triu(table, 1) > FLOOR)
    return {(int(i), int(j)): float(table[i, j]) for i, j in zip(left, right, strict=True)}


def cosines(texts: Sequence[str]) -> Pairs:
    """TF-IDF cosine of words."""
    counts = runs(texts, 1)
    frequency = np.bincount(counts.indices, minlength=counts.shape[1])
    counts.data = 1 + np.log(counts.data)
    weighed = counts @ diags_array(np.log((1 + len(texts)) / (1 + frequency)) + 1)
    norms = np.sqrt(weighed.multiply(weighed).sum(axis=1))
    unit = diags_array(1 / np.maximum(norms, 1e-9)) @ weighed
    return _pairs((unit @ unit.T).toarray())


def jaccards(texts: Sequence[str], size: int = 2) -> Pairs:
    """Jaccard of word pairs."""
    has = runs(texts, size)
    has.data[:] = 1
    both = (has @ has.T).toarray()
    sizes = np.diff(has.indptr)
    return _pairs(both / np.maximum(sizes[:, None] + sizes[None] - both, 1))


def minhashes(texts: Sequence[str], size: int = 2) -> Pairs:
    """Jaccard of word pairs as 128 minima estimate it."""
    rng = np.random.default_rng(11)
    first = rng.integers(0, 1 << 63, PERMUTATIONS, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
    second = rng.integers(0, 1 << 63, PERMUTATIONS, dtype=np.uint64)
    signatures = np.empty((len(texts), PERMUTATIONS), np.uint64)
    for row, text in enumerate(texts):
        words = re.findall(r"\w+", text.lower())
        own = [" ".join(words[n : n + size]) for n in range(max(1, len(words) - size + 1))]
        hashes = np.array([zlib.crc32(each.encode()) for each in own], np.uint64)
        signatures[row] = ((hashes[:, None] * first + second) >> np.uint64(32)).min(axis=0)
    table = np.zeros((len(texts), len(texts)), np.float32)
    for column in signatures.T:
        table += column[:, None] == column[None]
    return _pairs(table / PERMUTATIONS)

"""How are small trees grown that add up to the chance that a candidate is right?

Gradient boosting over a few questions a tree, in numpy: each tree is grown where it takes most of the loss
that is left, on a part of the rows and a part of the features, drawn with a fixed seed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from aftershock.statements.sureness import Question, Tree

TREES, LEAVES, RATE = 200, 8, 0.12
LEAST = 40  # rows that a leaf must hold
SMALL = 5.0  # how strongly weights are drawn to nothing
ROWS, FEATURES = 0.8, 0.5  # the part of each that a tree sees
BINS = 48


class _Split(NamedTuple):
    gain: float
    feature: int
    bin: int


class _Node(NamedTuple):
    rows: np.ndarray
    weight: float
    split: _Split | None


def grow(known: Sequence[dict[str, float]], right: Sequence[bool], seed: int = 7) -> tuple[Tree, ...]:
    """The trees for candidates of which something is known by name; the first is the share that is right."""
    names = sorted({name for one in known for name in one})
    table = np.array([[one.get(name, 0.0) for name in names] for one in known])
    bounds = [_bounds(table[:, n]) for n in range(len(names))]
    binned = np.stack([np.searchsorted(b, table[:, n], side="left") for n, b in enumerate(bounds)], axis=1)
    truth = np.asarray(right, dtype=float)
    base = float(np.log(truth.mean() / (1 - truth.mean())))
    score = np.full(len(truth), base)
    dice = np.random.default_rng(seed)
    grown: list[Tree] = [(Question(names[0], np.inf, base, base),)]
    for _ in range(TREES):
        chance = 1 / (1 + np.exp(-score))
        slope, bend = truth - chance, chance * (1 - chance)
        rows = dice.permutation(len(truth))[: int(ROWS * len(truth))]
        asked = dice.permutation(len(names))[: int(FEATURES * len(names))]
        tree = _tree(binned, bounds, names, slope, bend, rows, asked)
        if tree is None:
            continue
        grown.append(tree[0])
        score += tree[1]
    return tuple(grown)


def _bounds(column: np.ndarray) -> np.ndarray:
    """The values between which a question may part a feature, rounded as they are written."""
    values = np.unique(column)
    if len(values) > BINS:
        values = np.unique(np.quantile(column, np.linspace(0, 1, BINS + 1)))
    return np.unique(np.round((values[1:] + values[:-1]) / 2, 4))


def _tree(
    binned: np.ndarray, bounds: list[np.ndarray], names: list[str],
    slope: np.ndarray, bend: np.ndarray, rows: np.ndarray, asked: np.ndarray,
) -> tuple[Tree, np.ndarray] | None:  # fmt: skip
    """One tree, and what it adds to each row's score."""

    def node(which: np.ndarray) -> _Node:
        weight = RATE * slope[which].sum() / (bend[which].sum() + SMALL)
        return _Node(which, round(float(weight), 4), _best(binned, slope, bend, which, asked))

    root = node(rows)
    leaves, lines = {(): root}, {}
    while len(leaves) < LEAVES:
        path = max(leaves, key=lambda key: leaves[key].split.gain if leaves[key].split else 0.0)
        split = leaves[path].split
        if split is None or split.gain <= 1e-3:
            break
        low = binned[leaves[path].rows, split.feature] <= split.bin
        lines[path] = split
        for side, part in ((0, low), (1, ~low)):
            leaves[(*path, side)] = node(leaves[path].rows[part])
        del leaves[path]
    if not lines:
        return None
    order = {path: n for n, path in enumerate(sorted(lines, key=lambda path: (len(path), path)))}
    added = np.zeros(len(binned))
    for path, leaf in leaves.items():
        held = np.ones(len(binned), dtype=bool)
        for depth, side in enumerate(path):
            split = lines[path[:depth]]
            held &= (binned[:, split.feature] <= split.bin) == (side == 0)
        added[held] = leaf.weight
    questions = []
    for path in order:
        split = lines[path]
        ends = [order[to] if (to := (*path, side)) in lines else leaves[to].weight for side in (0, 1)]
        questions.append(Question(names[split.feature], float(bounds[split.feature][split.bin]), *ends))
    return tuple(questions), added


def _best(
    binned: np.ndarray, slope: np.ndarray, bend: np.ndarray, rows: np.ndarray, asked: np.ndarray
) -> _Split | None:
    """The question that takes most of the loss of some rows."""
    whole, curve = slope[rows].sum(), bend[rows].sum()
    best = None
    for feature in asked.tolist():
        bins = binned[rows, feature]
        top = int(bins.max())
        if not top:
            continue
        count = np.cumsum(np.bincount(bins, minlength=top + 1))[:-1]
        left = np.cumsum(np.bincount(bins, slope[rows], top + 1))[:-1]
        bent = np.cumsum(np.bincount(bins, bend[rows], top + 1))[:-1]
        gain = (
            left**2 / (bent + SMALL)
            + (whole - left) ** 2 / (curve - bent + SMALL)
            - whole**2 / (curve + SMALL)
        )
        gain[(count < LEAST) | (len(rows) - count < LEAST)] = 0.0
        at = int(gain.argmax())
        if gain[at] > 0 and (best is None or gain[at] > best.gain):
            best = _Split(float(gain[at]), feature, at)
    return best

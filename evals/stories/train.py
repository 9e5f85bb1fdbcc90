"""Fits the weights of the pair score and writes `src/aftershock/data/story_weights.toml`.

Run: python -m evals.stories.train [--write]
Training sets come from the generator of this folder with the seeds of `SEEDS`; the damage kinds held back
there and the seeds of `clusters.py` and `collation.py` are never used. Newton's method with an L2 penalty
(Hastie, Tibshirani, Friedman, The Elements of Statistical Learning, 4.4.1).
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from evals.stories import generate
from numpy.typing import NDArray

from aftershock.stories import fingerprints, score
from aftershock.stories.register import Asked, Entry, Register

Floats = NDArray[np.float64]

SEEDS = ((101, 240), (102, 120), (103, 60), (104, 30), (105, 30), (106, 12), (107, 12), (108, 6), (109, 6))
PENALTY = 1.0
TARGET = Path(__file__).parents[2] / "src/aftershock/data/story_weights.toml"


class Listening(Register):
    """A register that also keeps which pairs were compared, negligible or not."""

    def __init__(self) -> None:
        super().__init__()
        self.pairs: list[tuple[int, int]] = []

    def _compare(self, asked: Asked) -> NDArray[Any]:
        left, right = asked.numbers[asked.left].tolist(), asked.numbers[asked.right].tolist()
        self.pairs += zip(left, right, strict=True)
        return super()._compare(asked)


def candidates_of(texts: Sequence[str]) -> list[tuple[int, int]]:
    """The pairs of texts that are compared at all."""
    register = Listening()
    register.add_all(Entry(n.to_bytes(16, "big"), text) for n, text in enumerate(texts))
    return sorted(register.pairs)


def rows_of(documents: list[generate.Document]) -> tuple[Floats, Floats, NDArray[np.int64]]:
    """Features and labels of all compared pairs of a set, and the pairs; round-ups are no copies."""
    texts = [d.text for d in documents]
    pairs = np.array(candidates_of(texts))
    rows = score.compare(fingerprints.hashed(texts), pairs[:, 0], pairs[:, 1], faint=0).rows
    labels = np.array([float(documents[i].story == documents[j].story) for i, j in pairs])
    return rows, labels, pairs


def fit(rows: Floats, labels: Floats) -> tuple[Floats, Floats, Floats, float]:
    """Means, scales, weights and intercept."""
    means, scales = rows.mean(axis=0), rows.std(axis=0)
    x = np.column_stack([(rows - means) / scales, np.ones(len(rows))])
    beta = np.zeros(x.shape[1])
    penalty = np.diag([PENALTY] * rows.shape[1] + [0.0])
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -40, 40)))
        gradient = x.T @ (labels - p) - penalty @ beta
        step = np.linalg.solve((x.T * (p * (1 - p) + 1e-9)) @ x + penalty, gradient)
        beta += step
        if np.abs(step).max() < 1e-8:
            break
    return means, scales, beta[:-1], float(beta[-1])


def main() -> None:
    """Fit, say how well, and write the table when asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    digest = hashlib.sha256()
    all_rows, all_labels = [], []
    for seed, stories in SEEDS:
        documents = generate.corpus(seed, stories, generate.DAMAGES)
        for document in documents:
            digest.update(f"{document.story}\t{document.text}\n".encode())
        rows, labels, _ = rows_of(documents)
        all_rows.append(rows)
        all_labels.append(labels)
    rows, labels = np.concatenate(all_rows), np.concatenate(all_labels)
    means, scales, weights, intercept = fit(rows, labels)
    guess = (rows - means) / scales @ weights >= -intercept
    wrong = int((guess != (labels > 0)).sum())
    print(f"{len(rows)} pairs, {int(labels.sum())} of them copies; wrong on {wrong}")
    lines = [
        "# Weights of the pair score (stories/score.py): logistic regression, L2 penalty "
        f"{PENALTY}, Newton's method.",
        "# Recipe: python -m evals.stories.train --write. Made by that script, not by hand.",
        f'trained_on = "evals/stories/generate.py, (seed, stories): {SEEDS}"',
        f'digest = "sha256:{digest.hexdigest()}"',
        f"pairs = {len(rows)}",
        f"copies = {int(labels.sum())}",
        f"intercept = {intercept:.6f}",
        "# Mean score between two groups from which they are one story: even odds.",
        "threshold = 0.5",
        "",
        "[feature]",
    ]
    for name, mean, scale, weight in zip(score.FEATURES, means, scales, weights, strict=True):
        lines.append(f"{name} = {{ mean = {mean:.6f}, scale = {scale:.6f}, weight = {weight:.6f} }}")
        print(lines[-1])
    if given.write:
        TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

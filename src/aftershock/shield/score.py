"""How much does a text look like those that people marked? A linear score over hashed runs of letters.

The same grams that find near copies (5 folded letters, hashed) weigh in one table; the sum, scaled by the
root of their number, goes through a logistic curve whose two figures are the calibration. It has no
reasons to show, so it holds at most, and says nothing about a text of fewer than 12 folded letters.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from aftershock.errors import InputError
from aftershock.shield import normalise
from aftershock.shield.banks import grams

BITS = 18
SHORTEST = 12
_MASK = np.uint32((1 << BITS) - 1)


class Linear:
    """Weights of hashed grams, and the curve from a sum to a share. ``tested``: the threshold from which it
    has proved itself (None: not yet); it belongs to what the digest names.
    """

    def __init__(
        self,
        weights: NDArray[np.float32],
        slope: float = 1.0,
        offset: float = 0.0,
        tested: float | None = None,
    ) -> None:
        if weights.shape != (1 << BITS,):
            raise InputError(
                f"{weights.shape} weights, not {1 << BITS}", next_step="Train the score with this version"
            )
        self.weights, self.slope, self.offset, self.tested = weights, slope, offset, tested
        figures = [slope, offset] if tested is None else [slope, offset, tested]
        told = weights.tobytes() + np.array(figures).tobytes()
        self.digest = hashlib.sha256(told).hexdigest()

    def of(self, folded: str, alike: NDArray[np.uint32] | None = None) -> float | None:
        """The score of a folded text, 0 to 1; None where it is too short to be judged."""
        if len(folded) < SHORTEST:
            return None
        found = grams.alike(folded) if alike is None else alike
        return self._share(self.weights[found & _MASK])

    def of_many(self, texts: grams.Prints) -> list[float | None]:
        """``of`` for many texts."""
        weights = self.weights[texts.alike.astype(np.uint32) & _MASK]
        first = 0
        shares: list[float | None] = []
        for size, last in zip(texts.sizes.tolist(), texts.ends_of_alike().tolist(), strict=True):
            shares.append(None if size < SHORTEST else self._share(weights[first:last]))
            first = last
        return shares

    def _share(self, weights: NDArray[np.float32]) -> float:
        total = float(weights.sum()) / math.sqrt(len(weights))
        return round(1 / (1 + math.exp(-max(-30.0, min(30.0, self.slope * total + self.offset)))), 6)

    def save(self, path: Path) -> None:
        """Write weights and curve, the version of the folding that they belong to, and what was proved."""
        if self.tested is None:
            raise ValueError("a score is written where it has proved itself")
        np.savez_compressed(
            path,
            weights=self.weights,
            curve=np.array([self.slope, self.offset]),
            folding=np.array(normalise.VERSION),
            tested=np.array(self.tested),
            digest=np.array(self.digest),
        )


def load(path: Path) -> Linear:
    """A saved score; raises InputError where it was made by another version of the folding, has not proved
    itself, or is not what did.
    """
    try:
        with np.load(path) as found:
            arrays = {name: found[name] for name in found.files}
    except (ValueError, EOFError, BadZipFile) as error:
        raise InputError(f"not a score: {error}", where=str(path), next_step="Train it again") from error
    if str(arrays.get("folding")) != normalise.VERSION:
        raise InputError(
            "the score was trained on another folding", where=str(path), next_step="Train it again"
        )
    if not {"weights", "curve", "tested", "digest"} <= arrays.keys():
        raise InputError(
            "the score has not proved itself by its tests", where=str(path),
            next_step="Train it: aftershock shield train",
        )  # fmt: skip
    slope, offset = (float(each) for each in arrays["curve"])
    made = Linear(arrays["weights"], slope, offset, float(arrays["tested"]))
    if made.digest != str(arrays["digest"]):
        raise InputError(
            "the score is not the one that proved itself", where=str(path), next_step="Train it again"
        )
    return made


def fit(texts: Sequence[str], marked: Sequence[bool], *, rounds: int = 12, step: float = 0.5) -> Linear:
    """Weights from texts and whether people marked them: logistic loss, AdaGrad, in the order given.

    Deterministic. What it may be used for is decided on other texts than these.
    """
    rows = [grams.alike(normalise.fold(text)) & _MASK for text in texts]
    weights, spent = np.zeros(1 << BITS, np.float32), np.full(1 << BITS, 1e-6, np.float32)
    offset, spent_offset = 0.0, 1e-6
    for _ in range(rounds):
        for row, mark in zip(rows, marked, strict=True):
            if not len(row):
                continue
            scale = 1 / math.sqrt(len(row))
            total = float(weights[row].sum()) * scale + offset
            slope = 1 / (1 + math.exp(-max(-30.0, min(30.0, total)))) - mark
            spent[row] += (slope * scale) ** 2
            weights[row] -= step * slope * scale / np.sqrt(spent[row])
            spent_offset += slope**2
            offset -= step * slope / math.sqrt(spent_offset)
    return Linear(weights, 1.0, offset)

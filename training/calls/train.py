"""How is the head of calls trained? ``python training/calls/train.py`` writes ``data/calls/head.npz`` anew.

Learnt from ``lines.tsv`` (filled in by ``labelled.py``) and the lines of ``training/tone``: a logistic line
over the encoder's vector of the whole text. Penalty and kind were compared in evals/shield/LOG.md; slope and
offset of the curve come from texts whose family was left out. Nothing is learnt from the data of others.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import numpy
import scipy.optimize
from numpy.typing import NDArray

from aftershock.models.encoder import encoder

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PENALTY = 1 / 0.3
FOLDS = 5
Array = NDArray[numpy.float64]


def part(path: Path, name: str) -> ModuleType:
    """A file of another training folder (both have a ``labelled.py``)."""
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    sys.modules[name] = made
    spec.loader.exec_module(made)
    return made


def fitted(rows: Array, calls: NDArray[numpy.bool_], penalty: float = PENALTY) -> tuple[Array, float]:
    """Weights and offset; both kinds of text weigh the same; L2 on the weights."""
    weigh = numpy.where(calls, 0.5 / calls.sum(), 0.5 / (~calls).sum()) * len(calls)
    sign = numpy.where(calls, 1.0, -1.0)

    def loss(free: Array) -> tuple[float, Array]:
        line = sign * (rows @ free[:-1] + free[-1])
        lost = (weigh * numpy.logaddexp(0, -line)).sum() + penalty / 2 * (free[:-1] ** 2).sum()
        slope = -weigh * sign / (1 + numpy.exp(numpy.minimum(line, 500)))
        return float(lost), numpy.append(rows.T @ slope + penalty * free[:-1], slope.sum())

    start = numpy.zeros(rows.shape[1] + 1)
    free = scipy.optimize.minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    return free[:-1], float(free[-1])


def left_out(rows: Array, calls: NDArray[numpy.bool_], families: list[str]) -> Array:
    """The score of each text by a line that saw no text of its family."""
    names = sorted(set(families))
    fold = dict(zip(names, numpy.random.default_rng(1).integers(0, FOLDS, len(names)), strict=True))
    which = numpy.array([fold[name] for name in families])
    scores = numpy.empty(len(rows))
    for number in range(FOLDS):
        weights, offset = fitted(rows[which != number], calls[which != number])
        scores[which == number] = rows[which == number] @ weights + offset
    return scores


def curve(scores: Array, calls: NDArray[numpy.bool_]) -> tuple[float, float]:
    """Slope and offset from a score to a probability, both kinds weighing the same (Platt 1999)."""
    weights, offset = fitted(scores[:, None], calls, penalty=1e-6)
    return float(weights[0]), offset


def main() -> None:
    """Fit, calibrate, write."""
    sys.path[:0] = [str(ROOT / "training" / "heads")]
    own = part(HERE / "labelled.py", "calls_labelled").read(HERE / "lines.tsv")
    tone = part(ROOT / "training" / "tone" / "labelled.py", "tone_labelled").read(
        ROOT / "training" / "tone" / "lines"
    )
    texts = [line.text for line in [*own, *tone]]
    calls = numpy.array([line.call for line in own] + [line.label == "threatens-or-calls" for line in tone])
    families = [line.family for line in [*own, *tone]]
    told = encoder()
    rows = told.embed(texts).astype(float)
    weights, offset = fitted(rows, calls)
    scores = left_out(rows, calls, families)
    slope, shift = curve(scores, calls)
    part(ROOT / "training" / "heads" / "fit.py", "heads_fit").save(
        ROOT / "src" / "aftershock" / "data" / "calls" / "head.npz",
        weights=(weights * slope).astype(numpy.float32), offset=numpy.float64(offset * slope + shift),
        encoder=numpy.array(told.digest),
    )  # fmt: skip
    order = scores.argsort().argsort()
    area = (order[calls].sum() - calls.sum() * (calls.sum() - 1) / 2) / (calls.sum() * (~calls).sum())
    sys.stdout.write(f"{calls.sum()} calls, {(~calls).sum()} others; families left out: area {area:.3f}\n")


if __name__ == "__main__":
    main()

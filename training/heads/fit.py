"""How is a small head fitted? Closed form, numpy and scipy only; shared by the tone and the shallow reading.

Run-time counterpart: ``aftershock.models.kernel``.
"""

from __future__ import annotations

from pathlib import Path

import numpy
import scipy.linalg
import scipy.optimize
from numpy.typing import NDArray

Array = NDArray[numpy.float64]


def gaussian(a: Array, b: Array, gamma: float) -> Array:
    """exp(-gamma * squared distance) between all rows of a and b."""
    apart = (a**2).sum(1)[:, None] + (b**2).sum(1)[None] - 2 * a @ b.T
    return numpy.exp(-gamma * numpy.maximum(apart, 0))


def weigh(labels: NDArray[numpy.int64], classes: int) -> Array:
    """A weight for each line so that each class weighs the same."""
    counts = numpy.bincount(labels, minlength=classes)
    return (len(labels) / classes / numpy.maximum(counts, 1))[labels]


def ridge(rows: Array, labels: NDArray[numpy.int64], classes: int, gamma: float, penalty: float) -> Array:
    """Weights (m, classes) of a class-balanced kernel ridge regression onto one-hot targets."""
    kernel = gaussian(rows, rows, gamma)
    kernel[numpy.diag_indices(len(kernel))] += penalty / weigh(labels, classes)
    return scipy.linalg.solve(kernel, numpy.eye(classes)[labels] - 1 / classes, assume_a="pos")


def components(views: Array, k: int) -> tuple[Array, Array]:
    """Mean and the first k principal axes, scaled so that several views weigh as much as one."""
    mean = views.mean(0)
    _, axes = scipy.linalg.eigh(
        numpy.cov((views - mean).T), subset_by_index=(views.shape[1] - k, views.shape[1] - 1)
    )
    return mean, axes[:, ::-1] / numpy.sqrt(views.shape[1] / 512)


def calibrate(scores: Array, labels: NDArray[numpy.int64], classes: int) -> tuple[float, Array]:
    """Temperature and one offset a class, by class-balanced log loss with a small pull towards no offset."""
    weights = weigh(labels, classes)

    def loss(free: Array) -> float:
        raised = scores * numpy.exp(free[0]) + free[1:]
        raised = raised - raised.max(1, keepdims=True)
        logs = raised - numpy.log(numpy.exp(raised).sum(1, keepdims=True))
        return float(
            -(weights * logs[numpy.arange(len(labels)), labels]).mean() + 0.01 * (free[1:] ** 2).sum()
        )

    best = scipy.optimize.minimize(loss, numpy.r_[numpy.log(5.0), numpy.zeros(classes)]).x
    return float(numpy.exp(best[0])), best[1:]


def softmax(scores: Array) -> Array:
    """Rows that sum to 1."""
    raised = numpy.exp(scores - scores.max(1, keepdims=True))
    return raised / raised.sum(1, keepdims=True)


def macro_f1(truth: NDArray[numpy.int64], told: NDArray[numpy.int64], classes: int) -> tuple[float, Array]:
    """Macro F1 and each class's own, 2TP / (2TP + FP + FN); -1 in ``told`` is abstained: a miss."""
    each = []
    for c in range(classes):
        hit = ((truth == c) & (told == c)).sum()
        each.append(2 * hit / max(1, (truth == c).sum() + (told == c).sum()))
    return float(numpy.mean(each)), numpy.array(each)


def expected_calibration_error(probabilities: Array, truth: NDArray[numpy.int64], bins: int = 10) -> float:
    """Mean gap between confidence and accuracy over equal-width bins (Naeini et al. 2015)."""
    sure = probabilities.max(1)
    right = probabilities.argmax(1) == truth
    place = numpy.minimum((sure * bins).astype(int), bins - 1)
    gaps = [
        abs(sure[place == b].mean() - right[place == b].mean()) * (place == b).sum()
        for b in range(bins)
        if (place == b).any()
    ]
    return float(sum(gaps) / len(sure))


def save(path: Path, **kept: object) -> None:
    """Write weights so that the same weights give the same bytes."""
    import io
    import zipfile

    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, value in sorted(kept.items()):
            held = io.BytesIO()
            numpy.save(held, numpy.asarray(value), allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)), held.getvalue())

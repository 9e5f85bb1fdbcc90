"""How is the tone head trained? ``python training/tone/train.py`` writes ``data/tone/head.npz`` anew.

Learnt from ``lines/``; temperature and offsets come from the open part of the test
(``evals/tone/lines/open.txt``), and so do the threshold of abstaining and the error table, which are those of
the mean that is told (``aftershock.models.mixed``): train ``training/tuned`` first. The sealed and the third
part are read only by ``evals/tone/measure.py``.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "heads")]

import fit  # noqa: E402
import labelled  # noqa: E402

from aftershock.models import cues, mixed, tuned  # noqa: E402
from aftershock.models.clauses import views  # noqa: E402
from aftershock.models.encoder import encoder  # noqa: E402

ROOT = HERE.parent.parent
GAMMA, PENALTY, AXES = 1.0, 1.0, 256  # compared in evals/tone/LOG.md
WEIGHT = mixed.WEIGHTS["tone"]
TOLD = 0.8  # share of lines that get a label: the threshold of abstaining follows from it


def both(texts: list[str]) -> tuple[fit.Array, fit.Array]:
    """Views and weighed cues of texts."""
    given = views(encoder(), texts).astype(float)
    return given, cues.features(cues.load("tone"), texts).astype(float) * WEIGHT


def main() -> None:
    """Fit, calibrate, write."""
    lines = labelled.read(HERE / "lines")
    tuned_on = labelled.read(ROOT / "evals" / "tone" / "lines" / "open.txt")
    classes = labelled.CLASSES
    given, beside = both([line.text for line in lines])
    labels = numpy.array([classes.index(line.label) for line in lines])
    mean, axes = fit.components(given, AXES)
    rows = numpy.hstack(((given - mean) @ axes, beside))
    weights = fit.ridge(rows, labels, len(classes), GAMMA, PENALTY)
    other, other_beside = both([line.text for line in tuned_on])
    other = numpy.hstack(((other - mean) @ axes, other_beside))
    truth = numpy.array([classes.index(line.label) for line in tuned_on])
    scores = fit.gaussian(other, rows, GAMMA) @ weights
    temperature, offset = fit.calibrate(scores, truth, len(classes))
    told = encoder().read_groups(
        [(line.text,) for line in tuned_on], lambda pieces: tuned.tuned().answer("tone", pieces)
    )
    layers = numpy.stack([answer for _, answer in told])
    sure = (1 - tuned.SHARE) * fit.softmax(scores * temperature + offset) + tuned.SHARE * layers
    threshold = float(numpy.quantile(sure.max(1), 1 - TOLD))
    confusion = numpy.zeros((len(classes), len(classes) + 1))
    for true, row in zip(truth, sure, strict=True):
        confusion[true, row.argmax() if row.max() >= threshold else len(classes)] += 1
    fit.save(
        ROOT / "src" / "aftershock" / "data" / "tone" / "head.npz",
        classes=numpy.array(classes), mean=mean.astype(numpy.float32), axes=axes.astype(numpy.float16),
        lines=rows.astype(numpy.float16), weights=weights.astype(numpy.float32), gamma=GAMMA,
        temperature=temperature, offset=offset.astype(numpy.float32), threshold=threshold,
        confusion=confusion,
    )  # fmt: skip
    told, each = fit.macro_f1(truth, sure.argmax(1), len(classes))
    sys.stdout.write(f"{len(lines)} lines; open part {told:.3f} {each.round(2)}, threshold {threshold:.3f}\n")


if __name__ == "__main__":
    main()

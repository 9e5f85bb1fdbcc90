"""How well is tone told on lines that were held back? ``python evals/tone/measure.py [open|sealed]``

Macro F1 with a 95 % interval over families drawn anew, calibration, what abstaining buys, languages that were
never trained on, and how often a report about a celebration is taken for one.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy

ROOT = Path(__file__).parent.parent.parent
sys.path[:0] = [str(ROOT / "training" / "tone"), str(ROOT / "training" / "heads")]

import fit  # noqa: E402
import labelled  # noqa: E402

from aftershock.models.kernel import load  # noqa: E402
from aftershock.tone.head import read  # noqa: E402

UNTRAINED: tuple[str, ...] = ()  # nl, ko and th had no lines before the fourth step of LOG.md


def main() -> None:
    """Print the table for one part of the test."""
    part = sys.argv[1] if len(sys.argv) > 1 else "sealed"
    lines = labelled.read(Path(__file__).parent / "lines" / f"{part}.txt")
    classes = labelled.CLASSES
    told = read([line.text for line in lines])
    sure = numpy.array([told[line.text].probabilities for line in lines])
    truth = numpy.array([classes.index(line.label) for line in lines])
    best = sure.argmax(1)
    families = numpy.array([line.family for line in lines])
    macro, each = fit.macro_f1(truth, best, len(classes))
    chance = numpy.random.default_rng(5)
    names = sorted(set(families))
    places = {name: numpy.flatnonzero(families == name) for name in names}
    again = []
    for _ in range(1_000):
        some = numpy.concatenate([places[name] for name in chance.choice(names, len(names))])
        again.append(fit.macro_f1(truth[some], best[some], len(classes))[0])
    low, high = numpy.quantile(again, [0.025, 0.975])
    print(
        f"{part}: {len(lines)} lines, {len(names)} families, {len({line.lang for line in lines})} languages"
    )
    print(f"macro F1 {macro:.3f} ({low:.3f}-{high:.3f}), every line told")
    print("  " + ", ".join(f"{name} {value:.2f}" for name, value in zip(classes, each, strict=True)))
    for threshold in (0.4, 0.5, load("tone").threshold, 0.7, 0.8):
        kept = sure.max(1) >= threshold
        value, _ = fit.macro_f1(truth[kept], best[kept], len(classes))
        print(f"  from {threshold:.2f}: told {kept.mean():.2f}, macro F1 among told {value:.3f}")
    print(f"calibration error {fit.expected_calibration_error(sure, truth):.3f}")
    reports = truth == classes.index("reports")
    for name, right in (("every line", best >= 0), ("told only", sure.max(1) >= load("tone").threshold)):
        wrong = reports & right & (best == classes.index("celebrates"))
        print(f"reports taken for celebration, {name}: {wrong.sum()} of {(reports & right).sum()}")
    for lang in sorted({line.lang for line in lines}):
        here = numpy.array([line.lang == lang for line in lines])
        right = (truth[here] == best[here]).mean()
        print(
            f"  {lang}: {right:.2f} of {here.sum()} right{' (never trained on)' if lang in UNTRAINED else ''}"
        )


if __name__ == "__main__":
    main()

"""How is the shallow reading's head trained? ``python training/shallow/train.py`` writes its weights anew.

Temperature and offsets come from sentences left out in turn; ``evals/shallow`` is not looked at here.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import numpy

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent / "heads")]

import fit  # noqa: E402

from aftershock.models import cues, mixed  # noqa: E402
from aftershock.models.clauses import views  # noqa: E402
from aftershock.models.encoder import encoder  # noqa: E402

ROOT = HERE.parent.parent
ACTS = ("claims-responsibility", "denies", "blames", "praises", "threatens", "warns", "none")
LETTERS = dict(zip("cdbptwn", ACTS, strict=True))
GAMMA, PENALTY, AXES, FOLDS = 1.0, 1.0, 256, 6
SURE = 0.4  # of the mean of head and layers, where precision on open lines is .8 to .9 (evals/shallow/LOG.md)
WEIGHT = mixed.WEIGHTS["shallow"]


def read(folder: Path) -> list[tuple[str, str, int, str]]:
    """(act, language, place among the sentences of the act, sentence) of each line."""
    found = []
    for file in sorted(folder.glob("*.txt")):
        seen: Counter[str] = Counter()
        for raw in file.read_text("utf-8").splitlines():
            letter, text = raw.split("|", 1)
            found.append((LETTERS[letter], file.stem, seen[letter], text.strip()))
            seen[letter] += 1
    return found


def main() -> None:
    """Fit, calibrate on sentences left out, write."""
    lines = read(HERE / "lines")
    given = views(encoder(), [line[3] for line in lines]).astype(float)
    labels = numpy.array([ACTS.index(line[0]) for line in lines])
    # sentences of several languages at one place of an act are kin: they are left out together
    fold = numpy.array([line[2] % FOLDS for line in lines])
    mean, axes = fit.components(given, AXES)
    beside = cues.features(cues.load("shallow"), [line[3] for line in lines]).astype(float) * WEIGHT
    rows = numpy.hstack(((given - mean) @ axes, beside))
    scores = numpy.zeros((len(lines), len(ACTS)))
    for each in range(FOLDS):
        kept, out = fold != each, fold == each
        weights = fit.ridge(rows[kept], labels[kept], len(ACTS), GAMMA, PENALTY)
        scores[out] = fit.gaussian(rows[out], rows[kept], GAMMA) @ weights
    temperature, offset = fit.calibrate(scores, labels, len(ACTS))
    told = (scores * temperature + offset).argmax(1)
    confusion = numpy.zeros((len(ACTS), len(ACTS) + 1))
    numpy.add.at(confusion, (labels, told), 1)
    fit.save(
        ROOT / "src" / "aftershock" / "data" / "shallow" / "head.npz",
        classes=numpy.array(ACTS), mean=mean.astype(numpy.float32), axes=axes.astype(numpy.float16),
        lines=rows.astype(numpy.float16),
        weights=fit.ridge(rows, labels, len(ACTS), GAMMA, PENALTY).astype(numpy.float32), gamma=GAMMA,
        temperature=temperature, offset=offset.astype(numpy.float32), threshold=SURE, confusion=confusion,
    )  # fmt: skip
    macro, each_act = fit.macro_f1(labels, told, len(ACTS))
    sys.stdout.write(f"{len(lines)} sentences; left out in turn: {macro:.3f} {each_act.round(2)}\n")


if __name__ == "__main__":
    main()

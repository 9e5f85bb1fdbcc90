"""How often is a news report about a celebration counted as one? ``python evals/tone/reported.py``

The lines are reports alone, in sixteen languages, written for this question and used for nothing else: who
cheered, where, who was punished for it, which film of it was false, with the cheering words quoted. The share
that is told as celebrating, with its exact 95 % interval, over all lines and by language.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
sys.path[:0] = [str(ROOT / "training" / "tone")]

import labelled  # noqa: E402

from aftershock.models.kernel import load  # noqa: E402
from aftershock.reaction.chances import clopper_pearson  # noqa: E402
from aftershock.tone.head import CLASSES, read  # noqa: E402


def main() -> None:
    """Print how the lines are told."""
    lines = labelled.read(Path(__file__).parent / "lines" / "reported.txt")
    told = read([line.text for line in lines])
    best = {line.text: CLASSES[max(range(len(CLASSES)), key=told[line.text].probabilities.__getitem__)]
            for line in lines}  # fmt: skip
    sure = [line for line in lines if max(told[line.text].probabilities) >= load("tone").threshold]
    for name, some in (("every line", lines), ("told only", sure)):
        wrong = [line for line in some if best[line.text] == "celebrates"]
        low, high = clopper_pearson(len(wrong), len(some))
        said = Counter(best[line.text] for line in some)
        print(f"{name}: {len(wrong)} of {len(some)} reports counted as celebration "
              f"({len(wrong) / len(some):.3f}, {low:.3f} to {high:.3f}); {dict(said)}")  # fmt: skip
        print(f"  of them by language: {dict(Counter(line.lang for line in wrong))}")
    print(f"lines by language: {dict(Counter(line.lang for line in lines))}")


if __name__ == "__main__":
    main()

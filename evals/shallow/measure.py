"""How well is the act of a sentence told in six languages, on sentences that were held back?

``python evals/shallow/measure.py``: macro F1 for each language with a 95 % interval over resampled sentences.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy

ROOT = Path(__file__).parent.parent.parent
sys.path[:0] = [str(ROOT / "training" / "shallow"), str(ROOT / "training" / "heads")]

import fit  # noqa: E402
import train  # noqa: E402

from aftershock.models import mixed  # noqa: E402
from aftershock.models.encoder import encoder  # noqa: E402


def measure() -> dict[str, tuple[float, float, float]]:
    """Macro F1, low and high for each language, and for all of them."""
    lines = train.read(Path(__file__).parent / (sys.argv[1] if len(sys.argv) > 1 else "fresh"))
    told = mixed.probabilities("shallow", encoder(), [line[3] for line in lines]).argmax(1)
    truth = numpy.array([train.ACTS.index(line[0]) for line in lines])
    langs = numpy.array([line[1] for line in lines])
    chance = numpy.random.default_rng(3)
    found = {}
    for lang in [*sorted(set(langs)), "all"]:
        here = numpy.flatnonzero((langs == lang) | (lang == "all"))
        again = [
            fit.macro_f1(truth[some], told[some], len(train.ACTS))[0]
            for some in (chance.choice(here, len(here)) for _ in range(1_000))
        ]
        low, high = numpy.quantile(again, [0.025, 0.975])
        found[lang] = (fit.macro_f1(truth[here], told[here], len(train.ACTS))[0], float(low), float(high))
    return found


def main() -> None:
    """Print the table."""
    for lang, (value, low, high) in measure().items():
        print(f"{lang:4} macro F1 {value:.3f} ({low:.3f}-{high:.3f})")


if __name__ == "__main__":
    main()

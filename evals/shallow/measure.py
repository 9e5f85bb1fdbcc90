"""How well is the act of a sentence told in six languages, on sentences that were held back?

``python evals/shallow/measure.py [fresh|third|fourth|fifth|posts]``: macro F1 for each language with a 95 %
interval over resampled sentences; and, of what is sure enough to stand, how much is told where no act is.
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
from aftershock.statements.shallow import SURE_OF_POST  # noqa: E402

NONE = train.ACTS.index("none")


def measure(name: str) -> tuple[dict[str, tuple[float, float, float]], str]:
    """Macro F1, low and high for each language, and for all of them; and what of it would stand."""
    lines = train.read(Path(__file__).parent / name)
    chances = mixed.probabilities("shallow", encoder(), [line[3] for line in lines])
    told = chances.argmax(1)
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
    least = SURE_OF_POST if name == "posts" else train.SURE
    return found, standing(truth, numpy.where(chances.max(1) >= least, told, NONE))


def standing(truth: numpy.ndarray, told: numpy.ndarray) -> str:
    """How often an act is told where none is, and where one is whether it is the right one."""
    silent = truth == NONE
    false, acts = int((told[silent] != NONE).sum()), int((~silent).sum())
    right = int((told == truth)[~silent].sum())
    other = int(((told != truth) & (told != NONE))[~silent].sum())
    none = int(silent.sum())
    return f"told where no act is: {false} of {none}; of {acts} acts {right} right, {other} as another"


def main() -> None:
    """Print the table."""
    table, stands = measure(sys.argv[1] if len(sys.argv) > 1 else "fresh")
    for lang, (value, low, high) in table.items():
        print(f"{lang:4} macro F1 {value:.3f} ({low:.3f}-{high:.3f})")
    print(stands)


if __name__ == "__main__":
    main()

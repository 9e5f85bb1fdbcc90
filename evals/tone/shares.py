"""Are estimated shares near the truth? ``python evals/tone/shares.py``: mixes drawn from the sealed lines.

A mix is a random true distribution (Dirichlet) and 2,000 posts drawn with it. The same posts are counted
plainly and with the correction of ``tone.mixing``, whose error table comes from the open lines alone.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

import numpy

ROOT = Path(__file__).parent.parent.parent
sys.path[:0] = [str(ROOT / "training" / "tone")]

import labelled  # noqa: E402

from aftershock.models.kernel import load  # noqa: E402
from aftershock.tone.head import CLASSES, read  # noqa: E402
from aftershock.tone.mixing import estimate  # noqa: E402

MIXES, POSTS = 200, 2_000
GROUPS = {
    "all": None, "Latin script": ("de", "en", "es", "fr", "it", "nl", "pl", "pt", "tr"),
    "other scripts": ("ar", "ja", "ko", "ru", "th", "zh"),
}  # fmt: skip


def main() -> None:
    """Print the errors for all lines and each group of languages."""
    lines = labelled.read(Path(__file__).parent / "lines" / "sealed.txt")
    told = read([line.text for line in lines])
    confusion = load("tone").confusion
    for group, langs in GROUPS.items():
        outcomes: dict[int, list[int]] = defaultdict(list)
        for line in lines:
            if langs is None or line.lang in langs:
                label = told[line.text].label
                outcomes[CLASSES.index(line.label)].append(CLASSES.index(label) if label else len(CLASSES))
        chance = numpy.random.default_rng(9)
        plain, mended, covered = [], [], []
        for _ in range(MIXES):
            truth = chance.dirichlet(numpy.ones(len(CLASSES)))
            drawn = chance.multinomial(POSTS, truth)
            seen = numpy.concatenate([chance.choice(outcomes[c], n) for c, n in enumerate(drawn)]).astype(int)
            counts = numpy.bincount(seen, minlength=len(CLASSES) + 1).astype(float)
            value, spread = estimate(seen, numpy.ones(len(seen), dtype=int), confusion)
            true = drawn / POSTS
            plain.append(abs(counts[:-1] / counts[:-1].sum() - true))
            mended.append(abs(value - true))
            covered.append((spread[:, 0] <= true) & (true <= spread[:, 1]))
        within = (numpy.array(mended) <= 0.03).mean()
        print(
            f"{group}: mean error counted {numpy.mean(plain):.3f}, corrected {numpy.mean(mended):.3f}; "
            f"within .03: {within:.2f} of shares; 95 % intervals hold {numpy.mean(covered):.2f}"
        )
        each = numpy.mean(mended, axis=0)
        print("  " + ", ".join(f"{name} {value:.3f}" for name, value in zip(CLASSES, each, strict=True)))


if __name__ == "__main__":
    main()

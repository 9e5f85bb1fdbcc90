"""What does the network learn from? ``python training/tuned/pieces.py OUT`` with the project's environment.

Writes one file a set of labelled lines: the vectors of each line's pieces as the frozen table of the encoder
gives them (``emb``, float16), how many pieces a line has (``lens``), and its class (``label``). The open
parts of the evaluation sets are only looked at while training; the sealed and the third are never read here.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE.parent / "shallow"), str(HERE.parent / "tone")]  # both have a train.py

import labelled  # noqa: E402
import train as shallow  # noqa: E402  (training/shallow)

from aftershock.models.encoder import encoder  # noqa: E402


def sets() -> Iterator[tuple[str, list[tuple[str, int]]]]:
    """Name of each set, and its lines with their classes by number."""
    for name, place in (
        ("tone", ROOT / "training" / "tone" / "lines"),
        ("tone-open", ROOT / "evals" / "tone" / "lines" / "open.txt"),
    ):
        lines = labelled.read(place)
        yield name, [(line.text, labelled.CLASSES.index(line.label)) for line in lines]
    for name, place in (
        ("shallow", ROOT / "training" / "shallow" / "lines"),
        ("shallow-open", ROOT / "evals" / "shallow" / "lines"),
    ):
        yield name, [(line[3], shallow.ACTS.index(line[0])) for line in shallow.read(place)]


def main() -> None:
    """Write the sets."""
    to = Path(sys.argv[1])
    to.mkdir(parents=True, exist_ok=True)
    for name, lines in sets():
        read = encoder().read_groups([(text,) for text, _ in lines], lambda pieces: pieces)
        vectors = [pieces for _, pieces in read]
        numpy.savez(
            to / f"{name}.npz",
            emb=numpy.concatenate(vectors).astype(numpy.float16),
            lens=numpy.array([len(rows) for rows in vectors]),
            label=numpy.array([label for _, label in lines]),
        )
        sys.stdout.write(f"{name}: {len(lines)} lines, {sum(map(len, vectors))} pieces\n")


if __name__ == "__main__":
    main()

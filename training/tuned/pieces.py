"""What does the network learn from? ``python training/tuned/pieces.py OUT`` with the project's environment.

Writes one file a set of labelled lines: the vectors of each line's pieces as the frozen table of the encoder
gives them (``emb``, float16), how many pieces a line has (``lens``), and its class (``label``). The open
parts of the evaluation sets are only looked at while training; the sealed and later ones are never read here.
Of the lines of calls every twelfth sentence is kept to look at, in all languages.
"""

from __future__ import annotations

import importlib.util
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy

HERE = Path(__file__).parent
KEPT = 12  # one sentence of calls in so many is looked at and not learnt
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE.parent / "shallow"), str(HERE.parent / "tone")]  # both have a train.py

import labelled  # noqa: E402  (training/tone)
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
    lines = calls().read(HERE.parent / "calls" / "lines.tsv", each=1)
    kept = [zlib.crc32(line.family.encode()) % KEPT == 0 for line in lines]
    yield "calls", [(line.text, int(line.call)) for line, out in zip(lines, kept, strict=True) if not out]
    yield "calls-open", [(line.text, int(line.call)) for line, out in zip(lines, kept, strict=True) if out]


def calls() -> ModuleType:
    """`training/calls/labelled.py`: another file of that name is imported already."""
    spec = importlib.util.spec_from_file_location("calls_labelled", HERE.parent / "calls" / "labelled.py")
    assert spec is not None
    assert spec.loader is not None
    made = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


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

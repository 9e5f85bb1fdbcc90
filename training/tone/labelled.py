"""Which lines were labelled how? A heading ``# family``, then ``label|language|text`` a line."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

CLASSES = ("celebrates", "condemns", "reports", "threatens-or-calls", "blames-a-community", "other")
LETTERS = dict(zip("ckrtbo", CLASSES, strict=True))


class Line(NamedTuple):
    """One labelled line; families are topics of their own, so that a split by family shares no wording."""

    family: str
    label: str
    lang: str
    text: str


def read(path: Path) -> list[Line]:
    """The lines of one file, or of every file of a folder in the order of their names."""
    if path.is_dir():
        return [line for file in sorted(path.glob("*.txt")) for line in read(file)]
    family = ""
    lines: list[Line] = []
    for number, raw in enumerate(path.read_text("utf-8").splitlines(), 1):
        if raw.startswith("# "):
            family = raw[2:].split(" (")[0].strip()
        elif raw.strip():
            letter, lang, text = raw.split("|", 2)
            if letter not in LETTERS or not family:
                raise ValueError(f"{path.name}:{number}: {letter!r} is no label, or there is no family yet")
            lines.append(Line(family, LETTERS[letter], lang, text.strip()))
    return lines

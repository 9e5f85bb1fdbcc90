"""Which texts does the head of calls learn from, and which are calls? Lines of `lines.tsv`, filled in."""

from __future__ import annotations

import random
from pathlib import Path
from typing import NamedTuple

KINDS = ("target", "place", "call", "not", "frame", "everyday")


class Line(NamedTuple):
    """One text. ``family`` is the same for a sentence in all languages, so that a split shares none."""

    lang: str
    kind: str
    family: str
    text: str
    call: bool


def rows(path: Path) -> dict[str, dict[str, list[str]]]:
    """The lines of the table by language and kind; raises ValueError with the line that is wrong."""
    found: dict[str, dict[str, list[str]]] = {}
    for number, raw in enumerate(path.read_text("utf-8").splitlines(), 1):
        if raw and not raw.startswith("#"):
            lang, kind, text = raw.split("\t")
            if kind not in KINDS:
                raise ValueError(f"{path.name}:{number}: no kind is called {kind!r}")
            found.setdefault(lang, {each: [] for each in KINDS})[kind].append(text)
    return found


def read(path: Path, *, each: int = 3, seed: int = 4) -> list[Line]:
    """Every sentence with ``each`` people or places; every frame around ``each`` calls of its language.

    People's names stand in calls and in what is none alike, so that nobody's name is a sign of anything.
    """
    rng = random.Random(seed)
    lines = []
    for lang, kinds in rows(path).items():
        people = [text.split("|") for text in kinds["target"]]
        places = kinds["place"][0].split("|")
        for kind in ("call", "not"):
            for number, text in enumerate(kinds[kind]):
                for subject, object_ in rng.sample(people, each):
                    said = text.format(n=subject, a=object_)
                    lines.append(Line(lang, kind, f"{kind} {number}", said, kind == "call"))
        for number, frame in enumerate(kinds["frame"]):
            for _ in range(each):
                subject, object_ = rng.choice(people)
                call = rng.choice(kinds["call"]).format(n=subject, a=object_).rstrip(".।。")
                lines.append(Line(lang, "frame", f"frame {number}", frame.replace("{p}", call), False))
        for number, text in enumerate(kinds["everyday"]):
            for place in rng.sample(places, each):
                said = text.format(o=place, k=rng.randint(2, 400))
                said = rng.choice((said, said, said.upper(), said.lower()))
                lines.append(Line(lang, "everyday", f"everyday {number}", said, False))
        # posts often hold two or three sentences
        plain = [line for line in lines if line.lang == lang and line.kind in ("not", "everyday")]
        for number in range(len(kinds["everyday"]) * each):
            two = " ".join(line.text for line in rng.sample(plain, 2))
            lines.append(Line(lang, "two", f"two {number}", two, False))
    return lines

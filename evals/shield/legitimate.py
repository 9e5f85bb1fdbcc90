"""What happens to those who quote, report, contradict, sing? python -m evals.shield.legitimate [--show]

Every sentence of `legitimate.tsv` with every phrase of its language; `direct.tsv` beside it shows that
the exemptions do not let everything through. HateCheck and MHC, where their files are at hand (`--data`),
with their own quoted and referenced cases: those only show that folding invents no hit, as the list holds
no slur.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from aftershock.shield.activation import proved
from aftershock.shield.decide import Shield
from aftershock.shield.phrases import Phrase
from aftershock.shield.policy.table import read
from aftershock.shield.replay import named
from aftershock.shield.verdict import Item

HERE = Path(__file__).parent
AT = "2026-11-22T12:00:00Z"


def rows(name: str) -> list[list[str]]:
    """The lines of a table of this folder."""
    lines = (HERE / name).read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def shield() -> Shield:
    """The evaluation's policy with the stand-ins' list, examples proved."""
    listed = [
        Phrase(id=f"{language}-{number}", list="calls", text=text, adopted_by="evaluation")
        for number, (language, text) in enumerate(rows("phrases.tsv"))
    ]
    source = (HERE / "policy.toml").read_text("utf-8")
    parsed = read(source)
    return proved(Shield(parsed, phrases=listed), parsed, source, "policy.toml")


def cases(name: str) -> Iterator[tuple[str, str, str]]:
    """Language, genre, post: every sentence with every phrase of its language."""
    phrases: dict[str, list[str]] = {}
    for language, text in rows("phrases.tsv"):
        phrases.setdefault(language, []).append(text)
    for language, *genre, frame in rows(name):
        for phrase in phrases[language]:
            text = frame.replace("{p}", phrase)
            yield language, genre[0] if genre else "direct", text


def bound(count: int, of: int) -> float:
    """The upper end of the 95 % interval of a share (Wilson)."""
    share, z = count / of, 1.959964
    centre = share + z * z / (2 * of)
    wide = z * (share * (1 - share) / of + z * z / (4 * of * of)) ** 0.5
    return (centre + wide) / (1 + z * z / of)


def main() -> None:
    """Print verdicts by set, language and genre."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--data", type=Path)
    given = parser.parse_args()
    made = shield()
    for name in ("legitimate.tsv", "direct.tsv"):
        found: Counter[str] = Counter()
        held: Counter[str] = Counter()
        for language, genre, text in cases(name):
            verdict = named(made.check(Item(platform="e", id=text, text=text), at=AT))
            found[verdict] += 1
            if verdict == "hold":
                held[f"{language} {genre}"] += 1
                if given.show and name == "legitimate.tsv":
                    print("  held:", text)
            elif given.show and name == "direct.tsv":
                print(f"  {verdict}:", text)
        total = sum(found.values())
        print(
            name,
            total,
            dict(found),
            *(f"{each} <= {bound(found[each], total):.3f}" for each in ("block", "hold", "label")),
        )
        if name == "legitimate.tsv":
            print("  held in:", dict(held))
    if given.data is None or not given.data.is_dir():
        print("HateCheck, MHC: no files given (--data FOLDER)")
        return
    for path in sorted(given.data.glob("*.csv")):
        with path.open(encoding="utf-8") as source:
            texts = [
                row["test_case"]
                for row in csv.DictReader(source)
                if row["functionality"].startswith("counter_")
            ]
        answers = Counter(
            named(made.check(Item(platform="e", id=str(n), text=t), at=AT)) for n, t in enumerate(texts)
        )
        print(path.name, "counter-speech", len(texts), dict(answers))


if __name__ == "__main__":
    main()

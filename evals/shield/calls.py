"""Which threats are held or labelled, and which legitimate posts are? python -m evals.shield.calls

The shipped policy (`examples/shield/policy.toml`) with the head of calls (`tone.calls`): the own suite with
list phrases and with calls to violence, and (`--data FOLDER`) HateCheck and MHC by path: quoting and
referencing counter-speech, and threats. `--out FOLDER` writes the curve of both against the threshold, as a
table and a picture. Of HateCheck only the half `tuned` (by template) was ever looked at.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import numpy as np
from evals.shield.legitimate import AT, bound, rows

from aftershock.shield.decide import Shield
from aftershock.shield.phrases import Phrase
from aftershock.shield.policy.table import read
from aftershock.shield.replay import named
from aftershock.shield.verdict import Item
from aftershock.tone import calls

POLICY = Path(__file__).parents[2] / "examples" / "shield" / "policy.toml"
STEPS = [round(0.05 * step, 2) for step in range(1, 20)]


class Case(NamedTuple):
    """A text of a set, in a group that is counted by itself; ``wanted``: it is a threat."""

    group: str
    wanted: bool
    text: str


class Row(NamedTuple):
    """What became of a group: how many, how many blocked, held, labelled, sent to review."""

    group: str
    of: int
    block: int
    hold: int
    label: int
    review: int


def own() -> list[Case]:
    """The own suite: legitimate sentences and direct uses, with list phrases and with calls."""
    found = []
    for frames, wanted in (("legitimate.tsv", False), ("direct.tsv", True)):
        for table, name in (("phrases.tsv", "list phrases"), ("violent.tsv", "calls to violence")):
            phrases: dict[str, list[str]] = {}
            for language, text in rows(table):
                phrases.setdefault(language, []).append(text)
            for language, *_, frame in rows(frames):
                group = f"own {frames.removesuffix('.tsv')}, {name}"
                found += [Case(group, wanted, frame.replace("{p}", each)) for each in phrases[language]]
    return found


def published(folder: Path) -> list[Case]:
    """Counter-speech and threats of HateCheck (in two halves, by template) and of MHC."""
    found = []
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8") as source:
            for row in csv.DictReader(source):
                kind = row["functionality"].partition("_")[0]
                if kind not in ("counter", "threat"):
                    continue
                name = path.stem
                if name == "hatecheck":
                    name += " tuned" if sha256(row["templ_id"].encode()).digest()[-1] % 2 == 0 else " held"
                group = f"{name} {'threats' if kind == 'threat' else 'counter'}"
                found.append(Case(group, kind == "threat", row["test_case"]))
    return found


def shield() -> Shield:
    """The shipped policy with the stand-ins as its list of calls."""
    listed = [
        Phrase(id=f"{language}-{number}", list="calls", text=text, adopted_by="evaluation")
        for number, (language, text) in enumerate(rows("phrases.tsv"))
    ]
    return Shield(read(POLICY.read_text("utf-8")), phrases=listed)


def table(cases: Sequence[Case], told: Sequence[float], made: Shield) -> list[Row]:
    """Verdicts by group, the head's probability sent along."""
    groups: dict[str, list[str]] = {}
    for number, (case, share) in enumerate(zip(cases, told, strict=True)):
        item = Item(platform="e", id=str(number), text=case.text, signals={"tone.calls": share})
        groups.setdefault(case.group, []).append(named(made.check(item, at=AT)))
    return [
        Row(group, len(some), *(some.count(each) for each in ("block", "hold", "label", "review")))
        for group, some in groups.items()
    ]


def shares(cases: Sequence[Case], told: Sequence[float]) -> dict[str, list[float]]:
    """For each group the share at or above each of `STEPS`."""
    values: dict[str, list[float]] = {}
    for case, share in zip(cases, told, strict=True):
        values.setdefault(case.group, []).append(share)
    return {
        group: [float(np.mean(np.array(some) > step)) for step in STEPS] for group, some in values.items()
    }


WIDTH, HEIGHT, LEFT, TOP = 640, 360, 50, 20
HUES = ("#1b6ca8", "#b3541e", "#3c7d3c", "#7a4a9e", "#8a6d00", "#a02050", "#2f7f86", "#555555", "#0a0a0a")


def drawn(curves: dict[str, list[float]], wanted: set[str]) -> str:
    """The curves as a picture: threats full lines, legitimate speech broken; the policy's thresholds."""
    low, right = TOP + HEIGHT, LEFT + WIDTH
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH + 330}" height="{HEIGHT + 70}" '
        'font-family="sans-serif" font-size="12"><rect width="100%" height="100%" fill="white"/>'
    ]
    for part in range(0, 11, 2):
        y = low - HEIGHT * part / 10
        parts.append(f'<path d="M{LEFT} {y}H{right}" stroke="#ddd"/><text x="8" y="{y}">{part * 10} %</text>')
    for share, name in ((0.1, ""), (0.25, ""), (0.5, "label"), (0.75, "hold"), (0.9, "")):
        x = LEFT + WIDTH * share
        parts.append(f'<text x="{x - 8}" y="{low + 18}">{share}</text><text x="{x}" y="{TOP}">{name}</text>')
        parts.append(f'<path d="M{x} {TOP}V{low}" stroke="{"#999" if name else "#eee"}"/>')
    for number, (group, curve) in enumerate(sorted(curves.items())):
        dash = "" if group in wanted else ' stroke-dasharray="5 4"'
        style = f'fill="none" stroke="{HUES[number // 2 % len(HUES)]}" stroke-width="2"{dash}'
        line = " ".join(
            f"{LEFT + WIDTH * step:.0f},{low - HEIGHT * share:.0f}"
            for step, share in zip(STEPS, curve, strict=True)
        )
        y = TOP + 14 + 18 * number
        parts.append(f'<polyline points="{line}" {style}/><path d="M{right + 20} {y - 4}h26" {style}/>')
        parts.append(f'<text x="{right + 54}" y="{y}">{group}</text>')
    said = "Share above a threshold of tone.calls. Full lines: threats; broken: legitimate speech."
    parts.append(f'<text x="{LEFT}" y="{low + 40}">{said}</text></svg>')
    return "\n".join(parts) + "\n"


def main() -> None:
    """Print verdicts and the curve; write them where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    cases = own() + (published(given.data) if given.data else [])
    told = calls.read([case.text for case in cases])
    for row in table(cases, told, shield()):
        acted = row.block + row.hold + row.label
        kinds = ("block", "hold", "label", "review")
        shown = (f"{name} {getattr(row, name)}" for name in kinds)
        upper = ", ".join(f"{name} <= {bound(getattr(row, name), row.of):.4f}" for name in kinds[:3])
        print(f"{row.group:36} {row.of:4}:", *shown, f"held or labelled {acted / row.of:.3f} ({upper})")
    curves = shares(cases, told)
    lines = ["group\t" + "\t".join(map(str, STEPS))]
    lines += [group + "\t" + "\t".join(f"{share:.3f}" for share in curve) for group, curve in curves.items()]
    print("\n".join(lines))
    if given.out:
        (given.out / "curve.tsv").write_text("\n".join(lines) + "\n", "utf-8")
        wanted = {case.group for case in cases if case.wanted}
        (given.out / "curve.svg").write_text(drawn(curves, wanted), "utf-8")


if __name__ == "__main__":
    main()

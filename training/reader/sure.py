"""How sure may a draft's witnesses make us? Fits ``data/reader/sureness.tsv`` on texts not learnt.

``python training/reader/sure.py --run RUN [--fold 4] [--never PATTERN] [--before RUN PATTERN]... [--write]``:
collects every candidate of the texts held out and never learnt with whether it is right (act, speaker, tier
and place, one to one), and of texts that earlier runs had not learnt yet (``--before`` with their names),
grows small trees on both (`grow.py`), and prints what each threshold would keep of the former, each judged by
trees grown on the others.
"""

from __future__ import annotations

import argparse
import hashlib
import re
from pathlib import Path
from typing import Any, NamedTuple

import grow
import judge
import numpy as np

from aftershock.statements import read as reading
from aftershock.statements import sureness, weighing, weights
from aftershock.statements.draft import Draft
from aftershock.statements.proposals import Proposal
from aftershock.statements.sureness import Candidate, Tree
from aftershock.statements.weights import Seen

SHIPPED = Path(weights.__file__).parents[1] / "data" / "reader" / "sureness.tsv"
FOLDS = 7  # other than the folds that held the texts out
GUESS = 0.35  # chance times act that lets a draft stand while candidates are collected


class Row(NamedTuple):
    """One candidate: its text, whether it is right, of which tier and act, and what is known of it."""

    text: str
    right: bool
    act: str
    known: dict[str, float]


def collected(paths: list[Path], run: Path | None) -> tuple[list[Row], int]:
    """The candidates of some texts, and how many attributed statements they hold."""
    if run is not None:
        trained = judge.network(run)
        weights.trained = lambda: trained  # type: ignore[assignment]
    reader = reading.reader(())
    caught: list[Candidate] = []

    def weigh(rules: list[Draft], proposed: list[Proposal], seen: list[Seen], *_: object) -> list[Draft]:
        found = sorted(weighing.candidates(rules, proposed), key=lambda one: -_guess(one))
        kept = [one.draft for one in found if _guess(one) >= GUESS]
        alone = [
            weighing.alone(rule, kept, seen, proposed)
            for rule in rules
            if not any(weighing._covered(rule, draft) for draft in kept)
        ]
        caught.extend([*found, *alone])
        return kept + [one.draft for one in alone if weighing.hinted(one.draft.cue, seen) >= weighing.HINT]

    usual, weighing.weigh = weighing.weigh, weigh  # type: ignore[assignment]
    rows, wanted = [], 0
    for path in paths:
        caught.clear()
        judged = judge.judge(path, reader, lambda text: [])
        wanted += sum(label["tier"] == "attributed" for label in judged.labels)
        rows += _rows(judged, caught)
    weighing.weigh = usual
    return rows, wanted


def _guess(one: Candidate) -> float:
    if one.seen is None:
        return 0.3
    together = 0.25 if one.rule is not None and one.rule.act == one.draft.act else 0.0
    return one.seen.chance * one.seen.acts[weighing.ACTS.index(one.draft.act)] + together


def _rows(judged: judge.Judged, caught: list[Candidate]) -> list[Row]:
    taken: set[int] = set()
    rows = []
    for one in sorted(caught, key=lambda each: -_guess(each)):
        hit = next((n for n, label in enumerate(judged.labels)
                    if n not in taken and right(label, one.draft)), None)  # fmt: skip
        if hit is not None:
            taken.add(hit)
        if one.draft.tier == "attributed":
            rows.append(Row(judged.name, hit is not None, one.draft.act, sureness.features(one)))
    return rows


def right(label: dict[str, Any], draft: Draft) -> bool:
    """Whether a draft is the labelled statement: place, act, tier, speaker."""
    low, high = label["evidence"]
    span = draft.span()
    if (
        span.start >= high
        or low >= span.end
        or (label["tier"] == "attributed") != (draft.tier == "attributed")
    ):
        return False
    if (
        label["cue"]
        and max(label["cue"][0][0] - draft.cue.end, draft.cue.start - label["cue"][0][1])
        > judge.score.CUES_APART
    ):
        return False
    named = judge.score.speaker_right(label["speaker"], _Named(draft.voice.name))  # type: ignore[arg-type]
    return draft.act in label["acts"] and (named or draft.tier != "attributed")


class _Named(NamedTuple):
    speaker_name: str


def grown(rows: list[Row]) -> tuple[Tree, ...]:
    """The trees for some rows."""
    return grow.grow([row.known for row in rows], [row.right for row in rows])


def crossed(rows: list[Row], others: list[Row]) -> np.ndarray:
    """The chance of each candidate by trees grown on the ``others`` and on the rest of the texts."""
    part = [int(hashlib.sha256(row.text.encode()).hexdigest(), 16) % FOLDS for row in rows]
    chance = np.zeros(len(rows))
    for fold in sorted(set(part)):
        trees = grown([*others, *(row for row, mine in zip(rows, part, strict=True) if mine != fold)])
        asked = sureness.forest(trees)
        for n, row in enumerate(rows):
            if part[n] == fold:
                chance[n] = 1 / (1 + np.exp(-sureness.added(row.known, asked)))
    return chance


def report(rows: list[Row], chance: np.ndarray, wanted: int) -> None:
    """What each threshold would keep, of all and of each act."""
    right_ = np.array([row.right for row in rows])
    acts = np.array([row.act for row in rows])
    print(f"{len(rows)} candidates, {int(right_.sum())} right, {wanted} labelled")
    for low in np.arange(0.2, 0.9, 0.05):
        kept = chance >= low
        p, r = right_[kept].mean(), right_[kept].sum() / wanted
        print(f"  {low:.2f}: P {p:.3f} R {r:.3f} F1 {2 * p * r / (p + r):.3f}")
    for act in sorted(set(acts)):
        mine = acts == act
        print(f"  {act:24}", *(
            f"{low:.1f}: {int(right_[mine & (chance >= low)].sum())}/{int((mine & (chance >= low)).sum())}"
            for low in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)), "of", int((mine & right_).sum()))  # fmt: skip


def written(trees: tuple[Tree, ...]) -> str:
    """The trees as a table, a question a line."""

    def end(to: float) -> str:
        return f"line {to}" if isinstance(to, int) else f"{to:.4f}"

    lines = ["tree\tfeature\tat most\tthen\telse"]
    for number, tree in enumerate(trees):
        lines += [f"{number}\t{q.feature}\t{q.bound:.4f}\t{end(q.low)}\t{end(q.high)}" for q in tree]
    return "\n".join(lines) + "\n"


def _named(pattern: str) -> list[Path]:
    """The texts whose names a pattern finds."""
    return [path for path in sorted((judge.HERE / "texts").glob("*.txt")) if re.search(pattern, path.stem)]


def main() -> None:
    """Grow, and print what thresholds would do."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--fold", type=int, default=4)
    parser.add_argument("--hold", default="")
    parser.add_argument("--only", default="")
    parser.add_argument("--before", nargs=2, action="append", default=[], metavar=("RUN", "PATTERN"))
    parser.add_argument("--never", default="^$", help="names of texts that no run has learnt")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    held = {*judge.chosen(options.folds, options.fold, options.only, options.hold), *_named(options.never)}
    rows, wanted = collected(sorted(held), options.run)
    others = [
        row
        for run, pattern in options.before
        for row in collected([path for path in _named(pattern) if path not in held], Path(run))[0]
    ]
    report(rows, crossed(rows, others), wanted)
    if options.write:
        SHIPPED.write_text(written(grown([*rows, *others])), "utf-8")


if __name__ == "__main__":
    main()

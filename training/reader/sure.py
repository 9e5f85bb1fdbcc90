"""How sure may a draft's witnesses make us? Fits ``data/reader/sureness.tsv`` on texts not learnt.

``python training/reader/sure.py --run RUN [--fold 4] [--write]``: collects every candidate of the held-out
texts with whether it is right (act, speaker, tier and place, one to one), fits a logistic sum with weights
kept small, and prints what each threshold would keep, each text judged by the weights fitted on the others.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, NamedTuple

import judge
import numpy as np
from scipy.optimize import minimize

from aftershock.statements import read as reading
from aftershock.statements import sureness, weighing, weights
from aftershock.statements.draft import Draft
from aftershock.statements.proposals import Proposal
from aftershock.statements.sureness import Candidate
from aftershock.statements.weights import Seen

SHIPPED = Path(weights.__file__).parents[1] / "data" / "reader" / "sureness.tsv"
SMALL = 5.0  # how strongly weights are drawn to nothing
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

    def weigh(rules: list[Draft], proposed: list[Proposal], seen: list[Seen], _: object) -> list[Draft]:
        found = sorted(weighing.candidates(rules, proposed), key=lambda one: -_guess(one))
        kept = [one.draft for one in found if _guess(one) >= GUESS]
        alone = [
            weighing.alone(rule, kept, seen)
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


def fit(rows: list[Row], names: list[str]) -> np.ndarray:
    """The weights of the features, by maximum likelihood with small weights preferred."""
    table = np.array([[row.known.get(name, 0.0) for name in names] for row in rows])
    right_ = np.array([row.right for row in rows], dtype=float)

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        z = table @ w
        chance = 1 / (1 + np.exp(-z))
        small = SMALL * np.array([name != "bias" for name in names])
        return (
            float(np.sum(np.logaddexp(0, z) - right_ * z) + 0.5 * np.sum(small * w * w)),
            table.T @ (chance - right_) + small * w,
        )

    return np.asarray(minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B").x)


def crossed(rows: list[Row], names: list[str], folds: int = 8) -> np.ndarray:
    """The chance of each candidate by weights fitted on other texts."""
    texts = sorted({row.text for row in rows})
    part = {text: n % folds for n, text in enumerate(texts)}
    chance = np.zeros(len(rows))
    for fold in range(folds):
        w = fit([row for row in rows if part[row.text] != fold], names)
        for n, row in enumerate(rows):
            if part[row.text] == fold:
                chance[n] = 1 / (
                    1 + np.exp(-sum(row.known.get(k, 0.0) * v for k, v in zip(names, w, strict=True)))
                )
    return chance


def main() -> None:
    """Fit, and print what thresholds would do."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--fold", type=int, default=4)
    parser.add_argument("--hold", default="")
    parser.add_argument("--only", default="")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    rows, wanted = collected(
        judge.chosen(options.folds, options.fold, options.only, options.hold), options.run
    )
    names = sorted({name for row in rows for name in row.known})
    chance = crossed(rows, names)
    right_ = np.array([row.right for row in rows])
    acts = np.array([row.act for row in rows])
    print(f"{len(rows)} candidates, {int(right_.sum())} right, {wanted} labelled")
    for low in np.arange(0.3, 0.9, 0.05):
        kept = chance >= low
        p, r = right_[kept].mean(), right_[kept].sum() / wanted
        print(f"  {low:.2f}: P {p:.3f} R {r:.3f} F1 {2 * p * r / (p + r):.3f}")
    for act in sorted(set(acts)):
        mine = acts == act
        print(f"  {act:24}", *(
            f"{low:.1f}: {int(right_[mine & (chance >= low)].sum())}/{int((mine & (chance >= low)).sum())}"
            for low in (0.3, 0.5, 0.7, 0.8)), "of", int((mine & right_).sum()))  # fmt: skip
    w = fit(rows, names)
    for name, weight in sorted(zip(names, w, strict=True), key=lambda pair: -abs(pair[1])):
        print(f"    {name:28} {weight:+.2f}")
    if options.write:
        lines = [
            f"{name}\t{weight:.3f}" for name, weight in zip(names, w, strict=True) if abs(weight) >= 0.005
        ]
        SHIPPED.write_text("feature\tweight\n" + "\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()

"""Whom do pronouns take up in labelled texts? Fits ``data/reader/antecedents.tsv``.

``python training/reader/antecedents.py [--write]``: reads every training text, looks at each labelled speaker
that is a pronoun or a description, and fits the weights by which the candidates told of before are chosen
(`aftershock.statements.antecedents`); prints how many are right in texts left out, fold by fold. What is
told of depends on what was chosen before, so that a second run follows a first.
"""

from __future__ import annotations

import argparse
import hashlib
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import judge
import numpy as np
from labels import read as read_labels
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from aftershock.records import Page
from aftershock.statements import antecedents
from aftershock.statements import read as reading
from aftershock.statements.antecedents import Mention, Taken
from aftershock.statements.memory import Memory
from aftershock.stories.reading import single
from aftershock.text import sha256

SHIPPED = Path(antecedents.__file__).parents[1] / "data" / "reader" / "antecedents.tsv"
FOLDS = 5
SEEN = 6  # times that a fact must be told to get a weight
SMALL = 16.0  # how strongly weights are drawn to nothing; chosen by folds among 1, 4, 8, 16
PLAIN, WEIGHT = "ijklmnopqrstuvwxyz123456789", 2.0  # plain pages count so often: others are dense in groups
LEAST = 0.005  # a smaller weight is left out


class Fact(NamedTuple):
    """A number that is known, for one sort of word or any."""

    sort: str
    fact: str
    number: int


class Case(NamedTuple):
    """One labelled pronoun or description: what is known of each candidate, and which of them are right."""

    text: str
    sort: str
    known: list[list[Fact]]
    right: list[bool]


NONE = Fact(antecedents.ANY, antecedents.NOBODY, 0)


class _Named(NamedTuple):
    speaker_name: str


def collected(paths: Sequence[Path]) -> Iterator[Case]:
    """The labelled pronouns of some texts."""
    caught: dict[int, tuple[str, list[list[Fact]], list[str]]] = {}
    usual = antecedents.choose

    def choose(mention: Mention, memory: Memory, barred: Collection[str] = frozenset()) -> Taken | None:
        somebody = antecedents.candidates(memory, mention.place.at, barred, mention.word)
        known = [
            list(_facts(mention.sort, facts)) for facts in antecedents.known_of(mention, somebody, memory)
        ]
        caught[mention.place.at] = mention.sort, known, [one.known.name for one in somebody]
        return usual(mention, memory, barred)

    antecedents.choose = choose
    reader = reading.reader(())
    for path in paths:
        text, labels = read_labels(path)
        page = Page(id=path.stem, capture="c", text=sha256(text), file=path.stem, kind="article")
        caught.clear()
        reading.read_story(single(page, text), {page.id: page}, {page.text: text}, reader=reader)
        for label in labels:
            low, high = label.speaker or (0, 0)
            found = next((each for at, each in caught.items() if low <= at < high), None)
            if found and label.name and label.tier == "attributed":
                right = [judge.score.speaker_right(label.name, _Named(name)) for name in found[2]]  # type: ignore[arg-type]
                yield Case(path.stem, *found[:2], right)
    antecedents.choose = usual


def _facts(sort: str, facts: dict[str, int]) -> Iterator[Fact]:
    """What holds for any sort of word and what for this one; several at once for this one alone."""
    for fact, number in facts.items():
        yield Fact(sort, fact, number)
        if ", " not in fact:
            yield Fact(antecedents.ANY, fact, number)


def fitted(cases: Sequence[Case]) -> dict[Fact, float]:
    """The weights of a conditional logit with "none of them", by penalised likelihood."""
    counts = Counter(name for case in cases for known in case.known for name in known)
    names = [name for name, count in counts.items() if count >= SEEN]
    column = {name: n for n, name in enumerate(names)}
    rows: list[int] = []
    columns: list[int] = []
    truth: list[float] = []
    starts = []
    for case in cases:
        starts.append(len(truth))
        for known, right in zip(case.known, case.right, strict=True):
            columns += [column[name] for name in known if name in column]
            rows += [len(truth)] * (len(columns) - len(rows))
            truth.append(right)
        columns.append(len(names))
        rows.append(len(truth))
        truth.append(not any(case.right))
    table = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(truth), len(names) + 1))
    right = np.array(truth, dtype=float)
    begins = np.array(starts)
    owner = np.repeat(np.arange(len(cases)), np.diff([*starts, len(truth)]))
    share = np.array([WEIGHT if case.text.startswith(tuple(PLAIN)) else 1.0 for case in cases])

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = table @ weights
        raised = np.exp(scores - np.maximum.reduceat(scores, begins)[owner])
        chance = raised / np.add.reduceat(raised, begins)[owner]
        good = np.add.reduceat(chance * right, begins) + 1e-9
        slope = (chance - chance * right / good[owner]) * share[owner]
        return float(
            -(share * np.log(good)).sum() + SMALL * weights @ weights / 2
        ), table.T @ slope + SMALL * weights

    best: Any = minimize(
        loss, np.zeros(len(names) + 1), jac=True, method="L-BFGS-B", options={"maxiter": 200}
    )
    return dict(zip([*names, NONE], best.x.tolist(), strict=True))


def judged(case: Case, weights: dict[Fact, float]) -> bool:
    """Whether the candidate with the highest sum is right, or none is and none was taken."""
    scores = [sum(weights.get(name, 0.0) for name in known) for known in case.known]
    best = int(np.argmax(scores)) if scores else -1
    taken = best >= 0 and scores[best] >= weights[NONE]
    return case.right[best] if taken else not any(case.right)


def _row(case: Case) -> tuple[bool, str]:
    return case.text.startswith(tuple(PLAIN)), case.sort


def main() -> None:
    """Fit, and print what folds say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    cases = list(collected(sorted((judge.HERE / "texts").glob("*.txt"))))
    part = [int(hashlib.sha256(case.text.encode()).hexdigest(), 16) % FOLDS for case in cases]
    right: Counter[tuple[bool, str]] = Counter()
    for fold in range(FOLDS):
        weights = fitted([case for case, mine in zip(cases, part, strict=True) if mine != fold])
        for case, mine in zip(cases, part, strict=True):
            if mine == fold:
                right[_row(case)] += judged(case, weights)
    for row, count in sorted(Counter(map(_row, cases)).items()):
        at_all = sum(any(case.right) for case in cases if _row(case) == row)
        kind = "plain" if row[0] else "dense"
        print(f"{kind}, {row[1]}: {count}, {at_all} among candidates, {right[row]} right")
    if options.write:
        kept = sorted(item for item in fitted(cases).items() if abs(item[1]) >= LEAST)
        lines = [
            "sort\tfact\tnumber\tweight",
            *("\t".join(map(str, fact)) + f"\t{weight:.3f}" for fact, weight in kept),
        ]
        SHIPPED.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()

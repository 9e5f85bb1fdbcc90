"""Do two annotators, blind to each other, label the same statements? Compares `labelled/` with `second/`.

By the annotation guideline, 6: two labels match where their evidence overlaps and their cues lie within 25
characters, one to one; then F1 of the matched spans, Cohen's kappa on the first acts of matched pairs, and
the shares of pairs that agree on act and speaker, polarity and tier. The pairing never looks at the act, or
kappa would flatter itself. Intervals are percentile bootstraps over texts, because labels of one text are not
independent. Usage: `python evals/statements/agreement.py [--first DIR] [--second DIR] [--disagreements]`, or
`--fresh` for the two labellings of `fresh/`, where hedges are compared too.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import compile as labels

HERE = Path(__file__).parent
CUES_APART = 25  # the guideline's, section 6
ROUNDS = 2000  # bootstrap draws: the ends of the interval then move by less than .005 between seeds
SEED = 30
WRITER = frozenset({"the writer", "author"})
ANONYMOUS = frozenset({"unattributed", "unnamed"})
NOBODY = frozenset({"nobody", "no one", "no one else"})
# Words that two names may share without being one name.
SMALL = set(
    re.findall(
        r"\w+",
        "a an the of for and at by from in its his her their he she it they one who this that mr mrs dr",
    )
)

Label = dict[str, Any]


class Compared(NamedTuple):
    """One text: the labels of each annotator and the pairs of their numbers."""

    name: str
    text: str
    first: list[Label]
    second: list[Label]
    pairs: list[tuple[int, int]]


class Hedged(NamedTuple):
    """Hedges of one pair: must be given by first, by second; given in any way; hedge words, and shared."""

    first: bool
    second: bool
    first_any: bool
    second_any: bool
    words: int
    shared: int


class Facts(NamedTuple):
    """What one pair agrees on; `spoken` where both are of the attributed tier, `acts` the first of each."""

    acts: tuple[str, str]
    either: bool
    spoken: bool
    speaker: bool
    polarity: bool
    tier: bool


def words(name: str) -> set[str]:
    """The words of a name that tell persons and groups apart."""
    found = re.findall(r"[\w’'-]+", name.lower().replace("'s", ""))
    return {re.sub(r"s$", "", word) for word in found} - SMALL


def same_speaker(one: Label, other: Label) -> bool:
    """Whether both name one speaker: a shared name word, or both nobody, unnamed or the writer."""
    a, b = one["speaker"].lower(), other["speaker"].lower()
    if any(a in kind and b in kind for kind in (WRITER, ANONYMOUS, NOBODY)):
        return True
    return bool(words(a) & words(b))


def apart(one: Label, other: Label) -> int | None:
    """Characters between the nearest places of the two cues; None where a label has no cue."""
    if one["cue"] is None or other["cue"] is None:
        return None
    return min((max(c - b, a - d, 0) for a, b in one["cue"] for c, d in other["cue"]), default=None)


def overlap(one: Label, other: Label) -> float:
    """Shared part of two evidence spans: intersection over union."""
    (a, b), (c, d) = one["evidence"], other["evidence"]
    shared = min(b, d) - max(a, c)
    return float(shared / (max(b, d) - min(a, c))) if shared > 0 else 0.0


def fit(one: Label, other: Label) -> float:
    """How well two labels fit as a pair, 0 for no match: spans, cue and speaker, never the act."""
    shared, distance = overlap(one, other), apart(one, other)
    if not shared or (distance is not None and distance > CUES_APART):
        return 0.0
    nearness = 0.5 if distance is None else 1 - distance / (2 * CUES_APART)
    return shared + 2 * nearness + same_speaker(one, other)


def pair(first: list[Label], second: list[Label]) -> list[tuple[int, int]]:
    """Numbers of first and second label, one to one: the best fitting pairs first."""
    options = [(fit(one, other), -a, -b) for a, one in enumerate(first) for b, other in enumerate(second)]
    left: dict[int, int] = {}
    for value, a, b in sorted(options, reverse=True):
        if value > 0 and -a not in left and -b not in left.values():
            left[-a] = -b
    return sorted(left.items())


def compare(first: Path, second: Path, tier: str = "") -> list[Compared]:
    """Each text of both folders; with a tier, only its labels. Raises ValueError where texts differ."""
    found = []
    for path in sorted(path for path in first.glob("*.txt") if (second / path.name).exists()):
        one, other = labels.compile_file(path), labels.compile_file(second / path.name)
        if one["text"] != other["text"]:
            raise ValueError(f"{path.name}: the annotators had different texts; copy the text above =====")
        found.append(matched(one, other, tier))
    return found


def compare_fresh(tier: str = "") -> list[Compared]:
    """Each text of `fresh/` with both labellings; with a tier, only its labels."""
    paths = sorted((HERE / "fresh/texts").glob("*.txt"))
    return [
        matched(labels.compile_fresh(path, "first"), labels.compile_fresh(path, "second"), tier)
        for path in paths
    ]


def matched(one: Label, other: Label, tier: str) -> Compared:
    """One text that both labelled, with its pairs."""
    a, b = ([s for s in each["statements"] if not tier or s["tier"] == tier] for each in (one, other))
    return Compared(one["name"], one["text"], a, b, pair(a, b))


def hedged(text: Compared) -> list[Hedged]:
    """The hedges of each pair; two stretches are one hedge where they overlap, as in `score.py`."""
    found = []
    for a, b in text.pairs:
        one, other = text.first[a]["hedges"], text.second[b]["hedges"]
        must, owed = ([each["span"] for each in side if each["must"]] for side in (one, other))
        shared = sum(any(x[0] < y[1] and y[0] < x[1] for y in owed) for x in must)
        found.append(
            Hedged(bool(must), bool(owed), bool(one), bool(other), len(must) + len(owed), 2 * shared)
        )
    return found


def hedge_figures(pairs: list[Hedged]) -> dict[str, float]:
    """Agreement of matched pairs on hedges that a reader must give.

    `hedge_same` and `hedge_kappa`: whether there is one; `hedge_f1`: F1 by statement; `hedge_f1_may`: the
    same where a hedge that the other lets be given or not counts as agreed; `hedge_word_f1`: by word.
    """
    kinds = [(str(each.first), str(each.second)) for each in pairs]
    both = sum(each.first and each.second for each in pairs)
    either = sum(each.first and each.second_any for each in pairs) + sum(
        each.second and each.first_any for each in pairs
    )
    all_of = sum(each.first for each in pairs) + sum(each.second for each in pairs)
    named = sum(each.words for each in pairs)
    by_kind, same, _ = kappa(kinds)
    return {
        "hedge_same": same,
        "hedge_kappa": by_kind,
        "hedge_f1": 2 * both / all_of if all_of else 1.0,
        "hedge_f1_may": either / all_of if all_of else 1.0,
        "hedge_word_f1": sum(each.shared for each in pairs) / named if named else 1.0,
    }


def kappa(pairs: list[tuple[str, str]]) -> tuple[float, float, float]:
    """Cohen's kappa (1960), the share of agreement, and the share that chance would give."""
    if not pairs:
        return 1.0, 1.0, 1.0
    total = len(pairs)
    seen = sum(a == b for a, b in pairs) / total
    left, right = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    chance = sum(left[act] * right[act] for act in left) / total**2
    return (1.0 if chance == 1 else (seen - chance) / (1 - chance)), seen, chance


def either_right(one: Label, other: Label) -> bool:
    """Whether the first act of one stands among the acts of the other: what the guideline counts right."""
    return one["acts"][0] in other["acts"] or other["acts"][0] in one["acts"]


def chance_either(texts: list[Compared]) -> float:
    """What `act_either` would be if the matched labels were paired at random: the mean over all couples."""
    one = [text.first[a] for text in texts for a, _ in text.pairs]
    other = [text.second[b] for text in texts for _, b in text.pairs]
    couples = [either_right(a, b) for a in one for b in other]
    return sum(couples) / len(couples) if couples else 1.0


def facts(text: Compared) -> list[Facts]:
    """What each pair of one text agrees on."""
    found = []
    for a, b in text.pairs:
        one, other = text.first[a], text.second[b]
        found.append(
            Facts(
                acts=(one["acts"][0], other["acts"][0]),
                either=either_right(one, other),
                spoken=one["tier"] == other["tier"] == "attributed",
                speaker=same_speaker(one, other),
                polarity=one["polarity"] == other["polarity"],
                tier=one["tier"] == other["tier"],
            )
        )
    return found


def figures(counted: int, pairs: list[Facts]) -> dict[str, float]:
    """F1 of matched labels, of `counted` labels in both sets, then the shares of the matched pairs."""
    by_act, seen, chance = kappa([each.acts for each in pairs])
    own = [each for each in pairs if each.spoken]

    def share(right: list[bool]) -> float:
        return sum(right) / len(right) if right else 1.0

    return {
        "span_f1": 2 * len(pairs) / counted if counted else 1.0,
        "act_kappa": by_act,
        "act_same": seen,
        "act_by_chance": chance,
        "act_either": share([each.either for each in pairs]),
        "speaker": share([each.speaker for each in own]),
        "act_and_speaker": share([each.either and each.speaker for each in own]),
        "polarity": share([each.polarity for each in pairs]),
        "tier": share([each.tier for each in pairs]),
    }


def pooled(texts: list[tuple[int, list[Facts]]]) -> dict[str, float]:
    """The figures over some texts, each given as its number of labels and its pairs."""
    return figures(sum(counted for counted, _ in texts), [each for _, pairs in texts for each in pairs])


def sized(text: Compared) -> tuple[int, list[Facts]]:
    """One text as its number of labels in both sets and its pairs."""
    return len(text.first) + len(text.second), facts(text)


def pooled_hedges(texts: list[list[Hedged]]) -> dict[str, float]:
    """The hedge figures over some texts."""
    return hedge_figures([each for pairs in texts for each in pairs])


def intervals(
    texts: list[Any], measured: Callable[[list[Any]], dict[str, float]]
) -> dict[str, tuple[float, float]]:
    """95 % percentile bootstrap of each figure, drawing whole texts."""
    dice = random.Random(SEED)
    drawn: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        for name, value in measured(dice.choices(texts, k=len(texts))).items():
            drawn.setdefault(name, []).append(value)
    ends = int(0.025 * ROUNDS), int(0.975 * ROUNDS) - 1
    return {name: (sorted(values)[ends[0]], sorted(values)[ends[1]]) for name, values in drawn.items()}


def show(text: Compared) -> None:
    """Print what only one has, and the pairs that differ."""
    print(f"== {text.name}")
    left, right = {a for a, _ in text.pairs}, {b for _, b in text.pairs}
    for side, all_of, paired in (("FIRST ", text.first, left), ("SECOND", text.second, right)):
        for number, label in enumerate(all_of):
            if number not in paired:
                print(f"  {side} only  {line(text.text, label)}")
    for a, b in text.pairs:
        one, other = text.first[a], text.second[b]
        wrong = [
            name
            for name, same in (
                ("act", one["acts"][0] == other["acts"][0]),
                ("speaker", one["tier"] != "attributed" or same_speaker(one, other)),
                ("polarity", one["polarity"] == other["polarity"]),
                ("tier", one["tier"] == other["tier"]),
            )
            if not same
        ]
        if wrong:
            print(f"  {'+'.join(wrong):13} {line(text.text, one)}\n{'':12}<> {line(text.text, other)}")


def line(text: str, label: Label) -> str:
    """One label on a line."""
    low, high = label["evidence"]
    mark = "(-)" if label["polarity"] == "negative" else ""
    return f"{label['tier']}:{'/'.join(label['acts'])}{mark} | {label['speaker']} | {text[low:high][:110]!r}"


def table(name: str, texts: list[Compared]) -> None:
    """Print the figures of one tier, or all, with their intervals."""
    spoken = [text for text in texts if text.first or text.second]
    first, second = sum(len(text.first) for text in spoken), sum(len(text.second) for text in spoken)
    paired = sum(len(text.pairs) for text in spoken)
    print(f"{name}: {len(spoken)} texts, labels {first} and {second}, pairs {paired}")
    counted = [sized(text) for text in spoken]
    print_figures(pooled(counted), intervals(counted, pooled))
    print(f"  {'either_by_chance':16} {chance_either(spoken):.3f}")


def hedge_table(texts: list[Compared]) -> None:
    """Print how far the matched pairs agree on hedges."""
    pairs = [hedged(text) for text in texts if text.pairs]
    flat = [each for text in pairs for each in text]
    first, second = sum(each.first for each in flat), sum(each.second for each in flat)
    both = sum(each.first and each.second for each in flat)
    print(f"hedges, all tiers: {len(flat)} pairs, with a hedge {first} and {second}, both {both}")
    print_figures(pooled_hedges(pairs), intervals(pairs, pooled_hedges))


def print_figures(values: dict[str, float], ends: dict[str, tuple[float, float]]) -> None:
    """Print figures with their intervals."""
    for figure, value in values.items():
        low, high = ends[figure]
        print(f"  {figure:16} {value:.3f}  [{low:.3f}, {high:.3f}]")


def main() -> None:
    """Print the figures, or the disagreements one by one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=Path, default=HERE / "labelled")
    parser.add_argument("--second", type=Path, default=HERE / "second")
    parser.add_argument("--fresh", action="store_true")
    parser.add_argument("--disagreements", action="store_true")
    options = parser.parse_args()

    def compared(tier: str = "") -> list[Compared]:
        return compare_fresh(tier) if options.fresh else compare(options.first, options.second, tier)

    texts = compared()
    if options.disagreements:
        for text in texts:
            show(text)
        return
    table("attributed tier", compared("attributed"))
    table("all tiers", texts)
    if options.fresh:
        hedge_table(texts)
    print("by text: labels of each, pairs, span F1, kappa, act+speaker, polarity, tier")
    for text in texts:
        got = figures(*sized(text))
        chosen = (got[name] for name in ("span_f1", "act_kappa", "act_and_speaker", "polarity", "tier"))
        sizes = f"{len(text.first):4}{len(text.second):4}{len(text.pairs):4}"
        print(f"  {text.name:22}{sizes}  " + "  ".join(f"{value:.2f}" for value in chosen))


if __name__ == "__main__":
    main()

"""How are the encoder's upper layers trained further? ``train.py --base ENCODER.onnx --sets SETS --out RUN``

Several rounds from the same beginning, each with the lines in another order; what is kept is the mean of
their weights (Wortsman et al. 2022, "Model soups"), which does better than any of them and costs as much as
one. ``SETS`` is what ``pieces.py`` wrote. Needs PyTorch and onnx.
"""

from __future__ import annotations

import argparse
import copy
import random
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy
import torch
from network import QUESTIONS, WIDTH, Tuned, shipped
from torch import Tensor, nn
from torch.nn import functional

BATCH, SORTED = 32, 16  # lines of a batch; batches that are sorted by length together
LOST = 0.1  # share of pieces that are taken away from a line in training
SMOOTH = 0.1

Set = tuple[list[Tensor], Tensor]


def load(place: Path) -> Set:
    """The lines of a set as vectors of their pieces, and their classes."""
    kept = numpy.load(place)
    vectors, ends = torch.tensor(kept["emb"]), numpy.cumsum(kept["lens"])
    starts = numpy.r_[0, ends[:-1]]
    return [vectors[low:high] for low, high in zip(starts, ends, strict=True)], torch.tensor(kept["label"])


def together(lines: list[Tensor]) -> tuple[Tensor, Tensor]:
    """Lines of several lengths as one batch, and where each has pieces."""
    longest = max(len(line) for line in lines)
    pieces, there = torch.zeros(len(lines), longest, WIDTH), torch.zeros(len(lines), longest, 1)
    for row, line in enumerate(lines):
        pieces[row, : len(line)] = line.float()
        there[row, : len(line)] = 1
    return pieces, there


def batches(sets: dict[str, Set], dice: random.Random) -> list[tuple[str, list[int]]]:
    """All lines once, in batches of about one length, the questions mixed."""
    found = []
    for name, (lines, _) in sets.items():
        order = dice.sample(range(len(lines)), len(lines))
        for low in range(0, len(order), BATCH * SORTED):
            some = sorted(order[low : low + BATCH * SORTED], key=lambda at: len(lines[at]))
            found += [(name, some[at : at + BATCH]) for at in range(0, len(some), BATCH)]
    dice.shuffle(found)
    return found


def told(net: Tuned, name: str, lines: list[Tensor]) -> Iterator[Tensor]:
    """Probabilities of the classes of lines, batch by batch."""
    net.eval()
    with torch.no_grad():
        for low in range(0, len(lines), BATCH):
            yield torch.softmax(net(*together(lines[low : low + BATCH]), name), -1)


def macro_f1(truth: Tensor, found: Tensor, classes: int) -> float:
    """Macro F1, 2TP / (2TP + FP + FN) a class."""
    each = [
        2 * float(((truth == c) & (found == c)).sum()) / max(1, int((truth == c).sum() + (found == c).sum()))
        for c in range(classes)
    ]
    return sum(each) / classes


def judged(net: Tuned, sets: dict[str, Set]) -> str:
    """Macro F1 of each question on its open set."""
    parts = []
    for name, (lines, truth) in sets.items():
        found = torch.cat(list(told(net, name, lines))).argmax(1)
        parts.append(f"{name} {macro_f1(truth, found, QUESTIONS[name]):.3f}")
    return ", ".join(parts)


def round_of(net: Tuned, sets: dict[str, Set], epochs: int, rate: float, dice: random.Random) -> None:
    """One training from the weights that a network has; classes weigh by the root of their rarity."""
    body = [value for name, value in net.named_parameters() if name.split(".")[0] not in ("look", "answers")]
    top = [*net.look.parameters(), *net.answers.parameters()]
    steps = epochs * len(batches(sets, random.Random(0)))
    optimiser = torch.optim.AdamW(
        [{"params": body, "lr": rate}, {"params": top, "lr": 1e-3}], weight_decay=0.05
    )
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, [rate, 1e-3], total_steps=steps, pct_start=0.1)
    weigh = {}
    for name, (_, labels) in sets.items():
        often = torch.bincount(labels, minlength=QUESTIONS[name]).float()
        weigh[name] = (often.sum() / len(often) / often).sqrt()
    net.train()
    for _ in range(epochs):
        for name, rows in batches(sets, dice):
            lines, labels = sets[name]
            pieces, there = together([lines[row] for row in rows])
            pieces = pieces * (torch.rand((*pieces.shape[:2], 1)) > LOST)
            loss = functional.cross_entropy(
                net(pieces, there, name), labels[rows], weight=weigh[name], label_smoothing=SMOOTH
            )
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            schedule.step()


def main() -> None:
    """Train, tell how each round and their mean do on the open sets, write the mean."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--sets", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--rate", type=float, default=5e-4)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    learnt = {name: load(options.sets / f"{name}.npz") for name in QUESTIONS}
    open_sets = {name: load(options.sets / f"{name}-open.npz") for name in QUESTIONS}
    first = Tuned(shipped(options.base))
    summed: dict[str, Tensor] = {}
    for number in range(options.rounds):
        torch.manual_seed(number)
        net = copy.deepcopy(first)
        round_of(net, learnt, options.epochs, options.rate, random.Random(number))
        sys.stdout.write(f"round {number}: {judged(net, open_sets)}\n")
        for name, value in net.state_dict().items():
            summed[name] = summed.get(name, 0) + value / options.rounds
        mean = copy.deepcopy(first)
        mean.load_state_dict({name: value * options.rounds / (number + 1) for name, value in summed.items()})
        sys.stdout.write(f"mean of {number + 1}: {judged(mean, open_sets)}\n")
        sys.stdout.flush()
        options.out.mkdir(parents=True, exist_ok=True)
        torch.save(mean.state_dict(), options.out / "tuned.pt")


if __name__ == "__main__":
    main()

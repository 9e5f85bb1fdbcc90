"""Train the reader: ``python train.py --base FOLDER --out RUN [--with-set] [--folds N --fold K] ...``.

Without ``--with-set`` the tuned part of the evaluation set is only measured, so its figures are honest;
with it the final weights are made. Needs PyTorch, safetensors and the base weights (README.md); nothing of
it is needed at run time.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import time
from pathlib import Path

import corpus
import numpy as np
import phrases
import torch
from augment import names_of, vary
from corpus import Example, Lesson
from network import CLASSES, Reader, pretrained
from parts import held_out
from torch import Tensor, nn

from aftershock.models.wordpiece import WordPiece
from aftershock.statements.windows import LINE

LATIN = re.compile(r"(?:##)?[\x21-\x7eà-öø-ÿœ§«»“”„‘’–—…€£°·•]+")
TAG_WEIGHTS = (1.0, 1.0, 1.0, 1.0)


def vocabulary(base: Path) -> tuple[list[str], list[int]]:
    """The pieces that an English reader needs, and their numbers in the base vocabulary."""
    raw = (base / "vocab.txt").read_text("utf-8").split("\n")
    raw = raw[:-1] if not raw[-1] else raw
    special = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "[unused0]")
    kept = [n for n, piece in enumerate(raw) if piece in special
            or (LATIN.fullmatch(piece) and not piece.startswith("[unused"))]  # fmt: skip
    return [LINE if raw[n] == "[unused0]" else raw[n] for n in kept], kept


class Batch:
    """Windows of several lessons, padded to one length."""

    def __init__(self, lessons: list[Lesson], mask: int, dice: np.random.Generator | None) -> None:
        size = max(len(lesson.window.ids) for lesson in lessons)
        shape = (len(lessons), size)
        self.lessons = lessons
        ids, case, quoted = (np.zeros(shape, dtype=np.int64) for _ in range(3))
        tags = np.full(shape, -100, dtype=np.int64)
        barred = np.full(shape, -1e4, dtype=np.float32)
        for row, lesson in enumerate(lessons):
            width = len(lesson.window.ids)
            ids[row, :width] = lesson.window.ids
            if dice is not None:
                lost = dice.random(width) < 0.04
                ids[row, :width][lost] = mask
            case[row, :width], quoted[row, :width] = lesson.window.case, lesson.window.quoted
            tags[row, :width] = lesson.tags
            barred[row, :width] = 0
        self.ids, self.case, self.quoted = (torch.from_numpy(part) for part in (ids, case, quoted))
        self.tags = torch.from_numpy(tags)
        self.barred = torch.from_numpy(barred)


def loss_of(net: Reader, batch: Batch) -> Tensor:
    x = net.body(batch.ids, batch.case, batch.quoted, batch.barred[:, None, None, :])
    tags = net.tag(x)
    total = nn.functional.cross_entropy(
        tags.flatten(0, 1), batch.tags.flatten(), weight=torch.tensor(TAG_WEIGHTS), ignore_index=-100,
        reduction="sum",
    ) / len(batch.lessons) / 6  # fmt: skip
    parts = []
    for row, lesson in enumerate(batch.lessons):
        if not lesson.anchors:
            continue
        width = len(lesson.window.ids)
        at = torch.tensor([anchor.at for anchor in lesson.anchors])
        scores, classes = net.pairs(x[row, at], x[row, :width], at, torch.zeros(width))
        parts.append(_anchor_loss(scores, classes, lesson))
    return total + sum(parts) / max(len(batch.lessons), 1)


def _anchor_loss(scores: Tensor, classes: Tensor, lesson: Lesson) -> Tensor:
    anchors = lesson.anchors
    loss = torch.zeros(())
    acts, polarity, tier, quote, certainty = classes.split(CLASSES, dim=1)
    wanted = torch.tensor(np.array([a.acts for a in anchors]), dtype=torch.float32)
    loss = loss + 1.5 * nn.functional.cross_entropy(acts, wanted, reduction="sum")
    loss = loss + 0.5 * nn.functional.cross_entropy(
        polarity, torch.tensor([a.polarity for a in anchors]), reduction="sum"
    )
    loss = loss + 0.5 * nn.functional.cross_entropy(
        tier, torch.tensor([a.tier for a in anchors]), reduction="sum"
    )
    kinds = torch.tensor(np.array([a.quote for a in anchors]), dtype=torch.float32)
    loss = loss + 0.3 * nn.functional.cross_entropy(quote, kinds, reduction="sum")
    sure = torch.tensor([a.certainty for a in anchors])
    if (sure >= 0).any():
        loss = loss + 0.3 * nn.functional.cross_entropy(certainty, sure, reduction="sum", ignore_index=-100)
    size = scores.shape[2]
    for relation, share, wants in (
        (0, 0.5, [a.speaker and a.speaker[0] for a in anchors]),
        (1, 0.5, [a.speaker and a.speaker[1] for a in anchors]),
        (4, 0.3, [a.hedges for a in anchors]),
    ):
        rows = [n for n, want in enumerate(wants) if want is not None]
        if rows:
            want = torch.tensor(np.array([wants[n] for n in rows]), dtype=torch.float32)
            loss = loss + share * nn.functional.binary_cross_entropy_with_logits(
                scores[relation, rows], want, reduction="sum"
            )
    for first, share, ends in ((2, 0.5, [a.content for a in anchors]), (5, 0.2, [a.target for a in anchors])):
        for step in (0, 1):
            want = torch.tensor([-100 if pair is None else pair[step] for pair in ends])
            if (want >= 0).any():
                loss = loss + share * nn.functional.cross_entropy(
                    scores[first + step], want, reduction="sum", ignore_index=-100
                )
    assert size == len(lesson.window.ids)
    return loss


class Seen:
    """What a network finds in the windows of a text, decoded plainly; used for measuring only."""

    def __init__(self, net: Reader, lesson: Lesson) -> None:
        window = lesson.window
        with torch.no_grad():
            width = len(window.ids)
            x = net.body(
                *(torch.from_numpy(p)[None] for p in (window.ids, window.case, window.quoted)),
                torch.zeros(width),
            )
            chance = torch.softmax(net.tag(x)[0], dim=-1)
            anchor = (chance[:, 1] + chance[:, 3]).numpy()
            self.at = [n for n in range(width) if window.own[n] and anchor[n] > THRESHOLD]
            self.chance = anchor
            if self.at:
                at = torch.tensor(self.at)
                scores, classes = net.pairs(x[0, at], x[0], at, torch.zeros(width))
                self.scores, self.classes = scores, classes


THRESHOLD = 0.5


def measure(net: Reader, lessons: list[Lesson]) -> dict[str, float]:
    """Anchors found (within 25 characters), act among the accepted, speaker's pieces hit, polarity."""
    net.eval()
    count = dict.fromkeys(
        ["gold", "found", "hit", "act", "speaker", "speakers", "polarity", "tier", "content", "contents"], 0
    )
    for lesson in lessons:
        seen = Seen(net, lesson)
        count["gold"] += len(lesson.anchors)
        count["found"] += len(seen.at)
        taken: set[int] = set()
        for anchor in lesson.anchors:
            start = lesson.window.start
            near = [(abs(start[f] - start[anchor.at]), n) for n, f in enumerate(seen.at) if n not in taken]
            near = [pair for pair in near if pair[0] <= 20]
            if not near:
                continue
            n = min(near)[1]
            taken.add(n)
            count["hit"] += 1
            acts, polarity, tier, _, _ = seen.classes[n].split(CLASSES)
            count["act"] += bool(anchor.acts[int(acts.argmax())] > 0)
            count["polarity"] += int(polarity.argmax()) == anchor.polarity
            count["tier"] += int(tier.argmax()) == anchor.tier
            if anchor.speaker is not None:
                count["speakers"] += 1
                guess = (torch.sigmoid(seen.scores[1, n]) > 0.5).numpy()
                want = anchor.speaker[1] > 0
                count["speaker"] += bool((guess & want).any()) if want.any() else not guess.any()
            if anchor.content is not None:
                count["contents"] += 1
                low, high = int(seen.scores[2, n].argmax()), int(seen.scores[3, n].argmax())
                want2 = anchor.content
                count["content"] += (low == 0) == (want2[0] == 0) and low <= want2[1] and want2[0] <= high
    share = lambda a, b: round(count[a] / max(count[b], 1), 3)  # noqa: E731
    return {
        "P": share("hit", "found"), "R": share("hit", "gold"), "act": share("act", "hit"),
        "speaker": share("speaker", "speakers"), "polarity": share("polarity", "hit"), "tier":
        share("tier", "hit"), "content": share("content", "contents"), "gold": count["gold"],
    }  # fmt: skip


def groups(net: Reader, rate: float) -> list[dict]:
    """The body learns slowly, the new heads fast."""
    new = ("tag", "asking", "asked", "alone", "apart", "mix", "classes", "case", "quoted")
    net.words.weight.requires_grad_(False)  # few texts see few words: the rest would be left behind
    slow = [p for name, p in net.named_parameters() if name.split(".")[0] not in (*new, "words")]
    fast = [p for name, p in net.named_parameters() if name.split(".")[0] in new]
    return [{"params": slow, "lr": rate, "peak": rate}, {"params": fast, "lr": rate * 6, "peak": rate * 6}]


def train(options: argparse.Namespace) -> None:
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    dice = random.Random(options.seed)
    pieces, kept = vocabulary(options.base)
    cutter = WordPiece(pieces)
    learnt, measured = parted(options)
    tests = {
        name: [
            lesson
            for e in measured
            if e.source[:1].isdigit() == (name == "set")
            for lesson in corpus.lessons(e, cutter)
        ]
        for name in ("set", "texts")
    }
    names = names_of(learnt)
    net = pretrained(options.base / "model.safetensors", kept, options.drop)
    if options.start:
        net.load_state_dict(grown(torch.load(options.start / "reader.pt", weights_only=True), net))
    adam = torch.optim.AdamW(groups(net, options.rate), weight_decay=0.01, fused=True)
    mean = Average(net, options.average)
    for epoch in range(options.epochs):
        if options.watch:
            learnt, _ = parted(options)  # texts that were written meanwhile
        began = time.monotonic()
        taken = [
            e for e in learnt if e.source.startswith(tuple(options.whole)) or dice.random() < options.share
        ]
        lessons = [lesson for e in taken for lesson in fresh(e, dice, names, cutter, epoch)]
        lessons += [
            one for e in phrases.texts(dice, names, options.made) for one in corpus.lessons(e, cutter)
        ]
        parts = batches(lessons, options.batch, dice)
        net.train()
        total = 0.0
        for number, part_of in enumerate(parts):
            batch = Batch(part_of, cutter.unknown, np.random.default_rng(dice.randrange(2**31)))
            share = rate_at((epoch + number / len(parts)) / options.epochs, options)
            for group in adam.param_groups:
                group["lr"] = group["peak"] * share
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=options.half):
                loss = loss_of(net, batch)
            adam.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 20.0)
            adam.step()
            mean.add(net)
            total += float(loss.detach())
        keep(mean.mean, pieces, options.out)
        print(f"epoch {epoch} {len(taken)} texts {len(lessons)} windows, loss {total / len(parts):.2f} "
              f"{time.monotonic() - began:.0f} s", flush=True)  # fmt: skip
        if epoch % options.every == options.every - 1 or epoch == options.epochs - 1:
            averaged = Reader(len(pieces))
            averaged.load_state_dict(mean.mean)
            for name, held in tests.items():
                if held:
                    print("  ", name, measure(averaged, held), flush=True)
    (options.out / "run.json").write_text(
        json.dumps({k: str(v) for k, v in vars(options).items()} | {"texts": len(learnt)}, indent=1), "utf-8"
    )


def rate_at(part: float, options: argparse.Namespace) -> float:
    """The share of the peak rate after a part of the run: it rises, stays, and falls to nothing."""
    return min(
        1.0, part / options.rise if options.rise else 1.0, (1 - part) / options.fall if options.fall else 1.0
    )


def grown(old: dict[str, Tensor], net: Reader) -> dict[str, Tensor]:
    """Weights of a network with fewer looks around an anchor: the new ones tell it nothing at first."""
    found = {}
    for name, fresh_ in net.state_dict().items():
        value = old[name]
        if value.shape != fresh_.shape:
            whole = torch.zeros_like(fresh_) if name == "mix.weight" else fresh_.clone()
            whole[tuple(slice(size) for size in value.shape)] = value
            value = whole
        found[name] = value
    return found


def parted(options: argparse.Namespace) -> tuple[list[Example], list[Example]]:
    """Which texts are learnt from and which are only measured. Texts that come later move no other text."""
    learnt, measured = corpus.written() + corpus.silent(), corpus.tuned()
    if options.with_set:
        learnt, measured = learnt + measured, []
    if options.folds:
        apart = [held_out(e.source, options.folds, options.fold, options.hold) for e in learnt]
        measured = [e for e, held in zip(learnt, apart, strict=True) if held] + measured
        learnt = [e for e, held in zip(learnt, apart, strict=True) if not held]
    return learnt, measured


class Average:
    """The running mean of the weights: what a decayed rate would come to, at any moment."""

    def __init__(self, net: Reader, keep: float) -> None:
        self.keep = keep
        self.mean = {name: value.clone() for name, value in net.state_dict().items()}
        self.steps = 0

    def add(self, net: Reader) -> None:
        """Count the weights of one more step in; the first steps fade faster."""
        self.steps += 1
        part = max(1 - self.keep, 1 / (1 + self.steps / 4))
        for name, value in net.state_dict().items():
            self.mean[name].lerp_(value, part)


def keep(weights: dict[str, Tensor], pieces: list[str], out: Path) -> None:
    """Write the weights as they are: an interrupted run leaves its last epoch."""
    out.mkdir(parents=True, exist_ok=True)
    torch.save(weights, out / "reader.tmp")
    (out / "reader.tmp").replace(out / "reader.pt")
    (out / "vocab.txt").write_text("\n".join(pieces) + "\n", "utf-8")


def batches(lessons: list[Lesson], size: int, dice: random.Random) -> list[list[Lesson]]:
    """Windows of like length together, in a new order each time: little is padded."""
    ordered = sorted(lessons, key=lambda lesson: len(lesson.window.ids) + dice.randrange(24))
    parts = [ordered[low : low + size] for low in range(0, len(ordered), size)]
    dice.shuffle(parts)
    return parts


def fresh(
    example: Example, dice: random.Random, names: list[str], cutter: WordPiece, epoch: int
) -> list[Lesson]:
    """The lessons of a text for one epoch: varied after the first, and cut into windows elsewhere."""
    varied = vary(example, dice, names) if epoch else example
    from aftershock.statements import passages

    spans = list(passages.split(varied.text))
    if len(spans) > 2 and dice.random() < 0.5:
        first = dice.randrange(1, min(len(spans), 4))
        return corpus.lessons(varied, cutter, spans[:first]) + corpus.lessons(varied, cutter, spans[first:])
    return corpus.lessons(varied, cutter, spans)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, required=True, help="folder of all-MiniLM-L6-v2")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start", type=Path, default=None, help="go on from the weights of an earlier run")
    parser.add_argument("--with-set", action="store_true")
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--fold", type=int, default=0)
    parser.add_argument("--hold", default="", help="hold out only texts whose name begins so")
    parser.add_argument("--share", type=float, default=1.0, help="of the texts, drawn anew each epoch")
    parser.add_argument(
        "--whole", default=" ", help="letters: texts whose name begins with one are learnt in each epoch"
    )
    parser.add_argument("--epochs", type=int, default=16)
    parser.add_argument("--batch", type=int, default=6)
    parser.add_argument("--rate", type=float, default=1.5e-4)
    parser.add_argument("--drop", type=float, default=0.1)
    parser.add_argument("--seed", type=int, default=30)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--every", type=int, default=4)
    parser.add_argument("--rise", type=float, default=0.08, help="share of the run in which the rate rises")
    parser.add_argument("--fall", type=float, default=0.92, help="share of the run in which the rate falls")
    parser.add_argument("--average", type=float, default=0.99, help="how much of the mean each step keeps")
    parser.add_argument("--made", type=int, default=45, help="texts of made-up sentences in each epoch")
    parser.add_argument("--half", action="store_true", help="multiply in bfloat16: a third of the time saved")
    parser.add_argument("--watch", action="store_true", help="take in texts that are written meanwhile")
    train(parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())

"""How many everyday posts are held, labelled, sent to review? python -m evals.shield.everyday [--posts N]

Posts made from the simulator's pieces in eight languages, through the shipped policy with 10,000 invented
phrases beside the stand-ins and the head of calls. A million is run in parts: `--seed K --posts 100000`.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter

from evals.shield import evasion, made
from evals.shield.calls import POLICY
from evals.shield.legitimate import AT, bound, rows

from aftershock.shield.decide import Shield
from aftershock.shield.phrases import Phrase
from aftershock.shield.policy.table import read
from aftershock.shield.replay import named
from aftershock.shield.verdict import Item
from aftershock.tone import calls

PORTION = 5_000


def shield(phrases: int = 10_000) -> Shield:
    """The shipped policy over the stand-ins and invented phrases."""
    listed = [
        Phrase(id=f"{language}-{number}", list="calls", text=text, adopted_by="evaluation")
        for number, (language, text) in enumerate(rows("phrases.tsv"))
    ]
    more = [
        Phrase(id=f"x{number}", list="calls", text=phrase.text, adopted_by="evaluation")
        for number, (_, phrase) in enumerate(evasion.phrases(phrases))
    ]
    return Shield(read(POLICY.read_text("utf-8")), phrases=[*listed, *more])


def counted(asked: Shield, posts: int, seed: int) -> tuple[Counter[str], int]:
    """Verdicts over made posts, and how many held a word of violence, so that the encoder was asked."""
    rng = random.Random(seed)
    found: Counter[str] = Counter()
    violent = 0
    for start in range(0, posts, PORTION):
        count = min(PORTION, posts - start)
        texts = [made.everyday(rng, made.LANGUAGES[number % len(made.LANGUAGES)]) for number in range(count)]
        violent += sum(map(calls.violent, texts))
        for number, (text, share) in enumerate(zip(texts, calls.read(texts), strict=True)):
            item = Item(platform="e", id=f"{start + number}", text=text, signals={"tone.calls": share})
            found[named(asked.check(item, at=AT))] += 1
    return found, violent


def main() -> None:
    """Print the verdicts and their bounds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    found, violent = counted(shield(), given.posts, given.seed)
    print(f"{given.posts} posts, seed {given.seed}: {dict(found)}; a word of violence in {violent}")
    print(
        *(f"{each} <= {bound(found[each], given.posts):.1e}" for each in ("block", "hold", "label", "review"))
    )


if __name__ == "__main__":
    main()

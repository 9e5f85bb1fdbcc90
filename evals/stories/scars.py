"""How often does sound news text look wounded, and which wounds are told without a sister copy?

Run: python -m evals.stories.scars      (body texts by path, see bodies.py)
False alarms: scars per 1,000 lines of sound bodies. Ends: each body is cut at a space that stands in the last
half (``cut``), or cut behind "NAME wrote:" put at the end of one of its lines (``announced``); of these, how
many are told; of all texts that are called wounded at their end, where one in ten is, how many are.
"""

from __future__ import annotations

import random
from collections import Counter

from evals.stories import bodies

from aftershock.stories import ends, scars
from aftershock.text import lines

SHARE = 0.1  # of texts in a folder that are cut off: precision is said for this


def end_of(text: str) -> str:
    """What is said of the end of a text: a kind, or nothing."""
    return next((kind for _, kind in ends.find(text)), "")


def cut(rng: random.Random, text: str) -> str:
    """The text broken off within a sentence."""
    while True:
        at = text.find(" ", int(len(text) * rng.uniform(0.5, 0.95)))
        if at > 0 and text[at - 1] not in ".!?:\n":
            return text[:at]


def announced(rng: random.Random, text: str) -> str:
    """The text ended behind an announcement, as where a picture of a post stood."""
    rows = text.split("\n")
    at = rng.randrange(len(rows) // 2, len(rows)) + 1
    verb = rng.choice(("wrote", "wrote on Monday", "posted", "said in a statement", "tweeted on Tuesday"))
    return "\n".join([*rows[:at], f"After the meeting the office of Ilan Dorr {verb}:"])


def main() -> None:
    """Print false alarms per 1,000 lines by kind and set, and how well ends are told."""
    if not bodies.available():
        print(f"no labelled pages in {bodies.FOLDER}: nothing measured")
        return
    for name, texts in bodies.bodies().items():
        count: Counter[str] = Counter()
        total = 0
        for text in texts:
            total += sum(1 for _ in lines(text))
            for scar in scars.find(text):
                count[scar.kind] += 1
                count["all"] += 1
        rates = ", ".join(f"{kind} {1000 * n / total:.2f}" for kind, n in count.most_common())
        print(f"{name}: {len(texts)} texts, {total} lines; scars per 1,000 lines: {rates}")
        rng = random.Random(3)
        false = Counter(end_of(text) for text in texts)
        for kind, made in ((ends.BREAKS_OFF, cut), (ends.NOTHING_ANNOUNCED, announced)):
            told = sum(end_of(made(rng, text)) == kind for text in texts) / len(texts)
            wrong = false[kind] / len(texts)
            precision = told * SHARE / max(told * SHARE + wrong * (1 - SHARE), 1e-9)
            print(f"  {kind}: told {told:.3f}, of sound texts {wrong:.4f} -> precision {precision:.3f}")
            for text in texts:
                if end_of(text) == kind:
                    print(f"    sound, but: …{text.rstrip()[-60:]!r}")


if __name__ == "__main__":
    main()

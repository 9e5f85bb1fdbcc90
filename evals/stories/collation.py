"""How much of what was planted does the apparatus find, and how much of what it says was planted?

Run: python -m evals.stories.collation [--stories N] [--seed S] [--each]
Counts are words. Lost: words of the original that the copy lost, against the witness spans of its variants of
kind lost (and changed). Added: words put into the copy, against its added variants. Regained: words that some
of three damaged copies lost and that stand in their reading, the original being absent.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from collections.abc import Iterable

from evals.stories import bodies, generate

from aftershock.records import Page, Story
from aftershock.stories import build, reading
from aftershock.text import sha256

_WORD = re.compile(r"\w+")


def page(name: str, text: str, number: int) -> Page:
    """A page of text alone."""
    return Page(id=f"page-{name}-{number}", capture="capture", text=sha256(text), file=f"{name}-{number}.txt")


def covered(spans: Iterable[tuple[int, int]], text: str) -> set[int]:
    """The starts of the words of ``text`` that lie in one of the spans."""
    found = set()
    for start, end in spans:
        found |= {start + m.start() for m in _WORD.finditer(text[start:end])}
    return found


def told(texts: list[str]) -> tuple[Story, dict[str, str]] | None:
    """The story of some copies, or None where the clustering did not bring them together."""
    pages = [page("copy", text, number) for number, text in enumerate(texts)]
    by_id = {p.text: text for p, text in zip(pages, texts, strict=True)}
    stories = build.build(pages, by_id)
    return (stories[0], by_id) if len(stories) == 1 else None


def pair(original: str, copy: generate.Copy, count: Counter[str]) -> None:
    """Count planted and found words of one original and one damaged copy of it."""
    count["pairs"] += 1
    result = told([original, copy.text])
    if result is None:
        count["pairs apart"] += 1
        return
    story, _ = result
    mine = sha256(copy.text)
    lost, gained, changed = [], [], []
    for v in story.variants:
        if v.text == mine and v.witness is not None and v.witness.text != mine and v.note != "moved":
            (lost if v.kind == "lost" else changed).append((v.witness.start, v.witness.end))
        if v.text == mine and v.kind == "added":
            gained.append((v.start, v.end))
        if v.text != mine and v.kind == "changed" and v.note != "moved":  # the copy leads the reading
            changed.append((v.start, v.end))
        if v.text != mine and v.kind == "added":  # taken for an addition of the original: the wrong direction
            count["original called added"] += len(_WORD.findall(v.quote))
    planted, reported = covered(copy.lost, original), covered(lost, original)
    other = covered(changed, original)
    count["lost planted"] += len(planted)
    count["lost found"] += len(planted & (reported | other))
    count["lost reported"] += len(reported)
    count["lost right"] += len(reported & planted)
    planted, reported = covered(copy.added, copy.text), covered(gained, copy.text)
    count["added planted"] += len(planted)
    count["added found"] += len(planted & reported)
    count["added reported"] += len(reported)
    count["added right"] += len(reported & planted)
    planted = covered(copy.changed, original)
    count["changed planted"] += len(planted)
    count["changed found"] += len(planted & other)
    count["changed reported"] += len(other)
    count["changed right"] += len(other & (planted | covered(copy.lost, original)))


def restored(original: str, copies: list[generate.Copy], count: Counter[str]) -> None:
    """Count what the reading of damaged copies alone regains of the original."""
    result = told([c.text for c in copies])
    if result is None:
        return
    text = reading.text_of(*result)
    gone = [covered(c.lost, original) | covered(c.changed, original) for c in copies]
    regainable = set.union(*gone) - set.intersection(*gone)
    have = Counter(_WORD.findall(text))
    want = Counter(m.group() for m in _WORD.finditer(original) if m.start() not in set.intersection(*gone))
    count["regainable"] += len(regainable)
    count["regained"] += len(regainable) - min(len(regainable), sum((want - have).values()))
    count["reading words"] += sum(have.values())
    count["reading foreign"] += sum((have - Counter(_WORD.findall(original))).values())


def measure(seed: int, stories: int, damages: tuple[generate.Damage, ...], each: bool) -> Counter[str]:
    """The counts over ``stories`` generated stories; ``each``: one damage a copy instead of one to three."""
    rng = random.Random(seed)
    count: Counter[str] = Counter()
    for _ in range(stories):
        w = generate.world(rng)
        original = generate.story(rng, w, rng.choice((8, 12, 20, 30)))
        copies = []
        for _ in range(3):
            chosen = tuple(rng.sample(damages, 1 if each else min(len(damages), rng.randint(1, 3))))
            copy = generate.damaged(
                rng, original, w, chosen, reorder=not each and rng.random() < generate.REORDER
            )
            pair(original, copy, count)
            copies.append(copy)
        restored(original, copies, count)
    return count


def measure_bodies(seed: int, texts: list[str], damages: tuple[generate.Damage, ...]) -> Counter[str]:
    """The same counts over real body texts with planted damage."""
    rng = random.Random(seed)
    count: Counter[str] = Counter()
    for original in texts:
        w = bodies.names_in(original)
        chosen = tuple(rng.sample(damages, rng.randint(1, 3)))
        pair(original, generate.damaged(rng, original, w, chosen, reorder=rng.random() < 0.1), count)
    return count


def report(label: str, count: Counter[str]) -> str:
    """One line of recalls and precisions."""

    def rate(part: str, whole: str) -> str:
        return f"{count[part] / count[whole]:.4f}" if count[whole] else "  --  "

    parts = [f"{label:20}"]
    for kind in ("lost", "added", "changed"):
        parts.append(
            f"{kind} R {rate(f'{kind} found', f'{kind} planted')}"
            f" P {rate(f'{kind} right', f'{kind} reported')} |"
        )
    parts.append(
        f"regained {rate('regained', 'regainable')} foreign {rate('reading foreign', 'reading words')} |"
    )
    parts.append(
        f"misdirected {count['original called added']} apart {count['pairs apart']}/{count['pairs']}"
    )
    return " ".join(parts)


def main() -> None:
    """Print the measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stories", type=int, default=100)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--each", action="store_true", help="one line for each kind of damage")
    given = parser.parse_args()
    every = generate.DAMAGES + generate.HELD_BACK
    if given.each:
        for damage in every:
            print(report(damage.__name__, measure(given.seed, given.stories, (damage,), each=True)))
    print(report("training kinds", measure(given.seed, given.stories, generate.DAMAGES, each=False)))
    print(report("all kinds", measure(given.seed, given.stories, every, each=False)))
    if bodies.available():
        for name, texts in bodies.bodies().items():
            print(report(f"bodies {name}", measure_bodies(given.seed, texts[: given.stories * 2], every)))
    else:
        print(f"no labelled pages in {bodies.FOLDER}: real bodies not measured")


if __name__ == "__main__":
    main()

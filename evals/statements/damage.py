"""How many statements of a whole text are found in its damaged sister?

Run: python evals/statements/damage.py [--copies N] [--seed S] [--wounds N] [--show]

Each text of the tuned part is read whole, and read again after one to six wounds: a name deleted, a mark
lost, a stray mark put in, up to thirty characters cut. A statement is found again where one of the same act
and speaker stands on the same characters; a speaker whose name was deleted may be "(name lost)". Intervals
are drawn over texts.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parent))

import score  # type: ignore[import-not-found]

from aftershock.records import Statement

WOUNDS = 6  # at most, to a text
LOST = "(name lost)"
_STRAY = ["“", '"', "`", "( )", "   ", "\n\n", ":", "— X (@x)"]


class Wounded(NamedTuple):
    """A damaged text, and where each of its characters stood in the whole one; -1 for what was put in."""

    text: str
    stood: tuple[int, ...]


class Counts(NamedTuple):
    """Statements of whole texts, those found again, and the statements of the damaged texts."""

    whole: int
    again: int
    damaged: int


def wound(text: str, dice: random.Random, most: int = WOUNDS) -> Wounded:
    """A text with names deleted, quotation marks lost or put in, or letters cut: one to ``most`` times."""
    found = Wounded(text, tuple(range(len(text))))
    for _ in range(dice.randint(1, most)):
        found = _once(found, dice)
    return found


def _once(whole: Wounded, dice: random.Random) -> Wounded:
    text, kind = whole.text, dice.randrange(4)
    if kind == 0:
        names = [match.span() for match in re.finditer(r"\b[A-Z][a-z]+\b", text)]
        return _replaced(whole, *dice.choice(names)) if names else whole
    if kind == 1:
        marks = [at for at, char in enumerate(text) if char in '“”"‘’`„«»']
        at = dice.choice(marks) if marks else 0
        return _replaced(whole, at, at + 1) if marks else whole
    if not text:
        return whole
    at = dice.randrange(len(text))
    if kind == 2:
        return _replaced(whole, at, at, dice.choice(_STRAY))
    return _replaced(whole, at, min(at + dice.randint(1, 30), len(text)))


def _replaced(whole: Wounded, start: int, end: int, by: str = "") -> Wounded:
    text, stood = whole
    return Wounded(text[:start] + by + text[end:], (*stood[:start], *(-1,) * len(by), *stood[end:]))


def measure(copies: int = 1, seed: int = 5, most: int = WOUNDS, show: bool = False) -> list[Counts]:
    """What is found again, for each text of the tuned part over all its damaged copies."""
    dice = random.Random(seed)
    return [_text(text, copies, dice, most, show) for text in score.texts("tuned")]


def _text(text: dict[str, Any], copies: int, dice: random.Random, most: int, show: bool) -> Counts:
    whole = [statement for statement in score.predict(text) if statement.witnesses]
    again = damaged = 0
    for _ in range(copies):
        hurt = wound(text["text"], dice, most)
        found = [s for s in score.predict({**text, "text": hurt.text}) if s.witnesses]
        damaged += len(found)
        missed = list(_missed(whole, found, hurt))
        again += len(whole) - len(missed)
        for statement in missed if show else ():
            print(f"  {text['name']}: {statement.act} | {statement.speaker_name} | {_quote(statement)!r}")
    return Counts(len(whole) * copies, again, damaged)


def _missed(whole: list[Statement], found: list[Statement], hurt: Wounded) -> Iterator[Statement]:
    """The statements of the whole text that have none of their own in the damaged one."""
    left = list(found)
    for statement in whole:
        same = next((other for other in left if _same(statement, other, hurt)), None)
        if same is None:
            yield statement
        else:
            left.remove(same)


def _same(statement: Statement, other: Statement, hurt: Wounded) -> bool:
    evidence, place = other.witnesses[0].evidence, statement.witnesses[0].evidence
    stood = [at for at in hurt.stood[evidence.start : evidence.end] if at >= 0]
    here = any(place.start <= at < place.end for at in stood)
    who = other.speaker_name == LOST or score.speaker_right(statement.speaker_name or "", other)
    return here and other.act == statement.act and other.tier == statement.tier and bool(who)


def _quote(statement: Statement) -> str:
    return statement.witnesses[0].evidence.quote[:90]


def share(counts: list[Counts]) -> float:
    """The share of statements found again."""
    return sum(c.again for c in counts) / max(sum(c.whole for c in counts), 1)


def interval(counts: list[Counts]) -> tuple[float, float]:
    """The middle 95 % of the share when texts are drawn anew, with replacement."""
    dice = random.Random(score.SEED)
    drawn = sorted(share(dice.choices(counts, k=len(counts))) for _ in range(score.DRAWS))
    return drawn[round(0.025 * score.DRAWS)], drawn[round(0.975 * score.DRAWS) - 1]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="How many statements are found again in damaged texts?")
    parser.add_argument("--copies", type=int, default=1, help="damaged copies of each text")
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--wounds", type=int, default=WOUNDS, help="at most, to a text")
    parser.add_argument("--show", action="store_true", help="print what is not found again")
    asked = parser.parse_args()
    counted = measure(asked.copies, asked.seed, asked.wounds, asked.show)
    low, high = interval(counted)
    print(f"texts {len(counted)}, copies of each {asked.copies}, wounds to a copy 1 to {asked.wounds}")
    print(f"statements {sum(c.whole for c in counted)}, in damaged copies {sum(c.damaged for c in counted)}")
    print(f"found again {share(counted):.3f} [{low:.3f}, {high:.3f}]")

"""Pages by the million for the benchmark: made on the fly from a seed, with what is true of them.

Words of an invented language follow Zipf's law. Of the stories most stand alone, some have a few copies,
one in five thousand 150; copies lose words, ends and paragraphs, gain lines of their outlet, change words.
Hard for whoever groups them: a fifth of the stories quote a passage of another one about the same event,
every outlet has its own closing lines, and one page in fifty is a round-up of the beginnings of four stories.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

VOCABULARY = 60_000
OUTLETS = 300


class Made(NamedTuple):
    """A page's text, the number of its story (a round-up is a story of its own)."""

    text: str
    story: int
    roundup: bool


def _language(rng: np.random.Generator) -> tuple[list[str], np.ndarray]:
    parts = [
        "ba",
        "cor",
        "del",
        "en",
        "fi",
        "gar",
        "hu",
        "il",
        "ja",
        "kes",
        "lo",
        "mir",
        "na",
        "or",
        "pet",
        "qua",
    ]
    words = [
        parts[n % 16] + parts[n // 16 % 16] + parts[n // 256 % 16] + (parts[n // 4096] if n >= 4096 else "")
        for n in range(VOCABULARY)
    ]
    rng.shuffle(words)
    weights = 1 / (np.arange(VOCABULARY) + 2.7)
    return words, np.cumsum(weights) / weights.sum()


def pages(count: int, seed: int) -> Iterator[Made]:
    """``count`` pages: copies of one story come within a few hundred pages of each other, as they do."""
    rng, pick = np.random.default_rng(seed), random.Random(seed)
    words, cumulative = _language(rng)
    closing = [_draw(rng, words, cumulative, 25) for _ in range(OUTLETS)]
    waiting: list[Made] = []
    recent: list[list[str]] = []
    made = story = 0
    while made < count:
        own = _draw(rng, words, cumulative, pick.choice((100, 150, 250, 350, 600)))
        if recent and pick.random() < 0.2:
            other = pick.choice(recent)
            own[20:20] = other[10:40]
        recent = [*recent[-200:], own]
        copies = pick.choice((0, 0, 0, 1, 1, 2, 3)) if pick.random() > 0.0002 else 150
        some = [Made(_page(own, pick.choice(closing)), story, False)]
        some += [
            Made(_page(_damaged(own, pick, words), pick.choice(closing)), story, False) for _ in range(copies)
        ]
        story += 1
        if pick.random() < 0.035 and len(recent) > 8:
            leads = [each[: pick.randint(50, 90)] for each in pick.sample(recent, 4)]
            some.append(
                Made(_page([word for lead in leads for word in lead], pick.choice(closing)), story, True)
            )
            story += 1
        waiting += some
        if len(waiting) > 600:
            pick.shuffle(waiting)
            for page in waiting[300:]:
                if made == count:
                    return
                made += 1
                yield page
            del waiting[300:]
    yield from ()


def _draw(rng: np.random.Generator, words: list[str], cumulative: np.ndarray, count: int) -> list[str]:
    return [words[n] for n in np.searchsorted(cumulative, rng.random(count)).tolist()]


def _damaged(own: list[str], pick: random.Random, words: list[str]) -> list[str]:
    copy = list(own)
    for kind in pick.sample(range(6), pick.randint(0, 3)):
        if kind == 0:  # words vanish
            copy = [word for word in copy if pick.random() > 0.04]
        elif kind == 1:  # the end is cut off
            copy = copy[: int(len(copy) * pick.uniform(0.55, 0.95))]
        elif kind == 2:  # words are others
            copy = [word if pick.random() > 0.06 else pick.choice(words) for word in copy]
        elif kind == 3:  # a passage goes
            at = pick.randrange(len(copy))
            del copy[at : at + len(copy) // 6]
        elif kind == 4:  # a passage comes in
            at = pick.randrange(len(copy))
            copy[at:at] = [pick.choice(words) for _ in range(30)]
        else:  # two passages change places
            half = len(copy) // 2
            copy = copy[half:] + copy[:half]
    return copy


def _page(own: list[str], closing: list[str]) -> str:
    lines = [" ".join(own[at : at + 60]).capitalize() + "." for at in range(0, len(own), 60)]
    return "\n".join((*lines, " ".join(closing)))

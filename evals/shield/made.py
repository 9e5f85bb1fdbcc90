"""Everyday posts, made: in eight languages from the simulator's pieces, and of invented words.

The pieces of `data/stand_ins.toml` have few openings and endings, so that many posts share a frame, as real
ones do; the invented words follow Zipf's law over a vocabulary of syllables, with common short words between.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from itertools import accumulate

LANGUAGES = ("en", "es", "fr", "de", "tr", "ar", "ru", "id")
_SOUNDS = {
    "latin": (
        [
            "b",
            "c",
            "d",
            "f",
            "g",
            "h",
            "k",
            "l",
            "m",
            "n",
            "p",
            "r",
            "s",
            "t",
            "v",
            "w",
            "br",
            "st",
            "tr",
            "pl",
            "ch",
            "sh",
        ],
        ["a", "e", "i", "o", "u", "ai", "ea", "ou"],
    ),
    "cyrillic": (
        ["б", "в", "г", "д", "ж", "з", "к", "л", "м", "н", "п", "р", "с", "т", "ф", "ш", "ст", "пр", "тр"],
        ["а", "е", "и", "о", "у", "я", "ы"],
    ),
    "arabic": (
        ["ب", "ت", "ج", "ح", "د", "ر", "ز", "س", "ش", "ع", "ف", "ق", "ك", "ل", "م", "ن", "ه"],
        ["ا", "و", "ي", "", ""],
    ),
}
_SHORT = {
    "latin": [
        "the",
        "of",
        "and",
        "to",
        "in",
        "is",
        "it",
        "for",
        "on",
        "with",
        "at",
        "by",
        "from",
        "this",
        "that",
        "was",
        "are",
        "not",
        "but",
        "we",
        "you",
    ],
    "cyrillic": [
        "и",
        "в",
        "на",
        "не",
        "с",
        "по",
        "за",
        "что",
        "это",
        "как",
        "из",
        "у",
        "к",
        "же",
        "мы",
        "вы",
        "он",
        "они",
        "был",
        "было",
    ],
    "arabic": [
        "في",
        "من",
        "على",
        "إلى",
        "عن",
        "مع",
        "هذا",
        "هذه",
        "كان",
        "كانت",
        "لا",
        "ما",
        "قد",
        "كل",
        "بعد",
        "قبل",
        "عند",
        "بين",
    ],
}


@lru_cache
def _pieces() -> dict[str, dict[str, list[str]]]:
    text = resources.files("aftershock.data").joinpath("stand_ins.toml").read_text("utf-8")
    return tomllib.loads(text)["talk"]


def everyday(rng: random.Random, language: str) -> str:
    """One short post, of one to three sentences."""
    talk = _pieces()[language]
    said = []
    for _ in range(rng.choice((1, 1, 2, 3))):
        said.append(
            f"{rng.choice(talk['opening'])} {rng.choice(talk['middle'])} {rng.choice(talk['ending'])}"
        )
        if rng.random() < 0.5:
            said[-1] += f" {rng.randint(1, 400)}"
    text = rng.choice((". ", "! ", " - ", "\n")).join(said)
    if rng.random() < 0.1:
        text = text.upper() if rng.random() < 0.5 else text.lower()
    return text + rng.choice(("", ".", " :)", " 🙂", "!!", " #today", " ..."))


@lru_cache
def vocabulary(script: str, size: int = 20_000) -> tuple[list[str], list[float]]:
    """Invented words, the commonest first, and their summed weights."""
    rng = random.Random(f"words-{script}")
    onset, core = _SOUNDS[script]
    words = dict.fromkeys(_SHORT[script])
    while len(words) < size:
        words[
            "".join(rng.choice(onset) + rng.choice(core) for _ in range(rng.choice((1, 2, 2, 3, 3, 4))))
        ] = None
    return list(words), list(accumulate(1 / (rank + 3) for rank in range(size)))


def invented(rng: random.Random, script: str = "latin", words: int | None = None) -> str:
    """A post of invented words."""
    listed, weights = vocabulary(script)
    count = words or rng.randint(8, 45)
    return " ".join(rng.choices(listed, cum_weights=weights, k=count)).capitalize() + "."


def stream(seed: int, count: int) -> Iterator[str]:
    """Clean posts: half from pieces in eight languages, half of invented words in three scripts."""
    rng = random.Random(seed)
    scripts = tuple(_SOUNDS)
    for number in range(count):
        if number % 2:
            yield everyday(rng, LANGUAGES[number // 2 % len(LANGUAGES)])
        else:
            yield invented(rng, scripts[number // 2 % len(scripts)])

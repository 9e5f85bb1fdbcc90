"""What do the posts of a made stream say? Neutral stand-ins, put together from a number.

A text's key holds its form (talk, or one of the tones), its language, which pieces it is made of and, for a
near copy, what was changed. A repost or a copy has the same key. Made-up names in brackets keep two texts
apart as people's own words are apart: without them every tenth post would be a near copy of another.
Nothing here is rousing: what celebrates, threatens or blames is a flat stand-in that says so.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from aftershock.reaction.simulate.people import LANGUAGES
from aftershock.reaction.simulate.phrases import phrases
from aftershock.reaction.simulate.plan import TONES
from aftershock.reaction.simulate.sheet import Ints

SPOKEN = tuple(dict.fromkeys(LANGUAGES))
_CODE = np.array([SPOKEN.index(each) for each in LANGUAGES], np.int64)
# The bits of a key, lowest first: three pieces, a number, the change of a near copy, language, form.
_PIECE, _NUMBER, _CHANGE, _LANG, _FORM = 8, 20, 44, 50, 54
_BODY = (1 << _CHANGE) - 1
_TALK = 0
NAMES = 5  # made-up names after each text
_SYLLABLES = tuple(first + second for first in "bdfgklmnprstvz" for second in ("a", "e", "i", "o", "u"))
_ENDINGS = ("", "l", "n", "r", "s", "m", "k", "t")


@cache
def _names() -> pa.Array:
    return pa.array(
        [(one + two + end).capitalize() for one in _SYLLABLES for two in _SYLLABLES[::7] for end in _ENDINGS]
    )


def keys(rng: np.random.Generator, language: Ints, tone: Ints | None = None) -> Ints:
    """A fresh text for each row; ``language`` indexes `people.LANGUAGES`, ``tone`` `plan.TONES`."""
    key = rng.integers(0, 1 << _CHANGE, len(language), dtype=np.int64)
    form = np.zeros(len(language), np.int64) if tone is None else np.asarray(tone, np.int64) + 1
    return key | (_CODE[language] << _LANG) | (form << _FORM)


def altered(rng: np.random.Generator, key: Ints) -> Ints:
    """The same texts with one of the names changed: near copies."""
    changed = rng.integers(1, 1 << (_LANG - _CHANGE), len(key), dtype=np.int64)
    return (key & ~np.int64(((1 << (_LANG - _CHANGE)) - 1) << _CHANGE)) | (changed << _CHANGE)


def languages(key: Ints) -> pa.Array:
    """The language of each text."""
    return pa.array(SPOKEN).take(pa.array((np.maximum(key, 0) >> _LANG) & 0xF))


def texts(key: Ints) -> pa.Array:
    """The text of each key; the empty text for a negative one."""
    sort = np.where(key < 0, -1, key >> _LANG)
    order = np.argsort(sort, kind="stable")
    kinds, first = np.unique(sort[order], return_index=True)
    parts = []
    for kind, rows in zip(kinds, np.split(order, first[1:]), strict=True):
        if kind < 0:
            parts.append(pa.array([""] * len(rows), pa.string()))
        else:
            parts.append(_composed(key[rows], int(kind) >> (_FORM - _LANG), int(kind) & 0xF))
    back = np.empty(len(order), np.int64)
    back[order] = np.arange(len(order))
    return pa.concat_arrays(parts).take(pa.array(back)) if parts else pa.array([], pa.string())


def _composed(key: Ints, form: int, lang: int) -> pa.Array:
    first, second, third = ((key >> (_PIECE * n)) & 0xFF for n in range(3))
    language, known = SPOKEN[lang], phrases()
    if form == _TALK:
        talk = known.talk[language]
        pieces = [(talk.opening, first), (talk.middle, second), (talk.ending, third)]
    else:
        pieces = [(known.tones[language][TONES[form - 1]], first), (known.places, second)]
    said = [pa.array(choices).take(pa.array(which % len(choices))) for choices, which in pieces]
    number = pc.cast(pa.array(((key & _BODY) >> (3 * _PIECE)) % 900), pa.string())
    return pc.binary_join_element_wise(*said, number, _named(key), " ")


def _named(key: Ints) -> pa.Array:
    """The names in brackets; one of them is another one in a near copy."""
    known = _names()
    body, change = key & _BODY, (key >> _CHANGE) & 0x3F
    columns = []
    for number in range(NAMES):
        seed = body + np.where(change % NAMES == number, change, 0) * np.int64(7_919) * (change > 0)
        columns.append(known.take(pa.array(scattered(seed, number) % len(known))))
    joined = pc.binary_join_element_wise(*columns, ", ")
    return pc.binary_join_element_wise("(", joined, ")", "")


def scattered(values: Ints, salt: int = 0) -> Ints:
    """Numbers without a pattern, the same for the same input (the finaliser of splitmix64, Vigna 2015)."""
    with np.errstate(over="ignore"):
        mixed = values.astype(np.uint64) + np.uint64((salt + 1) * 0x9E3779B97F4A7C15 % (1 << 64))
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((mixed ^ (mixed >> np.uint64(31))) >> np.uint64(1)).astype(np.int64)

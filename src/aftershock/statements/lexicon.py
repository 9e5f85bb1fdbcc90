"""Which words mark which act, which weaken it, and which name a speaker?

The tables are data (`data/lexicons/*.tsv`): acts.tsv holds one frame a line, tried from the top for a lemma;
words.tsv holds named sets; hedges.tsv the words that weaken a speaker's commitment.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import cast, get_args

from aftershock.records import ACTS, Act, Certainty, Polarity, Record


class Frame(Record, frozen=True, kw_only=True):
    """One use of a word that marks an act; ``needs`` lists conditions that must all hold."""

    lemma: str
    pos: str
    needs: tuple[tuple[str, tuple[str, ...]], ...]
    act: Act
    polarity: Polarity
    subtype: str | None
    alternatives: tuple[Act, ...]
    rule: str


class Hedge(Record, frozen=True, kw_only=True):
    """A word or phrase that weakens, and the certainty it leaves."""

    words: str
    certainty: Certainty


class Lexicon(Record, frozen=True, kw_only=True):
    """All tables; ``frames`` by (part of speech, lemma)."""

    frames: Mapping[tuple[str, str], tuple[Frame, ...]]
    sets: Mapping[str, frozenset[str]]
    hedges: Mapping[str, Certainty]
    hedge_pattern: str


def rows(name: str) -> Iterator[dict[str, str]]:
    """The lines of one table by column name."""
    source = resources.files("aftershock.data").joinpath("lexicons", name)
    yield from csv.DictReader(source.read_text("utf-8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)


@cache
def load() -> Lexicon:
    """The tables of the package; raises ValueError where a line names an act that does not exist."""
    frames: dict[tuple[str, str], list[Frame]] = {}
    for number, row in enumerate(rows("acts.tsv"), start=2):
        frame = _frame(row, number)
        frames.setdefault((frame.pos, frame.lemma), []).append(frame)
    sets: dict[str, set[str]] = {}
    for row in rows("words.tsv"):
        sets.setdefault(row["set"], set()).add(row["word"])
    hedges = {row["words"]: _certainty(row["certainty"]) for row in rows("hedges.tsv")}
    longest_first = sorted(hedges, key=len, reverse=True)
    return Lexicon(
        frames={key: tuple(value) for key, value in frames.items()},
        sets={key: frozenset(value) for key, value in sets.items()},
        hedges=hedges,
        hedge_pattern=r"\b(?:" + "|".join(re.escape(words) for words in longest_first) + r")\b",
    )


def _frame(row: dict[str, str], number: int) -> Frame:
    act, alternatives = row["act"], row["alternatives"].split()
    for name in (act, *alternatives):
        if name not in ACTS:
            raise ValueError(f"acts.tsv:{number}: no act is called {name!r}")
    needs = []
    for need in row["needs"].split("&"):
        kind, _, words = need.partition(":")
        needs.append((kind, tuple(words.split("|")) if words else ()))
    return Frame(
        lemma=row["lemma"],
        pos=row["pos"],
        needs=tuple(needs),
        act=cast(Act, act),
        polarity="negative" if row["polarity"] == "-" else "positive",
        subtype=row["subtype"] or None,
        alternatives=tuple(cast(Act, name) for name in alternatives),
        rule=f"{row['pos']}.{row['lemma']}.{act}",
    )


def _certainty(value: str) -> Certainty:
    if value not in get_args(Certainty):
        raise ValueError(f"hedges.tsv: no certainty is called {value!r}")
    return cast(Certainty, value)

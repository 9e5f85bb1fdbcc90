"""How is a passage used: quoted, reported, contradicted, sung?

Only asked where something was found. Signs are quotation marks around a hit, and words of `data/shield/
contexts.tsv` in its sentence or the one before or after. They are weak and can be put there on purpose: so
they never let a post pass, they only bring it to a person instead of a block or a hold.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from itertools import pairwise
from typing import NamedTuple

from aftershock.shield.matchers import AhoCorasick
from aftershock.shield.phrases import Hit

KINDS = ("report", "counter", "art")
LONGEST = 600  # characters of one quotation
_PAIRS = {
    "“": "”",
    "„": "“”",
    "«": "»",
    "»": "«",
    "‘": "’",
    "‹": "›",
    "「": "」",
    "『": "』",
    '"': '"',
    "”": "”",
}
_END = re.compile(r"[.!?…؟。！？]+[\"'”»’)]*\s+|\n+")


class Context(NamedTuple):
    """Whether every hit is quoted, reported, contradicted, part of a work; and how many hits are none of
    it.
    """

    quote: bool = False
    report: bool = False
    counter: bool = False
    art: bool = False
    bare: tuple[Hit, ...] = ()


@lru_cache(maxsize=1)
def _cues() -> tuple[AhoCorasick, tuple[tuple[str, str], ...]]:
    table = resources.files("aftershock.data").joinpath("shield", "contexts.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in table.splitlines() if line and not line.startswith("#")]
    words = tuple((kind, word) for kind, _, listed in rows for word in listed.split("|"))
    return AhoCorasick([word for _, word in words]), words


def read(text: str, hits: Sequence[Hit]) -> Context:
    """The context of hits in a text; of no hits, none."""
    if not hits:
        return Context()
    quotations = quoted(text)
    near = {kind: stretches(text, kind) for kind in KINDS}
    within = {hit: _inside(hit, quotations) for hit in hits}
    beside = {(hit, kind): _inside(hit, near[kind]) for hit in hits for kind in KINDS}
    bare = tuple(hit for hit in hits if not within[hit] and not any(beside[hit, kind] for kind in KINDS))
    return Context(
        quote=all(within.values()),
        report=all(beside[hit, "report"] for hit in hits),
        counter=all(beside[hit, "counter"] for hit in hits),
        art=all(beside[hit, "art"] for hit in hits),
        bare=bare,
    )


def quoted(text: str) -> list[tuple[int, int]]:
    """Stretches in quotation marks (marks included), and lines that begin with a quotation's angle."""
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(text):
        closing = _PAIRS.get(text[at])
        if closing is None or (text[at] in "‘”" and at and text[at - 1].isalnum()):
            at += 1
            continue
        ends = [place for mark in closing if (place := text.find(mark, at + 1, at + LONGEST)) >= 0]
        if not ends:
            at += 1
            continue
        found.append((at, min(ends) + 1))
        at = min(ends) + 1
    found += [match.span() for match in re.finditer(r"(?m)^\s*>.*$", text)]
    return found


def stretches(text: str, kind: str) -> list[tuple[int, int]]:
    """Sentences in which a cue of a kind stands, each with the one before and the one after."""
    automaton, words = _cues()
    low = text.lower()
    if len(low) != len(text):  # a letter whose small form is longer: places would shift
        low = "".join(mark.lower() if len(mark.lower()) == 1 else mark for mark in text)
    cues = [
        (first, last)
        for which, first, last in automaton.find_matches_as_indexes(low, overlapping=True)
        if words[which][0] == kind and _word(low, first, last)
    ]
    if not cues:
        return []
    bounds = [0, *(match.end() for match in _END.finditer(text)), len(text)]
    found = []
    for number, (start, end) in enumerate(pairwise(bounds)):
        if any(start <= first < end for first, _ in cues):
            found.append((bounds[max(0, number - 1)], bounds[min(len(bounds) - 1, number + 2)]))
    return found


def _word(text: str, first: int, last: int) -> bool:
    before = first == 0 or not text[first - 1].isalnum() or "\u0620" <= text[first] <= "\u06ff"
    return before and (last == len(text) or not text[last].isalnum())


def _inside(hit: Hit, stretches_: Sequence[tuple[int, int]]) -> bool:
    return any(start <= hit.start and hit.end <= end for start, end in stretches_)

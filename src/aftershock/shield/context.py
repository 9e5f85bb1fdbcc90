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
_OPENS = re.compile("[" + "".join(_PAIRS) + "]")
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
    near = _near(text)
    within = [_inside(hit, quotations) for hit in hits]
    beside = {
        kind: [_inside(hit, near[kind]) for hit in hits] if kind in near else [False] * len(hits)
        for kind in KINDS
    }
    bare = tuple(hit for hit, *used in zip(hits, within, *beside.values(), strict=True) if not any(used))
    return Context(
        quote=all(within),
        report=all(beside["report"]),
        counter=all(beside["counter"]),
        art=all(beside["art"]),
        bare=bare,
    )


def quoted(text: str) -> list[tuple[int, int]]:
    """Stretches in quotation marks (marks included), and lines that begin with a quotation's angle."""
    found: list[tuple[int, int]] = []
    opening = _OPENS.search(text)
    while opening is not None:
        at = opening.start()
        closing = _PAIRS[text[at]]
        if text[at] in "‘”" and at and text[at - 1].isalnum():
            opening = _OPENS.search(text, at + 1)
            continue
        ends = [place for mark in closing if (place := text.find(mark, at + 1, at + LONGEST)) >= 0]
        if ends:
            found.append((at, min(ends) + 1))
        opening = _OPENS.search(text, min(ends) + 1 if ends else at + 1)
    if ">" in text:
        found += [match.span() for match in re.finditer(r"(?m)^\s*>.*$", text)]
    return found


def stretches(text: str, kind: str) -> list[tuple[int, int]]:
    """Sentences in which a cue of a kind stands, each with the one before and the one after."""
    return _near(text).get(kind, [])


def _near(text: str) -> dict[str, list[tuple[int, int]]]:
    """The stretches of each kind of which a cue stands in the text."""
    automaton, words = _cues()
    low = text.lower()
    if len(low) != len(text):  # a letter whose small form is longer: places would shift
        low = "".join(mark.lower() if len(mark.lower()) == 1 else mark for mark in text)
    cues: dict[str, list[int]] = {}
    for which, first, last in automaton.find_matches_as_indexes(low, overlapping=True):
        if _word(low, first, last):
            cues.setdefault(words[which][0], []).append(first)
    if not cues:
        return {}
    bounds = [0, *(match.end() for match in _END.finditer(text)), len(text)]
    return {
        kind: [
            (bounds[max(0, number - 1)], bounds[min(len(bounds) - 1, number + 2)])
            for number, (start, end) in enumerate(pairwise(bounds))
            if any(start <= first < end for first in firsts)
        ]
        for kind, firsts in cues.items()
    }


def _word(text: str, first: int, last: int) -> bool:
    before = first == 0 or not text[first - 1].isalnum() or "\u0620" <= text[first] <= "\u06ff"
    return before and (last == len(text) or not text[last].isalnum())


def _inside(hit: Hit, stretches_: Sequence[tuple[int, int]]) -> bool:
    return any(start <= hit.start and hit.end <= end for start, end in stretches_)

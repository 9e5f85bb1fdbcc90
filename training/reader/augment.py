"""Which other texts follow from a labelled one, its labels moved along?

Names are swapped for others, marks of quotation changed or lost, names deleted as damage does, verbs of
saying exchanged, and capitals dropped. Every change is a list of replacements; spans follow them.
"""

from __future__ import annotations

import bisect
import random
import re
from collections.abc import Iterable, Sequence

from corpus import Example, Gold

from aftershock.text import Span

Edit = tuple[int, int, str]
_NAME = re.compile(r"(?<![.!?:\n\"“‘] )(?<=[^\n])\b[A-Z][a-zà-ÿ]{2,}\b")
_DAYS = frozenset(
    [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
        "January",
        "February",
        "March",
        "April",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
        "The",
        "This",
        "That",
        "They",
        "There",
        "Then",
        "Their",
        "These",
        "Those",
        "But",
        "And",
        "For",
        "Nobody",
        "None",
        "Neither",
        "Nor",
        "Not",
        "When",
        "Where",
        "What",
        "Who",
        "Why",
        "How",
        "One",
        "Two",
        "Three",
        "All",
        "Any",
        "Both",
        "Each",
        "Police",
        "Army",
        "Ministry",
    ]
)
_MARKS = (("“", "”"), ('"', '"'), ("'", "'"), ("«", "»"), ("„", "“"), ("``", "''"), ("‘", "’"))
_SAID = {
    "said": (
        "stated",
        "added",
        "noted",
        "remarked",
        "explained",
        "recalled",
        "maintained",
        "observed",
        "wrote",
    ),
    "says": ("states", "adds", "notes", "remarks", "explains", "maintains", "writes", "holds"),
    "condemned": ("denounced", "deplored", "decried"),
    "denied": ("rejected", "disputed", "dismissed"),
    "praised": ("lauded", "hailed", "applauded", "commended"),
    "warned": ("cautioned",),
    "urged": ("pressed", "implored", "exhorted", "pleaded with"),
}


def names_of(examples: Iterable[Example]) -> list[str]:
    """The capitalised words of all texts that are never written small."""
    small = {word for e in examples for word in re.findall(r"\b[a-z]+\b", e.text)}
    found = {name for e in examples for name in _NAME.findall(e.text)}
    return sorted(name for name in found if name.lower() not in small and name not in _DAYS)


def vary(example: Example, dice: random.Random, names: Sequence[str]) -> Example:
    """One variation of a text."""
    text = example.text
    edits: list[Edit] = []
    known = set(names)
    if dice.random() < 0.6:
        swaps: dict[str, str] = {}
        for found in re.finditer(r"\b[A-Z][a-zà-ÿ]{2,}\b", text):
            if found[0] in known:
                swap = swaps.setdefault(found[0], dice.choice(names) if dice.random() < 0.6 else found[0])
                if swap != found[0]:
                    edits.append((found.start(), found.end(), swap))
    if dice.random() < 0.35:
        edits += _marks(text, dice)
    if dice.random() < 0.5:
        for found in re.finditer(r"\b(?:" + "|".join(_SAID) + r")\b", text):
            if dice.random() < 0.35:
                edits.append((found.start(), found.end(), dice.choice(_SAID[found[0]])))
    if dice.random() < 0.12:
        edits += _damage(example, dice, {start for start, _, _ in edits})
    changed = apply(example, edits)
    if dice.random() < 0.06:
        changed = changed._replace(text=changed.text.lower())
    return changed


def _marks(text: str, dice: random.Random) -> list[Edit]:
    """Other marks of quotation; sometimes one is lost."""
    opening, closing = dice.choice(_MARKS)
    edits: list[Edit] = []
    opened = False
    for found in re.finditer(r"[“”\"«»„]", text):
        mark = found[0]
        opens = not opened if mark == '"' else mark in "“«„"
        opened = opens
        swap = "" if dice.random() < 0.04 else opening if opens else closing
        edits.append((found.start(), found.end(), swap))
    return edits


def _damage(example: Example, dice: random.Random, taken: set[int]) -> list[Edit]:
    """A name or two is gone, with a hole where it stood; never a whole label."""
    cues = [gold.cue for gold in example.golds if gold.cue]
    places = [
        found
        for found in re.finditer(r"\b[A-Z][a-zà-ÿ]+(?: [A-Z][a-zà-ÿ]+)*", example.text)
        if not any(cue.start < found.end() and found.start() < cue.end for cue in cues)
        and not any(found.start() <= at < found.end() for at in taken)
    ]
    chosen = dice.sample(places, k=min(len(places), dice.randint(1, 2)))
    return [(f.start(), f.end(), dice.choice(("", "", "   ", "( )"))) for f in chosen]


def apply(example: Example, edits: Sequence[Edit]) -> Example:
    """The text with its edits, and every span moved along; a span that lost all its words is dropped."""
    ordered: list[Edit] = []
    for edit in sorted(edits):
        if not ordered or edit[0] >= ordered[-1][1]:
            ordered.append(edit)
    pieces, at = [], 0
    starts, shifts = [], []
    shift = 0
    for start, end, swap in ordered:
        pieces += [example.text[at:start], swap]
        at = end
        shift += len(swap) - (end - start)
        starts.append(end)
        shifts.append(shift)
    text = "".join([*pieces, example.text[at:]])

    def moved(offset: int) -> int:
        before = bisect.bisect_right(starts, offset) - 1
        return offset + (shifts[before] if before >= 0 else 0)

    def start_of(offset: int) -> int:
        inside = next((e for e in ordered if e[0] <= offset < e[1]), None)
        return moved(inside[0]) if inside else moved(offset)

    def span(old: Span | None) -> Span | None:
        if old is None:
            return None
        new = Span(start_of(old.start), moved(old.end))
        return new if new.start < new.end else None

    def several(old: tuple[Span, ...] | None) -> tuple[Span, ...] | None:
        return None if old is None else tuple(s for s in map(span, old) if s)

    golds = tuple(
        Gold(
            g.acts, g.polarity, g.tier, span(g.cue), several(g.doubtful) or (), several(g.speakers),
            several(g.content), g.quote, g.certainty, several(g.hedges), span(g.target), start_of(g.anchor),
        )
        for g in example.golds
    )  # fmt: skip
    return Example(example.source, text, golds)

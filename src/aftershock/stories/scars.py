"""Where does a text show that something was cut out of it?

A damaged copy shows its wounds without its sister: runs of spaces inside a line, empty brackets and quotes,
a space before a full stop or comma, half a compound, a last sentence that lacks its end. Each kind is kept
only where sound news text hardly ever has it (rates per kind: `evals/stories/scars.py`).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from aftershock.stories import ends
from aftershock.text import Span

_SPACE = r"[ \u00a0\u2009\u202f]"


class Scar(NamedTuple):
    """A wound in a text: where it stands and what it looks like."""

    span: Span
    kind: str


_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    # Brackets with nothing between them, also with the wrong partner: "( )", "[ )".
    ("empty-brackets", re.compile(rf"[(\[]{_SPACE}+[)\]]|(?<!\w)[(\[][)\]](?!\()")),
    ("empty-quotes", re.compile(rf"[“„]{_SPACE}*”|‘{_SPACE}+’(?!\w)")),
    # A bracket that opens on a mark has lost its first words.
    ("bracket-on-mark", re.compile(rf"\({_SPACE}*[,;](?={_SPACE}|\w)")),
    # (patterns that begin with what is rare are looked for faster than those that look back first)
    # Two spaces or more between words; after a stop, a comma or beside a dash two are how some people type.
    (
        "gap",
        re.compile(
            rf"{_SPACE}(?:(?<=[\w”’)\]]{_SPACE}){_SPACE}+|(?<=[,;]{_SPACE}){_SPACE}{{2,}})(?=[\w“‘(#@])"
        ),
    ),
    # "Bashar  ." and "nor , also"; not " .5", " ...", ". . .".
    (
        "space-before-stop",
        re.compile(rf"{_SPACE}(?<=[\w”)\]]{_SPACE}){_SPACE}*[.,](?!{_SPACE}*[.,])(?=\s|$|[”\")])"),
    ),
    # "the ’s mayor": a possessive whose owner is a word that owns nothing.
    (
        "possessive-alone",
        re.compile(
            rf"(?<=\b(?:the|and|for|but))(?:{_SPACE}+)[’']s(?={_SPACE}+\w)"
            rf"|(?<=\b(?:of|in|by|to|at|on|or))(?:{_SPACE}+)[’']s(?={_SPACE}+\w)"
        ),
    ),
)
# What a text must hold, its spaces made alike, to have a wound of a kind.
_MARKS = {
    "empty-brackets": ("( ", "[ ", "()", "[]", "(]", "[)"),
    "empty-quotes": ("“”", "“ ", "„”", "„ ", "‘ "),
    "bracket-on-mark": ("( ", "(,", "(;"),
    "gap": ("  ",),
    "space-before-stop": (" .", " ,"),
    "possessive-alone": (" ’s ", " 's "),
}
# A text that pads many of its words has a style (tables, justified print), not wounds.
MAX_GAPS_PER_WORD = 0.12
MAX_SPACED_STOPS = 0.2


def find(text: str) -> tuple[Scar, ...]:
    """The scars of a text in order, none overlapping another; empty for a sound text."""
    found = sorted(_all(text))
    result: list[Scar] = []
    for scar in found:
        if result and scar.span.start < result[-1].span.end:
            continue
        result.append(scar)
    words = text.count(" ") + 1
    stops = 1 + sum(text.count(mark) for mark in ".,")
    allowed = {"gap": MAX_GAPS_PER_WORD * words, "space-before-stop": MAX_SPACED_STOPS * stops}
    counts = Counter(scar.kind for scar in result)
    return tuple(s for s in result if counts[s.kind] <= max(1.0, allowed.get(s.kind, math.inf)))


def _all(text: str) -> Iterator[Scar]:
    plain = text.replace("\u00a0", " ").replace("\u2009", " ").replace("\u202f", " ")
    for kind, pattern in _KINDS:
        # a scan of the whole text is dear, and most texts have not even a wound's marks
        if any(mark in plain for mark in _MARKS[kind]):
            for match in pattern.finditer(text):
                yield Scar(Span(*match.span()), kind)
    for span, kind in ends.find(text):
        yield Scar(span, kind)


def at(before: str, previous: str, following: str) -> bool:
    """Whether the seam between two tokens looks like a wound, given that something is missing there.

    ``before`` is the white space between the tokens ``previous`` and ``following`` (folded forms; empty at
    an end of the text). More is taken as a scar than in `find`, as the sister copy already says that
    words are missing.
    """
    if not previous or not following:
        return False
    run = "\n" not in before and len(before) > 1
    if run and not (previous in ".!?:" and len(before) == 2):
        return True
    if previous in "([" and (following in ")],;" or before):
        return True
    if previous == following and previous in "\"'" and len(before) < 2:
        return True
    return bool(before) and following in ".,)]" and "\n" not in before


def is_emptied(tokens: Sequence[str]) -> bool:
    """Whether tokens (folded forms) are marks alone that once held something: "( )", or quotes."""
    pairs = {"(": ")", "[": "]", '"': '"'}
    return len(tokens) == 2 and pairs.get(tokens[0]) == tokens[1]

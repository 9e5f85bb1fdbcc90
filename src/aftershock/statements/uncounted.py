"""Which numbers count nobody and nothing? Names, scores, clock times, calibres."""

# ruff: noqa: E501 - a pattern that is broken over lines cannot be read
from __future__ import annotations

import re

from aftershock.statements import figure_words as words

# A label in front makes a number a name: "Flight 9268", "Article 5", "Boeing 737".
_LABEL = re.compile(
    r"\b(?:Article|Resolution|Chapter|Section|Flight|Highway|Route|Room|Gate|Channel|Unit|No\.?|Number|Page|Platform|"
    r"Line|Block|Ward|Sector|Zone|Level|Phase|Part|Volume|Episode|Season|Type|Class|Camp|District|Precinct|Terminal|"
    r"Building|Apartment|Flat|Floor|Pier|Exit|Bus|Tram|Train|Boeing|Airbus|Windows|Paragraph|Clause|Category|Lane|"
    r"Road|Motorway|Junction|Kilometre|Battalion|Brigade|Studio|Radio|Area|Combat|Group of|Top|Form|Version|version|Day|"
    r"Week|Year|Point|Code|code|Tel|tel|telephone|Phone|phone|Call|call|postcode|PO Box|Box)\.?:?\s*$"
)
# Spelt small, such a word is a name's only without an article, or where a thing is named by it: "the number 12 bus".
_SMALL_LABEL = re.compile(
    r"(?P<article>\b(?:the|a|an|this|that|its|their)\s+)?\b(?:number|route|highway|road|motorway|platform|exit|junction)\s*$"
)
_NAMED_BY_IT = re.compile(
    r"\s+(?:bus|tram|train|ferry|bombings?|attack|blast|crash|junction|bridge|checkpoint|post)\b"
)
_SCORE = re.compile(
    r"\b(?:won|win|wins|beat|beats|lost|drew|draw|defeat(?:ed)?|victory|score[sd]?|led|trailed|odds)\b[^.;]{0,25}$"
)
_OCLOCK = re.compile(r"\s+o[’']clock\b", re.IGNORECASE)
# "A mother of three was killed": the three are hers; those of "a mother of two of the dead" are not.
_KIN = re.compile(r"\b(?:mother|father|parent|grandmother|grandfather|widow|widower)\s+of\s*$", re.IGNORECASE)
# "At 7 two people were shot": an hour, where another number or a noun with its article follows.
_HOUR = re.compile(r"\b(?:at|by|until|till|before|after|since|from|around)\s*$", re.IGNORECASE)
_NEXT = re.compile(
    rf"\s+(?:{words.NUMBER}|{words.DOZENS}|an?|the|some|another|at least|more than)\b", re.IGNORECASE
)
_DAY_HOURS = 24


def names_something(text: str, left: str, start: int, end: int, *, counting: bool) -> bool:
    """Whether the number at ``start:end`` is a name, a score, an hour or a calibre.

    ``left`` is what stands before it in its sentence; ``counting`` where a noun that can be counted follows.
    """
    if _LABEL.search(left) or (_SCORE.search(left) and not counting) or _OCLOCK.match(text, end):
        return True
    if _KIN.search(left) and not text.startswith(" of ", end):
        return True
    label = _SMALL_LABEL.search(left)
    if label and (_NAMED_BY_IT.match(text, end) or not (label["article"] or counting)):
        return True
    value = words.value_of(text[start:end]) if text[start:end].isdigit() else None
    hour = value is not None and value <= _DAY_HOURS and _HOUR.search(left) is not None
    return hour and _NEXT.match(text, end) is not None

"""How is a post's text shown: what was found marked where it stands, nothing clickable, nothing invisible?

Marks come from receipts whose quote is exactly what stands at their offsets; one that is not is said to be
lost instead of drawn somewhere. Before a person asks, only the text's outline is there: no letter of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from aftershock.records import FieldReceipt, Receipt
from aftershock.shield.verdict import Ground

ITEM = re.compile(r"[^\x00-\x20:]{1,200}:[^\x00-\x1f]{1,500}")  # how an item is written: PLATFORM:ID
SHORTENED = 20_000  # characters that a page shows; what was found beyond is shown in the reasons
_DOT = re.compile(r"(?<=\w)\.(?=\w)")
_ADDRESS = re.compile(r"(?i)\b(?:https?://|www\.)\S+")


class Piece(NamedTuple):
    """A run of the text under the same reasons (their numbers), and whether it is a sign that nobody
    sees.
    """

    text: str
    grounds: tuple[int, ...] = ()
    unseen: bool = False


class Why(NamedTuple):
    """A reason as it is shown: its number, the ground, quotes, other fields, quotes that are not there."""

    number: int
    ground: Ground
    quotes: tuple[str, ...]
    fields: tuple[FieldReceipt, ...]
    lost: int


def reasons(grounds: Sequence[Ground], text: str | None) -> list[Why]:
    """The reasons, numbered; quotes only where the text stands and has them. Without text, none."""
    found = []
    for number, ground in enumerate(grounds, start=1):
        passages = [each for each in ground.evidence if isinstance(each, Receipt)]
        sound = [each for each in passages if text is not None and _sound(each, text)]
        fields = tuple(each for each in ground.evidence if isinstance(each, FieldReceipt))
        lost = len(passages) - len(sound) if text is not None else 0
        found.append(Why(number, ground, tuple(each.quote for each in sound), fields, lost))
    return found


def pieces(text: str, grounds: Sequence[Ground]) -> list[Piece]:
    """The text cut where a mark begins or ends; joined without ``unseen`` signs it says the same."""
    text = text[:SHORTENED]
    spans = [
        (*widened(text, each.start, min(each.end, len(text))), number)
        for number, ground in enumerate(grounds, start=1)
        for each in ground.evidence
        if isinstance(each, Receipt) and _sound(each, text)
    ]
    cuts = sorted({0, len(text), *(s for s, _, _ in spans), *(e for _, e, _ in spans)})
    found: list[Piece] = []
    signs = defanged(text)
    for start, end in pairwise(cuts):
        over = tuple(sorted({number for s, e, number in spans if s <= start and end <= e}))
        found += _visible("".join(signs[start:end]), over)
    return found


def outline(text: str) -> list[str]:
    """The lines of a text as strokes: as long as its words, saying nothing."""
    lines = text[:2_000].splitlines() or [""]
    return [re.sub(r"\S", "▆", re.sub(r"\s", " ", line)) for line in lines[:40]]


def defanged(text: str) -> list[str]:
    """Each sign of the text as it is shown: in addresses some are written otherwise, so that nobody follows
    one by accident, wherever a mark cuts it.
    """
    signs = list(text)
    for found in _ADDRESS.finditer(text):
        _defang(text, signs, found.start(), found.end())
    return signs


def defanged_link(link: str) -> str:
    """An address that nobody can follow by accident."""
    signs = list(link)
    _defang(link, signs, 0, len(link))
    return "".join(signs)


def _defang(text: str, signs: list[str], start: int, end: int) -> None:
    if text[start : start + 4].lower() == "http":
        signs[start + 1 : start + 3] = "xx"
    for dot in _DOT.finditer(text, start, end):
        signs[dot.start()] = "[.]"


def widened(text: str, start: int, end: int) -> tuple[int, int]:
    """A span moved outwards so that no mark cuts a letter from its accents or joiners."""
    while 0 < start < len(text) and _clings(text, start):
        start -= 1
    while 0 < end < len(text) and _clings(text, end):
        end += 1
    return start, end


def _clings(text: str, place: int) -> bool:
    """Whether what stands at ``place`` belongs to what stands before it."""
    sign = text[place]
    return bool(unicodedata.combining(sign)) or sign in "\u200d\ufe0e\ufe0f" or text[place - 1] == "\u200d"


def _visible(part: str, over: tuple[int, ...]) -> list[Piece]:
    """Pieces in which signs that nobody sees are named."""
    found: list[Piece] = []
    run = ""
    for sign in part:
        if unicodedata.category(sign) in ("Cf", "Cc", "Co", "Cn") and sign not in "\n\t\u200d\ufe0f":
            if run:
                found.append(Piece(run, over))
            found.append(Piece(f"U+{ord(sign):04X}", over, unseen=True))
            run = ""
        else:
            run += sign
    return [*found, Piece(run, over)] if run else found


def _sound(receipt: Receipt, text: str) -> bool:
    inside = 0 <= receipt.start < receipt.end <= len(text)
    return inside and text[receipt.start : receipt.end] == receipt.quote

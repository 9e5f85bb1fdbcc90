"""Where do the quotations of a paragraph stand?

All usual marks; an odd or unclosed mark never raises: an unclosed quotation ends before the words that
attribute it, else with the paragraph. Quotations inside a quotation are part of the outer one.
"""

from __future__ import annotations

import re
from typing import NamedTuple

PAIRS = {"“": "”", "„": "“”", "«": "»", "»": "«", "‹": "›", "‘": "’", '"': '"', "'": "'", "`": "`'", "”": "”"}
MARKS = '“”„«»‹›"`'
_OPENING = re.compile(f"[{''.join(PAIRS)}]")
_EITHER = re.compile(f"[{''.join((*PAIRS, *PAIRS.values()))}]")
_OPEN_BEFORE = re.compile(r"[\s(\[{—–:,-]")
_UNCLOSED_END = re.compile(
    r"[,.!?…]\s+(?:(?:(?:the|a|an)\s)?(?:[\w.'’-]+\s){0,4}?"
    r"(?:said|says|added|adds|told|wrote|writes|stated|claimed|noted|notes|insisted|warned)\b"
    r"|(?:said|says|added|wrote|stated|claimed|noted|insisted|warned)\s)"
)


class Quote(NamedTuple):
    """A quotation: ``start:end`` with its marks, ``inner:inner_end`` without them."""

    start: int
    end: int
    inner: int
    inner_end: int
    closed: bool

    @property
    def size(self) -> int:
        return self.inner_end - self.inner


def find(text: str, start: int = 0, end: int | None = None) -> list[Quote]:
    """The outermost quotations of ``text[start:end]`` (one paragraph), in order, offsets in ``text``."""
    end = len(text) if end is None else end
    found = []
    at = start
    while mark := _OPENING.search(text, at, end):
        at = mark.start()
        quote = _open_at(text, at, start, end)
        if quote is None:
            at += 1
        else:
            if quote.inner_end > quote.inner:
                found.append(quote)
            at = max(quote.end, at + 1)
    return found


def _open_at(text: str, at: int, start: int, end: int) -> Quote | None:
    mark = text[at]
    width = 2 if text[at : at + 2] in ("``", "''") else 1
    before = text[at - 1] if at > start else " "
    after = text[at + width] if at + width < end else " "
    if (after.isspace() and mark != "«") or not (_OPEN_BEFORE.match(before) or mark in "“„«‹"):
        return None
    if mark == "”" and before.isalnum():
        return None
    single = mark in "'‘" and width == 1
    if single and not after.isalnum() and after not in "#@$[(":
        return None
    inner = at + width
    closer = _closer(text, inner, end, mark, single)
    if closer is not None:
        after_closer = closer + (2 if text[closer : closer + 2] in ("''", "``") else 1)
        return Quote(at, min(after_closer, end), inner, closer, True)
    if single:
        return None  # an apostrophe that opens a word ('tis) is far likelier than a lost closing mark
    cut = _UNCLOSED_END.search(text, inner, end)
    stop = cut.start() + 1 if cut else end
    return Quote(at, stop, inner, stop, False)


def _closer(text: str, at: int, end: int, mark: str, single: bool) -> int | None:
    depth = 0
    for found in _EITHER.finditer(text, at, end):
        here, char = found.start(), found[0]
        if char == mark and mark in "“«‹" and char not in PAIRS[mark]:
            depth += 1
        if char not in PAIRS[mark]:
            continue
        after = text[here + 1] if here + 1 < end else " "
        if mark in "'‘`\"" and (after.isalnum() or here == at or text[here - 1].isspace()):
            continue
        if single and char in "'’" and _possessive(text, here, end):
            continue
        if depth:
            depth -= 1
            continue
        return here
    return None


def _possessive(text: str, here: int, end: int) -> bool:
    """Whether the mark after a plural s belongs to the word: another closing mark follows in the sentence."""
    if text[here - 1 : here].lower() != "s" or not text[here + 1 : here + 2].isspace():
        return False
    rest = re.split(r"[.!?\n]", text[here + 1 : end], maxsplit=1)[0]
    return bool(re.search(r"\w[,]?[’'](?!\w)", rest))


def plain(text: str) -> str:
    """The text with every mark as a straight one, same length, so that the parser sees one style."""
    table = {ord(mark): '"' for mark in MARKS}
    table[ord("’")] = "'"
    table[ord("‘")] = "'"
    return text.replace("``", '" ').replace("''", ' "').translate(table)

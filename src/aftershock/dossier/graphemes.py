"""Where may a highlight begin or end, so that no letter is torn from its marks?

A reduced form of the boundaries of Unicode Annex 29: combining marks, joiners, variation selectors, emoji
modifiers, flags, Hangul syllables and CR LF stay together.
"""

from __future__ import annotations

import unicodedata

JOINER = "\u200d"


def is_boundary(text: str, at: int) -> bool:
    """Whether a cut before ``text[at]`` tears nothing apart; the text's ends are boundaries."""
    if at <= 0 or at >= len(text):
        return True
    before, after = text[at - 1], text[at]
    if before == "\r" and after == "\n":
        return False
    if before in "\r\n" or after in "\r\n":
        return True
    if _extends(after):
        return False
    if before == JOINER and unicodedata.category(after) == "So":
        return False
    if _is_flag(before) and _is_flag(after):
        return _flags_before(text, at) % 2 == 0
    return not _same_syllable(before, after)


def snap(text: str, start: int, end: int) -> tuple[int, int]:
    """The span widened to the nearest boundaries outside it; an empty span moves to the boundary before."""
    while not is_boundary(text, start):
        start -= 1
    end = max(start, end)
    while not is_boundary(text, end):
        end += 1
    return start, end


def _extends(char: str) -> bool:
    """Marks, joiners, variation selectors, emoji modifiers and tags belong to what stands before them."""
    return (
        unicodedata.category(char) in ("Mn", "Me", "Mc")
        or char in ("\u200c", JOINER)
        or "\U0001f3fb" <= char <= "\U0001f3ff"
        or "\U000e0020" <= char <= "\U000e007f"
    )


def _is_flag(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _flags_before(text: str, at: int) -> int:
    count = 0
    while at - count > 0 and _is_flag(text[at - count - 1]):
        count += 1
    return count


def _same_syllable(before: str, after: str) -> bool:
    """Hangul: leading, vowel and trailing letters of one syllable."""
    left, right = _hangul(before), _hangul(after)
    return (
        (left == "L" and right in ("L", "V", "LV", "LVT"))
        or (left in ("LV", "V") and right in ("V", "T"))
        or (left in ("LVT", "T") and right == "T")
    )


def _hangul(char: str) -> str:
    code = ord(char)
    if 0x1100 <= code <= 0x115F or 0xA960 <= code <= 0xA97C:
        return "L"
    if 0x1160 <= code <= 0x11A7 or 0xD7B0 <= code <= 0xD7C6:
        return "V"
    if 0x11A8 <= code <= 0x11FF or 0xD7CB <= code <= 0xD7FB:
        return "T"
    if 0xAC00 <= code <= 0xD7A3:
        return "LV" if (code - 0xAC00) % 28 == 0 else "LVT"
    return ""

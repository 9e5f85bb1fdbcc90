"""When are two spellings the same name? Tokens of a text, folded, with their offsets.

al-Qa'ida, Al Qaida and AL-QAÏDA fold alike: case, accents, apostrophes and hyphens are left aside, and the
small joining words of transliterated names (-e-, -i-, ul-, el-) are one. Vowels are not touched: spellings
that differ in letters (Qaeda, Qaida) are names of their own in the lists.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_APOSTROPHES = "'’‘ʼʻʿʾ`´ʹ"
# A word; or letters with points (U.S.). A hyphen parts two tokens: al-Shabaab and al Shabaab are alike.
_TOKEN = re.compile(rf"(?:[^\W\d_]\.){{2,}}|[^\W_]+(?:[{_APOSTROPHES}][^\W_]+)*")
_POSSESSIVE = re.compile(rf"[{_APOSTROPHES}][sS]$")
_JOINED = re.compile(rf"[{_APOSTROPHES}]?(?:[ \t\u00a0]*\n?[ \t\u00a0]*|[-‐‑–/_])")
_JOINING = {"ul": "al", "el": "al", "ud": "al", "i": "e"}
_ARABIC_MARKS = re.compile(r"[\u064b-\u0652\u0640]")


class Token(NamedTuple):
    """A folded word at ``start:end``; ``joined`` where only white space or a hyphen parts it from the last.

    ``owned`` where the word before is a possessive ("Turkey's police").
    """

    key: str
    start: int
    end: int
    joined: bool
    owned: bool = False


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """A word without case, accents, apostrophes and points."""
    bare = unicodedata.normalize("NFKD", word)
    bare = "".join(
        mark for mark in bare if not unicodedata.combining(mark) and mark not in _APOSTROPHES + "."
    )
    return _JOINING.get(folded, folded) if (folded := _ARABIC_MARKS.sub("", bare).casefold()) else ""


def tokens(text: str) -> Iterator[Token]:
    """The words of a text, folded; a possessive ending is outside its token."""
    last, owned = -1, False
    for match in _TOKEN.finditer(text):
        word, start = match.group(), match.start()
        possessive = _POSSESSIVE.search(word) if word[-1] in "sS" else None
        end = start + (possessive.start() if possessive else len(word))
        key = fold(word[: end - start])
        if not key:
            continue
        # one space is the rule, and costs less to see than to match
        joined = last >= 0 and (
            (start == last + 1 and text[last] == " ") or _JOINED.fullmatch(text, last, start) is not None
        )
        yield Token(key, start, end, joined, owned)
        last, owned = match.end(), possessive is not None

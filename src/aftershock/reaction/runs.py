"""Which words stand in a row in a text, also where no blanks part them?

Chinese, Japanese, Thai, Lao, Khmer and Burmese are written without blanks: there each character is a token,
and counts for a part of a word. A run is as many tokens from one on as weigh so many words, so that six words
of English, twelve Chinese characters and thirty of Thai are alike long.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

Run = tuple[str, ...]

# Code points of scripts without blanks, and how many characters of each make a word.
_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_KANA = "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\uff66-\uff9f"
_ABUGIDA = "\u0e01-\u0e4e\u0e81-\u0ece\u1000-\u109f\u1780-\u17d3"  # Thai, Lao, Burmese, Khmer
_PER_WORD = (
    (re.compile(f"[{_HAN}]"), 2.0),
    (re.compile(f"[{_KANA}]"), 2.5),
    (re.compile(f"[{_ABUGIDA}]"), 5.0),
)
_UNSPACED = f"[{_HAN}{_KANA}{_ABUGIDA}]"
_TOKEN = re.compile(f"{_UNSPACED}|(?:(?!{_UNSPACED})\\w)+")
_BLIND = 1e-9  # of sums of fifths


def tokens(text: str) -> list[str]:
    """The words of a text, folded; of scripts without blanks its characters."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.findall(r"\w+", folded) if folded.isascii() else _TOKEN.findall(folded)


@lru_cache(maxsize=65_536)
def weight(token: str) -> float:
    """How many words a token is."""
    if len(token) == 1:
        for script, many in _PER_WORD:
            if script.match(token):
                return 1 / many
    return 1.0


def runs(said: Sequence[str], words: float) -> Iterator[tuple[int, Run]]:
    """From each token on the shortest run that weighs ``words``, with its place, where enough follow."""
    weights = [weight(token) for token in said]
    end, total = 0, 0.0
    for start, light in enumerate(weights):
        while total < words - _BLIND and end < len(said):
            total += weights[end]
            end += 1
        if total < words - _BLIND:
            return
        yield start, tuple(said[start:end])
        total -= light


def joined(run: Sequence[str]) -> str:
    """A run as it is read: no blank between characters of scripts that have none."""
    out = ""
    for before, token in zip(("", *run), run, strict=False):
        blank = before and not (weight(before) < 1 and weight(token) < 1)
        out += f" {token}" if blank else token
    return out

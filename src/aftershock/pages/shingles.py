"""How much of one text stands in another?"""

from __future__ import annotations

import re

# Word 4-shingles: the measure of the public extraction benchmarks, so that gates and figures speak alike.
WORDS = 4
_WORD = re.compile(r"\w+", re.UNICODE)


def shingles(text: str, words: int = WORDS) -> frozenset[tuple[str, ...]]:
    """The runs of ``words`` words of a text, case kept; a shorter text is one run."""
    found = _WORD.findall(text)
    if len(found) <= words:
        return frozenset([tuple(found)]) if found else frozenset()
    return frozenset(zip(*(found[at:] for at in range(words)), strict=False))


def containment(whole: frozenset[tuple[str, ...]], part: frozenset[tuple[str, ...]]) -> float:
    """The share of ``whole`` that stands in ``part``; 1 where there is nothing to find."""
    return len(whole & part) / len(whole) if whole else 1.0

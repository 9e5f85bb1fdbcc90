"""Which posts say the same in the same words?

Short posts are often made after one pattern ("Ambulances at the quay" and "Ambulances at the market"): they
share most of their words and are two things said. So posts are one story only where their text is the same
once links, handles, tags at the ends and white space are folded away, or where both are long and nearly
alike.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

# From here on a post is a text of its own, and chance or a pattern makes no two alike.
LONG = 60
_LINK = re.compile(r"(?:https?://|www\.)\S+|\bpic\.\S+/\S+", re.IGNORECASE)
_HANDLE = re.compile(r"(?<![\w.])@[\w.]+")
# Tags that hang on to a post say where it was filed; inside a sentence a tag is a word of it.
_TAGS_BEFORE = re.compile(r"^(?:\s*#\w+)+(?=\s*$|\s+\W?[A-Z])")
_TAGS_BEHIND = re.compile(r"(?:\s*#\w+)+\s*$")
# "Smoke over #Norvale": behind such a word a tag ends the sentence, it is not hung on to it.
_GOES_ON = re.compile(
    r"\b(?:over|in|at|of|to|the|near|from|for|on|and|or|with|by|an?|is|are)\s*$", re.IGNORECASE
)
_NO_WORD = re.compile(r"[\W_]+")

Cluster = Callable[[Sequence[int]], list[tuple[int, ...]]]


def folded(text: str) -> str:
    """A post's own words: small letters and single spaces, no links, handles, tags at the ends, or marks."""
    plain = _TAGS_BEFORE.sub(" ", _HANDLE.sub(" ", _LINK.sub(" ", text)).strip())
    behind = _TAGS_BEHIND.search(plain)
    if behind and not _GOES_ON.search(plain[: behind.start()]):
        plain = plain[: behind.start()]
    return _NO_WORD.sub(" ", plain.casefold()).strip()


def groups(texts: Sequence[str], alike: Cluster) -> list[tuple[int, ...]]:
    """Groups of numbers of ``texts``, ascending; ``alike`` groups the numbers of long texts by likeness.

    A post without words of its own (a link, a tag) stays alone.
    """
    same: dict[str, list[int]] = {}
    for number, text in enumerate(texts):
        key = folded(text)
        same.setdefault(key or f"\n{number}", []).append(number)
    first = {numbers[0]: numbers for numbers in same.values()}
    long = [at for at in sorted(first) if len(folded(texts[at]).split()) >= LONG]
    found = [tuple(first[at]) for at in first if at not in set(long)]
    for group in alike(long):
        found.append(tuple(sorted(number for place in group for number in first[long[place]])))
    return sorted(found)

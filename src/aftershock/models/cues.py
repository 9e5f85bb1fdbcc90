"""Which acts' cues stand in a sentence? A small table of word beginnings beside the encoder.

The encoder knows what a sentence is about better than who does what in it; a verb of claiming or denying
tells that. A cue is the beginning of a word or a phrase; ``*`` joins two that stand in this order.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple

from aftershock.text import sha256

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

UNSPACED = ("zh", "ja", "th")  # written without spaces: a word may begin anywhere
ARABIC_PREFIX = "(?:[وفبلك]|س)?(?:ال)?"  # and, then, with, to, like, will; the article


class Cues(NamedTuple):
    """One pattern an act and language, and one pattern that finds any cue of an act."""

    acts: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...]
    digest: str

    def has(self, act: str, text: str) -> bool:
        """Whether a cue of the act stands in the text."""
        return self.patterns[self.acts.index(act)].search(folded(text)) is not None


def folded(text: str) -> str:
    """Small letters, without Arabic vowel marks and tatweel, typographic apostrophes plain."""
    text = unicodedata.normalize("NFC", text).replace("İ", "i").casefold().replace("’", "'")
    return re.sub("[\u0640\u064b-\u0652]", "", text)


def beginning(lang: str) -> str:
    """What stands before a cue of a language."""
    return "" if lang in UNSPACED else rf"(?<!\w){ARABIC_PREFIX if lang == 'ar' else ''}"


def pattern(cue: str, lang: str) -> str:
    """The regular expression of one cue over folded text, without what stands before it."""
    parts = [re.escape(folded(part.strip())).replace("\\ ", r"\s+") for part in cue.split("*")]
    return (r"\b.{0,60}?" + beginning(lang)).join(part for part in parts if part)


def rows(name: str) -> Iterator[tuple[str, str, str]]:
    """The lines of ``data/NAME/cues.tsv``: act, language, cue."""
    for line in _raw(name).splitlines()[1:]:
        act, lang, cue = line.split("\t")
        yield act, lang, cue


def _raw(name: str) -> str:
    return resources.files("aftershock.data").joinpath(name, "cues.tsv").read_text("utf-8")


@cache
def load(name: str) -> Cues:
    """The cues of a table, compiled."""
    found: dict[str, dict[str, list[str]]] = {}
    for act, lang, cue in rows(name):
        found.setdefault(act, {}).setdefault(beginning(lang), []).append(pattern(cue, lang))
    # the beginning once for all cues that share it: tried at each word instead of for each cue
    patterns = tuple(
        re.compile("|".join(f"{begin}(?:{'|'.join(cues)})" for begin, cues in groups.items()))
        for groups in found.values()
    )
    return Cues(tuple(found), patterns, sha256(_raw(name)))


def features(cues: Cues, texts: Sequence[str]) -> NDArray[numpy.float32]:
    """Whether a cue of each act stands in each text, and its place (1 to 0): (n, 2 acts)."""
    import numpy

    out = numpy.zeros((len(texts), 2 * len(cues.acts)), dtype=numpy.float32)
    for row, text in enumerate(map(folded, texts)):
        for column, pattern in enumerate(cues.patterns):
            if found := pattern.search(text):
                out[row, 2 * column] = 1
                out[row, 2 * column + 1] = 1 - found.start() / max(len(text), 1)
    return out


def first(cues: Cues, act: str, text: str) -> tuple[int, int] | None:
    """Where the first cue of an act stands in a text, as its own offsets; None where there is none.

    None as well where folding changed the text's length, so that no offset is ever wrong.
    """
    plain = folded(text)
    if len(plain) != len(text) or act not in cues.acts:
        return None
    found = cues.patterns[cues.acts.index(act)].search(plain)
    return found.span() if found else None

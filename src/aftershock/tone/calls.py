"""Does the author of a post threaten, or call for violence? One probability, for the filter.

Two steps. Without a word that has to do with violence (``data/calls/violence.tsv``, beginnings of words in 16
languages, wide) the answer is 0 and the encoder is not asked: that is most posts. Else the mean of two: a
logistic line over the encoder's vector of the whole text, and the encoder's layers trained further
(``models.tuned``). Both learnt from own lines (``training/calls``): calls, what is as like them as can be,
and sentences that quote or report them; see ``data/calls/card.md``. They see no clause by itself, so that a
quoted call keeps the sentence around it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from aftershock.models import tuned
from aftershock.models.cues import UNSPACED, folded
from aftershock.models.encoder import LONGEST, encoder
from aftershock.text import sha256

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

_WORD = re.compile(r"[^\W\d_]+(?:[\u0900-\u0dff]+)*")


class Line(NamedTuple):
    """Weights of the encoder's 512 numbers, and the offset.

    ``encoder`` is the digest of the encoder that they belong to, ``digest`` the SHA-256 of the file.
    """

    weights: NDArray[numpy.float32]
    offset: float
    encoder: str
    digest: str


@cache
def line() -> Line:
    """The head that ships."""
    import io

    import numpy

    raw = resources.files("aftershock.data").joinpath("calls", "head.npz").read_bytes()
    with numpy.load(io.BytesIO(raw), allow_pickle=False) as kept:
        return Line(kept["weights"], float(kept["offset"]), str(kept["encoder"]), sha256(raw))


class Words(NamedTuple):
    """Beginnings of words, or of two words in a row, their lengths; and words of scripts without blanks."""

    beginnings: frozenset[str]
    lengths: tuple[int, ...]
    unspaced: tuple[str, ...]


@cache
def words() -> Words:
    """The table of words of violence."""
    raw = resources.files("aftershock.data").joinpath("calls", "violence.tsv").read_text("utf-8")
    rows = [row.split("\t") for row in raw.splitlines()[1:]]
    spaced = {folded(word) for lang, listed in rows if lang not in UNSPACED for word in listed.split("|")}
    unspaced = tuple(folded(word) for lang, listed in rows if lang in UNSPACED for word in listed.split("|"))
    return Words(frozenset(spaced), tuple(sorted({len(word) for word in spaced})), unspaced)


def violent(text: str) -> bool:
    """Whether a word of violence stands in a text, however it is used."""
    table, plain = words(), folded(text[:LONGEST])
    if not plain.isascii() and any(word in plain for word in table.unspaced):
        return True
    found = _WORD.findall(plain)
    if not plain.isascii():  # Arabic writes "and", "will", "the" onto the word
        found += [word[cut:] for word in found if "\u0620" <= word[0] <= "\u06ff" for cut in (1, 2, 3)]
    found = [*found, *map(" ".join, pairwise(found))]
    return any(word[:length] in table.beginnings for word in found for length in table.lengths)


def read(texts: Sequence[str]) -> list[float]:
    """The probability of each text, 0 to 1, in their order. Raises ModelMissing without the encoder."""
    import numpy

    head = line()
    asked = [text for text in texts if violent(text)]
    if not asked:
        return [0.0] * len(texts)
    layers = tuned.tuned()
    seen = encoder().read_groups(
        [(text[:LONGEST],) for text in asked], lambda pieces: layers.answer("calls", pieces)
    )
    scores = numpy.concatenate([vectors for vectors, _ in seen]).astype(float) @ head.weights + head.offset
    by_line = 1 / (1 + numpy.exp(-scores))
    by_layers = numpy.array([answer[1] for _, answer in seen])
    both = (1 - tuned.SHARE) * by_line + tuned.SHARE * by_layers
    told = {text: round(float(p), 4) for text, p in zip(asked, both, strict=True)}
    return [told.get(text, 0.0) for text in texts]

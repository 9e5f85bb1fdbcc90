"""What does a text say as a whole, in its clauses, at its beginning and at its end?

A stance often stands in one clause ("A driver of twenty-two is dead. Shame on you."), and the vector of the
whole blurs it. Four views, each 512 wide: the whole, the mean of the clauses, the first, the last.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from aftershock.models.encoder import LONGEST, WIDTH, Encoder, Group

if TYPE_CHECKING:
    from aftershock.models.encoder import Vectors

VIEWS = 4
SHORTEST = 4  # code points: what is shorter between two marks is no clause
MOST = 8  # clauses that are looked at: the first and the last half of them
CUT = re.compile(r"(?<=[.!?…,;:—。！？、，；：؟،])\s*|\s+[–-]\s+|\n")


def clauses(text: str) -> tuple[str, ...]:
    """The clauses of a text between its marks, at most ``MOST``; none where it is a single one."""
    parts = [part.strip() for part in CUT.split(text) if part and len(part.strip()) >= SHORTEST]
    if len(parts) > MOST:
        parts = parts[: MOST // 2] + parts[-MOST // 2 :]
    return tuple(parts) if len(parts) > 1 else ()


def views(encoder: Encoder, texts: Sequence[str]) -> Vectors:
    """Four views of each text, shape (n, 4 * 512), float32."""
    return joined(encoder.embed_groups(groups(texts)))


def groups(texts: Sequence[str]) -> list[Group]:
    """Each text with its clauses, as the encoder is asked for them."""
    return [(text[:LONGEST], *clauses(text[:LONGEST])) for text in texts]


def joined(embedded: Sequence[Vectors]) -> Vectors:
    """The views of groups whose vectors are known, shape (n, 4 * 512), float32."""
    import numpy

    out = numpy.empty((len(embedded), VIEWS * WIDTH), dtype=numpy.float32)
    for row, vectors in enumerate(embedded):
        parts = vectors[1:] if len(vectors) > 1 else vectors
        out[row] = numpy.concatenate((vectors[0], parts.mean(axis=0), parts[0], parts[-1]))
    return out

"""Where does a passage stand in a text when only its white space may differ?"""

from __future__ import annotations

from typing import NamedTuple

from aftershock.text import Span


class Solid(NamedTuple):
    """A text without white space, and where each of its characters stands in the text."""

    characters: str
    offsets: list[int]


def solid(text: str) -> Solid:
    """A text prepared for `find`."""
    offsets = [at for at, char in enumerate(text) if not char.isspace()]
    return Solid("".join(text[at] for at in offsets), offsets)


def find(where: Solid, passage: str, start: int = 0) -> Span | None:
    """Where a passage stands, from position ``start`` of the solid characters on; None where it does not."""
    wanted = "".join(passage.split())
    at = where.characters.find(wanted, start) if wanted else -1
    return Span(where.offsets[at], where.offsets[at + len(wanted) - 1] + 1) if at >= 0 else None

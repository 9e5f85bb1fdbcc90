"""Which passages of a page's text do not all extractors have?

The text is laid beside what others made of the same page: the extractors, and the body that the page declares
in JSON-LD. Nothing is decided here: a line that stands alone is marked and stays. On labelled pages 85 of 100
lines that all have are right, and 47 of 100 that somebody lacks (`evals/pages/LOG.md`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from aftershock.pages.lead import solid
from aftershock.text import bare_lines

# One that has less than this share of a text, by characters, has read another part of the page or nothing.
HEARD = 0.5


class Told(NamedTuple):
    """What one extractor, or the page's markup, gives as the text of a page."""

    name: str
    text: str


class Contested(NamedTuple):
    """A passage that some of those heard lack."""

    lacking: tuple[str, ...]
    start: int
    end: int


class Agreement(NamedTuple):
    """Who was heard on a text, and what not all of them have."""

    heard: tuple[str, ...] = ()
    contested: tuple[Contested, ...] = ()


def agreement_on(text: str, told: Sequence[Told]) -> Agreement:
    """Who has at least half of a text, and what some of them lack: neighbouring lines joined."""
    spans = list(bare_lines(text))
    said = [text[start:end] for start, end in spans]
    letters = [solid(line) for line in said if told]
    heard = [(other.name, has) for other in told if _heard(said, has := _having(said, letters, other.text))]
    found: list[Contested] = []
    behind = -1
    for number, (start, end) in enumerate(spans):
        lacking = tuple(name for name, has in heard if not has[number])
        if not lacking:
            continue
        if found and behind == number - 1 and found[-1].lacking == lacking:
            found[-1] = found[-1]._replace(end=end)
        else:
            found.append(Contested(lacking, start, end))
        behind = number
    return Agreement(tuple(name for name, _ in heard), tuple(found))


def _having(said: list[str], letters: list[str], text: str) -> list[bool]:
    """For each line whether a text has it, by its letters; a line without letters every text has."""
    own = set(map(str.strip, text.split("\n")))
    if own.issuperset(said):
        return [True] * len(said)
    whole = solid(text)
    return [line in own or plain in whole for line, plain in zip(said, letters, strict=True)]


def _heard(said: list[str], has: list[bool]) -> bool:
    whole = sum(map(len, said))
    return sum(len(line) for line, known in zip(said, has, strict=True) if known) >= HEARD * whole

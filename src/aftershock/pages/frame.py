"""What else is visible on an HTML page beside its main text, and what is it?

Every line of the visible text that is not in the main text gets a kind, so that nothing is dropped silently.
"""

from __future__ import annotations

import re

from aftershock.pages.boilerplate import Frame, kind_of
from aftershock.pages.dates import written_date
from aftershock.pages.title import MIN_WORDS, SAME, same_words, words_of
from aftershock.text import bare_lines

# A line of so many characters that ends as a sentence does is prose that the extractor left out.
PROSE = 80
_SENTENCE = re.compile(r"[.!?。؟।][\"'”’»)\]]*$")
_YEAR = re.compile(r"(?:19|20)\d\d")


def outside(visible: str, main: str, title: str | None, author: str | None) -> tuple[Frame, ...]:
    """The passages of the visible text that are not in the main text, neighbours of one kind joined."""
    solid_main, own = "".join(main.split()), {line.strip() for line in main.split("\n")}
    headline = words_of(title) if title else frozenset()
    names = [name for name in map(str.strip, author.split(",")) if name] if author else []
    spans = list(bare_lines(visible))
    said = [visible[start:end] for start, end in spans]
    inside = [line in own or "".join(line.lstrip("•-–* ").split()) in solid_main for line in said]
    within = [n for n, found in enumerate(inside) if found and len(visible[slice(*spans[n])]) > PROSE]
    first, last = (within[0], within[-1]) if within else (len(spans), -1)
    found: list[Frame] = []
    joined = False  # the line before is frame as well
    for number, span in enumerate(spans):
        if inside[number]:
            joined = False
            continue
        kind = _kind(said[number], title, headline, names) or _by_place(number, first, last)
        if joined and found[-1].kind == kind:
            found[-1] = Frame(kind, found[-1].start, span.end)
        else:
            found.append(Frame(kind, *span))
        joined = True
    return tuple(found)


def _kind(line: str, title: str | None, headline: frozenset[str], names: list[str]) -> str | None:
    """What a line says it is; ``headline`` are the words of the title, ``names`` those of who signed."""
    known = kind_of(line)
    if known:
        return known
    if title and (line == title or _alike(line, title, headline)):
        return "headline"
    if len(line) < 160 and any(name in line for name in names):
        return "byline"
    if (
        len(line) < 60
        and ("19" in line or "20" in line)
        and _YEAR.search(line)
        and written_date().search(line)
    ):
        return "date line"
    return "text outside the main text" if len(line) >= PROSE and _SENTENCE.search(line) else None


def _alike(line: str, title: str, headline: frozenset[str]) -> bool:
    """Whether a line is a version of the title; one word is none."""
    if " " not in line or len(line) >= 2 * len(title):
        return False
    folded = line.casefold()
    # most lines have not even two of the headline's words in them
    if sum(map(folded.__contains__, headline)) < SAME * MIN_WORDS:
        return False
    return same_words(words_of(line), headline)


def _by_place(number: int, first: int, last: int) -> str:
    if number < first:
        return "navigation"
    return "footer" if number > last else "other frame"

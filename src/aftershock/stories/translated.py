"""Which stories does another one tell in another language, or in words of its own?

Runs of words find no translation. The multilingual encoder does: each sentence of a translation lies near one
sentence of the original, while two articles about one event share single sentences at best. It is dear
(some 20 ms a text), so that it is asked only where the languages differ, or where figures that few others
have stand in both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from aftershock.records import Page

# The mean likeness of each sentence to its nearest in the other text. Chosen on the first five events of
# evals/stories/translated.txt: translations .56 and more, other articles on the same event .40 at most.
ALIKE = 0.48
# Of a long text the first sentences are compared; of a shorter one than this nothing is said.
MOST, LEAST = 12, 2
MIN_CHARACTERS = 12  # a shorter sentence is a heading or a name
# Up to so many pairs of languages are compared without looking at figures first.
ALL_PAIRS = 3_000
# A figure that more stories have than this is no sign; two rare ones are needed in one language.
RARE, NEEDED = 12, 2
DAYS_APART = 10

_SENTENCE = re.compile(r"(?<=[.!?؟。！？])[\"»”’)]*\s+|\n+|(?<=[。！？])")
_NUMBER = re.compile(r"\d+(?:[.,:\u00a0\u202f]\d+)*")

Vectors = NDArray[Any]


class Embedder(Protocol):
    """The encoder of `models.encoder`."""

    def embed_groups(self, groups: Sequence[tuple[str, ...]]) -> Sequence[Vectors]: ...


class Version(NamedTuple):
    """One text that may be a translation of another; its sentences are read again when they are needed.

    ``able`` says whether it has sentences enough, ``day`` when it was published, as a number.
    """

    sentences: Callable[[], tuple[str, ...]]
    able: bool
    figures: frozenset[str]
    language: str | None
    day: int | None


def version(page: Page, texts: Mapping[str, str]) -> Version:
    """A page as it is compared; its frame is left out."""
    start = page.published.start if page.published else None
    day = int(np.datetime64(start[:10]).astype(np.int64)) if start else None
    own = _own(page, texts[page.text])
    able = len(sentences(own)) >= LEAST
    return Version(
        lambda: sentences(_own(page, texts[page.text])), able, frozenset(figures(own)), page.language, day
    )


def _own(page: Page, text: str) -> str:
    """A page's text without its frame."""
    at, pieces = 0, []
    for each in sorted(page.boilerplate, key=lambda b: b.receipt.start):
        if each.receipt.text == page.text and each.receipt.start >= at:
            pieces.append(text[at : each.receipt.start])
            at = each.receipt.end
    return "".join((*pieces, text[at:]))


def pairs(versions: Sequence[Version], load: Callable[[], Embedder]) -> list[tuple[int, int]]:
    """The pairs (i < j) of versions that tell the same; ``load`` gives the encoder, once it is needed."""
    asked = [(i, j) for i, j in candidates(versions) if _near_in_time(versions[i], versions[j])]
    wanted = sorted({n for pair in asked for n in pair})
    if not wanted:
        return []
    found = load().embed_groups([versions[n].sentences() for n in wanted])
    vectors = dict(zip(wanted, found, strict=True))
    return [(i, j) for i, j in asked if likeness(vectors[i], vectors[j]) >= ALIKE]


def candidates(versions: Sequence[Version]) -> Iterator[tuple[int, int]]:
    """The pairs worth asking the encoder about, ascending."""
    able = [n for n, each in enumerate(versions) if each.able]
    foreign = _foreign(versions, able)
    having: dict[str, list[int]] = {}
    for n in able:
        for figure in sorted(versions[n].figures):
            having.setdefault(figure, []).append(n)
    shared: dict[tuple[int, int], int] = {}
    for numbers in having.values():
        if len(numbers) <= RARE:
            for pair in combinations(numbers, 2):
                shared[pair] = shared.get(pair, 0) + 1
    chosen = {pair for pair, count in shared.items() if count >= NEEDED or _languages_differ(versions, *pair)}
    yield from sorted(chosen | set(foreign))


def _foreign(versions: Sequence[Version], able: Sequence[int]) -> list[tuple[int, int]]:
    """All pairs in two languages, where they are few; none where they are many."""
    by_language: dict[str, list[int]] = {}
    for n in able:
        if language := versions[n].language:
            by_language.setdefault(language, []).append(n)
    sizes = [len(each) for each in by_language.values()]
    if (sum(sizes) ** 2 - sum(size**2 for size in sizes)) // 2 > ALL_PAIRS:
        return []
    return [
        (min(i, j), max(i, j)) for one, two in combinations(by_language.values(), 2) for i in one for j in two
    ]


def _languages_differ(versions: Sequence[Version], i: int, j: int) -> bool:
    one, two = versions[i].language, versions[j].language
    return one is not None and two is not None and one != two


def _near_in_time(one: Version, two: Version) -> bool:
    return one.day is None or two.day is None or abs(one.day - two.day) <= DAYS_APART


def sentences(text: str) -> tuple[str, ...]:
    """The first sentences of a text, without headings."""
    parts = (part.strip() for part in _SENTENCE.split(text))
    return tuple([part for part in parts if len(part) >= MIN_CHARACTERS][:MOST])


def figures(text: str) -> set[str]:
    """The numbers of a text, of two digits and more, in whatever digits it is written; years are none."""
    found = {"".join(str(int(c)) for c in m.group() if c.isdigit()) for m in _NUMBER.finditer(text)}
    return {each for each in found if len(each) > 1 and not re.fullmatch("19..|20..", each)}


def likeness(one: Vectors, two: Vectors) -> float:
    """The mean cosine of each sentence with the nearest of the other text; vectors are of unit length."""
    table = one @ two.T
    return float((table.max(axis=1).sum() + table.max(axis=0).sum()) / sum(table.shape))

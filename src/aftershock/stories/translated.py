"""Which stories does another one tell in another language, or in words of its own?

Runs of words find no translation. The multilingual encoder does: each sentence of a translation lies near one
sentence of the original, while two articles about one event share single sentences at best. It is dear
(some 20 ms a text), so that it is asked only where the languages differ, or where figures that few others
have stand in both. Of many texts in several languages those are compared that lie nearest as a whole
(`nearest`): what that costs grows with the texts, and what was asked before is not asked again.
"""

from __future__ import annotations

import base64
import re
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from itertools import combinations
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from aftershock.records import Page
from aftershock.store.memory import Memory
from aftershock.stories import nearest
from aftershock.text import content_id, sha256

# The mean likeness of each sentence to its nearest in the other text. Chosen on the first five events of
# evals/stories/translated.txt: translations .56 and more, other articles on the same event .40 at most.
ALIKE = 0.48
# Of a long text the first sentences are compared; of a shorter one than this nothing is said.
MOST, LEAST = 12, 2
MIN_CHARACTERS = 12  # a shorter sentence is a heading or a name
# Up to so many pairs in two languages are compared all; of more the nearest.
ALL_PAIRS = 3_000
# Texts whose sentences' vectors are held at once (25 kB each), and pairs compared at once: no more texts.
HELD, PORTION = 1_000, 500
# Raised when two texts are compared otherwise: what was kept is then asked anew.
COMPARING = 1
# A figure that more stories have than this is no sign; two rare ones are needed in one language.
RARE, NEEDED = 12, 2
DAYS_APART = 10
# The share of its figures that a translation keeps at least: in evals/stories/translated.txt all of them.
FIGURES_KEPT = 0.5

_SENTENCE = re.compile(r"(?<=[.!?؟。！？])[\"»”’)]*\s+|\n+|(?<=[。！？])")
_NUMBER = re.compile(r"\d+(?:[.,:\u00a0\u202f]\d+)*")

Vectors = NDArray[Any]


class Embedder(Protocol):
    """The encoder of `models.encoder`."""

    def embed_groups(self, groups: Sequence[tuple[str, ...]]) -> Sequence[Vectors]: ...


class Version(NamedTuple):
    """One text that may be a translation of another; its sentences are read again when they are needed.

    ``able`` says whether it has sentences enough, ``day`` when it was published, as a number; ``key`` names
    its words.
    """

    sentences: Callable[[], tuple[str, ...]]
    able: bool
    figures: frozenset[str]
    language: str | None
    day: int | None
    key: str = ""


def version(page: Page, texts: Mapping[str, str]) -> Version:
    """A page as it is compared; its frame is left out."""
    start = page.published.start if page.published else None
    day = int(np.datetime64(start[:10]).astype(np.int64)) if start else None
    own = _own(page, texts[page.text])
    first = sentences(own)
    return Version(
        lambda: sentences(_own(page, texts[page.text])), len(first) >= LEAST, frozenset(figures(own)),
        page.language, day, content_id("sentences", _mark(), first),
    )  # fmt: skip


def _own(page: Page, text: str) -> str:
    """A page's text without its frame."""
    at, pieces = 0, []
    for each in sorted(page.boilerplate, key=lambda b: b.receipt.start):
        if each.receipt.text == page.text and each.receipt.start >= at:
            pieces.append(text[at : each.receipt.start])
            at = each.receipt.end
    return "".join((*pieces, text[at:]))


def pairs(
    versions: Sequence[Version], load: Callable[[], Embedder], kept: Memory | None = None
) -> list[tuple[int, int]]:
    """The pairs (i < j) of versions that tell the same; ``load`` gives the encoder, once it is needed.

    What ``kept`` has of an earlier run is not asked again.
    """
    asked = _Asked(versions, load, kept)
    every = set(candidates(versions))
    able = [n for n, each in enumerate(versions) if each.able]
    foreign = _foreign(versions, able)
    every |= set(_nearest(versions, able, asked) if foreign is None else foreign)
    wanted = sorted((i, j) for i, j in every if _may_tell_the_same(versions[i], versions[j]))
    found: list[tuple[int, int]] = []
    for at in range(0, len(wanted), PORTION):
        some = wanted[at : at + PORTION]
        found += [pair for pair, alike in zip(some, asked.likeness(some), strict=True) if alike >= ALIKE]
    return found


def candidates(versions: Sequence[Version]) -> Iterator[tuple[int, int]]:
    """The pairs that have figures in common which few others have, ascending."""
    having: dict[str, list[int]] = {}
    for n in (n for n, each in enumerate(versions) if each.able):
        for figure in sorted(versions[n].figures):
            having.setdefault(figure, []).append(n)
    shared: dict[tuple[int, int], int] = {}
    for numbers in having.values():
        if len(numbers) <= RARE:
            for pair in combinations(numbers, 2):
                shared[pair] = shared.get(pair, 0) + 1
    yield from sorted(
        pair for pair, count in shared.items() if count >= NEEDED or _languages_differ(versions, *pair)
    )


def _foreign(versions: Sequence[Version], able: Sequence[int]) -> list[tuple[int, int]] | None:
    """All pairs in two languages; None where they are many."""
    by_language: dict[str, list[int]] = {}
    for n in able:
        if language := versions[n].language:
            by_language.setdefault(language, []).append(n)
    sizes = [len(each) for each in by_language.values()]
    if (sum(sizes) ** 2 - sum(size**2 for size in sizes)) // 2 > ALL_PAIRS:
        return None
    return [
        (min(i, j), max(i, j)) for one, two in combinations(by_language.values(), 2) for i in one for j in two
    ]


def _nearest(versions: Sequence[Version], able: Sequence[int], asked: _Asked) -> list[tuple[int, int]]:
    """Of many texts in several languages those pairs that lie nearest."""
    days = [versions[n].day for n in able]
    dated = np.array([nearest.UNDATED if day is None else day for day in days], np.int32)
    found = nearest.foreign(asked.pooled(able), [versions[n].language for n in able], dated, DAYS_APART)
    return [(able[i], able[j]) for i, j in found]


class _Asked:
    """What the encoder says of versions: of few at once, and of what was kept nothing."""

    def __init__(
        self, versions: Sequence[Version], load: Callable[[], Embedder], kept: Memory | None
    ) -> None:
        self._versions, self._kept = versions, kept
        self._load = cache(load)
        self._held: OrderedDict[int, Vectors] = OrderedDict()

    def pooled(self, numbers: Sequence[int]) -> NDArray[np.float16]:
        """One vector for each of some texts, shape (texts, width)."""
        keys = [self._versions[n].key for n in numbers]
        kept = self._kept.cached("pooled", keys) if self._kept else {}
        known = {key: np.frombuffer(base64.b85decode(each), np.float16) for key, each in kept.items()}
        new = [n for n, key in zip(numbers, keys, strict=True) if key not in known]
        for at in range(0, len(new), HELD):
            some = new[at : at + HELD]
            fresh = {self._versions[n].key: nearest.pooled(self._vectors(some)[n]) for n in some}
            known |= fresh
            if self._kept:
                values = {key: base64.b85encode(each.tobytes()).decode() for key, each in fresh.items()}
                self._kept.keep("pooled", values)
        return np.stack([known[key] for key in keys]) if keys else np.empty((0, 1), np.float16)

    def likeness(self, some: Sequence[tuple[int, int]]) -> list[float]:
        """How alike each of some pairs is, sentence by sentence."""
        keys = [content_id("alike", *(self._versions[n].key for n in pair)) for pair in some]
        kept = self._kept.cached("alike", keys) if self._kept else {}
        known = {key: float(each) for key, each in kept.items()}
        new = {key: pair for pair, key in zip(some, keys, strict=True) if key not in known}
        vectors = self._vectors(sorted({n for pair in new.values() for n in pair}))
        fresh = {key: likeness(vectors[i], vectors[j]) for key, (i, j) in new.items()}
        if self._kept and fresh:
            self._kept.keep("alike", {key: repr(each) for key, each in fresh.items()})
        known |= fresh
        return [known[key] for key in keys]

    def _vectors(self, numbers: Sequence[int]) -> Mapping[int, Vectors]:
        """The sentences' vectors of some texts, `HELD` at most; those that were asked last are held."""
        new = [n for n in numbers if n not in self._held]
        if new:
            found = self._load().embed_groups([self._versions[n].sentences() for n in new])
            self._held.update(zip(new, found, strict=True))
        for n in numbers:
            self._held.move_to_end(n)
        while len(self._held) > max(HELD, len(numbers)):
            self._held.popitem(last=False)
        return self._held


@cache
def _mark() -> str:
    """What compares two texts: our method, and the encoder that the manifest names."""
    manifest = (resources.files("aftershock.data") / "models.toml").read_bytes()
    return content_id("comparing", COMPARING, sha256(manifest))


def _languages_differ(versions: Sequence[Version], i: int, j: int) -> bool:
    one, two = versions[i].language, versions[j].language
    return one is not None and two is not None and one != two


def _may_tell_the_same(one: Version, two: Version) -> bool:
    """Whether neither days nor figures tell two texts apart: a later toll in like words is other news."""
    fewer = min(len(one.figures), len(two.figures))
    if fewer >= NEEDED and len(one.figures & two.figures) < FIGURES_KEPT * fewer:
        return False
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

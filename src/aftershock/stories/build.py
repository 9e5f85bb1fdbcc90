"""Which pages are copies of one story, and what does the story say when all copies are read together?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from aftershock.records import Boilerplate, Member, Page, Story
from aftershock.stories import identity, reading, reposts
from aftershock.stories.candidates import candidates
from aftershock.stories.clusters import average_linkage, components, joined
from aftershock.stories.collate import collate
from aftershock.stories.fingerprints import Fingerprint, fingerprint
from aftershock.stories.relation import relations
from aftershock.stories.restore import restore
from aftershock.stories.roundups import roundups
from aftershock.stories.score import FEATURES, Weighing, features, probability, threshold
from aftershock.stories.tokens import Word, comparable, tokens
from aftershock.text import Span

# Pairs below this score are as good as unrelated; leaving them out keeps components small.
NEGLIGIBLE = 0.02
# Two offices' bulletins on one event share a sentence and are no copies, though that sentence may be a third
# of each: texts this short are copies only where half of one's word triples stand in the other.
FORMULA_WORDS, MIN_CONTAINED = 100, 0.5
# Such a pair joins nothing by itself; among copies that are sure, a badly damaged one may look like it.
FORMULA_SCORE = 0.3
# An excerpt: nine tenths of its triples stand in a text of which it is two fifths. What holds two such parts
# is a round-up, for they cover most of it. Below sixty words a quotation would do.
EXCERPT_INSIDE, EXCERPT_SHARE, EXCERPT_WORDS = 0.9, 0.4, 60
_RANK = {"original": 0, "copy": 1, "reprint": 2, "translated": 3, "damaged": 4, "excerpt": 5}


def build(
    pages: Sequence[Page], texts: Mapping[str, str], *, previous: Iterable[Story] | None = None
) -> tuple[Story, ...]:
    """The stories of ``pages``: every page in exactly one, each with its reading and apparatus.

    ``texts`` maps text ids to characters and must hold every page's text (KeyError otherwise). The order of
    the pages does not matter. ``previous`` are stories built before: a story that grows keeps its id. Posts
    taken into reading are compared with posts only, and more strictly (`reposts`): an article that embeds one
    is no copy of it.
    """
    ordered = identity.by_age(pages)
    words = [tokens(texts[page.text], skip=_boilerplate(page)) for page in ordered]
    articles = [n for n, page in enumerate(ordered) if page.kind == "article"]
    posts = [n for n, page in enumerate(ordered) if page.kind == "post"]
    groups = [[articles[n] for n in group] for group in cluster([words[n] for n in articles])]
    again = reposts.groups(
        [texts[ordered[n].text] for n in posts], lambda some: cluster([words[posts[n]] for n in some])
    )
    groups += [[posts[n] for n in group] for group in again]
    groups.sort()
    names = identity.name([[ordered[n] for n in group] for group in groups], previous)
    return tuple(
        _story(name, [ordered[n] for n in group], [words[n] for n in group], texts)
        for name, group in zip(names, groups, strict=True)
    )


def cluster(words: Sequence[Sequence[Word]]) -> list[tuple[int, ...]]:
    """Groups of numbers of token lists that are copies of one another; texts without words stay alone."""
    seen: dict[str, int] = {}
    prints = [fingerprint(comparable(text), seen) for text in words]
    pairs = candidates(prints)
    rows = _rows(prints, pairs)
    scores = pair_scores(pairs, rows)
    apart = roundups(prints, ((int(i), int(j)) for i, j in pairs))
    kept = {pair: score for pair, score in scores.items() if not apart & set(pair)}
    groups: list[tuple[int, ...]] = []
    connected = components(len(prints), kept)
    lowest = {number: component[0] for component in connected for number in component}
    inner: dict[int, dict[tuple[int, int], float]] = {}
    place = {number: at for component in connected for at, number in enumerate(component)}
    for (i, j), score in kept.items():
        inner.setdefault(lowest[i], {})[place[i], place[j]] = score
    for component in connected:
        for group in average_linkage(len(component), inner.get(component[0], {}), threshold()):
            groups.append(tuple(component[at] for at in group))
    return joined(groups, (pair for pair in excerpts(pairs, rows) if not apart & set(pair)))


def pair_scores(pairs: NDArray[np.int64], rows: NDArray[np.float64]) -> dict[tuple[int, int], float]:
    """The score of every candidate pair that is not negligible, by numbers (i < j); ``rows`` are features."""
    if not len(pairs):
        return {}
    found = probability(rows)
    found = np.where(_formulaic(rows), np.minimum(found, FORMULA_SCORE), found)
    return {
        (int(i), int(j)): float(score)
        for (i, j), score in zip(pairs, found, strict=True)
        if score >= NEGLIGIBLE
    }


def excerpts(pairs: NDArray[np.int64], rows: NDArray[np.float64]) -> list[tuple[int, int]]:
    """The pairs of which one text is a good part of the other, nearly word for word.

    A likeness measured both ways is low for half of a long text; nothing but copying puts it there.
    """
    if not len(pairs):
        return []
    high, low = (rows[:, FEATURES.index(f"containment3_{side}")] for side in ("high", "low"))
    long = rows[:, FEATURES.index("log_shorter")] >= np.log1p(EXCERPT_WORDS)
    found = pairs[long & (high >= EXCERPT_INSIDE) & (low >= EXCERPT_SHARE)]
    return [(int(i), int(j)) for i, j in found]


def _rows(prints: Sequence[Fingerprint], pairs: NDArray[np.int64]) -> NDArray[np.float64]:
    """The features of every pair: an array of shape (pairs, 12)."""
    if not len(pairs):
        return np.empty((0, len(FEATURES)))
    weighing = Weighing(prints)
    return np.stack([features(int(i), int(j), prints, weighing) for i, j in pairs])


def _formulaic(rows: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Pairs of short texts that share a formula and little else ("people were killed in the attack on")."""
    shorter = np.expm1(rows[:, FEATURES.index("log_shorter")])
    contained = rows[:, FEATURES.index("containment3_high")]
    return np.asarray((shorter < FORMULA_WORDS) & (contained < MIN_CONTAINED))


def _boilerplate(page: Page) -> list[Span]:
    return sorted(
        Span(b.receipt.start, b.receipt.end) for b in page.boilerplate if b.receipt.text == page.text
    )


def _story(name: str, pages: list[Page], words: list[list[Word]], texts: Mapping[str, str]) -> Story:
    if len(pages) == 1:
        return msgspec.structs.replace(reading.single(pages[0], texts[pages[0].text]), id=name)
    own = [[word._replace(source=number) for word in text] for number, text in enumerate(words)]
    strings = [texts[page.text] for page in pages]
    ids = [page.text for page in pages]
    whole = restore(own, strings, ids)
    found = [collate(whole, own[n], page, strings[n], strings, ids) for n, page in enumerate(pages)]
    kinds = relations(
        pages, [c.matches for c in found], [c.variants for c in found], len(whole.text), whole.base
    )
    members = [
        Member(text=p.text, page=p.id, file=p.file, relation=kind, matches=c.matches)
        for p, kind, c in zip(pages, kinds, found, strict=True)
    ]
    order = sorted(range(len(pages)), key=lambda n: (_RANK[kinds[n]], n != whole.base, n))
    boilerplate: list[Boilerplate] = [b for n in order for b in pages[n].boilerplate]
    return Story(
        id=name,
        members=tuple(members[n] for n in order),
        reading=whole.runs,
        variants=tuple(variant for n in order for variant in found[n].variants),
        boilerplate=tuple(boilerplate),
    )

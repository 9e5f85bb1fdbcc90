"""Which words of all copies of a story stand where in one sequence, and where is each copy in it?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from aftershock.stories import insertions, scars
from aftershock.stories.align import Block, align
from aftershock.stories.letters import Letters
from aftershock.stories.tokens import Numbers, Words, cut_like, joined, split_joined

# Below this share of the longest copy a text is a part of the story and cannot lead its reading.
MIN_LEADING = 0.6
# Two passages at one place that share no word, one of them this much longer, are a loss and an addition.
UNRELATED_RATIO = 3


class Placed(NamedTuple):
    """One copy against the woven sequence: for each woven place its token, and its other wordings."""

    words: Words
    at: Numbers  # woven place -> token number, -1 where it lacks the word
    other: list[Block]  # woven a0:a1 stands as words[b0:b1] here


class Woven(NamedTuple):
    """All copies' words in one sequence, and each copy against it, the leading one first."""

    words: Words
    placed: tuple[Placed, ...]
    base: int


def weave(members: Sequence[Words], texts: Sequence[str]) -> Woven:
    """The words of copies (at least one) as one sequence.

    The order of the members must be deterministic; it decides between equals.
    """
    base = leading(members, texts)
    order = [base, *(n for n in range(len(members)) if n != base)]
    woven = members[base]
    for number in order[1:]:
        woven = _woven(woven, members[number])
    for number in order:
        woven = cut_like(woven, members[number])
    return Woven(woven, tuple(_place(woven, members[number]) for number in order), base)


def leading(members: Sequence[Words], texts: Sequence[str]) -> int:
    """The number of the copy that leads: the least wounded of those that are no mere parts."""
    longest = max(1, *(len(words) for words in members))
    whole = [n for n in range(len(members)) if len(members[n]) >= MIN_LEADING * longest] or [0]

    def rank(n: int) -> tuple[int, int, int]:
        # Among texts of one length within a twentieth the first in order (the oldest) leads.
        wounds = len(scars.find(texts[n])) + insertions.signatures(texts[n])
        return wounds, -round(20 * len(members[n]) / longest), n

    return min(whole, key=rank)


def is_unrelated(letters: Letters, one: str, two: str) -> bool:
    """Whether two passages at the same place are a loss and an addition, not two wordings of one thing.

    Passages are spelled in letters, here and in `is_cut`.
    """
    short, long = sorted((len(one), len(two)))
    if not short or long < UNRELATED_RATIO * short or long < 8 or not set(one).isdisjoint(two):
        return False
    return not (is_cut(letters, one, two) or is_cut(letters, two, one))


def is_cut(letters: Letters, whole: str, part: str) -> bool:
    """Whether ``part`` is a piece of a word with which ``whole`` begins or ends: a text that breaks off."""
    if len(part) != 1 or not (piece := letters.names[part])[0].isalnum():
        return False
    first, last = letters.names[whole[0]], letters.names[whole[-1]]
    return first.startswith(piece) or (len(piece) > 2 and last.endswith(piece))


def parted(gaps: Iterable[Block], words: Words) -> Iterator[Block]:
    """Gaps with the posts and plugs of ``words`` cut off from what is another wording of the same place."""
    for gap in gaps:
        if gap.a0 == gap.a1 or gap.b0 == gap.b1:
            yield gap
            continue
        seams = _seams(gap, words)
        if not seams:
            yield gap
            continue
        cuts = [gap.b0, *seams, gap.b1]
        foreign = [bool(insertions.kind_of(words.quote(low, high))) for low, high in pairwise(cuts)]
        if all(foreign) or not any(foreign):
            yield gap
            continue
        own = [piece for piece, is_foreign in zip(pairwise(cuts), foreign, strict=True) if not is_foreign]
        first, last = own[0][0], own[-1][1]
        if gap.b0 < first:
            yield Block(gap.a0, gap.a0, gap.b0, first)
        yield Block(gap.a0, gap.a1, first, last)
        if last < gap.b1:
            yield Block(gap.a1, gap.a1, last, gap.b1)


def _seams(gap: Block, words: Words) -> list[int]:
    """The tokens within a gap that begin a line, or follow the signature of a post."""
    passage = words.quote(gap.b0, gap.b1)
    if "\n" not in passage and "@" not in passage:
        return []
    start = words.start.item(gap.b0)
    over = [start + post.end for post in insertions.posts_in(passage)]
    return [
        n
        for n in range(gap.b0 + 1, gap.b1)
        if "\n" in words.before(n) or any(words.end.item(n - 1) <= end <= words.start.item(n) for end in over)
    ]


def _woven(woven: Words, words: Words) -> Words:
    """The sequence with the passages that only ``words`` has put in at their places."""
    woven, words = split_joined(woven, words)
    result: list[Words] = []
    at = reached = 0
    for gap in parted(align(woven, words).gaps, words):
        reached = max(reached, gap.a1)
        if gap.b0 == gap.b1:
            continue
        if gap.a0 == gap.a1 or is_unrelated(
            words.letters, woven.spelled[gap.a0 : gap.a1], words.spelled[gap.b0 : gap.b1]
        ):
            result += [woven[at:reached], words[gap.b0 : gap.b1]]
            at = reached
    return joined([*result, woven[at:]]) if result else woven


def _place(woven: Words, words: Words) -> Placed:
    words = cut_like(words, woven)
    found = align(woven, words)
    at = np.full(len(woven), -1, np.int64)
    for block in (*found.equal, *found.moved):
        at[block.a0 : block.a1] = np.arange(block.b0, block.b1)
    other = [gap for gap in parted(found.gaps, words) if gap.a0 < gap.a1 and gap.b0 < gap.b1]
    return Placed(words, at, other)

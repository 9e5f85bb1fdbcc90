"""Which words belong to a story's reading, and which witness gives each of them?

All copies are woven into one sequence (`weaving`); each stretch that some copies have and some lack is then
judged: a wound where it is missing means that it was lost, a post's signature that it was put in, otherwise
the majority of the copies that reach that far decides, and a tie keeps the words. The space between two words
comes from a copy that has them side by side, unwounded if any copy has it so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from aftershock.records import Run
from aftershock.stories import ends, insertions, scars
from aftershock.stories.tokens import Numbers, Words, joined
from aftershock.stories.weaving import Placed, Woven, is_unrelated, weave

# A passage that stands twice is a slip of the page from here on; shorter ones are phrases.
MIN_REPEATED = 8
# Fewer words are sooner looked at one by one than in columns.
SHORT = 8
# Beside these marks a space, or no word, may be a wound (`scars.at`).
_BESIDE_MARKS = re.compile(r"""(?<=[(\["'])[\s\S]|[.,)\]]""")


class Reading(NamedTuple):
    """The reading of a story: its runs, its text, and its words with offsets in that text."""

    runs: tuple[Run, ...]
    text: str
    words: Words
    origins: Words  # for each word that of the witness that gives it
    base: int


class _Piece(NamedTuple):
    """Words ``low:high`` of the woven sequence, or (``woven`` False) of a copy whose wording won."""

    words: Words
    low: int
    high: int
    woven: bool


class _Votes(NamedTuple):
    """For each stretch of the woven sequence who has it; ``holds`` has a row a copy, a column a stretch."""

    starts: list[int]
    ends: list[int]
    holds: NDArray[np.bool_]
    holders: list[int]
    lacking: list[int]  # copies that reach over the stretch, lack it, and do not word it otherwise


def restore(members: Sequence[Words], texts: Sequence[str], ids: Sequence[str]) -> Reading:
    """The reading of copies given as their words, with ``texts`` and text ``ids`` in the same order.

    The order of the members must be deterministic; it decides between equals.
    """
    story = weave(members, texts)
    pieces = [_Piece(story.words, 0, 0, woven=True), *_kept(story)]
    origins = joined([piece.words[piece.low : piece.high] for piece in pieces])
    places = np.concatenate([np.arange(p.low, p.high) if p.woven else np.full(p.high, -1) for p in pieces])
    return _assembled(origins, places, story.placed, ids, story.base)


def _kept(story: Woven) -> list[_Piece]:
    """The pieces of which the reading is made."""
    woven, placed, _ = story
    if not len(woven):
        return []
    votes = _counted(len(woven), placed)
    worded = _rewordings(story)
    ending: dict[int, list[int]] = {}
    for number, copy in enumerate(placed):
        if len(copy.words):
            for place in np.flatnonzero(copy.at == len(copy.words) - 1).tolist():
                ending.setdefault(place + 1, []).append(number)
    result: list[_Piece] = []
    for column, (start, end) in enumerate(zip(votes.starts, votes.ends, strict=True)):
        reworded = worded.get((start, end))
        if reworded is not None:
            result.append(_Piece(reworded, 0, len(reworded), woven=False))
        elif votes.holders[column] == len(placed) or _stays(story, votes, column, ending.get(start, ())):
            result.append(_Piece(woven, start, end, woven=True))
    return result


def _counted(length: int, placed: Sequence[Placed]) -> _Votes:
    """The longest stretches of the woven sequence that the same copies have, and who counts for them."""
    has = np.array([copy.at >= 0 for copy in placed])
    parts = np.flatnonzero((has[:, 1:] != has[:, :-1]).any(axis=0)) + 1
    starts = np.concatenate(([0], parts))
    ends_at = np.concatenate((parts, [length]))
    holds = has[:, starts]
    # Beyond the first and the last place that a copy has it is cut off and has no vote.
    reached = has.any(axis=1)
    first = np.where(reached, has.argmax(axis=1), 0)[:, None]
    last = np.where(reached, length - 1 - has[:, ::-1].argmax(axis=1), -1)[:, None]
    worded = np.zeros((len(placed), length + 1), np.int64)
    for row, copy in enumerate(placed):
        for block in copy.other:
            worded[row, block.a0 + 1 : block.a1 + 1] = 1
    worded = worded.cumsum(axis=1)
    otherwise = worded[:, ends_at] > worded[:, starts]  # which is no vote against it
    lacking = ~holds & (first < starts) & (ends_at <= last) & ~otherwise
    return _Votes(
        starts.tolist(), ends_at.tolist(), holds, holds.sum(axis=0).tolist(), lacking.sum(axis=0).tolist()
    )


def _stays(story: Woven, votes: _Votes, column: int, ending: Sequence[int]) -> bool:
    """Whether a woven stretch that not all copies have belongs to the reading.

    ``ending`` are the copies whose last word is the one before the stretch.
    """
    woven, placed, _ = story
    start, end = votes.starts[column], votes.ends[column]
    holds, holders, copies = votes.holds[:, column], votes.holders[column], len(placed)
    passage = _passage(woven, start, end)
    slug = insertions.slug_of(passage, ends=end == len(woven))
    if slug == insertions.DATELINE:
        return True  # it was dropped by whoever lacks it; nobody takes over another outlet's
    if any(not holds[n] and breaks_off(placed[n].words, woven.before(start)) for n in ending):
        return True
    if slug or insertions.kind_of(passage) or _is_repeated(start, end, woven.spelled):
        return holders > copies - holders
    if holders >= votes.lacking[column]:
        return True
    return any(not holds[n] and _wounded(placed[n], start) for n in range(copies))


def _passage(words: Words, start: int, end: int) -> str:
    """The words ``start:end``, with at most one character of the white space before each."""
    source, gap = words.source.item(start), words.gap.item(start)
    if end - start > SHORT and (
        (words.source[start:end] == source).all()
        and (words.gap[start + 1 : end] == words.end[start : end - 1]).all()
        and (words.start[start:end] - words.gap[start:end] <= 1).all()
    ):
        return words.texts[source][gap : words.end.item(end - 1)]
    return "".join(
        words.before(n)[:1] + words.text(n)[words.start.item(n) : words.end.item(n)]
        for n in range(start, end)
    )


def _is_repeated(start: int, end: int, spelled: str) -> bool:
    """Whether a stretch, of a sentence's length, stands a second time elsewhere."""
    if end - start < MIN_REPEATED:
        return False
    wanted = spelled[start:end]
    return spelled.find(wanted, 0, start) >= 0 or spelled.find(wanted, end) >= 0


def breaks_off(words: Words, before: str) -> bool:
    """Whether a copy ends within a sentence that goes on elsewhere in the same line.

    ``before`` is the white space before the word that follows elsewhere.
    """
    last = len(words) - 1
    return "\n" not in before and ends.mid_sentence(words.text(last)[: words.end.item(last)])


def _wounded(copy: Placed, place: int) -> bool:
    """Whether the copy shows a scar where the stretch that begins at a woven place is missing."""
    there = np.flatnonzero(copy.at[:place] >= 0)
    left = copy.at.item(there[-1]) if len(there) else None
    if left is None or left + 1 >= len(copy.words):
        return False
    spelled = copy.words.spelled
    return scars.at(copy.words.before(left + 1), spelled[left], spelled[left + 1])


def _rewordings(story: Woven) -> dict[tuple[int, int], Words]:
    """Woven stretches that more copies word otherwise, and alike, than have them as woven."""
    woven, placed, _ = story
    ballots: dict[tuple[int, int], dict[str, list[Words]]] = {}
    for copy in placed:
        for block in copy.other:
            wording = copy.words.spelled[block.b0 : block.b1]
            # what is left of a loss is no wording, however many copies have it
            if scars.is_emptied(wording) or is_unrelated(
                woven.letters, woven.spelled[block.a0 : block.a1], wording
            ):
                continue
            words = copy.words[block.b0 : block.b1]
            ballots.setdefault((block.a0, block.a1), {}).setdefault(wording, []).append(words)
    won = {}
    for (start, end), wordings in ballots.items():
        as_woven = sum(-1 not in copy.at[start:end].tolist() for copy in placed)
        voters = max(wordings.values(), key=lambda some: (len(some), some[0].keys()))
        if len(voters) > as_woven:
            won[start, end] = voters[0]
    return won


def _assembled(
    origins: Words, places: Numbers, placed: Sequence[Placed], ids: Sequence[str], base: int
) -> Reading:
    """Runs and text of words that stand at some woven ``places`` (-1 for another wording that won)."""
    texts = origins.texts
    first = [ids.index(text) for text in ids]  # the same text is one source
    seams = [0, *_seams(origins), len(origins)] if len(origins) else []
    pieces: list[tuple[int, int, int]] = []
    shift, gap = np.zeros(len(origins), np.int64), np.zeros(len(origins), np.int64)
    length = 0
    for low, high in pairwise(seams):
        opening = length
        if low:
            space = _space(origins, low, places, placed)
            if space is not None:
                _put(pieces, first[space[0]], *space[1:])
                length += space[2] - space[1]
        start, end = origins.bounds(low, high)
        _put(pieces, first[origins.source.item(low)], start, end)
        shift[low:high] = length - start
        gap[low:high] = origins.gap[low:high] + (length - start)
        gap[low] = opening
        length += end - start
    runs = [Run(text=ids[source], start=start, end=end) for source, start, end in pieces if start < end]
    text = "".join(texts[source][start:end] for source, start, end in pieces)
    words = Words(
        (text,), origins.letters, origins.spelled, np.zeros(len(origins), np.int64),
        origins.start + shift, origins.end + shift, gap,
    )  # fmt: skip
    return Reading(tuple(runs), text, words, origins, base)


def _seams(words: Words) -> list[int]:
    """The words that do not just follow the one before them in the same text, with sound space between."""
    wide = words.start[1:] - words.gap[1:]
    apart = (words.source[1:] != words.source[:-1]) | (words.gap[1:] != words.end[:-1])
    spelled = words.spelled
    found = set((np.flatnonzero(apart) + 1).tolist())
    for n in [*(np.flatnonzero(wide > 1) + 1).tolist(), *_beside_marks(words)]:
        if n not in found and scars.at(words.before(n), spelled[n - 1], spelled[n]):
            found.add(n)
    return sorted(found)


def _beside_marks(words: Words) -> list[int]:
    """The words that have a bracket or quote before them, or are a mark with space before it."""
    found = (match.start() for match in _BESIDE_MARKS.finditer(words.spelled))
    return [
        n
        for n in found
        if n and (words.spelled[n] not in ".,)]" or words.spelled[n - 1] in "([" or words.before(n))
    ]


def _put(pieces: list[tuple[int, int, int]], source: int, start: int, end: int) -> None:
    """Put a piece of a witness behind the others: made one with the last where it goes on with it."""
    if pieces and pieces[-1][0] == source and pieces[-1][2] == start:
        pieces[-1] = source, pieces[-1][1], end
    elif start < end:
        pieces.append((source, start, end))


def _space(words: Words, n: int, places: Numbers, placed: Sequence[Placed]) -> tuple[int, int, int] | None:
    """Where the white space before word ``n`` of the reading is read, unwounded if any copy has it so."""
    left, right = places.item(n - 1), places.item(n)
    beside = words.source[n - 1] == words.source[n] and words.gap[n] == words.end[n - 1]
    options = [(words, n)] if beside else []
    if left >= 0 and right >= 0:
        for copy in placed:
            one, two = copy.at.item(left), copy.at.item(right)
            if one >= 0 and two == one + 1:
                options.append((copy.words, two))
    for some, at in options:
        if not scars.at(some.before(at), words.spelled[n - 1], words.spelled[n]):
            return _before(some, at)
    if not options and not words.before(n):
        return None
    return _before(*(options[0] if options else (words, n)))


def _before(words: Words, n: int) -> tuple[int, int, int]:
    return words.source.item(n), words.gap.item(n), words.start.item(n)

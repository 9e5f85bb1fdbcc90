"""Which texts say the same, word for word or nearly so?

A text's words are its runs of letters and digits, folded: compatibility forms (NFKD), case and accents fall
away; each sign of a script that is written without spaces is a word. Links and names are no words. All texts
of a batch are worked on at once, as one array of code points.

The same words in the same order give the same ``text_id``. Nearly the same: MinHash (Broder 1997) over pairs
of neighbouring words in `BANDS` bands of `BAND` (Indyk and Motwani's banding): two texts whose pairs overlap
by s share a band with chance 1 - (1 - s^3)^10: .91 at s = .6, .24 at s = .3. `store.nearness` then compares.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from aftershock.store import ids

BANDS, BAND = 10, 3
# Shorter texts ("so sad", "stay safe") are written alike by people who never read each other.
MIN_WORDS, MIN_LETTERS = 4, 16
MIN_NEAR = 8
_SPACE, _BREAK = 1, 2
_NOT_WORDS = r"(?i:https?://[!-~]+)|t\.me/[!-~]+|@[0-9A-Za-z_.@-]+"
# Scripts written without spaces: Thai, Lao, Myanmar, Khmer; kana, CJK and its extensions.
_ALONE = (
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3040, 0x30FF), (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF),
)  # fmt: skip


class Words(NamedTuple):
    """The words of some texts as numbers, text after text; text i's are ``first[i]:first[i + 1]``."""

    word: NDArray[np.uint64]
    first: NDArray[np.int64]
    letters: NDArray[np.int64]  # of each text; a sign that stands alone counts twice

    @property
    def length(self) -> NDArray[np.int64]:
        """How many words each text has."""
        return np.diff(self.first)


class _Letters(NamedTuple):
    """For each code point: what it is folded to (0: falls away), whether it is a word alone, its number.

    Filled block by block when letters of it are first seen: all of them together take longer than some
    thousand posts, and posts are written in few scripts.
    """

    folded: NDArray[np.uint32]
    alone: NDArray[np.bool_]
    number: NDArray[np.uint64]
    known: NDArray[np.bool_]  # by block


_BLOCK = 10  # bits: 1,024 code points
_POINTS = 0x110000


@lru_cache(maxsize=1)
def _letters() -> _Letters:
    folded = np.full(_POINTS, _SPACE, np.uint32)
    folded[0x30000:0x323B0] = np.arange(0x30000, 0x323B0)
    known = np.zeros(_POINTS >> _BLOCK, np.bool_)
    known[0x30000 >> _BLOCK :] = True
    alone = np.zeros(_POINTS, np.bool_)
    for first, last in _ALONE:
        alone[first : last + 1] = True
    return _Letters(folded, alone, ids.numbers(_POINTS, seed=2), known)


def _folding(points: NDArray[np.uint32]) -> _Letters:
    """The letters, with all blocks filled that these code points are of."""
    letters = _letters()
    last = int(points.max(initial=0)) >> _BLOCK
    seen = np.bincount(points >> np.uint32(_BLOCK)) > 0 if last else np.ones(1, np.bool_)
    for block in np.flatnonzero(seen & ~letters.known[: len(seen)]).tolist():
        first = block << _BLOCK
        for point in range(first, first + (1 << _BLOCK)):
            letters.folded[point] = _fold(point)
        letters.known[block] = True
    return letters


def _fold(point: int) -> int:
    """What one code point is compared as."""
    if point == 0:
        return _BREAK
    if point in (ord("'"), 0x2019):  # "don't", however it is typed
        return 0
    letter = chr(point)
    category = unicodedata.category(letter)
    if category[0] in "LN":
        return ord(unicodedata.normalize("NFKD", letter.casefold()).casefold()[:1] or letter)
    # accents, joiners, skin tones fall away
    return 0 if category[0] == "M" or category in ("Cf", "Sk") else _SPACE


def words(texts: Any) -> Words:
    """The words of an Arrow array of strings (null: none)."""
    texts = pc.fill_null(texts, "")
    marked = pc.or_(pc.match_substring(texts, "@"), pc.match_substring_regex(texts, r"://|t\.me/"))
    if pc.any(marked).as_py():
        texts = pc.if_else(marked, pc.replace_substring_regex(texts, _NOT_WORDS, " "), texts)
    found = [_of_some(texts.slice(at, ids.AT_ONCE)) for at in range(0, len(texts), ids.AT_ONCE)]
    counts = np.concatenate([np.zeros(1, np.int64), *(each.length for each in found)])
    return Words(
        np.concatenate([np.zeros(0, np.uint64), *(each.word for each in found)]),
        np.cumsum(counts),
        np.concatenate([np.zeros(0, np.int64), *(each.letters for each in found)]),
    )


def _of_some(texts: Any) -> Words:
    points = np.frombuffer(("\0".join(texts.to_pylist()) + "\0").encode("utf-32-le", "surrogatepass"), "<u4")
    fold, alone, number, _ = _folding(points)
    codes = fold[points]
    if not codes.all():
        codes = codes[codes != 0]
    letter = codes > _BREAK
    begins, ends = letter.copy(), letter.copy()
    begins[1:] &= ~letter[:-1]
    ends[:-1] &= ~letter[1:]
    breaks = np.flatnonzero(codes == _BREAK)
    from_break = np.concatenate(([0], breaks[:-1]))
    letters = np.add.reduceat(letter, from_break, dtype=np.int64)
    if int(points.max()) >= _ALONE[0][0] and (single := alone[codes]).any():
        begins[1:] |= letter[1:] & (single[1:] | single[:-1])
        ends[:-1] |= letter[:-1] & (single[1:] | single[:-1])
        letters += np.add.reduceat(letter & single, from_break, dtype=np.int64)
    starts = np.flatnonzero(begins)
    word = ids.stretches(number[codes], starts, np.flatnonzero(ends) + 1)
    first = np.concatenate(([0], np.searchsorted(starts, breaks))).astype(np.int64)
    return Words(word, first, letters)


def text_ids(said: Words) -> NDArray[np.int64]:
    """The id of each text's words in their order; 0 where there are too few."""
    place = (np.arange(len(said.word)) - np.repeat(said.first[:-1], said.length)).astype(np.uint64)
    with np.errstate(over="ignore"):
        total = _sums(ids.mixed(said.word + place * ids.GOLDEN), said.first)
    total = ids.mixed(total)
    total[total == 0] = 1
    total[(said.length < MIN_WORDS) | (said.letters < MIN_LETTERS)] = 0
    return total.view(np.int64)


def pairs(said: Words, texts: NDArray[np.int64]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """The pairs of neighbouring words of some texts (by place) as numbers, and where each text's begin."""
    count = np.maximum(said.length[texts] - 1, 0)
    first = np.concatenate(([0], np.cumsum(count)))
    at = np.arange(first[-1]) - np.repeat(first[:-1], count) + np.repeat(said.first[texts], count)
    with np.errstate(over="ignore"):
        return ids.mixed(said.word[at] * np.uint64(3) + said.word[at + 1]), first


def bands(said: Words, texts: NDArray[np.int64]) -> NDArray[np.int32]:
    """The bands of some texts (by place, each of `MIN_NEAR` words or more): rows of `BANDS` numbers."""
    pair, first = pairs(said, texts)
    found = np.empty((len(texts), BANDS), np.int32)
    if not len(texts):
        return found
    salts = ids.numbers(BANDS * BAND, seed=3)
    with np.errstate(over="ignore"):
        for band in range(BANDS):
            together = np.zeros(len(texts), np.uint64)
            for salt in salts[band * BAND : (band + 1) * BAND]:
                least = np.minimum.reduceat((pair ^ salt) * (salt | np.uint64(1)), first[:-1])
                together = ids.mixed(together * np.uint64(31) + least)
            found[:, band] = (together >> np.uint64(32)).astype(np.uint32).view(np.int32)
    return found


def _sums(values: NDArray[np.uint64], first: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Sums over each stretch; 0 for an empty one."""
    total = np.zeros(len(first) - 1, np.uint64)
    filled = np.diff(first) > 0
    if filled.any():
        total[filled] = np.add.reduceat(values, first[:-1][filled])
    return total


def as_lists(rows: NDArray[np.int32], which: NDArray[np.int64]) -> pa.Array:
    """Rows of bands as a column of lists: row i is that of ``which[i]``, null where that is -1."""
    there = which >= 0
    offsets = np.concatenate(([0], np.cumsum(np.where(there, BANDS, 0)))).astype(np.int32)
    flat = rows[which[there]].reshape(-1)
    return pa.ListArray.from_arrays(
        pa.array(offsets), pa.array(flat, pa.int32()), mask=pa.array(~there) if not there.all() else None
    )

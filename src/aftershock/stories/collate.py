"""What did each copy lose, add or change against the story's reading, and where do they agree?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

import msgspec
import numpy as np

from aftershock.records import Match, Page, Receipt, Variant
from aftershock.stories import insertions, scars
from aftershock.stories.align import Alignment, Block, align
from aftershock.stories.restore import Reading, breaks_off
from aftershock.stories.tokens import UNSEEN, Words, cut_at, cut_like, cuts_of, fold
from aftershock.stories.weaving import is_cut, is_unrelated, parted

MOVED = "moved"
REPEATED = "repeated"
CUT = "cut word"
BREAKS_OFF = "breaks off"

Kind = Literal["lost", "added", "changed"]


class Collated(NamedTuple):
    """One member against the reading."""

    matches: tuple[Match, ...]
    variants: tuple[Variant, ...]


class _Sides(NamedTuple):
    """Reading and member, as text and as tokens cut alike."""

    reading: str
    reads: Words
    origins: Words
    member: str
    words: Words
    page: Page
    ids: Sequence[str]


def collate(reading: Reading, words: Words, page: Page, text: str, ids: Sequence[str]) -> Collated:
    """The matches and variants of one member, in the order of the reading.

    ``words`` are the member's tokens, ``text`` its characters; ``ids`` are those of all members in the order
    of `restore.restore`. White space alone is never a variant.
    """
    words = cut_like(words, reading.words)
    cuts = cuts_of(reading.words, words)
    reads, origins = (cut_at(some, cuts) if cuts else some for some in (reading.words, reading.origins))
    sides = _Sides(reading.text, reads, origins, text, words, page, ids)
    found = align(reads, words)
    variants = [variant for gap in parted(found.gaps, words) for variant in _of_gap(gap, sides)]
    variants += [_moved(block, sides) for block in found.moved]
    variants.sort(key=lambda v: (v.reading_at, v.start, v.end))
    return Collated(tuple(_matches(found, sides)), tuple(_one_scar_each(variants)))


def _one_scar_each(variants: list[Variant]) -> Iterator[Variant]:
    """Losses that share one scar: the first quotes it, the others stand at its end."""
    quoted: set[tuple[int, int]] = set()
    for variant in variants:
        if variant.kind == "lost" and variant.quote:
            if (variant.start, variant.end) in quoted:
                variant = msgspec.structs.replace(variant, start=variant.end, quote="")
            quoted.add((variant.start, variant.end))
        yield variant


def _matches(found: Alignment, sides: _Sides) -> Iterator[Match]:
    """Equal stretches, character for character, grown over the space between words.

    A plain quote against a curly one is no variant and no match: `reading.locate` bridges it.
    """
    reading, member = sides.reading, sides.member
    for block in sorted((*found.equal, *found.moved)):
        first, last = sides.reads.bounds(block.a0, block.a1)
        at, to = sides.words.bounds(block.b0, block.b1)
        if reading[first:last] == member[at:to]:
            yield Match(reading=first, at=at, length=to - at)
        else:
            for start, end, there in _alike(block, sides):
                yield Match(reading=start, at=there, length=end - start)


def _alike(block: Block, sides: _Sides) -> Iterator[tuple[int, int, int]]:
    """The stretches ``start:end`` of the reading that a block has character for character, and where."""
    reading, member = sides.reading, sides.member
    a, b = slice(block.a0, block.a1), slice(block.b0, block.b1)
    there = zip(sides.words.start[b].tolist(), sides.words.end[b].tolist(), strict=True)
    start_r = start_m = end_r = end_m = -1
    for read, stop in zip(sides.reads.start[a].tolist(), sides.reads.end[a].tolist(), strict=True):
        word, word_stop = next(there)
        if end_r >= 0 and reading[end_r:read] == member[end_m:word]:
            end_r, end_m = read, word
        else:
            if end_r > start_r:
                yield start_r, end_r, start_m
            start_r, start_m, end_r, end_m = read, word, read, word
        if reading[read:stop] == member[word:word_stop]:
            end_r, end_m = stop, word_stop
            continue
        if end_r > start_r:
            yield start_r, end_r, start_m
        start_r = start_m = end_r = end_m = -1
    if end_r > start_r:
        yield start_r, end_r, start_m


def _of_gap(gap: Block, sides: _Sides) -> Iterator[Variant]:
    """The variants of one place where the copies part."""
    if gap.b0 == gap.b1:
        yield from _lost(gap, sides)
        return
    if gap.a0 == gap.a1:
        yield from _added(gap, sides)
        return
    letters = sides.words.letters
    missing, own = sides.reads.spelled[gap.a0 : gap.a1], sides.words.spelled[gap.b0 : gap.b1]
    if letters.names[missing[0]][0] == letters.names[own[0]][0] and (
        letters.written(missing) == letters.written(own)  # only the spaces are others
    ):
        return
    if len(missing) > 1 and is_cut(letters, missing, own):
        first = letters.names[missing[0]].startswith(letters.names[own])
        cut = (gap.a0, gap.a0 + 1) if first else (gap.a1 - 1, gap.a1)
        yield _changed(Block(*cut, gap.b0, gap.b1), sides)
        rest = (gap.a0 + 1, gap.a1) if first else (gap.a0, gap.a1 - 1)
        at = gap.b1 if first else gap.b0
        yield from _lost(Block(*rest, at, at), sides)
    elif scars.is_emptied(own):
        yield from _lost(gap, sides)
    elif not _apart(gap, missing, own, sides):
        yield _changed(gap, sides)
    else:
        yield from _lost(Block(gap.a0, gap.a1, gap.b0, gap.b0), sides)
        yield from _added(gap, sides)


def _apart(gap: Block, missing: str, own: str, sides: _Sides) -> bool:
    """Whether a loss and an addition only happen to meet here."""
    letters = sides.words.letters
    if is_unrelated(letters, missing, own) or insertions.kind_of(sides.words.quote(gap.b0, gap.b1)):
        return True
    return not any(map(letters.is_word, own)) or not any(map(letters.is_word, missing))


def _hole(at: int, sides: _Sides) -> tuple[int, int, bool]:
    """Where the member's words part before token ``at``: offsets, and whether a scar stands there.

    With a scar the span is the scar's white space; without, it is empty.
    """
    words = sides.words
    if at == 0:
        start = words.start.item(0) if len(words) else 0
        return start, start, False
    left = words.end.item(at - 1)
    if at == len(words):
        return left, left, False
    before = words.before(at)
    if words.gap.item(at) == left and scars.at(before, words.spelled[at - 1], words.spelled[at]):
        return left, words.start.item(at), True
    return left, left, False


def _lost(gap: Block, sides: _Sides) -> Iterator[Variant]:
    """The losses of one place; what stands in the gap itself is the scar that they left ("( )")."""
    words, reads = sides.words, sides.reads
    start, end, scar = _hole(gap.b0, sides)
    if gap.b0 < gap.b1:
        start, end = words.bounds(gap.b0, gap.b1)
        scar = True
    cut = 0 < gap.b0 == len(words) and breaks_off(words, reads.before(gap.a0))
    for low, high in _by_witness(gap.a0, gap.a1, sides):
        reading_at, reading_end = reads.bounds(low, high)
        missing = sides.reading[reading_at:reading_end]
        note = "" if scar else BREAKS_OFF if cut else insertions.slug_of(missing, ends=high == len(reads))
        yield Variant(
            kind="lost",
            text=sides.page.text,
            file=sides.page.file,
            start=start,
            end=end,
            quote=sides.member[start:end],
            reading=missing,
            reading_at=reading_at,
            witness=_receipt(low, high, sides),
            scar=scar,
            note=note,
        )


def _by_witness(low: int, high: int, sides: _Sides) -> list[tuple[int, int]]:
    """The reading's tokens ``low:high`` in stretches that one witness gives without a break."""
    if high - low == 1:
        return [(low, high)]
    origins = sides.origins
    source, start, end = origins.source[low:high], origins.start[low:high], origins.end[low:high]
    apart = (source[1:] != source[:-1]) | (start[1:] < end[:-1])
    # between words that follow each other in one text stands nothing but space, or what nobody sees
    asked = ~apart
    if not any(_has_unseen(origins.texts[n]) for n in set(source.tolist())):
        asked &= origins.gap[low + 1 : high] != end[:-1]
    for n in np.flatnonzero(asked).tolist():
        apart[n] = bool(origins.text(low + n)[end.item(n) : start.item(n + 1)].strip())
    if not apart.any():
        return [(low, high)]
    cuts = [low, *(np.flatnonzero(apart) + low + 1).tolist(), high]
    return list(pairwise(cuts))


@lru_cache(maxsize=64)
def _has_unseen(text: str) -> bool:
    return bool(UNSEEN.search(text))


def _witness(low: int, high: int, sides: _Sides) -> Receipt:
    """The receipt of the reading's tokens ``low:high``, of the longest stretch that one witness gives."""
    return _receipt(*max(_by_witness(low, high, sides), key=lambda piece: piece[1] - piece[0]), sides)


def _receipt(low: int, high: int, sides: _Sides) -> Receipt:
    start, end = sides.origins.bounds(low, high)
    quote = sides.origins.text(low)[start:end]
    return Receipt(text=sides.ids[sides.origins.source.item(low)], start=start, end=end, quote=quote)


def _added(gap: Block, sides: _Sides) -> Iterator[Variant]:
    words = sides.words
    at = sides.reads.end.item(gap.a0 - 1) if gap.a0 else 0
    for low, high in _unbroken(gap.b0, gap.b1, sides):
        start, end = words.bounds(low, high)
        passage = sides.member[start:end]
        for piece in insertions.posts_in(passage):
            quote = passage[piece.start : piece.end]
            lead = len(quote) - len(quote.lstrip())
            quote = quote.strip()
            note = insertions.kind_of(quote) or (REPEATED if _stands_in(quote, sides.reading) else "")
            note = note or insertions.slug_of(quote, ends=high == len(words))
            yield Variant(
                kind="added",
                text=sides.page.text,
                file=sides.page.file,
                start=start + piece.start + lead,
                end=start + piece.start + lead + len(quote),
                quote=quote,
                reading="",
                reading_at=at,
                note=note,
            )


def _unbroken(low: int, high: int, sides: _Sides) -> Iterator[tuple[int, int]]:
    """The member's tokens ``low:high`` cut where boilerplate stands between two of them."""
    words = sides.words
    apart = np.flatnonzero(words.gap[low + 1 : high] > words.end[low : high - 1]) + low + 1
    return pairwise([low, *apart.tolist(), high])


def _stands_in(quote: str, reading: str) -> bool:
    squeezed = " ".join(fold(quote).split())
    return len(squeezed) > 40 and squeezed in _squeezed(reading)


@lru_cache(maxsize=1)
def _squeezed(reading: str) -> str:
    """Asked for the same reading by each of its copies."""
    return " ".join(fold(reading).split())


def _changed(gap: Block, sides: _Sides) -> Variant:
    start, end = sides.words.bounds(gap.b0, gap.b1)
    low, high = sides.reads.bounds(gap.a0, gap.a1)
    mine, theirs = fold(sides.member[start:end]), fold(sides.reading[low:high])
    # A fragment of the reading's word ("amba" of "ambassador") is what a cut leaves, no new wording.
    cut = gap.b1 - gap.b0 == gap.a1 - gap.a0 == 1 and _is_fragment(mine, theirs)
    return Variant(
        kind="changed",
        text=sides.page.text,
        file=sides.page.file,
        start=start,
        end=end,
        quote=sides.member[start:end],
        reading=sides.reading[low:high],
        reading_at=low,
        witness=_witness(gap.a0, gap.a1, sides),
        scar=_hole(gap.b0, sides)[2] or _hole(gap.b1, sides)[2],
        note=(BREAKS_OFF if gap.b1 == len(sides.words) else CUT) if cut else "",
    )


def _is_fragment(part: str, whole: str) -> bool:
    # Endings of two letters are inflections ("attack", "attacks"), not cuts.
    return len(whole) - len(part) > 2 and (whole.startswith(part) or whole.endswith(part))


def _moved(block: Block, sides: _Sides) -> Variant:
    start, end = sides.words.bounds(block.b0, block.b1)
    low, high = sides.reads.bounds(block.a0, block.a1)
    return Variant(
        kind="changed",
        text=sides.page.text,
        file=sides.page.file,
        start=start,
        end=end,
        quote=sides.member[start:end],
        reading=sides.reading[low:high],
        reading_at=low,
        witness=_witness(block.a0, block.a1, sides),
        note=MOVED,
    )
